"""`spacetui logs`: clean lines on stdout, everything else on stderr, and an end that is reached."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from click.testing import CliRunner

from spacetui.cli import cockpit
from spacetui.clock import ManualClock
from spacetui.demo.faults import CutAfter
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.report.following import Out
from spacetui.report.logs import QUIET, Printer, Wanted, follow_with, print_with
from tests.report.followed import launcher
from tests.streams import stream, written

CHAT, BOARD = "ada/chat-ui", "ada/leaderboard"
PATIENCE = 10.0
COMMAND = (sys.executable, "-m", "spacetui")


@dataclass
class Printing:
    """A log being printed, and what came out of it so far."""

    task: asyncio.Task[int]
    clock: ManualClock
    _captured: pytest.CaptureFixture[str]
    data: str = ""
    words: str = ""

    def take(self) -> None:
        data, words = self._captured.readouterr()
        self.data += data
        self.words += words

    @property
    def lines(self) -> list[str]:
        self.take()
        return self.data.splitlines()

    async def until_data(self, words: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while words not in "\n".join(self.lines):
                self.clock.advance(0.1)
                await asyncio.sleep(0.002)

    async def until_words(self, words: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while words not in self.words:
                self.clock.advance(0.1)
                await asyncio.sleep(0.002)
                self.take()

    async def status(self) -> int:
        """The exit status, while time passes."""
        async with asyncio.timeout(PATIENCE):
            while not self.task.done():
                self.clock.advance(0.1)
                await asyncio.sleep(0.002)
        self.take()
        return self.task.result()


@asynccontextmanager
async def printing(
    demo: DemoServer,
    clock: ManualClock,
    captured: pytest.CaptureFixture[str],
    wanted: Wanted,
    *,
    follow: bool = False,
    token: str | None = None,
) -> AsyncIterator[Printing]:
    session = launcher(demo, clock, "ada", token=token).open()
    printer = Printer(Out(), colours=False, patient=not follow)
    work = follow_with if follow else print_with
    task = asyncio.create_task(work(session.client, wanted, clock, printer))
    try:
        yield Printing(task, clock, captured)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await session.close()


def serve(demo: DemoServer, pieces: Sequence[str], *, space_id: str = BOARD, at: str = "2026-09-01T12:00:00Z") -> None:
    demo.faults.add(stream(written(piece, at) for piece in pieces), path=f"/api/spaces/{space_id}/logs/run")


async def test_the_log_of_what_has_ended_is_printed_whole(
    demo: DemoServer, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    async with printing(demo, clock, capsys, Wanted(CHAT)) as printed:
        assert await printed.status() == 0
        assert printed.lines[0].startswith("===== Application Startup")
        assert "Traceback (most recent call last):" in printed.lines
        assert printed.words == ""


async def test_of_what_goes_on_it_ends_after_a_silence(
    demo: DemoServer, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    began = clock.monotonic()
    async with printing(demo, clock, capsys, Wanted(BOARD, tail=3)) as printed:
        assert await printed.status() == 0
        assert len(printed.lines) >= 3
        assert clock.monotonic() - began < 3 * QUIET


async def test_lines_are_clean_and_progress_bars_are_their_last_state(
    demo: DemoServer, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(demo, ["\x1b[31mred\x1b[0m\x1b[2J\n", " 1%", "\r 50%\r", "100%\n", "a\x07b", "last"])
    async with printing(demo, clock, capsys, Wanted(BOARD)) as printed:
        assert await printed.status() == 0
        assert printed.lines == ["red", "100%", "a␇b", "last"]


async def test_an_empty_log_is_said_to_be_empty(
    demo: DemoServer, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    async with printing(demo, clock, capsys, Wanted("ada/portfolio")) as printed:
        assert await printed.status() == 0
        assert printed.lines == []
        assert printed.words == "The run log of ada/portfolio is empty.\n"


@pytest.mark.parametrize("follow", [False, True])
@pytest.mark.parametrize(("space_id", "token"), [("ada/nope", None), (BOARD, "")])
async def test_what_cannot_be_had_fails_with_the_reason(
    follow: bool,
    space_id: str,
    token: str | None,
    demo: DemoServer,
    clock: ManualClock,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with printing(demo, clock, capsys, Wanted(space_id), follow=follow, token=token) as printed:
        assert await printed.status() == 1
        assert printed.lines == []
        assert printed.words.startswith("Error: ")


async def test_a_log_that_breaks_off_is_printed_as_far_as_it_came_and_fails(
    demo: DemoServer, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    demo.faults.add(CutAfter(3), path=f"/api/spaces/{CHAT}/logs/run")
    async with printing(demo, clock, capsys, Wanted(CHAT)) as printed:
        assert await printed.status() == 1
        assert printed.lines[0].startswith("===== Application Startup")
        assert printed.words.startswith("Error: ")


async def test_followed_it_goes_on_over_cuts_and_restarts(
    demo: DemoServer, clock: ManualClock, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    demo.faults.add(CutAfter(2), path=f"/api/spaces/{CHAT}/logs/run", times=1)
    async with printing(demo, clock, capsys, Wanted(CHAT), follow=True) as printed:
        await printed.until_words("cut off: ")
        await printed.until_words("the run log ends here")
        assert printed.lines.count("Traceback (most recent call last):") == 1
        with world.lock:
            world.restart(world.spaces[CHAT], factory=False)

        def starts() -> int:
            return sum(line.startswith("===== Application Startup") for line in printed.lines)

        async with asyncio.timeout(PATIENCE):
            while starts() < 2:
                clock.advance(0.1)
                await asyncio.sleep(0.002)
        assert not printed.task.done()


async def test_followed_lines_without_an_end_are_printed_at_once(
    demo: DemoServer, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(demo, ["one\n", "two"])
    async with printing(demo, clock, capsys, Wanted(BOARD), follow=True) as printed:
        await printed.until_data("two")
        assert printed.lines == ["one", "two"]


def test_ctrl_c_ends_a_followed_log_with_status_zero() -> None:
    command = [*COMMAND, "--demo", "logs", BOARD, "--follow", "--tail", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, words = process.communicate(timeout=20)
    assert process.returncode == 0
    assert words == ""


def test_a_reader_that_goes_ends_it_silently() -> None:
    command = [*COMMAND, "--demo", "--demo-speed", "50", "logs", BOARD, "--follow"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert os.read(process.stdout.fileno(), 10)
        process.stdout.close()
        assert process.stderr is not None
        words = process.stderr.read()
        assert process.wait(timeout=20) == 0
    assert words == b""


def test_colours_are_kept_on_a_terminal_only_where_they_are_wanted() -> None:
    command = [*COMMAND, "--demo", "--demo-speed", "50", "logs", BOARD, "--tail", "2"]

    def begin(theirs: int, **environ: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env={**os.environ, **environ})

    (wanted, at_wanted), (unwanted, at_unwanted) = os.openpty(), os.openpty()
    with begin(at_wanted) as first, begin(at_unwanted, NO_COLOR="1") as second:
        assert [process.wait(timeout=20) for process in (first, second)] == [0, 0]
    coloured, plain = os.read(wanted, 100_000), os.read(unwanted, 100_000)
    for each in (wanted, at_wanted, unwanted, at_unwanted):
        os.close(each)
    assert b"\x1b[32mINFO\x1b[0m" in coloured
    assert b"INFO" in plain
    assert b"\x1b" not in plain


@pytest.mark.parametrize("arguments", [["logs"], ["logs", "nope"], ["logs", "a/b", "--tail", "0"]])
def test_wrong_usage_is_two(arguments: list[str]) -> None:
    assert CliRunner().invoke(cockpit, arguments).exit_code == 2
