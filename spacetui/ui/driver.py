"""The terminal's input and its modes: Textual's driver, made to survive what terminals and signals do.

Leans on names that Textual 8.2 does not promise to keep (`_sequence_to_key_events`, `_must_signal_resume`,
`_auto_restart`, `run_input_thread`); the tests under a pty say when they change.
"""

from __future__ import annotations

import os
import select
import selectors
import signal
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, TextIO, cast

from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.keys import Keys
from textual.message import Message

_LEAVING = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)


class TerminalDriver(LinuxDriver):
    """Reads bytes that are no UTF-8, leaves on a signal, comes back whole from any stop.

    While the terminal is ours, SIGHUP, SIGINT, SIGQUIT and SIGTERM end the app with status 128 + number;
    the end of input counts as SIGHUP. While another program has the terminal (`lent`), SIGINT, SIGQUIT and
    SIGTSTP are that program's, and nothing is written or read.
    """

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._file = cast(Any, _Output(self._file)) if self._file else None
        self._active = False
        self.is_lent = False

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Another program has the terminal meanwhile; taken back in whatever state that has left it.

        An exception means that the app is leaving: then the terminal is put right, and not taken back.
        """
        self.suspend_application_mode()
        self.is_lent = True
        for number in (signal.SIGHUP, signal.SIGTERM):
            self._loop.add_signal_handler(number, self._leave, number)
        # From the background, setting modes is refused so; without a handler it would stop us.
        for number in (signal.SIGQUIT, signal.SIGTTOU):
            signal.signal(number, _leave_it_to_the_other)
        try:
            yield
        finally:
            self.stop_application_mode()
        self.is_lent = False
        self.resume_application_mode()

    def write(self, data: str) -> None:
        if not self.is_lent:
            super().write(data)

    def run_input_thread(self) -> None:
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        parser = _Parser(self._debug)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(0.1):
                    data = self._read()
                    if not data:
                        self._app.call_later(self._leave, signal.SIGHUP)
                        return
                    if text := decode(data):
                        self._process(parser.feed(text))
                self._process(parser.tick())

    def start_application_mode(self) -> None:
        for number in _LEAVING:
            self._loop.add_signal_handler(number, self._leave, number)
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual leaves it untyped
        # Still set where a process sent to the background may not touch the terminal yet.
        self._active = not self._must_signal_resume

    def stop_application_mode(self) -> None:
        self._active = False
        super().stop_application_mode()

    def suspend_application_mode(self) -> None:
        super().suspend_application_mode()
        # Ctrl+c in an editor or ssh reaches us as well. A handler, unlike SIG_IGN, is not inherited.
        signal.signal(signal.SIGINT, _leave_it_to_the_other)

    def close(self) -> None:
        super().close()
        for number in _LEAVING:
            self._loop.remove_signal_handler(number)

    def _leave(self, number: signal.Signals) -> None:
        self._app.exit(return_code=128 + number)

    def _read(self) -> bytes:
        """What was typed; nothing once the terminal is gone."""
        with suppress(OSError):
            return os.read(self.fileno, 4096)
        return b""

    def _process(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.process_message(message)

    def _sigtstp_application(self, *_: object) -> None:
        if self._active:
            super()._sigtstp_application()
        elif not self.is_lent:
            os.kill(os.getpid(), signal.SIGSTOP)

    def _sigcont_application(self, *_: object) -> None:
        """Go on after a stop: one of ours, or one that could not be foreseen (SIGSTOP; a SIGCONT sent
        along with another signal), after which the terminal may be in anybody's state."""
        if self._must_signal_resume:
            super()._sigcont_application()
        elif self._active:
            self._loop.call_soon_threadsafe(self._restart)

    def _restart(self) -> None:
        if self._active:
            self.suspend_application_mode()
            self._must_signal_resume = True
            self.resume_application_mode()


class _Parser(XTermParser):
    """Ignores a report that makes no sense, where Textual's ends with an error."""

    def feed(self, data: str) -> Iterable[Message]:
        for message in super().feed(data):
            if isinstance(message, events.Resize) and not (message.size and message.pixel_size):
                # A terminal that knows no pixels tells the mouse in cells; zeros would be divided by.
                self.terminal_pixel_size = None
            yield message

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        try:
            return list(super()._sequence_to_key_events(sequence, alt))
        except (ValueError, OverflowError):
            # No key at all would have its characters typed one by one.
            return [events.Key(Keys.Ignore, sequence)]


class _Output:
    """The screen's file. What is written to a terminal that is gone goes nowhere: were the writing thread
    to end, the app would wait for ever for a place in its queue. Unbuffered, so that nothing is left to
    write when the process ends."""

    def __init__(self, file: TextIO) -> None:
        self._descriptor = file.fileno()
        self._encoding = file.encoding

    def write(self, text: str) -> int:
        left = memoryview(text.encode(self._encoding, "replace"))
        while left:
            try:
                left = left[os.write(self._descriptor, left) :]
            except BlockingIOError:
                # Another program on this terminal has made it non-blocking.
                select.select([], [self._descriptor], [])
            except OSError:
                break
        return len(text)

    def flush(self) -> None:
        """Nothing waits."""

    def fileno(self) -> int:
        return self._descriptor


def _leave_it_to_the_other(_number: int, _frame: FrameType | None) -> None:
    """A signal that is not ours while another program has the terminal."""
