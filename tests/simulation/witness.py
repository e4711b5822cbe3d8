"""Who looks at hub and picture at once, and measures how long the picture is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from spacetui.clock import ManualClock
from spacetui.demo.shapes import runtime_in_list
from spacetui.demo.space import DemoSpace
from spacetui.demo.world import World
from spacetui.live.engine import Engine
from spacetui.live.picture import SpaceEntry

NEVER = -1
COMMAND_COUNTS_FOR = 28.0
"""Seconds after a command: its Space is followed closely for 30, and a change may take 2 to be seen."""
State = tuple[object, ...]


def state(space: DemoSpace) -> State:
    """Stage, hardware in use and requested, sleep time and replicas as they are."""
    told = runtime_in_list(space)
    hardware, replicas = told["hardware"], told["replicas"]
    sleep = NEVER if space.sleep_time is None and not space.static else space.sleep_time
    return (
        *(told["stage"], hardware["current"], hardware["requested"]),
        *(sleep, replicas.get("current"), replicas.get("requested")),
    )


def shown(entry: SpaceEntry) -> State:
    """The same as the picture has it."""
    runtime = entry.runtime
    if runtime is None:
        return ()
    replicas = (None, None) if runtime.replicas is None else (runtime.replicas.current, runtime.replicas.requested)
    return (runtime.stage, runtime.hardware, runtime.requested_hardware, runtime.sleep_time, *replicas)


def equal(space: DemoSpace | None, entry: SpaceEntry | None) -> bool:
    """Whether the picture of a Space is right; what only a single read tells may be unknown, never wrong."""
    if space is None or entry is None:
        return space is None and entry is None
    true, seen = state(space), shown(entry)
    if true == seen:
        return True
    untold = "gcTimeout" not in runtime_in_list(space)
    return untold and seen[3:4] == (None,) and true[:3] == seen[:3] and true[4:] == seen[4:]


@dataclass(frozen=True)
class Delay:
    """A Space was shown wrongly for so many seconds. `kind` is "selected", "close" or "other"."""

    space_id: str
    kind: str
    began: float
    seconds: float


class Witness:
    """Looks whenever something may have changed. `owners` are those whose Spaces are in the picture.

    With `among`, only these are looked at.
    """

    def __init__(
        self, world: World, engine: Engine, clock: ManualClock, owners: Iterable[str], among: set[str] | None = None
    ) -> None:
        self._world = world
        self._engine = engine
        self._clock = clock
        self._owners = tuple(f"{owner}/" for owner in owners)
        self._among = among
        self.selected: str | None = None
        self.commanded: dict[str, float] = defaultdict(lambda: -COMMAND_COUNTS_FOR)
        self.wrong: dict[str, tuple[float, str]] = {}
        self.delays: list[Delay] = []

    def look(self) -> None:
        spaces, entries, now = self._world.spaces, self._engine.picture.spaces, self._clock.monotonic()
        watched = self._among
        if watched is None:
            watched = {key for key in spaces if key.startswith(self._owners)} | entries.keys()
        for space_id in watched:
            if not equal(spaces.get(space_id), entries.get(space_id)):
                self.wrong.setdefault(space_id, (now, self._kind(space_id, entries.get(space_id), now)))
            elif space_id in self.wrong:
                began, kind = self.wrong.pop(space_id)
                self.delays.append(Delay(space_id, kind, began, now - began))

    def longest(self, *kinds: str) -> float:
        """The longest a Space of these kinds, or any, was shown wrongly; those that still are included."""
        now = self._clock.monotonic()
        spells = [(each.kind, each.seconds) for each in self.delays]
        spells += [(kind, now - began) for began, kind in self.wrong.values()]
        return max((seconds for kind, seconds in spells if not kinds or kind in kinds), default=0.0)

    def longest_before(self, moment: float) -> float:
        """The longest any was that was put right before a moment."""
        ended = (each.seconds for each in self.delays if each.began + each.seconds < moment)
        return max(ended, default=0.0)

    def _kind(self, space_id: str, entry: SpaceEntry | None, now: float) -> str:
        if space_id != self.selected:
            return "other"
        moving = entry is not None and entry.runtime is not None and entry.runtime.stage.transitional
        return "close" if moving or now - self.commanded[space_id] < COMMAND_COUNTS_FOR else "selected"
