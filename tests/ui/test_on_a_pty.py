"""The command itself on a terminal of its own: what it draws, what it takes, how it leaves, what it never tells."""

from __future__ import annotations

import html
import json
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unicodedata import category

import pytest

from spacetui.demo.faults import Says
from spacetui.demo.server import DemoServer
from tests.terminal import Terminal
from tests.ui.conftest import StartCockpit
from tests.ui.test_hostile_text import HOSTILE, SHOWN, hostile_runtime, hostile_space

COMMAND = (sys.executable, "-m", "spacetui")
SECRET = "correct-horse-battery"
# The app's own sequences: modes and queries, cursor and colours, the keyboard protocol, the pointer's shape.
OURS = re.compile(rb"\x1b\[[?<>=]?[\d;]*[A-Za-z]|\x1b\[\?\d+\$p|\x1b\]22;default\x07")

# Of the 256 colours: those whose red, green and blue are alike.
GREYS = {0, 7, 8, 15, 16, 59, 102, 145, 188, 231, *range(232, 256)}


@contextmanager
def opened(
    *options: str, columns: int = 100, rows: int = 30, environ: dict[str, str] | None = None, ready: str = "chat-ui"
) -> Iterator[Terminal]:
    """The app with its list on the screen."""
    with Terminal(*COMMAND, *options, columns=columns, rows=rows, environ=environ) as terminal:
        terminal.wait_for(ready)
        yield terminal


def at(hub: DemoServer, **more: str) -> dict[str, str]:
    return {"HF_ENDPOINT": hub.url, "HF_TOKEN": hub.world.token, **more}


def quits(terminal: Terminal, keys: str | bytes = "q") -> None:
    terminal.send(keys)
    assert terminal.wait() == 0
    assert terminal.whole


def writes(hub: DemoServer) -> list[str]:
    return [request.path for request in hub.requests if request.method != "GET"]


def test_the_demo_shows_the_fleet_says_that_it_is_a_demo_and_how_to_go_on() -> None:
    with opened("--demo") as terminal:
        terminal.wait_for("chat-ui")
        assert "demo hub" in terminal.text
        quits(terminal)
        (line,) = terminal.last_words.splitlines()
        assert "`hf auth login`" in line


def test_a_run_at_a_hub_leaves_without_a_word(hub: DemoServer) -> None:
    with opened(environ=at(hub)) as terminal:
        quits(terminal, "\x11")
        assert terminal.last_words == ""


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM])
def test_a_signal_ends_it_with_its_status_and_a_whole_terminal(number: signal.Signals) -> None:
    with opened("--demo") as terminal:
        terminal.signal(number)
        assert terminal.wait() == 128 + number
        assert terminal.whole
        assert terminal.last_words == ""


def test_keys_typed_before_the_first_frame_do_no_harm(hub: DemoServer) -> None:
    with Terminal(*COMMAND, columns=100, rows=30, environ=at(hub)) as terminal:
        terminal.wait_until(lambda: terminal.raw, "keys to reach the program")
        terminal.send("\x03?rYp\r")
        terminal.wait_for("chat-ui|Help")
        assert not writes(hub)
        quits(terminal, "\x11")


def test_ctrl_c_twice_quits() -> None:
    with opened("--demo") as terminal:
        terminal.send("\x03")
        terminal.wait_for("ctrl\\+c once more quits")
        quits(terminal, "\x03")


def test_bytes_that_are_no_text_torn_pastes_and_keys_typed_ahead_change_nothing(hub: DemoServer) -> None:
    with opened(environ=at(hub)) as terminal:
        for data in (
            b"\xff\xfe\xc3(\x80",
            b"\x1b[M\xe0\xe1\xe2",
            b"rY",
            b"\x1b",
            b"ry",
            b"\x1b",
            b"\x1b[200~first\nsecond\rr\ry\r\x1b[201~",
            b"\x1b[200~torn\r",
            b"y\r\x1b[201~",
            b"\x1b[<0;1",
        ):
            terminal.send(data)
        terminal.send("\x1b\x1b")
        terminal.send("?")
        terminal.wait_for("Help")
        assert not writes(hub)
        quits(terminal, "\x11")


def test_the_token_and_a_secret_typed_are_never_on_the_terminal(hub: DemoServer) -> None:
    with opened(environ=at(hub)) as terminal:
        terminal.send("s")
        terminal.wait_for("Environment")
        terminal.send("a")
        terminal.wait_for("Add secret")
        terminal.send("NEW_KEY")
        terminal.wait_for("NEW_KEY")
        terminal.send("\t")
        terminal.rest(0.5)
        terminal.send(SECRET)
        terminal.wait_for("•••")
        terminal.send("\t")
        terminal.rest(0.5)
        terminal.send("\r")
        terminal.wait_until(lambda: bool(writes(hub)), "the secret to be sent")
        assert any(SECRET.encode() in request.body for request in hub.requests)
        terminal.wait_for("✓ secret NEW_KEY")  # while it is under way, quitting asks
        quits(terminal, "\x11")
        assert SECRET.encode() not in terminal.output
        assert hub.world.token.encode() not in terminal.output


async def test_a_picture_of_the_screen_tells_neither_token_nor_secret(start: StartCockpit, demo: DemoServer) -> None:
    async with start() as cockpit:
        await cockpit.press("s", "a")
        await cockpit.type("NEW_KEY")
        await cockpit.press("tab")
        await cockpit.type(SECRET)
        picture = html.unescape(cockpit.app.export_screenshot())
        assert "NEW_KEY" in picture
        assert "••••" in picture
        assert SECRET not in picture
        assert demo.world.token not in picture


def test_beneath_a_dialog_nothing_is_drawn_while_the_fleet_moves() -> None:
    with opened("--demo", "--demo-speed", "40") as terminal:
        terminal.send("?")
        terminal.wait_for("Help")
        terminal.rest(0.3)
        before = len(terminal.output)
        terminal.rest(2.5)
        assert len(terminal.output) - before < 200
        terminal.send("\x1b")
        terminal.wait_for("restart")
        quits(terminal)


def test_a_crash_leaves_a_whole_terminal_and_one_line_that_tells_nothing() -> None:
    probe = Path(__file__).parent / "probes" / "crashing.py"
    with Terminal(sys.executable, str(probe), columns=100, rows=30) as terminal:
        terminal.wait_for("live")
        terminal.send("!")
        assert terminal.wait() == 1
        assert terminal.whole
        (line,) = terminal.last_words.splitlines()
        assert "ValueError" in line
        assert b"crashSecret" not in terminal.output


def test_a_proxy_is_not_asked_for_what_is_on_this_machine(hub: DemoServer) -> None:
    nowhere = "http://127.0.0.1:9"
    with opened(environ=at(hub, HTTP_PROXY=nowhere, ALL_PROXY=nowhere, http_proxy=nowhere)) as terminal:
        quits(terminal)


def test_without_colour_it_is_drawn_in_greys() -> None:
    with opened("--demo", environ={"NO_COLOR": "1"}) as terminal:
        quits(terminal)
        assert {int(number) for number in re.findall(rb"[34]8;5;(\d+)", terminal.output)} <= GREYS
        assert b"8;2;" not in terminal.output


def test_a_terminal_of_sixteen_colours_gets_no_others() -> None:
    with opened("--demo", environ={"TERM": "xterm-16color"}) as terminal:
        quits(terminal)
        assert re.search(rb"\x1b\[[\d;]*(3[0-7]|9[0-7])[;m]", terminal.output)
        assert not re.search(rb"[34]8;[25];", terminal.output)


def test_hostile_text_reaches_the_terminal_as_characters_alone(hub: DemoServer) -> None:
    markers = ["\x1b]0;pwned77\x07osc", "\x1b[77;77Hcsi", "\x9b77mc1", "\x1bP77pwned\x1b\\dcs"]
    runtime = {"stage": "PAUSED", "hardware": {"requested": "t4-small"}}
    listed = [
        hostile_space(f"ada/{number:03}{words}", words, runtime | {"errorMessage": words})
        for number, words in enumerate([*HOSTILE, *markers])
    ]
    hub.world.accounts["ada"].roles.clear()
    hub.faults.add(Says(200, json.dumps(listed)), path="/api/spaces")
    hub.faults.add(Says(200, json.dumps(hostile_runtime(markers[0]))), path="/api/spaces/*/runtime")
    with opened(columns=80, rows=100, environ=at(hub), ready="000") as terminal:
        terminal.send(">F")
        terminal.wait_for("080dcs")
        for key in ("jjjj", "\r", "2", "1", "r", "\x1b", "h", "\x1b", "a", "\x1b"):
            terminal.send(key)
            terminal.rest(0.05)
        terminal.send("\x1bgF")
        terminal.wait_for("PAUSED")
        starts = {place for row in terminal.cells for place in range(75) if row[place : place + 6] == list("PAUSED")}
        assert len(starts) == 1
        quits(terminal, "\x11")
    shown = OURS.sub(b"", terminal.output.partition(b"\x1b[?1049h")[2]).decode()
    assert not {character for character in shown if category(character) in SHOWN and character not in "\r\n"}
    assert "pwned77" not in shown
