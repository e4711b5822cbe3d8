"""A log, of which only the lines in view are drawn: however many there are, and however fast they come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Self

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from spacetui import text
from spacetui.live.log import Lines, Log, Row, rows_between
from spacetui.ui.logs.layout import Found, Layout, Place, holds
from spacetui.ui.logs.strips import Prefix, ruled, segments
from spacetui.ui.sought import Sought
from spacetui.ui.widgets.drawn import Scrolled

_WHEEL = 3
_BEFORE_A_JUMP = 3
"""Lines left above the one that was jumped to."""


class Looks(NamedTuple):
    """How the log is looked at. `words` are searched for, `kept` have to stand in each line shown."""

    wrapped: bool = True
    times: bool = False
    words: Sought = Sought()
    kept: Sought = Sought()


class LogView(Scrolled, can_focus=True, inherit_bindings=False):
    """Follows the end of its lines, unless it was moved away from there. Posts `Turned` when what is to be said
    of the view has changed by itself."""

    DEFAULT_CSS = """
    LogView { height: 1fr; padding: 0 0 0 1; }
    """

    class Turned(Message):
        """It was scrolled with the mouse."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.looks = Looks()
        self.following = True
        self._sources: dict[str, str] = {}
        self._words: Sequence[str] = ()
        self._spot: int | None = None
        self._left = 0
        self._top = 0
        self._seen = 0
        self._focus_wanted = False
        self._take_up(Log())

    def focus(self, scroll_visible: bool = True) -> Self:
        """Take the focus; also where it is not on the screen yet, as while its panel is being made."""
        self._focus_wanted = not self.is_attached
        return super().focus(scroll_visible)

    def on_mount(self) -> None:
        if self._focus_wanted:
            self.focus()

    @property
    def room(self) -> Size:
        """All there is: the scrollbar is drawn with the lines, and scrolling lays nothing out anew."""
        return self.content_region.size

    @property
    def first_line(self) -> int:
        return 0

    # -- what is shown -------------------------------------------------------------------------------

    def show(self, lines: Lines, sources: dict[str, str] | None = None) -> None:
        """Show another log from its end, all of it; `sources` gives the tone of each name before its lines.

        The one that is shown already stays as it is looked at: it has another name, or was let go for a while.
        """
        self._sources = sources or {}
        if lines is self.lines:
            self.changed(lines.first)
            return
        self.following, self._spot, self._left, self._top = True, None, 0, 0
        self.looks = self.looks._replace(words=Sought(), kept=Sought())
        self._take_up(lines)
        self.redraw()

    def _take_up(self, lines: Lines) -> None:
        self.lines = lines
        self.errors = Found(lines, lambda row: row.error and self._kept(row))
        self._find()

    def _find(self) -> None:
        """Look for the words anew."""
        self._found = Found(self.lines, self._kept)
        self.matches = Found(self.lines, self._matching)
        self._layout: Layout | None = None

    def _kept(self, row: Row) -> bool:
        return not self.looks.kept or holds(row, self.looks.kept)

    def _matching(self, row: Row) -> bool:
        return bool(self.looks.words) and self._kept(row) and holds(row, self.looks.words)

    def changed(self, since: int) -> None:
        """Lines from that number on are new or changed."""
        at = self._anchor()
        for found in (self._found, self.matches, self.errors):
            found.changed(since)
        if self._layout is not None:
            self._layout.changed(since)
        self._settle(at)

    def say(self, words: Sequence[str]) -> None:
        """What stands in a log without lines; clean text."""
        if tuple(words) != self._words:
            self._words = tuple(words)
            self.redraw()

    def look(self, looks: Looks) -> None:
        """Look at it in another way, at the same lines."""
        at, before, self.looks = self._anchor(), self.looks, looks
        if before.kept is not looks.kept:
            self.errors = Found(self.lines, self.errors.wanted)
        if (before.kept, before.words) != (looks.kept, looks.words):
            self._find()
        self._layout = None
        self._settle(at)

    # -- where it is looked at -----------------------------------------------------------------------

    @property
    def layout_now(self) -> Layout:
        """The layout for the room there is."""
        width = max(2, self.room.width - self._prefix.width - 1)
        layout = self._layout
        if layout is None or layout.width != width:
            at = self._anchor()
            self._layout = layout = Layout(self.lines, self._found, width, wrapped=self.looks.wrapped)
            self._stay(layout, at)
        return layout

    @property
    def _prefix(self) -> Prefix:
        return Prefix(self.looks.times, self._sources, self.glyphs.bar)

    @property
    def _bottom(self) -> int:
        """The top row while the end is in view."""
        return max(0, self.layout_now.count - max(1, self.room.height))

    def _anchor(self) -> Place | None:
        """What is at the top."""
        return None if self._layout is None else self._layout.at(self._top)

    def _stay(self, layout: Layout, at: Place | None) -> None:
        """Have that at the top again."""
        if at is not None and not self.following:
            first = layout.row_of(at.number)
            there = layout.at(first)
            self._top = first + (at.part if there is not None and there.number == at.number else 0)

    def _settle(self, at: Place | None) -> None:
        """Draw with that at the top again, or the end in view."""
        if self.is_attached and self.room.width > 0:
            self._stay(self.layout_now, at)
            self.redraw()
        else:
            self._layout = None

    def to(self, top: int) -> None:
        """Bring a row to the top, as near as there is one; at the end it follows what comes."""
        self._top = max(0, min(top, self._bottom))
        self.following = self._top == self._bottom
        self._spot = None
        self.redraw()

    def by(self, rows: int) -> None:
        self.to(self._top + rows)

    def follow(self, *, following: bool) -> None:
        """Go to the end and along with it, or stay here."""
        self.following = following
        self._seen = self.lines.end
        self.redraw()

    def sideways(self, step: int) -> None:
        """Move along lines that are cut, by half a view."""
        widest = max((text.width(self.lines[place.number].text) for place in self._in_view()), default=0)
        half = max(1, (self.room.width - self._prefix.width) // 2)
        most = max(0, widest - half)
        self._left = max(0, min(self._left + step * half, most)) if not self.looks.wrapped else 0
        self.redraw()

    def jump(self, found: Found, step: int) -> bool:
        """Go to the next line that was found, or the one before, round the end; False where there is none."""
        places = self._in_view()
        in_view = {place.number for place in places}
        if self._spot is not None and self._spot in in_view:
            start = self._spot
        elif step > 0:
            start = (places[0].number if places else 0) - 1
        else:
            start = (places[-1].number if places else 0) + 1
        number = found.beside(start, step)
        if number is None:
            return False
        row = self.layout_now.row_of(number)
        if not self._top <= row < self._top + self.room.height:
            self.to(row - min(_BEFORE_A_JUMP, self.room.height // 3))
        self.following, self._spot = False, number
        self._seen = self.lines.end
        self.redraw()
        return True

    @property
    def spot(self) -> int | None:
        """The number of the line that was jumped to."""
        return self._spot

    @property
    def shown_count(self) -> int:
        """How many lines are shown, of all there are."""
        return len(self._found)

    @property
    def unseen(self) -> int:
        """How many lines came at the end since it was left."""
        return 0 if self.following else max(0, self.lines.end - max(self._seen, self.lines.first))

    def _in_view(self) -> list[Place]:
        places = (self.layout_now.at(row) for row in range(self._top, self._top + self.room.height))
        return [place for place in places if place is not None]

    def picked(self) -> tuple[list[Row], tuple[str, str]]:
        """What somebody who copies wants: the matching lines, else those in view; what one and many are called."""
        if self.looks.words and len(self.matches):
            return [self.lines[number] for number in self.matches], ("matching line", "matching lines")
        if self.looks.kept:
            return [self.lines[number] for number in self._found], ("line kept", "lines kept")
        numbers = dict.fromkeys(place.number for place in self._in_view())
        return [self.lines[number] for number in numbers], ("line in view", "lines in view")

    def kept_rows(self) -> list[Row]:
        """All the lines that are shown."""
        rows = rows_between(self.lines, self.lines.first, self.lines.end)
        return [row for _, row in rows if self._kept(row)]

    # -- drawing -------------------------------------------------------------------------------------

    def draw(self, width: int) -> list[Strip]:
        layout, height = self.layout_now, self.room.height
        self._top = self._bottom if self.following else min(self._top, self._bottom)
        if self.following or self._top == self._bottom:
            self._seen = self.lines.end
        if not layout.count:
            return [self._say(index, width) for index in range(height)]
        prefix = self._prefix
        strips = []
        for row in range(height):
            place = layout.at(self._top + row)
            line = self._line(place, prefix, width - 1)
            strips.append(Strip([*line, Segment(" ", self.style("text", self._bar(row, height)))], width))
        return strips

    def _line(self, place: Place | None, prefix: Prefix, width: int) -> Strip:
        if place is None:
            return self.line((), width)
        row = self.lines[place.number]
        if row.rule:
            return self.line([(ruled(row, width, "-" if self.glyphs.ascii else "─"), "muted")], width)
        background = "cursor" if place.number == self._spot else self.background_tone
        pieces = prefix.pieces(row, first=not place.part)
        cut = not self.looks.wrapped and text.width(row.text) > self._left + width - prefix.width
        room = width - prefix.width - cut
        start, end, left = place.start, place.end, self._left
        if not self.looks.wrapped and row.text.isascii():
            start, end, left = min(self._left, len(row.text)), min(self._left + room, len(row.text)), 0
        words = Strip(segments(row, start, end, self.looks.words.spans(row.text), self.tones, background))
        words = words.crop(left, left + room).extend_cell_length(room, self.style("text", background))
        made = [Segment(said, self.style(tone, background)) for said, tone in pieces] + list(words)
        more = [Segment(text.ELLIPSIS, self.style("muted", background))] if cut else []
        return Strip(made + more, width)

    def _say(self, index: int, width: int) -> Strip:
        kept = self.looks.kept
        words = [f"No line with {kept.typed} yet."] if kept and self.lines.end else self._words
        said = [part for each in words for part in text.wrap(each, width - 2)]
        return self.line([(" " + said[index], "muted")] if index < len(said) else (), width)

    def _bar(self, row: int, height: int) -> str:
        """The background of the scrollbar beside a row."""
        count = self.layout_now.count
        if count <= height:
            return self.background_tone
        size = max(1, height * height // count)
        top = round(self._top / (count - height) * (height - size))
        return "muted" if top <= row < top + size else "rest"

    def on_resize(self, event: events.Resize) -> None:
        self.redraw()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, step: int) -> None:
        event.stop()
        self.by(step * _WHEEL)
        self.post_message(self.Turned())
