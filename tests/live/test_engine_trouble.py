"""However the Hub or the line fails, the engine says so, hammers nothing, and recovers by itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from spacetui.clock import ManualClock
from spacetui.demo.faults import NAMED, Cut, Fault, HalfJson, Hit, Says
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.hub.client import SpacesClient
from spacetui.hub.errors import HubUnreachable, InvalidToken, NotFound
from spacetui.live.engine import Engine
from spacetui.live.pace import Attention
from spacetui.live.picture import Link
from tests.live.conftest import Live, StartLive

LISTING = "/api/spaces"
CATALOG = "/api/spaces/hardware"
CLUB = "readers/book-club"
RUNTIME = f"/api/spaces/{CLUB}/runtime"


async def test_a_hub_that_is_down_at_the_start_is_waited_for_and_found(demo: DemoServer, start: StartLive) -> None:
    demo.stop()
    async with start() as live:
        assert live.link() is Link.OFFLINE
        assert isinstance(live.connection.problem, HubUnreachable)
        assert live.connection.next_try == live.clock.now() + 2
        assert live.connection.since is None
        await live.pass_time(10)
        demo.start()
        await live.pass_time(4)
        assert live.link() is Link.LIVE
        assert live.connection.problem is None
        assert live.connection.next_try is None
        assert live.picture.complete


async def test_a_hub_that_goes_down_leaves_the_picture_and_comes_back(demo: DemoServer, start: StartLive) -> None:
    async with start("readers") as live:
        await live.pass_time(5)
        seen, since = live.picture.spaces, live.connection.since
        demo.stop()
        await live.pass_time(60)
        assert live.link() is Link.OFFLINE
        assert live.picture.spaces == seen
        assert live.connection.since == since
        demo.start()
        assert live.connection.next_try is not None
        await live.pass_time(live.connection.next_try - live.clock.now())
        assert live.link() is Link.LIVE


WAYS: dict[str, Fault] = {**{name: NAMED[name] for name in ("503", "html", "half-json", "cut")}, "500": Says(500)}


@pytest.mark.parametrize("way", WAYS)
async def test_whatever_comes_instead_of_answers_slows_down_and_ends_by_itself(
    way: str, demo: DemoServer, start: StartLive
) -> None:
    async with start("readers") as live:
        live.engine.attend(Attention(selected=CLUB))
        await live.settle()
        seen = live.picture.spaces[CLUB].runtime
        demo.faults.add(WAYS[way], method="GET")
        await live.pass_time(20)
        assert live.link() is Link.OFFLINE
        assert live.connection.problem is not None
        assert live.entry(CLUB).problem is not None
        assert live.entry(CLUB).runtime is seen
        live.forget()
        await live.pass_time(300, step=1)
        assert 4 <= len(demo.requests) <= 20
        demo.faults.clear()
        assert live.connection.next_try is not None
        assert live.connection.next_try - live.clock.now() <= 60
        await live.pass_time(live.connection.next_try - live.clock.now())
        assert live.link() is Link.LIVE
        await live.pass_time(5)
        assert live.entry(CLUB).problem is None


async def test_the_first_try_after_a_failure_comes_when_it_was_announced(demo: DemoServer, start: StartLive) -> None:
    demo.faults.add(Says(503), path=LISTING)
    async with start("readers", chance=0.5) as live:
        waits = []
        for _ in range(7):
            assert live.connection.next_try is not None
            waits.append(live.connection.next_try - live.clock.now())
            live.forget()
            live.clock.advance(waits[-1] - 0.1)
            await live.settle()
            assert len(demo.requests) == 0
            live.clock.advance(0.1)
            await live.settle()
            assert live.asked(LISTING) == 1
        assert waits == pytest.approx([1.75, 3.5, 7, 14, 28, 43.75, 43.75])


async def test_several_reads_failing_at_once_are_one_outage(demo: DemoServer, start: StartLive) -> None:
    async with start("readers", "babbage", "analytical") as live:
        demo.faults.add(Cut(), method="GET")
        live.engine.refresh()
        await live.settle()
        assert live.connection.next_try == live.clock.now() + 2


async def test_one_owner_that_cannot_be_listed_is_told_until_it_can(demo: DemoServer, start: StartLive) -> None:
    demo.faults.add(Says(503), path=LISTING, times=1)
    async with start("readers", "babbage") as live:
        (listed,) = live.picture.listed
        assert live.link() is Link.OFFLINE
        assert not live.picture.complete
        await live.pass_time(1.5)
        assert live.link() is Link.OFFLINE
        await live.pass_time(0.5)
        assert live.link() is Link.LIVE
        assert live.picture.complete
        assert listed in live.picture.listed


async def test_prices_that_cannot_be_read_are_asked_for_again_soon(demo: DemoServer, start: StartLive) -> None:
    demo.faults.add(Says(503), path=CATALOG, times=2)
    async with start("readers") as live:
        assert live.picture.catalog is None
        assert live.picture.catalog_problem is not None
        assert live.link() is Link.LIVE
        await live.pass_time(6)
        assert live.picture.catalog is not None
        assert live.picture.catalog_problem is None


async def test_refused_prices_are_not_asked_for_again_and_again(demo: DemoServer, start: StartLive) -> None:
    demo.faults.add(Says(403), path=CATALOG)
    async with start("readers") as live:
        await live.pass_time(300, step=1)
        assert live.asked(CATALOG) == 1


async def test_a_token_that_is_not_valid_is_told_and_tried_once_a_minute(start: StartLive) -> None:
    async with start(token="hf_wrong") as live:
        assert live.link() is Link.SIGNED_OUT
        assert isinstance(live.connection.problem, InvalidToken)
        assert live.picture.spaces == {}
        live.forget()
        await live.pass_time(300, step=5)
        assert len(live.demo.requests) == 5


async def test_a_token_that_expires_stops_reading_and_leaves_the_picture(live: Live, world: World) -> None:
    token = world.tokens.pop(world.token)
    await live.pass_time(15)
    assert live.link() is Link.SIGNED_OUT
    assert live.picture.spaces
    assert live.picture.account is not None
    live.forget()
    await live.pass_time(45, step=5)
    assert len(live.demo.requests) == 0
    world.tokens[world.token] = token
    await live.pass_time(20, step=5)
    assert live.link() is Link.LIVE


async def test_without_a_token_what_is_not_public_signs_nobody_out(start: StartLive, world: World) -> None:
    async with start("readers", token=None) as live:
        live.engine.attend(Attention(selected=CLUB, environments=(CLUB,)))
        await live.settle()
        environment = live.picture.environment(CLUB)
        assert isinstance(environment.secrets_problem, InvalidToken)
        assert environment.variables is not None
        assert live.link() is Link.LIVE
        world.spaces[CLUB].visibility = "private"
        live.forget()
        await live.pass_time(10)
        assert isinstance(live.entry(CLUB).problem, InvalidToken)
        assert live.link() is Link.LIVE
        await live.pass_time(5)
        assert CLUB not in live.picture.spaces
        assert live.asked(LISTING) == 1


async def test_a_refused_environment_is_noted_and_asked_for_at_its_usual_pace(start: StartLive) -> None:
    async with start("readers") as live:
        live.engine.attend(Attention(environments=(CLUB,)))
        await live.settle()
        assert live.picture.environment(CLUB).secrets_problem is not None
        assert live.link() is Link.LIVE
        await live.pass_time(119, step=1)
        assert live.asked(f"/api/spaces/{CLUB}/secrets") == 2


async def test_an_environment_keeps_what_was_read_before_it_could_not_be(live: Live, demo: DemoServer) -> None:
    live.engine.attend(Attention(environments=("ada/whisper-demo",)))
    await live.settle()
    before = live.picture.environment("ada/whisper-demo")
    demo.faults.add(HalfJson(), path="*/secrets", times=1)
    demo.faults.add(HalfJson(), path="*/variables", times=1)
    await live.pass_time(60, step=1)
    after = live.picture.environment("ada/whisper-demo")
    assert (after.secrets, after.variables) == (before.secrets, before.variables)
    assert after.secrets_problem is not None
    assert after.variables_problem is not None
    await live.pass_time(2)
    again = live.picture.environment("ada/whisper-demo")
    assert (again.secrets_problem, again.variables_problem) == (None, None)


async def test_a_space_that_cannot_be_read_keeps_what_was_known_and_is_read_again(live: Live) -> None:
    live.demo.faults.add(Says(404), path="*/runtime", times=1)
    live.engine.attend(Attention(selected="ada/sd-turbo"))
    await live.settle()
    assert isinstance(live.entry("ada/sd-turbo").problem, NotFound)
    assert live.stage("ada/sd-turbo") == "RUNNING"
    await live.pass_time(5)
    assert live.entry("ada/sd-turbo").problem is None


async def test_where_the_environment_forbids_requests_nothing_is_sent(demo: DemoServer, clock: ManualClock) -> None:
    async with SpacesClient(endpoint=demo.url, offline=True, clock=clock) as client:
        engine = Engine(client, clock=clock)
        running = asyncio.create_task(engine.run())
        await asyncio.wait_for(engine.settled(), 10)
        assert engine.picture.connection.link is Link.OFFLINE
        assert "HF_HUB_OFFLINE" in str(engine.picture.connection.problem)
        assert demo.requests == ()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_once_the_hub_is_well_again_nothing_waits_out_its_old_failures(
    demo: DemoServer, start: StartLive
) -> None:
    async with start("readers") as live:
        demo.faults.add(Says(503), path=RUNTIME)
        live.engine.attend(Attention(selected=CLUB))
        await live.pass_time(70, step=1)  # by then it waits 60 s from one try to the next
        demo.faults.clear()
        demo.faults.add(Says(503), path=LISTING, times=1)
        await live.until(lambda: _later(live) is not Link.LIVE)
        live.forget()
        await live.pass_time(2)
        assert live.link() is Link.LIVE
        assert live.asked(RUNTIME) == 1
        assert live.entry(CLUB).problem is None


def _later(live: Live) -> Link:
    live.clock.advance(0.5)
    return live.link()


async def test_one_owners_refused_list_stops_no_other(demo: DemoServer, start: StartLive) -> None:
    async with start("readers", "babbage") as live:
        demo.faults.add(Says(404), path=LISTING, times=1)
        await live.pass_time(15)
        assert isinstance(live.connection.problem, NotFound)
        live.engine.attend(Attention(selected=CLUB))
        await live.settle()
        assert live.asked(RUNTIME) == 1
        await live.pass_time(5)
        assert live.link() is Link.LIVE


async def test_an_owner_that_is_not_wanted_any_more_is_no_trouble_any_more(start: StartLive, demo: DemoServer) -> None:
    async with start() as live:
        demo.faults.add(Says(404), path=LISTING)
        await live.pass_time(15)
        assert live.link() is Link.OFFLINE
        live.engine.choose_owners({"analytical": False})
        demo.faults.clear()
        await live.pass_time(60, step=1)
        assert live.picture.owners == ("ada",)
        assert live.link() is Link.LIVE


async def test_one_followed_space_that_fails_again_and_again_stops_nothing_else(live: Live, demo: DemoServer) -> None:
    await live.engine.finder.look_at(CLUB)
    await live.settle()
    demo.faults.add(Says(500), path=f"/api/spaces/{CLUB}")
    await live.pass_time(60, step=1)
    live.forget()
    await live.pass_time(60, step=1)
    assert live.asked(LISTING) >= 8
    assert 1 <= live.asked(f"/api/spaces/{CLUB}") <= 2
    assert live.link() is Link.LIVE
    demo.faults.clear()
    await live.pass_time(60, step=1)
    assert not live.entry(CLUB).stale(live.clock.now())


async def test_one_owner_whose_list_fails_again_and_again_is_told_and_stops_no_other(
    demo: DemoServer, start: StartLive
) -> None:
    async with start("readers", "babbage") as live:
        demo.faults.add(_ListFails("readers"), path=LISTING)
        await live.pass_time(60, step=1)
        live.forget()
        await live.pass_time(60, step=1)
        asked = [dict(each.query)["author"] for each in live.demo.requests if each.path == LISTING]
        assert asked.count("babbage") >= 4
        assert asked.count("readers") <= 2
        assert live.link() is Link.OFFLINE


@dataclass(frozen=True)
class _ListFails:
    """The list of one owner takes the Hub too long."""

    owner: str

    async def befall(self, hit: Hit) -> None:
        if f"author={self.owner}".encode() in hit.scope["query_string"]:
            await Says(504).befall(hit)
        else:
            await hit.app(hit.scope, hit.receive, hit.send)
