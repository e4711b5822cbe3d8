"""Start, stop, and start anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacetui import text
from spacetui.live import cost
from spacetui.live.commands import Pause, Restart
from spacetui.ui import phrases
from spacetui.ui.deeds.asking import ask, price_once_running

if TYPE_CHECKING:
    from spacetui.live.picture import SpaceEntry
    from spacetui.ui.app import SpacetuiApp


def restart(app: SpacetuiApp, entry: SpaceEntry) -> None:
    stage = entry.runtime.stage if entry.runtime else None
    verb = {"PAUSED": "Resume", "SLEEPING": "Wake", "STOPPED": "Wake"}.get(stage or "", "Restart")
    serves = entry.runtime is not None and str(stage).startswith("RUNNING")
    effect = "It stops serving until its app has started again." if serves else "It is started, and built if need be."
    ask(
        app,
        Restart(entry.id, deed=verb.lower()),
        f"{verb} {text.clean(entry.id)}?",
        [effect, price_once_running(app, entry)],
        verb,
    )


def rebuild(app: SpacetuiApp, entry: SpaceEntry) -> None:
    lines = [
        "Builds the image from nothing, without cache, then starts it.",
        "That takes longer than a restart; a build itself is not billed.",
        price_once_running(app, entry),
    ]
    title = f"Factory rebuild of {text.clean(entry.id)}?"
    ask(app, Restart(entry.id, factory=True), title, lines, "Rebuild")


def pause(app: SpacetuiApp, entry: SpaceEntry) -> None:
    """On a paused Space the same key resumes it."""
    if entry.runtime is not None and entry.runtime.stage == "PAUSED":
        restart(app, entry)
        return
    now = cost.hourly(entry, cost.prices(app.picture))
    saved = f"Saves {phrases.per_hour(now)} while it is paused." if now else "It costs nothing now."
    lines = ["It stops serving, and visits do not wake it: only a restart by its owner does.", saved]
    ask(app, Pause(entry.id), f"Pause {text.clean(entry.id)}?", lines, "Pause")
