"""Replicas, dev mode, volumes, visibility, name and deletion: sent once, seen at once, lost answers told rightly."""

from __future__ import annotations

import pytest

from spacetui.demo.faults import Cut, Says
from spacetui.demo.world import World
from spacetui.hub.errors import BadRequest, Conflict, InvalidInput
from spacetui.hub.models import Volume
from spacetui.live.commands import Command, Delete, Move, SetDevMode, SetReplicas, SetVisibility, SetVolumes
from spacetui.live.pace import Attention
from spacetui.live.picture import Phase
from tests.live.conftest import Live, StartLive

NOTEBOOK = "ada/notebook"
WHISPER = "ada/whisper-demo"
BOARD = "ada/leaderboard"
DATA = Volume(type="dataset", source="ada/corpus", mount_path="/corpus")
SCRATCH = Volume(type="bucket", source="ada/scratch", mount_path="/scratch", read_only=False)


def sent(live: Live) -> list[str]:
    """The changes asked of the hub, in order."""
    return [f"{each.method} {each.path}" for each in live.demo.requests if each.method != "GET"]


async def test_replicas_are_in_the_picture_when_confirmed(live: Live) -> None:
    state = await live.carry_out(SetReplicas(WHISPER, 3))
    runtime = live.entry(WHISPER).runtime
    assert runtime is not None
    assert runtime.replicas is not None
    assert (state.phase, state.title, runtime.replicas.requested) == (Phase.CONFIRMED, "3 replicas", 3)
    assert sent(live) == [f"POST /api/spaces/{WHISPER}/replicas"]


async def test_dev_mode_is_turned_on_and_off(live: Live) -> None:
    for enabled in (True, False):
        state = await live.carry_out(SetDevMode(WHISPER, enabled))
        runtime = live.entry(WHISPER).runtime
        assert runtime is not None
        assert (state.phase, runtime.dev_mode) == (Phase.CONFIRMED, enabled)


async def test_volumes_are_replaced_as_a_whole_and_all_can_go(live: Live, world: World) -> None:
    state = await live.carry_out(SetVolumes(WHISPER, (DATA, SCRATCH)))
    runtime = live.entry(WHISPER).runtime
    assert runtime is not None
    assert (state.phase, state.note) == (Phase.CONFIRMED, "")
    assert [volume.mount_path for volume in runtime.volumes or ()] == ["/corpus", "/scratch"]
    assert (await live.carry_out(SetVolumes(WHISPER, ()))).phase is Phase.CONFIRMED
    assert world.spaces[WHISPER].volumes == ()
    assert sent(live) == [f"PUT /api/spaces/{WHISPER}/volumes", f"DELETE /api/spaces/{WHISPER}/volumes"]
    refused = await live.carry_out(SetVolumes(WHISPER, ()))
    assert (refused.phase, type(refused.error)) == (Phase.FAILED, BadRequest)


async def test_a_masked_volume_is_never_written_back(live: Live) -> None:
    masked = Volume(type="dataset", source="****/******", mount_path="/data")
    state = await live.carry_out(SetVolumes(WHISPER, (masked, DATA)))
    assert (state.phase, type(state.error)) == (Phase.FAILED, InvalidInput)
    assert sent(live) == []


async def test_a_space_made_private_is_shown_so_at_once(live: Live) -> None:
    assert live.entry(WHISPER).space.private is False
    state = await live.carry_out(SetVisibility(WHISPER, "private"))
    assert (state.phase, state.note) == (Phase.CONFIRMED, "")
    assert live.entry(WHISPER).space.private is True


async def test_a_renamed_space_is_followed_at_once(live: Live) -> None:
    await live.carry_out(SetReplicas(WHISPER, 2))
    stage = live.stage(WHISPER)
    live.updates.clear()
    state = await live.carry_out(Move(WHISPER, "ada/scribe"))
    assert state.phase is Phase.CONFIRMED
    assert WHISPER not in live.picture.spaces
    assert live.stage("ada/scribe") == stage
    assert {old: new for update in live.updates for old, new in update.renamed.items()} == {WHISPER: "ada/scribe"}


async def test_one_moved_to_an_owner_who_is_shown_goes_there(live: Live) -> None:
    state = await live.carry_out(Move(WHISPER, "analytical/whisper-demo"))
    assert state.phase is Phase.CONFIRMED
    assert live.entry("analytical/whisper-demo").space.owner == "analytical"
    assert WHISPER not in live.picture.spaces


async def test_one_moved_to_an_owner_who_is_not_shown_goes(start: StartLive) -> None:
    async with start("ada") as live:
        assert (await live.carry_out(Move(WHISPER, "analytical/whisper-demo"))).phase is Phase.CONFIRMED
        await live.pass_time(15)
        assert {WHISPER, "analytical/whisper-demo"}.isdisjoint(live.picture.spaces)


async def test_a_name_that_is_taken_is_refused(live: Live) -> None:
    state = await live.carry_out(Move(WHISPER, BOARD))
    assert (state.phase, type(state.error)) == (Phase.FAILED, Conflict)
    assert {WHISPER, BOARD} <= live.picture.spaces.keys()


async def test_a_deleted_space_is_gone_at_once_and_stays_so(live: Live) -> None:
    live.engine.attend(Attention(selected=WHISPER))
    state = await live.carry_out(Delete(WHISPER))
    assert (state.phase, state.note) == (Phase.CONFIRMED, "")
    await live.pass_time(120, step=2)
    assert WHISPER not in live.picture.spaces
    assert sent(live) == ["DELETE /api/repos/delete"]


LOST: dict[str, tuple[Command, str]] = {
    "replicas": (SetReplicas(WHISPER, 3), f"/api/spaces/{WHISPER}/replicas"),
    "dev mode": (SetDevMode(WHISPER, True), f"/api/spaces/{WHISPER}/dev-mode"),
    "volumes": (SetVolumes(WHISPER, (DATA,)), f"/api/spaces/{WHISPER}/volumes"),
    "no volumes": (SetVolumes(NOTEBOOK, ()), f"/api/spaces/{NOTEBOOK}/volumes"),
    "visibility": (SetVisibility(WHISPER, "private"), f"/api/spaces/{WHISPER}/settings"),
    "name": (Move(WHISPER, "ada/scribe"), "/api/repos/move"),
    "deletion": (Delete(WHISPER), "/api/repos/delete"),
}


@pytest.mark.parametrize("deed", LOST)
@pytest.mark.parametrize("acted", [True, False])
async def test_a_lost_answer_is_found_out(deed: str, acted: bool, live: Live) -> None:
    command, path = LOST[deed]
    live.demo.faults.add(Cut(after_acting=acted), path=path, times=1)
    state = await live.carry_out(command)
    assert state.phase is (Phase.CONFIRMED if acted else Phase.NOT_DONE)
    assert len(sent(live)) == 1
    await live.pass_time(20)
    assert command.target in live.picture.spaces or (acted and deed == "deletion") or (not acted and deed == "name")


async def test_what_reading_cannot_show_of_a_visibility_is_said(live: Live) -> None:
    """Public and protected Spaces look alike in what is read."""
    live.demo.faults.add(Cut(after_acting=True), path="*/settings", times=1)
    state = await live.carry_out(SetVisibility(WHISPER, "protected"))
    assert state.phase is Phase.CANNOT_TELL
    assert "settings" in state.note


@pytest.mark.parametrize("deed", LOST)
async def test_a_refusal_changes_nothing(deed: str, live: Live) -> None:
    command, path = LOST[deed]
    live.demo.faults.add(Says(403, '{"error": "Not for you"}'), path=path, times=1)
    before = live.picture.spaces.keys()
    state = await live.carry_out(command)
    assert (state.phase, "Not for you" in str(state.error)) == (Phase.FAILED, True)
    assert live.picture.spaces.keys() == before
