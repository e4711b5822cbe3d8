"""What is said about metrics: why there are none, and how their stream stands. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacetui.hub.errors import BadRequest, NotFound
from spacetui.live.follow import FollowState, Phase
from spacetui.live.metering import UNMEASURED
from spacetui.ui import phrases
from spacetui.ui.logs import words as log_words

if TYPE_CHECKING:
    from spacetui.live.picture import SpaceEntry
    from spacetui.ui.widgets.panel import Sight

_NOT_RUNNING = {
    "SLEEPING": "Asleep: nothing runs, so nothing is measured. A visit wakes it, or r.",
    "STOPPED": "Stopped: nothing runs, so nothing is measured. r starts it again.",
    "PAUSED": "Paused: nothing runs, so nothing is measured. p resumes it.",
    "BUILDING": "It is being built: metrics begin when it runs. b shows the build log.",
    "BUILD_ERROR": "It does not run, since its build failed: b shows the build log.",
    "RUNTIME_ERROR": "It does not run, since its app ended with an error: l shows the log.",
    "CONFIG_ERROR": "It does not run: its configuration is wrong, as the Runtime tab says.",
    "NO_APP_FILE": "It has no app file, so there is nothing to run and to measure.",
    "DELETING": "It is being deleted.",
}


def objection(sight: Sight) -> str:
    """Why metrics are not even asked for; empty where they are."""
    return log_words.not_to_be_had("Metrics", sight)


def not_running(entry: SpaceEntry) -> str:
    """Why nothing is measured at this stage; empty where something is."""
    stage = None if entry.runtime is None else str(entry.runtime.stage)
    if stage is None:
        return "The Hub has not told its stage yet."
    return _NOT_RUNNING[stage] if stage in UNMEASURED else ""


def standing(state: FollowState, now: float, *, any_reading: bool) -> tuple[str, str]:
    """How the stream stands, in words and a tone; `now` is the clock's monotonic time."""
    if isinstance(state.reason, BadRequest):
        return "The Hub measures nothing here right now; it is asked again.", "muted"
    if isinstance(state.reason, NotFound):
        return "The Hub knows no metrics of this Space (404).", "muted"
    if state.phase is Phase.CONNECTING and not any_reading:
        return "Asking for the metrics …", "moving"
    if state.phase is Phase.FOLLOWING and not any_reading:
        return "Connected; no reading yet.", "running"
    return log_words.standing(state, now, ended="its container has ended")


def age(seconds: float) -> str:
    """How old the last picture is, in words."""
    return f"as it was {phrases.slow_age(seconds)} ago"
