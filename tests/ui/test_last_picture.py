"""A start shows the last picture at once, says how old it is, and does nothing with it until it is connected."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from spacetui.clock import ManualClock
from spacetui.demo.faults import NAMED
from spacetui.demo.server import DemoServer
from spacetui.launch import Launcher, Session
from spacetui.live.remember import Memory
from spacetui.settings import Paths, Settings
from spacetui.ui.actions import ACTIONS, BY_ID, Group
from spacetui.ui.app import SpacetuiApp
from tests.idle import POLICY
from tests.launchers import launcher_at
from tests.terminal import Terminal
from tests.test_imports import HEAVY, PACKAGE, brought_by
from tests.ui.conftest import Cockpit, until

HOURS = 3 * 3600 + 60
LEAVING = {"quit_or_back", "app.leave", "app.suspend_process"}


@dataclass(frozen=True)
class Held(Launcher):
    """Opens its session when it is let go."""

    let_go: threading.Event = field(default_factory=threading.Event)

    def open(self, *, retries: int = 0) -> Session:
        with POLICY.held_up():
            self.let_go.wait(20)
        return super().open(retries=retries)


@dataclass(frozen=True)
class Desk:
    """A machine on which the app is started again and again."""

    demo: DemoServer
    clock: ManualClock
    paths: Paths

    def launcher(self, token: str | None = None, *authors: str, **environ: str) -> Held:
        """As the command line makes it for the app; with the owner's token where no other is given."""
        usual = launcher_at(self.demo.url, self.demo.world.token if token is None else token, self.clock)
        held = Held({**usual.environ, **environ}, usual.home, authors=authors, clock=self.clock, chance=usual.chance)
        return replace(held, paths=self.paths)

    def files(self) -> list[Path]:
        return [path for path in self.paths.cache_dir.parent.rglob("*") if path.is_file()]

    def picture(self) -> Path:
        (path,) = (self.paths.cache_dir / "pictures").iterdir()
        return path

    @asynccontextmanager
    async def opened(self, launcher: Launcher | None = None) -> AsyncIterator[Cockpit]:
        """The app once its main screen is there, its session held."""
        launcher = launcher or self.launcher()
        app = SpacetuiApp(launcher, Settings())
        async with app.run_test(size=(120, 45)) as pilot:
            await until(lambda: len(app.screen_stack) > 1, pilot)
            await pilot.pause()
            try:
                yield Cockpit(app, pilot, self.clock)
            finally:
                if isinstance(launcher, Held):
                    launcher.let_go.set()

    async def run_once(self, launcher: Held | None = None) -> str:
        """One whole run, until everything was read; what was on the screen then."""
        launcher = launcher or self.launcher()
        async with self.opened(launcher) as cockpit:
            await connect(cockpit)
            seen = cockpit.screen()
        ending = asyncio.all_tasks() - {asyncio.current_task()}
        if ending:  # the engine keeps what is new at its end
            await asyncio.wait(ending, timeout=10)
        return seen


async def connect(cockpit: Cockpit) -> None:
    launcher = cockpit.app.launcher
    assert isinstance(launcher, Held)
    launcher.let_go.set()
    await until(lambda: cockpit.app.session is not None, cockpit.pilot)
    await cockpit.settle()


@pytest.fixture
def desk(demo: DemoServer, clock: ManualClock, tmp_path: Path) -> Desk:
    return Desk(demo, clock, Paths(tmp_path / "config.toml", tmp_path / "cache", tmp_path / "state"))


async def tour(cockpit: Cockpit) -> list[str]:
    """What the panes show with the cursor on one Space after the other, without the bars around them."""
    spaces, seen = cockpit.app.main.list, []
    for place in range(len(cockpit.app.picture.spaces)):
        spaces.go(place)
        await until(lambda: str(spaces.cursor) in cockpit.screen().splitlines()[1], cockpit.pilot)
        await cockpit.pilot.pause()
        seen.append("\n".join(cockpit.screen().splitlines()[1:-1]))
    spaces.go(0)
    return seen


async def test_what_one_run_saw_the_next_shows_before_it_is_connected(desk: Desk) -> None:
    seen = (await desk.run_once()).splitlines()
    desk.demo.recorder.clear()
    desk.clock.advance(HOURS)
    async with desk.opened() as cockpit:
        shown = cockpit.screen().splitlines()
        assert "catching up, 3 h 1 m old" in shown[0]
        assert "ada (write) + analytical" in shown[0]
        assert [line.split()[:2] for line in shown[3:30]] == [line.split()[:2] for line in seen[3:30]]
        assert cockpit.app.session is None
        assert desk.demo.requests == ()


async def test_the_engine_takes_over_what_is_shown_and_shows_the_same(desk: Desk) -> None:
    await desk.run_once()
    desk.demo.faults.add(NAMED["slow"])
    async with desk.opened() as cockpit:
        before = await tour(cockpit)
        assert len(set(before)) == len(cockpit.app.picture.spaces) > 24
        for _ in range(3):
            await cockpit.pilot.press("j")
        cursor = cockpit.app.main.list.cursor
        launcher = cockpit.app.launcher
        assert isinstance(launcher, Held)
        launcher.let_go.set()
        await until(lambda: cockpit.app.session is not None and not cockpit.app.at_a_glance, cockpit.pilot)
        await cockpit.pilot.pause()
        assert cockpit.app.main.list.cursor == cursor
        assert await tour(cockpit) == before


async def test_once_connected_it_is_live_and_takes_commands(desk: Desk) -> None:
    await desk.run_once()
    async with desk.opened() as cockpit:
        await connect(cockpit)
        assert cockpit.screen().splitlines()[0].endswith("live")
        await cockpit.press("R")
        assert "Factory rebuild of" in cockpit.screen()


async def test_no_key_acts_on_the_last_picture_and_none_crashes(desk: Desk) -> None:
    await desk.run_once()
    desk.demo.recorder.clear()
    acting = [
        action for action in ACTIONS if action.handler.startswith("deed(") and action.id not in ("menu", "copy_id")
    ]
    async with desk.opened() as cockpit:
        await cockpit.press("n")
        for action in acting:
            await cockpit.press(action.keys)
            assert "Still connecting to the Hub" in cockpit.screen(), action.id
            assert cockpit.app.screen is cockpit.app.main
        for action in ACTIONS:
            if action.group is not Group.MOVE and action.id not in LEAVING:
                await cockpit.pilot.press(action.keys.partition(",")[0], "escape", "escape")
        await cockpit.press("slash", "o", "c", "r", "enter")
        assert "ocr" in cockpit.screen()
        assert cockpit.app.session is None
    assert {request.method for request in desk.demo.requests} <= {"GET"}


async def test_an_action_chosen_from_the_menu_meanwhile_is_refused_as_well(desk: Desk) -> None:
    await desk.run_once()
    async with desk.opened() as cockpit:
        await cockpit.press("n", "a")
        assert "Still connecting" in cockpit.screen()
        await cockpit.press(BY_ID["restart"].keys)
        assert cockpit.app.screen is cockpit.app.main
        assert "Still connecting" in cockpit.screen()


async def test_a_refresh_meanwhile_says_that_it_will_come(desk: Desk) -> None:
    await desk.run_once()
    async with desk.opened() as cockpit:
        await cockpit.press("ctrl+r")
        assert "Still connecting" in cockpit.screen()


async def test_a_hub_that_is_away_leaves_the_last_picture_and_says_so(desk: Desk) -> None:
    await desk.run_once()
    desk.demo.faults.add(NAMED["503"])
    async with desk.opened() as cockpit:
        await connect(cockpit)
        assert "whisper-demo" in cockpit.screen()
        assert "Next try in" in cockpit.screen()
        desk.demo.faults.clear()
        await cockpit.pass_time(10)
        assert cockpit.screen().splitlines()[0].endswith("live")


async def test_another_accounts_token_is_shown_nothing_of_it(desk: Desk) -> None:
    await desk.run_once()
    async with desk.opened(desk.launcher(desk.demo.world.other_token)) as cockpit:
        assert "whisper-demo" not in cockpit.screen()
        await connect(cockpit)
        assert "whisper-demo" not in cockpit.screen()
        assert "difference-engine" in cockpit.screen()


@pytest.mark.parametrize("environ", [{}, {"HF_TOKEN": "hf_kept_back", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"}])
async def test_authors_without_a_token_have_a_last_picture_of_their_own(desk: Desk, environ: dict[str, str]) -> None:
    await desk.run_once(desk.launcher("", "babbage", **environ))
    async with desk.opened(desk.launcher("", "babbage", **environ)) as cockpit:
        assert "babbage/plans" in cockpit.screen()
        await cockpit.press("n", "r")
        assert "Still connecting" in cockpit.screen()
    async with desk.opened(desk.launcher("", "ada", **environ)) as cockpit:
        assert "babbage" not in cockpit.screen()


async def test_the_demo_keeps_nothing_and_is_shown_nothing(desk: Desk) -> None:
    def launcher() -> Held:
        return Held({}, Path("/nonexistent"), demo=True, clock=desk.clock, chance=lambda: 0.0, paths=desk.paths)

    await desk.run_once(launcher())
    assert desk.files() == []
    await desk.run_once()
    assert desk.files() != []
    async with desk.opened(launcher()) as cockpit:
        assert cockpit.app.picture.spaces == {}


def damaged(path: Path) -> None:
    path.write_text(path.read_text()[:-9])


def without_owners(path: Path) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), "owners": []}))


@pytest.mark.parametrize("damage", [damaged, without_owners])
async def test_a_last_picture_that_is_no_use_leaves_a_start_as_it_is(
    damage: Callable[[Path], None], desk: Desk
) -> None:
    await desk.run_once()
    damage(desk.picture())
    async with desk.opened() as cockpit:
        assert cockpit.app.picture.spaces == {}
        await connect(cockpit)
        assert "whisper-demo" in cockpit.screen()


def odd(value: object, oddity: Any) -> Any:
    """The same with an oddity in the place of everything that is told, but for who and which it is about."""
    if isinstance(value, dict):
        needed = ("id", "name", "stage", "domain", "type", "source", "mount_path")
        return {key: each if key in needed else odd(each, oddity) for key, each in value.items()}
    if isinstance(value, list):
        return [odd(each, oddity) for each in value]
    return oddity


ODDITIES: tuple[Any, ...] = (
    None,
    True,
    7,
    -1,
    10**400,
    1e308,
    float("nan"),
    "x",
    "\ud800",
    "\x1b[2J",
    [],
    [7],
    {},
    {"a": {}},
    "auto",
)


async def test_a_last_picture_full_of_what_is_not_expected_is_drawn_as_far_as_it_makes_sense(desk: Desk) -> None:
    await desk.run_once()
    told = json.loads(desk.picture().read_text())
    for place, entry in enumerate(told["spaces"]):
        oddity = ODDITIES[place % len(ODDITIES)]
        entry["space"] = odd(entry["space"], oddity) if place < 2 * len(ODDITIES) else oddity
        entry["runtime"] = odd(entry["runtime"], oddity)
    for place, flavor in enumerate(told["catalog"]["flavors"]):
        told["catalog"]["flavors"][place] = odd(flavor, ODDITIES[place % len(ODDITIES)])
    told["account"]["orgs"].append({"name": "x", "role": 7})
    told["account"]["token_role"] = ["write"]
    desk.picture().write_text(json.dumps(told))
    async with desk.opened() as cockpit:
        assert len(cockpit.app.picture.spaces) == 2 * len(ODDITIES)
        shown = await tour(cockpit)
        assert all("whisper-demo" in each for each in shown)
        for _ in range(9):
            await cockpit.press("greater_than_sign")
        await connect(cockpit)
        assert cockpit.screen().splitlines()[0].endswith("live")


async def test_after_the_first_rows_nothing_is_loaded_that_they_did_not_need(desk: Desk) -> None:
    token, url = SecretStr("hf_probe"), "https://hub.example"  # as the probe has it
    async with desk.opened() as cockpit:
        await connect(cockpit)
        shown = cockpit.app.picture
    Memory(desk.paths.cache_dir, desk.paths.state_dir, url, token).keep_picture(shown)
    root = str(PACKAGE.parent)
    code = f"sys.path.insert(0, {root!r})\nimport tests.ui.probes.first_rows"
    brought = brought_by(code, arguments=(str(desk.paths.cache_dir), url))
    assert "textual" in brought
    assert brought & HEAVY == set()


def test_the_command_shows_what_it_kept_where_the_hub_is_gone(hub: DemoServer, tmp_path: Path) -> None:
    environ = {"HF_ENDPOINT": hub.url, "HF_TOKEN": hub.world.token}
    environ |= {"XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_STATE_HOME": str(tmp_path / "state")}
    for ready in ("live", "offline"):
        with Terminal(sys.executable, "-m", "spacetui", columns=100, rows=30, environ=environ) as terminal:
            terminal.wait_for("chat-ui")
            terminal.wait_for(ready)
            assert "chat-ui" in terminal.text
            terminal.send("q")
            assert terminal.wait() == 0
        hub.stop()
    assert hub.world.token not in "".join(path.read_text() for path in tmp_path.rglob("*.json"))
