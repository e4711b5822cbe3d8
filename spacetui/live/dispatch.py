"""Sends commands: once each, one at a time per Space, and finds out by reading what became of them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from spacetui.hub.errors import HubError, HubRefused, HubUnwell, RateLimited
from spacetui.live.commands import Answer, Command, Effect, Look, Situation
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

_SUBJECTS = {
    Look.RUNTIME: Subject.RUNTIME,
    Look.SECRETS: Subject.SECRETS,
    Look.VARIABLES: Subject.VARIABLES,
}


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
        self._queues: dict[str, deque[tuple[int, Command]]] = {}
        self._unstarted: list[str] = []
        self._awaited: dict[int, asyncio.Future[CommandState]] = {}

    def accept(self, command: Command, plan: int | None = None) -> int:
        """Take a command in, maybe as a part of a plan; its number is the key of its state in the picture."""
        self._number += 1
        if command.space_id not in self._queues:
            self._queues[command.space_id] = deque()
            self._unstarted.append(command.space_id)
        self._queues[command.space_id].append((self._number, command))
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

    async def _carry_out(self, number: int, command: Command) -> None:
        with self._activity:
            before = await self._before(command)
            self._phase(number, Phase.SENT)
            try:
                answer = await command.send(self._client)
            except HubError as error:
                refused = error
            else:
                self._sent(command)
                await self._settle(number, command, before, answer)
                return
        if refused.outcome_unknown:
            self._sent(command)
            await self._find_out(number, command, before, refused)
        else:
            self._phase(number, Phase.FAILED, error=refused)

    async def _before(self, command: Command) -> Situation:
        """The situation to compare with afterwards. What the command needs of it is read now: another may
        have changed it since it was last read. Where it cannot be read it is left out, so that nothing is
        told from it.
        """
        if not command.before:
            return self._situation(command)
        situation = await self._look(command, command.before)
        return situation or Situation(None, Environment(), exists=True)

    async def _settle(self, number: int, command: Command, before: Situation, answer: Answer) -> None:
        """The Hub said yes: take over what it told, and read what it did not."""
        if answer.runtime is not None:
            self._reader.take_runtime(command.space_id, answer.runtime)
        if answer.variables is not None:
            self._reader.take_variables(command.space_id, answer.variables)
        if answer.gone:
            self._reader.lose(command.space_id)
        now: Situation | None = self._situation(command)
        if now is None or command.effect(before, now) is not Effect.SEEN:
            now = await self._look(command, command.looks)
        seen = now is not None and command.effect(before, now) is not Effect.NOT_SEEN
        self._phase(number, Phase.CONFIRMED, note=answer.note if seen else "accepted by the Hub; it does not show yet")

    async def _find_out(self, number: int, command: Command, before: Situation, error: HubError) -> None:
        """No answer came back. Never sent again: read until the effect shows or the time is up.

        The time runs from the first good reading on: while there is no line, nothing can be told from it.
        """
        self._phase(number, Phase.CHECKING, error=error)
        longest = self._clock.monotonic() + LONGEST_CHECK
        deadline, pause = longest, CHECK_EVERY
        while True:
            now = await self._look(command, command.looks)
            if now is None:
                effect, until, pause = Effect.CANNOT_TELL, longest, min(2 * pause, LONGEST_PAUSE)
            else:
                effect, pause = command.effect(before, now), CHECK_EVERY
                until = deadline = min(deadline, self._clock.monotonic() + GIVE_UP_AFTER)
            if effect is Effect.SEEN or self._clock.monotonic() >= until:
                break
            await self._clock.sleep(pause)
        if effect is Effect.SEEN:
            already = command.effect(before, before) is Effect.SEEN
            note = "no answer came back; it was so before" if already else "no answer came back, but it was done"
            self._phase(number, Phase.CONFIRMED, note=note)
        elif effect is Effect.NOT_SEEN:
            self._phase(number, Phase.NOT_DONE, error=error, note="no answer came back, and it was not done")
        else:
            note = f"no answer came back, and reading cannot tell: {command.advice}"
            self._phase(number, Phase.CANNOT_TELL, error=error, note=note)

    async def _look(self, command: Command, looks: Iterable[Look]) -> Situation | None:
        """Read again; None where that cannot be done now. A refusal is an answer, and shows nothing."""
        exists = True
        try:
            for look in looks:
                if look is Look.EXISTENCE:
                    exists = await self._reader.exists(command.target)
                elif look is Look.SPACE:
                    await self._reader.meet(command.target)
                else:
                    await self._reader.read(Read(_SUBJECTS[look], command.target))
        except (HubUnwell, RateLimited):
            return None
        except HubRefused:
            return Situation(None, Environment(), exists=exists)
        except HubError:
            return None
        return replace(self._situation(command), exists=exists)

    def _situation(self, command: Command) -> Situation:
        picture = self._board.picture
        entry = picture.spaces.get(command.target)
        environment = picture.environment(command.target)
        if entry is None:
            return Situation(None, environment, exists=False)
        return Situation(entry.runtime, environment, exists=True, space=entry.space)

    def _phase(self, number: int, phase: Phase, *, note: str = "", error: HubError | None = None) -> None:
        self._note(replace(self._board.picture.commands[number], phase=phase, note=note, error=error))

    def _note(self, state: CommandState) -> None:
        picture = self._board.picture
        commands = {**picture.commands, state.number: state}
        if state.phase.ended and state.number in self._awaited:
            self._awaited.pop(state.number).set_result(state)
        ended = [number for number, held in commands.items() if held.phase.ended]
        for number in ended[: max(0, len(commands) - KEPT)]:
            del commands[number]
        self._board.show(replace(picture, commands=commands))
