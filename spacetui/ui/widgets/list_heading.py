"""The line above the list: which Spaces are shown, and the names of the columns, the sorted one marked."""

from __future__ import annotations

from typing import NamedTuple

from textual.strip import Strip

from spacetui import text
from spacetui.live.cost import Burn
from spacetui.ui import phrases
from spacetui.ui.ordering import Column, Order
from spacetui.ui.rows import Columns
from spacetui.ui.widgets.drawn import Bar, Piece

_WITHOUT_COLUMN = (Column.ATTENTION, Column.NAME, Column.UPDATED)


class Heading(NamedTuple):
    """`filter` is the filter's text, clean; `shown` of `total` Spaces match it. Of the `marked` it hides `hidden`;
    `burn` is what they cost now."""

    filter: str = ""
    shown: int = 0
    total: int = 0
    order: Order = Order()
    marked: int = 0
    hidden: int = 0
    burn: Burn = Burn(0.0, 0)


class ListHeading(Bar):
    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._heading = Heading()

    def show(self, heading: Heading) -> None:
        self._heading = heading
        self.redraw()

    def draw(self, width: int) -> list[Strip]:
        columns = Columns.within(width - 1)  # the list keeps a column for its scrollbar
        pieces = self._title(columns.name + 4)
        for column, label, size, align in (
            (Column.STAGE, "STAGE", columns.stage, "left"),
            (Column.HARDWARE, "HARDWARE", columns.hardware, "left"),
            (Column.SLEEP, "SLEEP", columns.sleep, "left"),
            (Column.AGE, "FOR", columns.age, "right"),
            (Column.COST, "$/H", columns.cost, "right"),
        ):
            if size:
                sorted_by = column is self._heading.order.column
                words = self._arrow + label if sorted_by and align == "right" else label
                words += self._arrow if sorted_by and align == "left" else ""
                cell = text.fit(words, size, "right" if align == "right" else "left")
                pieces.append((f" {cell}", "accent" if sorted_by else "muted"))
        return [self.line(pieces, width)]

    @property
    def _arrow(self) -> str:
        return self.glyphs.up if self._heading.order.ascending else self.glyphs.down

    def _title(self, width: int) -> list[Piece]:
        """`Spaces 3 of 24 · t4`, and the order where no column shows it; cut to `width`."""
        heading, dot = self._heading, self.glyphs.dot
        words = f" {heading.total:,}"
        if heading.filter:
            words = f" {heading.shown:,} of {heading.total:,} {dot} {heading.filter}"
        title = " Spaces" if width >= 30 else ""
        if heading.marked:
            return self._marks(title, words, width)
        by = f" {dot} by {heading.order.column.value} {self._arrow}"
        if heading.order.column in _WITHOUT_COLUMN and len(title) + text.width(words + by) <= width:
            words += by
        rest = text.fit(words, max(0, width - len(title)))
        return [(title, "text", True), (rest, "accent" if heading.filter else "muted")]

    def _marks(self, title: str, words: str, width: int) -> list[Piece]:
        """What is marked, and as much of the rest as there is room for beside it."""
        heading, dot = self._heading, self.glyphs.dot
        marks = f"{heading.marked:,} marked" + (f", {heading.hidden:,} hidden" if heading.hidden else "")
        price = f"{phrases.money(heading.burn.usd_per_hour)}/h" + (" + ?" if heading.burn.unknown else "")
        priced = f"{marks} {dot} {price}" if heading.burn.usd_per_hour or heading.burn.unknown else marks
        for before, after in ((title + words, priced), (words, priced), (words, marks), ("", priced)):
            if text.width(before + after) + 3 <= width:
                lead = f"{before} {dot} " if before else " "
                return [(lead, "muted"), (text.fit(after, width - text.width(lead)), "accent")]
        return [(" ", "muted"), (text.fit(marks, max(0, width - 1)), "accent")]
