"""What is known of every Space: an observation in, new entries out. Pure.

List items tell less than `/runtime` does (no error message, no running commit; a paused one no sleep time,
no dev mode, no domains), and what an answer leaves out is not false: the last known value stays.

A Space keeps its identity when it is renamed or moves to another owner: what was known of it goes along.

Answers may come in another order than they were asked for. Each observation has a `turn`, counted where its
request was sent; one of a lower turn than what is known of a Space tells nothing of its runtime any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spacetui.live.picture import SpaceEntry

if TYPE_CHECKING:
    from spacetui.hub.errors import HubError, HubRefused
    from spacetui.hub.models import Space, SpaceRuntime

Entries = Mapping[str, SpaceEntry]

NEVER = -1
CPU_BASIC_SLEEP = 172_800
"""cpu-basic sleeps after 48 h, whatever is asked for (the Hub's documentation)."""

_UNTOLD_IN_LISTS = (
    "requested_hardware",
    "sleep_time",
    "replicas",
    "dev_mode",
    "domains",
    "sha",
    "volumes",
    "storage",
)


def observe_list(
    entries: Entries, owner: str, spaces: Iterable[Space], at: float, turn: int = 0
) -> dict[str, SpaceEntry]:
    """Take in a whole listing of `owner`: what it leaves out is gone, but for what was read since it was asked for;
    the others' Spaces stay.
    """
    told = list(spaces)
    before = _under_other_names(entries, told)
    met = {space.id: _met_in_list(before.get(space.id) or entries.get(space.id), space, at, turn) for space in told}
    moved = {entry.id for entry in before.values()}
    # The Hub takes an author's name in any case, and answers with ids in their own.
    others = {
        key: entry
        for key, entry in entries.items()
        if (entry.space.owner.lower() != owner.lower() or turn < entry.turn) and key not in moved and key not in met
    }
    return {**others, **met}


def observe_space(entries: Entries, space: Space, at: float, turn: int = 0) -> dict[str, SpaceEntry]:
    """Take in one Space as `space_info` tells it, in the words of a list item."""
    before = _under_other_names(entries, [space])
    moved = {entry.id for entry in before.values()}
    met = _met_in_list(before.get(space.id) or entries.get(space.id), space, at, turn)
    return {key: entry for key, entry in entries.items() if key not in moved} | {space.id: met}


def observe_runtime(
    entries: Entries, space_id: str, runtime: SpaceRuntime, at: float, turn: int = 0
) -> dict[str, SpaceEntry]:
    """Take in an answer of `/runtime`, or of a call that answers with the runtime."""
    known = entries.get(space_id)
    if known is None or turn < known.turn:
        return dict(entries)
    told = _with_default_sleep(runtime)
    if known.runtime is not None and known.runtime == told:
        told = known.runtime
    read = replace(_with_stage(known, told, at), problem=None, turn=turn, read_singly_at=at)
    return {**entries, space_id: read}


def observe_problem(entries: Entries, space_id: str, problem: HubError) -> dict[str, SpaceEntry]:
    """Note why a Space could not be read; what was known of it stays."""
    known = entries.get(space_id)
    return dict(entries) if known is None else {**entries, space_id: replace(known, problem=problem)}


def observe_refusal(entries: Entries, space_id: str, refused: HubRefused, at: float) -> dict[str, SpaceEntry]:
    """Note that a Space cannot be seen, be it that it never was: nothing of it is known any more but who it is."""
    from spacetui.hub.models import Space

    known = entries.get(space_id)
    if known is not None and known.runtime is None and str(known.problem) == str(refused):
        return dict(entries)
    space = Space.model_validate({"id": space_id, "_id": None if known is None else known.space.identity})
    return {**entries, space_id: SpaceEntry(space, None, read_at=at, since=at, problem=refused)}


@dataclass(frozen=True, slots=True)
class Difference:
    """Ids that differ in more than their age or appeared, ids that vanished, and the new names of these.

    `eventful` says whether what anybody watches for changed: what runs, not how many people like it.
    """

    touched: frozenset[str]
    gone: frozenset[str]
    renamed: Mapping[str, str]
    eventful: bool


def difference(old: Entries, new: Entries) -> Difference:
    touched = frozenset(key for key, entry in new.items() if not _alike(old.get(key), entry))
    gone = frozenset(old.keys() - new.keys())
    eventful = bool(gone) or any(_runtime(old.get(key)) is not _runtime(new[key]) for key in touched)
    renamed: dict[str, str] = {}
    if gone:
        names = {entry.space.identity: key for key, entry in new.items()}
        named = ((key, names.get(old[key].space.identity)) for key in gone if old[key].space.identity)
        renamed = {key: name for key, name in named if name is not None}
    return Difference(touched, gone, renamed, eventful)


def stages(entries: Entries, space_ids: Iterable[str]) -> dict[str, str]:
    """The stages of those Spaces of which one was told."""
    told = ((key, _runtime(entries.get(key))) for key in space_ids)
    return {key: str(runtime.stage) for key, runtime in told if runtime is not None}


@dataclass(frozen=True, slots=True)
class Survey:
    """What in a fleet asks for more than its listings.

    `moving` gives, for Spaces in a transitional stage, the wall time it began; `unexplained` are those that
    turned to a failed stage and were not read singly since, which alone tells why; `untold` are those whose
    list item brings no runtime along.
    """

    moving: Mapping[str, float]
    unexplained: frozenset[str]
    untold: frozenset[str]


def survey(entries: Entries) -> Survey:
    moving: dict[str, float] = {}
    unexplained: set[str] = set()
    untold: set[str] = set()
    for key, entry in entries.items():
        runtime = entry.runtime
        if entry.untold:
            untold.add(key)
        if runtime is None:
            continue
        kind = runtime.stage.kind
        if kind == "moving":
            moving[key] = entry.since
        elif kind == "failed" and entry.since_exact and (entry.read_singly_at or 0.0) < entry.since:
            unexplained.add(key)
    return Survey(moving, frozenset(unexplained), frozenset(untold))


def _runtime(entry: SpaceEntry | None) -> SpaceRuntime | None:
    return None if entry is None else entry.runtime


def _under_other_names(entries: Entries, told: Iterable[Space]) -> dict[str, SpaceEntry]:
    """What was known of Spaces that are listed under an id never met before, by that id."""
    new = [space for space in told if space.identity and space.id not in entries]
    if not new or not entries:
        return {}
    known = {entry.space.identity: entry for entry in entries.values()}
    return {space.id: known[space.identity] for space in new if space.identity in known}


def _alike(one: SpaceEntry | None, other: SpaceEntry) -> bool:
    return one is other or (
        one is not None and one.space is other.space and one.runtime is other.runtime and one.problem is other.problem
    )


def _met_in_list(known: SpaceEntry | None, space: Space, at: float, turn: int) -> SpaceEntry:
    told = space.runtime
    if known is None:
        runtime = told and _with_running_default(told)
        return SpaceEntry(space, runtime, read_at=at, since=at, turn=turn, untold=told is None, listed=runtime)
    if space is not known.space and known.space.raw == space.raw:
        space = known.space
    if told is None or turn < known.turn:
        return replace(known, space=space, untold=told is None)
    if space is known.space and known.runtime is known.listed is not None and not known.stale(at):
        return replace(known, read_at=at, turn=turn, untold=False)  # nearly every item of a long list
    merged = _kept(known.runtime, _with_running_default(told))
    if known.runtime is not None and _same_fields(known.runtime, merged):
        merged = known.runtime
    problem = None if known.runtime is None else known.problem
    known = replace(known, space=space, turn=turn, untold=False, listed=merged, problem=problem)
    return _with_stage(known, merged, at)


def _same_fields(one: SpaceRuntime, other: SpaceRuntime) -> bool:
    """Whether two runtimes tell the same, though one came in a list and knows fewer keys."""
    return all(getattr(one, name) == getattr(other, name) for name in type(one).model_fields if name != "raw")


def _kept(before: SpaceRuntime | None, told: SpaceRuntime) -> SpaceRuntime:
    """A list item's runtime, with what such items leave out taken over from before."""
    if before is None:
        return told
    kept = [name for name in _UNTOLD_IN_LISTS if getattr(told, name) is None]
    if told.error_message is None and before.stage == told.stage:
        kept.append("error_message")
    return told.model_copy(update={name: getattr(before, name) for name in kept})


def _with_stage(known: SpaceEntry, runtime: SpaceRuntime, at: float) -> SpaceEntry:
    """`known` with a newer runtime; a change of stage, seen here, begins a new age.

    Where nobody looked for long it may have changed more than once: then it begins too, and is not exact.
    """
    looked_away = known.runtime is None or known.stale(at)
    if looked_away or (known.runtime is not None and known.runtime.stage != runtime.stage):
        return replace(known, runtime=runtime, read_at=at, since=at, since_exact=not looked_away)
    return replace(known, runtime=runtime, read_at=at)


def _with_default_sleep(runtime: SpaceRuntime) -> SpaceRuntime:
    """`/runtime` leaves the sleep time out where it is the default: 48 h on cpu-basic, else never."""
    if runtime.sleep_time is not None or runtime.flavor is None:
        return runtime
    default = CPU_BASIC_SLEEP if runtime.flavor == "cpu-basic" else NEVER
    return runtime.model_copy(update={"sleep_time": default})


def _with_running_default(runtime: SpaceRuntime) -> SpaceRuntime:
    """List items of Spaces that do not run leave the sleep time out as untold; in others it is the default."""
    return _with_default_sleep(runtime) if runtime.stage.billed else runtime
