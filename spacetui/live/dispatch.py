"""Sends commands: once each, one at a time per Space, and finds out by reading what became of them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from spacetui.hub.errors import HubError, HubRefused, HubUnwell, InvalidToken, RateLimited
from spacetui.live.commands import Answer, Command, Delete, Effect, EntryCommand, Look, Situation
from spacetui.live.pace import Read, Subject
from spacetui.live.picture import CommandState, Environment, Phase

if TYPE_CHECKING:
    from spacetui.clock import Clock
    from spacetui.hub.client import SpacesClient
    from spacetui.live.activity import Activity
    from spacetui.live.board import Board
    from spacetui.live.reading import Reader

CHECK_EVERY = 2.0
GIVE_UP_AFTER = 30.0
LONGEST_PAUSE = 15.0
LONGEST_CHECK = 600.0
"""Seconds: how often, and how long, it is tried to find out what became of a command that was not answered."""
KEPT = 100
"""How many commands the picture remembers; those under way are never forgotten."""

_UNKNOWN = Situation(None, Environment(), exists=None)
_SUBJECTS = {
    Look.RUNTIME: Subject.RUNTIME,
    Look.SECRETS: Subject.SECRETS,
    Look.VARIABLES: Subject.VARIABLES,
}


class Accepted(NamedTuple):
    """A command that the Hub said yes to, and of which it was not looked yet whether it shows."""

    state: CommandState
    command: Command
    before: Situation


@dataclass(slots=True)
class Series:
    """Commands to one Space that a plan sends one after the other. Each writes an entry of its own, so that their
    environment is read once before all of them (`before`), and once after them for those `accepted`, by key.
    """

    before: Situation | None = None
    accepted: dict[str, Accepted] = field(default_factory=dict)


class Dispatcher:
    """Owns the states of commands on the board. `sent` is told of each command that may have had an effect."""

    def __init__(
        self,
        client: SpacesClient,
        board: Board,
        reader: Reader,
        clock: Clock,
        activity: Activity,
        *,
        sent: Callable[[Command], None],
    ) -> None:
        self._client = client
        self._board = board
        self._reader = reader
        self._clock = clock
        self._activity = activity
        self._sent = sent
        self._number = 0
        self._queues: dict[str, deque[tuple[int, Command, Series | None]]] = {}
        self._unstarted: list[str] = []
        self._awaited: dict[int, asyncio.Future[CommandState]] = {}
        self._unread: dict[str, dict[str, int]] = {}
        """Keys that were written since the secrets of their Space were last read here, each with what wrote it."""

    def accept(self, command: Command, plan: int | None = None, series: Series | None = None) -> int:
        """Take a command in, maybe as a part of a plan; its number is the key of its state in the picture."""
        self._number += 1
        if command.space_id not in self._queues:
            self._queues[command.space_id] = deque()
            self._unstarted.append(command.space_id)
        self._queues[command.space_id].append((self._number, command, series))
        self._note(CommandState(self._number, command.space_id, command.title, Phase.QUEUED, plan=plan))
        return self._number

    async def outcome(self, number: int) -> CommandState:
        """Wait for the end of a command that was just taken in."""
        self._awaited[number] = asyncio.get_running_loop().create_future()
        return await self._awaited[number]

    def take(self) -> list[Coroutine[Any, Any, None]]:
        """What has to be run for the commands taken in since: an errand for each Space that has none."""
        errands = [self._work_off(space_id) for space_id in self._unstarted]
        self._unstarted.clear()
        return errands

    async def _work_off(self, space_id: str) -> None:
        """Carry out the commands to one Space, one after the other, until there are none."""
        queue = self._queues[space_id]
        while queue:
            await self._carry_out(*queue.popleft())
        del self._queues[space_id]

    async def _carry_out(self, number: int, command: Command, series: Series | None) -> None:
        with self._activity:
            before = await self._before(command, series)
            self._phase(number, Phase.SENT)
            try:
                answer = await command.send(self._client)
            except HubError as error:
                refused = error
            else:
                self._note_sent(number, command, series)
                await self._settle(number, command, before, answer, series)
                return
        if refused.outcome_unknown:
            self._note_sent(number, command, series)
            await self._find_out(number, command, before, refused)
        else:
            self._phase(number, Phase.FAILED, error=refused)

    def _note_sent(self, number: int, command: Command, series: Series | None) -> None:
        if isinstance(command, EntryCommand):
            self._unread.setdefault(command.space_id, {})[command.key] = number
            if series is not None:  # what an earlier one made of that entry shows no more
                series.accepted.pop(command.key, None)
        self._sent(command)

    async def _before(self, command: Command, series: Series | None) -> Situation:
        """The situation to compare with afterwards. What the command needs of it is read now: another may
        have changed it since it was last read. Where it cannot be read it is left out, so that nothing is
        told from it.
        """
        if not command.before:
            return self._situation(command.target)
        if series is None or series.before is None or not self._is_read(command):
            situation = await self._look(command.target, command.before)
            if series is not None:
                series.before = situation
            return situation or _UNKNOWN
        # What came in since is newer; where that was refused, nothing is known.
        return series.before if series.before.environment.secrets is None else self._situation(command.target)

    def _is_read(self, command: Command) -> bool:
        """Whether nothing was sent since the last reading that changes what this command does."""
        return isinstance(command, EntryCommand) and command.key not in self._unread.get(command.space_id, ())

    async def _settle(
        self, number: int, command: Command, before: Situation, answer: Answer, series: Series | None
    ) -> None:
        """The Hub said yes: take over what it told, and read what it did not, in a series at its end."""
        if answer.runtime is not None:
            self._reader.take_runtime(command.space_id, answer.runtime)
        if answer.variables is not None:
            self._reader.take_variables(command.space_id, answer.variables)
        if answer.gone:
            self._reader.lose(command.space_id)
        note = answer.note
        if command.effect(before, self._situation(command.target)) is not Effect.SEEN:
            if series is not None and isinstance(command, EntryCommand):
                series.accepted[command.key] = Accepted(
                    self._phase(number, Phase.CONFIRMED, note=note), command, before
                )
                return
            note = _not_shown(command, before, await self._look(command.target, command.looks)) or note
        self._phase(number, Phase.CONFIRMED, note=note)

    async def look_back(self, series: Series, readable: bool) -> Mapping[int, CommandState]:
        """Read what a series did, once for all of it, where it is `readable` now; the states of those of which there
        is more to say, by number.
        """
        if not series.accepted:
            return {}
        accepted, series.accepted = list(series.accepted.values()), {}
        looks = dict.fromkeys(look for each in accepted for look in each.command.looks)
        with self._activity:
            now = await self._look(accepted[0].command.target, looks) if readable else None
        told = ((each.state, _not_shown(each.command, each.before, now)) for each in accepted)
        noted = {state.number: replace(state, note=note) for state, note in told if note}
        for state in noted.values():
            if state.number in self._board.picture.commands:
                self._note(state)
        return noted

    async def _find_out(self, number: int, command: Command, before: Situation, error: HubError) -> None:
        """No answer came back. Never sent again: read until the effect shows or the time is up.

        The time runs from the first good reading on: while there is no line, nothing can be told from it.
        """
        lost = f"the Hub failed (status {error.status})" if isinstance(error, HubUnwell) else "no answer came back"
        self._phase(number, Phase.CHECKING, error=error, note=lost)
        longest = self._clock.monotonic() + LONGEST_CHECK
        deadline, pause = longest, CHECK_EVERY
        while True:
            now = await self._look(command.target, command.looks)
            if now is None:
                effect, until, pause = Effect.CANNOT_TELL, longest, min(2 * pause, LONGEST_PAUSE)
            else:
                effect, pause = command.effect(before, now), CHECK_EVERY
                until = deadline = min(deadline, self._clock.monotonic() + GIVE_UP_AFTER)
            if effect is Effect.SEEN or self._clock.monotonic() >= until:
                break
            await self._clock.sleep(pause)
        if effect is Effect.SEEN:
            if isinstance(command, Delete):  # as by an answer: what goes on being told of it while it goes is no news
                self._reader.lose(command.space_id)
            already = command.effect(before, before) is Effect.SEEN
            note = f"{lost}; it was so before" if already else f"{lost}, but it was done"
            self._phase(number, Phase.CONFIRMED, note=note)
        elif effect is Effect.NOT_SEEN:
            self._phase(number, Phase.NOT_DONE, error=error, note=f"{lost}, and it was not done")
        else:
            note = f"{lost}, and reading cannot tell: {command.advice}"
            self._phase(number, Phase.CANNOT_TELL, error=error, note=note)

    async def _look(self, target: str, looks: Collection[Look]) -> Situation | None:
        """Read again; None where that cannot be done now, as with a token that is no good any more. Any other refusal
        is an answer, and shows nothing.
        """
        exists: bool | None = None if Look.EXISTENCE in looks else True
        unread = self._unread.get(target, {}).copy()
        try:
            for look in looks:
                if look is Look.EXISTENCE:
                    exists = await self._reader.exists(target)
                elif look is Look.SPACE:
                    await self._reader.meet(target)
                else:
                    await self._reader.read(Read(_SUBJECTS[look], target))
        except (HubUnwell, InvalidToken, RateLimited):
            return None
        except HubRefused:
            return Situation(None, Environment(), exists=exists)
        except HubError:
            return None
        if Look.SECRETS in looks and target in self._unread:
            now = self._unread[target]
            self._unread[target] = {key: write for key, write in now.items() if unread.get(key) != write}
        return replace(self._situation(target), exists=exists)

    def _situation(self, target: str) -> Situation:
        picture = self._board.picture
        entry = picture.spaces.get(target)
        environment = picture.environment(target)
        if entry is None:
            return Situation(None, environment, exists=False)
        return Situation(entry.runtime, environment, exists=True, space=entry.space)

    def _phase(self, number: int, phase: Phase, *, note: str = "", error: HubError | None = None) -> CommandState:
        state = replace(self._board.picture.commands[number], phase=phase, note=note, error=error)
        self._note(state)
        return state

    def _note(self, state: CommandState) -> None:
        picture = self._board.picture
        commands = {**picture.commands, state.number: state}
        if state.phase.ended and state.number in self._awaited:
            self._awaited.pop(state.number).set_result(state)
        ended = [number for number, held in commands.items() if held.phase.ended]
        for number in ended[: max(0, len(commands) - KEPT)]:
            del commands[number]
        self._board.show(replace(picture, commands=commands))


def _not_shown(command: Command, before: Situation, now: Situation | None) -> str:
    """What there is to say of a command that the Hub said yes to, where what was read since does not show it."""
    if now is None:
        return "accepted by the Hub; it could not be looked at since"
    return "accepted by the Hub; it does not show yet" if command.effect(before, now) is Effect.NOT_SEEN else ""
