"""Plans: what is to be done to several Spaces, or in several steps to one, said as a whole before anything is sent.

Each command of a plan is an ordinary one: sent once, its outcome found out by reading. A plan adds the order, how
many Spaces are worked on at a time, a way to stop, and the account at the end. Nothing is tried again by itself, and
where the Hub says that there were too many requests, or that the token is no good, nothing more is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from spacetui.hub.errors import InvalidToken, OfflineMode, RateLimited
from spacetui.live.dispatch import Series
from spacetui.live.picture import Phase

if TYPE_CHECKING:
    from spacetui.live.board import Board
    from spacetui.live.commands import Command
    from spacetui.live.picture import CommandState, Picture

AT_ONCE = 4
"""Spaces worked on at a time: fewer than there are connections, so that reading goes on."""
KEPT = 10
"""How many plans that have ended the picture remembers."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done to one Space, in order; the first command that fails ends it.

    `before` and `after` say what it changes, `usd_before` and `usd_after` what the Space costs an hour while it runs
    (None where not known). With an `objection` it does not apply, for that reason, and nothing is sent.
    """

    space_id: str
    commands: tuple[Command, ...] = ()
    before: str = ""
    after: str = ""
    usd_before: float | None = None
    usd_after: float | None = None
    objection: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """`title` names the deed ("restart"), without values that were typed. `remake` makes the same steps from another
    picture, where a plan can be made anew; values that were typed are in the commands of the steps alone.
    """

    title: str
    steps: tuple[Step, ...]
    remake: Callable[[Picture, Sequence[Step]], tuple[Step, ...]] | None = field(
        default=None, repr=False, compare=False
    )

    @property
    def applying(self) -> tuple[Step, ...]:
        """The steps that will be carried out."""
        return tuple(step for step in self.steps if step.commands and not step.objection)

    def left(self, state: PlanState) -> Plan:
        """What of it is known not to be done: refused, not done, or never sent. What nobody can tell is not in it."""
        steps = []
        for step, became in zip(self.steps, state.steps, strict=True):
            if became.phase in _KNOWN_NOT_DONE:
                done = sum(ended.phase is Phase.CONFIRMED for ended in became.ended)
                steps.append(replace(step, commands=step.commands[done:]))
        return replace(self, steps=tuple(steps))


class StepPhase(StrEnum):
    """Where a step stands. `WAITING` and `UNDER_WAY` go on; the others are ends."""

    WAITING = "waiting"
    UNDER_WAY = "under way"
    DONE = "done"
    FAILED = "failed"
    CANNOT_TELL = "cannot tell"
    STOPPED = "stopped"
    NOT_APPLYING = "does not apply"


_REFUSES_ALL = (RateLimited, InvalidToken, OfflineMode)
"""So would the other commands of a plan be refused, and reading as well."""
_GOING_ON = (StepPhase.WAITING, StepPhase.UNDER_WAY)
_KNOWN_NOT_DONE = (StepPhase.FAILED, StepPhase.STOPPED)


@dataclass(frozen=True, slots=True)
class StepState:
    """How a step is doing: its commands that have `ended`, the number of the `current` one in the picture, and how
    many were not sent yet (once it has ended: not at all).
    """

    space_id: str
    phase: StepPhase
    ended: tuple[CommandState, ...] = ()
    current: int | None = None
    unsent: int = 0


@dataclass(frozen=True, slots=True)
class PlanState:
    """How a plan is doing, step by step in its order. It holds no values that were typed."""

    number: int
    title: str
    steps: tuple[StepState, ...]
    stopping: bool = False

    @property
    def has_ended(self) -> bool:
        return not any(step.phase in _GOING_ON for step in self.steps)

    def count(self, *phases: StepPhase) -> int:
        return sum(step.phase in phases for step in self.steps)

    @property
    def begun(self) -> tuple[StepState, ...]:
        """The steps under way of which not every command was sent yet."""
        return tuple(step for step in self.steps if step.phase is StepPhase.UNDER_WAY and step.unsent)


class Plans:
    """Carries plans out, and hangs how they do on the board.

    `submit` hands a command over, with the number of its plan and what it shares with the others of its step, and
    gives its own number; `outcome` waits for its end, and `look_back` sees whether what was done in a step shows,
    or, where reading is refused as well, says that nobody looked.
    """

    def __init__(
        self,
        board: Board,
        submit: Callable[[Command, int, Series], int],
        outcome: Callable[[int], Coroutine[Any, Any, CommandState]],
        look_back: Callable[[Series, bool], Coroutine[Any, Any, Mapping[int, CommandState]]],
    ) -> None:
        self._board = board
        self._submit = submit
        self._outcome = outcome
        self._look_back = look_back
        self._number = 0
        self._unstarted: list[Coroutine[Any, Any, None]] = []

    def begin(self, plan: Plan) -> int:
        """Take a plan in; its number is the key of its state in the picture."""
        self._number += 1
        states = tuple(
            StepState(step.space_id, StepPhase.WAITING, unsent=len(step.commands))
            if step.commands and not step.objection
            else StepState(step.space_id, StepPhase.NOT_APPLYING)
            for step in plan.steps
        )
        self._note(PlanState(self._number, plan.title, states))
        waiting = iter([at for at, state in enumerate(states) if state.phase is StepPhase.WAITING])
        for _ in range(min(AT_ONCE, len(plan.applying))):
            self._unstarted.append(self._work_off(self._number, plan, waiting))
        return self._number

    def take(self) -> list[Coroutine[Any, Any, None]]:
        """What has to be run for the plans taken in since."""
        errands, self._unstarted = self._unstarted, []
        return errands

    def stop(self, number: int) -> None:
        """Send nothing more of a plan. What is on its way already is followed to its end."""
        state = self._state(number)
        if not state.has_ended:
            stopped = tuple(
                replace(step, phase=StepPhase.STOPPED) if step.phase is StepPhase.WAITING else step
                for step in state.steps
            )
            self._note(replace(state, steps=stopped, stopping=True))

    async def _work_off(self, number: int, plan: Plan, waiting: Iterator[int]) -> None:
        """Carry out steps until there are none: one of several that do so side by side."""
        for at in waiting:
            if self._state(number).stopping:
                return
            await self._carry_out(number, at, plan.steps[at])

    async def _carry_out(self, number: int, at: int, step: Step) -> None:
        phase, series, refused = StepPhase.DONE, Series(), False
        for command in step.commands:
            if self._state(number).stopping:
                phase = StepPhase.STOPPED
                break
            current = self._submit(command, number, series)
            held = self._state(number).steps[at]
            self._show(number, at, replace(held, phase=StepPhase.UNDER_WAY, current=current, unsent=held.unsent - 1))
            outcome = await self._outcome(current)
            held = self._state(number).steps[at]
            self._show(number, at, replace(held, current=None, ended=(*held.ended, outcome)))
            if refused := isinstance(outcome.error, _REFUSES_ALL):
                self.stop(number)
            if outcome.phase is not Phase.CONFIRMED:
                cannot_tell = outcome.phase is Phase.CANNOT_TELL
                phase = StepPhase.CANNOT_TELL if cannot_tell else StepPhase.FAILED
                break
        noted = await self._look_back(series, not refused)
        held = self._state(number).steps[at]
        ended = tuple(noted.get(each.number, each) for each in held.ended)
        self._show(number, at, replace(held, phase=phase, ended=ended))

    def _state(self, number: int) -> PlanState:
        return self._board.picture.plans[number]

    def _show(self, number: int, at: int, step: StepState) -> None:
        state = self._state(number)
        self._note(replace(state, steps=(*state.steps[:at], step, *state.steps[at + 1 :])))

    def _note(self, state: PlanState) -> None:
        picture = self._board.picture
        plans = {**picture.plans, state.number: state}
        ended = [number for number, held in plans.items() if held.has_ended and number != state.number]
        for number in ended[: max(0, len(ended) - KEPT)]:
            del plans[number]
        self._board.show(replace(picture, plans=plans))
