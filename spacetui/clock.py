"""Time as something handed in: the system's, or one a test advances by hand."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from typing import Protocol


class Clock(Protocol):
    """What the engine and the demo world know of time. All figures are seconds."""

    def now(self) -> float:
        """Wall time: seconds since 1970 UTC."""

    def monotonic(self) -> float:
        """Seconds since an arbitrary start; never goes back, may stand still in a suspended machine."""

    async def sleep(self, seconds: float) -> None:
        """Return once `seconds` have passed; at once for zero or less."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))


class ManualClock:
    """Time that passes only in `advance`. Safe to share between threads, each with its own event loop."""

    def __init__(self, start: float = 1_790_000_000.0) -> None:
        self._start = start
        self._passed = 0.0
        self._lock = threading.Lock()
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> float:
        return self._start + self._passed

    def monotonic(self) -> float:
        return self._passed

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        with self._lock:
            deadline = self._passed + seconds
            if deadline > self._passed:
                self._sleepers.append((deadline, future))
            else:  # so short a time that adding it changes nothing has passed as well
                _wake(future)
        if future.done():
            await asyncio.sleep(0)
            return
        try:
            await future
        finally:
            with self._lock:
                self._sleepers = [entry for entry in self._sleepers if entry[1] is not future]

    def next_deadline(self) -> float:
        """The earliest monotonic time that anybody sleeps until, infinity where nobody does."""
        with self._lock:
            return min((deadline for deadline, future in self._sleepers if not future.done()), default=math.inf)

    def suspend(self, seconds: float) -> None:
        """Let the wall clock run on as while the machine sleeps: nothing else passes, nobody wakes."""
        with self._lock:
            self._start += seconds

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass and wake whoever was waiting for a moment that has now come."""
        with self._lock:
            self._passed += seconds
            due = [future for deadline, future in self._sleepers if deadline <= self._passed]
        for future in due:
            future.get_loop().call_soon_threadsafe(_wake, future)


async def sleep_until(clock: Clock, moment: float) -> None:
    """Return once it is `moment` on the clock's monotonic time, however much passes before this begins to run."""
    await clock.sleep(moment - clock.monotonic())


def _wake(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
