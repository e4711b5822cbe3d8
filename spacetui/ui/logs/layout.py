"""Which lines of a log are shown, and on which rows; kept up with what comes, never made anew for it. Pure."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from spacetui import text
from spacetui.live.log import Lines, Row, rows_between
from spacetui.ui.sought import Sought

Wanted = Callable[[Row], bool]


def holds(row: Row, sought: Sought) -> bool:
    """Whether the words stand in a line; sentences of ours between the lines are not searched."""
    return not row.rule and sought.is_in(row.text)


class Found:
    """The numbers of the rows that are `wanted`, in order."""

    def __init__(self, lines: Lines, wanted: Wanted) -> None:
        self.wanted = wanted
        self._lines = lines
        self._numbers: array[int] = array("q")
        self.changed(lines.first)

    def changed(self, since: int) -> None:
        """Rows from that number on are new or changed; others may have been forgotten."""
        del self._numbers[bisect_left(self._numbers, since) :]
        del self._numbers[: bisect_left(self._numbers, self._lines.first)]
        rows = rows_between(self._lines, since, self._lines.end)
        self._numbers.extend(number for number, row in rows if self.wanted(row))

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, index: int) -> int:
        return self._numbers[index]

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and number in self._numbers[self.place(number) : self.place(number) + 1]

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def place(self, number: int) -> int:
        """How many come before a row."""
        return bisect_left(self._numbers, number)

    def beside(self, number: int, step: int) -> int | None:
        """The next one after a row, or with `step` -1 the one before it, round the end; None where there is none."""
        if not self._numbers:
            return None
        if step > 0:
            return self._numbers[bisect_right(self._numbers, number) % len(self._numbers)]
        return self._numbers[bisect_left(self._numbers, number) - 1]


class Place(NamedTuple):
    """What stands on a row of the view: characters of a line, from one offset up to another; `part` counts its rows."""

    number: int
    part: int
    start: int
    end: int


@lru_cache(maxsize=32)
def _chopped(shown: str, width: int) -> list[str]:
    """A line's rows; a long one that fills the view is not cut anew for each of them."""
    return text.chop(shown, width)


class Layout:
    """The rows of the lines `found`, each one row, or where `wrapped` as many as it needs at `width` cells."""

    def __init__(self, lines: Lines, found: Found, width: int, *, wrapped: bool) -> None:
        self._lines = lines
        self._found = found
        self.width = max(2, width)
        self._wrapped = wrapped
        self._numbers: array[int] = array("q")
        self._starts: array[int] = array("q")
        self._end = 0
        self.changed(lines.first)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._end - self._base

    @property
    def _base(self) -> int:
        return self._starts[0] if self._starts else self._end

    def changed(self, since: int) -> None:
        """As for Found, which has to know it already."""
        place = bisect_left(self._numbers, since)
        if place < len(self._numbers):
            self._end = self._starts[place]
            del self._numbers[place:], self._starts[place:]
        forgotten = bisect_left(self._numbers, self._lines.first)
        del self._numbers[:forgotten], self._starts[:forgotten]
        for index in range(self._found.place(since), len(self._found)):
            number = self._found[index]
            self._numbers.append(number)
            self._starts.append(self._end)
            self._end += self._height(self._lines[number])

    def at(self, row: int) -> Place | None:
        """What stands on a row, counted from the top; None beyond the end."""
        if not 0 <= row < self.count:
            return None
        index = bisect_right(self._starts, row + self._base) - 1
        number, part = self._numbers[index], row + self._base - self._starts[index]
        shown = self._lines[number].text
        if not self._wrapped or self._lines[number].rule:
            return Place(number, 0, 0, len(shown))
        if shown.isascii():
            return Place(number, part, part * self.width, min(len(shown), (part + 1) * self.width))
        pieces = _chopped(shown, self.width)
        part = min(part, len(pieces) - 1)  # the line may be a shorter one by now
        start = sum(map(len, pieces[:part]))
        return Place(number, part, start, start + len(pieces[part]))

    def row_of(self, number: int) -> int:
        """The first row of a line, or of the next one that is shown."""
        index = bisect_left(self._numbers, number)
        return (self._starts[index] if index < len(self._starts) else self._end) - self._base

    def _height(self, row: Row) -> int:
        if not self._wrapped or row.rule:
            return 1
        if row.text.isascii():
            return max(1, -(-len(row.text) // self.width))
        if 2 * len(row.text) <= self.width:
            return 1
        return len(text.chop(row.text, self.width))
