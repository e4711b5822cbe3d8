"""What changed from one picture to the next, each change a line for people or for scripts. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from spacetui import text
from spacetui.report import shapes
from spacetui.report.following import time_of_day
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

    `was` and `now` are all that is watched of it, by the official client's names: nothing in `was` of a Space
    that was first seen or appeared, nothing in `now` of one that is gone. `names` are those that differ.
    """

    at: float
    id: str
    event: Event
    was: Values
    now: Values
    names: tuple[str, ...] = ()


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
        now = _values(entry) if known is None else _with_untold(_values(entry), known.values)
        self._known[entry.id] = _Known(now, reason=entry.read_singly_at is not None)
        if known is None:
            if old_id is not None:  # it was told gone, before it turned up elsewhere
                return Change(entry.read_at, entry.id, "changed", {**now, "id": old_id}, now, ("id",))
            return Change(entry.read_at, entry.id, "first seen" if first else "appeared", {}, now)
        names = tuple(name for name in now if _changed(name, known, now, entry))
        return Change(entry.read_at, entry.id, "changed", known.values, now, names) if names else None

    def _gone(self, space_id: str, picture: Picture) -> Change | None:
        known = self._known.pop(space_id, None)
        at = max((listed.at for listed in picture.listed.values()), default=self._since)
        return None if known is None else Change(at, space_id, "gone", known.values, {})


def _owner(entry: SpaceEntry) -> str:
    return entry.space.owner.lower()


def _values(entry: SpaceEntry) -> dict[str, Any]:
    """What is watched of a Space, for JSON."""
    told = dict.fromkeys(_RUNTIME) if entry.runtime is None else _runtime(entry.runtime)
    return {"id": entry.id} | told | {"private": entry.space.private}


def _runtime(runtime: SpaceRuntime) -> dict[str, Any]:
    told = shapes.runtime(runtime)
    values = {name: told[name] for name in _RUNTIME}
    if runtime.domains is not None:  # a list's items leave out which of them is custom
        values["domains"] = [{"domain": each.domain, "stage": each.stage} for each in runtime.domains]
    return values


def _with_untold(values: Values, known: Values) -> dict[str, Any]:
    untold = [name for name, value in values.items() if value is None and name not in _ALWAYS_TOLD]
    return {**values, **{name: known[name] for name in untold}}


def _changed(name: str, known: _Known, now: Values, entry: SpaceEntry) -> bool:
    """Whether a value is another, and not only known for the first time."""
    was = known.values[name]
    if was == now[name]:
        return False
    if known.values["stage"] is None:
        return name in ("id", "stage")
    if name == "error_message":
        return was is not None or known.reason or entry.since_exact
    return was is not None or name in _ALWAYS_TOLD


def json_line(change: Change) -> str:
    """One line, ASCII only, so that no text in it can act on a terminal."""
    whole = [name for name in change.was or change.now if name != "id"]
    names = change.names or whole
    told = {
        "time": shapes.time(datetime.fromtimestamp(change.at, UTC)),
        "id": change.id,
        "change": list(names) if change.event == "changed" else change.event,
        "stage": change.now.get("stage"),
        "before": {name: change.was[name] for name in names if change.was},
        "after": {name: change.now[name] for name in names if change.now},
    }
    return json.dumps(told, ensure_ascii=True)


def text_line(change: Change) -> str:
    """One line: when, which Space, its stage, and what else is new. Clean."""
    words = _words(change) if change.event == "changed" else _whole(change)
    return text.clean("  ".join(word for word in (time_of_day(change.at), change.id, *words) if word))


def _whole(change: Change) -> list[str]:
    """A Space that came or went."""
    if change.event == "gone":
        return ["gone", f"was {_stage(change.was)}"]
    current, asked = change.now["hardware"], change.now["requested_hardware"]
    switching = current is not None and asked not in (None, current)
    hardware = f"{current} → {asked}" if switching else current or asked or ""
    return [
        "appeared" if change.event == "appeared" else "",
        _stage(change.now),
        hardware,
        change.now["error_message"] or "",
    ]


def _words(change: Change) -> list[str]:
    was, now = change.was, change.now
    moved = f"{_stage(was)} → {_stage(now)}" if "stage" in change.names else _stage(now)
    others = [words(was[name], now[name]) for name, words in _WORDS.items() if name in change.names]
    return [f"was {was['id']}" if "id" in change.names else "", moved, _hardware(was, now), *others]


def _stage(values: Values) -> str:
    return values["stage"] or "stage not told"


def _hardware(was: Values, now: Values) -> str:
    """What is asked for now; or, as that was told before, that it has it."""
    asked_before = was["requested_hardware"] or was["hardware"]
    asked = now["requested_hardware"] or now["hardware"]
    if asked and asked_before and asked != asked_before:
        return f"{was['hardware'] or asked_before} → {asked}"
    return f"now on {now['hardware']}" if was["hardware"] and now["hardware"] not in (None, was["hardware"]) else ""


def _replicas(was: Any, now: Any) -> str:
    if was["requested"] != now["requested"]:
        return f"replicas {was['requested']} → {now['requested']}"
    return "" if None in (was["current"], now["current"]) else f"{now['current']} of {now['requested']} replicas"


def _domains(was: Any, now: Any) -> str:
    """Those that came or are in another stage, then those that went."""
    before, after = ({each["domain"]: each["stage"] for each in domains} for domains in (was, now))
    came = [f"{name} {stage or ''}".rstrip() for name, stage in after.items() if before.get(name, 0) != stage]
    return ", ".join([*came, *(f"{name} gone" for name in before.keys() - after.keys())])


_WORDS: Mapping[str, Callable[[Any, Any], str]] = {
    "sleep_time": lambda was, now: f"sleep time {phrases.duration(was)} → {phrases.duration(now)}",
    "replicas": _replicas,
    "domains": _domains,
    "dev_mode": lambda _, now: f"dev mode {'on' if now else 'off'}",
    "running_sha": lambda was, now: f"commit {was[:7]} → {now[:7]}",
    "private": lambda _, now: "now private" if now else "now public",
    "error_message": lambda _, now: now or "",
}
"""How a change of these reads, by what it was and is."""
