"""The runtime of the selected Space, in labelled lines."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from spacetui import text
from spacetui.live import cost
from spacetui.ui.facts import Fact, facts
from spacetui.ui.widgets.drawn import Piece
from spacetui.ui.widgets.panel import ScrolledPanel, Sight

_LABEL = 11


class FactsPanel(ScrolledPanel):
    """Draws labelled facts, long ones wrapped."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._facts: Sequence[Fact] = ()

    def look_at(self, sight: Sight) -> None:
        self._facts = facts(sight.entry, sight.picture, cost.prices(sight.picture), self.glyphs, sight.now)
        self.redraw()

    def draw(self, width: int) -> list[Strip]:
        label = _LABEL if width >= 36 else 9
        return [strip for fact in self._facts for strip in self._fact(fact, label, width)]

    def _fact(self, fact: Fact, label: int, width: int) -> list[Strip]:
        room = max(8, width - label)
        values = [line for part in fact.value.split("\n") for line in text.wrap(part, room) or [""]]
        rows: list[list[Piece]] = [[(line, fact.tone)] for line in values]
        if fact.note:
            rows = self._with_note(rows, fact.note, room)
        heads = [text.fit(fact.label, label)] + [" " * label] * (len(rows) - 1)
        return [self.line([(head, "muted"), *row], width) for head, row in zip(heads, rows, strict=True)]

    @staticmethod
    def _with_note(rows: list[list[Piece]], note: str, room: int) -> list[list[Piece]]:
        """The note behind the last line where it fits, else below it."""
        taken = sum(text.width(piece[0]) for piece in rows[-1])
        if taken and taken + 2 + text.width(note) <= room:
            return [*rows[:-1], [*rows[-1], ("  ", "muted"), (note, "muted")]]
        below: list[list[Piece]] = [[(line, "muted")] for line in text.wrap(note, room)]
        return [*rows, *below] if taken else below
