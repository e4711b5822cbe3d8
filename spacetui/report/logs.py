"""`spacetui logs`: a Space's log on stdout, as clean lines; what there is to be said about it on stderr."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from spacetui.ansi import undress
from spacetui.hub.errors import HubError
from spacetui.live.follow import FollowState, Phase, follow_logs
from spacetui.live.log import Log, Row, rows_between
from spacetui.report.following import FAILED, SIGNALLED, Out, run, time_of_day

if TYPE_CHECKING:
    from spacetui.clock import Clock
    from spacetui.hub.client import SpacesClient
    from spacetui.hub.stream_models import LogLine
    from spacetui.launch import Launcher

PRINTED = 0
QUIET = 5.0
"""Seconds without a line after which what there is has been printed: the official client waits as long."""
LATER = 1.0
"""A line written so many seconds after we asked was not there when we did: as the official client judges."""


class Wanted(NamedTuple):
    """Which log to print, and from where on."""

    space_id: str
    build: bool = False
    tail: int | None = None

    @property
    def kind(self) -> str:
        return "build" if self.build else "run"


def logs(launcher: Launcher, space_id: str, *, build: bool, follow: bool, tail: int | None) -> int:
    """Print a log; the exit status. A log that is followed is ended by ctrl+c, SIGTERM or a reader that has gone: 0."""
    out, wanted, clock = Out(), Wanted(space_id, build, tail), launcher.clock
    colours = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    printer = Printer(out, colours=colours, patient=not follow)
    opened, work = replace(launcher, only=(space_id,)), follow_with if follow else print_with
    status = run(opened.open, lambda session: work(session.client, wanted, clock, printer), out)
    return PRINTED if follow and status > SIGNALLED else status


class Printer:
    """Prints the lines of a log; of one that is written over, the last state. One that has no end may be written
    over yet: it waits for what comes next where `patient`, else only where that is likely.
    """

    def __init__(self, out: Out, *, colours: bool, patient: bool) -> None:
        self.out = out
        self._patient = patient
        self._colours = colours
        self._log = Log()
        self._next = 0
        self._last: Row | None = None

    @property
    def empty(self) -> bool:
        return not self._log.end

    def take(self, lines: Sequence[LogLine], dropped: int = 0) -> None:
        since = self._log.take(lines, dropped)
        if since < self._next and self._log[since] != self._last:
            self._next = since  # it was printed, and has been written over since
        self._print(self._log.end - (self._log.is_open if self._patient else self._log.returns))

    def end(self) -> None:
        """There are no more: what was held back is as it is."""
        self._print(self._log.end)

    def _print(self, end: int) -> None:
        for _, row in rows_between(self._log, self._next, end):
            self._last = row
            if row.rule:
                self.out.words(row.text)
            elif not self.out.closed:
                self.out.data(undress(row.text, row.runs) if self._colours else row.text)
        self._next = max(self._next, end)


async def print_with(client: SpacesClient, wanted: Wanted, clock: Clock, printer: Printer) -> int:
    """Print what has been written until now: 0, or 1 where it cannot be read, or not to its end."""
    began = clock.now()
    try:
        async with client.fetch_space_logs(wanted.space_id, build=wanted.build, tail=wanted.tail) as lines:
            await _until_quiet(lines, began + LATER, clock, printer)
    except HubError as error:
        printer.end()
        printer.out.error(error)
        return FAILED
    printer.end()
    if printer.empty:
        printer.out.words(f"The {wanted.kind} log of {wanted.space_id} is empty.")
    return PRINTED


async def _until_quiet(lines: AsyncIterator[LogLine], until: float, clock: Clock, printer: Printer) -> None:
    """Print lines until one was written after that wall time, or none comes any more. Raises HubError."""
    heard = clock.monotonic()

    async def read() -> None:
        nonlocal heard
        async for line in lines:
            heard = clock.monotonic()
            if printer.out.closed or (line.timestamp is not None and line.timestamp.timestamp() > until):
                return
            printer.take([line])

    async def quiet() -> None:
        while (rest := heard + QUIET - clock.monotonic()) > 0:
            await clock.sleep(rest)

    reading, waiting = asyncio.create_task(read()), asyncio.create_task(quiet())
    try:
        await asyncio.wait({reading, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if reading.done():
            reading.result()
    finally:
        reading.cancel()
        waiting.cancel()
        await asyncio.gather(reading, waiting, return_exceptions=True)


async def follow_with(client: SpacesClient, wanted: Wanted, clock: Clock, printer: Printer) -> int:
    """Print what was and is written, one container's after the other's: 0 once nobody reads it any more, 1 where it
    cannot be had.
    """
    state, news = FollowState(Phase.CONNECTING), False
    follower = follow_logs(
        client,
        wanted.space_id,
        clock=clock,
        chance=lambda: 0.5,
        build=wanted.build,
        tail=wanted.tail,
    )
    async with follower:
        async for batch in follower.batches():
            printer.take(batch.items, batch.dropped)
            if printer.out.closed:
                return PRINTED
            news = news or bool(batch.items)
            if batch.state != state:
                state = batch.state
                if state.phase is Phase.WAITING and (news or state.reason is not None):
                    news = False
                    printer.end()
                    printer.out.words(_told(state, wanted, clock))
    if state.reason is not None:
        printer.out.error(state.reason)
    return FAILED


def _told(state: FollowState, wanted: Wanted, clock: Clock) -> str:
    """Why nothing comes at the moment."""
    now = time_of_day(clock.now())
    if state.reason is None:
        return f"{now}  the {wanted.kind} log ends here; waiting for the next one"
    seconds = max(0, round((state.next_try or 0.0) - clock.monotonic()))
    return f"{now}  cut off: {state.reason} Next try in {seconds} s."
