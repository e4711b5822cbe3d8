"""What a session of hours meets: a machine that sleeps, Spaces that move, organizations that are large."""

from __future__ import annotations

import pytest

from spacetui.clock import ManualClock
from spacetui.demo.faults import Hit, Says, Slow
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.live.commands import Pause
from spacetui.live.pace import QUIET_AFTER, Attention
from spacetui.live.picture import Link, Phase
from tests.live.conftest import Live, StartLive
from tests.worlds import grow

LISTING = "/api/spaces"
TURBO = "ada/sd-turbo"


async def test_after_the_machine_slept_one_request_shows_whether_there_is_a_network(
    live: Live, clock: ManualClock, demo: DemoServer
) -> None:
    live.engine.attend(Attention(selected=TURBO))
    await live.settle()
    demo.faults.add(Says(503))
    live.forget()
    clock.suspend(8 * 3600)
    await live.pass_time(5, step=5)
    assert len(demo.requests) == 1
    assert live.link() in (Link.CATCHING_UP, Link.OFFLINE)
    demo.faults.clear()
    await live.pass_time(60, step=1)
    assert live.link() is Link.LIVE
    assert all(not entry.stale(clock.now()) for entry in live.picture.spaces.values())


async def test_waking_up_reads_each_thing_once(live: Live, clock: ManualClock) -> None:
    live.engine.attend(Attention(selected=TURBO))
    await live.settle()
    live.forget()
    clock.suspend(8 * 3600)
    await live.pass_time(1, step=1)
    assert (live.asked(LISTING), live.asked(f"/api/spaces/{TURBO}/runtime")) == (2, 1)
    assert live.link() is Link.LIVE


async def test_a_limit_read_before_the_machine_slept_holds_nothing_back(live: Live, world: World) -> None:
    world.limits.quota = 0
    await live.pass_time(15)
    assert live.link() is Link.RATE_LIMITED
    world.limits.quota = 1000
    live.clock.suspend(3600)
    live.engine.attend(Attention(selected=TURBO))
    await live.settle()
    assert live.link() is Link.LIVE


def used_by_others(world: World, number: int) -> None:
    """Another program with the same token asks so often."""
    for _ in range(number):
        world.limits.count("api", "ada laptop")


async def test_while_the_window_is_used_up_commands_still_go_out(live: Live, world: World) -> None:
    used_by_others(world, 800)
    await live.pass_time(16, step=1)
    assert live.link() is Link.RATE_LIMITED
    assert live.connection.problem is None
    assert live.connection.next_try is not None
    live.forget()
    await live.pass_time(60, step=5)
    assert len(live.demo.requests) == 0
    outcome = await live.carry_out(Pause(TURBO))
    assert outcome.phase is Phase.CONFIRMED
    assert live.stage(TURBO) == "PAUSED"
    await live.pass_time(260, step=5)
    assert live.link() is Link.LIVE


async def test_asked_for_by_hand_it_reads_though_pollings_share_is_used_up(live: Live, world: World) -> None:
    used_by_others(world, 800)
    await live.pass_time(16, step=1)
    live.forget()
    live.engine.refresh()
    await live.settle()
    assert live.asked(LISTING) == 2


async def test_what_is_left_is_told_below_half_in_tenths(live: Live, world: World) -> None:
    assert live.picture.requests_left is None
    world.limits.quota = 100
    told: set[float | None] = set()
    for _ in range(30):
        await live.pass_time(10, step=10)
        told.add(live.picture.requests_left)
    assert told <= {None, 0.4, 0.3, 0.2}


async def test_a_quiet_fleet_nobody_looks_at_is_read_once_a_minute(live: Live) -> None:
    for space in live.demo.world.spaces.values():
        space.fate.crash_every = space.fate.visits_every = space.due = None
    live.engine.attend(Attention(selected=TURBO, focused=False))
    await live.pass_time(QUIET_AFTER + 400, step=5)
    live.forget()
    await live.pass_time(300, step=5)
    assert (live.asked(LISTING), live.asked(f"/api/spaces/{TURBO}/runtime")) == (10, 5)
    live.engine.attend(Attention(selected=TURBO, focused=True))
    live.forget()
    await live.pass_time(5, step=1)
    assert live.asked(f"/api/spaces/{TURBO}/runtime") >= 1


@pytest.mark.parametrize(("number", "offered"), [(194, False), (203, True)])
async def test_a_large_organization_is_offered_and_not_taken_in(
    number: int, offered: bool, start: StartLive, world: World
) -> None:
    held = sum(space.namespace == "analytical" for space in world.spaces.values())
    grow(world, "analytical", number - held + (0 if offered else 6))
    async with start() as live:
        owners = {entry.space.owner for entry in live.picture.spaces.values()}
        assert ("analytical" in owners) is not offered
        assert ("analytical" in live.picture.offered) is offered
        assert live.picture.complete
        assert live.link() is Link.LIVE
        assert live.asked(LISTING) == 2


async def test_an_offer_taken_up_shows_its_spaces_and_can_be_taken_back(start: StartLive, world: World) -> None:
    grow(world, "analytical", 220)
    async with start() as live:
        few = len(live.picture.spaces)
        live.engine.choose_owners({"analytical": True})
        await live.settle()
        assert live.picture.offered == {}
        assert len(live.picture.spaces) > few + 220
        live.engine.choose_owners({"analytical": False})
        await live.settle()
        assert len(live.picture.spaces) == few
        assert live.picture.owners == ("ada",)
        assert live.link() is Link.LIVE


async def test_a_renamed_space_keeps_what_was_known_of_it(live: Live, world: World) -> None:
    before = live.entry(TURBO)
    world.rename(TURBO, "ada/sd-faster")
    live.updates.clear()
    await live.pass_time(15)
    assert TURBO not in live.picture.spaces
    assert live.entry("ada/sd-faster").since == before.since
    assert [update.renamed for update in live.updates if update.renamed] == [{TURBO: "ada/sd-faster"}]


@pytest.mark.parametrize("target", ["analytical/sd-turbo", "readers/sd-turbo"])
async def test_a_space_that_moves_to_another_owner_is_followed_whoever_is_read_first(
    target: str, start: StartLive, world: World
) -> None:
    async with start("ada", "analytical", "readers") as live:
        world.rename(TURBO, target)
        await live.pass_time(20)
        renamed: dict[str, str] = {}
        for update in live.updates:
            renamed |= update.renamed
        assert renamed == {TURBO: target}
        world.rename(target, TURBO)
        await live.pass_time(20)
        assert [update.renamed for update in live.updates if update.renamed][-1] == {target: TURBO}


async def test_a_space_that_turns_private_stays_for_whoever_may_see_it(start: StartLive, world: World) -> None:
    async with start("ada", token=None) as live:
        world.spaces[TURBO].visibility = "private"
        await live.pass_time(15)
        assert TURBO not in live.picture.spaces
    async with start("ada") as live:
        assert live.entry(TURBO).space.private is True


async def test_a_muted_space_is_heard_of_again_when_its_stage_changes(live: Live, world: World) -> None:
    live.engine.mute((TURBO,), muted=True)
    assert live.picture.muted == {TURBO}
    await live.pass_time(20)
    assert live.picture.muted == {TURBO}
    world.pause(world.spaces[TURBO])
    await live.pass_time(20)
    assert live.picture.muted == frozenset()


async def test_many_are_muted_in_one_update(live: Live) -> None:
    every = tuple(live.picture.spaces)
    before = len(live.updates)
    live.engine.mute((*every, "ada/unheard-of"), muted=True)
    await live.settle()
    assert live.picture.muted == {each for each in every if live.entry(each).runtime is not None}
    live.engine.mute(every, muted=False)
    await live.settle()
    assert live.picture.muted == frozenset()
    assert len(live.updates) == before + 2


async def test_a_muted_space_stays_muted_under_another_name_and_can_be_unmuted(live: Live, world: World) -> None:
    live.engine.mute((TURBO,), muted=True)
    world.rename(TURBO, "ada/sd-faster")
    await live.pass_time(20)
    assert live.picture.muted == {"ada/sd-faster"}
    live.engine.mute(("ada/sd-faster",), muted=False)
    assert live.picture.muted == frozenset()


class Passes:
    """Befalls nobody: the next fault is for the request after this one."""

    async def befall(self, hit: Hit) -> None:
        await hit.app(hit.scope, hit.receive, hit.send)


async def test_after_an_outage_it_is_catching_up_until_everything_is_new(live: Live, demo: DemoServer) -> None:
    demo.stop()
    await live.pass_time(20)
    assert live.link() is Link.OFFLINE
    demo.faults.add(Passes(), path=LISTING, times=1)
    demo.faults.add(Slow(10), path=LISTING, times=1)
    demo.start()
    await live.until(lambda: _a_moment_later(live) is Link.CATCHING_UP)
    await live.until(lambda: _a_moment_later(live) is Link.LIVE)


def _a_moment_later(live: Live) -> Link:
    live.clock.advance(0.1)
    return live.link()


async def test_a_space_seen_to_fail_tells_why_though_nobody_looks(live: Live, world: World) -> None:
    space = world.spaces[TURBO]
    space.stage, space.error, space.due, space.hardware = "RUNTIME_ERROR", "out of memory", None, None
    live.forget()
    await live.pass_time(40)
    runtime = live.entry(TURBO).runtime
    assert runtime is not None
    assert runtime.error_message == "out of memory"
    assert live.asked(f"/api/spaces/{TURBO}/runtime") == 1
