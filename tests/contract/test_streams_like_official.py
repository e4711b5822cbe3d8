"""The official client and the `hf` command read the demo hub's logs, and ask for them as our client does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError
from pydantic import SecretStr

from spacetui.clock import SystemClock
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.hub.client import SpacesClient


@pytest.fixture
def quick() -> Iterator[DemoServer]:
    """A demo hub on the system's clock; everything takes a fiftieth of its time."""
    with DemoServer(World(SystemClock(), speed=50)) as server:
        yield server


@pytest.fixture
def official(quick: DemoServer, monkeypatch: pytest.MonkeyPatch) -> HfApi:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_TELEMETRY", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    return HfApi(endpoint=quick.url, token=quick.world.token)


@pytest.mark.parametrize("build", [False, True])
async def test_logs_are_asked_for_and_read_as_the_official_client_does(
    quick: DemoServer, official: HfApi, build: bool
) -> None:
    theirs = list(official.fetch_space_logs("ada/chat-ui", build=build, follow=True))
    token = SecretStr(quick.world.token)
    async with (
        SpacesClient(endpoint=quick.url, token=token) as client,
        client.fetch_space_logs("ada/chat-ui", build=build) as lines,
    ):
        ours = [line.text async for line in lines]
    assert ours == theirs
    first, second = quick.requests
    assert (first.method, first.path, first.query) == (second.method, second.path, second.query)
    assert first.header("Authorization") == second.header("Authorization")


def test_without_following_it_stops_where_the_past_ends(official: HfApi) -> None:
    began = time.monotonic()
    read = list(official.fetch_space_logs("ada/leaderboard"))
    assert any("GET /" in line for line in read)
    assert time.monotonic() - began < 4


def test_following_a_build_ends_with_it(quick: DemoServer, official: HfApi) -> None:
    official.restart_space("ada/leaderboard", factory_reboot=True)
    read = list(official.fetch_space_logs("ada/leaderboard", build=True, follow=True))
    assert read[-1] == "DONE 0.6s\n"
    assert quick.world.spaces["ada/leaderboard"].stage != "RUNNING_BUILDING"


def test_a_refusal_is_an_error_to_it(quick: DemoServer, official: HfApi) -> None:
    with pytest.raises(HfHubHTTPError, match="403"):
        list(official.fetch_space_logs("ada/chat-ui", token=quick.world.read_token))


def test_the_hf_command_prints_a_log_and_its_end(quick: DemoServer) -> None:
    command = shutil.which("hf", path=str(Path(sys.executable).parent)) or shutil.which("hf")
    assert command is not None
    environment = dict(os.environ) | {
        "HF_ENDPOINT": quick.url,
        "HF_TOKEN": quick.world.token,
        "HF_HUB_DISABLE_UPDATE_CHECK": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
    }

    def printed(*arguments: str) -> str:
        command_line = [command, "spaces", "logs", *arguments]
        done = subprocess.run(command_line, check=True, env=environment, capture_output=True, text=True, timeout=30)
        return done.stdout

    assert "CUDA out of memory" in printed("ada/chat-ui", "--follow")
    assert printed("ada/ocr-bot", "--build", "--tail", "1").count("\n") == 1
