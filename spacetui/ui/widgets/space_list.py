"""The list of Spaces: rows drawn when they are seen, the cursor on a Space rather than on a line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from textual import events
from textual.message import Message
from textual.strip import Strip

from spacetui import text
from spacetui.ui.basis import NO_BASIS, Basis
from spacetui.ui.rows import Columns, Row, cpu_of, row_of
from spacetui.ui.widgets.drawn import Piece
from spacetui.ui.widgets.long_lines import LongLines

if TYPE_CHECKING:
    from spacetui.live.picture import SpaceEntry


class Listing(NamedTuple):
    """What the list shows: ids in order, the Spaces they are of, what these are judged by, whose names need no
    owner, which are marked."""

    ids: Sequence[str] = ()
    spaces: Mapping[str, SpaceEntry] = MappingProxyType({})
    basis: Basis = NO_BASIS
    account: str | None = None
    marked: Collection[str] = frozenset()


class SpaceList(LongLines, can_focus=True):
    """Posts `Moved` when the cursor comes to another Space, `Opened` on a click on the one it is on, `InView`
    when other Spaces are to be seen.

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

    class InView(Message):
        """`SpaceList.in_view` has changed."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._listing = Listing()
        self._places: dict[str, int] = {}
        self._cursor: str | None = None
        self._lost: str | None = None
        self.in_view: tuple[str, ...] = ()
        """The ids of the rows that are to be seen."""
        self._words: tuple[str, ...] = ()

    @property
    def cursor(self) -> str | None:
        """The id of the Space under the cursor."""
        return self._cursor

    @property
    def position(self) -> int:
        """Where the cursor is, from 0."""
        return self._places.get(self._cursor or "", 0)

    @property
    def ids(self) -> Sequence[str]:
        """The Spaces in the list, in its order."""
        return self._listing.ids

    def holds(self, space_id: str) -> bool:
        return space_id in self._places

    def place_of(self, space_id: str) -> int:
        """The line of a Space that the list holds, from 0."""
        return self._places[space_id]

    @property
    def count(self) -> int:
        return len(self._listing.ids)

    @property
    def lost(self) -> str | None:
        """The Space that went from under the cursor, as long as that was not moved since."""
        return self._lost

    def show(self, listing: Listing, words: Sequence[str] = ()) -> None:
        """Show these Spaces; the cursor stays on its Space. `words` are for an empty list."""
        position, ids = self.position, listing.ids
        if ids is not self._listing.ids:
            self._places = {space_id: place for place, space_id in enumerate(ids)}
        self._listing = listing
        self._words = tuple(words)
        if self._cursor not in self._places:
            self._lost = self._cursor or self._lost
            self._move(ids[min(position, len(ids) - 1)] if ids else None)
        elif self.position != position:
            self._into_view()
        self.redraw()

    def follow(self, renamed: Mapping[str, str]) -> str | None:
        """Go along with the Space under the cursor, or with the one that was lost from there: its id before."""
        before = next((each for each in (self._cursor, self._lost) if each in renamed), None)
        if before is not None:
            after = renamed[before]
            self._places.setdefault(after, self.position)  # until the list with its new name is shown
            self._lost = None
            self._move(after)
        return before

    def go(self, place: int) -> None:
        """Move the cursor to a line, as near as there is one."""
        if ids := self._listing.ids:
            self._lost = None
            self._move(ids[max(0, min(place, len(ids) - 1))])
            self.redraw()

    def go_to(self, space_id: str) -> None:
        if space_id in self._places:
            self.go(self._places[space_id])

    def go_to_next(self, step: int, wanted: Callable[[SpaceEntry], bool]) -> bool:
        """Move to the next Space that is `wanted`, round the end; False if there is none."""
        start, count = self.position, self.count
        for distance in range(1, count + 1):
            place = (start + step * distance) % count
            if wanted(self._listing.spaces[self._listing.ids[place]]):
                self.go(place)
                return True
        return False

    def drawn(self, top: int, height: int) -> None:
        ids = tuple(self._listing.ids[top : top + height])
        if ids != self.in_view:
            self.in_view = ids
            self.post_message(self.InView())

    def on_resize(self, event: events.Resize) -> None:
        """Where a line of trouble takes the place of rows, the one with the cursor stays to be seen."""
        self._into_view()

    def on_focus(self) -> None:
        self.redraw()

    def on_blur(self) -> None:
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        place = event.y + self.scroll_offset.y
        if place < self.count:
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
            self.scroll_top(place)
        elif place >= top + height:
            self.scroll_top(place - height + 1)

    def strip(self, place: int, width: int) -> Strip:
        ids, spaces, basis, account, marked = self._listing
        if place >= len(ids):
            words = self._words[place] if not ids and place < len(self._words) else ""
            return self.line([(text.truncate("  " + words, width), "muted")], width)
        columns, now, session = Columns.within(width), self.cockpit.clock.now(), self.cockpit.session
        gauges = None if session is None else session.engine.metering.gauges(ids[place])
        row = row_of(spaces[ids[place]], basis, self.glyphs, account, now)
        row = row._replace(cpu=cpu_of(gauges, columns.spark, self.glyphs, now))
        signs = (
            self.glyphs.cursor if ids[place] == self._cursor else " ",
            self.glyphs.marked if ids[place] in marked else " ",
        )
        return self._row_strip(row, columns, width, signs, ids[place] == self._cursor)

    def _row_strip(self, row: Row, columns: Columns, width: int, signs: tuple[str, str], under_cursor: bool) -> Strip:
        background = ("cursor" if self.has_focus else "rest") if under_cursor else None
        said, stage, warned = ("muted",) * 3 if row.dim else ("text", row.tone, "warning")
        pieces: list[Piece] = [
            ("".join(signs), "accent"),
            (f"{row.glyph} ", stage),
            (text.fit(row.name, columns.name - len(row.cpu)), said, under_cursor),
            (row.cpu, "muted"),
        ]
        for words, size, tone in (
            (row.stage, columns.stage, stage),
            (row.hardware, columns.hardware, said),
            (row.sleep, columns.sleep, warned if row.sign else "muted"),
        ):
            if size:
                pieces.append((" " + text.fit(words, size), tone))
        if columns.age:
            pieces.append((" " + text.fit(row.age, columns.age, "right"), "muted"))
        if columns.cost:
            pieces.append((" " + text.fit(row.cost, columns.cost, "right"), said))
        pieces.append((f" {row.sign or ' '}", warned))
        return self.line(pieces, width, background)
