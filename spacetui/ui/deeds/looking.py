"""Deeds that change nothing at the Hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacetui import text
from spacetui.ui.copies import to_clipboard

if TYPE_CHECKING:
    from spacetui.live.picture import SpaceEntry
    from spacetui.ui.app import SpacetuiApp


def mute(app: SpacetuiApp, entry: SpaceEntry) -> None:
    """On a muted Space the same key ends it."""
    session = app.session
    if session is None:
        return
    muted = entry.id not in app.picture.muted
    session.engine.mute((entry.id,), muted=muted)
    named, key = text.clean(entry.id), "H hears of it again"
    app.main.say(f"{named} is muted until its stage changes; {key}." if muted else f"{named} is not muted any more.")


def merged_log(app: SpacetuiApp, _: object) -> None:
    """Of the marked Spaces; without marks of those in the list that run or are about to."""
    from spacetui.ui.screens.merged_log import MOST, MergedLogScreen, worth_merging

    marked = app.main.marked
    worth = worth_merging(app.picture, marked or app.main.list.ids, running=not marked)
    if worth:
        which = "marked" if marked else "shown and running"
        app.push_screen(MergedLogScreen(worth[:MOST], which if len(worth) <= MOST else f"of {len(worth)} {which}"))
    else:
        app.main.say("None of these Spaces has a log to be merged: static, not yours, or not running.", "warning")


def raw_json(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.raw_json import RawJsonScreen

    app.push_screen(RawJsonScreen(entry.id))


def copy_id(app: SpacetuiApp, entry: SpaceEntry) -> None:
    copied = text.clean(entry.id)
    app.main.say(to_clipboard(app, copied, copied))


def menu(app: SpacetuiApp, _: object) -> None:
    from spacetui.ui.screens.menus import ActionsMenu

    def chosen(method: str | None) -> None:
        if method is not None:
            app.main.call_later(app.main.run_action, method)

    app.push_screen(ActionsMenu(app.main.context), chosen)
