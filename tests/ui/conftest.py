"""The app at a terminal, driven by keys, against the running demo hub, with time that is advanced by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual._context import active_app
from textual.pilot import Pilot

from spacetui.clock import ManualClock
from spacetui.demo.server import DemoServer
from spacetui.launch import Launcher
from spacetui.settings import Settings
from spacetui.ui.app import SpacetuiApp
from tests.idle import idle


@pytest.fixture(scope="session", autouse=True)
def _no_time_is_waited() -> Iterator[None]:
    """The pilot goes on once nothing goes on any more, and the next frame is drawn at once."""
    with pytest.MonkeyPatch.context() as patch:
        for place in ("textual.pilot", "textual.app"):
            patch.setattr(f"{place}.wait_for_idle", _idle)
        patch.setattr("textual.screen.UPDATE_PERIOD", 0.001)
        yield


async def _idle(*_: float) -> None:
    app = active_app.get()
    await idle(lambda: app._exit)  # from then on its screen asks for its next frame for ever


@dataclass(frozen=True)
class Cockpit:
    """An app that runs, and the ways a person and time act on it."""

    app: SpacetuiApp
    pilot: Pilot[None]
    clock: ManualClock

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each after what the one before did is on the screen."""
        for key in keys:
            self.clock.advance(0.4)
            await self.pilot.pause()
            await self.pilot.press(key)
        await self.pilot.pause()

    async def type(self, words: str) -> None:
        await self.pilot.press(*("space" if letter == " " else letter for letter in words))
        await self.pilot.pause()

    async def settle(self) -> None:
        """Until nothing is on its way to or from the Hub, but what is held up there, and everything is drawn."""
        await self.pilot.pause()
        assert self.app.session is not None
        async with asyncio.TaskGroup() as tasks:
            settling = tasks.create_task(self.app.session.engine.settled())
            await self.pilot.pause()
            settling.cancel()

    async def pass_time(self, seconds: float, step: float = 1.0) -> None:
        """Let time pass in steps, everything settled after each."""
        passed = 0.0
        while passed < seconds:
            self.clock.advance(min(step, seconds - passed))
            passed += step
            await self.settle()

    def screen(self) -> str:
        """What is on the screen, line by line."""
        strips = self.app.screen._compositor.render_strips(self.app.size)
        return "\n".join(strip.text.rstrip() for strip in strips)


StartCockpit = Callable[..., AbstractAsyncContextManager[Cockpit]]


def launcher_at(url: str, token: str | None, clock: ManualClock, *, authors: tuple[str, ...] = ()) -> Launcher:
    """As the command line makes it: the token from the environment, the endpoint too."""
    environ = {"HF_ENDPOINT": url, **({"HF_TOKEN": token} if token else {})}
    return Launcher(environ, Path("/nonexistent"), authors=authors, clock=clock, chance=lambda: 0.0)


@pytest.fixture
def start(demo: DemoServer, clock: ManualClock) -> StartCockpit:
    """Starts the app: `async with start(size=…, token=…) as cockpit`."""

    @asynccontextmanager
    async def starting(
        *,
        size: tuple[int, int] = (120, 40),
        token: str | None = demo.world.token,
        url: str = demo.url,
        authors: tuple[str, ...] = (),
        settings: Settings | None = None,
        settled: bool = True,
    ) -> AsyncIterator[Cockpit]:
        app = SpacetuiApp(launcher_at(url, token, clock, authors=authors), settings or Settings())
        async with app.run_test(size=size) as pilot:
            cockpit = Cockpit(app, pilot, clock)
            if settled:
                await until(lambda: app.session is not None, pilot)
                await cockpit.settle()
            yield cockpit

    return starting


@pytest.fixture
async def cockpit(start: StartCockpit) -> AsyncIterator[Cockpit]:
    """The app at 120x40 with the demo's fleet on the screen."""
    async with start() as running:
        yield running


async def until(condition: Callable[[], bool], pilot: Pilot[None]) -> None:
    """Until a condition holds; the test fails where it does not within ten seconds."""
    async with asyncio.timeout(10):
        while not condition():
            await pilot.pause(0.001)
