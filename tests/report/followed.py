"""A watch or a wait under way at the demo hub, over real HTTP, with time that is advanced by hand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import pytest

from spacetui.clock import ManualClock
from spacetui.demo.server import DemoServer
from spacetui.launch import Launcher
from spacetui.live.engine import Engine
from spacetui.report.following import Out
from tests.launchers import launcher_at

PATIENCE = 15.0


class Opened(Protocol):
    @property
    def engine(self) -> Engine: ...

    async def close(self) -> None: ...


def launcher(demo: DemoServer, clock: ManualClock, *authors: str, token: str | None = None) -> Launcher:
    """At the demo hub, as its owner unless another token is given; an empty one is none."""
    return launcher_at(demo.url, demo.world.token if token is None else token, clock, *authors)


@dataclass
class Followed:
    """What is under way, and what it has printed; `lines` and `words` each give what is new."""

    engine: Engine
    demo: DemoServer
    clock: ManualClock
    task: asyncio.Task[int]
    _captured: pytest.CaptureFixture[str]
    _data: str = ""
    _words: str = ""

    def _take(self) -> None:
        data, words = self._captured.readouterr()
        self._data += data
        self._words += words

    def lines(self) -> list[str]:
        """New lines of data, each without its time."""
        self._take()
        lines, self._data = self._data.splitlines(), ""
        return [line.partition("  ")[2] for line in lines]

    def objects(self) -> list[Any]:
        """New lines of data, read as JSON."""
        self._take()
        lines, self._data = self._data.splitlines(), ""
        return [json.loads(line) for line in lines]

    def words(self) -> str:
        self._take()
        words, self._words = self._words, ""
        return words

    async def settle(self) -> None:
        """Until nothing is on its way or due, or it has ended."""
        settled = asyncio.create_task(self.engine.settled())
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.wait([settled, self.task], return_when=asyncio.FIRST_COMPLETED)
        finally:
            settled.cancel()
            await asyncio.gather(settled, return_exceptions=True)

    async def pass_time(self, seconds: float, step: float = 1.0) -> None:
        for _ in range(round(seconds / step)):
            self.clock.advance(step)
            await self.settle()

    async def status(self) -> int:
        """The exit status, once it has ended."""
        async with asyncio.timeout(PATIENCE):
            return await self.task

    def asked(self, path: str) -> int:
        return sum(request.path == path for request in self.demo.requests)


@asynccontextmanager
async def following(
    opened: Opened,
    work: Callable[[Out], Coroutine[Any, Any, int]],
    demo: DemoServer,
    clock: ManualClock,
    captured: pytest.CaptureFixture[str],
) -> AsyncIterator[Followed]:
    """`work` under way with what is open, settled for the first time."""
    task = asyncio.create_task(work(Out()))
    followed = Followed(opened.engine, demo, clock, task, captured)
    try:
        await followed.settle()
        yield followed
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await opened.close()
