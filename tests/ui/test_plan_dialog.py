"""A plan on the screen: said and asked before anything is sent, followed per Space, and accounted for."""

from __future__ import annotations

import pytest
from textual.strip import Strip

from spacetui.demo.faults import Cut, Says
from spacetui.demo.server import DemoServer
from spacetui.live.commands import Restart
from spacetui.live.plans import Plan, Step
from spacetui.ui.screens.plan import PlanDialog
from spacetui.ui.widgets.plan_table import PlanTable
from tests.ui.conftest import Cockpit, StartCockpit
from tests.ui.marked import FIVE, bodies, ended, line_of, mark, posts


async def test_a_restart_of_all_marked_says_names_and_prices_and_sends_nothing_unasked(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    await mark(cockpit, "ada/notebook", "ada/pose-sketch", "ada/portfolio")
    await cockpit.press("r")
    assert "2 of 3 Spaces, together $0.40/h → $0.80/h." in cockpit.screen()
    assert "RUNNING → restart" in line_of(cockpit, "ada/notebook")
    assert "SLEEPING → wake" in line_of(cockpit, "ada/pose-sketch")
    assert "– → 0.40" in line_of(cockpit, "ada/pose-sketch")
    assert "It is static: always served, and free." in cockpit.screen()
    await cockpit.press("enter")
    assert not isinstance(cockpit.app.screen, PlanDialog)
    assert posts(demo) == 0


async def test_all_of_them_are_restarted_and_the_end_is_told(cockpit: Cockpit, demo: DemoServer) -> None:
    await mark(cockpit, "ada/notebook", "ada/pose-sketch", "ada/portfolio")
    await cockpit.press("r", "y")
    await ended(cockpit)
    assert "It has ended: 2 done." in cockpit.screen()
    assert "done" in line_of(cockpit, "ada/notebook")
    assert "not applied" in line_of(cockpit, "ada/portfolio")
    assert posts(demo, "*/restart") == 2
    await cockpit.press("escape")
    assert cockpit.app.screen is cockpit.app.main
    assert "✓ restart" not in cockpit.screen()


async def test_where_it_applies_to_none_nothing_is_said_of_what_it_does(cockpit: Cockpit) -> None:
    await mark(cockpit, "ada/portfolio")
    await cockpit.press("p")
    assert "It applies to none of 1 Space." in cockpit.screen()
    assert "They stop serving" not in cockpit.screen()


async def test_a_key_typed_ahead_begins_nothing(cockpit: Cockpit, demo: DemoServer) -> None:
    await mark(cockpit, "ada/notebook")
    await cockpit.pilot.press("p", "y")
    await cockpit.pilot.pause()
    assert "That key came too soon" in cockpit.screen()
    assert not cockpit.app.picture.plans
    assert posts(demo) == 0


async def test_p_with_marks_pauses_and_never_resumes(cockpit: Cockpit, demo: DemoServer) -> None:
    await mark(cockpit, "ada/notebook", "ada/diffusion-xl")
    await cockpit.press("p")
    assert "It is paused already." in cockpit.screen()
    await cockpit.press("y")
    await ended(cockpit)
    assert posts(demo, "/api/spaces/ada/notebook/pause") == 1
    assert posts(demo) == 1


async def test_hardware_for_all_marked(cockpit: Cockpit, demo: DemoServer) -> None:
    await mark(cockpit, "ada/notebook", "ada/leaderboard")
    await cockpit.press("h")
    assert "Hardware · 2 marked Spaces" in cockpit.screen()
    await cockpit.press("j", "enter")
    await cockpit.type("2h")
    await cockpit.press("enter")
    assert "t4-small → cpu-upgrade, sleep 2 h" in line_of(cockpit, "ada/notebook")
    assert "0.40 → 0.03" in line_of(cockpit, "ada/notebook")
    await cockpit.press("y")
    await ended(cockpit)
    assert "2 done" in cockpit.screen()
    assert bodies(demo) == [{"flavor": "cpu-upgrade", "sleepTimeSeconds": 7200}] * 2
    await cockpit.press("escape")
    assert cockpit.app.screen is cockpit.app.main


async def test_what_never_sleeps_any_more_is_said_by_the_month(cockpit: Cockpit) -> None:
    await mark(cockpit, "ada/whisper-demo", "ada/leaderboard")
    await cockpit.press("z", "G", "enter")
    assert "1 of them will never sleep: $730 a month" in cockpit.screen()
    assert "On cpu-basic the sleep time is fixed at 48 h." in cockpit.screen()


async def test_what_was_typed_is_still_there_when_the_plan_is_refused(cockpit: Cockpit, demo: DemoServer) -> None:
    await mark(cockpit, "ada/whisper-demo", "ada/notebook")
    await cockpit.press("z", "tab")
    await cockpit.type("90m")
    await cockpit.press("enter", "n")
    assert "90m" in cockpit.screen()
    await cockpit.press("enter", "y")
    await ended(cockpit)
    assert bodies(demo) == [{"seconds": 5400}] * 2


async def test_a_time_that_is_none_is_said_to_be_none(cockpit: Cockpit) -> None:
    await mark(cockpit, "ada/whisper-demo")
    await cockpit.press("z", "tab")
    await cockpit.type("soon")
    await cockpit.press("enter")
    assert "a time such as 90m" in cockpit.screen()


async def test_a_secret_for_all_marked_is_asked_for_once_and_never_shown(cockpit: Cockpit, demo: DemoServer) -> None:
    await mark(cockpit, "ada/notebook", "ada/leaderboard", "ada/portfolio")
    await cockpit.press("s")
    assert "Secret · 3 marked Spaces" in cockpit.screen()
    await cockpit.settle()
    await cockpit.type("HF_TOKEN")
    await cockpit.press("enter")
    await cockpit.type("hunter2")
    await cockpit.press("tab", "enter")
    assert "HF_TOKEN: replaced" in line_of(cockpit, "ada/notebook")
    assert "HF_TOKEN: new" in line_of(cockpit, "ada/leaderboard")
    assert "hunter2" not in cockpit.screen()
    await cockpit.press("y")
    await ended(cockpit)
    assert [each["value"] for each in bodies(demo)] == ["hunter2"] * 3
    assert posts(demo, "*/secrets") == 3
    assert "hunter2" not in repr(cockpit.app.picture)


async def test_spaces_whose_secrets_were_not_read_are_counted(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Says(503), method="GET", path="/api/spaces/ada/leaderboard/secrets")
    await mark(cockpit, "ada/notebook", "ada/leaderboard")
    await cockpit.press("s")
    await cockpit.settle()
    await cockpit.type("LEVEL")
    await cockpit.press("enter")
    await cockpit.type("hunter2")
    await cockpit.press("tab", "enter")
    assert "LEVEL: new" in line_of(cockpit, "ada/notebook")
    assert "LEVEL: new" not in line_of(cockpit, "ada/leaderboard")
    assert "What 1 Space has under that key was not read." in cockpit.words()


async def test_a_variable_whose_name_a_secret_has_is_not_sent_there(cockpit: Cockpit, demo: DemoServer) -> None:
    await mark(cockpit, "ada/notebook", "ada/leaderboard")
    await cockpit.press("v")
    await cockpit.settle()
    await cockpit.type("HF_TOKEN")
    await cockpit.press("enter")
    await cockpit.type("x")
    await cockpit.press("tab", "enter")
    assert "A secret there is named HF_TOKEN" in cockpit.screen()
    await cockpit.press("y")
    await ended(cockpit)
    assert posts(demo) == 1


async def test_one_that_fails_is_told_with_its_reason_and_tried_again_alone(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Says(403, '{"error": "not today"}'), method="POST", path="/api/spaces/ada/sd-turbo/*", times=1)
    await mark(cockpit, *FIVE)
    await cockpit.press("p", "y")
    await ended(cockpit)
    assert "4 done, 1 failed" in cockpit.screen()
    assert "not today" in cockpit.screen()
    await cockpit.press("t")
    assert "Pause · 1 Space" in cockpit.screen()
    assert posts(demo) == 5
    await cockpit.press("y")
    await ended(cockpit)
    assert "It has ended: 1 done." in cockpit.screen()
    assert posts(demo, "/api/spaces/ada/sd-turbo/pause") == 2
    assert posts(demo) == 6


async def test_a_lost_answer_is_found_out_and_only_what_was_not_done_is_offered_again(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    demo.faults.add(Cut(after_acting=True), method="POST", path="*/notebook/pause", times=1)
    demo.faults.add(Cut(), method="POST", path="*/sd-turbo/pause", times=1)
    await mark(cockpit, *FIVE)
    await cockpit.press("p", "y")
    await cockpit.settle()
    assert "checking" in line_of(cockpit, "ada/sd-turbo")
    await ended(cockpit)
    assert "4 done, 1 failed" in cockpit.screen()
    assert "it was not done" in cockpit.screen()
    assert posts(demo, "*/pause") == 5
    await cockpit.press("t", "y")
    await ended(cockpit)
    assert posts(demo, "*/notebook/pause") == 1
    assert posts(demo, "*/sd-turbo/pause") == 2


async def test_what_nobody_can_tell_says_where_to_look_and_is_not_offered_again(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    demo.faults.add(Cut(after_acting=True), method="POST", path="*/music-gen/restart", times=1)
    await mark(cockpit, "ada/music-gen", "ada/notebook")
    await cockpit.press("r", "y")
    await ended(cockpit)
    assert "1 done, 1 cannot tell" in cockpit.screen()
    assert "look at its stage and run log" in cockpit.screen()
    assert "again" not in cockpit.screen()
    await cockpit.press("t", "y")
    await cockpit.settle()
    assert posts(demo) == 2


async def test_what_is_tried_again_is_told_as_it_was_but_of_that_alone(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Says(403, '{"error": "no"}'), method="POST", path="/api/spaces/ada/notebook/*")
    cockpit.app.main.mark(frozenset(["ada/notebook", "ada/music-gen", "ada/whisper-demo"]))
    await cockpit.press("h", *["j"] * 5, "enter")
    await cockpit.type("never")
    await cockpit.press("enter")
    assert "3 of them will never sleep: $1,314 a month" in cockpit.words()
    await cockpit.press("y")
    await ended(cockpit)
    await cockpit.press("escape", "A", "t")
    assert "Those that run restart." in cockpit.words()
    assert "1 of them will never sleep: $438 a month" in cockpit.words()


async def test_marks_that_the_filter_hid_are_no_remark_of_a_second_try(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Says(403, '{"error": "no"}'), method="POST", path="/api/spaces/ada/notebook/*")
    cockpit.app.main.mark(frozenset(["ada/notebook", "ada/music-gen"]))
    cockpit.app.main.set_filter("whisper")
    await cockpit.press("p")
    assert "The filter hides 2 of them" in cockpit.words()
    await cockpit.press("y")
    await ended(cockpit)
    await cockpit.press("t")
    assert "They stop serving" in cockpit.words()
    assert "The filter hides" not in cockpit.words()


async def test_what_was_typed_is_forgotten_where_it_was_written(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Says(403, '{"error": "no"}'), method="POST", path="/api/spaces/ada/notebook/*")
    cockpit.app.main.mark(frozenset(["ada/notebook", "ada/music-gen"]))
    await cockpit.press("s")
    await cockpit.type("LEVEL")
    await cockpit.press("enter")
    await cockpit.type("hunter2")
    await cockpit.press("tab", "enter", "y")
    await ended(cockpit)
    begun = cockpit.app.main.planned.to_show(cockpit.app.picture)
    assert begun is not None
    assert {step.space_id: len(step.commands) for step in begun.plan.steps} == {"ada/notebook": 1, "ada/music-gen": 0}


async def test_a_space_that_is_renamed_or_gone_before_the_answer_is_not_acted_on_under_its_old_name(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    await mark(cockpit, "ada/notebook", "ada/sd-turbo", "ada/whisper-demo")
    await cockpit.press("p")
    demo.world.rename("ada/notebook", "ada/papers")
    demo.world.rename("ada/sd-turbo", "babbage/sd-turbo")  # whose Spaces are not shown
    await cockpit.pass_time(20, step=5)
    assert "It is gone." in cockpit.screen()
    await cockpit.press("y")
    await ended(cockpit)
    assert posts(demo, "/api/spaces/ada/papers/pause") == 1
    assert posts(demo) == 2


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (140, 40)])
async def test_five_hundred_spaces_are_scrolled_by_keys(start: StartCockpit, size: tuple[int, int]) -> None:
    names = [f"ada/space-{number:03}" for number in range(500)]
    plan = Plan("restart", tuple(Step(name, (Restart(name),), "RUNNING", "restart", 0.4, 0.4) for name in names))
    async with start(size=size) as cockpit:
        await cockpit.app.push_screen(PlanDialog(plan))
        await cockpit.pilot.pause()
        assert "500 Spaces, together $200.00/h, as now." in cockpit.words()
        assert "n Cancel" in cockpit.screen()
        assert "space-000" in cockpit.screen()
        await cockpit.press("G")
        assert "space-499" in cockpit.screen()
        await cockpit.press("k")
        assert "space-000" not in cockpit.screen()
        await cockpit.press("g")
        assert "space-000" in cockpit.screen()


async def test_only_the_lines_in_view_are_laid_out(start: StartCockpit, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    strip = PlanTable.strip

    def noted(table: PlanTable, place: int, width: int) -> Strip:
        made.append(place)
        return strip(table, place, width)

    monkeypatch.setattr(PlanTable, "strip", noted)
    plan = Plan("restart", tuple(Step(f"ada/{number}", (Restart(f"ada/{number}"),)) for number in range(500)))
    async with start(size=(80, 24)) as cockpit:
        await cockpit.app.push_screen(PlanDialog(plan))
        await cockpit.pilot.pause()
    assert made
    assert max(made) < 30


async def test_a_hostile_name_is_shown_harmless(cockpit: Cockpit) -> None:
    name = "ada/\x1b[31mred[bold]"
    step = Step(name, (Restart(name),), "\x1b]0;x\x07", "[red]", objection="\x1b[2J")
    await cockpit.app.push_screen(PlanDialog(Plan("\x1b[1mrestart", (step,))))
    await cockpit.pilot.pause()
    assert "\x1b" not in cockpit.screen()
    assert "[bold]" in cockpit.screen()
