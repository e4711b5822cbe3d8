"""`spacetui watch` as a process: how it ends, and what it refuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from spacetui.demo.server import DemoServer

BOARD = "ada/leaderboard"
COMMAND = (sys.executable, "-m", "spacetui")


def started(*arguments: str, demo: DemoServer | None = None) -> subprocess.Popen[str]:
    environ = os.environ | ({"HF_ENDPOINT": demo.url, "HF_TOKEN": demo.world.token} if demo else {})
    return subprocess.Popen(
        [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_well(number: signal.Signals, demo: DemoServer) -> None:
    with started("watch", demo=demo) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        process.send_signal(number)
        _, words = process.communicate(timeout=15)
        assert (process.returncode, words) == (0, "")


def test_a_reader_that_has_seen_enough_ends_it_quietly() -> None:
    program = " ".join(COMMAND)
    ended = subprocess.run(
        ["sh", "-c", f"{program} --demo watch --json | head -n 3"],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ,
        timeout=30,
    )
    assert [json.loads(line)["change"] for line in ended.stdout.splitlines()] == ["first seen"] * 3
    assert ended.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "environ", "status", "words"),
    [
        (("watch",), {}, 1, "hf auth login"),
        (("watch", "no-id"), {}, 2, "namespace/name"),
        (("watch", "ada/x", "ada/x/y"), {}, 2, "namespace/name"),
        (("watch",), {"HF_TOKEN": "hf_x", "HF_HUB_OFFLINE": "1"}, 1, "HF_HUB_OFFLINE"),
        (("watch", BOARD), {"HF_HUB_OFFLINE": "1"}, 1, "HF_HUB_OFFLINE"),
        (("--endpoint", "ftp://x", "watch", BOARD), {}, 1, "address"),
    ],
)
def test_what_cannot_be_watched_is_said(
    arguments: tuple[str, ...], environ: dict[str, str], status: int, words: str
) -> None:
    from click.testing import CliRunner

    from spacetui.cli import cockpit

    ended = CliRunner(env=environ).invoke(cockpit, arguments)
    assert (ended.exit_code, ended.stdout) == (status, "")
    assert words in ended.stderr
