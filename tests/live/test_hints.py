"""The Hub's event streams say when to read; nothing depends on them."""

from __future__ import annotations

import pytest

from spacetui.demo.faults import Cut, Says
from spacetui.demo.server import DemoServer
from spacetui.demo.streams import LOOK_EVERY
from spacetui.demo.world import World
from spacetui.live.hints import MOST_STREAMS, RESTED
from spacetui.live.pace import Attention
from spacetui.live.picture import Link
from tests.idle import idle
from tests.live.conftest import Live, StartLive

BOARD = "ada/leaderboard"
EVENTS = "/api/spaces/*/events"


async def rested(live: Live) -> None:
    """The board has been selected for long enough, and nothing moves any more."""
    await live.pass_time(400, step=5)
    live.engine.attend(Attention(selected=BOARD))
    await live.pass_time(RESTED + 5, step=1)
    await live.until(lambda: live.asked(f"/api/spaces/{BOARD}/events") == 1)
    live.forget()


async def test_a_hint_has_the_selected_space_read_before_its_time(start: StartLive, world: World) -> None:
    async with start(hints=True) as live:
        await rested(live)
        world.pause(world.spaces[BOARD])
        live.clock.advance(LOOK_EVERY)  # the hub looks; the engine's own turn is seconds away
        await live.until(lambda: str(live.stage(BOARD)) == "PAUSED")


async def test_without_streams_it_is_read_all_the_same(start: StartLive, demo: DemoServer, world: World) -> None:
    demo.faults.add(Says(404), path=EVENTS)
    async with start(hints=True) as live:
        live.engine.attend(Attention(selected=BOARD))
        await live.pass_time(60, step=1)
        assert live.asked(f"/api/spaces/{BOARD}/events") == 1
        world.pause(world.spaces[BOARD])
        await live.pass_time(6)
        assert live.stage(BOARD) == "PAUSED"
        assert live.link() is Link.LIVE


async def test_no_more_than_a_few_are_listened_to_and_none_unless_asked(start: StartLive) -> None:
    async with start(hints=True) as live:
        await live.pass_time(3, step=1)
        await live.until(lambda: live.asked(EVENTS) > 0)
        assert live.asked(EVENTS) <= MOST_STREAMS
    async with start() as live:
        live.forget()
        await live.pass_time(10, step=1)
        assert live.asked(EVENTS) == 0


async def test_while_pollings_share_is_used_up_no_stream_is_asked_for(
    start: StartLive, demo: DemoServer, world: World
) -> None:
    demo.faults.add(Cut(), path=EVENTS)  # and so each is asked for again and again
    async with start(hints=True) as live:
        live.engine.attend(Attention(selected=BOARD))
        await live.pass_time(RESTED + 2, step=1)
        await live.until(lambda: live.asked(EVENTS) > 0)
        for _ in range(800):
            world.limits.count("api", "ada laptop")
        await live.pass_time(16, step=1)
        assert live.link() is Link.RATE_LIMITED
        await idle()  # a stream may still be on its way
        live.forget()
        await live.pass_time(120, step=1)
        assert live.asked("*") == 0


@pytest.mark.parametrize("space_id", ["readers/book-club", "babbage/difference-engine"])
async def test_the_streams_of_others_are_not_asked_for(space_id: str, start: StartLive) -> None:
    async with start("readers", "babbage", hints=True) as live:
        live.engine.attend(Attention(selected=space_id))
        await live.pass_time(10, step=1)
        assert live.asked(EVENTS) == 0
