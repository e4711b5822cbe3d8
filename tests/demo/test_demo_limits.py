"""The demo hub counts requests in windows and says what is left."""

from __future__ import annotations

import httpx

from spacetui.clock import ManualClock
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World


def left(answer: httpx.Response) -> str:
    return answer.headers["RateLimit"]


def test_headers_tell_what_is_left_and_the_window_opens_again(owner: httpx.Client, clock: ManualClock) -> None:
    first, second = owner.get("/api/spaces/hardware"), owner.get("/api/spaces/ada/missing")
    assert left(first) == '"api";r=999;t=300'
    assert first.headers["RateLimit-Policy"] == '"fixed window";"api";q=1000;w=300'
    clock.advance(100)
    assert left(second) == '"api";r=998;t=300'
    assert left(owner.get("/api/spaces/hardware")) == '"api";r=997;t=200'
    clock.advance(200)
    assert left(owner.get("/api/spaces/hardware")) == '"api";r=999;t=300'


def test_callers_have_windows_of_their_own(owner: httpx.Client, anonymous: httpx.Client) -> None:
    owner.get("/api/spaces/hardware")
    assert left(anonymous.get("/api/spaces/hardware")) == '"api";r=499;t=300'


def test_an_exhausted_window_is_a_429_that_does_nothing() -> None:
    clock = ManualClock()
    world = World(clock, quota=2)
    path = "/api/spaces/ada/leaderboard/pause"
    headers = {"Authorization": f"Bearer {world.token}"}
    with DemoServer(world) as server, httpx.Client(base_url=server.url, headers=headers) as client:
        client.get("/api/spaces/hardware")
        client.get("/api/spaces/hardware")
        refused = client.post(path)
        assert refused.status_code == 429
        assert left(refused) == '"api";r=0;t=300'
        assert world.spaces["ada/leaderboard"].stage == "RUNNING"
        clock.advance(300)
        assert client.post(path).status_code == 200


def test_whoami_has_a_stricter_limit_that_the_headers_do_not_tell() -> None:
    clock = ManualClock()
    world = World(clock, whoami_quota=2)
    headers = {"Authorization": f"Bearer {world.token}"}
    with DemoServer(world) as server, httpx.Client(base_url=server.url, headers=headers) as client:
        assert [client.get("/api/whoami-v2").status_code for _ in range(3)] == [200, 200, 429]
        clock.advance(60)
        refused = client.get("/api/whoami-v2")
        assert (left(refused), refused.headers["Retry-After"]) == ('"api";r=996;t=240', "240")
        assert client.get("/api/spaces/hardware").status_code == 200
