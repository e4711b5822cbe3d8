"""An engine followed without a screen: what a script's reader gets of it, and how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import aclosing
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TextIO, TypeVar

import click

from spacetui import text
from spacetui.hub.errors import HubError, OfflineMode
from spacetui.live.pace import Attention
from spacetui.live.picture import Link
from spacetui.ui import summary

if TYPE_CHECKING:
    from spacetui.clock import Clock
    from spacetui.live.engine import Engine
    from spacetui.live.picture import Connection, Picture, Update

T = TypeVar("T")
S = TypeVar("S", bound="Closing")

FAILED = 1
SIGNALLED = 128
"""A status above this tells which signal ended us: 130 is ctrl+c's."""


class Out:
    """Data to stdout, words to stderr, each line at once. `closed` once the reader of the data has gone."""

    def __init__(self) -> None:
        self.closed = False

    def data(self, line: str) -> None:
        self.closed |= not _printed(line, sys.stdout)

    def words(self, sentence: str) -> None:
        _printed(text.clean(sentence), sys.stderr)

    def error(self, error: HubError) -> None:
        self.words(f"Error: {error}")


def _printed(line: str, stream: TextIO) -> bool:
    """Whether anybody took the line. Where a terminal's encoding lacks a character, a question mark serves."""
    encoding = stream.encoding or "utf-8"
    try:
        click.echo(line.encode(encoding, "replace").decode(encoding), file=stream)
    except BrokenPipeError:
        # What waits in the stream's buffer would be tried again, and complained about, when we end.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        return False
    return True


class Standing:
    """Says how we stand with the Hub whenever that has become another matter."""

    def __init__(self, clock: Clock, out: Out) -> None:
        self._clock = clock
        self._out = out
        self._last = Link.LIVE

    def hopeless(self, picture: Picture) -> bool:
        """Say what is new about it; whether no answer will ever come."""
        problem = picture.connection.problem
        if isinstance(problem, OfflineMode):
            self._out.error(problem)
        elif picture.superseded:
            self._out.words("Error: The token on this machine is another account's now.")
        else:
            self._say(picture.connection)
            return False
        return True

    def _say(self, connection: Connection) -> None:
        link = connection.link
        if link in (self._last, Link.STARTING, Link.CATCHING_UP):
            return
        self._last = link
        self._out.words(f"{time_of_day(self._clock.now())}  {_standing(connection)}")


def _standing(connection: Connection) -> str:
    if connection.link is Link.LIVE:
        return "live again"
    since = "" if connection.since is None else f" since {time_of_day(connection.since)}"
    why = "" if connection.problem is None else f": {summary.told(connection.problem)}"
    again = "" if connection.next_try is None else f" Next try at {time_of_day(connection.next_try)}."
    return f"{connection.link.value}{since}{why or '.'}{again}"


def time_of_day(at: float) -> str:
    """A wall time in this machine's time zone: `12:03:45`."""
    return datetime.fromtimestamp(at).strftime("%H:%M:%S")


async def follow(engine: Engine, tell: Callable[[Update], T | None]) -> T:
    """Run the engine and hand every update to `tell`, until that gives something other than None."""
    async with asyncio.TaskGroup() as tasks, aclosing(engine.changes()) as changes:
        running = tasks.create_task(engine.run())
        async for update in changes:
            result = tell(update)
            if result is not None:
                running.cancel()
                return result
    raise AssertionError("changes() does not end")


def attend(engine: Engine) -> None:
    """Look at the Spaces asked for: closely, where it is one."""
    ids = tuple(chosen.id for chosen in engine.picture.chosen.values() if chosen.id is not None)
    engine.attend(Attention(selected=ids[0] if len(ids) == 1 else None, visible=ids))


class Closing(Protocol):
    """Something open at the Hub."""

    async def close(self) -> None:
        """Close its connections."""


def run(opened: Callable[[], S], work: Callable[[S], Awaitable[int]], out: Out) -> int:
    """Open a session and do some work with it: the exit status that gives, 1 where it cannot be opened (which
    is said), or `SIGNALLED` and the number of the signal that ended it. To be called in the main thread.
    """

    async def whole() -> int:
        try:
            session = opened()
        except HubError as error:
            out.error(error)
            return FAILED
        try:
            return await work(session)
        finally:
            await session.close()

    return asyncio.run(_interruptible(whole()))


async def _interruptible(work: Coroutine[Any, Any, int]) -> int:
    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(work)
    signals: list[int] = []

    def end(number: int) -> None:
        signals.append(number)
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end, number)
    try:
        return await task
    except asyncio.CancelledError:
        if not signals:
            raise
        return SIGNALLED + signals[0]
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
