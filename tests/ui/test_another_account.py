"""A token that is renewed changes nothing on the screen; one of another account starts another session."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from spacetui.clock import ManualClock
from spacetui.demo.faults import Slow
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.launch import Launcher
from spacetui.live.picture import Link
from spacetui.settings import Settings
from spacetui.ui.app import SpacetuiApp
from spacetui.ui.screens.dialog import Dialog
from tests.machine import Machine
from tests.ui.conftest import Cockpit, until

BABBAGES = "babbage/difference-engine"


@pytest.fixture
def machine(tmp_path: Path, world: World) -> Machine:
    """A machine on which ada is logged in."""
    machine = Machine(tmp_path)
    machine.log_in(world.token)
    return machine


@asynccontextmanager
async def sitting_at(machine: Machine, demo: DemoServer, clock: ManualClock) -> AsyncIterator[Cockpit]:
    environ = {**machine.environ, "HF_ENDPOINT": demo.url}
    app = SpacetuiApp(Launcher(environ, machine.home, clock=clock, chance=lambda: 0.0), Settings())
    async with app.run_test(size=(120, 40)) as pilot:
        cockpit = Cockpit(app, pilot, clock)
        await until(lambda: app.session is not None, pilot)
        await cockpit.settle()
        yield cockpit


async def shows(cockpit: Cockpit, words: str) -> None:
    """Let time pass until something is on the screen."""
    for _ in range(60):
        if words in " ".join(cockpit.screen().split()):
            return
        cockpit.clock.advance(1)
        await cockpit.pilot.pause(0.05)
    raise AssertionError(f"{words!r} is not on the screen:\n{cockpit.screen()}")


def link(cockpit: Cockpit) -> Link:
    return cockpit.app.picture.connection.link


async def test_another_accounts_token_shows_that_accounts_spaces(
    machine: Machine, demo: DemoServer, clock: ManualClock, world: World
) -> None:
    async with sitting_at(machine, demo, clock) as cockpit:
        await cockpit.press("slash")
        await cockpit.type("whisper")
        await cockpit.press("enter")
        first = cockpit.app.session
        machine.log_in(world.other_token)
        await shows(cockpit, "these are the Spaces of babbage, no longer of ada")
        assert cockpit.app.session is not first
        await cockpit.settle()
        assert {entry.space.owner for entry in cockpit.app.picture.spaces.values()} == {"babbage"}
        assert BABBAGES.partition("/")[2] in cockpit.screen()
        assert "whisper" not in cockpit.screen()
        assert "ada (write)" not in cockpit.screen()


async def test_a_dialog_of_the_account_that_was_left_is_closed(
    machine: Machine, demo: DemoServer, clock: ManualClock, world: World
) -> None:
    async with sitting_at(machine, demo, clock) as cockpit:
        await cockpit.press("s")
        assert isinstance(cockpit.app.screen, Dialog)
        machine.log_in(world.other_token)
        await shows(cockpit, "these are the Spaces of babbage")
        assert not isinstance(cockpit.app.screen, Dialog)


async def test_what_was_under_way_for_the_account_that_was_left_is_told(
    machine: Machine, demo: DemoServer, clock: ManualClock, world: World
) -> None:
    async with sitting_at(machine, demo, clock) as cockpit:
        demo.faults.add(Slow(10_000), method="POST")
        cockpit.app.main.list.go_to("ada/whisper-demo")
        await cockpit.pilot.pause()
        await cockpit.press("p")
        clock.advance(1)
        await cockpit.pilot.pause()
        await cockpit.press("y")
        machine.log_in(world.other_token)
        await shows(cockpit, "pause: ada/whisper-demo was under way for ada: look at it as ada")


async def test_a_token_of_the_same_account_is_taken_up_and_nothing_is_to_be_seen_of_it(
    machine: Machine, demo: DemoServer, clock: ManualClock, world: World
) -> None:
    async with sitting_at(machine, demo, clock) as cockpit:
        session = cockpit.app.session
        await cockpit.press("s")
        machine.log_in(world.finegrained_token)
        for _ in range(20):
            clock.advance(1)
            await cockpit.pilot.pause(0.02)
        assert cockpit.app.session is session
        assert isinstance(cockpit.app.screen, Dialog)
        bearer = f"Bearer {world.finegrained_token}"
        assert demo.requests[-1].header("Authorization") == bearer


async def test_a_form_survives_being_signed_out_and_goes_on_after_a_log_in(
    machine: Machine, demo: DemoServer, clock: ManualClock, world: World
) -> None:
    async with sitting_at(machine, demo, clock) as cockpit:
        cockpit.app.main.list.go_to("ada/whisper-demo")
        await cockpit.pilot.pause()
        await cockpit.press("v", "a")
        await cockpit.type("GREETING")
        world.tokens.pop(world.token)
        for _ in range(30):
            clock.advance(1)
            await cockpit.pilot.pause(0.02)
        assert link(cockpit) is Link.SIGNED_OUT
        assert "GREETING" in cockpit.screen()
        machine.log_in(world.finegrained_token)
        for _ in range(60):
            clock.advance(1)
            await cockpit.pilot.pause(0.02)
            if link(cockpit) is Link.LIVE:
                break
        assert link(cockpit) is Link.LIVE
        assert "GREETING" in cockpit.screen()
