"""What each action on a Space does: ask where money or data is at stake, then hand a command over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from spacetui.ui.deeds import finding, forms, looking, many, out, running

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
    "replicas": forms.replicas,
    "volumes": forms.volumes,
    "dev_mode": forms.dev_mode,
    "secrets": forms.secrets,
    "variables": forms.variables,
    "import_env": forms.import_env,
    "compare_env": forms.compare_env,
    "duplicate": forms.duplicate,
    "visibility": forms.visibility,
    "rename": forms.rename,
    "delete": forms.delete,
    "open_app": out.open_app,
    "open_page": out.open_page,
    "copy_menu": out.copy_menu,
    "raw_json": looking.raw_json,
    "mute": looking.mute,
    "merged_log": looking.merged_log,
    "copy_id": looking.copy_id,
    "follow": finding.follow,
    "menu": looking.menu,
}

OnMarked = Callable[["SpacetuiApp", Sequence[str]], None]

ON_MARKED: Mapping[str, OnMarked] = {
    "restart": many.restart,
    "rebuild": many.rebuild,
    "pause": many.pause,
    "hardware": many.hardware,
    "sleep_time": many.sleep_time,
    "secrets": many.secrets,
    "variables": many.variables,
    "mute": many.mute,
    "merged_log": looking.merged_log,
    "copy_id": many.copy_id,
    "menu": looking.menu,
}
"""What an action that is for many does to the marked Spaces."""
