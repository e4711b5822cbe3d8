"""Start, stop, and start anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacetui import text
from spacetui.live import cost
from spacetui.live.commands import Pause, Restart
from spacetui.ui import phrases
from spacetui.ui.deeds.asking import Asked, ask, price_once_running
from spacetui.ui.screens.confirm import Question

if TYPE_CHECKING:
    from spacetui.live.picture import SpaceEntry
    from spacetui.ui.app import SpacetuiApp


def restart(app: SpacetuiApp, entry: SpaceEntry) -> None:
    def asked(entry: SpaceEntry) -> Asked:
        stage = entry.runtime.stage if entry.runtime else None
        verb = {"PAUSED": "Resume", "SLEEPING": "Wake", "STOPPED": "Wake"}.get(stage or "", "Restart")
        effect = "It is started, and built if need be."
        if str(stage).startswith("RUNNING"):
            effect = "It stops serving until its app has started again."
        question = Question(f"{verb} {text.clean(entry.id)}?", [effect, price_once_running(app, entry)], yes=verb)
        return Asked(question, Restart(entry.id, deed=verb.lower()))

    ask(app, entry, asked)


def rebuild(app: SpacetuiApp, entry: SpaceEntry) -> None:
    def asked(entry: SpaceEntry) -> Asked:
        lines = [
            "Builds the image from nothing, without cache, then starts it.",
            "That takes longer than a restart; a build itself is not billed.",
            price_once_running(app, entry),
        ]
        question = Question(f"Factory rebuild of {text.clean(entry.id)}?", lines, yes="Rebuild")
        return Asked(question, Restart(entry.id, factory=True))

    ask(app, entry, asked)


def pause(app: SpacetuiApp, entry: SpaceEntry) -> None:
    """On a paused Space the same key resumes it; one that is paused while it is asked is left alone."""

    def asked(entry: SpaceEntry) -> Asked:
        now = cost.hourly(entry, cost.prices(app.picture))
        saved = f"Saves {phrases.per_hour(now)} while it is paused." if now else "It costs nothing now."
        lines = ["It stops serving, and visits do not wake it: only a restart by its owner does.", saved]
        objection = "It is paused by now: there is nothing to be done." if _paused(entry) else ""
        title = f"Pause {text.clean(entry.id)}?"
        question = Question(title, [objection] if objection else lines, yes="Pause", objection=objection)
        return Asked(question, Pause(entry.id))

    if _paused(entry):
        restart(app, entry)
    else:
        ask(app, entry, asked)


def _paused(entry: SpaceEntry) -> bool:
    return entry.runtime is not None and entry.runtime.stage == "PAUSED"
