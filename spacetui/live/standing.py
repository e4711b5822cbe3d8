"""How we stand with the Hub: what was asked when, what failed, what is waited for, what the limit leaves."""

from __future__ import annotations

import math
from collections.abc import Callable, Container
from dataclasses import replace
from typing import TYPE_CHECKING

from spacetui.hub.errors import (
    HubError,
    HubRefused,
    HubUnreachable,
    HubUnwell,
    InvalidToken,
    OfflineMode,
    RateLimited,
)
from spacetui.live import budget, pace
from spacetui.live.budget import Allowance, Ledger
from spacetui.live.pace import Asked, Read, Subject
from spacetui.live.picture import Connection, Link

if TYPE_CHECKING:
    from spacetui.clock import Clock
    from spacetui.hub.ratelimit import RateLimit
    from spacetui.live.board import Board

SIGNED_OUT_AGAIN_AFTER = 60.0
RATE_LIMITED_FOR = 30.0
"""How long a 429 that names no time is waited for."""
LONGEST_WAIT = 3600.0
"""How long a 429 is believed, whatever time it names."""
MOST_ASKED = 1000

_WHOLE_FLEET = (Subject.ACCOUNT, Subject.LISTING, Subject.SPACE)


class Standing:
    """Kept by the engine, told on the board. `limit` gives the newest reading of the rate limit, `recovered` hears
    when there is an answer again.
    """

    def __init__(
        self,
        board: Board,
        clock: Clock,
        chance: Callable[[], float],
        limit: Callable[[], RateLimit | None],
        *,
        signed_in: bool,
        recovered: Callable[[], None],
    ) -> None:
        self._board = board
        self._clock = clock
        self._chance = chance
        self._limit = limit
        self._signed_in = signed_in
        self._recovered = recovered
        self._ledger = Ledger()
        self._limit_from = -math.inf
        self._failing: set[Read] = set()
        self._apart: set[Read] = set()
        """Those that failed while others were answered: it is their own trouble, and stops no other."""
        self._behind_since = clock.now()
        self.asked: dict[Read, Asked] = {}
        self.blocked_until = -math.inf
        self.probing = False
        """Whether one read goes first, to see if there is an answer, before the others follow."""

    def allowance(self) -> Allowance:
        """What polling may still ask for. A reading from before the machine slept tells nothing."""
        limit = self._limit()
        if limit is not None and limit.read_at < self._limit_from:
            limit = None
        return budget.allowance(limit, self._ledger, self._clock.monotonic())

    def sent(self, read: Read, cost: int) -> None:
        now = self._clock.monotonic()
        self.asked[read] = replace(self.asked.get(read, Asked(0)), at=now)
        self._ledger.note(cost, now)
        if len(self.asked) > MOST_ASKED:  # what was asked for longer ago is due anyway
            self.asked = {each: asked for each, asked in self.asked.items() if now - asked.at < pace.CATALOG}

    def took(self, more: int) -> None:
        """A listing took more requests than it was thought to."""
        self._ledger.note(more, self._clock.monotonic())

    def answered(self, read: Read) -> None:
        if read in self.asked:  # else it was wanted anew while it was on its way, and is asked for again
            self.asked[read] = Asked(self._clock.monotonic())
        self._failing.discard(read)
        self._apart = (self._apart | self._failing) - {read}
        if self.probing:
            self.probing = False
            self._recovered()
        now, connection = self._clock.now(), self._board.picture.connection
        if self._failing:
            self._tell(replace(connection, since=now))
            return
        if connection.link not in (Link.LIVE, Link.STARTING, Link.CATCHING_UP):
            self._make_up()
        self._tell(Connection(self._link(), since=now))

    def wanted(self, reads: Container[Read]) -> None:
        """What nobody wants any more is no trouble any more."""
        self._failing = {read for read in self._failing if read in reads}
        self._apart = {read for read in self._apart if read in reads}

    def answers(self, read: Read) -> bool:
        """Whether the last asking was answered, be it by a refusal, and it was not wanted anew meanwhile."""
        return read in self.asked and not self.asked[read].failures

    def failed(self, read: Read, error: HubError) -> None:
        """A failure of the whole fleet's reads, or of the line itself, stops all reading for a while; that one
        owner's list is refused, or fails again and again while others are answered, stops no other. A single
        Space that does so is not even told as trouble of the whole: its age tells.

        A refusal of anything else is an answer: it is asked for again in its own time. So is a limit that only
        this operation has; one that the window has stops polling by itself, as the allowance is then nothing.
        """
        now = self._clock.monotonic()
        fleet, of_the_line = read.subject in _WHOLE_FLEET, self._of_the_line(error)
        waits = isinstance(error, HubUnwell | RateLimited)
        if isinstance(error, HubRefused) and not (fleet or of_the_line or waits):
            self.asked[read] = Asked(now)
            self.probing = False
            return
        failures = self.asked.get(read, Asked(now)).failures + 1
        wait = self._wait_after(error, failures)
        self.asked[read] = Asked(now, failures, now + wait)
        apart = read in self._apart and not of_the_line
        if apart and read.subject is Subject.SPACE:
            self._failing.discard(read)
            self._wait_no_more(read.of)
            return
        if not (fleet or of_the_line):
            return
        if not of_the_line:  # else any answer shows that the line is there again
            self._failing.add(read)
        until = now + wait
        if of_the_line or not (apart or (isinstance(error, HubRefused) and not isinstance(error, HubUnwell))):
            self.probing = True
            self.blocked_until = until = max(self.blocked_until, until)
        if of_the_line:
            self._behind_since = self._clock.now()
        next_try = self._clock.now() + until - now
        self._tell(replace(self._board.picture.connection, link=_link(error), problem=error, next_try=next_try))

    def spent(self, allowance: Allowance) -> None:
        """Nothing is left for polling: say until when, unless there is worse to tell."""
        connection = self._board.picture.connection
        if connection.problem is None:
            next_try = self._clock.now() + allowance.resets_at - self._clock.monotonic()
            if connection.link is not Link.RATE_LIMITED or abs((connection.next_try or 0) - next_try) > 1:
                self._tell(replace(connection, link=Link.RATE_LIMITED, next_try=next_try))

    def slept(self) -> None:
        """The machine was suspended: nothing known is new, and whether there is a network shows one request."""
        self.forget()
        self.probing = True
        self._limit_from = self._clock.monotonic()
        self._behind_since = self._clock.now()
        if self._board.picture.connection.link is Link.LIVE:
            self._tell(replace(self._board.picture.connection, link=Link.CATCHING_UP))

    def forget(self) -> None:
        """Let everything be due now, whatever was waited for."""
        self.asked.clear()
        self.blocked_until = -math.inf

    def show_allowance(self, allowance: Allowance) -> None:
        """Put on the board what is left, where that has become worth showing or another tenth."""
        left = budget.shown(allowance.left)
        if left != self._board.picture.requests_left:
            self._board.show(replace(self._board.picture, requests_left=left))

    def _wait_no_more(self, asked: str) -> None:
        """A chosen Space fails by itself: the whole is complete, and new, without it."""
        picture = self._board.picture
        known = picture.chosen.get(asked)
        if known is not None and not known.apart:
            chosen = {**picture.chosen, asked: replace(known, apart=True)}
            self._board.show(replace(picture, chosen=chosen))

    def _make_up(self) -> None:
        """An outage is over: what waits out a failure, or was listed before it, need not wait any longer."""
        picture = self._board.picture
        for read, asked in list(self.asked.items()):
            known = picture.listed.get(read.of) or picture.chosen.get(read.of)
            old = read.subject in _WHOLE_FLEET and known and (known.at or 0.0) < self._behind_since
            if asked.failures or old:
                del self.asked[read]

    def _link(self) -> Link:
        """How it stands where nothing fails: live once every listing is newer than the last trouble."""
        times = self._board.picture.looked_at()
        if not any(times):
            return Link.STARTING
        caught_up = all(at is not None and at >= self._behind_since for at in times)
        return Link.LIVE if caught_up else Link.CATCHING_UP

    def _of_the_line(self, error: HubError) -> bool:
        """Whether no other read would fare better. To the anonymous a 401 only says that a Space is not public."""
        if isinstance(error, InvalidToken):
            return self._signed_in
        return isinstance(error, HubUnreachable | OfflineMode)

    def _wait_after(self, error: HubError, failures: int) -> float:
        wait = pace.backoff(failures, self._chance())
        if isinstance(error, RateLimited):
            told = RATE_LIMITED_FOR if error.retry_after is None else min(error.retry_after, LONGEST_WAIT)
            return max(told, wait)
        return SIGNED_OUT_AGAIN_AFTER if isinstance(error, InvalidToken | OfflineMode) else wait

    def _tell(self, connection: Connection) -> None:
        self._board.show(replace(self._board.picture, connection=connection))


def _link(error: HubError) -> Link:
    if isinstance(error, RateLimited):
        return Link.RATE_LIMITED
    if isinstance(error, InvalidToken):
        return Link.SIGNED_OUT
    return Link.OFFLINE
