"""Words that are searched for. Pure."""

from __future__ import annotations

import re


class Sought:
    """What was typed, taken as it stands; capitals count where there are any. Falsy where nothing was typed."""

    def __init__(self, typed: str = "") -> None:
        self.typed = typed
        self._pattern = re.compile(re.escape(typed), 0 if typed != typed.lower() else re.IGNORECASE)

    def __bool__(self) -> bool:
        return bool(self.typed)

    def is_in(self, words: str) -> bool:
        return self._pattern.search(words) is not None

    def spans(self, words: str) -> list[tuple[int, int]]:
        """Where it stands in them."""
        return [match.span() for match in self._pattern.finditer(words)] if self else []
