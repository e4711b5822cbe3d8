"""The official `hf` command works against `spacetui demo-hub` as its greeting says, each a process of its own."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

QUIET = {"HF_HUB_DISABLE_UPDATE_CHECK": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}


@pytest.fixture
def greeted() -> Iterator[list[str]]:
    """The command line that a running demo hub proposes: settings of the environment, then the words."""
    starts = [sys.executable, "-m", "spacetui", "demo-hub", "--port", "0"]
    with subprocess.Popen(starts, stdout=subprocess.PIPE, text=True) as hub:
        assert hub.stdout is not None
        yield next(shlex.split(line) for line in hub.stdout if "hf spaces ls" in line)
        hub.send_signal(signal.SIGINT)
        assert hub.wait(60) == 0


def test_the_command_line_of_the_greeting_lists_the_demo_hubs_spaces(greeted: list[str]) -> None:
    settings = dict(word.split("=", 1) for word in greeted if "=" in word)
    command = shutil.which("hf", path=str(Path(sys.executable).parent)) or shutil.which("hf")
    assert command is not None
    arguments = greeted[greeted.index("hf") + 1 :]
    environment = dict(os.environ) | settings | QUIET
    done = subprocess.run([command, *arguments], check=True, env=environment, capture_output=True, text=True)
    assert "gradio" in done.stdout
    assert settings.keys() == {"HF_ENDPOINT", "HF_TOKEN"}
