"""The app on a terminal: what may come in, how it leaves, and what it never says."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
from textual.app import InvalidThemeError
from textual.theme import BUILTIN_THEMES
from textual.widgets import LoadingIndicator
from textual.worker import WorkerFailed

from spacetui.text import clean
from spacetui.ui.scrubbing import scrub_environment
from spacetui.ui.terminal import TerminalApp, crash_line
from tests.terminal import Terminal

PROBE = Path(__file__).parent / "probes" / "keys.py"
SECRET = b"probeSecret"
LEAVING = [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM]


@contextmanager
def running(columns: int = 80, rows: int = 24, environ: dict[str, str] | None = None) -> Iterator[Terminal]:
    """The probe, drawn and ready for keys."""
    with Terminal(sys.executable, str(PROBE), columns=columns, rows=rows, environ=environ) as terminal:
        terminal.wait_for("ready")
        yield terminal


def press(terminal: Terminal, key: str) -> None:
    """Type a key and wait until it is shown."""
    terminal.send(key)
    terminal.wait_for(rf"\b{key}$")


def test_quitting_leaves_the_terminal_as_it_was() -> None:
    with running() as terminal:
        assert {1049, 1000, 1003, 2004, 1004} <= terminal.modes
        assert not terminal.whole
        terminal.send("q")
        assert terminal.wait() == 0
        assert terminal.whole
        assert terminal.last_words == ""


@pytest.mark.parametrize("number", LEAVING)
def test_a_signal_ends_the_app_and_leaves_the_terminal_whole(number: signal.Signals) -> None:
    with running() as terminal:
        terminal.signal(number)
        assert terminal.wait() == 128 + number
        assert terminal.whole
        assert terminal.last_words == ""


def test_signals_while_it_starts_and_twice_end_it_as_well() -> None:
    with Terminal(sys.executable, str(PROBE)) as terminal:
        terminal.wait_until(lambda: 1049 in terminal.modes, "the alternate screen")
        terminal.signal(signal.SIGTERM)
        terminal.signal(signal.SIGTERM)
        assert terminal.wait() == 128 + signal.SIGTERM
        assert terminal.whole


def test_a_terminal_that_hangs_up_ends_the_app() -> None:
    with running() as terminal:
        terminal.hang_up()
        assert terminal.wait() == 128 + signal.SIGHUP


def test_a_terminal_that_hangs_up_while_nothing_is_taken_ends_the_app() -> None:
    with running(200, 60) as terminal:
        terminal.send("7")
        terminal.wait_for("flood")
        terminal.hang_up()
        assert terminal.wait() == 128 + signal.SIGHUP


@pytest.mark.parametrize(
    ("key", "kind"),
    [("1", "ValueError"), ("2", "RuntimeError"), ("5", "MarkupError")],
    ids=["in a handler", "in a worker's task", "in markup"],
)
def test_a_crash_says_its_type_and_place_and_no_values(key: str, kind: str) -> None:
    with running() as terminal:
        terminal.send(key)
        assert terminal.wait() == 1
        assert terminal.whole
        (line,) = terminal.last_words.splitlines()
        assert line.startswith(f"spacetui met an unexpected {kind} at ")
        assert SECRET not in terminal.output


@pytest.mark.parametrize("key", ["3", "4"], ids=["a task", "a thread"])
def test_an_exception_nobody_waits_for_is_told_on_leaving_without_values(key: str) -> None:
    with running() as terminal:
        press(terminal, key)
        terminal.send("q")
        assert terminal.wait() == 0
        assert terminal.last_words.count("spacetui met an unexpected") == len(terminal.last_words.splitlines()) == 1
        assert SECRET not in terminal.output


def test_bytes_that_are_no_utf8_are_keys_that_mean_nothing() -> None:
    with running() as terminal:
        terminal.send(b"\xff\xfe\xc3")
        press(terminal, "j")
        terminal.send(b"\x1b[M \xe9\xf0")
        press(terminal, "k")


def test_a_key_torn_between_two_reads_is_one_key() -> None:
    with running() as terminal:
        terminal.send(b"\xc3")
        terminal.send(b"\xbc")
        terminal.wait_for("ü|latin_small_letter_u_with_diaeresis")


def test_reports_that_make_no_sense_are_no_keys() -> None:
    with running() as terminal:
        terminal.send("\x1b[99999999999u\x1b[1:2u\x1b[1114112u")
        terminal.send("j")
        terminal.wait_for("seen j$")


def test_a_terminal_that_reports_no_pixels_has_its_mouse_in_cells() -> None:
    with running() as terminal:
        terminal.send("\x1b[48;24;80;0;0t\x1b[<0;5;3M")
        terminal.wait_for(r"mouse\(4,2\)")


def test_a_paste_of_several_lines_and_broken_bytes_is_one_event() -> None:
    with running() as terminal:
        terminal.send(b"\x1b[200~caf\xe9\nq\nr\x1b[201~")
        terminal.wait_for(r"seen paste\('caf�\\nq\\nr'\)")


def test_more_than_a_nonblocking_terminal_takes_at_once_is_drawn_whole() -> None:
    with running(800, 200) as terminal:
        terminal.make_nonblocking()
        terminal.send("6")
        terminal.wait_for("^198 x")
        assert [line[:5] for line in terminal.text.splitlines()[:-1]] == [f"{number:03} x" for number in range(199)]
        terminal.send("q")
        assert terminal.wait() == 0


def test_suspending_gives_the_terminal_back_and_takes_it_again() -> None:
    with running() as terminal:
        press(terminal, "i")
        terminal.send("\x1a")
        terminal.wait_until(lambda: terminal.stopped, "the process to stop")
        terminal.wait_until(lambda: terminal.whole, "the terminal to be whole")
        terminal.forget()
        terminal.signal(signal.SIGCONT)
        terminal.wait_for("never changes")
        assert {1049, 1000, 2004} <= terminal.modes
        press(terminal, "j")
        terminal.send("q")
        assert terminal.wait() == 0
        assert terminal.whole


@pytest.mark.parametrize("stop", [signal.SIGSTOP, signal.SIGCONT], ids=["stopped from outside", "only continued"])
def test_a_stop_that_could_not_be_foreseen_ends_with_a_whole_screen(stop: signal.Signals) -> None:
    with running() as terminal:
        press(terminal, "i")
        if stop is signal.SIGSTOP:
            terminal.signal(stop)
            terminal.wait_until(lambda: terminal.stopped, "the process to stop")
        terminal.forget()
        terminal.signal(signal.SIGCONT)
        terminal.wait_for("never changes")
        press(terminal, "j")
        terminal.send("q")
        assert terminal.wait() == 0
        assert terminal.whole


def test_ctrl_c_in_a_program_that_has_the_terminal_is_not_ours() -> None:
    with running() as terminal:
        terminal.send("s")
        terminal.wait_until(lambda: b"lent" in terminal.output, "the other program")
        assert terminal.whole
        terminal.forget()
        terminal.send("\x03")
        terminal.wait_for("never changes")
        press(terminal, "j")
        terminal.send("q")
        assert terminal.wait() == 0


def test_variables_that_record_drive_or_replay_do_nothing(tmp_path: Path) -> None:
    log = tmp_path / "log"
    recording = {
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_DRIVER": "nowhere:Driver",
        "TEXTUAL_LOG": str(log),
        "TEXTUAL_PRESS": "q",
        "TEXTUAL_SCREENSHOT": "0",
        "TEXTUAL_THEME": "ansi-dark",
    }
    with running(environ=recording) as terminal:
        press(terminal, "j")
        terminal.send("q")
        assert terminal.wait() == 0
    assert not log.exists()


def test_only_what_textual_shows_and_how_keys_arrive_stays_in_the_environment() -> None:
    kept = {"TEXTUAL_COLOR_SYSTEM": "256", "TEXTUAL_ANIMATIONS": "none", "ESCDELAY": "50", "HF_TOKEN": "x"}
    environ = {**kept, "TEXTUAL": "debug", "TEXTUAL_DEBUG": "1", "TEXTUAL_SHOW_RETURN": "1", "TEXTUAL_NEW": "1"}
    scrub_environment(environ)
    assert environ == kept


def test_scrubbing_does_not_import_textual() -> None:
    program = "import sys, spacetui.ui.scrubbing; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


async def test_no_theme_of_terminal_colours_can_be_chosen() -> None:
    app = TerminalApp()
    async with app.run_test():
        refused = {name for name, theme in BUILTIN_THEMES.items() if theme.ansi}
        assert refused
        assert not refused & set(app.available_themes)
        with pytest.raises(InvalidThemeError):
            app.theme = refused.pop()


async def test_the_palettes_moving_indicator_is_never_shown() -> None:
    app = TerminalApp()
    async with app.run_test() as pilot:
        app.action_command_palette()
        await pilot.pause()
        indicator = app.screen.query_one(LoadingIndicator)
        indicator.add_class("--visible")
        await pilot.pause()
        assert not indicator.display


def test_nothing_is_animated_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert TerminalApp().animation_level == "none"
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "full")
    assert TerminalApp().animation_level == "full"


async def test_a_crash_in_a_headless_run_is_raised_and_told() -> None:
    class Failing(TerminalApp):
        def on_mount(self) -> None:
            raise LookupError("the value")

    app = Failing()
    with pytest.raises(LookupError):
        async with app.run_test():
            pass
    assert app.return_code == 1
    assert app.crash is not None
    assert "LookupError" in app.crash
    assert "the value" not in app.crash


def test_a_crash_is_placed_in_our_innermost_module() -> None:
    try:
        clean(cast(str, None))
    except AttributeError as error:
        assert "AttributeError at spacetui.text:" in crash_line(error)
        assert crash_line(WorkerFailed(ExceptionGroup("tasks", [error]))) == crash_line(error)


async def test_an_exception_of_a_task_is_not_logged_with_its_message(caplog: pytest.LogCaptureFixture) -> None:
    app = TerminalApp()
    async with app.run_test():
        context = {"message": "Task exception was never retrieved", "exception": ValueError("the value")}
        asyncio.get_running_loop().call_exception_handler(context)
        assert app.crash is not None
        assert "ValueError" in app.crash
        assert "the value" not in app.crash + caplog.text
