"""The board the present picture hangs on: one owner, any change told to whoever follows, bursts told once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Coroutine
from typing import TYPE_CHECKING, Any

from spacetui.clock import sleep_until
from spacetui.live.fleet import Difference, Entries, difference
from spacetui.live.picture import Picture, Update

if TYPE_CHECKING:
    from spacetui.clock import Clock

BURST = 3
BURST_SECONDS = 0.3
"""Ten updates a second at most, three of them in quick succession: a first list need not wait for its turn."""
MOST_LOST = 100
"""How many of the Spaces that vanished are remembered, should they turn up under another name."""


class Board:
    """Holds the picture; `changes()` has one follower at a time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._picture = Picture()
        self._touched: set[str] = set()
        self._gone: set[str] = set()
        self._renamed: dict[str, str] = {}
        self._lost: dict[str, str] = {}
        self.eventful_at = clock.monotonic()
        """When something last happened that anybody watches for."""
        self._pending = asyncio.Event()
        self._hurry = asyncio.Event()
        self._taken = asyncio.Event()
        self._taken.set()
        self._followed = False

    @property
    def picture(self) -> Picture:
        return self._picture

    def show(self, picture: Picture) -> None:
        """Hang a newer picture."""
        if picture.spaces is not self._picture.spaces:
            self._compare(self._picture.spaces, picture.spaces)
        self._picture = picture
        self._pending.set()
        if self._followed:
            self._taken.clear()

    def _compare(self, old: Entries, new: Entries) -> None:
        change = difference(old, new)
        self._touched = (self._touched | change.touched) - change.gone
        self._gone = (self._gone | change.gone) - change.touched
        self._renamed |= change.renamed
        if change.eventful:
            self.eventful_at = self._clock.monotonic()
        self._find_again(old, new, change)

    def _find_again(self, old: Entries, new: Entries, change: Difference) -> None:
        """A Space that moved may vanish from one owner's listing before it stands in the other's."""
        for key in change.touched - old.keys():
            lost = self._lost.pop(new[key].space.identity or "", None)
            if lost not in (None, key):
                self._renamed[lost] = key
        for key in change.gone - change.renamed.keys():
            if identity := old[key].space.identity:
                self._lost[identity] = key
        while len(self._lost) > MOST_LOST:
            del self._lost[next(iter(self._lost))]

    async def changes(self) -> AsyncGenerator[Update, None]:
        """Each newer picture, at most ten a second; what was hung in between is told with the next."""
        self._followed = True
        if self._pending.is_set():
            self._taken.clear()
        recent: deque[float] = deque(maxlen=BURST)
        try:
            while True:
                await self._pending.wait()
                if len(recent) == BURST:
                    await self._rest(recent[0] + BURST_SECONDS)
                recent.append(self._clock.monotonic())
                self._pending.clear()
                update = Update(self._picture, frozenset(self._touched), frozenset(self._gone), self._renamed)
                self._touched, self._gone, self._renamed = set(), set(), {}
                yield update
                if not self._pending.is_set():
                    self._taken.set()
        finally:
            self._followed = False
            self._taken.set()

    async def taken(self) -> None:
        """Return once the follower, if there is one, has been told of everything."""
        self._hurry.set()
        await self._taken.wait()
        self._hurry.clear()

    async def _rest(self, until: float) -> None:
        if until > self._clock.monotonic() and not self._hurry.is_set():
            await first_of(sleep_until(self._clock, until), self._hurry.wait())


async def first_of(*waits: Coroutine[Any, Any, object]) -> None:
    """Return when the first of some coroutines does; the others are cancelled."""
    tasks = [asyncio.create_task(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
