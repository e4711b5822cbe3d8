"""What is said once another token is used: one that was chosen, or since the one on this machine is another's. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacetui import text
from spacetui.live.picture import Phase
from spacetui.live.plans import StepPhase
from spacetui.ui import phrases

if TYPE_CHECKING:
    from spacetui.live.picture import CommandState, Picture

MOST_TOLD = 3


def told(left: Picture, account: str, chosen: str = "") -> str:
    """Whose Spaces are shown now, and what became of the commands of the account that was left.

    `left` is its last picture, `chosen` the name of the token where one was chosen. What was sent for it goes on at
    the Hub, and is not to be followed as another: a token may well not see those Spaces.
    """
    was = left.account.name if left.account else "another account"
    now = f"The token {chosen} of {account} is used now" if chosen else f"The token on this machine is {account}'s now"
    same = left.account is None or was == account
    parts = [f"{now}." if same else f"{now}: these are the Spaces of {account}, no longer of {was}."]
    under_way = left.under_way()
    parts += [_became(state, was) for state in under_way[:MOST_TOLD]]
    if len(under_way) > MOST_TOLD:
        parts.append(f"The same goes for {len(under_way) - MOST_TOLD} more.")
    for plan in left.plans.values():
        if waiting := plan.count(StepPhase.WAITING):
            parts.append(f"{plan.title}: {phrases.count(waiting, 'Space')} had not been begun.")
        parts += [
            f"{plan.title}: of {step.space_id} {len(step.ended)} done, {step.unsent} not sent."
            for step in plan.begun[:MOST_TOLD]
        ]
    return text.clean(" ".join(parts))


def _became(state: CommandState, was: str) -> str:
    deed = f"{state.title}: {state.space_id}"
    if state.phase is Phase.QUEUED:
        return f"{deed} was not sent."
    return f"{deed} was under way for {was}: look at it as {was}."
