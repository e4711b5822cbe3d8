"""The base of our app: everything that leaves a terminal broken or tells a secret, dealt with once."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, ClassVar, NoReturn

from rich.console import RenderableType
from textual import on
from textual.app import SuspendNotSupported
from textual.driver import Driver
from textual.theme import Theme
from textual.worker import WorkerFailed

from spacetui.ui.driver import TerminalDriver
from spacetui.ui.typing_ahead import OneKeyAtATime


class TerminalApp(OneKeyAtATime):
    """A Textual app that leaves the terminal whole, and an end that tells no secrets.

    `crash` is one line about the first unhandled exception, with its type and place only; None while there
    was none. `farewell` is said once the terminal is the shell's again, unless a crash or a signal ended it.
    Start it with `run_and_exit`.
    """

    DEFAULT_CSS: ClassVar[str] = """
    /* It spins for as long as the palette is open, and each turn goes out on the wire. */
    CommandPalette LoadingIndicator { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.crash: str | None = None
        self.farewell = ""
        if "TEXTUAL_ANIMATIONS" not in os.environ:
            # Each frame of an animation is bytes on a line that may be slow.
            self.animation_level = "none"

    def get_driver_class(self) -> type[Driver]:
        return TerminalDriver

    def register_theme(self, theme: Theme) -> None:
        """Register a theme, unless it is one of those whose colour names Rich cannot parse."""
        if not theme.ansi:
            super().register_theme(theme)

    def on_load(self) -> None:
        asyncio.get_running_loop().set_exception_handler(self._on_lost_exception)

    @on(Driver.SignalResume)
    def repaint(self) -> None:
        """Draw everything: after a stop the terminal shows something else, which Textual does not know."""
        self.refresh(layout=True)

    @contextmanager
    def lend(self) -> Iterator[None]:
        """Leave the terminal to another program, while the app goes on; then draw what there is to see by now.

        Unlike `suspend` this may be awaited in: nothing is drawn, no key is taken, and what is printed goes
        where it always does. Raises SuspendNotSupported.
        """
        driver = self._driver
        if not isinstance(driver, TerminalDriver):
            raise SuspendNotSupported("There is no terminal.")
        with driver.lent():
            yield
        self.repaint()

    async def _next_key(self) -> None:
        if (
            isinstance(self._driver, TerminalDriver) and self._driver.is_lent
        ):  # typed ahead, for whoever has the terminal now
            self._typed.clear()
        await super()._next_key()

    def panic(self, *renderables: RenderableType) -> None:
        """End with status 1. What Textual would print may hold values, and is not printed."""
        self._fatal_error()

    def note_lost(self, error: BaseException | None) -> None:
        """Remember, for when the screen is gone, an exception that ends nothing: one of a thread, or of a
        task nobody waits for."""
        if self.crash is None:
            self.crash = crash_line(error)

    def _fatal_error(self) -> None:
        # Textual prints a traceback with every frame's local variables.
        self._return_code = 1
        if self.crash is None:
            self.crash = crash_line(self._exception)
        self._close_messages_no_wait()

    def _on_lost_exception(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        # asyncio would log it with its message.
        if isinstance(error := context.get("exception"), Exception):
            self.note_lost(error)


def run_and_exit(app: TerminalApp) -> NoReturn:
    """Run the app and end the process: 0, the app's return code, 128 + signal, or 1 after a crash."""
    sys.excepthook = _report
    threading.excepthook = lambda failure: app.note_lost(failure.exc_value)
    app.run()
    gc.collect()  # a failed task that nobody waited for is told when it is found to be garbage
    if app.crash is not None:
        sys.stderr.write(f"{app.crash}\n")
    elif app.farewell and not app.return_code:
        sys.stderr.write(f"{app.farewell}\n")
    sys.exit(app.return_code or 0)


def crash_line(error: BaseException | None) -> str:
    """One line: what kind of exception, and where in our code it came from. Its message may quote a token
    or a secret's value, so it is left out."""
    while True:
        if isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        elif isinstance(error, WorkerFailed):
            error = error.error
        else:
            break
    if error is None:
        return "spacetui met an unexpected error while reading the terminal. This is a bug in spacetui."
    kind, place = type(error).__name__, _place(error.__traceback__)
    return f"spacetui met an unexpected {kind} at {place}. This is a bug in spacetui."


def _place(traceback: TracebackType | None) -> str:
    """`module:line` of the innermost frame that is ours, else of the innermost."""
    innermost = ours = ""
    while traceback is not None:
        module = traceback.tb_frame.f_globals.get("__name__", "?")
        innermost = f"{module}:{traceback.tb_lineno}"
        if module.partition(".")[0] == "spacetui":
            ours = innermost
        traceback = traceback.tb_next
    return ours or innermost or "an unknown place"


def _report(kind: type[BaseException], error: BaseException, _traceback: TracebackType | None) -> None:
    if issubclass(kind, Exception):
        sys.stderr.write(f"{crash_line(error)}\n")
