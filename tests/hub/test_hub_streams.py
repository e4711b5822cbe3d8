"""Event streams: read within bounds whatever comes, and opened, refused, cut and closed like nothing else."""

from __future__ import annotations

import asyncio
import json
import tracemalloc
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacetui.hub import errors
from spacetui.hub.client import SpacesClient
from spacetui.hub.stream_models import GpuMetric, LogLine, Metric, hints, log_lines, metrics
from spacetui.hub.streams import MAX_EVENT, MAX_LINE, EventReader, LineReader, ServerEvent, read_events, read_lines
from spacetui.hub.wire import Timeouts
from tests.hub.conftest import serving
from tests.hub.scripted import Connect, ScriptedHub, reply

SAMPLES = Path(__file__).parents[1] / "data" / "hub-samples"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"


def events_in(*pieces: bytes) -> list[ServerEvent]:
    reader = EventReader()
    return [event for piece in pieces for event in reader.feed(piece)] + list(reader.end())


def stream(body: bytes, *headers: bytes) -> bytes:
    """A whole stream: what follows it is a proper close."""
    return HEAD + b"".join(header + b"\r\n" for header in headers) + b"\r\n" + body


def chunk(body: bytes) -> bytes:
    return f"{len(body):x}\r\n".encode() + body + b"\r\n"


def line(text: str, second: int = 0) -> bytes:
    return f"data: {json.dumps({'data': text, 'timestamp': f'2026-10-01T08:00:{second:02}.000Z'})}\n\n".encode()


async def told(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def lines_of(client: SpacesClient, **how: Any) -> list[LogLine]:
    async with client.fetch_space_logs("ada/demo", **how) as lines:
        return [each async for each in lines]


# What is read


def test_lines_end_in_any_way_and_what_is_no_data_is_passed_over() -> None:
    first = b"\xef\xbb\xbfdata: one\r\n\r\n"
    second = b": comment\rdata:two\rdata: lines\r\r"
    third = b"event: metric\nid: 7\nretry: 1\ndata\ndata:  x\n\n"
    assert events_in(first + second + third) == [
        ServerEvent("message", "one"),
        ServerEvent("message", "two\nlines"),
        ServerEvent("metric", "\n x"),
    ]


def test_empty_data_is_no_event_and_the_name_of_one_does_not_pass_to_the_next() -> None:
    assert events_in(b"event: a\ndata:\n\ndata: b\n\n") == [ServerEvent("message", "b")]


def test_a_proper_close_completes_the_last_event() -> None:
    assert events_in(b"data: whole") == [ServerEvent("message", "whole")]


@given(
    st.lists(st.sampled_from([b"data: \xe2\x9c\x85", b"\r", b"\n", b"\r\n", b": c", b"event: e", b"\xff"])), st.data()
)
def test_how_a_stream_is_cut_into_pieces_makes_no_difference(parts: list[bytes], data: st.DataObject) -> None:
    body = b"".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=6)))
    pieces = [body[start:end] for start, end in zip([0, *cuts], [*cuts, len(body)], strict=True)]
    assert events_in(*pieces) == events_in(body)


def test_an_end_of_line_split_over_pieces_is_one() -> None:
    body = b"data: a\r\ndata: b\r\n\r\ndata: c\r\r"
    assert events_in(*[body[at : at + 1] for at in range(len(body))]) == events_in(body)
    assert events_in(body) == [ServerEvent("message", "a\nb"), ServerEvent("message", "c")]


def test_characters_split_over_pieces_are_whole_and_broken_ones_replaced() -> None:
    assert events_in(b"data: \xe2\x9c", b"\x85 \xff\n", b"\n") == [ServerEvent("message", "✅ \ufffd")]


def test_the_rest_of_a_line_beyond_the_bound_is_left_out_and_counted() -> None:
    (event, following) = events_in(b"data: ", b"x" * MAX_LINE, b"yy\n\ndata: next\n\n")
    assert (len(event.data), event.skipped) == (MAX_LINE - len("data: "), len("data: ") + 2)
    assert following == ServerEvent("message", "next")


def test_an_event_of_many_lines_is_bounded_too() -> None:
    (event,) = events_in(*[b"data: " + b"x" * 9_999 + b"\n"] * 200, b"\n")
    assert len(event.data) == MAX_EVENT
    assert event.skipped == 200 * 10_000 - 1 - MAX_EVENT


@pytest.mark.parametrize(
    "piece", [b"data: " + b"x" * 65_530, (b"data: " + b"x" * 250 + b"\n") * 250], ids=["line", "event"]
)
def test_what_never_ends_takes_no_more_memory(piece: bytes) -> None:
    reader = EventReader()
    tracemalloc.start()
    try:
        for _ in range(150):
            assert list(reader.feed(piece)) == []
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5 * MAX_LINE


@pytest.mark.parametrize(
    ("content", "tells"),
    [
        (b"hardware changed", True),
        (b'{"stage": "RUNNING"}', True),
        (b"data: x", True),
        (b"data:", False),
        (b": keep-alive", False),
        (b"", False),
        (b"event: ping", False),
        (b"retry: 3000", False),
    ],
)
def test_any_line_that_says_something_is_a_hint(content: bytes, tells: bool) -> None:
    (read,) = LineReader().feed(content + b"\n")
    assert read.tells is tells


async def test_the_hubs_logs_read_as_lines_with_their_moments() -> None:
    body = (SAMPLES / "logs-run.sse").read_bytes()
    read = [each async for each in log_lines(read_events(told(body)))]
    assert [each.text.strip()[:12] for each in read] == [
        "===== Applic",
        "Running on l",
        "\x1b[32mINFO\x1b[0",
        "loading:  10",
    ]
    assert read[1].timestamp == datetime(2026, 10, 1, 8, 0, 4, 120_000, UTC)
    assert read[3].text.count("\r") == 2


async def test_what_is_no_log_object_is_a_line_as_it_stands() -> None:
    body = b'data: plain\n\ndata: {"data": 7}\n\ndata: {"data": "x", "timestamp": "soon"}\n\n'
    read = [each async for each in log_lines(read_events(told(body)))]
    assert read == [LogLine("plain", None), LogLine('{"data": 7}', None), LogLine("x", None)]


@pytest.mark.parametrize("text", ["x" * 2_000_000, "é\n" * 500_000, "✅" * 400_000])
async def test_a_line_beyond_the_bound_keeps_its_beginning(text: str) -> None:
    body = f"data: {json.dumps({'data': text, 'timestamp': '2026-10-01T08:00:00Z'})}\n\n".encode()
    (read,) = [each async for each in log_lines(read_events(told(body)))]
    assert text.startswith(read.text)
    assert len(json.dumps(read.text)) > MAX_LINE - 100
    assert read.skipped == len(body) - 2 - MAX_LINE
    assert read.timestamp is None


async def test_metrics_are_read_leniently() -> None:
    body = (SAMPLES / "metrics.sse").read_bytes()
    odd = b'event: metric\ndata: {"cpu_usage_pct": "many", "gpus": {"0": 1, "1": {"utilization": 5}}, "replica": 3}\n\n'
    nothing = b"event: metric\ndata: [1]\n\nevent: other\ndata: {}\n\n"
    read = [each async for each in metrics(read_events(told(body, odd, nothing)))]
    assert [each.cpu_usage_pct for each in read] == [12.5, 180.2, None]
    assert read[1].gpus == {
        "0": GpuMetric(utilization=97, memory_used_bytes=15_032_385_536, memory_total_bytes=17_179_869_184)
    }
    assert read[2] == Metric.model_validate({"gpus": {"1": {"utilization": 5}}})


async def test_no_figure_is_without_bounds() -> None:
    large = b'data: {"cpu_usage_pct": 1e999, "memory_used_bytes": 1e300, "gpus": {"0": {"utilization": 1e999}}}\n\n'
    read = [each async for each in metrics(read_events(told(large, b'data: {"rx_bps": NaN}\n\n')))]
    assert read == [Metric(gpus={"0": GpuMetric()})]


async def test_plain_text_and_json_make_hints_and_nothing_more() -> None:
    body = b'connected\n\n: keep-alive\n\ndata: {"stage": "PAUSED"}\n\nretry: 5\ndata:\n\n'
    assert len([each async for each in hints(read_lines(told(body)))]) == 2


# How it is opened, and how it ends


async def test_a_log_is_asked_for_as_text_unpacked_and_with_the_token(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(stream(line("a") + line("b", 1), b'RateLimit: "api";r=7;t=9'))
    assert [each.text for each in await lines_of(client, build=True, tail=5)] == ["a", "b"]
    (asked,) = hub.requests
    assert asked.target == "/api/spaces/ada/demo/logs/build?tail=5"
    assert asked.headers["accept-encoding"] == "identity"
    assert asked.headers["accept"].startswith("text/event-stream")
    assert asked.headers["authorization"] == "Bearer hf_written_down_nowhere"
    assert client.rate_limit is not None
    assert client.rate_limit.remaining == 7


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (reply({"error": "no"}, 403), errors.Forbidden, "read the run log of ada/demo"),
        (reply({"error": "Repository not found"}, 404), errors.NotFound, "does not exist"),
        (reply({"error": "Space is stale"}, 406), errors.BadRequest, "Space is stale"),
        (reply(b"<h1>slow down</h1>", 429, {"Retry-After": "7"}), errors.RateLimited, "too many"),
        (reply(b"<h1>503</h1>", 503), errors.HubUnwell, "not well"),
        (reply(b"<h1>Log in</h1>", 200, {"Content-Type": "text/html"}), errors.UnreadableAnswer, "stream of events"),
        (stream(b"\x1f\x8b", b"Content-Encoding: gzip"), errors.UnreadableAnswer, "stream of events"),
    ],
)
async def test_a_refusal_is_told_before_anything_is_read(
    hub: ScriptedHub, client: SpacesClient, answer: bytes, error: type[errors.HubError], words: str
) -> None:
    hub.play(answer)
    with pytest.raises(error, match=words):
        await lines_of(client)


async def test_a_401_asks_whoami_what_it_means(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(reply({"error": "no"}, 401), reply({"name": "ada"}))
    with pytest.raises(errors.TokenNotAllowed):
        await lines_of(client)
    assert [each.path for each in hub.requests] == ["/api/spaces/ada/demo/logs/run", "/api/whoami-v2"]


async def test_a_redirect_on_the_same_host_is_followed_and_another_is_not(hub: ScriptedHub, connect: Connect) -> None:
    hub.play(reply(b"", 307, {"Location": "/api/spaces/ada/new/logs/run"}), stream(line("a")))
    assert [each.text for each in await lines_of(connect())] == ["a"]
    hub.play(reply(b"", 307, {"Location": "https://elsewhere.example/"}))
    with pytest.raises(errors.UnreadableAnswer):
        await lines_of(connect())


async def test_offline_nothing_is_asked(hub: ScriptedHub, connect: Connect) -> None:
    with pytest.raises(errors.OfflineMode):
        await lines_of(connect(offline=True))
    assert hub.requests == []


async def test_a_cut_stream_gives_what_came_and_raises(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk(line("a")))
    read: list[str] = []
    with pytest.raises(errors.NoAnswer, match="cut") as caught:
        async with client.fetch_space_logs("ada/demo") as lines:
            async for each in lines:
                read.append(each.text)
    assert read == ["a"]
    assert not caught.value.outcome_unknown
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


class OpenHub:
    """A hub that begins a stream for whoever asks, and then says what the test says."""

    def __init__(self) -> None:
        self.url = ""
        self.head = HEAD
        self.writers: list[asyncio.StreamWriter] = []
        self.gone = 0
        self.changed = asyncio.Condition()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = (await reader.readuntil(b"\r\n\r\n")).decode()
        if "/runtime" in asked:
            writer.write(reply({"stage": "RUNNING"}))
            writer.close()
            return
        writer.write(self.head + b"\r\n")
        await self._note(begun=writer)
        await reader.read()
        await self._note(gone=1)
        writer.close()

    async def _note(self, begun: asyncio.StreamWriter | None = None, gone: int = 0) -> None:
        async with self.changed:
            self.writers += [begun] if begun else []
            self.gone += gone
            self.changed.notify_all()

    async def until(self, begun: int = 0, gone: int = 0) -> None:
        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(lambda: len(self.writers) >= begun and self.gone >= gone)


@pytest.fixture
async def open_hub() -> AsyncIterator[OpenHub]:
    hub = OpenHub()
    async with serving(hub.serve) as hub.url:
        yield hub


async def test_entering_waits_for_no_line(open_hub: OpenHub) -> None:
    async with SpacesClient(endpoint=open_hub.url) as client, client.fetch_space_logs("ada/demo") as lines:
        open_hub.writers[0].write(line("late"))
        assert (await anext(lines)).text == "late"


@pytest.mark.parametrize("odd", [b"Content-Encoding: gzip\r\n", b"Content-Type: text/html\r\n"])
async def test_what_is_no_stream_is_not_waited_for(open_hub: OpenHub, odd: bytes) -> None:
    open_hub.head = b"HTTP/1.1 200 OK\r\n" + odd
    async with SpacesClient(endpoint=open_hub.url) as client:
        async with asyncio.timeout(5):
            with pytest.raises(errors.UnreadableAnswer, match="stream of events"):
                await lines_of(client)
        await open_hub.until(gone=1)


async def test_silence_is_an_error_only_when_nothing_at_all_comes_for_too_long(open_hub: OpenHub) -> None:
    async with (
        SpacesClient(endpoint=open_hub.url, timeouts=Timeouts(read=60, stream=0.3)) as client,
        asyncio.timeout(10),
    ):
        with pytest.raises(errors.NoAnswer, match="in time"):
            async with client.fetch_space_logs("ada/demo") as lines:
                open_hub.writers[0].write(b": keep-alive\n\n" + line("a"))
                assert (await anext(lines)).text == "a"
                await anext(lines)


async def test_leaving_closes_the_connection(open_hub: OpenHub) -> None:
    async with SpacesClient(endpoint=open_hub.url) as client:
        async with client.fetch_space_events("ada/demo") as told:
            open_hub.writers[0].write(b"something\n")
            await anext(told)
        await open_hub.until(gone=1)


async def test_cancelling_closes_the_connection(open_hub: OpenHub) -> None:
    async with SpacesClient(endpoint=open_hub.url) as client:
        reading = asyncio.create_task(lines_of(client))
        await open_hub.until(begun=1)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await open_hub.until(gone=1)


async def test_sixteen_streams_run_at_once_and_keep_nothing_else_waiting(open_hub: OpenHub) -> None:
    async with SpacesClient(endpoint=open_hub.url, timeouts=Timeouts(pool=0.05)) as client:
        running = [asyncio.create_task(lines_of(client)) for _ in range(16)]
        await open_hub.until(begun=16)
        with pytest.raises(errors.HubUnreachable, match="too much else"):
            await lines_of(client)
        assert (await client.get_space_runtime("ada/demo")).stage == "RUNNING"
        running[0].cancel()
        await asyncio.wait(running[:1])
        running[0] = asyncio.create_task(lines_of(client))
        await open_hub.until(begun=17)
        for each in running:
            each.cancel()
        await asyncio.wait(running)
