"""A program under a pseudo-terminal: what it draws, which modes it leaves on, how it ends."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

_READS_AT_ONCE = 16
PATIENCE = 15.0
_REPOSITORY = Path(__file__).parent.parent
# Makes the terminal the child's own, so that hanging up reaches it.
_CONTROL = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
_MODES = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
_KITTY = re.compile(rb"\x1b\[[<>=][\d;]*u")
_QUERY = re.compile(rb"\x1b\[(?:\?(?P<mode>\d+)\$p|(?P<cursor>6n)|(?P<device>0?c))")
_SEQUENCE = re.compile(r"\x1b\[[^@-~]*[@-~]|\x1b[78=>]")
_LEAVES = b"\x1b[?1049l"


class Terminal:
    """Runs `command` on a terminal of its own; a context manager that leaves no process behind.

    `output` is every byte that came, `modes` the private modes that are on (1049 alternate screen, 1000
    and 1003 mouse, 2004 bracketed paste, 1004 focus, 25 cursor), `keyboard` how deep its protocol stack is.
    """

    def __init__(
        self, *command: str, columns: int = 80, rows: int = 24, environ: Mapping[str, str] | None = None
    ) -> None:
        self._master, self._slave = os.openpty()
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.output = b""
        self.modes = {7, 25}
        self.keyboard = 0
        self._before = termios.tcgetattr(self._slave)
        self._process = subprocess.Popen(
            [sys.executable, "-c", _CONTROL, *command],
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            start_new_session=True,
            cwd=_REPOSITORY,
            env={
                "PATH": os.environ["PATH"],
                "HOME": os.environ["HOME"],
                "TERM": "xterm-256color",
                "LANG": "C.UTF-8",
                "PYTHONPATH": str(_REPOSITORY),
                **(environ or {}),
            },
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self.hang_up()

    @property
    def text(self) -> str:
        """The screen as lines."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def cells(self) -> list[list[str]]:
        """The screen as rows of cells; the second cell of a wide character is empty."""
        columns = range(self._screen.columns)
        return [[self._screen.buffer[y][x].data for x in columns] for y in range(self._screen.lines)]

    @property
    def last_words(self) -> str:
        """What came after the alternate screen was left, without escape sequences."""
        return _SEQUENCE.sub("", self.output.rpartition(_LEAVES)[2].decode(errors="replace"))

    @property
    def whole(self) -> bool:
        """Whether the terminal is as the program found it."""
        return self.modes == {7, 25} and self.keyboard == 0 and termios.tcgetattr(self._slave) == self._before

    @property
    def raw(self) -> bool:
        """Whether each key reaches the program by itself; before, the terminal makes a signal of ctrl+c."""
        return not termios.tcgetattr(self._slave)[3] & (termios.ICANON | termios.ISIG)

    @property
    def stopped(self) -> bool:
        """Whether the process is suspended."""
        flags = os.WSTOPPED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self._process.pid, flags) is not None

    def send(self, keys: str | bytes) -> None:
        """Type, or let the terminal itself say something."""
        data = keys.encode() if isinstance(keys, str) else keys
        while data:
            self._pump()
            data = data[os.write(self._master, data[:1024]) :]

    def signal(self, number: signal.Signals) -> None:
        os.kill(self._process.pid, number)

    def to_the_foreground(self) -> None:
        """Have the program and what it started go on, as a shell's `fg` does."""
        os.killpg(self._process.pid, signal.SIGCONT)

    def resize(self, columns: int, rows: int) -> None:
        self._screen.resize(rows, columns)
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def hang_up(self) -> None:
        """Close the terminal, as a lost connection does."""
        for name in ("_master", "_slave"):
            if (descriptor := getattr(self, name)) >= 0:
                os.close(descriptor)
                setattr(self, name, -1)

    def make_nonblocking(self) -> None:
        """As other programs on the same terminal leave it: writes take what there is room for."""
        os.set_blocking(self._slave, False)

    def forget(self) -> None:
        """Clear what is known of the screen, so that `wait_for` sees only what is drawn from now on."""
        self._screen.reset()

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Read until the screen shows the pattern; AssertionError with the screen if it never does."""
        self.wait_until(lambda: self._shows(pattern) is not None, f"the screen to show {pattern!r}")
        found = self._shows(pattern)
        assert found is not None
        return found

    def _shows(self, pattern: str) -> re.Match[str] | None:
        return re.search(pattern, self.text, re.MULTILINE)

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        """Read until the condition holds; AssertionError if it never does."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, f"waited for {what}; the screen:\n{self.text}"
            self._pump(0.05)

    def rest(self, seconds: float) -> None:
        """Read for so long, whatever comes."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._pump(left)

    def wait(self) -> int:
        """Read until the process has ended, and give its exit status (negative: killed by a signal)."""
        self.wait_until(lambda: self._process.poll() is not None, "the process to end")
        self._pump(0.05)
        return self._process.returncode

    def _pump(self, patience: float = 0.0) -> None:
        """Read what has come, draw it, and answer the questions in it."""
        if self._master < 0:
            time.sleep(patience)
            return
        for _ in range(_READS_AT_ONCE):  # one that draws without end must not keep us from looking
            if not select.select([self._master], [], [], patience)[0]:
                return
            data = os.read(self._master, 65536)
            self.output += data
            # The emulator knows neither the keyboard protocol nor these questions, and would draw them.
            self._stream.feed(_QUERY.sub(b"", _KITTY.sub(b"", data)))
            self._note_modes(data)
            self._answer(data)
            patience = 0.0

    def _note_modes(self, data: bytes) -> None:
        for numbers, state in _MODES.findall(data):
            changed = {int(number) for number in numbers.split(b";")}
            self.modes = self.modes | changed if state == b"h" else self.modes - changed
        self.keyboard += len(re.findall(rb"\x1b\[>\d+u", data)) - len(re.findall(rb"\x1b\[<u", data))

    def _answer(self, data: bytes) -> None:
        for query in _QUERY.finditer(data):
            if mode := query["mode"]:
                answer = b"\x1b[?%b;%d$y" % (mode, 2 if mode == b"2026" else 0)
            elif query["cursor"]:
                answer = b"\x1b[%d;%dR" % (self._screen.cursor.y + 1, self._screen.cursor.x + 1)
            else:
                answer = b"\x1b[?62;22c"
            os.write(self._master, answer)
