"""The plans that were begun, while their dialogs are closed: how they are doing, and how they ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from spacetui import text
from spacetui.live.planning import followed
from spacetui.ui import plan_lines

if TYPE_CHECKING:
    from spacetui.live.picture import Picture, Update
    from spacetui.live.plans import Plan


class Begun(NamedTuple):
    """A plan that was begun; `number` is the key of its state in the picture."""

    number: int
    plan: Plan


class Planned:
    """Holds the plans that go on, and the last one that ended: values that were typed are in them."""

    def __init__(self) -> None:
        self._begun: dict[int, Plan] = {}
        self._shown: int | None = None
        self._untold: set[int] = set()

    def begin(self, number: int, plan: Plan) -> None:
        """A plan was begun in a dialog that shows it, until `show` says that it does no more."""
        self._begun[number] = plan
        self._untold.add(number)
        self._shown = number

    def show(self, number: int | None) -> None:
        """A dialog shows that plan; None, that none does any more."""
        self._shown = number

    def to_show(self, picture: Picture) -> Begun | None:
        """The plan to open a dialog on: one that goes on, else the last that ended."""
        known = [Begun(number, plan) for number, plan in self._begun.items() if number in picture.plans]
        going_on = [begun for begun in known if not picture.plans[begun.number].has_ended]
        return next(reversed(going_on or known), None)

    def hear(self, update: Update, picture: Picture) -> list[tuple[str, str]]:
        """What is to be said of plans that have ended unseen, each with its tone; `picture` is the latest."""
        said = []
        for number in sorted(self._untold):
            state = picture.plans.get(number)
            if state is None or state.has_ended:
                self._untold.discard(number)
                if state is not None and number != self._shown:
                    words, tone = plan_lines.outcome(state)
                    said.append((text.clean(f"{state.title}: {words}. A shows each."), tone))
        newest = max(self._begun, default=0)
        kept = {number: plan for number, plan in self._begun.items() if number in (*self._untold, newest)}
        self._begun = {number: followed(plan, update) for number, plan in kept.items()}
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
