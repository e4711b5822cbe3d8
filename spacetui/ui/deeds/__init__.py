"""What each action on a Space does: ask where money or data is at stake, then hand a command over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from spacetui.ui.deeds import forms, looking, running

if TYPE_CHECKING:
    from spacetui.live.picture import SpaceEntry
    from spacetui.ui.app import SpacetuiApp

Deed = Callable[["SpacetuiApp", "SpaceEntry"], None]

BY_ACTION: Mapping[str, Deed] = {
    "restart": running.restart,
    "rebuild": running.rebuild,
    "pause": running.pause,
    "hardware": forms.hardware,
    "sleep_time": forms.sleep_time,
    "secrets": forms.secrets,
    "variables": forms.variables,
    "duplicate": forms.duplicate,
    "mute": looking.mute,
    "copy_id": looking.copy_id,
    "menu": looking.menu,
}
