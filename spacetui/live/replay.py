"""Which lines of a log were there before: a log begins anew with each connection, and nothing numbers its lines."""

from __future__ import annotations

from collections import Counter, deque
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacetui.hub.stream_models import LogLine

REMEMBERED = 20_000


class Replay:
    """Tells new lines from those that an earlier connection brought, by timestamp and text.

    Equal lines are told apart by counting: the third of its kind in a connection is new where only two came before.
    The latest `remembered` lines are known singly (by a hash, so that long ones cost nothing); what is not known
    and no later than a line forgotten since, or than the first of a log read from its tail on, is old.
    """

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._lines: deque[tuple[int, datetime | None]] = deque()
        self._known: Counter[int] = Counter()
        self._here: Counter[int] = Counter()
        self._old_until: datetime | None = None
        self._again = False

    def connected(self) -> None:
        """Another connection brings the log: from its start, unless it is the first that brings anything."""
        self._here.clear()
        self._again = bool(self._lines)

    def is_new(self, line: LogLine, *, from_tail: bool) -> bool:
        """Whether the next line of this connection is new; then it is remembered.

        `from_tail`: this connection does not bring the log from its start.
        """
        key = hash((line.timestamp, line.text))
        if self._again:
            if self._here[key] < self._known[key]:
                self._here[key] += 1
                return False
            if self._is_old(line.timestamp):
                return False
        elif from_tail and not self._lines:
            self._old_until = line.timestamp
        self._here[key] += 1
        self._remember(key, line.timestamp)
        return True

    def _is_old(self, timestamp: datetime | None) -> bool:
        return timestamp is not None and self._old_until is not None and timestamp <= self._old_until

    def _remember(self, key: int, timestamp: datetime | None) -> None:
        self._lines.append((key, timestamp))
        self._known[key] += 1
        if len(self._lines) <= self._remembered:
            return
        forgotten, at = self._lines.popleft()
        if at is not None and not self._is_old(at):
            self._old_until = at
        self._known[forgotten] -= 1
        if not self._known[forgotten]:
            del self._known[forgotten], self._here[forgotten]
