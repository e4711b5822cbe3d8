"""However the Hub limits requests, the engine waits as it says, and asks nothing meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spacetui.demo.faults import HTML_429, Says
from spacetui.demo.server import DemoServer
from spacetui.hub.errors import RateLimited
from spacetui.live.pace import Attention
from spacetui.live.picture import Link
from tests.live.conftest import StartLive

LISTING = "/api/spaces"
CLUB = "readers/book-club"
RUNTIME = f"/api/spaces/{CLUB}/runtime"
LIMITED = Says(429, HTML_429, "text/html")


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "90"}, 90),
        ({"RateLimit": '"api";r=0;t=200'}, 200),
        ({"RateLimit": '"api";r=12;t=200'}, 30),
        ({}, 30),
        ({"Retry-After": "0"}, 2),
        ({"Retry-After": "999999"}, 3600),
    ],
)
async def test_a_rate_limit_is_waited_out_as_the_hub_says(
    headers: dict[str, str], wait: float, demo: DemoServer, start: StartLive
) -> None:
    async with start("readers") as live:
        demo.faults.add(replace(LIMITED, headers=headers), path=LISTING, times=1)
        await live.pass_time(15)
        assert live.link() is Link.RATE_LIMITED
        assert isinstance(live.connection.problem, RateLimited)
        assert live.connection.next_try == live.clock.now() + wait
        live.forget()
        await live.pass_time(wait - 1, step=1)
        assert live.asked(LISTING) == 0
        await live.pass_time(2)
        assert live.link() is Link.LIVE
        assert live.asked(LISTING) == 1


@pytest.mark.parametrize(
    "headers",
    [{"RateLimit": '"api";r=412;t=200', "Retry-After": "60"}, {"Retry-After": "60"}, {}],
    ids=["requests left", "no reading", "no headers"],
)
async def test_a_limit_of_one_operation_is_waited_for_by_itself(
    headers: dict[str, str], demo: DemoServer, start: StartLive
) -> None:
    async with start("readers") as live:
        demo.faults.add(replace(LIMITED, headers=headers), path=RUNTIME, times=1)
        live.engine.attend(Attention(selected=CLUB))
        await live.settle()
        live.forget()
        await live.pass_time(29, step=1)
        assert (live.link(), live.asked(RUNTIME), live.asked(LISTING)) == (Link.LIVE, 0, 1)
        assert isinstance(live.entry(CLUB).problem, RateLimited)
        await live.pass_time(31, step=1)
        assert live.asked(RUNTIME) > 0
        assert live.entry(CLUB).problem is None


async def test_a_window_that_is_used_up_stops_polling_until_it_is_over(demo: DemoServer, start: StartLive) -> None:
    async with start("readers") as live:
        used_up = {"RateLimit": '"api";r=0;t=60', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}
        demo.faults.add(replace(LIMITED, headers=used_up), path=RUNTIME, times=1)
        live.engine.attend(Attention(selected=CLUB))
        await live.settle()
        live.forget()
        await live.pass_time(59, step=1)
        assert (live.link(), len(demo.requests)) == (Link.RATE_LIMITED, 0)
        await live.pass_time(3, step=1)
        assert live.link() is Link.LIVE


async def test_a_shorter_wait_never_cuts_a_longer_one_short(demo: DemoServer, start: StartLive) -> None:
    async with start("readers", "babbage") as live:
        demo.faults.add(Says(503), path=LISTING, times=2)
        await live.pass_time(15)
        live.forget()
        told = live.connection.next_try
        assert told is not None
        live.engine.attend(Attention(selected=CLUB))
        await live.settle()
        assert live.connection.next_try == told
        assert len(demo.requests) == 0


async def test_the_demo_hubs_own_limit_is_survived(start: StartLive, demo: DemoServer) -> None:
    async with start("readers") as live:
        demo.world.limits.quota = 0
        await live.pass_time(15)
        assert live.link() is Link.RATE_LIMITED
        demo.world.limits.quota = 1000
        await live.pass_time(300, step=5)
        assert live.link() is Link.LIVE


async def test_refresh_does_not_wait_for_anything(demo: DemoServer, start: StartLive) -> None:
    demo.faults.add(replace(LIMITED, headers={"Retry-After": "300"}), path=LISTING, times=1)
    async with start("readers") as live:
        assert live.link() is Link.RATE_LIMITED
        live.engine.refresh()
        await live.settle()
        assert live.link() is Link.LIVE
