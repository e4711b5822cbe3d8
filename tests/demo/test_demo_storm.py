"""Faults by chance, and answers that never come."""

from __future__ import annotations

import threading

import httpx
import pytest

from spacetui.clock import ManualClock
from spacetui.demo.faults import Says, Stall, Storm
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World

CATALOG = "/api/spaces/hardware"
PAUSE = "/api/spaces/ada/leaderboard/pause"


def statuses(demo: DemoServer, owner: httpx.Client, storm: Storm, number: int) -> list[int]:
    demo.faults.clear()
    demo.faults.add(storm)
    return [owner.get(CATALOG).status_code for _ in range(number)]


def test_a_storm_befalls_about_its_shares_and_the_same_seed_the_same_requests(
    demo: DemoServer, owner: httpx.Client
) -> None:
    shares = ((Says(503), 0.2), (Says(500), 0.1))
    storm = Storm(shares, seed=3)
    met = statuses(demo, owner, storm, 200)
    assert 25 <= met.count(503) <= 55
    assert 10 <= met.count(500) <= 30
    assert storm.befallen == 200 - met.count(200)
    assert statuses(demo, owner, Storm(shares, seed=3), 50) == met[:50]
    assert statuses(demo, owner, Storm(shares, seed=4), 50) != met[:50]


def test_a_storm_of_no_faults_is_fair_weather_and_one_of_a_whole_share_spares_nobody(
    demo: DemoServer, owner: httpx.Client
) -> None:
    assert statuses(demo, owner, Storm((), seed=1), 5) == [200] * 5
    assert statuses(demo, owner, Storm(((Says(503), 1.0),), seed=1), 5) == [503] * 5


@pytest.mark.parametrize(("after", "stage"), [(False, "RUNNING"), (True, "PAUSED")])
def test_a_stalled_request_is_never_answered_and_frees_the_server_when_the_caller_leaves(
    demo: DemoServer, owner: httpx.Client, world: World, clock: ManualClock, after: bool, stage: str
) -> None:
    demo.faults.add(Stall(seconds=20, after_acting=after), times=1)
    failures: list[Exception] = []

    def ask() -> None:
        try:
            owner.post(PAUSE, timeout=httpx.Timeout(60, read=1.0))
        except httpx.TransportError as error:
            failures.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    while clock.next_deadline() > 20 and asking.is_alive():
        asking.join(0.002)
    clock.advance(20)
    asking.join(60)
    assert [type(failure) for failure in failures] == [httpx.ReadTimeout]
    assert world.spaces["ada/leaderboard"].stage == stage
    assert owner.post(PAUSE).status_code == 200
