"""A command whose answer is lost is never sent again; reading finds out what became of it, or says it cannot."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from spacetui.demo.faults import Cut, Fault, HalfJson, Says, Slow
from spacetui.demo.world import World
from spacetui.hub.errors import HubUnwell, NoAnswer, UnreadableAnswer
from spacetui.hub.wire import Timeouts
from spacetui.live.commands import Pause, RequestHardware, Restart, SetSecret, SetVariable
from spacetui.live.dispatch import GIVE_UP_AFTER, LONGEST_CHECK
from spacetui.live.picture import CommandState, Phase
from tests.live.conftest import Live, StartLive
from tests.live.test_engine_commands import DEEDS, NOTEBOOK, WHISPER, sent

UNTELLABLE = {"restart", "replaced secret"}
"""What reading cannot show where nothing happened: a running Space may have gone round, a value is not told."""


async def ended(live: Live, deed: str) -> CommandState:
    """Carry out a deed of which the answer is lost, with all the time it may want afterwards."""
    state = await live.carry_out(DEEDS[deed][0])
    await live.pass_time(2 * GIVE_UP_AFTER, step=5)
    assert len(sent(live)) == 1
    assert live.picture.under_way() == []
    return state


@pytest.mark.parametrize("deed", DEEDS)
async def test_cut_before_it_was_done_it_is_told_so_or_that_reading_cannot_tell(
    deed: str, live: Live, world: World
) -> None:
    live.demo.faults.add(Cut(), method="POST")
    live.demo.faults.add(Cut(), method="DELETE")
    state = await ended(live, deed)
    assert isinstance(state.error, NoAnswer)
    if deed in UNTELLABLE:
        assert state.phase is Phase.CANNOT_TELL
        assert DEEDS[deed][0].advice in state.note
    else:
        assert (state.phase, state.note) == (Phase.NOT_DONE, "no answer came back, and it was not done")
    held = world.spaces.get(DEEDS[deed][0].space_id)
    assert held is None or not DEEDS[deed][1](held)


@pytest.mark.parametrize("deed", DEEDS)
async def test_cut_after_it_was_done_it_is_found_done(deed: str, live: Live) -> None:
    live.demo.faults.add(Cut(after_acting=True), method="POST")
    live.demo.faults.add(Cut(after_acting=True), method="DELETE")
    state = await ended(live, deed)
    assert (state.phase, state.note) == (Phase.CONFIRMED, "no answer came back, but it was done")


async def test_a_replaced_secret_whose_date_the_hub_does_not_tell_cannot_be_told(live: Live) -> None:
    live.demo.faults.add(Says(200, '{"HF_TOKEN": {}}'), method="GET", path="*/secrets")
    live.demo.faults.add(Cut(after_acting=True), method="POST")
    state = await ended(live, "replaced secret")
    assert state.phase is Phase.CANNOT_TELL
    assert "cannot be read back" in state.note


async def test_a_secret_somebody_else_replaced_earlier_is_not_taken_for_ours(live: Live, world: World) -> None:
    await live.carry_out(SetSecret(WHISPER, "OTHER", SecretStr("x")))
    await live.pass_time(30, step=5)
    world.set_secret(world.spaces[WHISPER], "HF_TOKEN", None)
    live.forget()
    live.demo.faults.add(Cut(), method="POST")
    assert (await ended(live, "replaced secret")).phase is Phase.CANNOT_TELL


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Says(503, "<html>", "text/html"), HubUnwell),
        (Says(500, '{"error": "Internal error"}'), HubUnwell),
        (Says(200, "<html>Log in to the train's network</html>", "text/html"), UnreadableAnswer),
        (HalfJson(), NoAnswer),
    ],
)
async def test_answers_that_cannot_be_trusted_leave_it_to_reading_as_well(
    fault: Fault, kind: type[Exception], live: Live
) -> None:
    live.demo.faults.add(fault, method="POST")
    state = await ended(live, "pause")
    assert (state.phase, type(state.error)) == (Phase.NOT_DONE, kind)


@pytest.mark.parametrize("deed", ["pause", "new variable"])
async def test_an_answer_that_takes_too_long_is_not_waited_for(deed: str, start: StartLive) -> None:
    async with start(timeouts=Timeouts(read=0.5)) as live:
        live.demo.faults.add(Slow(100_000), method="POST")
        state = await live.carry_out(DEEDS[deed][0])
        assert (state.phase, len(sent(live))) == (Phase.CONFIRMED, 1)
        assert "no answer came back" in state.note


async def test_an_effect_that_shows_late_is_found(live: Live, world: World) -> None:
    live.demo.faults.add(Cut(), method="POST")
    number = live.engine.submit(Pause(NOTEBOOK))
    await live.settle()
    await live.pass_time(20)
    assert live.picture.commands[number].phase is Phase.CHECKING
    world.pause(world.spaces[NOTEBOOK])
    await live.pass_time(4)
    assert live.picture.commands[number].phase is Phase.CONFIRMED


async def test_while_it_is_not_known_the_next_command_to_the_space_waits(live: Live) -> None:
    live.demo.faults.add(Cut(), method="POST", times=1)
    first, second = live.engine.submit(Pause(NOTEBOOK)), live.engine.submit(SetVariable(NOTEBOOK, "K", "v"))
    await live.pass_time(GIVE_UP_AFTER - 2)
    assert [live.picture.commands[n].phase for n in (first, second)] == [Phase.CHECKING, Phase.QUEUED]
    await live.pass_time(4)
    assert [live.picture.commands[n].phase for n in (first, second)] == [Phase.NOT_DONE, Phase.CONFIRMED]


async def test_with_the_line_gone_for_good_it_cannot_be_told(live: Live) -> None:
    live.demo.faults.add(Cut(after_acting=True), method="POST")
    live.demo.faults.add(Cut(), method="GET")
    state = await live.carry_out(Pause(NOTEBOOK))
    assert state.phase is Phase.CANNOT_TELL
    assert "look at its stage" in state.note


async def test_a_restart_of_what_moves_anyway_is_not_claimed(live: Live) -> None:
    live.demo.faults.add(Cut(), method="POST")
    state = await live.carry_out(Restart("ada/music-gen"))
    assert live.stage("ada/music-gen") == "RUNNING"
    assert state.phase is Phase.CANNOT_TELL


async def test_hardware_that_was_there_already_does_not_prove_its_sleep_time(live: Live) -> None:
    live.demo.faults.add(Cut(), method="POST")
    assert (await live.carry_out(RequestHardware(WHISPER, "a10g-small", 900))).phase is Phase.NOT_DONE


async def test_whether_a_copy_is_ours_cannot_be_told_where_its_absence_was_not_seen(live: Live) -> None:
    live.demo.faults.add(Says(500), method="GET", path="/api/spaces/ada/copy", times=1)
    live.demo.faults.add(Cut(after_acting=True), method="POST")
    assert (await live.carry_out(DEEDS["copy"][0])).phase is Phase.CANNOT_TELL


@pytest.mark.parametrize(("acting", "phase"), [(True, Phase.CONFIRMED), (False, Phase.NOT_DONE)])
async def test_with_the_line_down_for_minutes_it_is_found_out_when_the_line_is_back(
    acting: bool, phase: Phase, live: Live
) -> None:
    live.demo.faults.add(Cut(after_acting=acting), method="POST")
    live.demo.faults.add(Cut(), method="GET")
    number = live.engine.submit(Pause(WHISPER))
    await live.pass_time(4 * GIVE_UP_AFTER, step=5)
    assert live.picture.commands[number].phase is Phase.CHECKING
    live.demo.faults.clear()
    await live.pass_time(2 * GIVE_UP_AFTER, step=5)
    assert live.picture.commands[number].phase is phase
    assert len(sent(live)) == 1


async def test_with_no_line_at_all_it_cannot_be_told_in_the_end(live: Live) -> None:
    live.demo.faults.add(Cut())
    number = live.engine.submit(Pause(WHISPER))
    await live.pass_time(LONGEST_CHECK + 60, step=10)
    assert live.picture.commands[number].phase is Phase.CANNOT_TELL


async def test_of_a_space_that_vanished_meanwhile_nothing_is_claimed(live: Live) -> None:
    live.demo.faults.add(Cut(), method="POST")
    live.demo.faults.add(Says(404), method="GET", path="*/runtime")
    number = live.engine.submit(Pause(WHISPER))
    await live.pass_time(2 * GIVE_UP_AFTER, step=5)
    assert live.picture.commands[number].phase is Phase.CANNOT_TELL


async def test_what_was_so_before_is_not_told_as_done(live: Live, world: World) -> None:
    world.pause(world.spaces[WHISPER])
    await live.pass_time(20, step=5)
    live.demo.faults.add(Cut(), method="POST")
    number = live.engine.submit(Pause(WHISPER))
    await live.pass_time(2 * GIVE_UP_AFTER, step=5)
    state = live.picture.commands[number]
    assert (state.phase, state.note) == (Phase.CONFIRMED, "no answer came back; it was so before")
