"""The list of Spaces: rows drawn when they are seen, the cursor on a Space rather than on a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual import events
from textual.message import Message
from textual.strip import Strip

from spacetui import text
from spacetui.ui.rows import Columns, Row, row_of
from spacetui.ui.widgets.drawn import Piece, Scrolled

if TYPE_CHECKING:
    from spacetui.live.picture import SpaceEntry


class Listing(NamedTuple):
    """What the list shows: entries in order, what colours a price, whose names need no owner."""

    entries: Sequence[SpaceEntry] = ()
    prices: Mapping[str, float] | None = None
    account: str | None = None


class SpaceList(Scrolled, can_focus=True):
    """Posts `Moved` when the cursor comes to another Space, `Opened` on a click on the one it is on.

    Only rows in view are laid out: 10,000 Spaces start as fast as ten.
    """

    DEFAULT_CSS = """
    SpaceList { height: 1fr; }
    """

    class Moved(Message):
        def __init__(self, space_id: str | None) -> None:
            super().__init__()
            self.space_id = space_id

    class Opened(Message):
        def __init__(self, space_id: str) -> None:
            super().__init__()
            self.space_id = space_id

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._listing = Listing()
        self._places: dict[str, int] = {}
        self._cursor: str | None = None
        self._words: tuple[str, ...] = ()
        self._first = 0

    @property
    def cursor(self) -> str | None:
        """The id of the Space under the cursor."""
        return self._cursor

    @property
    def position(self) -> int:
        """Where the cursor is, from 0."""
        return self._places.get(self._cursor or "", 0)

    def show(self, listing: Listing, words: Sequence[str] = ()) -> None:
        """Show these Spaces; the cursor stays on its Space. `words` are for an empty list."""
        position = self.position
        self._listing = listing
        self._words = tuple(words)
        self._places = {entry.id: place for place, entry in enumerate(listing.entries)}
        if self._cursor not in self._places:
            count = len(listing.entries)
            self._move(listing.entries[min(position, count - 1)].id if count else None)
        elif self.position != position:
            self._into_view()
        self.redraw()

    def go(self, place: int) -> None:
        """Move the cursor to a line, as near as there is one."""
        entries = self._listing.entries
        if entries:
            self._move(entries[max(0, min(place, len(entries) - 1))].id)
            self.redraw()

    def go_to(self, space_id: str) -> None:
        if space_id in self._places:
            self.go(self._places[space_id])

    def go_to_next(self, step: int, wanted: frozenset[str]) -> bool:
        """Move to the next Space among `wanted`, round the end; False if there is none."""
        count = len(self._listing.entries)
        for distance in range(1, count + 1):
            entry = self._listing.entries[(self.position + step * distance) % count]
            if entry.id in wanted:
                self._move(entry.id)
                self.redraw()
                return True
        return False

    def redraw(self) -> None:
        """Draw what is in view again; the strips of lines that did not change are kept and not sent."""
        width, height = self.room
        if not self.is_attached or width <= 0:
            return
        self.fit_virtual_size(len(self._listing.entries))
        top = self.first_line
        before, moved = self._strips, top != self._first
        self._strips, self._first = [self._strip(y, width) for y in range(top, top + height)], top
        if moved:
            self.refresh()
        else:
            self.send_changed(before, first=0)

    def render_line(self, y: int) -> Strip:
        if self.scroll_offset.y == self._first and y < len(self._strips):
            return self._strips[y]
        return self._strip(y + self.scroll_offset.y, self.room.width)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.redraw()

    def on_focus(self) -> None:
        self.redraw()

    def on_blur(self) -> None:
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        place = event.y + self.scroll_offset.y
        if place < len(self._listing.entries):
            again = place == self.position
            self.go(place)
            if again and self._cursor is not None:
                self.post_message(self.Opened(self._cursor))

    def _move(self, space_id: str | None) -> None:
        if space_id == self._cursor:
            return
        self._cursor = space_id
        self._into_view()
        self.post_message(self.Moved(space_id))

    def _into_view(self) -> None:
        height = self.room.height
        place, top = self.position, self.scroll_offset.y
        if height <= 0:
            return
        if place < top:
            self._scroll_top(place)
        elif place >= top + height:
            self._scroll_top(place - height + 1)

    def _scroll_top(self, top: int) -> None:
        self.fit_virtual_size(len(self._listing.entries))
        self.scroll_to(y=top, animate=False, immediate=True, force=True)

    def _strip(self, place: int, width: int) -> Strip:
        entries = self._listing.entries
        if place >= len(entries):
            words = self._words[place] if not entries and place < len(self._words) else ""
            return self.line([(text.truncate("  " + words, width), "muted")], width)
        entry = entries[place]
        row = row_of(entry, self._listing.prices or {}, self.glyphs, self._listing.account, self.cockpit.clock.now())
        return self._row_strip(row, Columns.within(width), width, entry.id == self._cursor)

    def _row_strip(self, row: Row, columns: Columns, width: int, under_cursor: bool) -> Strip:
        background = ("cursor" if self.has_focus else "rest") if under_cursor else None
        pieces: list[Piece] = [
            (f"{self.glyphs.cursor if under_cursor else ' '} ", "accent"),
            (f"{row.glyph} ", row.tone),
            (text.fit(row.name, columns.name), "text", under_cursor),
        ]
        for words, size, tone in (
            (row.stage, columns.stage, row.tone),
            (row.hardware, columns.hardware, "text"),
            (row.sleep, columns.sleep, "warning" if row.warning else "muted"),
        ):
            if size:
                pieces.append((" " + text.fit(words, size), tone))
        if columns.age:
            pieces.append((" " + text.fit(row.age, columns.age, "right"), "muted"))
        if columns.cost:
            pieces.append((" " + text.fit(row.cost, columns.cost, "right"), "text"))
        pieces.append((f" {row.warning or ' '}", "warning"))
        return self.line(pieces, width, background)
