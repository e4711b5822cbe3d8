"""The official `hf` command works against the demo hub."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from spacetui.clock import SystemClock
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World

Hf = Callable[..., str]


@pytest.fixture
def quick_demo() -> Iterator[DemoServer]:
    """A demo hub on the system's clock, as the command waits by it; everything takes a fiftieth of its time."""
    with DemoServer(World(SystemClock(), speed=50)) as server:
        yield server


@pytest.fixture
def hf(quick_demo: DemoServer) -> Hf:
    """Runs the command with these arguments; what it printed."""
    command = shutil.which("hf", path=str(Path(sys.executable).parent)) or shutil.which("hf")
    assert command is not None
    environment = dict(os.environ) | {
        "HF_ENDPOINT": quick_demo.url,
        "HF_TOKEN": quick_demo.world.token,
        "HF_HUB_DISABLE_UPDATE_CHECK": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
    }

    def run(*arguments: str, fails: bool = False) -> str:
        done = subprocess.run(
            [command, *arguments], check=False, env=environment, capture_output=True, text=True, timeout=30
        )
        assert (done.returncode != 0) == fails, done.stderr
        return done.stderr if fails else done.stdout

    return run


def test_it_lists_and_shows_spaces_hardware_and_the_account(hf: Hf) -> None:
    listed = json.loads(hf("spaces", "ls", "--author", "ada", "--search", "demo", "--format", "json"))
    assert "ada/whisper-demo" in {space["id"] for space in listed}
    info = json.loads(hf("spaces", "info", "ada/whisper-demo"))
    assert info["runtime"]["hardware"] == "a10g-small"
    assert "$1.50" in hf("spaces", "hardware")
    assert "analytical" in hf("auth", "whoami")
    assert "not found" in hf("spaces", "info", "ada/missing", fails=True)


def test_it_pauses_restarts_waits_and_sets_hardware(hf: Hf, quick_demo: DemoServer) -> None:
    space = quick_demo.world.spaces["ada/sd-turbo"]
    assert "PAUSED" in hf("spaces", "pause", space.id)
    assert space.stage == "PAUSED"
    assert "BUILDING" in hf("spaces", "restart", space.id, "--factory-reboot")
    assert "RUNNING" in hf("spaces", "wait", space.id, "--timeout", "20s")
    hf("spaces", "settings", space.id, "--hardware", "t4-small", "--sleep-time", "600")
    assert (space.requested, space.sleep_seconds) == ("t4-small", 600)


def test_it_adds_lists_and_deletes_secrets_and_variables(hf: Hf, quick_demo: DemoServer) -> None:
    space = quick_demo.world.spaces["ada/leaderboard"]
    hf("spaces", "secrets", "add", space.id, "-s", "API_KEY=s3cret")
    assert "API_KEY" in hf("spaces", "secrets", "ls", space.id)
    hf("spaces", "secrets", "delete", space.id, "API_KEY", "--yes")
    hf("spaces", "variables", "add", space.id, "-e", "MODE=fast")
    assert "fast" in hf("spaces", "variables", "ls", space.id)
    hf("spaces", "variables", "delete", space.id, "MODE", "--yes")
    assert "API_KEY" not in space.secrets
    assert set(space.variables) == {"RESULTS_REPO", "REFRESH_MINUTES"}
