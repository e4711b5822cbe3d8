"""A follower keeps a stream open, brings no line twice, loses none silently, and lets go at once."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr

from spacetui.clock import ManualClock
from spacetui.demo.faults import CutAfter, Says
from spacetui.demo.server import DemoServer
from spacetui.hub.client import SpacesClient
from spacetui.hub.errors import BadRequest, Forbidden, HubError, HubUnwell, NoAnswer, NotFound, RateLimited
from spacetui.live.follow import (
    STEADY,
    Buffer,
    Follower,
    FollowState,
    Phase,
    follow_events,
    follow_logs,
    follow_metrics,
)
from tests.streams import stream

RUN_LOG = "/api/spaces/ada/chat-ui/logs/run"

Item = str | float | HubError | None


class Streams:
    """Connections that bring what the test wrote down: text, seconds of silence, then an error, a close (None), or
    silence for ever.
    """

    def __init__(self, *connections: Sequence[Item] | HubError, clock: ManualClock | None = None) -> None:
        self._connections = list(connections)
        self._clock = clock or ManualClock()
        self.tails: list[int | None] = []
        self.closed = 0

    @asynccontextmanager
    async def connect(self, tail: int | None) -> AsyncIterator[AsyncIterator[str]]:
        self.tails.append(tail)
        plan = self._connections.pop(0) if self._connections else []
        if isinstance(plan, HubError):
            raise plan
        try:
            yield self._bring(plan)
        finally:
            self.closed += 1

    async def _bring(self, plan: Sequence[Item]) -> AsyncIterator[str]:
        for item in plan:
            if isinstance(item, HubError):
                raise item
            if item is None:
                return
            if isinstance(item, float):
                await self._clock.sleep(item)
            else:
                yield item
        await asyncio.Event().wait()


class Taker:
    """Takes batches as they come."""

    def __init__(self, follower: Follower[str], clock: ManualClock) -> None:
        self.follower = follower
        self.clock = clock
        self.items: list[str] = []
        self.states: list[FollowState] = []
        self.batches = 0

    async def take(self) -> None:
        async for batch in self.follower.batches():
            self.batches += bool(batch.items)
            self.items += batch.items
            self.states.append(batch.state)

    @property
    def state(self) -> FollowState:
        return self.follower.state

    async def settle(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)

    async def pass_time(self, seconds: float) -> None:
        self.clock.advance(seconds)
        await self.settle()


@asynccontextmanager
async def following(
    streams: Streams, clock: ManualClock, tail: int | None = None, chance: float = 0.0
) -> AsyncIterator[Taker]:
    follower = Follower(streams.connect, clock=clock, chance=lambda: chance, size=len, tail=tail)
    async with asyncio.TaskGroup() as tasks, follower:
        taker = Taker(follower, clock)
        taking = tasks.create_task(taker.take())
        await taker.settle()
        yield taker
        taking.cancel()


CUT = NoAnswer("cut")


async def test_silence_is_no_error(clock: ManualClock) -> None:
    async with following(Streams([]), clock) as taker:
        await taker.pass_time(3600)
        assert taker.state == FollowState(Phase.FOLLOWING)
        assert taker.items == []


async def test_after_a_cut_it_connects_again_ever_later_and_soon_again_once_a_connection_held(
    clock: ManualClock,
) -> None:
    streams = Streams([CUT], [CUT], HubUnwell("503"), ["a", 8.0, CUT], ["b"], clock=clock)
    async with following(streams, clock) as taker:
        for wait in (2.0, 4.0, 8.0):
            assert taker.state.phase is Phase.WAITING
            assert taker.state.next_try == clock.monotonic() + wait
            await taker.pass_time(wait - 0.01)
            assert taker.state.phase is Phase.WAITING
            await taker.pass_time(0.01)
        await taker.pass_time(8.0)
        assert taker.state == FollowState(Phase.WAITING, CUT, clock.monotonic() + 2.0)
        await taker.pass_time(2.0)
        assert taker.items == ["a", "b"]
        assert taker.state.phase is Phase.FOLLOWING


async def test_a_hub_that_greets_and_hangs_up_is_asked_ever_less_often(clock: ManualClock) -> None:
    streams = Streams(*[["hello", None]] * 500)
    async with following(streams, clock) as taker:
        for _ in range(300):
            await taker.pass_time(1.0)
        assert taker.items == ["hello"] * len(streams.tails)
        assert len(streams.tails) < 12


async def test_a_connection_need_not_hold_longer_than_steady_though_it_was_waited_for_a_minute(
    clock: ManualClock,
) -> None:
    streams = Streams(*[HubUnwell("503")] * 8, [STEADY, CUT], clock=clock)
    async with following(streams, clock) as taker:
        for _ in range(8):
            await taker.pass_time(60.0)
        assert taker.state.phase is Phase.FOLLOWING
        await taker.pass_time(STEADY)
        assert taker.state == FollowState(Phase.WAITING, CUT, clock.monotonic() + 2.0)


async def test_chance_shortens_a_wait_by_up_to_a_quarter(clock: ManualClock) -> None:
    async with following(Streams([CUT]), clock, chance=1.0) as taker:
        assert taker.state.next_try == clock.monotonic() + 1.5


async def test_a_proper_close_is_told_and_followed_by_another_try(clock: ManualClock) -> None:
    async with following(Streams(["a", None], ["b"]), clock) as taker:
        assert taker.state == FollowState(Phase.WAITING, None, clock.monotonic() + 2.0)
        await taker.pass_time(2)
        assert taker.items == ["a", "b"]


@pytest.mark.parametrize("refusal", [Forbidden("no"), NotFound("none"), BadRequest("stale", status=406)])
async def test_a_refusal_ends_it_and_is_kept(clock: ManualClock, refusal: HubError) -> None:
    streams = Streams(refusal)
    async with following(streams, clock) as taker:
        assert taker.state == FollowState(Phase.ENDED, refusal)
        await taker.pass_time(3600)
        assert len(streams.tails) == 1
    assert taker.states[-1] == FollowState(Phase.ENDED, refusal)


@pytest.mark.parametrize(("told", "wait"), [(37.0, 37.0), (None, 2.0), (0.0, 1.0)])
async def test_a_limit_is_waited_for_as_told(clock: ManualClock, told: float | None, wait: float) -> None:
    async with following(Streams(RateLimited("429", retry_after=told), ["a"]), clock) as taker:
        assert taker.state.next_try == clock.monotonic() + wait
        await taker.pass_time(wait)
        assert taker.items == ["a"]


@pytest.mark.parametrize(("item", "tries"), [(CUT, 2), (None, 1), (RateLimited("429", retry_after=30.0), 1)])
async def test_a_failure_need_not_be_waited_out_but_a_limit_and_a_closing_are(
    item: Item, tries: int, clock: ManualClock
) -> None:
    streams = Streams([item], [CUT], [])
    async with following(streams, clock) as taker:
        taker.follower.hasten()
        await taker.settle()
        assert len(streams.tails) == tries
        await taker.pass_time(1.9)
        assert len(streams.tails) == tries
        await taker.pass_time(30)
        assert taker.state.phase is Phase.FOLLOWING or tries == 1


async def test_the_tail_is_asked_for_until_something_came_and_then_never_again(clock: ManualClock) -> None:
    streams = Streams(HubUnwell("503"), ["a", CUT], [CUT], [])
    async with following(streams, clock, tail=50) as taker:
        for _ in range(3):
            await taker.pass_time(8)
        assert streams.tails == [50, 50, None, None]


async def test_a_burst_comes_as_one_batch(clock: ManualClock) -> None:
    async with following(Streams([str(number) for number in range(1000)]), clock) as taker:
        assert len(taker.items) == 1000
        assert taker.batches == 1


@pytest.mark.parametrize(("bounds", "kept"), [({"most_items": 100}, 100), ({"most_bytes": 200}, 100)])
async def test_what_is_not_taken_in_time_is_dropped_from_its_beginning_and_counted(
    clock: ManualClock, bounds: dict[str, int], kept: int
) -> None:
    streams = Streams(["ab"] * 400 + ["yz"])
    follower = Follower(streams.connect, clock=clock, chance=lambda: 0.0, size=len, **bounds)
    async with follower:
        for _ in range(20):
            await asyncio.sleep(0)
        batch = await anext(follower.batches())
        assert (len(batch.items), batch.dropped, batch.items[-1]) == (kept, 401 - kept, "yz")


def test_what_was_taken_counts_no_more() -> None:
    buffer = Buffer(len, most_items=3, most_bytes=8)
    for item in ("aaaa", "bbbb", "cccc"):
        buffer.add(item)
    assert buffer.take() == (("bbbb", "cccc"), 1)
    buffer.add("dddd")
    buffer.add("eeee")
    assert buffer.take() == (("dddd", "eeee"), 0)


async def test_one_item_larger_than_the_bound_is_kept(clock: ManualClock) -> None:
    follower = Follower(Streams(["a", "x" * 50]).connect, clock=clock, chance=lambda: 0.0, size=len, most_bytes=10)
    async with follower:
        for _ in range(20):
            await asyncio.sleep(0)
        batch = await anext(follower.batches())
        assert batch.items == ("x" * 50,)
        assert batch.dropped == 1


async def test_closing_lets_go_at_once_and_ends_the_batches(clock: ManualClock) -> None:
    streams = Streams(["a"])
    async with following(streams, clock) as taker:
        await taker.follower.aclose()
        assert streams.closed == 1
        await taker.settle()
        assert taker.states[-1] == FollowState(Phase.ENDED)
        await taker.follower.aclose()


async def test_who_comes_after_the_last_batch_gets_none_and_does_not_wait(clock: ManualClock) -> None:
    async with following(Streams(NotFound("none")), clock) as taker:
        async with asyncio.timeout(1):
            assert [batch async for batch in taker.follower.batches()] == []
        assert [state.phase for state in taker.states] == [Phase.ENDED]


async def test_closing_while_it_waits_tries_no_more(clock: ManualClock) -> None:
    streams = Streams([CUT], ["a"])
    async with following(streams, clock) as taker:
        await taker.follower.aclose()
        await taker.pass_time(60)
        assert len(streams.tails) == 1


async def test_an_error_of_our_own_is_not_lost(clock: ManualClock) -> None:
    @asynccontextmanager
    async def broken(_: int | None) -> AsyncIterator[AsyncIterator[str]]:
        raise ZeroDivisionError
        yield

    with pytest.raises(ZeroDivisionError):
        async with Follower(broken, clock=clock, chance=lambda: 0.0, size=len) as follower:
            assert [batch.state.phase async for batch in follower.batches()][-1] is Phase.ENDED


# With the client and the demo hub


@pytest.fixture
async def client(demo: DemoServer, clock: ManualClock) -> AsyncIterator[SpacesClient]:
    async with SpacesClient(endpoint=demo.url, token=SecretStr(demo.world.token), clock=clock) as connected:
        yield connected


async def until(condition: Callable[[], bool], clock: ManualClock | None = None) -> None:
    """Until a condition holds; time passes meanwhile where a clock is given."""
    async with asyncio.timeout(15):
        while not condition():
            await asyncio.sleep(0.002)
            if clock is not None:
                clock.advance(0.25)


@pytest.mark.parametrize("tail", [None, 8])
async def test_a_log_that_is_cut_again_and_again_comes_whole_and_once(
    demo: DemoServer, clock: ManualClock, client: SpacesClient, tail: int | None
) -> None:
    async with client.fetch_space_logs("ada/chat-ui", tail=tail) as lines:
        whole = [each.text async for each in lines]
    assert len(whole) == 8 if tail else len(whole) > 8
    for events in (3, 3, 6):
        demo.faults.add(CutAfter(events), path=RUN_LOG, times=1)
    demo.faults.add(Says(503), path=RUN_LOG, times=1)
    read: list[str] = []
    async with follow_logs(client, "ada/chat-ui", clock=clock, chance=lambda: 0.0, tail=tail) as follower:
        batches = follower.batches()

        async def take() -> None:
            async for batch in batches:
                read.extend(each.text for each in batch.items)

        taking = asyncio.create_task(take())
        await until(lambda: len(read) >= len(whole), clock)
        await until(lambda: follower.state == FollowState(Phase.WAITING, None, follower.state.next_try), clock)
        taking.cancel()
    assert read == whole


async def test_events_hint_at_a_change_and_closing_closes_the_connection(
    demo: DemoServer, clock: ManualClock, client: SpacesClient
) -> None:
    async with follow_events(client, "ada/sd-turbo", clock=clock, chance=lambda: 0.0) as follower:
        batches = follower.batches()
        await until(lambda: follower.state.phase is Phase.FOLLOWING)
        await client.pause_space("ada/sd-turbo")
        hinted = asyncio.create_task(anext(each async for each in batches if each.items))
        await until(hinted.done, clock)
    await until(lambda: clock.next_deadline() == math.inf)  # the hub's side of the stream has ended as well


async def test_readings_with_names_of_any_length_stay_within_the_bound(
    demo: DemoServer, clock: ManualClock, client: SpacesClient
) -> None:
    told = {"replica": "r" * 500_000, "gpus": {"g" * 500_000: {"utilization": 1}}}
    demo.faults.add(stream([told] * 20), path="/api/spaces/ada/chat-ui/metrics")
    async with follow_metrics(client, "ada/chat-ui", clock=clock, chance=lambda: 0.0) as follower:
        await until(lambda: follower.state.phase is Phase.WAITING)
        batch = await anext(follower.batches())
    assert (len(batch.items), batch.dropped) == (8, 12)


async def test_metrics_of_a_space_without_a_container_end_with_the_hubs_reason(
    clock: ManualClock, client: SpacesClient
) -> None:
    async with follow_metrics(client, "ada/portfolio", clock=clock, chance=lambda: 0.0) as follower:
        ended = [batch async for batch in follower.batches()][-1]
    assert isinstance(ended.state.reason, BadRequest)
    assert "stale" in str(ended.state.reason)
