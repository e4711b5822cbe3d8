"""What is said about a log: why it is empty or cannot be had, and how its stream stands. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacetui import text
from spacetui.hub.errors import NotFound
from spacetui.live.follow import FollowState, Phase
from spacetui.ui import phrases

if TYPE_CHECKING:
    from spacetui.hub.errors import HubError
    from spacetui.live.picture import SpaceEntry
    from spacetui.ui.widgets.panel import Sight

_BUILT_FIRST = ("BUILDING", "BUILD_ERROR")
_UNTIL_IT_RUNS = {
    "SLEEPING": "Asleep: its log begins when it wakes. A visit wakes it, or r.",
    "STOPPED": "Stopped: its log begins when it is started again, with r.",
    "PAUSED": "Paused: its log begins when it is resumed, with p.",
    "BUILDING": "It is being built, and has not run yet: b shows the build log.",
    "BUILD_ERROR": "It does not run, since its build failed: b shows the build log.",
    "CONFIG_ERROR": "It does not run: its configuration is wrong, as the Runtime tab says.",
    "NO_APP_FILE": "It has no app file, so there is nothing to run yet.",
    "DELETING": "It is being deleted.",
}


def kind(*, build: bool) -> str:
    return "build" if build else "run"


def shows_build_first(entry: SpaceEntry) -> bool:
    """Whether somebody who opens the log of this Space wants the build's: it builds, or failed to."""
    return entry.runtime is not None and entry.runtime.stage in _BUILT_FIRST


def objection(sight: Sight) -> str:
    """Why the log is not even asked for; empty where it is."""
    return not_to_be_had("Logs", sight)


def not_to_be_had(what: str, sight: Sight) -> str:
    """Why none of what is told to those alone who may write is asked for; empty where it is."""
    entry, picture = sight.entry, sight.picture
    if entry.space.static:
        return f"A static Space has no {what.lower()}: its files are served, and nothing runs."
    needs = f"{what} need a token that may write to the Space."
    if picture.account is None:
        return f"{needs} There is none: `hf auth login` makes one known."
    if not picture.may_act_on(entry.space.owner):
        return f"{needs} This one is not yours, nor of an organization that lets you."
    return ""


def why_empty(entry: SpaceEntry, state: FollowState, *, build: bool, quiet: float) -> str:
    """Why there is no line; `quiet` is for how many seconds none has come."""
    name, stage = kind(build=build), entry.runtime.stage if entry.runtime else None
    waits = "" if build else _UNTIL_IT_RUNS.get(str(stage), "")
    if isinstance(state.reason, NotFound):
        never = "built" if build else "run"
        return waits or f"The Hub knows no {name} log of it (404): it may never have {never}."
    if state.reason is not None:
        return f"No {name} log yet. {text.clean(str(state.reason))}"
    if state.phase is Phase.CONNECTING:
        return f"Asking for the {name} log …"
    if waits:
        return waits
    if build and stage not in _BUILT_FIRST and state.phase is Phase.WAITING:
        return "The Hub has no build log: it may be long since it was built. R builds it anew."
    words = "build output" if build else "output"
    return f"No {words} for {phrases.slow_age(quiet)}." if quiet >= 5 else f"No {words} yet."


def in_a_word(state: FollowState) -> str:
    """How one of several streams stands."""
    if state.phase is Phase.ENDED:
        return "refused"
    if state.phase is Phase.WAITING:
        return "ended" if state.reason is None else "cut off"
    return "live" if state.phase is Phase.FOLLOWING else "connecting"


def standing(state: FollowState, now: float, *, ended: str) -> tuple[str, str]:
    """How the stream stands, in words and a tone; `now` is the clock's monotonic time, `ended` says what closed it."""
    again = "" if state.next_try is None else f", again in {max(0, round(state.next_try - now))} s"
    reason = state.reason
    if state.phase is Phase.CONNECTING:
        return "connecting", "moving"
    if state.phase is Phase.FOLLOWING:
        return "live", "running"
    if state.phase is Phase.WAITING:
        if reason is None:
            return ended, "muted"
        return f"cut off{again}: {_why(reason)}", "warning"
    if reason is not None:
        return f"refused: {_why(reason)}", "failed"
    return "", "muted"


def _why(reason: HubError) -> str:
    """Why a log cannot be read, without that it cannot: the line is short."""
    cannot, colon, _ = reason.sentence.partition(": ")
    return text.clean(str(reason)[len(cannot + colon) if colon else 0 :])
