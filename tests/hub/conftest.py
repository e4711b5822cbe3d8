"""The scripted hub, running, and clients of it and of the demo hub."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import SecretStr

from spacetui.clock import Clock
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.hub.client import SpacesClient
from spacetui.hub.wire import Timeouts
from tests.hub.scripted import Connect, ScriptedHub


@asynccontextmanager
async def serving(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]],
) -> AsyncIterator[str]:
    """A server on loopback, each connection a task of its own; its address."""
    tasks: set[asyncio.Task[None]] = set()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.ensure_future(serve(reader, writer)))

    server = await asyncio.start_server(begin, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def hub() -> AsyncIterator[ScriptedHub]:
    scripted = ScriptedHub()
    async with serving(scripted.serve) as scripted.url:
        yield scripted


@pytest.fixture
async def connect(hub: ScriptedHub) -> AsyncIterator[Connect]:
    """Makes clients of the scripted hub, and closes them."""
    clients: list[SpacesClient] = []

    def make(
        token: str | None = "hf_written_down_nowhere",
        clock: Clock | None = None,
        retries: int = 0,
        timeouts: Timeouts | None = None,
        **more: Any,
    ) -> SpacesClient:
        secret = SecretStr(token) if token else None
        settings = {"endpoint": hub.url, "jitter": lambda: 0.5, **more}
        client = SpacesClient(token=secret, clock=clock, retries=retries, timeouts=timeouts, **settings)
        clients.append(client)
        return client

    yield make
    for client in clients:
        await client.aclose()


@pytest.fixture
def client(connect: Connect) -> SpacesClient:
    return connect()


def client_of(demo: DemoServer, token: str | None) -> SpacesClient:
    return SpacesClient(endpoint=demo.url, token=SecretStr(token) if token else None)


@pytest.fixture
async def owner(demo: DemoServer, world: World) -> AsyncIterator[SpacesClient]:
    async with client_of(demo, world.token) as client:
        yield client
