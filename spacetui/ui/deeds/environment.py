"""Deeds on the whole of an environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacetui.live.picture import SpaceEntry
    from spacetui.ui.app import SpacetuiApp


def import_env(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.environment_import import ImportForm

    app.push_screen(ImportForm(entry.id))


def compare_env(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.environment_compare import begin_compare

    begin_compare(app, entry.id)
