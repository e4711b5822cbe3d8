"""Quitting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacetui import text
from spacetui.ui.screens.confirm import Confirm, Question

if TYPE_CHECKING:
    from spacetui.ui.app import SpacetuiApp


async def may_leave(app: SpacetuiApp) -> bool:
    """Whether nothing is under way, or the user wants to leave all the same."""
    under_way = app.picture.under_way()
    if not under_way:
        return True
    lines = [text.clean(f"{state.title}: {state.space_id} ({state.phase.value})") for state in under_way[:5]]
    lines.append("What was sent goes on at the Hub; its outcome will not be seen here.")
    question = Question("Quit while a change is under way?", lines, yes="Quit", no="Stay")
    return await app.push_screen(Confirm(question), wait_for_dismiss=True)
