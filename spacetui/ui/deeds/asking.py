"""Asking before a deed that costs or stops something."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from spacetui import text
from spacetui.live import cost
from spacetui.ui import phrases
from spacetui.ui.screens.confirm import Confirm, Question

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacetui.live.commands import Command
    from spacetui.live.picture import SpaceEntry
    from spacetui.ui.app import SpacetuiApp


def price_once_running(app: SpacetuiApp, entry: SpaceEntry) -> str:
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


class Asked(NamedTuple):
    """A question, and what is sent on yes."""

    question: Question
    command: Command


def ask(app: SpacetuiApp, entry: SpaceEntry, asked: Callable[[SpaceEntry], Asked]) -> None:
    """Ask about a Space, and send. What is asked is made anew as the Space changes, and follows it to another name."""

    agreed = asked(entry)

    def anew() -> Question:
        nonlocal agreed
        agreed = asked(app.picture.spaces.get(asking.space_id, entry))
        return agreed.question

    asking = Confirm(agreed.question, entry.id, anew=anew)

    def answered(sure: bool | None) -> None:
        if sure:
            app.main.say(f"{agreed.question.yes}: {text.clean(asking.space_id)} …", "moving")
            app.submit(replace(agreed.command, space_id=asking.space_id))

    app.push_screen(asking, answered)
