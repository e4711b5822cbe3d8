"""Faults befall the requests they are meant for, in the way they are named."""

from __future__ import annotations

import threading

import httpx
import pytest

from spacetui.clock import ManualClock
from spacetui.demo.faults import NAMED, Cut, Endless, Faults, HalfJson, Says, Slow, redirect
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World

PAUSE = "/api/spaces/ada/leaderboard/pause"


def test_a_fault_befalls_as_many_requests_of_its_kind_as_it_says(demo: DemoServer, owner: httpx.Client) -> None:
    demo.faults.add(Says(503, "<h1>no</h1>", "text/html"), path="/api/spaces/*/runtime", times=2)
    statuses = [owner.get("/api/spaces/ada/leaderboard/runtime").status_code for _ in range(3)]
    assert statuses == [503, 503, 200]
    demo.faults.add(Says(500), method="POST")
    assert owner.get("/api/spaces").status_code == 200
    assert owner.post(PAUSE).status_code == 500
    demo.faults.clear()
    assert owner.post(PAUSE).status_code == 200


def test_an_answer_in_place_of_the_hubs_is_stamped_too(demo: DemoServer, owner: httpx.Client, world: World) -> None:
    demo.faults.add(Says(429, headers={"Retry-After": "7"}))
    answer = owner.post(PAUSE)
    assert answer.headers["Retry-After"] == "7"
    assert answer.headers["X-Request-Id"].startswith("Root=")
    assert world.spaces["ada/leaderboard"].stage == "RUNNING"


def test_half_a_json_ends_before_its_declared_length(demo: DemoServer, owner: httpx.Client) -> None:
    demo.faults.add(HalfJson())
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message"):
        owner.get("/api/spaces")


@pytest.mark.parametrize(("after", "stage"), [(False, "RUNNING"), (True, "PAUSED")])
def test_a_connection_is_cut_before_or_after_acting(
    demo: DemoServer, owner: httpx.Client, world: World, after: bool, stage: str
) -> None:
    demo.faults.add(Cut(after_acting=after), times=1)
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        owner.post(PAUSE)
    assert world.spaces["ada/leaderboard"].stage == stage
    assert owner.get("/api/spaces/ada/leaderboard/runtime").json()["stage"] == stage


def test_a_slow_answer_waits_for_the_worlds_clock(
    demo: DemoServer, owner: httpx.Client, world: World, clock: ManualClock
) -> None:
    demo.faults.add(Slow(8))
    answers: list[int] = []
    asking = threading.Thread(target=lambda: answers.append(owner.post(PAUSE).status_code))
    asking.start()
    while world.spaces["ada/leaderboard"].stage != "PAUSED":
        asking.join(0.005)
    assert answers == []
    while asking.is_alive():
        clock.advance(8)
        asking.join(0.005)
    assert answers == [200]


def test_an_endless_body_goes_on_until_one_has_had_enough(demo: DemoServer, owner: httpx.Client) -> None:
    demo.faults.add(Endless(), times=1)
    read = 0
    with owner.stream("GET", "/api/spaces") as answer:
        for chunk in answer.iter_raw():
            read += len(chunk)
            if read > 4_000_000:
                break
    assert read > 4_000_000
    assert owner.get("/api/spaces/hardware").status_code == 200


def test_a_redirect_points_to_another_host(demo: DemoServer, owner: httpx.Client) -> None:
    demo.faults.add(redirect("https://elsewhere.example/api/spaces"))
    answer = owner.get("/api/spaces")
    assert (answer.status_code, answer.headers["Location"]) == (307, "https://elsewhere.example/api/spaces")


@pytest.mark.parametrize("kind", sorted(NAMED))
def test_a_named_fault_befalls_reads_and_leaves_changes_alone(world: World, clock: ManualClock, kind: str) -> None:
    headers = {"Authorization": f"Bearer {world.token}"}
    with (
        DemoServer(world, faults=Faults.named(kind)) as server,
        httpx.Client(base_url=server.url, headers=headers, timeout=0.2) as client,
    ):
        assert client.post(PAUSE).status_code == 200
        try:
            answer = client.get("/api/spaces/hardware")
        except httpx.TransportError as error:
            expected = {"cut": httpx.NetworkError | httpx.RemoteProtocolError, "slow": httpx.ReadTimeout}
            assert isinstance(error, expected.get(kind, httpx.RemoteProtocolError))
        else:
            statuses = {"html": 200, "503": 503, "401": 401, "429": 429}
            assert answer.status_code == statuses[kind]
            assert ("json" in answer.headers["Content-Type"]) == (kind == "401")


def test_an_unknown_name_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Faults.named("gremlins")
