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


def secrets(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.environment import EnvironmentForm

    app.push_screen(EnvironmentForm(entry.id, tab="secrets"))


def variables(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.environment import EnvironmentForm

    app.push_screen(EnvironmentForm(entry.id, tab="variables"))


def duplicate(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.duplicate import DuplicateForm

    app.push_screen(DuplicateForm(entry.id))
