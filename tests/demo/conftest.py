"""HTTP clients of the demo hub, as each kind of caller."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from spacetui.demo.server import DemoServer

Caller = Callable[[str | None], httpx.Client]


@pytest.fixture
def calling_with(demo: DemoServer) -> Iterator[Caller]:
    """Makes a client with that token, anonymous with None."""
    with ExitStack() as stack:

        def client(token: str | None) -> httpx.Client:
            headers = {} if token is None else {"Authorization": f"Bearer {token}"}
            return stack.enter_context(httpx.Client(base_url=demo.url, headers=headers, timeout=5))

        yield client


@pytest.fixture
def owner(calling_with: Caller, demo: DemoServer) -> httpx.Client:
    return calling_with(demo.world.token)


@pytest.fixture
def anonymous(calling_with: Caller) -> httpx.Client:
    return calling_with(None)
