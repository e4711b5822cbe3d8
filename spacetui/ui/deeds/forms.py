"""Deeds that are filled in: each opens its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacetui.live.picture import SpaceEntry
    from spacetui.ui.app import SpacetuiApp


def hardware(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.hardware import HardwareForm

    app.push_screen(HardwareForm(entry.id))


def sleep_time(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.sleep_time import SleepTimeForm

    app.push_screen(SleepTimeForm(entry.id))


def replicas(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.replicas import ReplicasForm

    app.push_screen(ReplicasForm(entry.id))


def volumes(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.volumes import VolumesForm

    app.push_screen(VolumesForm(entry.id))


def dev_mode(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.dev_mode import DevModeForm

    app.push_screen(DevModeForm(entry.id))


def secrets(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.environment import EnvironmentForm

    app.push_screen(EnvironmentForm(entry.id, tab="secrets"))


def variables(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.environment import EnvironmentForm

    app.push_screen(EnvironmentForm(entry.id, tab="variables"))


def import_env(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.environment_import import ImportForm

    app.push_screen(ImportForm(entry.id))


def compare_env(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.environment_compare import begin_compare

    begin_compare(app, entry.id)


def duplicate(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.duplicate import DuplicateForm

    app.push_screen(DuplicateForm(entry.id))


def visibility(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.visibility import VisibilityForm

    app.push_screen(VisibilityForm(entry.id))


def rename(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.rename import RenameForm

    app.push_screen(RenameForm(entry.id))


def delete(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.delete import DeleteForm

    app.push_screen(DeleteForm(entry.id))
