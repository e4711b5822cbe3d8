"""Deeds on what a Space runs on beside its flavor: replicas, volumes, dev mode. Each opens its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacetui.live.picture import SpaceEntry
    from spacetui.ui.app import SpacetuiApp


def replicas(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.replicas import ReplicasForm

    app.push_screen(ReplicasForm(entry.id))


def volumes(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.volumes import VolumesForm

    app.push_screen(VolumesForm(entry.id))


def dev_mode(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.dev_mode import DevModeForm

    app.push_screen(DevModeForm(entry.id))
