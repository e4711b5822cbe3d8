"""What every test has: an environment of its own, a clock that only a test advances, and a demo hub."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Iterator

_FOREIGN = ("HF_", "HUGGING", "TRANSFORMERS_", "TEXTUAL_", "XDG_", "SPACETUI_", "NO_COLOR", "FORCE_COLOR")
_HOME = tempfile.TemporaryDirectory(prefix="spacetui-tests-")


def _leave_the_users_environment() -> None:
    """Nothing of whoever runs the tests is read: no token, proxy, setting or file."""
    for name in list(os.environ):
        if name.startswith("TEXTUAL_SNAPSHOT"):
            continue  # the snapshot plugin's own
        if name.startswith(_FOREIGN) or name.lower().endswith("_proxy"):
            del os.environ[name]
    for name in ("HOME", "HF_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        os.environ[name] = _HOME.name


# Before the imports below: the official client reads its environment when it is imported.
_leave_the_users_environment()

import pytest  # noqa: E402 -- see above

from spacetui.clock import ManualClock  # noqa: E402 -- see above
from spacetui.demo.server import DemoServer  # noqa: E402 -- see above
from spacetui.demo.world import World  # noqa: E402 -- see above
from tests.idle import POLICY  # noqa: E402 -- see above

asyncio.set_event_loop_policy(POLICY)


def pytest_unconfigure() -> None:
    _HOME.cleanup()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def world(clock: ManualClock) -> World:
    """The demo world at its start, on the test's clock."""
    return World(clock)


@pytest.fixture
def demo(world: World) -> Iterator[DemoServer]:
    """A running demo hub for `world`."""
    with DemoServer(world) as server:
        yield server
