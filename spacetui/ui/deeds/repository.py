"""Deeds on a Space as a repository: who sees it, its name, its end. Each opens its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacetui.live.picture import SpaceEntry
    from spacetui.ui.app import SpacetuiApp


def visibility(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.visibility import VisibilityForm

    app.push_screen(VisibilityForm(entry.id))


def rename(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.rename import RenameForm

    app.push_screen(RenameForm(entry.id))


def delete(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.delete import DeleteForm

    app.push_screen(DeleteForm(entry.id))
