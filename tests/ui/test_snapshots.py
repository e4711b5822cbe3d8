"""What each screen looks like, at the sizes people have. `make snapshots` records them anew."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from spacetui.clock import ManualClock
from spacetui.demo.faults import Says
from spacetui.demo.server import DemoServer
from spacetui.hub.client import SpacesClient
from spacetui.launch import Launcher
from spacetui.settings import Settings
from spacetui.ui.app import SpacetuiApp
from tests.ui.conftest import until

SIZES = ((40, 12), (80, 24), (120, 40), (140, 40))
SIZE_NAMES = [f"{columns}x{rows}" for columns, rows in SIZES]

VIEWS = {
    "main": "",
    "env-tab": "/ w h i s p e r enter 4 enter",
    "hardware": "/ w h i s p e r enter h j",
    "sleep-time": "/ t u r b o enter z",
    "sleep-time-fixed": "/ l e a d e r enter z",
    "secrets": "/ w h i s p e r enter s",
    "secret-typed": "/ w h i s p e r enter s a K E Y tab v a l",
    "variables": "/ w h i s p e r enter v",
    "variable-edited": "/ w h i s p e r enter v enter",
    "rebuild": "/ p o s e enter R",
    "duplicate": "/ w h i s p e r enter D",
    "restart": "/ p o s e enter r",
    "pause": "/ t u r b o enter p",
    "actions": "a",
    "sort": "S",
    "owners": "c",
    "muted": "j j H",
    "help": "question_mark",
    "nothing-found": "/ n o t h i n g",
}

DETAILS = {
    "volumes": ("/ n o t e b o o k enter M", ""),
    "volumes-tab": ("/ n o t e b o o k enter 5", ""),
    "replicas": ("/ e m b e d enter x", ""),
    "dev-mode": ("/ w h i s p e r enter t", ""),
    "plan": ("j space space space p", ""),
    "plan-ended": ("j space space p y", "done"),
    "find": ("B w h i s p e r enter", "found"),
    "account": ("c c", ""),
    "delete": ("/ w h i s p e r enter X", ""),
    "raw-json": ("/ w h i s p e r enter i", ""),
    "waking-asks": ("/ p o s e enter o", ""),
    "import-env": ("/ w h i s p e r enter s i", ""),
}
"""Keys, and a word that stands on the screen once what they asked for has come."""

Compare = Callable[..., bool]


def _app(environ: dict[str, str], *, demo: bool = False, settings: Settings | None = None) -> SpacetuiApp:
    return SpacetuiApp(
        Launcher(environ, Path("/nonexistent"), demo=demo, clock=ManualClock(), chance=lambda: 0.0),
        settings or Settings(),
    )


def _pressing(app: SpacetuiApp, keys: str, word: str = "") -> Callable[[Pilot[None]], Awaitable[None]]:
    async def press(pilot: Pilot[None]) -> None:
        await until(lambda: app.session is not None, pilot)
        await _settled(app, pilot)
        for key in keys.split():
            _clock(app).advance(0.5)
            await pilot.pause()
            await pilot.press("slash" if key == "/" else key)
        await _settled(app, pilot)
        async with asyncio.timeout(20):
            while word and word not in app.export_screenshot():
                _clock(app).advance(0.1)
                await pilot.pause()
        await _still(app, pilot)

    return press


def _clock(app: SpacetuiApp) -> ManualClock:
    assert isinstance(app.clock, ManualClock)
    return app.clock


async def _settled(app: SpacetuiApp, pilot: Pilot[None]) -> None:
    await pilot.pause()
    assert app.session is not None
    await app.session.engine.settled()
    await pilot.pause()


async def _in_place(app: SpacetuiApp, pilot: Pilot[None]) -> None:
    """At a hub whose name does not differ from run to run, as its port does."""
    assert app.session is not None
    app.session = replace(app.session, place="hub.example")
    app.main.show()
    await _still(app, pilot)


async def _still(app: SpacetuiApp, pilot: Pilot[None]) -> None:
    """Once everything was drawn anew, since lines that were drawn in parts are recorded in parts."""
    for screen in app.screen_stack:
        for widget in screen.query("*"):
            widget.refresh()
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES, ids=SIZE_NAMES)
@pytest.mark.parametrize("view", VIEWS)
def test_looks_as_recorded(view: str, size: tuple[int, int], snap_compare: Compare) -> None:
    app = _app({}, demo=True)
    assert snap_compare(app, terminal_size=size, run_before=_pressing(app, VIEWS[view]))


@pytest.mark.parametrize("detail", DETAILS)
def test_details_look_as_recorded(detail: str, snap_compare: Compare) -> None:
    app = _app({}, demo=True)
    assert snap_compare(app, terminal_size=(80, 24), run_before=_pressing(app, *DETAILS[detail]))


@pytest.mark.parametrize("size", SIZES, ids=SIZE_NAMES)
def test_welcome_looks_as_recorded(size: tuple[int, int], snap_compare: Compare) -> None:
    app = _app({})

    async def until_welcomed(pilot: Pilot[None]) -> None:
        await until(lambda: bool(app.screen.query("#author")), pilot)
        await _still(app, pilot)

    assert snap_compare(app, terminal_size=size, run_before=until_welcomed)


@pytest.mark.parametrize("size", SIZES, ids=SIZE_NAMES)
def test_what_is_old_looks_as_recorded(size: tuple[int, int], demo: DemoServer, snap_compare: Compare) -> None:
    app = _app({"HF_ENDPOINT": demo.url, "HF_TOKEN": demo.world.token})

    async def arranged(pilot: Pilot[None]) -> None:
        await _pressing(app, "")(pilot)
        headers = {"X-Request-Id": "Root=1-68f0-demo", "X-Error-Message": "The Hub is being looked after."}
        demo.faults.add(Says(503, "{}", headers=headers), path="/api/spaces*")
        for _ in range(5):
            _clock(app).advance(50)
            await _settled(app, pilot)
        await _in_place(app, pilot)

    assert snap_compare(app, terminal_size=size, run_before=arranged)


@pytest.mark.parametrize("size", SIZES, ids=SIZE_NAMES)
def test_a_used_up_limit_looks_as_recorded(size: tuple[int, int], demo: DemoServer, snap_compare: Compare) -> None:
    app = _app({"HF_ENDPOINT": demo.url, "HF_TOKEN": demo.world.token})

    async def arranged(pilot: Pilot[None]) -> None:
        await _pressing(app, "")(pilot)
        demo.world.limits.quota = 10
        for _ in range(13):
            _clock(app).advance(20)
            await _settled(app, pilot)
        await _in_place(app, pilot)

    assert snap_compare(app, terminal_size=size, run_before=arranged)


@pytest.mark.parametrize("size", SIZES, ids=SIZE_NAMES)
def test_an_unwell_hub_looks_as_recorded(size: tuple[int, int], demo: DemoServer, snap_compare: Compare) -> None:
    headers = {"X-Request-Id": "Root=1-68f0-demo", "X-Error-Message": "The Hub is being looked after."}
    demo.faults.add(Says(503, "{}", headers=headers), path="/api/spaces*")
    app = _app({"HF_ENDPOINT": demo.url, "HF_TOKEN": demo.world.token})

    async def arranged(pilot: Pilot[None]) -> None:
        await _pressing(app, "")(pilot)
        await _in_place(app, pilot)

    assert snap_compare(app, terminal_size=size, run_before=arranged)


@pytest.mark.parametrize("size", SIZES, ids=SIZE_NAMES)
def test_metrics_look_as_recorded(size: tuple[int, int], snap_compare: Compare) -> None:
    app = _app({}, demo=True)

    async def measured(pilot: Pilot[None]) -> None:
        await _pressing(app, "/ e m b e d enter m")(pilot)
        for _ in range(90):
            _clock(app).advance(1)
            await pilot.pause()
        await _still(app, pilot)

    assert snap_compare(app, terminal_size=size, run_before=measured)


def test_what_can_be_copied_looks_as_recorded(snap_compare: Compare) -> None:
    app = _app({}, demo=True)

    async def offered(pilot: Pilot[None]) -> None:
        await _pressing(app, "/ w h i s p e r enter")(pilot)
        session = app.session
        assert session is not None
        # At a hub whose address does not differ from run to run, as its port does.
        app.session = replace(session, client=SpacesClient(endpoint="https://hub.example"))
        await _pressing(app, "Y")(pilot)
        await app.session.client.aclose()
        app.session = session

    assert snap_compare(app, terminal_size=(80, 24), run_before=offered)


@pytest.mark.parametrize("settings", [Settings(theme="spacetui-light"), Settings(ascii=True)], ids=["light", "ascii"])
def test_other_looks_are_as_recorded(settings: Settings, snap_compare: Compare) -> None:
    app = _app({}, demo=True, settings=settings)
    assert snap_compare(app, terminal_size=(120, 40), run_before=_pressing(app, ""))
