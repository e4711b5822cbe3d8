"""The app at a terminal, driven by keys, against the running demo hub, with time that is advanced by hand."""

from __future__ import annotations

import asyncio
import gc
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual import events
from textual._context import active_app
from textual.geometry import Region
from textual.pilot import Pilot

from spacetui.clock import ManualClock
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.launch import Launcher
from spacetui.settings import Settings
from spacetui.ui.app import SpacetuiApp
from tests.idle import idle
from tests.launchers import launcher_at
from tests.machine import Machine


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

    async def paste(self, words: str) -> None:
        self.app.post_message(events.Paste(words))
        await self.pilot.pause()

    async def go_to(self, space: str, *keys: str) -> str:
        """Put the cursor on a Space, its id or its name given, and press keys there; the screen, settled."""
        self.app.main.list.go_to(next(each for each in self.app.main.list.ids if space in (each, each.split("/")[1])))
        await self.press(*keys)
        await self.settle()
        return self.screen()

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
        return self._text(self.app.screen.region)

    def words(self) -> str:
        """What the dialog on top says, else the whole screen, in one line: wherever it was wrapped."""
        box = self.app.screen.query("#box")
        return " ".join(re.sub("[│▏]", " ", self._text(box.first().region if box else self.app.screen.region)).split())

    def _text(self, region: Region) -> str:
        strips = self.app.screen._compositor.render_strips(self.app.size)[region.y : region.bottom]
        return "\n".join(strip.crop(region.x, region.right).text.rstrip() for strip in strips)


MUCH = 2_000_000
"""Objects: some 400 MB."""


@pytest.fixture(autouse=True, scope="module")
def _let_the_apps_go() -> Iterator[None]:
    """What an app has is kept out of the collector's way for good: a process has one app, here it has hundreds.

    Looking through all of it takes a second, so it is done once it has become much.
    """
    yield
    if gc.get_freeze_count() > MUCH:
        gc.unfreeze()
        gc.collect()
        gc.freeze()


StartCockpit = Callable[..., AbstractAsyncContextManager[Cockpit]]


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
        launcher = launcher_at(url, token, clock, *authors)
        async with running(launcher, clock, size=size, settings=settings, settled=settled) as cockpit:
            yield cockpit

    return starting


@asynccontextmanager
async def running(
    launcher: Launcher,
    clock: ManualClock,
    *,
    size: tuple[int, int] = (120, 40),
    settings: Settings | None = None,
    settled: bool = True,
) -> AsyncIterator[Cockpit]:
    """The app as it is started with that launcher."""
    app = SpacetuiApp(launcher, settings or Settings())
    async with app.run_test(size=size) as pilot:
        cockpit = Cockpit(app, pilot, clock)
        if settled:
            await until(lambda: app.session is not None, pilot)
            await cockpit.settle()
        yield cockpit


@pytest.fixture
async def cockpit(start: StartCockpit) -> AsyncIterator[Cockpit]:
    """The app at 120x40 with the demo's fleet on the screen."""
    async with start() as started:
        yield started


@pytest.fixture
def hub() -> Iterator[DemoServer]:
    """A demo hub whose time is the machine's, as the process under test has no other."""
    with DemoServer(World()) as server:
        yield server


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A home where the `hf` tool keeps its tokens, and a stand-in for the tool."""
    return Machine(tmp_path)


async def until(condition: Callable[[], bool], pilot: Pilot[None]) -> None:
    """Until a condition holds; the test fails where it does not within ten seconds."""
    async with asyncio.timeout(10):
        while not condition():
            await pilot.pause(0.001)
