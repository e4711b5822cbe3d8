"""ssh in the place of our screen, on a terminal of its own: what goes on meanwhile, and what is there afterwards."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from spacetui.demo.faults import Hit
from spacetui.demo.server import DemoServer
from tests.terminal import Terminal

THERE = "at the other end"
UNTIL_A_KEY = f'echo "{THERE}"; read -r answer'
LASTING = f'echo $$ > pid; stty raw -echo; echo "{THERE}"; exec sleep 60'


def stand_in(folder: Path, script: str) -> str:
    """A PATH on which `ssh` is this script, run in `folder`."""
    program = folder / "ssh"
    program.write_text(f'#!/bin/sh\ncd "{folder}"\n{script}\n')
    program.chmod(0o755)
    return f"{folder}:/usr/bin:/bin"


@dataclass
class At:
    """The app before dev mode's form of a Space where it is on."""

    terminal: Terminal
    hub: DemoServer
    folder: Path

    def connect(self, typed: str = "c") -> None:
        self.terminal.send(typed)
        self.terminal.wait_for(THERE)

    def process(self) -> int:
        return int((self.folder / "pid").read_text())

    def go_to_the_form(self, seek: str = "/") -> None:
        self.terminal.send(f"{seek}notebook\r")
        self.terminal.wait_for("1 of 31 . notebook")
        self.terminal.send("t")
        self.terminal.wait_for("Dev mode is on")

    def quits_whole(self) -> None:
        self.terminal.send("\x11")
        assert self.terminal.wait() == 0
        assert self.terminal.whole


@contextmanager
def opened(hub: DemoServer, folder: Path, script: str) -> Iterator[At]:
    environ = {"HF_ENDPOINT": hub.url, "HF_TOKEN": hub.world.token, "PATH": stand_in(folder, script)}
    with Terminal(sys.executable, "-m", "spacetui", columns=90, rows=30, environ=environ) as terminal:
        terminal.wait_for("chat-ui")
        yield At(terminal, hub, folder)


@contextmanager
def at_the_form(hub: DemoServer, folder: Path, script: str) -> Iterator[At]:
    with opened(hub, folder, script) as at:
        at.go_to_the_form()
        yield at


@pytest.mark.parametrize(
    ("status", "words"), [(0, "ssh has ended"), (3, "ended with status 3"), (255, "could not connect")]
)
def test_ssh_takes_the_terminal_and_gives_it_back(hub: DemoServer, tmp_path: Path, status: int, words: str) -> None:
    script = f'echo "{THERE}: $* ${{HF_TOKEN-no token}}"; read -r answer; exit {status}'
    with at_the_form(hub, tmp_path, script) as at:
        at.connect()
        at.terminal.wait_for(f"{THERE}: -- ada-notebook@ssh.hf.space no token")
        assert at.terminal.whole
        at.terminal.send("\r")
        at.terminal.wait_for(words)
        at.terminal.wait_for("c Connect")
        assert 1049 in at.terminal.modes
        at.quits_whole()


class Held:
    """Acts, and answers when it is released."""

    def __init__(self) -> None:
        self.released = threading.Event()

    async def befall(self, hit: Hit) -> None:
        await asyncio.to_thread(self.released.wait)
        await hit.app(hit.scope, hit.receive, hit.send)


def test_a_change_and_reading_go_on_meanwhile_and_nothing_is_drawn_until_it_ends(
    hub: DemoServer, tmp_path: Path
) -> None:
    held = Held()
    hub.faults.add(held, method="POST", path="/api/spaces/ada/sd-turbo/pause", times=1)
    with opened(hub, tmp_path, UNTIL_A_KEY) as at:
        at.terminal.send("/sd-turbo\r")
        at.terminal.wait_for("1 of 31")
        at.terminal.send("p")
        at.terminal.wait_for("y Pause|Pause ada/sd-turbo")
        at.terminal.rest(0.5)
        at.terminal.send("y")
        at.terminal.wait_until(lambda: any(each.path.endswith("/pause") for each in hub.requests), "the pause")
        at.go_to_the_form("/\x15")
        at.connect()
        shown, asked = at.terminal.output, len(hub.requests)
        held.released.set()
        at.terminal.wait_until(lambda: len(hub.requests) > asked + 2, "reading to go on")
        assert at.terminal.output == shown
        at.terminal.forget()
        at.terminal.send("\r")
        at.terminal.wait_for("ssh has ended")
        at.terminal.send("\x1b")
        at.terminal.wait_for("pause: ada/sd-turbo")
        at.quits_whole()


def test_a_window_made_smaller_meanwhile_is_filled_as_it_is(hub: DemoServer, tmp_path: Path) -> None:
    with at_the_form(hub, tmp_path, UNTIL_A_KEY) as at:
        at.connect()
        at.terminal.resize(60, 20)
        at.terminal.send("\r")
        at.terminal.wait_for("c Connect")
        at.terminal.wait_for("\u256e$")
        at.quits_whole()


def test_what_was_typed_ahead_of_it_is_not_done_beneath_it(hub: DemoServer, tmp_path: Path) -> None:
    with at_the_form(hub, tmp_path, UNTIL_A_KEY) as at:
        at.connect("c\x11")
        at.terminal.send("\r")
        at.terminal.wait_for("ssh has ended")
        at.quits_whole()


def test_ctrl_c_is_for_ssh(hub: DemoServer, tmp_path: Path) -> None:
    with at_the_form(hub, tmp_path, f"trap 'exit 3' INT; {UNTIL_A_KEY}") as at:
        at.connect()
        at.terminal.send("\x03")
        at.terminal.wait_for("ended with status 3")
        at.quits_whole()


def test_where_ssh_stops_so_does_the_app_and_both_go_on(hub: DemoServer, tmp_path: Path) -> None:
    with at_the_form(hub, tmp_path, f'echo "{THERE}"; kill -STOP $$; echo again; read -r answer') as at:
        at.connect()
        at.terminal.wait_until(lambda: at.terminal.stopped, "the app to stop")
        assert at.terminal.whole
        at.terminal.to_the_foreground()
        at.terminal.wait_for("again")
        at.terminal.send("\r")
        at.terminal.wait_for("ssh has ended")
        at.quits_whole()


def test_modes_that_ssh_left_behind_do_not_stay(hub: DemoServer, tmp_path: Path) -> None:
    with at_the_form(hub, tmp_path, f'stty raw -echo; echo "{THERE}"; kill -KILL $$') as at:
        at.connect()
        at.terminal.wait_for("ended by signal 9")
        at.quits_whole()


@pytest.mark.parametrize(
    ("number", "script"),
    [(signal.SIGTERM, LASTING), (signal.SIGHUP, LASTING), (signal.SIGTERM, f"trap '' TERM; {LASTING}")],
    ids=["SIGTERM", "SIGHUP", "has to be killed"],
)
def test_a_signal_ends_ssh_and_the_app_and_leaves_the_terminal_whole(
    hub: DemoServer, tmp_path: Path, number: signal.Signals, script: str
) -> None:
    with at_the_form(hub, tmp_path, script) as at:
        at.connect()
        at.terminal.signal(number)
        assert at.terminal.wait() == 128 + number
        assert at.terminal.whole
        with pytest.raises(ProcessLookupError):
            os.kill(at.process(), 0)


def test_an_ssh_that_cannot_be_started_leaves_the_form_as_it_was(hub: DemoServer, tmp_path: Path) -> None:
    with at_the_form(hub, tmp_path, UNTIL_A_KEY) as at:
        (tmp_path / "ssh").write_text("#!/nowhere/interpreter\n")
        at.terminal.send("c")
        at.terminal.wait_for("could not be started: No such file")
        at.quits_whole()


def test_in_the_demo_nothing_is_connected_to(tmp_path: Path) -> None:
    environ = {"PATH": stand_in(tmp_path, "echo connected")}
    with Terminal(sys.executable, "-m", "spacetui", "--demo", columns=90, rows=30, environ=environ) as terminal:
        terminal.wait_for("chat-ui")
        terminal.send("/notebook\r")
        terminal.wait_for("1 of 31")
        terminal.send("t")
        terminal.wait_for("Dev mode is on")
        terminal.send("c")
        terminal.wait_for("there is no machine behind that address")
        assert "connected" not in terminal.text
