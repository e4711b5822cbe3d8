"""Quitting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacetui import text
from spacetui.live.plans import StepPhase
from spacetui.ui import phrases
from spacetui.ui.screens.confirm import Confirm, Question

if TYPE_CHECKING:
    from spacetui.ui.app import SpacetuiApp

MOST_TOLD = 5


async def may_leave(app: SpacetuiApp) -> bool:
    """Whether nothing is under way, or the user wants to leave all the same."""
    under_way, plans = app.picture.under_way(), [plan for plan in app.picture.plans.values() if not plan.has_ended]
    if not under_way and not plans:
        return True
    lines = [text.clean(f"{state.title}: {state.space_id} ({state.phase.value})") for state in under_way[:MOST_TOLD]]
    if len(under_way) > MOST_TOLD:
        lines.append(f"And {len(under_way) - MOST_TOLD:,} more.")
    for plan in plans:
        if waiting := plan.count(StepPhase.WAITING):
            spaces = phrases.count(waiting, "Space")
            lines.append(text.clean(f"{plan.title}: {spaces} still waiting, to which nothing is sent then."))
        lines += [
            text.clean(f"{plan.title}: of {step.space_id} {step.unsent} not sent yet, and not at all then.")
            for step in plan.begun[:MOST_TOLD]
        ]
    lines.append("What was sent goes on at the Hub; its outcome will not be seen here.")
    question = Question("Quit while a change is under way?", lines, yes="Quit", no="Stay")
    return await app.push_screen(Confirm(question), wait_for_dismiss=True)
