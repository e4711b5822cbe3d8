"""Plans: several Spaces side by side, each command sent once, a way to stop, and an account of what became of each."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from spacetui.clock import ManualClock
from spacetui.demo.faults import Cut, Says, Slow
from spacetui.demo.server import DemoServer
from spacetui.hub.errors import PaymentRequired
from spacetui.live.commands import Pause, RequestHardware, Restart, SetSleepTime, SetVariable
from spacetui.live.picture import Phase
from spacetui.live.plans import AT_ONCE, KEPT, Plan, PlanState, Step, StepPhase
from tests.live.conftest import PATIENCE, Live, StartLive

SPACES = ("ada/notebook", "ada/whisper-demo", "ada/sd-turbo", "ada/leaderboard", "ada/translate-ja", "ada/zero-flux")


def pausing(*space_ids: str) -> Plan:
    return Plan("pause", tuple(Step(space_id, (Pause(space_id),)) for space_id in space_ids))


async def ended(live: Live, number: int) -> PlanState:
    """The state of a plan once it has ended, time passing as it needs."""
    await live.settle()
    async with asyncio.timeout(PATIENCE):
        while not live.picture.plans[number].has_ended:
            await live.pass_time(1.0, step=1.0)
    return live.picture.plans[number]


def phases(state: PlanState) -> list[StepPhase]:
    return [step.phase for step in state.steps]


async def test_every_space_of_a_plan_is_dealt_with(live: Live) -> None:
    state = await ended(live, live.engine.carry_out(pausing(*SPACES)))
    assert phases(state) == [StepPhase.DONE] * len(SPACES)
    assert {str(live.stage(space_id)) for space_id in SPACES} == {"PAUSED"}
    assert live.asked("/api/spaces/*/pause", "POST") == len(SPACES)
    assert (state.title, state.steps[0].space_id) == ("pause", SPACES[0])


async def test_only_a_few_spaces_are_worked_on_at_a_time(live: Live, demo: DemoServer, clock: ManualClock) -> None:
    demo.faults.add(Slow(5.0), method="POST", times=AT_ONCE)
    number = live.engine.carry_out(pausing(*SPACES))
    await live.until(lambda: live.asked("/api/spaces/*/pause", "POST") == AT_ONCE)
    state = live.picture.plans[number]
    assert (state.count(StepPhase.UNDER_WAY), state.count(StepPhase.WAITING)) == (AT_ONCE, len(SPACES) - AT_ONCE)
    assert {live.picture.commands[step.current].plan for step in state.steps if step.current is not None} == {number}
    clock.advance(5.0)
    assert (await ended(live, number)).count(StepPhase.DONE) == len(SPACES)


async def test_what_does_not_apply_is_not_sent(live: Live) -> None:
    paused = Step("ada/diffusion-xl", (Pause("ada/diffusion-xl"),), objection="It is paused already.")
    plan = replace(pausing("ada/notebook"), steps=(paused, Step("ada/portfolio"), *pausing("ada/notebook").steps))
    assert [step.space_id for step in plan.applying] == ["ada/notebook"]
    state = await ended(live, live.engine.carry_out(plan))
    assert phases(state) == [StepPhase.NOT_APPLYING, StepPhase.NOT_APPLYING, StepPhase.DONE]
    assert live.asked("/api/spaces/*/pause", "POST") == 1
    assert plan.left(state).steps == ()


async def test_a_plan_that_applies_nowhere_has_ended(live: Live) -> None:
    number = live.engine.carry_out(Plan("pause", (Step("ada/portfolio", objection="Static."),)))
    assert live.picture.plans[number].has_ended


async def test_one_that_fails_does_not_keep_the_others(live: Live, demo: DemoServer) -> None:
    demo.faults.add(Says(403, '{"error": "no"}'), method="POST", path="/api/spaces/ada/sd-turbo/*")
    plan = pausing(*SPACES)
    state = await ended(live, live.engine.carry_out(plan))
    assert phases(state) == [StepPhase.FAILED if each == "ada/sd-turbo" else StepPhase.DONE for each in SPACES]
    (failed,) = (step for step in state.steps if step.phase is StepPhase.FAILED)
    assert failed.ended[0].error is not None
    assert [step.space_id for step in plan.left(state).steps] == ["ada/sd-turbo"]


async def test_the_steps_of_a_space_follow_each_other_and_end_with_the_first_that_fails(
    live: Live, demo: DemoServer
) -> None:
    board = "ada/leaderboard"
    commands = tuple(SetVariable(board, key, "x") for key in ("ONE", "TWO", "THREE"))
    demo.faults.add(Slow(0.0), method="POST", path="*/variables", times=1)
    demo.faults.add(Says(400, '{"error": "not that one"}'), method="POST", path="*/variables", times=1)
    plan = Plan("variables", (Step(board, commands),))
    state = await ended(live, live.engine.carry_out(plan))
    (step,) = state.steps
    assert [each.phase for each in step.ended] == [Phase.CONFIRMED, Phase.FAILED]
    assert (step.phase, step.unsent) == (StepPhase.FAILED, 1)
    (left,) = plan.left(state).steps
    assert left.commands == commands[1:]
    again = await ended(live, live.engine.carry_out(plan.left(state)))
    assert phases(again) == [StepPhase.DONE]
    assert {"ONE", "TWO", "THREE"} <= demo.world.spaces[board].variables.keys()


async def test_a_lost_answer_is_found_out_and_nothing_is_sent_twice(live: Live, demo: DemoServer) -> None:
    demo.faults.add(Cut(after_acting=True), method="POST", path="*/notebook/pause", times=1)
    demo.faults.add(Cut(), method="POST", path="*/sd-turbo/pause", times=1)
    plan = pausing("ada/notebook", "ada/sd-turbo", "ada/whisper-demo")
    state = await ended(live, live.engine.carry_out(plan))
    assert phases(state) == [StepPhase.DONE, StepPhase.FAILED, StepPhase.DONE]
    assert state.steps[1].ended[0].phase is Phase.NOT_DONE
    assert live.asked("/api/spaces/*/pause", "POST") == 3
    assert [step.space_id for step in plan.left(state).steps] == ["ada/sd-turbo"]


async def test_what_nobody_can_tell_is_not_tried_again(live: Live, demo: DemoServer) -> None:
    demo.faults.add(Cut(after_acting=True), method="POST", path="*/music-gen/restart", times=1)
    plan = Plan("restart", (Step("ada/music-gen", (Restart("ada/music-gen"), SetSleepTime("ada/music-gen", 900))),))
    state = await ended(live, live.engine.carry_out(plan))
    assert phases(state) == [StepPhase.CANNOT_TELL]
    assert state.steps[0].unsent == 1
    assert plan.left(state).steps == ()


async def test_a_stopped_plan_sends_nothing_more_and_follows_what_was_sent(
    live: Live, demo: DemoServer, clock: ManualClock
) -> None:
    demo.faults.add(Slow(5.0), method="POST")
    first = "ada/notebook"
    two = Step(first, (SetSleepTime(first, 900), Pause(first)))
    plan = Plan("pause", (two, *pausing(*SPACES[1:]).steps))
    number = live.engine.carry_out(plan)
    await live.until(lambda: live.asked("/api/spaces/*", "POST") == AT_ONCE)
    live.engine.stop(number)
    assert live.picture.plans[number].count(StepPhase.STOPPED) == len(SPACES) - AT_ONCE
    clock.advance(5.0)
    state = await ended(live, number)
    expected = [StepPhase.STOPPED, *[StepPhase.DONE] * (AT_ONCE - 1), *[StepPhase.STOPPED] * (len(SPACES) - AT_ONCE)]
    assert phases(state) == expected
    assert live.asked("/api/spaces/*", "POST") == AT_ONCE
    left = plan.left(state)
    assert [step.space_id for step in left.steps] == [first, *SPACES[AT_ONCE:]]
    assert left.steps[0].commands == (Pause(first),)


async def test_too_many_requests_stop_a_plan_and_what_was_not_sent_can_be_tried_again(
    live: Live, demo: DemoServer
) -> None:
    demo.faults.add(Says(429, '{"error": "too many"}'), method="POST")
    plan = pausing(*SPACES)
    state = await ended(live, live.engine.carry_out(plan))
    assert live.asked("/api/spaces/*/pause", "POST") <= AT_ONCE
    assert state.count(StepPhase.FAILED) + state.count(StepPhase.STOPPED) == len(SPACES)
    assert [step.space_id for step in plan.left(state).steps] == [*SPACES]


async def test_a_token_that_is_no_good_any_more_ends_a_plan_with_the_first_that_says_so(
    live: Live, demo: DemoServer
) -> None:
    demo.world.tokens.clear()
    plan = pausing(*SPACES)
    state = await ended(live, live.engine.carry_out(plan))
    assert live.asked("/api/spaces/*/pause", "POST") <= AT_ONCE
    assert state.count(StepPhase.FAILED) + state.count(StepPhase.STOPPED) == len(SPACES)
    assert [step.space_id for step in plan.left(state).steps] == [*SPACES]


async def test_want_of_money_for_one_does_not_keep_the_others(live: Live, demo: DemoServer) -> None:
    demo.faults.add(Says(402, '{"error": "Pre-paid credit is needed"}'), path="*/sd-turbo/hardware")
    steps = tuple(Step(each, (RequestHardware(each, "a10g-small", 900),)) for each in SPACES[:3])
    plan = Plan("hardware a10g-small", steps)
    state = await ended(live, live.engine.carry_out(plan))
    assert phases(state) == [StepPhase.DONE, StepPhase.DONE, StepPhase.FAILED]
    assert isinstance(state.steps[2].ended[0].error, PaymentRequired)
    assert [step.space_id for step in plan.left(state).steps] == [SPACES[2]]


async def test_stopping_what_has_ended_changes_nothing(live: Live) -> None:
    number = live.engine.carry_out(pausing("ada/notebook"))
    state = await ended(live, number)
    live.engine.stop(number)
    assert live.picture.plans[number] == state


async def test_only_so_many_ended_plans_are_remembered(live: Live) -> None:
    nothing = Plan("pause", (Step("ada/portfolio", objection="Static."),))
    numbers = [live.engine.carry_out(nothing) for _ in range(KEPT + 5)]
    assert list(live.picture.plans) == numbers[-KEPT - 1 :]


async def test_a_plan_goes_on_while_other_commands_go_out(start: StartLive) -> None:
    async with start("ada") as live:
        number = live.engine.carry_out(pausing("ada/notebook", "ada/whisper-demo"))
        alone = live.engine.submit(SetSleepTime("ada/translate-ja", 3600))
        assert (await ended(live, number)).count(StepPhase.DONE) == 2
        assert live.picture.commands[alone].phase is Phase.CONFIRMED
        assert live.picture.commands[alone].plan is None
