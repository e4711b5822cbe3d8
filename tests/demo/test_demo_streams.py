"""The demo hub's streams: who may read them, what they bring on the world's clock, and how they end."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from spacetui.clock import ManualClock
from spacetui.demo.catalog import BY_NAME, ZERO_GPU
from spacetui.demo.faults import Cut, CutAfter, Says, Slow
from spacetui.demo.metrics import reading
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World

Caller = Callable[[str | None], httpx.Client]
Said = dict[str, Any]

SAMPLES = Path(__file__).parents[1] / "data" / "hub-samples"
START = 1_790_000_000.0
STREAMS = ("events", "logs/run", "logs/build", "metrics")


def url(space_id: str, what: str) -> str:
    return f"/api/spaces/{space_id}/{what}"


@contextmanager
def passing(clock: ManualClock, step: float = 0.25) -> Iterator[None]:
    """Time passes whenever somebody waits for it."""
    ended = threading.Event()

    def run() -> None:
        while not ended.wait(0.001):
            if clock.next_deadline() < math.inf:
                clock.advance(step)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def said(lines: Iterator[str]) -> Iterator[Said]:
    """The objects of a stream's events."""
    return (json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: "))


def log(client: httpx.Client, space_id: str, kind: str = "run", **query: int) -> list[Said]:
    """A log that is closed at its end."""
    with client.stream("GET", url(space_id, f"logs/{kind}"), params=query) as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        return list(said(answer.iter_lines()))


def text(log: list[Said]) -> str:
    return "".join(each["data"] for each in log)


def until_nobody_waits(clock: ManualClock) -> None:
    deadline = time.monotonic() + 60
    while clock.next_deadline() < math.inf:
        assert time.monotonic() < deadline
        time.sleep(0.001)


# Who may


@pytest.mark.parametrize("what", STREAMS)
def test_streams_are_for_those_who_may_change_the_space(
    calling_with: Caller, anonymous: httpx.Client, world: World, what: str
) -> None:
    assert anonymous.get(url("ada/leaderboard", what)).status_code == 401
    assert calling_with(world.read_token).get(url("ada/leaderboard", what)).status_code == 403
    assert calling_with(world.other_token).get(url("ada/leaderboard", what)).status_code == 403
    assert calling_with(world.other_token).get(url("ada/notebook", what)).status_code == 404
    assert calling_with(world.token).get(url("ada/missing", what)).status_code == 404


@pytest.mark.parametrize("space_id", ["ada/portfolio", "ada/diffusion-xl", "ada/chat-ui"])
def test_metrics_are_stale_without_a_container(owner: httpx.Client, space_id: str) -> None:
    answer = owner.get(url(space_id, "metrics"))
    assert (answer.status_code, answer.json()["error"]) == (406, "Space is stale")


def test_opening_a_stream_counts_as_a_request(owner: httpx.Client, world: World) -> None:
    with owner.stream("GET", url("ada/leaderboard", "events")) as answer:
        assert answer.headers["RateLimit"].startswith(f'"api";r={world.limits.quota - 1};')
        assert "X-Request-Id" in answer.headers


# Logs


def test_a_log_has_the_keys_of_the_hubs(owner: httpx.Client) -> None:
    real = next(said(iter((SAMPLES / "logs-run.sse").read_text().splitlines())))
    for each in log(owner, "ada/chat-ui"):
        assert {key: type(value) for key, value in each.items()} == {key: type(value) for key, value in real.items()}


def test_each_connection_replays_the_log_and_a_tail_is_its_end(owner: httpx.Client) -> None:
    whole = log(owner, "ada/chat-ui")
    assert log(owner, "ada/chat-ui") == whole
    assert log(owner, "ada/chat-ui", tail=3) == whole[-3:]
    assert log(owner, "ada/chat-ui", tail=0) == []
    assert log(owner, "ada/chat-ui", tail=9999) == whole
    assert owner.get(url("ada/chat-ui", "logs/run"), params={"tail": "-1"}).status_code == 400


def test_what_failed_says_why_at_the_end_of_its_log(owner: httpx.Client) -> None:
    crashed = log(owner, "ada/chat-ui")
    assert "Traceback (most recent call last)" in text(crashed)
    assert "CUDA out of memory" in crashed[-1]["data"]
    assert "Running on local URL" not in text(crashed)
    assert "No matching distribution found" in log(owner, "ada/ocr-bot", "build")[-1]["data"]


def test_what_never_ran_has_an_empty_log(owner: httpx.Client) -> None:
    assert log(owner, "ada/untitled") == []
    assert log(owner, "ada/ocr-bot") == []
    assert log(owner, "ada/portfolio", "build") == []


def test_colours_and_progress_bars_are_as_programs_write_them(owner: httpx.Client) -> None:
    built = text(log(owner, "ada/leaderboard", "build"))
    assert "\x1b[33mWARNING" in built
    assert "\r     ━" in built
    assert built.startswith("===== Build Queued at ")


def test_a_build_is_written_line_by_line_and_its_log_closes_with_it(
    owner: httpx.Client, world: World, clock: ManualClock
) -> None:
    with owner.stream("GET", url("ada/music-gen", "logs/build")) as answer:
        lines = said(answer.iter_lines())
        first = next(lines)
        assert world.spaces["ada/music-gen"].stage == "BUILDING"
        with passing(clock):
            rest = list(lines)
    assert world.spaces["ada/music-gen"].stage == "APP_STARTING"
    assert [first, *rest] == log(owner, "ada/music-gen", "build")
    assert len({each["timestamp"] for each in rest}) > 5


def test_a_container_starts_serves_requests_and_its_log_closes_when_it_is_paused(
    owner: httpx.Client, world: World, clock: ManualClock
) -> None:
    owner.post(url("ada/diffusion-xl", "restart"))
    while world.spaces["ada/diffusion-xl"].stage != "APP_STARTING":
        clock.advance(0.5)
    read: list[Said] = []
    with owner.stream("GET", url("ada/diffusion-xl", "logs/run")) as answer, passing(clock):
        for each in said(answer.iter_lines()):
            read.append(each)
            if len(read) == 12:
                owner.post(url("ada/diffusion-xl", "pause"))
    assert "Application Startup" in read[0]["data"]
    assert "GET /" in read[11]["data"]
    assert read[-1]["data"] == "Stopped.\n"
    assert read == log(owner, "ada/diffusion-xl")


def test_the_log_of_what_is_replaced_closes_and_the_new_one_begins_anew(
    owner: httpx.Client, clock: ManualClock
) -> None:
    with owner.stream("GET", url("ada/leaderboard", "logs/run")) as answer:
        lines = said(answer.iter_lines())
        old = [next(lines)]
        owner.post(url("ada/leaderboard", "restart"))
        with passing(clock):
            old += list(lines)
    with owner.stream("GET", url("ada/leaderboard", "logs/run")) as answer:
        new = next(said(answer.iter_lines()))
    assert "Application Startup" in old[0]["data"]
    assert "Application Startup" in new["data"]
    assert new["timestamp"] >= old[-1]["timestamp"]


def test_the_log_of_a_deleted_space_closes_though_it_is_gone(owner: httpx.Client, clock: ManualClock) -> None:
    with owner.stream("GET", url("ada/old-mnist", "events")) as answer, passing(clock, 5.0):
        assert "data" not in "".join(answer.iter_lines())
    assert owner.get(url("ada/old-mnist", "events")).status_code == 404


# Metrics and events


@pytest.mark.parametrize(
    ("space_id", "flavor", "replicas"),
    [
        ("ada/whisper-demo", "a10g-small", 1),
        ("analytical/embed-api", "cpu-upgrade", 2),
        ("ada/zero-flux", "zero-a10g", 2),
    ],
)
def test_metrics_come_once_a_second_and_replica_and_fit_the_hardware(
    owner: httpx.Client, clock: ManualClock, space_id: str, flavor: str, replicas: int
) -> None:
    real = next(said(iter((SAMPLES / "metrics.sse").read_text().splitlines())))
    hardware = BY_NAME[flavor]
    began = clock.now()
    with owner.stream("GET", url(space_id, "metrics")) as answer, passing(clock):
        lines = answer.iter_lines()
        assert next(lines) == "event: metric"
        told = said(lines)
        seen = [next(told) for _ in range(5 * replicas)]
    assert clock.now() - began >= 4.0
    assert len({each["replica"] for each in seen}) == replicas
    assert len({each["cpu_usage_pct"] for each in seen}) > 1
    for each in seen:
        assert each.keys() == real.keys()
        assert each["memory_total_bytes"] == hardware.ram_gb * 1024**3 > each["memory_used_bytes"] > 0
        assert 0 <= each["cpu_usage_pct"] <= 100 * hardware.vcpu
        assert len(each["gpus"]) == (1 if flavor == "a10g-small" else 0)


@pytest.mark.parametrize("flavor", BY_NAME)
def test_readings_fit_every_flavor(flavor: str) -> None:
    hardware = BY_NAME[flavor]
    card = None if flavor == ZERO_GPU else hardware.accelerator
    for second in range(0, 600, 7):
        gpus = reading("ada/x", flavor, 0, START + second, seed=7)["gpus"].values()
        assert len(gpus) == (card.count if card else 0)
        assert sum(each["memory_total_bytes"] for each in gpus) == (card.vram_gb * 1024**3 if card else 0)
        assert all(0 <= each["utilization"] <= 100 for each in gpus)
        assert all(0 < each["memory_used_bytes"] <= each["memory_total_bytes"] for each in gpus)


def test_metrics_end_with_the_container(owner: httpx.Client, clock: ManualClock) -> None:
    with owner.stream("GET", url("ada/sd-turbo", "metrics")) as answer:
        lines = answer.iter_lines()
        next(lines)
        owner.post(url("ada/sd-turbo", "pause"))
        with passing(clock):
            assert list(said(lines))


def test_changes_of_stage_and_hardware_are_told_in_json_and_in_plain_text(
    owner: httpx.Client, clock: ManualClock
) -> None:
    with owner.stream("GET", url("ada/sd-turbo", "events")) as answer:
        lines = (line for line in answer.iter_lines() if line)
        with passing(clock):
            owner.post(url("ada/sd-turbo", "hardware"), json={"flavor": "t4-small"})
            told = []
            for line in lines:
                told.append(line)
                if '"RUNNING"' in line:
                    break
    stages = [json.loads(line.removeprefix("data: "))["stage"] for line in told if line.startswith("data:")]
    assert stages == ["RUNNING_BUILDING", "RUNNING_APP_STARTING", "RUNNING"]
    assert "hardware: a10g-large, requested: t4-small" in told


@pytest.mark.parametrize(("what", "keeps"), [("events", ": keep-alive"), ("logs/build", "data:")])
def test_a_silent_stream_is_kept_alive(
    owner: httpx.Client, world: World, clock: ManualClock, what: str, keeps: str
) -> None:
    space = world.spaces["ada/music-gen"]
    space.due = world.clock.now() + 3600
    with owner.stream("GET", url(space.id, what)) as answer, passing(clock, 40.0):
        assert keeps in (line for line in answer.iter_lines())


# Coming, going, going wrong


@pytest.mark.parametrize("what", STREAMS)
def test_a_stream_nobody_reads_any_more_ends(owner: httpx.Client, clock: ManualClock, what: str) -> None:
    space_id = "ada/music-gen" if what == "logs/build" else "ada/leaderboard"
    with owner.stream("GET", url(space_id, what)):
        pass
    until_nobody_waits(clock)


def test_a_server_stops_at_once_with_streams_open(world: World, clock: ManualClock) -> None:
    before = threading.active_count()
    headers = {"Authorization": f"Bearer {world.token}"}
    server = DemoServer(world)
    server.start()
    with (
        httpx.Client(base_url=server.url, headers=headers, timeout=10) as client,
        client.stream("GET", url("ada/leaderboard", "events")) as answer,
    ):
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 60  # it waits neither for the streams nor for their clock
        with pytest.raises(httpx.TransportError):
            list(answer.iter_lines())
    until_nobody_waits(clock)
    assert threading.active_count() == before


@pytest.mark.parametrize("events", [0, 1, 5])
def test_a_stream_is_cut_after_so_many_events(demo: DemoServer, owner: httpx.Client, events: int) -> None:
    demo.faults.add(CutAfter(events), path="*/logs/run", times=1)
    read: list[Said] = []
    with pytest.raises(httpx.TransportError), owner.stream("GET", url("ada/chat-ui", "logs/run")) as answer:
        for each in said(answer.iter_lines()):
            read.append(each)
    assert read == log(owner, "ada/chat-ui")[:events]


@pytest.mark.parametrize(("what", "keeps"), [("events", ": keep-alive"), ("logs/build", "data:")])
def test_what_keeps_a_stream_alive_does_not_have_it_cut(
    demo: DemoServer, owner: httpx.Client, clock: ManualClock, what: str, keeps: str
) -> None:
    space = demo.world.spaces["ada/music-gen"]
    space.due = clock.now() + 36_000
    demo.faults.add(CutAfter(1), times=1)
    with owner.stream("GET", url(space.id, what), params={"tail": 0}) as answer, passing(clock, 40.0):
        kept = (line for line in answer.iter_lines() if line)
        assert [next(kept) for _ in range(3)] == [keeps] * 3


@pytest.mark.parametrize("after", [False, True])
def test_a_stream_can_be_cut_before_it_begins(
    demo: DemoServer, owner: httpx.Client, clock: ManualClock, after: bool
) -> None:
    demo.faults.add(Cut(after_acting=after), times=1)
    with pytest.raises(httpx.TransportError):
        owner.get(url("ada/leaderboard", "events"))
    until_nobody_waits(clock)


def test_a_stream_can_be_refused_and_late(demo: DemoServer, owner: httpx.Client, clock: ManualClock) -> None:
    demo.faults.add(Says(503), times=1)
    assert owner.get(url("ada/chat-ui", "logs/run")).status_code == 503
    demo.faults.add(Slow(8), times=1)
    began = clock.now()
    with passing(clock):
        assert log(owner, "ada/chat-ui")
    assert clock.now() - began >= 8
