"""The logs of several Spaces as one, ordered by the time each line was written. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from spacetui.live.log import Log, Row

MOST_LINES = 50_000
"""Of more lines the oldest are left out."""


class _Entry(NamedTuple):
    """`at` never goes back within a source: a line whose time is not known has that of the one before."""

    at: float
    source: int
    number: int
    row: Row


class MergedLog:
    """As `log.Lines`. Each log is one source; `take` brings in what is new in it. The order is by time, and within a
    source always its own: a line that comes late may still find its place."""

    def __init__(self, sources: Sequence[tuple[str, Log]], most_lines: int = MOST_LINES) -> None:
        self.first = 0
        self._sources = list(sources)
        self._most_lines = most_lines
        self._entries: list[_Entry] = []
        self._taken = [log.first for _, log in sources]
        self._at = [float("-inf")] * len(sources)
        for source, _ in enumerate(sources):
            self.take(source, 0)

    @property
    def end(self) -> int:
        return self.first + len(self._entries)

    def is_of(self, logs: Sequence[Log]) -> bool:
        """Whether these are its sources, in this order."""
        return [id(log) for _, log in self._sources] == [id(log) for log in logs]

    def rename(self, names: Sequence[str]) -> None:
        """Have the lines of each source under another name; their numbers stay."""
        self._sources = [(name, log) for name, (_, log) in zip(names, self._sources, strict=True)]
        self._entries = [entry._replace(row=entry.row._replace(source=names[entry.source])) for entry in self._entries]

    def __getitem__(self, number: int) -> Row:
        return self._entries[number - self.first].row if number >= self.first else Row("")

    def span(self, start: int, end: int) -> list[Row]:
        return [entry.row for entry in self._entries[max(0, start - self.first) : max(0, end - self.first)]]

    def take(self, source: int, since: int) -> int:
        """Bring in what is new in a source, of which rows from `since` on may have changed; the number from which
        rows are others than before.
        """
        since = min(since, self._taken[source])
        place = self._withdraw(source, since)
        fresh = self._fresh(source, since)
        if fresh:
            place = min(place, bisect_left(self._entries, fresh[0].at, key=attrgetter("at")))
            self._entries[place:] = sorted((*self._entries[place:], *fresh), key=attrgetter("at"))
        changed = self.first + place
        surplus = len(self._entries) - self._most_lines
        if surplus > 0:
            del self._entries[:surplus]
            self.first += surplus
        return changed

    def _fresh(self, source: int, since: int) -> list[_Entry]:
        name, log = self._sources[source]
        since = max(since, log.first)
        fresh = []
        for number, row in enumerate(log.span(since, log.end), since):
            self._at[source] = max(self._at[source], row.at or 0.0)
            fresh.append(_Entry(self._at[source], source, number, row._replace(source=name)))
        self._taken[source] = log.end
        return fresh

    def _withdraw(self, source: int, since: int) -> int:
        """Take out the rows of a source from that number on; where the first of them was, or the end."""
        if since >= self._taken[source]:
            return len(self._entries)
        place = len(self._entries)
        for index in range(len(self._entries) - 1, -1, -1):
            entry = self._entries[index]
            if entry.source == source:
                if entry.number < since:
                    break
                place = index
        self._entries[place:] = [
            entry for entry in self._entries[place:] if entry.source != source or entry.number < since
        ]
        return place
