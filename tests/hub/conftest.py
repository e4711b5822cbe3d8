"""The scripted hub, running, and clients of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr

from spacetui.clock import Clock
from spacetui.hub.client import SpacesClient
from spacetui.hub.wire import Timeouts

from .scripted import Connect, ScriptedHub


@pytest.fixture
async def hub() -> AsyncIterator[ScriptedHub]:
    scripted = ScriptedHub()
    tasks: set[asyncio.Task[None]] = set()

    def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.ensure_future(scripted.serve(reader, writer)))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    scripted.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield scripted
    server.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


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
