"""The plans that were begun, while their dialogs are closed: how they are doing, and how they ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from spacetui import text
from spacetui.live.planning import followed
from spacetui.live.plans import StepPhase
from spacetui.ui import plan_lines

if TYPE_CHECKING:
    from spacetui.live.picture import Picture, Update
    from spacetui.live.plans import Plan, PlanState


class Begun(NamedTuple):
    """A plan that was begun; `number` is the key of its state in the picture, `effect` what it was said to do."""

    number: int
    plan: Plan
    effect: Sequence[str] = ()


class Planned:
    """Holds the plans that go on, and those that ended as long as the picture knows them: of what was typed only
    what may be tried again."""

    def __init__(self) -> None:
        self._begun: dict[int, Begun] = {}
        """In the order in which they were begun or, once ended, ended."""
        self._shown: int | None = None
        self._untold: set[int] = set()

    def begin(self, number: int, plan: Plan, effect: Sequence[str] = ()) -> None:
        """A plan was begun in a dialog that shows it, until `show` says that it does no more."""
        self._begun[number] = Begun(number, plan, effect)
        self._untold.add(number)
        self._shown = number

    def show(self, number: int | None) -> None:
        """A dialog shows that plan; None, that none does any more."""
        self._shown = number

    def to_show(self, picture: Picture) -> Begun | None:
        """The plan to open a dialog on: one that goes on, else the last that ended."""
        return next(iter(self._known(picture)), None)

    def another(self, number: int | None, picture: Picture) -> Begun | None:
        """The plan after that one, round and round; None where there is no other."""
        known = self._known(picture)
        place = next((at for at, begun in enumerate(known) if begun.number == number), None)
        return None if place is None or len(known) < 2 else known[(place + 1) % len(known)]

    def _known(self, picture: Picture) -> list[Begun]:
        """Those that go on, the last begun first; then those that have ended, the last ended first."""
        known = [begun for begun in reversed(self._begun.values()) if begun.number in picture.plans]
        return sorted(known, key=lambda begun: picture.plans[begun.number].has_ended)

    def hear(self, update: Update, picture: Picture) -> list[tuple[str, str]]:
        """What is to be said of plans that have ended unseen, each with its tone; `picture` is the latest."""
        said = []
        for number in sorted(self._untold):
            state = picture.plans.get(number)
            if state is None or state.has_ended:
                self._untold.discard(number)
                begun = self._begun.pop(number)
                if state is not None:
                    self._begun[number] = begun._replace(plan=_without_values(begun.plan, state))
                if state is not None and number != self._shown:
                    words, tone = plan_lines.outcome(state)
                    said.append((text.clean(f"{state.title}: {words}. A shows each."), tone))
        kept = [begun for begun in self._begun.values() if begun.number in self._untold | picture.plans.keys()]
        self._begun = {begun.number: begun._replace(plan=followed(begun.plan, update)) for begun in kept}
        return said

    def progress(self, picture: Picture) -> str:
        """One line while a plan goes on whose dialog is closed; empty otherwise."""
        going_on = [
            state
            for number, state in picture.plans.items()
            if number in self._begun and number != self._shown and not state.has_ended
        ]
        if not going_on:
            return ""
        last, more = going_on[-1], len(going_on) - 1
        words = f"{last.title}: {plan_lines.progress(last)}{f' (and {more} more)' if more else ''}. A shows it."
        return text.clean(words)


def _without_values(plan: Plan, state: PlanState) -> Plan:
    """The plan without what is done and will not be sent again: a value that was typed is kept no longer than that."""
    became = zip(plan.steps, state.steps, strict=True)
    steps = (replace(step, commands=()) if now.phase is StepPhase.DONE else step for step, now in became)
    return replace(plan, steps=tuple(steps))
