"""Answers that overtake each other: what was sent earlier never replaces what is known from later."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import SecretStr

from spacetui.demo.faults import Slow
from spacetui.demo.world import World
from spacetui.live.commands import Delete, DeleteSecret, DeleteVariable, Move, Pause, SetSecret, SetVariable
from spacetui.live.pace import Attention
from spacetui.live.picture import Phase
from tests.live.conftest import Live, StartLive

CLUB = "readers/book-club"
LEADERBOARD = "ada/leaderboard"


async def held_up(live: Live, path: str, begin: Callable[[], object]) -> None:
    """Have a read acted on by the hub now, and answered ten seconds later; returns once it is on its way."""
    live.demo.faults.add(Slow(10), method="GET", path=path, times=1)
    live.forget()
    begin()
    await live.until(lambda: live.asked(path) == 1)


async def confirmed(live: Live, number: int) -> None:
    await live.until(lambda: live.picture.commands[number].phase is Phase.CONFIRMED)


async def arrived(live: Live) -> None:
    """The answer that was held up comes."""
    live.clock.advance(10)
    await live.settle()


async def test_an_old_listing_does_not_undo_a_command(start: StartLive) -> None:
    async with start("ada") as live:
        await live.pass_time(400, step=5)
        await held_up(live, "/api/spaces", lambda: live.clock.advance(15))
        await confirmed(live, live.engine.submit(Pause(LEADERBOARD)))
        assert live.stage(LEADERBOARD) == "PAUSED"
        live.updates.clear()
        await arrived(live)
        assert {str(u.picture.spaces[LEADERBOARD].runtime.stage) for u in live.updates} == {"PAUSED"}  # type: ignore[union-attr]


async def test_an_old_runtime_does_not_undo_a_command(live: Live) -> None:
    await held_up(live, "*/runtime", lambda: live.engine.attend(Attention(selected=LEADERBOARD)))
    await confirmed(live, live.engine.submit(Pause(LEADERBOARD)))
    live.updates.clear()
    await arrived(live)
    assert {str(u.picture.spaces[LEADERBOARD].runtime.stage) for u in live.updates} == {"PAUSED"}  # type: ignore[union-attr]


async def test_an_old_runtime_does_not_undo_a_newer_listing(start: StartLive, world: World) -> None:
    async with start("readers") as live:
        await held_up(live, "*/runtime", lambda: live.engine.attend(Attention(selected=CLUB)))
        world.pause(world.spaces[CLUB])
        live.engine.attend(Attention())
        live.engine.refresh()
        await live.until(lambda: live.stage(CLUB) == "PAUSED")
        await arrived(live)
        assert live.stage(CLUB) == "PAUSED"


async def test_an_old_listing_does_not_undo_a_newer_runtime(start: StartLive, world: World) -> None:
    async with start("readers") as live:
        await held_up(live, "/api/spaces", lambda: live.clock.advance(15))
        world.pause(world.spaces[CLUB])
        live.engine.attend(Attention(selected=CLUB))
        await live.until(lambda: live.stage(CLUB) == "PAUSED")
        live.engine.attend(Attention())
        await arrived(live)
        assert live.stage(CLUB) == "PAUSED"


async def test_old_variables_do_not_undo_a_command(live: Live) -> None:
    whisper = "ada/whisper-demo"
    await held_up(live, "*/variables", lambda: live.engine.attend(Attention(environments=(whisper,))))
    await confirmed(live, live.engine.submit(SetVariable(whisper, "BEAMS", "9")))
    await confirmed(live, live.engine.submit(DeleteVariable(whisper, "MODEL_REPO_ID")))
    await arrived(live)
    variables = live.picture.environment(whisper).variables
    assert variables is not None
    assert {key: each.value for key, each in variables.value.items()} == {"BEAMS": "9"}


async def test_old_secrets_do_not_undo_a_command(live: Live) -> None:
    whisper = "ada/whisper-demo"
    await held_up(live, "*/secrets", lambda: live.engine.attend(Attention(environments=(whisper,))))
    await confirmed(live, live.engine.submit(SetSecret(whisper, "FRESH", SecretStr("sssh-sssh"))))
    await confirmed(live, live.engine.submit(DeleteSecret(whisper, "HF_TOKEN")))
    await arrived(live)
    secrets = live.picture.environment(whisper).secrets
    assert secrets is not None
    assert set(secrets.value) == {"FRESH", "SENTRY_DSN"}


async def test_an_old_listing_does_not_bring_back_what_was_deleted(start: StartLive) -> None:
    async with start("ada") as live:
        await held_up(live, "/api/spaces", lambda: live.clock.advance(15))
        await confirmed(live, live.engine.submit(Delete(LEADERBOARD)))
        live.updates.clear()
        await arrived(live)
        assert not any(LEADERBOARD in update.picture.spaces for update in live.updates)


async def test_an_old_listing_does_not_take_back_a_new_name(start: StartLive) -> None:
    async with start("ada") as live:
        await held_up(live, "/api/spaces", lambda: live.clock.advance(15))
        await confirmed(live, live.engine.submit(Move(LEADERBOARD, "ada/board")))
        await live.until(lambda: any(update.renamed for update in live.updates))
        live.updates.clear()
        await arrived(live)
        assert all("ada/board" in update.picture.spaces for update in live.updates)
        assert not any(LEADERBOARD in update.picture.spaces for update in live.updates)


async def test_settled_holds_through_the_pauses_between_the_reads_of_one_command(live: Live) -> None:
    """A command that reads several things one after the other is quiet for a moment between them."""
    for number in range(20):
        live.engine.submit(SetSecret("ada/notebook", f"KEY_{number}", SecretStr("sssh-sssh")))
        await live.settle()
        assert live.picture.under_way() == []
