"""What each action on a Space does: ask where money or data is at stake, then hand a command over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from spacetui import text
from spacetui.live import cost
from spacetui.live.commands import Command, Pause, Restart
from spacetui.ui import phrases
from spacetui.ui.screens.confirm import Confirm, Question

if TYPE_CHECKING:
    from spacetui.live.picture import SpaceEntry
    from spacetui.ui.app import SpacetuiApp

Deed = Callable[["SpacetuiApp", "SpaceEntry"], None]


def restart(app: SpacetuiApp, entry: SpaceEntry) -> None:
    stage = entry.runtime.stage if entry.runtime else None
    verb = {"PAUSED": "Resume", "SLEEPING": "Wake", "STOPPED": "Wake"}.get(stage or "", "Restart")
    serves = entry.runtime is not None and str(stage).startswith("RUNNING")
    effect = "It stops serving until its app has started again." if serves else "It is started, and built if need be."
    _ask(
        app,
        Restart(entry.id, deed=verb.lower()),
        f"{verb} {text.clean(entry.id)}?",
        [effect, _price_once_running(app, entry)],
        verb,
    )


def rebuild(app: SpacetuiApp, entry: SpaceEntry) -> None:
    lines = [
        "Builds the image from nothing, without cache, then starts it.",
        "That takes longer than a restart; a build itself is not billed.",
        _price_once_running(app, entry),
    ]
    title = f"Factory rebuild of {text.clean(entry.id)}?"
    _ask(app, Restart(entry.id, factory=True), title, lines, "Rebuild")


def pause(app: SpacetuiApp, entry: SpaceEntry) -> None:
    """On a paused Space the same key resumes it."""
    if entry.runtime is not None and entry.runtime.stage == "PAUSED":
        restart(app, entry)
        return
    now = cost.hourly(entry, cost.prices(app.picture))
    saved = f"Saves {phrases.per_hour(now)} while it is paused." if now else "It costs nothing now."
    lines = ["It stops serving, and visits do not wake it: only a restart by its owner does.", saved]
    _ask(app, Pause(entry.id), f"Pause {text.clean(entry.id)}?", lines, "Pause")


def hardware(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.hardware import HardwareForm

    app.push_screen(HardwareForm(entry.id))


def sleep_time(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.sleep_time import SleepTimeForm

    app.push_screen(SleepTimeForm(entry.id))


def secrets(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.environment import EnvironmentForm

    app.push_screen(EnvironmentForm(entry.id, tab="secrets"))


def variables(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.environment import EnvironmentForm

    app.push_screen(EnvironmentForm(entry.id, tab="variables"))


def duplicate(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.duplicate import DuplicateForm

    app.push_screen(DuplicateForm(entry.id))


def mute(app: SpacetuiApp, entry: SpaceEntry) -> None:
    """On a muted Space the same key ends it."""
    session = app.session
    if session is None:
        return
    muted = entry.id not in app.picture.muted
    session.engine.mute(entry.id, muted=muted)
    named, key = text.clean(entry.id), "H hears of it again"
    app.main.say(f"{named} is muted until its stage changes; {key}." if muted else f"{named} is not muted any more.")


def copy_id(app: SpacetuiApp, entry: SpaceEntry) -> None:
    copied = text.clean(entry.id)
    app.copy_to_clipboard(copied)
    app.main.say(f"Copied {copied}, where your terminal allows it.")


def menu(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.menus import ActionsMenu

    def chosen(method: str | None) -> None:
        if method is not None:
            app.main.call_later(app.main.run_action, method)

    app.push_screen(ActionsMenu(app.main.context), chosen)


BY_ACTION: Mapping[str, Deed] = {
    "restart": restart,
    "rebuild": rebuild,
    "pause": pause,
    "hardware": hardware,
    "sleep_time": sleep_time,
    "secrets": secrets,
    "variables": variables,
    "duplicate": duplicate,
    "mute": mute,
    "copy_id": copy_id,
    "menu": menu,
}


async def may_leave(app: SpacetuiApp) -> bool:
    """Whether nothing is under way, or the user wants to leave all the same."""
    under_way = app.picture.under_way()
    if not under_way:
        return True
    lines = [text.clean(f"{state.title}: {state.space_id} ({state.phase.value})") for state in under_way[:5]]
    lines.append("What was sent goes on at the Hub; its outcome will not be seen here.")
    question = Question("Quit while a change is under way?", lines, yes="Quit", no="Stay")
    return await app.push_screen(Confirm(question), wait_for_dismiss=True)


def _price_once_running(app: SpacetuiApp, entry: SpaceEntry) -> str:
    if entry.runtime is None:
        return "What it costs is not known."
    price = cost.rate(entry.runtime, cost.prices(app.picture), flavor=entry.runtime.next_flavor)
    flavor = text.clean(str(entry.runtime.next_flavor or "its hardware"))
    if price is None:
        return f"The price of {flavor} is not known."
    if not price:
        return f"Free on {flavor}."
    sleep = entry.runtime.sleep_time
    until = "until you pause it: it never sleeps" if sleep == -1 else "until it sleeps or is paused"
    return f"{flavor}: {phrases.per_hour(price)} while it starts and runs, {until}."


def _ask(app: SpacetuiApp, command: Command, title: str, lines: list[str], yes: str) -> None:
    asking = Confirm(Question(title, lines, yes=yes), command.space_id)

    def answered(sure: bool | None) -> None:
        if sure:
            app.main.say(f"{yes}: {text.clean(asking.space_id)} …", "moving")
            app.submit(replace(command, space_id=asking.space_id))

    app.push_screen(asking, answered)
