"""The live engine: the one object the screen and the command line hold.

It asks the Hub for what `pace` says is due, hangs the answers on the board, sends commands once, and says
how it stands with the Hub. It owns every task it starts; `run` ends only when it is cancelled.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from spacetui.clock import Clock, SystemClock, sleep_until
from spacetui.hub.errors import (
    HubError,
    HubRefused,
    HubUnreachable,
    HubUnwell,
    InvalidToken,
    OfflineMode,
    RateLimited,
)
from spacetui.live import pace
from spacetui.live.activity import Activity
from spacetui.live.board import Board, first_of
from spacetui.live.dispatch import Dispatcher
from spacetui.live.pace import Asked, Attention, Read, Subject
from spacetui.live.picture import Connection, Link, Picture, Update
from spacetui.live.reading import Reader

if TYPE_CHECKING:
    from spacetui.hub.client import SpacesClient
    from spacetui.live.commands import Command

SIGNED_OUT_AGAIN_AFTER = 60.0
RATE_LIMITED_FOR = 30.0
"""How long a 429 that names no time is waited for."""
LONGEST_WAIT = 3600.0
"""How long a 429 is believed, whatever time it names."""
MOST_AT_ONCE = 8
"""Reads on their way at a time: fewer than the client has connections, so that a command never queues for one."""

_WHOLE_FLEET = (Subject.ACCOUNT, Subject.LISTING)


class Engine:
    """Keeps a picture of the Spaces of `authors`, or else of the client's account and its organizations."""

    def __init__(
        self,
        client: SpacesClient,
        *,
        authors: Sequence[str] = (),
        signed_in: bool = True,
        clock: Clock | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._clock = clock or SystemClock()
        self._chance = chance
        self._signed_in = signed_in
        self._activity = Activity()
        self._board = Board(self._clock)
        self._reader = Reader(client, self._board, self._clock, self._activity)
        self._dispatcher = Dispatcher(
            client, self._board, self._reader, self._clock, self._activity, sent=self._command_sent
        )
        self._attention = Attention()
        self._asked: dict[Read, Asked] = {}
        self._in_flight: set[Read] = set()
        self._hot: dict[str, float] = {}
        self._blocked_until = -math.inf
        self._failing: set[Read] = set()
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._board.show(Picture(owners=tuple(authors)))

    @property
    def picture(self) -> Picture:
        return self._board.picture

    def changes(self) -> AsyncGenerator[Update, None]:
        """Each newer picture, with what differs in it; one follower at a time."""
        return self._board.changes()

    def attend(self, attention: Attention) -> None:
        """Say what is looked at; it is read in the engine's own time."""
        if attention != self._attention:
            self._attention = attention
            self._rouse()

    def submit(self, command: Command) -> int:
        """Have a command carried out, once; its state is in the picture under the number returned."""
        number = self._dispatcher.accept(command)
        self._rouse()
        return number

    def refresh(self) -> None:
        """Read everything that is wanted now, whatever was waited for."""
        self._asked.clear()
        self._blocked_until = -math.inf
        self._rouse()

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._wake.clear()
                for errand in self._dispatcher.take():
                    tasks.create_task(errand)
                plan = self._plan()
                for read in plan.due[: MOST_AT_ONCE - len(self._in_flight)]:
                    self._in_flight.add(read)
                    self._asked[read] = replace(self._asked.get(read, Asked(0)), at=self._clock.monotonic())
                    tasks.create_task(self._ask(read))
                if not self._in_flight:
                    self._idle.set()
                await self._until(plan.next_at)

    async def settled(self) -> None:
        """Return when nothing is on its way, nothing is due, and the follower has been told of everything.

        To be awaited while `run` runs.
        """
        while True:
            for _ in range(5):  # whoever was woken by the clock gets its turn
                await asyncio.sleep(0)
            await self._activity.quiet.wait()
            self._rouse()
            await self._idle.wait()
            await self._board.taken()
            if self._activity.quiet.is_set() and self._idle.is_set():
                return

    def _rouse(self) -> None:
        """Have `run` look again at what is due; until it has, the engine is not idle."""
        self._idle.clear()
        self._wake.set()

    def _plan(self) -> pace.Plan:
        now = self._clock.monotonic()
        if now < self._blocked_until:
            return pace.Plan((), self._blocked_until)
        self._hot = {space_id: until for space_id, until in self._hot.items() if until > now}
        # What was asked for longer ago is due anyway.
        self._asked = {read: asked for read, asked in self._asked.items() if now - asked.at < pace.CATALOG}
        wishes = pace.wanted(
            self.picture, self._attention, frozenset(self._hot), self._clock.now(), signed_in=self._signed_in
        )
        waiting = {read: period for read, period in wishes.items() if read not in self._in_flight}
        return pace.plan(waiting, self._asked, now)

    async def _until(self, moment: float) -> None:
        if moment == math.inf:
            await self._wake.wait()
        else:
            await first_of(sleep_until(self._clock, moment), self._wake.wait())

    async def _ask(self, read: Read) -> None:
        try:
            await self._reader.read(read)
        except HubError as error:
            self._failed(read, error)
        else:
            self._answered(read)
        finally:
            self._in_flight.discard(read)
            self._rouse()

    def _answered(self, read: Read) -> None:
        if read in self._asked:  # else it was wanted anew while it was on its way, and is asked for again
            self._asked[read] = Asked(self._clock.monotonic())
        self._failing.discard(read)
        now = self._clock.now()
        if self._failing:
            self._connection(replace(self.picture.connection, since=now))
            return
        if self.picture.connection.problem is not None:  # over: what waits out a failure need not wait any longer
            waiting = [other for other, asked in self._asked.items() if asked.failures and other not in self._in_flight]
            for other in waiting:
                del self._asked[other]
        self._connection(Connection(Link.LIVE if self.picture.complete else Link.STARTING, since=now))

    def _failed(self, read: Read, error: HubError) -> None:
        """A failure of the whole fleet's reads, or of the line itself, stops all reading for a while.

        A refusal of anything else is an answer: it is asked for again in its own time.
        """
        now = self._clock.monotonic()
        fleet, of_the_line = read.subject in _WHOLE_FLEET, self._of_the_line(error)
        if isinstance(error, HubRefused) and not (fleet or of_the_line or isinstance(error, HubUnwell)):
            self._asked[read] = Asked(now)
            return
        failures = self._asked.get(read, Asked(now)).failures + 1
        wait = self._wait_after(error, failures)
        self._asked[read] = Asked(now, failures, now + wait)
        if not (fleet or of_the_line):
            return
        if fleet:
            self._failing.add(read)
        self._blocked_until = max(self._blocked_until, now + wait)
        next_try = self._clock.now() + self._blocked_until - now
        self._connection(replace(self.picture.connection, link=_link(error), problem=error, next_try=next_try))

    def _of_the_line(self, error: HubError) -> bool:
        """Whether no other read would fare better. To the anonymous a 401 only says that a Space is not public."""
        if isinstance(error, InvalidToken):
            return self._signed_in
        return isinstance(error, HubUnreachable | RateLimited | OfflineMode)

    def _wait_after(self, error: HubError, failures: int) -> float:
        wait = pace.backoff(failures, self._chance())
        if isinstance(error, RateLimited):
            told = RATE_LIMITED_FOR if error.retry_after is None else min(error.retry_after, LONGEST_WAIT)
            return max(told, wait)
        return SIGNED_OUT_AGAIN_AFTER if isinstance(error, InvalidToken | OfflineMode) else wait

    def _connection(self, connection: Connection) -> None:
        self._board.show(replace(self.picture, connection=connection))

    def _command_sent(self, command: Command) -> None:
        """A command went out: its Space is followed closely, and what it changes is due at once."""
        self._hot[command.space_id] = self._clock.monotonic() + pace.HOT_AFTER_COMMAND
        for owner in self.picture.owners:
            if command.space_id.startswith(f"{owner}/") and command.space_id not in self.picture.spaces:
                self._asked.pop(Read(Subject.LISTING, owner), None)
        self._rouse()


def _link(error: HubError) -> Link:
    if isinstance(error, RateLimited):
        return Link.RATE_LIMITED
    if isinstance(error, InvalidToken):
        return Link.SIGNED_OUT
    return Link.OFFLINE
