"""Plans that go on: stopped, left and found again, several of them, and told of by whoever leaves."""

from __future__ import annotations

from spacetui.demo.faults import Slow
from spacetui.demo.server import DemoServer
from spacetui.live.picture import CommandState, Phase, Picture
from spacetui.live.plans import AT_ONCE, PlanState, StepPhase, StepState
from spacetui.ui import switching
from tests.ui.conftest import Cockpit, until
from tests.ui.marked import FIVE, SIX, ended, line_of, pause_slowly, posts


async def test_stopping_sends_nothing_more_and_the_rest_can_be_done_later(cockpit: Cockpit, demo: DemoServer) -> None:
    await pause_slowly(cockpit, demo, *SIX)
    await cockpit.press("s")
    assert "Nothing more is sent" in cockpit.screen()
    assert cockpit.screen().count("stopped") == 3
    cockpit.clock.advance(6)
    await ended(cockpit)
    assert "4 done, 2 stopped" in cockpit.screen()
    assert posts(demo) == AT_ONCE
    await cockpit.press("t", "y")
    await ended(cockpit)
    assert posts(demo) == len(SIX)
    assert {demo.world.spaces[space_id].stage for space_id in SIX} == {"PAUSED"}


async def test_closed_while_it_goes_on_it_is_told_below_and_its_end_as_well(cockpit: Cockpit, demo: DemoServer) -> None:
    await pause_slowly(cockpit, demo, *FIVE)
    await cockpit.press("escape")
    assert "pause: 0 of 5 done, 4 under way. A shows it." in cockpit.screen()
    await cockpit.press("A")
    assert "under way" in line_of(cockpit, "ada/notebook")
    await cockpit.press("escape")
    cockpit.clock.advance(6)
    await ended(cockpit)
    await cockpit.pilot.pause()
    assert "pause: 5 done. A shows each." in cockpit.screen()
    assert "5 of 5" not in cockpit.screen()
    await cockpit.press("A")
    assert "It has ended: 5 done." in cockpit.screen()


async def test_quitting_asks_while_a_plan_has_spaces_waiting(cockpit: Cockpit, demo: DemoServer) -> None:
    await pause_slowly(cockpit, demo, *SIX)
    await cockpit.press("escape", "q")
    assert "Quit while a change is under way?" in cockpit.screen()
    assert "pause: 2 Spaces still waiting" in cockpit.screen()
    await cockpit.press("n")
    cockpit.clock.advance(6)
    await ended(cockpit)


def test_another_account_is_told_how_many_spaces_a_plan_had_not_come_to() -> None:
    waiting = StepState("ada/notebook", StepPhase.WAITING)
    left = Picture(plans={1: PlanState(1, "pause", (waiting, StepState("ada/ocr-bot", StepPhase.DONE), waiting))})
    assert "pause: 2 Spaces had not been begun." in switching.told(left, "babbage")


def test_another_account_is_told_what_of_a_space_was_not_sent() -> None:
    done = CommandState(1, "ada/notebook", "secret A", Phase.CONFIRMED, plan=1)
    begun = StepState("ada/notebook", StepPhase.UNDER_WAY, ended=(done,), current=2, unsent=97)
    left = Picture(plans={1: PlanState(1, "secrets", (begun,))})
    assert "secrets: of ada/notebook 1 done, 97 not sent." in switching.told(left, "babbage")


async def test_of_two_plans_each_is_found_also_by_the_message_of_its_end(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Slow(5.0), method="POST", path="*/notebook/restart", times=1)
    for marked, key in (("ada/notebook", "r"), ("ada/whisper-demo", "p")):
        cockpit.app.main.mark(frozenset([marked]))
        await cockpit.press(key, "y", "escape")
    await cockpit.settle()
    await cockpit.press("A")
    assert "Restart · 1 Space" in cockpit.screen()  # the one that goes on
    await cockpit.press("A")
    assert "Pause · 1 Space" in cockpit.screen()
    assert "It has ended: 1 done." in cockpit.screen()
    await cockpit.press("A")
    assert "under way" in line_of(cockpit, "ada/notebook")
    await cockpit.press("escape")
    cockpit.clock.advance(6)
    await ended(cockpit)
    await cockpit.pilot.pause()
    assert "restart: 1 done. A shows each." in cockpit.screen()
    await cockpit.press("A")
    assert "Restart · 1 Space" in cockpit.screen()


async def test_quitting_says_how_many_more_changes_are_under_way(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Slow(5.0), method="POST")
    for first, key in ((SIX[:4], "r"), (SIX[4:], "p")):
        cockpit.app.main.mark(frozenset(first))
        await cockpit.press(key, "y", "escape")
    await until(lambda: posts(demo) == len(SIX), cockpit.pilot)
    await cockpit.press("q")
    assert "And 1 more." in cockpit.screen()
    await cockpit.press("n")
    cockpit.clock.advance(6)
    await ended(cockpit)


async def test_without_any_plan_its_key_says_so(cockpit: Cockpit) -> None:
    await cockpit.press("A")
    assert "Nothing was done to several Spaces yet" in cockpit.screen()
