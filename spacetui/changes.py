"""What changed from one picture to the next, each change a line for people or for scripts. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from spacetui import shapes, text
from spacetui.following import time_of_day
from spacetui.ui import phrases

if TYPE_CHECKING:
    from spacetui.hub.models import SpaceRuntime
    from spacetui.live.picture import Picture, SpaceEntry, Update

Values = Mapping[str, Any]
Event = Literal["first seen", "appeared", "changed", "gone"]

_RUNTIME = (
    *("stage", "hardware", "requested_hardware", "sleep_time", "replicas"),
    *("error_message", "domains", "dev_mode", "running_sha"),
)
_ALWAYS_TOLD = ("stage", "hardware", "error_message")
"""Where these are None there is nothing; where another is None it was not told, and the last known value holds."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a Space, seen at the wall time `at`.

    `before` and `after` hold what differs, by the official client's names; of a Space first seen, or that
    appeared, `after` holds all, and of one that is gone `before` does. `id` is its new name, where it has one.
    `stage` and `hardware` are the present ones, None where they are not told.
    """

    at: float
    id: str
    event: Event
    before: Values
    after: Values
    stage: str | None
    hardware: str | None


@dataclass(frozen=True, slots=True)
class _Known:
    """What was told of a Space. `reason` says whether an error message would have been told with it."""

    values: Values
    reason: bool


class Teller:
    """Tells the changes of one picture after the other. What was read before `since` (wall time) tells nothing."""

    def __init__(self, since: float) -> None:
        self._since = since
        self._known: dict[str, _Known] = {}
        self._owners: frozenset[str] = frozenset()
        """Whose Spaces were listed by now, in lower case: the Hub takes names in any."""

    def tell(self, update: Update) -> list[Change]:
        """What is new, by id; at an owner's first list every Space."""
        picture = update.picture
        met_before, self._owners = self._owners, self._listed(picture)
        names = {new: old for old, new in update.renamed.items()}
        told = [
            self._met(entry, names.get(entry.id), first=_owner(entry) not in met_before)
            for entry in self._to_look_at(update, self._owners - met_before)
        ]
        gone = [self._gone(key, picture) for key in sorted(update.gone - update.renamed.keys())]
        return [change for change in (*gone, *told) if change is not None]

    def _listed(self, picture: Picture) -> frozenset[str]:
        return frozenset(owner.lower() for owner, known in picture.listed.items() if known.at >= self._since)

    def _to_look_at(self, update: Update, met: frozenset[str]) -> list[SpaceEntry]:
        """Those that differ and those of owners only now met; none of owners still to be listed."""
        spaces = update.picture.spaces
        entries = [spaces[key] for key in update.touched & spaces.keys()]
        if met:
            entries = [entry for entry in spaces.values() if entry.id in update.touched or _owner(entry) in met]
        unlisted = {owner.lower() for owner in update.picture.owners} - self._owners
        return sorted((entry for entry in entries if _owner(entry) not in unlisted), key=lambda entry: entry.id)

    def _met(self, entry: SpaceEntry, old_id: str | None, *, first: bool) -> Change | None:
        known = self._known.pop(old_id or entry.id, None)
        values = _values(entry) if known is None else _with_untold(_values(entry), known.values)
        self._known[entry.id] = _Known(values, reason=entry.read_singly_at is not None)
        if known is None and old_id is None:
            return _change(entry, "first seen" if first else "appeared", {}, values)
        named = {} if old_id is None else {"id": old_id}
        if known is None:
            return _change(entry, "changed", named, {"id": entry.id} if named else {})
        changed = [name for name in values if _changed(name, known, values, entry)]
        if not changed and not named:
            return None
        before = named | {name: known.values[name] for name in changed}
        after = ({"id": entry.id} if named else {}) | {name: values[name] for name in changed}
        return _change(entry, "changed", before, after)

    def _gone(self, space_id: str, picture: Picture) -> Change | None:
        known = self._known.pop(space_id, None)
        if known is None:
            return None
        at = max(listed.at for listed in picture.listed.values())
        return Change(at, space_id, "gone", known.values, {}, None, None)


def _owner(entry: SpaceEntry) -> str:
    return entry.space.owner.lower()


def _values(entry: SpaceEntry) -> dict[str, Any]:
    """What is watched of a Space, for JSON."""
    runtime = entry.runtime
    told = dict.fromkeys(_RUNTIME) if runtime is None else _runtime(runtime)
    return told | {"private": entry.space.private}


def _runtime(runtime: SpaceRuntime) -> dict[str, Any]:
    told = shapes.runtime(runtime)
    values = {name: told[name] for name in _RUNTIME}
    if runtime.domains is not None:  # a list's items leave out which of them is custom
        values["domains"] = [{"domain": each.domain, "stage": each.stage} for each in runtime.domains]
    return values


def _with_untold(values: Values, known: Values) -> dict[str, Any]:
    untold = [name for name, value in values.items() if value is None and name not in _ALWAYS_TOLD]
    return {**values, **{name: known[name] for name in untold}}


def _changed(name: str, known: _Known, values: Values, entry: SpaceEntry) -> bool:
    """Whether a value is another, and not only known for the first time."""
    before, now = known.values[name], values[name]
    if before == now:
        return False
    if known.values["stage"] is None:
        return name == "stage"
    if name == "error_message":
        return before is not None or known.reason or entry.since_exact
    return before is not None or name in _ALWAYS_TOLD


def _change(entry: SpaceEntry, event: Event, before: Values, after: Values) -> Change:
    runtime = entry.runtime
    stage = None if runtime is None else str(runtime.stage)
    flavor = None if runtime is None or runtime.flavor is None else str(runtime.flavor)
    return Change(entry.read_at, entry.id, event, before, after, stage, flavor)


def as_json(change: Change) -> str:
    """One line, ASCII only, so that no text in it can act on a terminal."""
    told = {
        "time": shapes.time(datetime.fromtimestamp(change.at, UTC)),
        "id": change.id,
        "change": list(change.after) if change.event == "changed" else change.event,
        "stage": change.stage,
        "before": change.before,
        "after": change.after,
    }
    return json.dumps(told, ensure_ascii=True)


def as_text(change: Change) -> str:
    """One line: when, which Space, its stage, and what else is new. Clean."""
    parts = [time_of_day(change.at), change.id, *_words(change)]
    return text.clean("  ".join(part for part in parts if part))


def _words(change: Change) -> list[str]:
    if change.event == "gone":
        return [f"gone, was {change.before['stage'] or 'in a stage not told'}"]
    stage = change.stage or "stage not told"
    if change.event != "changed":
        appeared = "appeared: " if change.event == "appeared" else ""
        return [f"{appeared}{stage}", _flavors(change), change.after["error_message"] or ""]
    before, after = change.before, change.after
    named = f"was {before['id']}" if "id" in before else ""
    moved = f"{before['stage'] or 'stage not told'} → {stage}" if "stage" in before else stage
    others = [words(before[name], after[name]) for name, words in _WORDS.items() if name in after]
    return [named, moved, _flavors(change), *others]


def _flavors(change: Change) -> str:
    """The hardware where it is first told, and its change: of what is asked for, then of what there is."""
    if change.event != "changed":
        asked = change.after["requested_hardware"]
        return change.hardware if asked in (None, change.hardware) or not change.hardware else f"{change.hardware} → {asked}"
    before, after = change.before, change.after
    return ""


