"""The live engine: the one object the screen and the command line hold.

It asks the Hub for what `pace` says is due, hangs the answers on the board, sends commands once, and says
how it stands with the Hub. It owns every task it starts; `run` ends only when it is cancelled.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from spacetui.clock import Clock, SystemClock, sleep_until
from spacetui.hub.errors import HubError, InvalidToken
from spacetui.hub.terms import owner_of
from spacetui.live import fleet, pace
from spacetui.live.activity import Activity
from spacetui.live.board import Board, first_of
from spacetui.live.commands import Look
from spacetui.live.dispatch import Dispatcher
from spacetui.live.finding import Finder
from spacetui.live.hints import RESTED, Hints, plenty, worth_hearing
from spacetui.live.identity import Identity
from spacetui.live.keeping import Keeper
from spacetui.live.logbook import Logbook, Told, Watch
from spacetui.live.metering import Metering
from spacetui.live.pace import Attention, Circumstances, Rank, Read, Subject, Wish
from spacetui.live.picture import Chosen, Picture, SpaceEntry, Update
from spacetui.live.plans import Plans
from spacetui.live.preferences import Preferences
from spacetui.live.reading import Reader
from spacetui.live.standing import Standing

if TYPE_CHECKING:
    from pydantic import SecretStr

    from spacetui.hub.client import SpacesClient
    from spacetui.hub.login import Login
    from spacetui.live.budget import Allowance
    from spacetui.live.commands import Command
    from spacetui.live.dispatch import Series
    from spacetui.live.plans import Plan
    from spacetui.live.remember import Memory

MOST_AT_ONCE = 8
"""Reads on their way at a time: fewer than the client has connections, so that a command never queues for one."""
SLEPT = 10.0
"""The wall clock ran on by so many seconds more than the monotonic one: the machine was suspended."""


class Engine:
    """Keeps a picture of the Spaces of `authors`, or of these `only`, or else of the client's account and its
    organizations.

    With a `memory` the last picture is shown until there is a newer one, and what the user chose is kept. With a
    `login` a token that expires is followed by the next one, and one of another account ends it all: the picture
    is then `superseded`. With `hints` the Hub's event streams say when a Space is worth reading again.
    """

    def __init__(
        self,
        client: SpacesClient,
        *,
        authors: Sequence[str] = (),
        only: Sequence[str] = (),
        signed_in: bool = True,
        clock: Clock | None = None,
        chance: Callable[[], float] = random.random,
        memory: Memory | None = None,
        login: Login | None = None,
        hints: bool = False,
    ) -> None:
        self._clock = clock or SystemClock()
        self._signed_in = signed_in
        self._activity = Activity()
        self._board = Board(self._clock)
        self._preferences = Preferences(memory, tuple(authors), only=bool(only))
        self._reader = Reader(client, self._board, self._clock, self._activity, self._preferences)
        self._dispatcher = Dispatcher(
            client, self._board, self._reader, self._clock, self._activity, sent=self._command_sent
        )
        self._plans = Plans(self._board, self._submit_for, self._dispatcher.outcome, self._dispatcher.look_back)
        self._standing = Standing(
            self._board,
            self._clock,
            chance,
            lambda: client.rate_limit,
            signed_in=signed_in,
            recovered=self._hasten_streams,
        )
        self._logbook = Logbook(client, self._clock, chance, entry_of=self._entry_of, rouse=self._rouse)
        self.metering = Metering(client, self._clock, chance, entry_of=self._entry_of, rouse=self._rouse)
        self.finder = Finder(client, self._board, self._reader, self._preferences, self._activity)
        self._memory = memory
        self._keeper = None
        if memory is not None:
            self._keeper = Keeper(memory, self._board, self._preferences, self._clock, self._activity)
        self._identity = None if login is None else self._watch(client, login)
        self._hints = None
        if hints and signed_in:
            self._hints = Hints(client, self._clock, chance, known=self._runtime_of, due=self._hinted_at)
        self._out_of_turn: set[Read] = set()
        self._attention = Attention()
        self._selected_at = self._rests_until = -math.inf
        self._in_flight: set[Read] = set()
        self._hot: dict[str, float] = {}
        self._by_hand = False
        self._offset = self._clock.now() - self._clock.monotonic()
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._board.show(Picture(owners=tuple(authors), chosen={space_id: Chosen() for space_id in only}))
        self._surveyed = self.picture.spaces, fleet.survey(self.picture.spaces)

    @property
    def picture(self) -> Picture:
        return self._board.picture

    @property
    def problems(self) -> Sequence[str]:
        """What is wrong with the files that are kept, in sentences."""
        return () if self._memory is None else self._memory.problems

    def changes(self) -> AsyncGenerator[Update, None]:
        """Each newer picture, with what differs in it; one follower at a time."""
        return self._board.changes()

    def attend(self, attention: Attention) -> None:
        """Say what is looked at; it is read in the engine's own time."""
        if attention == self._attention:
            return
        if attention.selected != self._attention.selected:
            now = self._clock.monotonic()
            if now - self._selected_at < pace.REST:
                self._rests_until = now + pace.REST
            self._selected_at = now
        self._attention = attention
        self._rouse()

    def submit(self, command: Command) -> int:
        """Have a command carried out, once; its state is in the picture under the number returned."""
        return self._submit_for(command)

    def _submit_for(self, command: Command, plan: int | None = None, series: Series | None = None) -> int:
        number = self._dispatcher.accept(command, plan, series)
        self._rouse()
        return number

    def carry_out(self, plan: Plan) -> int:
        """Have a plan carried out; its state is in the picture's `plans` under the number returned."""
        number = self._plans.begin(plan)
        self._rouse()
        return number

    def stop(self, plan: int) -> None:
        """Send nothing more of a plan; what is on its way is followed to its end."""
        self._plans.stop(plan)

    def refresh(self) -> None:
        """Read everything that is wanted now, whatever was waited for."""
        self._standing.forget()
        self._hasten_streams()
        self._by_hand = True
        self._rouse()

    @property
    def remembers(self) -> bool:
        """Whether what is chosen here is there again in the next run."""
        return self._preferences.kept

    def choose_owners(self, wanted: Mapping[str, bool]) -> None:
        """Show the Spaces of some owners, or no longer."""
        self._preferences.choose(wanted)
        self._reader.show_owners()
        for owner in wanted:
            self._standing.asked.pop(Read(Subject.LISTING, owner), None)
        self._rouse()

    def mute(self, space_ids: Iterable[str], *, muted: bool) -> None:
        """Leave Spaces in peace as long as the stage of each stays as it is; or hear of them again."""
        if muted:
            self._preferences.mute(fleet.stages(self.picture.spaces, space_ids))
        else:
            self._preferences.unmute(frozenset(space_ids))
        self._board.show(self._preferences.with_muted(self.picture, {}))
        self._rouse()

    def watch_log(self, space_id: str, *, build: bool = False, told: Told) -> Watch:
        """Follow a Space's run or build log until the watch is closed; `told` hears of what is new in it."""
        entry = self.picture.spaces.get(space_id)
        identity = entry.space.identity if entry is not None else None
        return self._logbook.watch(space_id, identity or space_id, build=build, told=told)

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            if self._keeper is not None:
                await self._keeper.recall()
                if self.picture.account is not None:  # as it was then: what the token may do is to be seen
                    self._out_of_turn.add(Read(Subject.ACCOUNT))
                tasks.create_task(self._keeper.run())
            if self._identity is not None:
                tasks.create_task(self._identity.run())
            while True:
                self._wake.clear()
                for errand in (*self._dispatcher.take(), *self._plans.take()):
                    tasks.create_task(errand)
                self._logbook.follow(tasks)
                self.metering.follow(tasks)
                self._notice_sleep()
                next_at = self._start_reads(tasks)
                if not self._in_flight:
                    self._idle.set()
                await self._until(next_at)

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
            for _ in range(3):  # and whoever waited for that, as a plan for the end of a command
                await asyncio.sleep(0)
            if self._activity.quiet.is_set() and self._idle.is_set():
                return

    def _rouse(self) -> None:
        """Have `run` look again at what is due; until it has, the engine is not idle."""
        self._idle.clear()
        self._wake.set()

    def _notice_sleep(self) -> None:
        offset = self._clock.now() - self._clock.monotonic()
        if offset - self._offset > SLEPT:
            self._standing.slept()
        self._offset = offset

    def _start_reads(self, tasks: asyncio.TaskGroup) -> float:
        """Start what is due, as far as there is room and allowance; the moment to look again."""
        now, standing = self._clock.monotonic(), self._standing
        allowance = standing.allowance()
        self._listen(tasks, allowance)
        if self.picture.superseded:
            return math.inf
        if now < standing.blocked_until:
            return standing.blocked_until
        standing.show_allowance(allowance)
        by_hand, self._by_hand = self._by_hand, False
        if allowance.spent and not by_hand:
            standing.spent(allowance)
            return allowance.resets_at
        wanted = self._wishes()
        standing.wanted(wanted)
        wishes = {read: wish for read, wish in wanted.items() if read not in self._in_flight}
        plan = pace.plan(pace.stretched(wishes, allowance.per_second), standing.asked, now)
        requests = math.inf if by_hand else allowance.requests
        for read in self._in_turn(plan.due):
            cost = wishes[read].cost
            if cost > requests:
                return min(plan.next_at, allowance.resets_at)
            requests -= cost
            self._in_flight.add(read)
            standing.sent(read, cost)
            tasks.create_task(self._ask(read, cost))
        return min(plan.next_at, self._rests_until) if self._rests_until > now else plan.next_at

    def _in_turn(self, due: Sequence[Read]) -> Iterator[Read]:
        """Those that may go now: one listing alone while it shows whether there is an answer at all."""
        room = MOST_AT_ONCE
        if self._standing.probing:
            room, due = 1, sorted(due, key=lambda read: read.subject is not Subject.LISTING)
        resting = self._clock.monotonic() < self._rests_until
        for read in due:
            if len(self._in_flight) >= room:
                return
            if not (resting and read == Read(Subject.RUNTIME, self._attention.selected or "")):
                yield read

    def _wishes(self) -> dict[Read, Wish]:
        now, picture = self._clock.monotonic(), self.picture
        self._hot = {space_id: until for space_id, until in self._hot.items() if until > now}
        if self._surveyed[0] is not picture.spaces:
            self._surveyed = picture.spaces, fleet.survey(picture.spaces)
        circumstances = Circumstances(
            hot=frozenset(self._hot),
            pages=self._reader.pages,
            quiet=now - self._board.eventful_at >= pace.QUIET_AFTER,
            signed_in=self._signed_in,
        )
        wishes = pace.wanted(picture, self._surveyed[1], self._attention, circumstances, self._clock.now())
        return {read: Wish(pace.ONCE, pace.ONCE, Rank.SELECTED) for read in self._out_of_turn} | wishes

    def _listen(self, tasks: asyncio.TaskGroup, allowance: Allowance) -> None:
        """Listen for hints, where there are any worth it; each stream takes a request."""
        if self._hints is None:
            return
        rested = self._clock.monotonic() - self._selected_at >= RESTED
        selected = self._attention.selected if rested else None
        wanted = worth_hearing(self.picture, self._surveyed[1].moving, selected)
        opened = self._hints.listen(wanted if plenty(allowance) and self._attention.focused else (), tasks)
        if opened:
            self._standing.took(opened)

    def _entry_of(self, space_id: str) -> SpaceEntry | None:
        return self.picture.spaces.get(space_id)

    def _runtime_of(self, space_id: str) -> object:
        entry = self._entry_of(space_id)
        return None if entry is None else entry.runtime

    def _hinted_at(self, space_id: str) -> None:
        """Something happened to a Space: read it now, unless it waits out a failure."""
        read = Read(Subject.RUNTIME, space_id)
        asked = self._standing.asked.get(read)
        if asked is None or not asked.failures:
            self._standing.asked.pop(read, None)
            self._out_of_turn.add(read)
            self._rouse()

    async def _until(self, moment: float) -> None:
        if moment == math.inf:
            await self._wake.wait()
        else:
            await first_of(sleep_until(self._clock, moment), self._wake.wait())

    async def _ask(self, read: Read, cost: int) -> None:
        standing = self._standing
        try:
            await self._reader.read(read)
        except HubError as error:
            standing.failed(read, error)
            if isinstance(error, InvalidToken) and self._identity is not None:
                self._identity.rouse()
        else:
            standing.answered(read)
            if read.subject is Subject.LISTING:
                standing.took(self._reader.pages.get(read.of, cost) - cost)
        finally:
            self._in_flight.discard(read)
            if standing.answers(read):
                self._out_of_turn.discard(read)
            self._rouse()

    def _hasten_streams(self) -> None:
        """Logs and metrics wait no longer for an answer; hints are listened to only while there are any."""
        self._logbook.hasten()
        self.metering.hasten()

    def _watch(self, client: SpacesClient, login: Login) -> Identity:
        return Identity(
            client,
            login,
            self._clock,
            account=lambda: self.picture.account,
            renewed=self._token_renewed,
            superseded=self.supersede,
            activity=self._activity,
        )

    def _token_renewed(self, token: SecretStr) -> None:
        """The client has a newer token of the same account: what its predecessor was refused is due again, and
        what this one may do is to be seen.
        """
        if self._keeper is not None:
            self._keeper.renewed(token)
        self._standing.forget()
        self._out_of_turn.add(Read(Subject.ACCOUNT))
        if self._hints is not None:
            self._hints.try_again()
        self._logbook.try_again()
        self.metering.try_again()
        self._rouse()

    def supersede(self) -> None:
        """Another session follows this one, of another token: read nothing more."""
        self._board.show(replace(self.picture, superseded=True))
        self._rouse()

    def _command_sent(self, command: Command) -> None:
        """A command went out: its Space is followed closely, and what it changes is due at once."""
        self._hot[command.space_id] = self._clock.monotonic() + pace.HOT_AFTER_COMMAND
        if Look.EXISTENCE in command.looks:  # it comes, goes, or has another name
            touched = {owner_of(command.space_id), owner_of(command.target)}
            for owner in touched.intersection(self.picture.owners):
                self._standing.asked.pop(Read(Subject.LISTING, owner), None)
        self._rouse()
