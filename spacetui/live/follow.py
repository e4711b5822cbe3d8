"""Follows a stream of the Hub for as long as it is wanted: through silence, cuts, limits and closings.

Neither a screen nor HTTP is known here. A follower is a context: entering it starts to follow, leaving it closes
the connection at once.
"""

from __future__ import annotations

import asyncio
import math
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from spacetui.hub.errors import HubError, HubRefused, HubUnwell, InvalidInput, OfflineMode, RateLimited
from spacetui.live.board import first_of
from spacetui.live.pace import backoff
from spacetui.live.replay import Replay

if TYPE_CHECKING:
    from spacetui.clock import Clock
    from spacetui.hub.client import SpacesClient
    from spacetui.hub.stream_models import LogLine, Metric, SpaceHint

T = TypeVar("T")
Connect = Callable[[int | None], AbstractAsyncContextManager[AsyncIterator[T]]]

MOST_ITEMS = 10_000
MOST_BYTES = 8 * 1024 * 1024
"""How much waits to be taken; of more, the oldest is dropped and counted."""
_SHORTEST_WAIT = 1.0
STEADY = 10.0
"""Seconds after which a connection has proved good, however long it was waited for."""
_ITEM_SIZE = 500


class Phase(StrEnum):
    CONNECTING = "connecting"
    FOLLOWING = "following"
    WAITING = "waiting"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class FollowState:
    """Where a follower stands. While WAITING it tries again at `next_try`, on the clock's monotonic time.

    `reason` is why it waits or has ended; None where the Hub closed the stream properly (a log's: its container has
    stopped), or where nobody wanted it any more.
    """

    phase: Phase
    reason: HubError | None = None
    next_try: float | None = None


@dataclass(frozen=True, slots=True)
class Batch(Generic[T]):
    """What came since the last batch, oldest first, maybe nothing; before it `dropped` items were lost."""

    items: tuple[T, ...]
    dropped: int
    state: FollowState


class Buffer(Generic[T]):
    """What came and was not taken yet, within bounds: `size` gives the bytes of an item, roughly."""

    def __init__(self, size: Callable[[T], int], most_items: int, most_bytes: int) -> None:
        self._size = size
        self._most_items = most_items
        self._most_bytes = most_bytes
        self._items: deque[tuple[T, int]] = deque()
        self._bytes = 0
        self._dropped = 0

    def add(self, item: T) -> None:
        size = self._size(item)
        self._items.append((item, size))
        self._bytes += size
        while len(self._items) > self._most_items or (self._bytes > self._most_bytes and len(self._items) > 1):
            self._bytes -= self._items.popleft()[1]
            self._dropped += 1

    def take(self) -> tuple[tuple[T, ...], int]:
        """Everything, and how much was dropped since the last time."""
        taken = tuple(item for item, _ in self._items), self._dropped
        self._items.clear()
        self._bytes = self._dropped = 0
        return taken


class Follower(Generic[T]):
    """Keeps a stream open, and what it brings until it is taken. `state` is where it stands.

    `connect` opens the stream; it is given how many lines to go back, `tail` until anything came, then None for all
    there are. `size` gives the bytes of an item, roughly; `chance` is from 0 to 1.
    """

    def __init__(
        self,
        connect: Connect[T],
        *,
        clock: Clock,
        chance: Callable[[], float],
        size: Callable[[T], int],
        tail: int | None = None,
        most_items: int = MOST_ITEMS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._connect = connect
        self._clock = clock
        self._chance = chance
        self._tail = tail
        self._buffer = Buffer(size, most_items, most_bytes)
        self._failures = 0
        self._waited = 0.0
        self._news = asyncio.Event()
        self._hastened = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.state = FollowState(Phase.CONNECTING)

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._follow())
        self._task.add_done_callback(lambda _: self._end(None))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connection and end; what came before can still be taken. May be called again."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.wait({self._task})
        if not self._task.cancelled():
            self._task.result()  # a fault of our own is not to be lost

    def hasten(self) -> None:
        """The Hub answers again: what waits out a failure tries now. A limit, and a closing, keep their time."""
        reason = self.state.reason
        if self.state.phase is Phase.WAITING and reason is not None and not isinstance(reason, RateLimited):
            self._hastened.set()

    async def batches(self) -> AsyncIterator[Batch[T]]:
        """What comes, and each change of the state; the last batch is the one that has ended. For one taker."""
        while self._news.is_set() or self.state.phase is not Phase.ENDED:
            await self._news.wait()
            self._news.clear()
            yield Batch(*self._buffer.take(), self.state)

    async def _follow(self) -> None:
        while True:
            self._show(FollowState(Phase.CONNECTING))
            reason = await self._stay_connected()
            if reason is not None and _stays(reason):
                self._end(reason)
                return
            self._failures += 1
            self._waited = self._wait(reason)
            self._hastened.clear()
            self._show(FollowState(Phase.WAITING, reason, self._clock.monotonic() + self._waited))
            await first_of(self._clock.sleep(self._waited), self._hastened.wait())

    async def _stay_connected(self) -> HubError | None:
        """Take what one connection brings; why it was lost, None where it was closed properly.

        Failures before it count no more once it has lasted as long as it was waited for. That something came is not
        enough: a Hub that greets and hangs up would be asked every two seconds for ever.
        """
        opened, reason = math.inf, None
        try:
            async with self._connect(self._tail) as items:
                opened = self._clock.monotonic()
                self._show(FollowState(Phase.FOLLOWING))
                async for item in items:
                    self._tail = None
                    self._buffer.add(item)
                    self._news.set()
        except HubError as error:
            reason = error
        if self._clock.monotonic() - opened >= min(self._waited, STEADY):
            self._failures = 0
        return reason

    def _wait(self, reason: HubError | None) -> float:
        if isinstance(reason, RateLimited) and reason.retry_after is not None:
            return max(_SHORTEST_WAIT, reason.retry_after)
        return backoff(self._failures, self._chance())

    def _end(self, reason: HubError | None) -> None:
        if self.state.phase is not Phase.ENDED:
            self._show(FollowState(Phase.ENDED, reason))

    def _show(self, state: FollowState) -> None:
        self.state = state
        self._news.set()


def _stays(error: HubError) -> bool:
    """Whether trying again would bring the same answer."""
    passing = isinstance(error, RateLimited | HubUnwell)
    return isinstance(error, InvalidInput | OfflineMode) or (isinstance(error, HubRefused) and not passing)


def follow_logs(
    client: SpacesClient,
    space_id: str,
    *,
    clock: Clock,
    chance: Callable[[], float],
    build: bool = False,
    tail: int | None = None,
    replay: Replay | None = None,
) -> Follower[LogLine]:
    """The run or build log, no line twice. When a container ends, that of the next one follows.

    `replay` knows what an earlier follower of the same log has brought.
    """
    replay = replay or Replay()

    @asynccontextmanager
    async def connect(tail: int | None) -> AsyncIterator[AsyncIterator[LogLine]]:
        async with client.fetch_space_logs(space_id, build=build, tail=tail) as lines:
            yield replay.new(lines, from_tail=tail is not None)

    return Follower(connect, clock=clock, chance=chance, size=lambda line: sys.getsizeof(line.text), tail=tail)


def follow_metrics(
    client: SpacesClient, space_id: str, *, clock: Clock, chance: Callable[[], float]
) -> Follower[Metric]:
    """What each replica uses. It ends where the Space has no container: to be begun again when it has one."""

    def size(metric: Metric) -> int:
        words = (metric.replica or "", *(metric.gpus or ()))
        return sum(_ITEM_SIZE + sys.getsizeof(word) for word in words)

    return Follower(lambda _: client.fetch_space_metrics(space_id), clock=clock, chance=chance, size=size)


def follow_events(
    client: SpacesClient, space_id: str, *, clock: Clock, chance: Callable[[], float]
) -> Follower[SpaceHint]:
    """Hints that it is time to read the Space again."""
    return Follower(
        lambda _: client.fetch_space_events(space_id), clock=clock, chance=chance, size=lambda _: _ITEM_SIZE
    )
