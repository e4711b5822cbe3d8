"""Steps of many secrets and variables: about one request a key, and an exact account of what was written."""

from __future__ import annotations

from collections import Counter

import pytest
from pydantic import SecretStr

from spacetui.demo.faults import Cut, Says, Slow
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.hub.errors import NotFound
from spacetui.live import environments
from spacetui.live.commands import Command, DeleteSecret, SetSecret, SetVariable
from spacetui.live.picture import Phase
from spacetui.live.plans import Plan, PlanState, Step, StepPhase
from tests.live.conftest import Live
from tests.live.test_plans import ended

WHISPER = "ada/whisper-demo"
MANY = 100
KEYS = [f"KEY_{at}" for at in range(MANY)]


def secrets(*keys: str, space_id: str = WHISPER) -> tuple[Command, ...]:
    return tuple(SetSecret(space_id, key, SecretStr("sssh-sssh")) for key in keys)


async def carried_out(live: Live, *commands: Command) -> PlanState:
    return await ended(live, live.engine.carry_out(Plan("secrets", (Step(WHISPER, commands),))))


def asked_of_the_space(live: Live) -> Counter[tuple[str, str]]:
    return Counter((each.method, each.path.rpartition("/")[2]) for each in live.demo.requests if WHISPER in each.path)


async def test_many_secrets_take_a_request_a_key_and_a_few(live: Live, world: World) -> None:
    live.forget()
    (step,) = (await carried_out(live, *secrets(*KEYS))).steps
    assert (step.phase, len(step.ended)) == (StepPhase.DONE, MANY)
    assert {(each.phase, each.note) for each in step.ended} == {(Phase.CONFIRMED, "")}
    assert world.spaces[WHISPER].secrets.keys() >= set(KEYS)
    asked = asked_of_the_space(live)
    assert (asked["POST", "secrets"], asked["GET", "secrets"]) == (MANY, 2)
    assert asked["GET", "runtime"] <= 2  # one of them is polling, which has its own share
    assert asked.total() <= MANY + 4


async def test_at_the_end_of_a_step_the_picture_shows_what_it_wrote(live: Live) -> None:
    await carried_out(live, *secrets("ONE", "TWO"), SetVariable(WHISPER, "THREE", "x"))
    environment = live.picture.environment(WHISPER)
    assert environment.secrets is not None
    assert environment.variables is not None
    assert environment.secrets.value.keys() >= {"ONE", "TWO"}
    assert "THREE" in environment.variables.value
    assert live.stage(WHISPER) == "RUNNING_BUILDING"


async def test_one_secret_alone_is_read_before_and_after(live: Live) -> None:
    live.forget()
    state = await live.carry_out(secrets("ONE")[0])
    assert (state.phase, live.asked(f"*/{WHISPER}/secrets")) == (Phase.CONFIRMED, 2)


async def test_secrets_that_do_not_show_at_the_end_are_said_to_be_accepted_only(live: Live) -> None:
    live.demo.faults.add(Says(200, '{"ONE": {}}'), method="GET", path="*/secrets")
    (step,) = (await carried_out(live, *secrets("ONE", "TWO"))).steps
    assert [(each.phase, each.note) for each in step.ended] == [
        (Phase.CONFIRMED, ""),
        (Phase.CONFIRMED, "accepted by the Hub; it does not show yet"),
    ]
    assert live.picture.commands[step.ended[1].number].note == step.ended[1].note


async def test_where_the_end_of_a_step_cannot_be_looked_at_nothing_is_claimed_of_it(live: Live) -> None:
    live.demo.faults.add(Slow(0.0), method="GET", path="*/secrets", times=1)
    live.demo.faults.add(Says(503), method="GET", path="*/secrets")
    (step,) = (await carried_out(live, *secrets("ONE", "TWO"))).steps
    assert step.phase is StepPhase.DONE
    assert {each.note for each in step.ended} == {"accepted by the Hub; it could not be looked at since"}


@pytest.mark.parametrize(("acting", "phase"), [(True, StepPhase.DONE), (False, StepPhase.FAILED)])
async def test_a_lost_answer_in_the_middle_is_settled_before_the_next_is_sent(
    acting: bool, phase: StepPhase, live: Live, demo: DemoServer, world: World
) -> None:
    demo.faults.add(Slow(0.0), method="POST", path="*/secrets", times=2)
    demo.faults.add(Cut(after_acting=acting), method="POST", path="*/secrets", times=1)
    live.forget()
    number = live.engine.carry_out(Plan("secrets", (Step(WHISPER, secrets("A", "B", "C", "D")),)))
    await live.settle()
    (step,) = live.picture.plans[number].steps
    assert live.asked("*/secrets", "POST") == (4 if acting else 3)
    (step,) = (await ended(live, number)).steps
    assert step.phase is phase
    account = environments.account(step)
    if acting:
        assert (account.written, account.stumbled, account.unsent) == ((0, 1, 2, 3), None, ())
        assert step.ended[2].note == "no answer came back, but it was done"
    else:
        assert account.stumbled is not None
        assert (account.written, account.stumbled[0], account.unsent) == ((0, 1), 2, (3,))
        assert account.stumbled[1].phase is Phase.NOT_DONE
    assert {"A", "B", "C", "D"} & world.spaces[WHISPER].secrets.keys() == ({*"ABCD"} if acting else {*"AB"})
    assert live.asked("*/secrets", "POST") == (4 if acting else 3)


async def test_a_secret_set_twice_in_one_step_is_not_taken_for_done_by_the_first(live: Live, demo: DemoServer) -> None:
    demo.faults.add(Slow(0.0), method="POST", path="*/secrets", times=1)
    demo.faults.add(Cut(), method="POST", path="*/secrets", times=1)
    (step,) = (await carried_out(live, *secrets("SENTRY_DSN", "SENTRY_DSN"))).steps
    assert [each.phase for each in step.ended] == [Phase.CONFIRMED, Phase.CANNOT_TELL]


async def test_a_secret_deleted_and_set_anew_in_one_step_is_told_by_its_end(live: Live) -> None:
    (step,) = (await carried_out(live, DeleteSecret(WHISPER, "HF_TOKEN"), *secrets("HF_TOKEN"))).steps
    assert {(each.phase, each.note) for each in step.ended} == {(Phase.CONFIRMED, "")}
    (step,) = (await carried_out(live, *secrets("FRESH"), DeleteSecret(WHISPER, "FRESH"))).steps
    assert {(each.phase, each.note) for each in step.ended} == {(Phase.CONFIRMED, "")}


async def test_another_write_of_the_key_from_beside_the_plan_is_not_taken_for_its_own(
    live: Live, demo: DemoServer
) -> None:
    demo.faults.add(Slow(5.0), method="POST", path="*/secrets", times=1)
    demo.faults.add(Slow(0.0), method="POST", path="*/secrets", times=1)
    demo.faults.add(Cut(), method="POST", path="*/secrets", times=1)
    number = live.engine.carry_out(Plan("secrets", (Step(WHISPER, secrets("ONE", "HF_TOKEN")),)))
    await live.until(lambda: live.asked("*/secrets", "POST") == 1)
    beside = live.engine.submit(secrets("HF_TOKEN")[0])
    live.clock.advance(5.0)
    (step,) = (await ended(live, number)).steps
    assert live.picture.commands[beside].phase is Phase.CONFIRMED
    assert [each.phase for each in step.ended] == [Phase.CONFIRMED, Phase.CANNOT_TELL]


async def test_of_secrets_that_may_not_be_read_a_lost_answer_cannot_be_told(live: Live, demo: DemoServer) -> None:
    demo.faults.add(Says(403, '{"error": "no"}'), method="GET", path="*/secrets")
    live.forget()
    (step,) = (await carried_out(live, *secrets(*KEYS[:10]))).steps
    assert (step.phase, live.asked("*/secrets")) == (StepPhase.DONE, 2)
    demo.faults.add(Cut(after_acting=True), method="POST", path="*/secrets", times=1)
    (step,) = (await carried_out(live, *secrets("SENTRY_DSN", "MORE"))).steps
    assert (step.phase, step.unsent) == (StepPhase.CANNOT_TELL, 1)


async def test_too_many_requests_in_the_middle_send_nothing_more_not_even_to_look(live: Live, demo: DemoServer) -> None:
    demo.faults.add(Slow(0.0), method="POST", path="*/secrets", times=2)
    demo.faults.add(Says(429, '{"error": "too many"}'), method="POST", path="*/secrets")
    live.forget()
    (step,) = (await carried_out(live, *secrets("A", "B", "C", "D"))).steps
    account = environments.account(step)
    assert account.stumbled is not None
    assert (step.phase, account.written, account.stumbled[0], account.unsent) == (
        StepPhase.FAILED, (0, 1), 2, (3,),
    )  # fmt: skip
    assert (live.asked("*/secrets"), live.asked("*/secrets", "POST")) == (1, 3)
    assert {each.note for each in step.ended[:2]} == {"accepted by the Hub; it could not be looked at since"}


async def test_a_space_deleted_in_the_middle_ends_the_step_with_what_was_written(
    live: Live, demo: DemoServer, world: World
) -> None:
    demo.faults.add(Slow(0.0), method="POST", path="*/secrets", times=1)
    demo.faults.add(Slow(5.0), method="POST", path="*/secrets", times=1)
    number = live.engine.carry_out(Plan("secrets", (Step(WHISPER, secrets("A", "B", "C", "D")),)))
    await live.until(lambda: live.asked("*/secrets", "POST") == 2)
    with world.lock:
        world.delete(world.spaces[WHISPER])
    live.clock.advance(60.0)
    (step,) = (await ended(live, number)).steps
    account = environments.account(step)
    assert account.stumbled is not None
    assert (account.written, account.stumbled[0], account.unsent) == ((0, 1), 2, (3,))
    assert isinstance(account.stumbled[1].error, NotFound)


async def test_a_space_renamed_in_the_middle_is_written_to_under_its_new_name(
    live: Live, demo: DemoServer, world: World
) -> None:
    demo.faults.add(Slow(0.0), method="POST", path="*/secrets", times=1)
    demo.faults.add(Slow(5.0), method="POST", path="*/secrets", times=1)
    number = live.engine.carry_out(Plan("secrets", (Step(WHISPER, secrets("A", "B", "C")),)))
    await live.until(lambda: live.asked("*/secrets", "POST") == 2)
    with world.lock:
        world.move(world.spaces[WHISPER], "ada/hears")
    live.clock.advance(5.0)
    (step,) = (await ended(live, number)).steps
    assert (step.phase, environments.account(step).written) == (StepPhase.DONE, (0, 1, 2))
    assert world.spaces["ada/hears"].secrets.keys() >= {"A", "B", "C"}


@pytest.mark.parametrize("acting", [True, False])
async def test_a_lost_answer_of_a_variables_new_description_cannot_be_told_for_done(
    acting: bool, live: Live, demo: DemoServer
) -> None:
    demo.faults.add(Cut(after_acting=acting), method="POST", path="*/variables", times=1)
    state = await live.carry_out(SetVariable("ada/whisper-demo", "BEAMS", "5", "how widely it searches, anew"))
    assert state.phase is (Phase.CONFIRMED if acting else Phase.CANNOT_TELL)
