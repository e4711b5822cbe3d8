"""Visibility, name and deletion through the engine: what the picture shows at once, and how a lost answer is told."""

from __future__ import annotations

import pytest

from spacetui.demo.faults import NAMED, Cut, Says
from spacetui.demo.stages import DELETION
from spacetui.demo.world import World
from spacetui.hub.errors import Conflict
from spacetui.live.commands import Command, Delete, Duplicate, Move, Pause, SetVisibility
from spacetui.live.dispatch import GIVE_UP_AFTER
from spacetui.live.picture import CommandState, Phase
from tests.live.conftest import Live

WHISPER, RENAMED = "ada/whisper-demo", "ada/whisper-2"
DONE_AFTER_ALL, NOT_DONE = "no answer came back, but it was done", "no answer came back, and it was not done"
SENT = ("POST", "PUT", "DELETE")


async def lost(live: Live, command: Command, *, done: bool) -> CommandState:
    """Carry out a command of which the answer is lost, after or before it was done."""
    for method in SENT:
        live.demo.faults.add(Cut(after_acting=done), method=method)
    live.forget()
    state = await live.carry_out(command)
    await live.pass_time(2 * GIVE_UP_AFTER, step=5)
    assert sum(request.method in SENT for request in live.demo.requests) == 1
    return state


async def test_a_rename_shows_at_once_with_all_that_was_known_of_the_space(live: Live) -> None:
    before = live.entry(WHISPER)
    state = await live.carry_out(Move(WHISPER, RENAMED))
    assert (state.phase, state.note) == (Phase.CONFIRMED, "")
    assert WHISPER not in live.picture.spaces
    after = live.entry(RENAMED)
    assert (after.space.identity, after.since) == (before.space.identity, before.since)
    assert any(update.renamed == {WHISPER: RENAMED} for update in live.updates)
    await live.pass_time(20, step=5)
    assert RENAMED in live.picture.spaces
    assert WHISPER not in live.picture.spaces


async def test_a_space_that_moves_to_an_organization_is_followed_there(live: Live) -> None:
    await live.carry_out(Move(WHISPER, "analytical/whisper-demo"))
    assert WHISPER not in live.picture.spaces
    assert live.entry("analytical/whisper-demo").runtime is not None


async def test_a_name_that_is_taken_is_a_conflict_and_changes_nothing(live: Live) -> None:
    state = await live.carry_out(Move(WHISPER, "ada/leaderboard"))
    assert state.phase is Phase.FAILED
    assert isinstance(state.error, Conflict)
    assert {WHISPER, "ada/leaderboard"} <= live.picture.spaces.keys()


async def test_a_visibility_shows_at_once(live: Live, world: World) -> None:
    assert live.entry(WHISPER).space.private is False
    state = await live.carry_out(SetVisibility(WHISPER, "private"))
    assert (state.phase, state.note) == (Phase.CONFIRMED, "")
    assert live.entry(WHISPER).space.private is True
    await live.carry_out(SetVisibility(WHISPER, "protected"))
    assert world.spaces[WHISPER].visibility == "protected"
    assert live.entry(WHISPER).space.private is False


async def test_a_deleted_space_is_gone_and_stays_so(live: Live) -> None:
    state = await live.carry_out(Delete(WHISPER))
    assert (state.phase, state.note) == (Phase.CONFIRMED, "")
    for _ in range(3):
        await live.pass_time(DELETION + 10, step=5)
        assert WHISPER not in live.picture.spaces
    assert any(WHISPER in update.gone for update in live.updates)


@pytest.mark.parametrize(
    ("command", "path"),
    [
        (SetVisibility(WHISPER, "private"), f"/api/spaces/{WHISPER}/settings"),
        (Move(WHISPER, RENAMED), "/api/repos/move"),
        (Delete(WHISPER), "/api/repos/delete"),
    ],
    ids=["visibility", "rename", "deletion"],
)
async def test_a_refusal_is_told_in_the_hubs_words_and_changes_nothing(command: Command, path: str, live: Live) -> None:
    before = live.entry(WHISPER).space
    for status, words in ((402, "A plan is needed"), (403, "Only an admin may do that")):
        live.demo.faults.add(Says(status, f'{{"error": "{words}"}}'), path=path, times=1)
        state = await live.carry_out(command)
        assert state.phase is Phase.FAILED
        assert words in str(state.error)
    assert live.entry(WHISPER).space == before


async def test_a_rename_whose_answer_is_lost_is_told_by_where_the_space_is(live: Live, world: World) -> None:
    state = await lost(live, Move(WHISPER, RENAMED), done=False)
    assert (state.phase, state.note) == (Phase.NOT_DONE, NOT_DONE)
    assert WHISPER in live.picture.spaces
    live.demo.faults.clear()
    state = await lost(live, Move(WHISPER, RENAMED), done=True)
    assert (state.phase, state.note) == (Phase.CONFIRMED, DONE_AFTER_ALL)
    assert RENAMED in live.picture.spaces


async def test_a_deletion_whose_answer_is_lost_is_told_by_what_is_left(live: Live) -> None:
    state = await lost(live, Delete(WHISPER), done=False)
    assert (state.phase, state.note) == (Phase.NOT_DONE, NOT_DONE)
    assert WHISPER in live.picture.spaces
    live.demo.faults.clear()
    state = await lost(live, Delete(WHISPER), done=True)
    assert (state.phase, state.note) == (Phase.CONFIRMED, DONE_AFTER_ALL)
    assert WHISPER not in live.picture.spaces


@pytest.mark.parametrize("command", [Delete(WHISPER), Move(WHISPER, RENAMED), Duplicate(RENAMED, WHISPER, "private")])
async def test_where_looking_is_refused_nothing_is_told_of_a_lost_answer(command: Command, live: Live) -> None:
    if command.before:
        live.demo.faults.add(Says(404), method="GET", path=f"/api/spaces/{command.target}", times=1)
    live.demo.faults.add(Says(403, '{"error": "no"}'), method="GET", path=f"/api/spaces/{command.target}")
    state = await lost(live, command, done=False)
    assert state.phase is Phase.CANNOT_TELL


async def test_a_token_that_ends_with_an_answer_lost_is_waited_for(live: Live) -> None:
    live.demo.faults.add(NAMED["401"], method="GET")
    for method in SENT:
        live.demo.faults.add(Cut(after_acting=True), method=method)
    number = live.engine.submit(Pause(WHISPER))
    await live.pass_time(2 * GIVE_UP_AFTER, step=5)
    assert live.picture.commands[number].phase is Phase.CHECKING
    live.demo.faults.clear()
    await live.pass_time(GIVE_UP_AFTER, step=5)
    assert live.picture.commands[number].phase is Phase.CONFIRMED


async def test_a_visibility_whose_answer_is_lost_is_told_by_whether_it_is_private(live: Live) -> None:
    state = await lost(live, SetVisibility(WHISPER, "private"), done=False)
    assert (state.phase, state.note) == (Phase.NOT_DONE, NOT_DONE)
    live.demo.faults.clear()
    state = await lost(live, SetVisibility(WHISPER, "private"), done=True)
    assert (state.phase, state.note) == (Phase.CONFIRMED, DONE_AFTER_ALL)


async def test_public_and_protected_look_alike_so_that_a_lost_answer_is_not_guessed(live: Live) -> None:
    state = await lost(live, SetVisibility(WHISPER, "protected"), done=True)
    assert state.phase is Phase.CANNOT_TELL
    assert "look at its settings on the Hub" in state.note
