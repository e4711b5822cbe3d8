"""When nothing goes on any more in this process: no guess from the time it takes, so a loaded machine changes nothing.

Textual's pilot takes an app for idle when its process used little time for a moment; that is slow, and on a busy
machine wrong. Here each event loop can be asked, the demo hub's as well.
"""

from __future__ import annotations

import asyncio
import selectors
from asyncio import AbstractEventLoop, Future
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any
from weakref import WeakSet

SOON = 1 / 50
"""In seconds: what a timer does within so short a time, such as to draw a frame, belongs to what goes on."""
_PATIENCE = 30.0


class _Selector(selectors.DefaultSelector):
    """Knows whether its loop sleeps in it."""

    def __init__(self) -> None:
        super().__init__()
        self.asleep = False

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.asleep = timeout is None or timeout > SOON
        try:
            return super().select(timeout)
        finally:
            self.asleep = False

    def idle(self) -> bool:
        """Whether nothing is there that would wake its loop; may be asked from another thread."""
        return self.asleep and not super().select(0)


class Loop(asyncio.SelectorEventLoop):
    """An event loop that can be asked whether it has anything to do."""

    def __init__(self) -> None:
        self.selector = _Selector()
        super().__init__(self.selector)
        self.in_threads = 0
        """How many calls other threads make for it."""

    def run_in_executor(self, executor: Executor | None, func: Callable[..., Any], *args: Any) -> Future[Any]:
        self.in_threads += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._returned)
        return future

    def _returned(self, _: Future[Any]) -> None:
        self.in_threads -= 1

    def has_work(self) -> bool:
        """Whether something besides who asks can go on at once or soon; to be asked from within."""
        scheduled = self._scheduled  # type: ignore[attr-defined]  # asyncio has no public way to ask
        soon = bool(scheduled) and scheduled[0].when() - self.time() <= SOON
        return bool(self._ready) or soon or self.in_threads > 0  # type: ignore[attr-defined]


class Policy(asyncio.DefaultEventLoopPolicy):
    """Makes each loop of this process one that can be asked."""

    def __init__(self) -> None:
        super().__init__()
        self._loops: WeakSet[Loop] = WeakSet()

    def new_event_loop(self) -> AbstractEventLoop:
        loop = Loop()
        self._loops.add(loop)
        return loop

    async def idle(self) -> None:
        """Until nothing goes on here nor in the loops of other threads, nor is on its way between them."""
        here = asyncio.get_running_loop()
        assert isinstance(here, Loop)
        quiet = 0
        async with asyncio.timeout(_PATIENCE):
            while quiet < 2:
                # A turn in which nothing ran here, between two looks at the others: so nothing was sent to them.
                await asyncio.sleep(0 if quiet or here._ready else 0.0005)
                ...
