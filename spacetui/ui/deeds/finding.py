"""Following others' Spaces, and no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacetui import text

if TYPE_CHECKING:
    from spacetui.live.picture import SpaceEntry
    from spacetui.ui.app import SpacetuiApp


def follow(app: SpacetuiApp, entry: SpaceEntry) -> None:
    """On a Space that is followed the same key ends it."""
    if app.session is None:
        return
    finder = app.session.engine.finder
    if finder.follows(entry.id):
        finder.unfollow(entry.id)
        app.main.say(unfollowed(entry.id))
    else:
        finder.follow(entry.id)
        app.main.say(followed(app, entry.id))


def followed(app: SpacetuiApp, space_id: str) -> str:
    kept = app.session is not None and app.session.engine.remembers
    return text.clean(f"{space_id} is followed until K ends it.") + (" It is remembered." if kept else "")


def unfollowed(space_id: str) -> str:
    return text.clean(f"{space_id} is followed no longer.")


def in_the_list(space_id: str) -> str:
    return text.clean(f"{space_id} is in the list already, with the others of its owner.")
