"""The base of everything on the main screen: lines drawn whole, of which only those that differ go out.

A repaint costs bytes on the wire, and over SSH bytes are time. A widget says what its lines are; what is
on the screen already is not sent again.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, cast

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from spacetui.ui import theme
from spacetui.ui.glyphs import Glyphs
from spacetui.ui.theme import Tones

if TYPE_CHECKING:
    from spacetui.ui.app import SpacetuiApp

Piece = tuple[str, str] | tuple[str, str, bool]
"""Clean text, its tone (a name in `Tones`), and whether it is bold."""


class Drawn(Widget, inherit_bindings=False):
    """A widget of lines. Subclasses give them in `draw` and call `redraw` when something may have changed."""

    DEFAULT_CSS = """
    Drawn { background: $background; }
    """

    background_tone = "ground"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._strips: list[Strip] = []

    def draw(self, width: int) -> Sequence[Strip]:
        """The lines, each `width` cells wide."""
        return []

    @property
    def cockpit(self) -> SpacetuiApp:
        return cast("SpacetuiApp", self.app)

    @property
    def tones(self) -> Tones:
        return self.cockpit.tones

    @property
    def glyphs(self) -> Glyphs:
        return self.cockpit.glyphs

    @property
    def first_line(self) -> int:
        """Which line is at the top of the view."""
        return 0

    @property
    def room(self) -> Size:
        """Cells there are to draw in."""
        return self.content_region.size

    def style(self, tone: str, background: str | None = None, *, bold: bool = False) -> Style:
        return theme.style(self.tones, tone, background or self.background_tone, bold=bold)

    def line(self, pieces: Sequence[Piece], width: int, background: str | None = None) -> Strip:
        """A strip of pieces, cut or filled to `width`."""
        segments = [
            Segment(text, self.style(tone, background, bold=bool(bold and bold[0])))
            for text, tone, *bold in pieces
            if text
        ]
        strip = Strip(segments)
        if strip.cell_length > width:
            return strip.crop(0, width)
        return strip.extend_cell_length(width, self.style("text", background))

    def redraw(self) -> None:
        """Draw again; what did not change stays as it is on the screen."""
        width = self.room.width
        if self.is_attached and width > 0:
            before, self._strips = self._strips, list(self.draw(width))
            self.send_changed(before, first=self.first_line)

    def send_changed(self, before: Sequence[Strip], *, first: int) -> None:
        """Repaint what differs between the strips before and now; `first` is the one at the top of the view."""
        width, height = self.room
        gutter = self.gutter
        last = min(first + height, max(len(before), len(self._strips)))
        changed = []
        for y in range(first, last):
            left, right = _differing(_at(before, y), _at(self._strips, y), width)
            if left < right:
                changed.append(Region(left + gutter.left, y - first + gutter.top, right - left, 1))
        if changed:
            self.refresh(*changed)

    def render_line(self, y: int) -> Strip:
        width = self.room.width
        if not self._fits(width):  # laid out anew, and painted before it is told so
            self._strips = list(self.draw(width))
        index = y + self.first_line
        return self._strips[index] if 0 <= index < len(self._strips) else self.line((), width)

    def on_resize(self, event: events.Resize) -> None:
        if not self._fits(self.room.width):
            self._strips = []
        self.redraw()

    def _fits(self, width: int) -> bool:
        return not self._strips or self._strips[0].cell_length == width

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips = []
        self.call_later(self.redraw)


class Scrolled(Drawn, ScrollView, inherit_bindings=False):
    """Lines that may be more than the view has room for."""

    DEFAULT_CSS = """
    Scrolled { scrollbar-size-vertical: 1; overflow: hidden auto; }
    """

    @property
    def first_line(self) -> int:
        return self.scroll_offset.y

    @property
    def room(self) -> Size:
        """A column is kept for the scrollbar, so that nothing is drawn anew when it comes or goes."""
        width, height = self.content_region.size
        return Size(max(0, width - 1), height)

    def redraw(self) -> None:
        super().redraw()
        self.fit_virtual_size(len(self._strips))

    def fit_virtual_size(self, lines: int) -> None:
        """Say how far there is to scroll. While all fits that is nowhere, and nothing is laid out again."""
        wanted = Size(0, lines if lines > self.room.height else 0)
        if self.room.height > 0 and self.virtual_size != wanted:
            self.virtual_size = wanted


class Bar(Drawn):
    """One line across the screen."""

    DEFAULT_CSS = """
    Bar { height: 1; background: $bar; }
    """

    background_tone = "bar"


def _at(strips: Sequence[Strip], y: int) -> Strip | None:
    return strips[y] if y < len(strips) else None


def _differing(old: Strip | None, new: Strip | None, width: int) -> tuple[int, int]:
    """The cells, from and to, outside of which two lines are the same."""
    if old is None or new is None:
        return (0, 0) if old is new else (0, width)
    before, now = list(old), list(new)
    left, right = 0, width
    while before and now and before[0] == now[0]:
        left += before.pop(0).cell_length
        now.pop(0)
    while before and now and before[-1] == now[-1]:
        right -= before.pop().cell_length
        now.pop()
    if before and now and before[-1].style == now[-1].style:
        right -= _ending_alike(before[-1].text, now[-1].text)
    return (left, right) if before or now else (0, 0)


def _ending_alike(one: str, other: str) -> int:
    """How many cells the common end of two texts takes, as far as it is plain."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1] and pair[0].isascii(), pairs))
