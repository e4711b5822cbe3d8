"""What is known of every Space: an observation in, new entries out. Pure.

List items tell less than `/runtime` does (no error message, no running commit; a paused one no sleep time,
no dev mode, no domains), and what an answer leaves out is not false: the last known value stays.

Answers may come in another order than they were asked for. Each observation has a `turn`, counted where its
request was sent; one of a lower turn than what is known of a Space tells nothing of its runtime any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from spacetui.live.picture import SpaceEntry

if TYPE_CHECKING:
    from spacetui.hub.errors import HubError
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
    """Take in a whole listing of `owner`: what it leaves out is gone, the others' Spaces stay."""
    met = {space.id: _met_in_list(entries.get(space.id), space, at, turn) for space in spaces}
    # The Hub takes an author's name in any case, and answers with ids in their own.
    others = {key: entry for key, entry in entries.items() if entry.space.owner.lower() != owner.lower()}
    return {**others, **met}


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
    return {**entries, space_id: replace(_with_stage(known, told, at), problem=None, turn=turn)}


def observe_problem(entries: Entries, space_id: str, problem: HubError) -> dict[str, SpaceEntry]:
    """Note why a Space could not be read; what was known of it stays."""
    known = entries.get(space_id)
    return dict(entries) if known is None else {**entries, space_id: replace(known, problem=problem)}


def difference(old: Entries, new: Entries) -> tuple[frozenset[str], frozenset[str]]:
    """Ids that differ in more than their age or appeared, and ids that vanished."""
    touched = frozenset(key for key, entry in new.items() if not _alike(old.get(key), entry))
    return touched, frozenset(old.keys() - new.keys())


def _alike(one: SpaceEntry | None, other: SpaceEntry) -> bool:
    return one is other or (
        one is not None and one.space is other.space and one.runtime is other.runtime and one.problem is other.problem
    )


def _met_in_list(known: SpaceEntry | None, space: Space, at: float, turn: int) -> SpaceEntry:
    told = space.runtime
    if known is None:
        return SpaceEntry(space, told and _with_running_default(told), read_at=at, since=at, turn=turn)
    if known.space.raw == space.raw:
        space = known.space
    if told is None or turn < known.turn:
        return replace(known, space=space)
    merged = _kept(known.runtime, _with_running_default(told))
    if known.runtime is not None and _same_fields(known.runtime, merged):
        merged = known.runtime
    return _with_stage(replace(known, space=space, turn=turn), merged, at)


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
    """`known` with a newer runtime; a change of stage, seen here, begins a new age."""
    if known.runtime is not None and known.runtime.stage != runtime.stage:
        return replace(known, runtime=runtime, read_at=at, since=at, since_exact=True)
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
