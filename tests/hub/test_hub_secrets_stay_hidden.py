"""Token and secret values stay out of whatever is printed, logged or shown with local variables."""

from __future__ import annotations

import io
import logging
import traceback
from collections.abc import Awaitable, Callable, Iterator
from types import FrameType

import pytest
from pydantic import SecretStr

from spacetui.hub.client import SpacesClient
from spacetui.hub.errors import HubError
from spacetui.hub.models import NewSecret
from spacetui.hub.wire import Timeouts
from tests.hub.scripted import CUT, HANG, Connect, ScriptedHub, reply

TOKEN = "hf_t0ken_never_shown"
VALUE = "s3cret_value_never_shown"

BROKEN = [
    CUT,
    HANG,
    b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{",
    reply(b"<html>"),
    reply({}, 500),
    reply({"error": f"{VALUE} by {TOKEN}"}, 403),
    reply({}, 401),
    reply(status=307, headers={"Location": "https://elsewhere.example"}),
    reply(b"", headers={"Content-Encoding": "br"}),
]


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """All that any logger says, at its most talkative."""
    stream = io.StringIO()
    handler, root = logging.StreamHandler(stream), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(1)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


async def add(client: SpacesClient) -> object:
    await client.add_space_secret("ada/demo", "KEY", SecretStr(VALUE))
    return None


async def duplicate(client: SpacesClient) -> object:
    secrets = [NewSecret(key="KEY", value=SecretStr(VALUE))]
    return await client.duplicate_space("ada/demo", "ada/copy", visibility="private", secrets=secrets)


async def create(client: SpacesClient) -> object:
    secrets = [NewSecret(key="KEY", value=SecretStr(VALUE))]
    return await client.create_space("ada/new", sdk="gradio", visibility="private", secrets=secrets)


def with_locals(error: BaseException) -> str:
    """The error's whole chain, its frames' local variables included."""
    shown = "".join(traceback.format_exception(error))
    chain: list[BaseException | None] = [error, error.__cause__, error.__context__]
    frames: list[FrameType] = [
        frame for link in chain if link is not None for frame, _ in traceback.walk_tb(link.__traceback__)
    ]
    ours = [frame for frame in frames if "/tests/" not in frame.f_code.co_filename]
    assert ours
    return shown + "".join(repr(frame.f_locals) for frame in ours)


@pytest.mark.parametrize("operation", [add, duplicate, create])
@pytest.mark.parametrize("answer", BROKEN)
async def test_no_failure_shows_the_token_or_a_secret(
    hub: ScriptedHub,
    connect: Connect,
    logged: io.StringIO,
    operation: Callable[[SpacesClient], Awaitable[object]],
    answer: bytes | None,
) -> None:
    client = connect(token=TOKEN, timeouts=Timeouts(read=0.05))
    hub.play(answer)
    with pytest.raises(HubError) as caught:
        await operation(client)
    assert VALUE.encode() in hub.requests[0].body
    assert hub.requests[0].headers["authorization"] == f"Bearer {TOKEN}"
    shown = with_locals(caught.value) + str(vars(caught.value)) + repr(client) + str(client.warnings)
    for secret in (TOKEN, VALUE):
        assert secret not in shown
        assert secret not in logged.getvalue()
        assert all(secret not in request.target for request in hub.requests)


async def test_what_the_hub_quotes_in_headers_is_hidden(hub: ScriptedHub, connect: Connect) -> None:
    client = connect(token=TOKEN)
    hub.play(reply({}, 401, {"X-HF-Warning": f"t; {TOKEN}", "X-Error-Code": VALUE, "X-Error-Message": TOKEN}))
    with pytest.raises(HubError) as caught:
        await add(client)
    shown = with_locals(caught.value) + str(vars(caught.value)) + str(client.warnings)
    assert client.warnings == {"t": "••••"}
    assert TOKEN not in shown
    assert VALUE not in shown


async def test_a_success_is_logged_without_secrets_too(hub: ScriptedHub, connect: Connect, logged: io.StringIO) -> None:
    hub.play(reply({}))
    await add(connect(token=TOKEN))
    assert "200" in logged.getvalue()
    assert TOKEN not in logged.getvalue()
    assert VALUE not in logged.getvalue()
