"""A running engine at the demo hub, over real HTTP, with time that is advanced by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from pydantic import SecretStr

from spacetui.clock import ManualClock
from spacetui.demo.server import DemoServer
from spacetui.hub.client import SpacesClient
from spacetui.hub.terms import SpaceStage
from spacetui.hub.wire import Timeouts
from spacetui.live.commands import Command
from spacetui.live.engine import Engine
from spacetui.live.follow import Phase
from spacetui.live.logbook import Watch
from spacetui.live.metering import MetricsWatch
from spacetui.live.picture import CommandState, Connection, Link, Picture, SpaceEntry, Update
from tests.live.keeping import Disk

PATIENCE = 15.0


@dataclass
class Live:
    """An engine that runs, what it told so far, and how time acts on it."""

    engine: Engine
    demo: DemoServer
    clock: ManualClock
    running: asyncio.Task[None]
    updates: list[Update] = field(default_factory=list)

    @property
    def picture(self) -> Picture:
        return self.engine.picture

    @property
    def connection(self) -> Connection:
        return self.picture.connection

    def link(self) -> Link:
        return self.picture.connection.link

    def entry(self, space_id: str) -> SpaceEntry:
        return self.picture.spaces[space_id]

    def stage(self, space_id: str) -> SpaceStage:
        runtime = self.entry(space_id).runtime
        assert runtime is not None
        return runtime.stage

    async def settle(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.engine.settled()

    async def pass_time(self, seconds: float, step: float = 0.5) -> None:
        """Let time pass in steps, everything settled after each."""
        for _ in range(round(seconds / step)):
            self.clock.advance(step)
            await self.settle()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Until a condition holds that comes by itself, without time passing on the clock."""
        async with asyncio.timeout(PATIENCE):
            while not condition():  # noqa: ASYNC110 - what comes is another thread's
                await asyncio.sleep(0.002)

    def asked(self, path: str, method: str = "GET") -> int:
        """How often that was asked of the hub since `forget`; the path is a pattern as in a shell."""
        return sum(each.method == method and fnmatchcase(each.path, path) for each in self.demo.requests)

    def forget(self) -> None:
        self.demo.recorder.clear()

    async def carry_out(self, command: Command) -> CommandState:
        """Submit a command and let time pass until it has ended."""
        number = self.engine.submit(command)
        await self.settle()
        async with asyncio.timeout(PATIENCE):
            while not self.picture.commands[number].phase.ended:
                await self.pass_time(1.0, step=1.0)
        return self.picture.commands[number]


StartLive = Callable[..., AbstractAsyncContextManager[Live]]


@pytest.fixture
def start(demo: DemoServer, clock: ManualClock) -> StartLive:
    """Starts an engine: `async with start(authors=…, token=…) as live`."""

    @asynccontextmanager
    async def starting(
        *authors: str,
        token: str | None = demo.world.token,
        timeouts: Timeouts | None = None,
        settled: bool = True,
        chance: float = 0.0,
        hints: bool = False,
    ) -> AsyncIterator[Live]:
        secret = None if token is None else SecretStr(token)
        async with SpacesClient(endpoint=demo.url, token=secret, clock=clock, timeouts=timeouts) as client:
            engine = Engine(
                client, authors=authors, signed_in=token is not None, clock=clock, chance=lambda: chance, hints=hints
            )
            async with asyncio.TaskGroup() as tasks:
                live = Live(engine, demo, clock, tasks.create_task(engine.run()))
                following = tasks.create_task(_follow(live))
                if settled:
                    await live.settle()
                yield live
                following.cancel()
                live.running.cancel()

    return starting


async def until_phase(live: Live, watch: Watch | MetricsWatch, phase: Phase) -> None:
    """Until it is followed like that, while time passes."""

    def there() -> bool:
        live.clock.advance(0.05)
        return watch.state.phase is phase

    await live.until(there)


async def _follow(live: Live) -> None:
    async for update in live.engine.changes():
        live.updates.append(update)


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path)


@pytest.fixture
async def live(start: StartLive) -> AsyncIterator[Live]:
    """The owner's engine, settled for the first time."""
    async with start() as running:
        yield running
