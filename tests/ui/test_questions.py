"""Questions and forms keep their word: what is agreed to is so at that moment, what was typed outlives a refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from starlette.responses import Response
from textual.strip import Strip

from spacetui.demo.faults import NAMED, Hit, Says, Slow
from spacetui.demo.server import DemoServer
from spacetui.demo.space import DemoSpace
from spacetui.demo.stages import halt
from spacetui.live import planning
from spacetui.live.commands import SetVariable
from spacetui.ui.screens.plan import PlanDialog
from spacetui.ui.widgets.bars import MessageBar
from tests.ui.conftest import Cockpit, StartCockpit, until
from tests.ui.marked import bodies, ended, line_of, mark, posts

NOTEBOOK = "ada/notebook"
CHANGED = "This has changed meanwhile: read it once more"


@dataclass(frozen=True)
class RefusesLate:
    """Refuse, `seconds` of the world's clock later."""

    seconds: float

    async def befall(self, hit: Hit) -> None:
        await hit.clock.sleep(self.seconds)
        await Response('{"error": "not today"}', 403)(hit.scope, hit.receive, hit.send)


def pause(space: DemoSpace) -> None:
    halt(space, "PAUSED")


def fall_asleep(space: DemoSpace) -> None:
    space.fate = replace(space.fate, visits_every=None)  # else it is woken
    halt(space, "SLEEPING")


def double(space: DemoSpace) -> None:
    space.replicas = 2


async def elsewhere(cockpit: Cockpit, demo: DemoServer, change: Callable[[DemoSpace], None]) -> None:
    """Somebody else does that to the notebook, and it is heard of."""
    with demo.world.lock:
        change(demo.world.spaces[NOTEBOOK])
    assert cockpit.app.session is not None
    cockpit.app.session.engine.refresh()
    await cockpit.settle()


# -- plans -------------------------------------------------------------------------------------------------


async def test_a_plan_that_is_asked_for_says_what_it_means_by_now(cockpit: Cockpit, demo: DemoServer) -> None:
    await mark(cockpit, NOTEBOOK, "ada/whisper-demo")
    await cockpit.press("r")
    assert "together $1.40/h, as now" in cockpit.words()
    await elsewhere(cockpit, demo, pause)
    assert "PAUSED → resume" in line_of(cockpit, NOTEBOOK)
    assert "together $1.00/h → $1.40/h" in cockpit.words()
    assert CHANGED in cockpit.words()
    assert "Restart: 2" in cockpit.screen()


async def test_what_came_to_apply_no_more_while_a_plan_was_asked_for_is_not_sent(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    await mark(cockpit, NOTEBOOK, "ada/whisper-demo")
    await cockpit.press("p")
    await elsewhere(cockpit, demo, pause)
    assert "It is paused already." in cockpit.screen()
    await cockpit.press("y")
    await ended(cockpit)
    assert posts(demo) == posts(demo, "*/whisper-demo/pause") == 1


async def test_a_plan_that_is_not_so_any_more_is_shown_anew_instead_of_sent(cockpit: Cockpit, demo: DemoServer) -> None:
    made = planning.restart(cockpit.app.picture, [NOTEBOOK])
    await elsewhere(cockpit, demo, pause)
    await cockpit.app.push_screen(PlanDialog(made))
    await cockpit.pilot.pause()
    assert "$0.40/h, as now" in cockpit.words()
    await cockpit.press("y")
    assert CHANGED in cockpit.words()
    assert "together free → $0.40/h" in cockpit.words()
    assert posts(demo) == 0
    await cockpit.press("y")
    await ended(cockpit)
    assert posts(demo) == 1


async def test_a_key_just_after_a_question_changed_was_no_answer_to_it(cockpit: Cockpit, demo: DemoServer) -> None:
    await mark(cockpit, NOTEBOOK)
    await cockpit.press("r")
    await elsewhere(cockpit, demo, pause)
    await cockpit.pilot.press("y")
    assert "That key came too soon" in cockpit.words()
    assert posts(demo) == 0


async def test_a_second_try_says_what_it_means_by_now(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Says(403, '{"error": "no"}'), method="POST", path=f"/api/spaces/{NOTEBOOK}/*", times=1)
    await mark(cockpit, NOTEBOOK, "ada/whisper-demo")
    await cockpit.press("r", "y")
    await ended(cockpit)
    await elsewhere(cockpit, demo, pause)
    await cockpit.press("t")
    assert "PAUSED → resume" in line_of(cockpit, NOTEBOOK)
    assert "together free → $0.40/h" in cockpit.words()


async def test_a_second_try_tells_of_what_is_left_alone(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("notebook", "v")  # what it has is read
    await cockpit.press("escape")
    entries = [SetVariable(NOTEBOOK, key, "1") for key in ("FIRST", "SECOND")]
    plan = planning.environment("variables", cockpit.app.picture, entries)
    await cockpit.app.push_screen(PlanDialog(plan))
    assert "FIRST: new, SECOND: new" in line_of(cockpit, NOTEBOOK)
    demo.faults.add(Says(500), method="POST", path="*/variables", times=1)
    await cockpit.press("y")
    await ended(cockpit)
    await cockpit.press("t")
    assert "SECOND: new" in line_of(cockpit, NOTEBOOK)


async def test_a_plan_of_which_all_is_sent_cannot_be_stopped(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Slow(5.0), method="POST")
    await mark(cockpit, NOTEBOOK, "ada/whisper-demo")
    await cockpit.press("p", "y")
    await until(lambda: posts(demo) == 2, cockpit.pilot)
    assert "Leave it going" in cockpit.screen()
    assert "s Stop" not in cockpit.screen()
    await cockpit.press("s")
    assert "Nothing more is sent" not in cockpit.screen()
    cockpit.clock.advance(6)
    await ended(cockpit)
    assert "It has ended: 2 done." in cockpit.screen()


async def test_what_is_read_while_a_plan_is_asked_for_is_no_more_said_to_be_unknown(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    demo.faults.add(Says(503), method="GET", path=f"/api/spaces/{NOTEBOOK}/*", times=6)
    await mark(cockpit, NOTEBOOK)
    await cockpit.press("v")
    await cockpit.type("LEVEL")
    await cockpit.press("enter")
    await cockpit.type("1")
    await cockpit.press("tab", "enter")
    assert "What 1 Space has under that key was not read." in cockpit.words()
    demo.faults.clear()
    await cockpit.pass_time(120, step=10)
    assert "LEVEL: new" in line_of(cockpit, NOTEBOOK)
    assert "was not read" not in cockpit.words()


# -- questions about one Space -----------------------------------------------------------------------------


@pytest.mark.parametrize(("change", "verb"), [(pause, "Resume"), (fall_asleep, "Wake")])
async def test_a_restart_that_is_asked_for_becomes_what_it_would_be_by_now(
    cockpit: Cockpit, demo: DemoServer, change: Callable[[DemoSpace], None], verb: str
) -> None:
    await cockpit.go_to("notebook", "r")
    assert "It stops serving until its app has started again." in cockpit.words()
    await elsewhere(cockpit, demo, change)
    assert f"{verb} ada/notebook?" in cockpit.screen()
    assert f"y {verb}" in cockpit.screen()
    assert CHANGED in cockpit.words()
    assert "It stops serving" not in cockpit.words()
    await cockpit.press("y")
    await cockpit.settle()
    assert f"✓ {verb.lower()}: ada/notebook" in cockpit.screen()
    assert posts(demo) == 1


async def test_a_pause_of_what_was_paused_meanwhile_is_not_sent(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("notebook", "p")
    assert "Saves $0.40/h" in cockpit.words()
    await elsewhere(cockpit, demo, pause)
    await cockpit.press("y")
    assert "It is paused by now" in cockpit.words()
    await cockpit.press("n")
    assert cockpit.app.screen is cockpit.app.main
    assert posts(demo) == 0


async def test_a_price_that_just_rose_is_not_agreed_to_in_a_form(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("notebook", "h", "down", "enter", "tab", "tab")
    label = str(cockpit.app.screen.query_one("#switch").label)  # type: ignore[attr-defined]  # a button's
    await elsewhere(cockpit, demo, double)
    assert str(cockpit.app.screen.query_one("#switch").label) != label  # type: ignore[attr-defined]
    cockpit.app.screen.query_one("#switch").focus()
    await cockpit.pilot.press("enter")
    assert "That key came too soon" in cockpit.words()
    assert posts(demo) == 0


# -- what was typed ----------------------------------------------------------------------------------------


async def begin_sending(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("notebook", "z", "tab")
    await cockpit.type("90m")
    await cockpit.press("enter")
    await until(lambda: posts(demo) == 1, cockpit.pilot)
    await cockpit.press("escape")


async def test_what_was_typed_outlives_a_refusal_that_comes_after_esc(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(RefusesLate(5.0), method="POST")
    await begin_sending(cockpit, demo)
    assert "What becomes of it is awaited here" in cockpit.words()
    cockpit.clock.advance(6)
    await cockpit.settle()
    assert "not today" in cockpit.words()
    assert "90m" in cockpit.screen()
    await cockpit.press("escape")
    assert "Discard what you typed?" in cockpit.screen()


async def test_a_second_esc_leaves_a_form_that_waits(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Slow(5.0), method="POST")
    await begin_sending(cockpit, demo)
    await cockpit.press("escape")
    assert cockpit.app.screen is cockpit.app.main
    cockpit.clock.advance(6)
    await cockpit.settle()
    assert bodies(demo) == [{"seconds": 5400}]


async def test_where_nothing_was_typed_one_esc_leaves(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Slow(5.0), method="POST")
    await cockpit.go_to("notebook", "z", "enter", "enter")
    await until(lambda: posts(demo) == 1, cockpit.pilot)
    assert "Sending" in cockpit.words()
    await cockpit.press("escape")
    assert cockpit.app.screen is cockpit.app.main
    cockpit.clock.advance(6)
    await cockpit.settle()


async def test_a_secret_that_is_being_sent_is_not_lost_by_one_esc(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(RefusesLate(5.0), method="POST")
    await cockpit.go_to("notebook", "s")
    await cockpit.press("a")
    await cockpit.type("NEW_KEY")
    await cockpit.press("enter")
    await cockpit.type("hunter2")
    await cockpit.press("tab", "enter")
    await until(lambda: posts(demo) == 1, cockpit.pilot)
    await cockpit.press("escape")
    cockpit.clock.advance(6)
    await cockpit.settle()
    assert "not today" in cockpit.words()
    assert "•••••••" in cockpit.screen()
    await cockpit.press("tab", "enter")


# -- what is said ------------------------------------------------------------------------------------------


async def test_a_long_refusal_can_be_read_to_its_end_in_the_smallest_window(
    start: StartCockpit, demo: DemoServer
) -> None:
    long = " ".join(f"reason-{number}" for number in range(60)) + " the-end"
    demo.faults.add(Says(403, f'{{"error": "{long}"}}'), method="POST")
    async with start(size=(40, 12)) as cockpit:
        await cockpit.go_to("notebook", "z", "tab")
        await cockpit.type("90m")
        await cockpit.press("enter")
        await cockpit.settle()
        assert "Cancel" in cockpit.screen()
        assert "reason-1 " in cockpit.words()
        assert "Sleep time" in cockpit.screen()
        await cockpit.press("tab", "end")
        assert "the-end" in cockpit.words()
        assert "Cancel" in cockpit.screen()


async def test_forms_and_plans_say_that_the_hub_does_not_answer(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("notebook", "h")
    assert "does not answer" not in cockpit.words()
    demo.faults.add(NAMED["503"])
    await cockpit.pass_time(30, step=5)
    assert "The Hub does not answer at present." in cockpit.words()
    await cockpit.press("escape")
    assert "offline" in cockpit.screen()
    await mark(cockpit, NOTEBOOK)
    await cockpit.press("p")
    assert "The Hub does not answer" in cockpit.words()
    demo.faults.clear()
    await cockpit.pass_time(60, step=5)
    assert "The Hub does not answer" not in cockpit.words()


async def test_a_line_that_comes_up_is_there_with_its_first_frame(
    cockpit: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[str] = []
    render_line = MessageBar.render_line

    def noted(bar: MessageBar, y: int) -> Strip:
        painted.append(render_line(bar, y).text.strip())
        return render_line(bar, y)

    monkeypatch.setattr(MessageBar, "render_line", noted)
    cockpit.app.main.say("Something happened.")
    await cockpit.pilot.pause()
    assert set(painted) == {"Something happened."}
