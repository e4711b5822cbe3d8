"""JSON drawn by lines, folded to the width, with what is searched for marked."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from spacetui.ui import json_lines
from spacetui.ui.json_lines import Line, Part
from spacetui.ui.sought import Sought
from spacetui.ui.widgets.drawn import Scrolled


class JsonView(Scrolled, can_focus=True):
    """`show` it a value, `look_for` words in it; `place` and `found` say which of how many lines with them is at
    hand."""

    DEFAULT_CSS = """
    JsonView { height: 1fr; padding: 0 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[Line] = ()
        self._sought = Sought()
        self._found: list[int] = []
        self._at: int | None = None
        self._rows: list[int] = []
        """The line that each row is a part of."""

    @property
    def found(self) -> int:
        """How many lines hold the words."""
        return len(self._found)

    @property
    def place(self) -> int | None:
        """Which of these was jumped to, from 1."""
        return self._found.index(self._at) + 1 if self._at in self._found else None

    def show(self, value: object) -> None:
        self._lines = json_lines.lines(value)
        self._search()

    def look_for(self, words: str) -> None:
        """Mark the words wherever they stand; none, to mark nothing."""
        self._sought = Sought(words)
        self._at = None
        self._search()

    def jump(self, step: int) -> bool:
        """To the next line with the words, or the one before, round the end; at first from the top of the view."""
        if not self._found:
            return False
        here = self._at if self._at is not None else self._top - (step > 0)
        ahead = [line for line in self._found if (line - here) * step > 0]
        self._at = (ahead or self._found)[0 if step > 0 else -1]
        self.redraw()
        row = self._rows.index(self._at)
        if not self.first_line <= row < self.first_line + self.room.height:
            self.scroll_to(y=max(0, row - self.room.height // 3), animate=False, immediate=True, force=True)
        return True

    @property
    def _top(self) -> int:
        """The line at the top of the view."""
        return self._rows[self.first_line] if self.first_line < len(self._rows) else 0

    def _search(self) -> None:
        sought = self._sought
        self._found = [number for number, line in enumerate(self._lines) if sought and sought.is_in(line.text)]
        self.redraw()

    def draw(self, width: int) -> list[Strip]:
        self._rows = []
        strips = []
        for number, line in enumerate(self._lines):
            rows = json_lines.folded(json_lines.parts(line, self._sought), line.indent, width)
            self._rows += [number] * len(rows)
            strips += [self._strip(row, width, at=number == self._at) for row in rows]
        return strips

    def _strip(self, row: Sequence[Part], width: int, *, at: bool) -> Strip:
        segments = [Segment(part.text, self._style(part, at=at)) for part in row if part.text]
        return Strip(segments).extend_cell_length(width, self.style("text"))

    def _style(self, part: Part, *, at: bool) -> Style:
        if not part.found:
            return self.style(part.tone)
        return self.style("ground", "warning") if at else self.style("text", "cursor", bold=True)
