"""Words that are looked for in a log. Pure."""

from __future__ import annotations

import re

from spacetui.live.log import Row


class Words:
    """What was typed, taken as it stands; capitals count where there are any. Falsy where nothing was typed."""

    def __init__(self, typed: str = "") -> None:
        self.typed = typed
        self._pattern = re.compile(re.escape(typed), 0 if typed != typed.lower() else re.IGNORECASE)

    def __bool__(self) -> bool:
        return bool(self.typed)

    def in_row(self, row: Row) -> bool:
        return not row.rule and self._pattern.search(row.text) is not None

    def spans(self, row: Row) -> list[tuple[int, int]]:
        """Where they stand in a row."""
        return [match.span() for match in self._pattern.finditer(row.text)] if self and not row.rule else []
