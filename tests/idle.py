"""When nothing goes on any more in this process, found out from its event loops instead of guessed.

Textual's pilot takes an app for idle when the process took little time for a moment. That is slow, and wrong where
the machine is busy with something else. Here each loop is asked, the demo hub's as well.
"""

from __future__ import annotations

import asyncio
import selectors
from asyncio import AbstractEventLoop, Future
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from threading import Lock
from typing import Any, TypeVar, TypeVarTuple
from weakref import WeakSet

SOON = 1 / 50
"""In seconds: what a timer does that soon, as to draw the next frame, is waited for."""
A_MOMENT = 0.0005
PATIENCE = 30.0

_Args = TypeVarTuple("_Args")
_Result = TypeVar("_Result")


class _Selector(selectors.DefaultSelector):
    """Knows whether its loop sleeps in it."""

    def __init__(self) -> None:
        super().__init__()
        self._asleep = False

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self._asleep = timeout is None or timeout > SOON
        try:
            return super().select(timeout)
        finally:
            self._asleep = False

    def idle(self) -> bool:
        """Whether its loop sleeps and nothing has come that will wake it; may be asked from any thread."""
        return self._asleep and not super().select(0)


class Loop(asyncio.SelectorEventLoop):
    """An event loop that can be asked whether it has anything to do."""

    def __init__(self) -> None:
        self._watched = _Selector()
        super().__init__(self._watched)
        self.in_threads = 0
        """How many calls of other threads it waits for."""

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[*_Args], _Result], *args: *_Args
    ) -> Future[_Result]:
        future = super().run_in_executor(executor, func, *args)
        self.in_threads += 1
        future.add_done_callback(self._came_back)
        return future

    def _came_back(self, _: Future[_Result]) -> None:
        self.in_threads -= 1

    def idle(self) -> bool:
        """Seen from another thread: nothing to do, or not running at all."""
        return not self.is_running() or self._watched.idle()

    def next_turn(self) -> float | None:
        """Seen from within, by a task that runs: seconds until others can run; None if not soon."""
        loop: Any = self  # what is ready and what is planned has no public name
        if loop._ready:
            return 0.0
        if loop._scheduled and loop._scheduled[0].when() - self.time() <= SOON:
            return A_MOMENT
        return None


class Policy(asyncio.DefaultEventLoopPolicy):
    """Every loop of this process can be asked."""

    def __init__(self) -> None:
        super().__init__()
        self._loops: WeakSet[Loop] = WeakSet()
        self._held_up = 0
        self._changing = Lock()

    def new_event_loop(self) -> AbstractEventLoop:
        loop = Loop()
        with self._changing:
            self._loops.add(loop)
        return loop

    def others_are_idle(self, here: Loop) -> bool:
        """Whether the other loops are, and every thread that works for one of them all, besides those held up."""
        with self._changing:
            return sum(each.in_threads for each in self._loops) <= self._held_up and all(
                each.idle() for each in self._loops if each is not here
            )

    @contextmanager
    def held_up(self) -> Iterator[None]:
        """While a test holds up the calling thread, which works for a loop: nobody waits for it."""
        with self._changing:
            self._held_up += 1
        try:
            yield
        finally:
            with self._changing:
                self._held_up -= 1


POLICY = Policy()


async def idle(ended: Callable[[], bool] = lambda: False) -> None:
    """Until nothing goes on in any loop or in a thread that works for one, and nothing is on its way between them.

    What waits for a clock, for somebody who holds it up, or for a timer that is not due soon, does not go on.
    Returns as well once it has `ended`. Raises TimeoutError where something goes on without end.
    """
    here = asyncio.get_running_loop()
    assert isinstance(here, Loop)
    others_were_idle = False
    async with asyncio.timeout(PATIENCE):
        while not ended():
            delay = here.next_turn()
            if delay is None and others_were_idle:
                return  # since the others were seen idle nothing ran here, so nothing was sent to them
            others_were_idle = delay is None and POLICY.others_are_idle(here)
            await asyncio.sleep(0 if delay == 0 or others_were_idle else A_MOMENT)
