from __future__ import annotations

import asyncio
import gzip
import socket
import zlib

import pytest
from pydantic import SecretStr

from spacetui.hub.client import SpacesClient
from spacetui.hub.errors import (
    HubError,
    HubUnreachable,
    InvalidInput,
    NoAnswer,
    NotFound,
    OfflineMode,
    UnreadableAnswer,
)
from spacetui.hub.wire import Timeouts
from tests.hub.scripted import CUT, HANG, Connect, ScriptedHub, reply

RUNNING = {"stage": "RUNNING"}
MIB = 1024 * 1024


async def outcome(client: SpacesClient) -> tuple[type[HubError], type[HubError], bool]:
    """The errors of a read and of a write, and whether the write's outcome is unknown."""
    with pytest.raises(HubError) as read:
        await client.get_space_runtime("ada/demo")
    assert read.value.outcome_unknown is False
    with pytest.raises(HubError) as write:
        await client.pause_space("ada/demo")
    return type(read.value), type(write.value), write.value.outcome_unknown


@pytest.mark.parametrize(
    "broken",
    [
        CUT,
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\r\n",
        b"HTTP/1.1 200",
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"\x15\x03\x01\x00\x02\x02\x16",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000,
    ],
    ids=["cut", "short", "chunk", "half a head", "other protocol", "alert", "length", "endless head"],
)
async def test_a_broken_answer_is_no_answer_and_leaves_a_write_unknown(
    hub: ScriptedHub, client: SpacesClient, broken: bytes
) -> None:
    hub.play(broken)
    assert await outcome(client) == (NoAnswer, NoAnswer, True)
    assert len(hub.requests) == 2


async def test_silence_ends_at_the_read_timeout(hub: ScriptedHub, connect: Connect) -> None:
    hub.play(HANG)
    assert await outcome(connect(timeouts=Timeouts(read=0.05))) == (NoAnswer, NoAnswer, True)


async def test_silence_ends_at_the_whole_deadline(hub: ScriptedHub, connect: Connect) -> None:
    hub.play(HANG)
    assert await outcome(connect(timeouts=Timeouts(whole=0.3))) == (NoAnswer, NoAnswer, True)


async def test_without_a_connection_nothing_was_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        async with SpacesClient(endpoint=f"http://127.0.0.1:{taken.getsockname()[1]}") as client:
            assert await outcome(client) == (HubUnreachable, HubUnreachable, False)


async def test_https_to_a_server_that_speaks_http_is_unreachable(hub: ScriptedHub) -> None:
    async with SpacesClient(endpoint=hub.url.replace("http:", "https:"), timeouts=Timeouts(connect=0.1)) as client:
        assert await outcome(client) == (HubUnreachable, HubUnreachable, False)


async def test_offline_mode_sends_nothing(hub: ScriptedHub, connect: Connect) -> None:
    assert await outcome(connect(offline=True)) == (OfflineMode, OfflineMode, False)
    assert hub.connections == 0


async def test_a_body_beyond_the_limit_is_unreadable(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + b" " * (33 * MIB))
    assert await outcome(client) == (UnreadableAnswer, UnreadableAnswer, True)


async def test_a_body_that_unpacks_beyond_the_limit_is_unreadable(hub: ScriptedHub, client: SpacesClient) -> None:
    packed = gzip.compress(b" " * (40 * MIB))
    assert len(packed) < MIB
    hub.play(reply(packed, headers={"Content-Encoding": "gzip"}))
    assert await outcome(client) == (UnreadableAnswer, UnreadableAnswer, True)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"not gzip at all"),
        ("gzip", gzip.compress(b'{"stage": "RUNNING"}' * 50)[:-12]),
        ("br", b"\x00"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"{}"))),
    ],
    ids=["no gzip", "half of it", "not ours", "twice"],
)
async def test_a_body_that_cannot_be_unpacked_is_unreadable(
    hub: ScriptedHub, client: SpacesClient, encoding: str, body: bytes
) -> None:
    hub.play(reply(body, headers={"Content-Encoding": encoding}))
    assert await outcome(client) == (UnreadableAnswer, UnreadableAnswer, True)


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("identity", bytes), ("", bytes)],
    ids=["gzip", "deflate", "identity", "none"],
)
async def test_packed_bodies_are_read(hub: ScriptedHub, client: SpacesClient, encoding: str, pack: type[bytes]) -> None:
    hub.play(reply(pack(b'{"stage": "RUNNING"}'), headers={"Content-Encoding": encoding}))
    assert (await client.get_space_runtime("ada/demo")).stage == "RUNNING"


@pytest.mark.parametrize("status", [307, 308])
async def test_a_redirect_on_the_same_host_keeps_method_body_and_token(
    hub: ScriptedHub, client: SpacesClient, status: int
) -> None:
    hub.play(reply(status=status, headers={"Location": "/api/spaces/ada/new/sleeptime"}), reply(RUNNING))
    await client.set_space_sleep_time("ada/old", 60)
    first, second = hub.requests
    assert second.target == "/api/spaces/ada/new/sleeptime"
    assert (second.method, second.body) == (first.method, first.body) == ("POST", b'{"seconds": 60}')
    assert second.headers["authorization"] == "Bearer hf_written_down_nowhere"


@pytest.mark.parametrize("status", [301, 302])
async def test_a_move_is_followed_for_reads_and_not_for_writes(
    hub: ScriptedHub, client: SpacesClient, status: int
) -> None:
    moved = reply(status=status, headers={"Location": hub.url + "/api/spaces/ada/new/runtime"})
    hub.play(moved, reply(RUNNING))
    await client.get_space_runtime("ada/old")
    hub.play(moved, reply(RUNNING))
    with pytest.raises(UnreadableAnswer) as caught:
        await client.pause_space("ada/old")
    assert caught.value.outcome_unknown is True
    assert len(hub.requests) == 3


async def test_a_redirect_to_another_host_port_or_scheme_is_never_followed(hub: ScriptedHub, connect: Connect) -> None:
    elsewhere = ScriptedHub()
    server = await asyncio.start_server(elsewhere.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    for location in (f"http://127.0.0.1:{port}/x", hub.url.replace("127.0.0.1", "localhost"), "https://127.0.0.1/x"):
        hub.play(reply(status=307, headers={"Location": location}))
        assert await outcome(connect()) == (UnreadableAnswer, UnreadableAnswer, True)
    assert elsewhere.connections == 0
    server.close()


@pytest.mark.parametrize("status", [300, 303, 304, 307])
async def test_a_status_that_is_neither_yes_nor_no_is_unreadable(
    hub: ScriptedHub, client: SpacesClient, status: int
) -> None:
    hub.play(reply(status=status))
    assert await outcome(client) == (UnreadableAnswer, UnreadableAnswer, True)


async def test_three_redirects_are_followed_and_no_more(hub: ScriptedHub, client: SpacesClient) -> None:
    again = reply(status=307, headers={"Location": "/again"})
    hub.play(again, again, again, reply(RUNNING))
    await client.get_space_runtime("ada/demo")
    hub.play(again)
    with pytest.raises(UnreadableAnswer):
        await client.get_space_runtime("ada/demo")
    assert len(hub.requests) == 8


async def test_a_token_never_goes_over_plain_http_but_anonymous_reads_may() -> None:
    async with SpacesClient(endpoint="http://hub.invalid", token=SecretStr("hf_x")) as client:
        assert await outcome(client) == (InvalidInput, InvalidInput, False)
    async with SpacesClient(endpoint="http://hub.invalid") as client:
        assert await outcome(client) == (HubUnreachable, HubUnreachable, False)


@pytest.mark.parametrize("token", ["hf\nx", "hf x", "hf_ä", "\ud800", "\x00"])
async def test_a_token_that_fits_no_header_is_refused_without_being_quoted(connect: Connect, token: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        await connect(token=token).whoami()
    assert token not in str(caught.value)


async def test_a_loopback_endpoint_is_reached_past_the_proxy_of_the_environment(
    hub: ScriptedHub, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    hub.play(reply(RUNNING))
    assert (await connect().get_space_runtime("ada/demo")).stage == "RUNNING"


async def test_other_endpoints_are_reached_through_the_proxy_of_the_environment(
    hub: ScriptedHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", hub.url)
    hub.play(reply(RUNNING))
    async with SpacesClient(endpoint="http://hub.invalid") as client:
        assert (await client.get_space_runtime("ada/demo")).stage == "RUNNING"
    assert hub.requests[0].target == "http://hub.invalid/api/spaces/ada/demo/runtime"


@pytest.mark.parametrize(
    ("name", "value"),
    [("HTTPS_PROXY", "gopher://me:word@proxy.example"), ("HTTPS_PROXY", "http://[::1"), ("SSL_CERT_FILE", "/nowhere")],
)
async def test_settings_of_the_environment_that_cannot_be_used_are_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    async with SpacesClient(endpoint="https://hub.invalid") as client:
        with pytest.raises(HubUnreachable, match=name) as caught:
            await client.get_space_runtime("ada/demo")
    assert "word" not in str(caught.value)


async def test_each_request_says_who_asks_and_can_be_traced(hub: ScriptedHub, connect: Connect) -> None:
    client = connect(origin="notebook")
    for _ in range(2):
        with pytest.raises(NotFound):
            await client.get_space_runtime("ada/demo")
    first, second = hub.requests
    assert first.headers["user-agent"].startswith("spacetui/")
    assert "; python/3." in first.headers["user-agent"]
    assert first.headers["user-agent"].endswith("; origin/notebook")
    assert first.headers["x-amzn-trace-id"] != second.headers["x-amzn-trace-id"]
    assert hub.connections == 1


async def test_an_anonymous_client_sends_no_token_and_no_cookies_come_back(hub: ScriptedHub, connect: Connect) -> None:
    client = connect(token=None)
    hub.play(reply(RUNNING, headers={"Set-Cookie": "a=b; Path=/"}))
    for _ in range(2):
        await client.get_space_runtime("ada/demo")
    assert all("authorization" not in request.headers for request in hub.requests)
    assert all("cookie" not in request.headers for request in hub.requests)


async def test_a_request_can_be_cancelled(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(HANG)
    task = asyncio.ensure_future(client.pause_space("ada/demo"))
    await hub.asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_many_requests_at_once_share_twenty_connections(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(reply(RUNNING))
    runtimes = await asyncio.gather(*(client.get_space_runtime("ada/demo") for _ in range(30)))
    assert len(runtimes) == 30
    assert hub.most_at_once <= 20


async def test_a_value_that_is_no_text_is_refused_in_a_query_and_escaped_in_a_body(
    hub: ScriptedHub, client: SpacesClient
) -> None:
    with pytest.raises(InvalidInput):
        await client.list_spaces(search="\ud800")
    hub.play(reply({}))
    await client.add_space_variable("ada/demo", "KEY", "\ud800")
    assert hub.requests[0].body == rb'{"key": "KEY", "value": "\ud800"}'
