"""Which lines of a log were there before: a log begins anew with each connection, and nothing numbers its lines."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import AsyncIterable, AsyncIterator
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacetui.hub.stream_models import LogLine

REMEMBERED = 20_000


class Replay:
    """Tells new lines from those that an earlier connection brought, by timestamp and text.

    Equal lines are told apart by counting: the third of its kind in a connection is new where only two came before.
    The latest `remembered` lines are known singly (by a hash, so that long ones cost nothing). What is earlier than
    a line forgotten since, or than the first one of a log that was read from its tail, is old; what is of the same
    moment is, until the first known line has come: many lines may be written in one moment.
    """

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._lines: deque[tuple[int, datetime | None]] = deque()
        self._known: Counter[int] = Counter()
        self._here: Counter[int] = Counter()
        self._old_until: datetime | None = None
        self._first: int | None = None
        self._reached = False
        self.continued = False
        """Whether this connection brought a line that was known: then it is the log of the same container."""

    async def new(self, lines: AsyncIterable[LogLine], *, from_tail: bool) -> AsyncIterator[LogLine]:
        """The lines of another connection without the old ones. `from_tail`: it does not begin at the log's start."""
        self._here.clear()
        again, self.continued = bool(self._lines), False
        self._first, self._reached = self._lines[0][0] if again else None, False
        async for line in lines:
            if from_tail and not self._lines:
                self._old_until = line.timestamp
            if again and self._is_old(line):
                self.continued = True
            else:
                self._remember(line)
                yield line

    def _is_old(self, line: LogLine) -> bool:
        key = _key(line)
        self._reached = self._reached or key == self._first
        if self._is_before(line.timestamp):
            return True
        if self._here[key] < self._known[key]:
            self._here[key] += 1
            return True
        return False

    def _is_before(self, moment: datetime | None) -> bool:
        """Whether a line of that moment comes before all that are known."""
        if moment is None or self._old_until is None:
            return False
        return moment < self._old_until or (moment == self._old_until and not self._reached)

    def _remember(self, line: LogLine) -> None:
        key = _key(line)
        self._here[key] += 1
        self._known[key] += 1
        self._lines.append((key, line.timestamp))
        if len(self._lines) > self._remembered:
            self._forget()

    def _forget(self) -> None:
        key, timestamp = self._lines.popleft()
        if timestamp is not None and (self._old_until is None or timestamp > self._old_until):
            self._old_until = timestamp
        self._known[key] -= 1
        if not self._known[key]:
            del self._known[key], self._here[key]


def _key(line: LogLine) -> int:
    return hash((line.timestamp, line.text))
