"""Reaching a Space in dev mode: its addresses, and ssh in the place of our own screen.

What the Hub says never becomes an option: a subdomain is checked, and comes after `--`.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from spacetui.hub.token import TOKEN_VARIABLES
from spacetui.ui import links

if TYPE_CHECKING:
    from spacetui.hub.models import Space
    from spacetui.ui.app import SpacetuiApp

_SSH_FAILED = 255
"""What ssh itself exits with where it failed; else it is the status of what ran at the other end."""
_IGNORED_BY_PYTHON = (signal.SIGPIPE, signal.SIGXFSZ)
_PATIENCE = 2.0
"""Seconds that ssh is given to end."""


def command(space: Space | None) -> tuple[str, ...]:
    """The command that connects to a Space; ValueError says in words why there is none."""
    if space is None or not space.subdomain:
        raise ValueError("The Hub has not told this Space's subdomain, so there is no address to connect to.")
    address = links.ssh_address(space)
    if address is None:
        raise ValueError("The Hub tells a subdomain for this Space that no Space can have: it is not used.")
    return ("ssh", "--", address)


async def connect(app: SpacetuiApp, command: tuple[str, ...]) -> tuple[bool, str]:
    """Leave the terminal to ssh until it ends; whether it ended well, and that in words. The app goes on meanwhile."""
    program = shutil.which(command[0])
    if program is None:
        return False, "There is no ssh on this machine: install it, or copy the command for another one."
    if not (sys.__stdin__ and sys.__stdout__ and sys.__stdin__.isatty()):
        return False, "ssh needs a terminal, and there is none here: copy the command."
    kept = {name: value for name, value in app.launcher.environ.items() if name not in TOKEN_VARIABLES}
    try:
        with app.lend():
            sys.__stdout__.write(f"$ {' '.join(command)}\n")
            sys.__stdout__.flush()
            try:
                status = await _ended(_started(program, command, kept))
            except OSError as error:
                return False, f"ssh could not be started: {error.strerror}."
    except SuspendNotSupported:
        return False, "This terminal cannot be left to another program: copy the command."
    return status == 0, _ending(status)


def _started(program: str, command: tuple[str, ...], environ: dict[str, str]) -> int:
    return os.posix_spawn(program, command, environ, setsigdef=_IGNORED_BY_PYTHON)


async def _ended(process: int) -> int:
    """Its status once it has ended. Where that is not waited for any longer, it is ended."""
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(_wait_for, process)
        try:
            return await asyncio.wrap_future(waiting)
        except asyncio.CancelledError:
            _signal(process, signal.SIGTERM, signal.SIGCONT)
            if wait([waiting], _PATIENCE).not_done:
                _signal(process, signal.SIGKILL)
            raise


def _wait_for(process: int) -> int:
    """Where it stops (`~ ctrl+z` in ssh) we stop with it: its shell is ours, whose `fg` has both go on."""
    while os.WIFSTOPPED(status := os.waitpid(process, os.WUNTRACED)[1]):
        os.kill(os.getpid(), signal.SIGSTOP)
    return os.waitstatus_to_exitcode(status)


def _signal(process: int, *numbers: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        for number in numbers:
            os.kill(process, number)


def _ending(status: int) -> str:
    if status == 0:
        return "ssh has ended."
    if status == _SSH_FAILED:
        return "ssh could not connect, or lost the connection (status 255). Is your public key on your account?"
    return f"ssh has ended with status {status}." if status > 0 else f"ssh was ended by signal {-status}."
