"""What is known of the fleet at one moment: frozen, whole, handed to whoever draws or prints it.

Wall times are seconds since 1970 UTC, so that an age can be told after a restart as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from spacetui.hub.errors import HubError, HubRefused
    from spacetui.hub.models import Account, HardwareInfo, Space, SpaceRuntime, SpaceSecret, SpaceVariable, ZeroGpuQuota
    from spacetui.live.plans import PlanState

T = TypeVar("T")

STALE_AFTER = 90.0
"""Seconds: longer than the slowest pace of a fleet that can be read at all."""


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """A value and the wall time it was read at; of two readings the one with the higher `turn` is newer."""

    value: T
    at: float
    turn: int = 0


@dataclass(frozen=True, slots=True)
class SpaceEntry:
    """One Space as last seen.

    `runtime` is put together from list items and single reads (see `fleet.py`); None until one was told.
    `since` is when its stage began: exactly, where the change was seen, else the moment it was first met.
    `read_at` is when its runtime was last told, `read_singly_at` when that was by a read of this Space alone.
    `untold` says that its last list item brought no runtime along: what is known of it grows old.
    `problem` is why its last single read failed. `turn` orders what was read of it: a lower one is older.
    `listed` is what `runtime` was after its last list item: while it still is, the same item tells nothing new.
    """

    space: Space
    runtime: SpaceRuntime | None
    read_at: float
    since: float
    since_exact: bool = False
    problem: HubError | None = None
    turn: int = 0
    read_singly_at: float | None = None
    untold: bool = False
    listed: SpaceRuntime | None = field(default=None, repr=False, compare=False)

    @property
    def id(self) -> str:
        return self.space.id

    def stale(self, now: float) -> bool:
        """Whether its runtime was last told so long ago that it may well be another by now."""
        return now - self.read_at > STALE_AFTER


@dataclass(frozen=True, slots=True)
class Environment:
    """Secrets and variables of one Space by key; None until read. Values of secrets are never known.

    The problems say why the last reading failed; what was read before stays.
    """

    secrets: Known[Mapping[str, SpaceSecret]] | None = None
    variables: Known[Mapping[str, SpaceVariable]] | None = None
    secrets_problem: HubError | None = None
    variables_problem: HubError | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A Space that is followed for its own sake: `id` as the Hub knows it, `refused` why it cannot be seen now.

    `at` is the wall time of the last look, None before the first. One that is `apart` fails again and again while
    others are answered: nothing waits for it.
    """

    id: str | None = None
    refused: HubRefused | None = None
    at: float | None = None
    apart: bool = False


class Link(StrEnum):
    """How we stand with the Hub. Catching up: answers come again, and not all that is shown is new yet."""

    STARTING = "starting"
    CATCHING_UP = "catching up"
    LIVE = "live"
    RATE_LIMITED = "rate limited"
    OFFLINE = "offline"
    SIGNED_OUT = "signed out"


@dataclass(frozen=True, slots=True)
class Connection:
    """`since` is the wall time of the last good answer; `next_try` of the next attempt while there is a problem."""

    link: Link = Link.STARTING
    problem: HubError | None = None
    since: float | None = None
    next_try: float | None = None


class Phase(StrEnum):
    """Where a command stands. The last four are ends."""

    QUEUED = "queued"
    SENT = "sent"
    CHECKING = "checking"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    NOT_DONE = "not done"
    CANNOT_TELL = "cannot tell"

    @property
    def ended(self) -> bool:
        return self in (Phase.CONFIRMED, Phase.FAILED, Phase.NOT_DONE, Phase.CANNOT_TELL)


@dataclass(frozen=True, slots=True)
class CommandState:
    """How one submitted command is doing. It holds no values that were typed: those may be secret.

    `title` names the deed ("restart"), `note` says the outcome in words, `error` is what the Hub answered. `plan`
    is the number of the plan it is a part of.
    """

    number: int
    space_id: str
    title: str
    phase: Phase
    note: str = ""
    error: HubError | None = None
    plan: int | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything the engine knows. A new one replaces the old; where nothing new was told of a Space, its
    entry holds the same `space` and `runtime` objects.

    `listed` says for each owner when its Spaces were last listed whole, and how many items could not be read.
    `owners` are those whose Spaces are shown; `chosen` are Spaces shown for their own sake, by the name they were
    asked for under; `offered` are organizations too large to be taken in unasked, with how many Spaces each has at
    least. `zero_gpu` is the account's own quota. `muted` Spaces count and alert nowhere. `requests_left` is the share
    of the rate limit's window that is left, in tenths, None while it is more than half. `superseded` says that the
    token on this machine is another account's now: this picture goes no further.
    """

    account: Account | None = None
    owners: tuple[str, ...] = ()
    spaces: Mapping[str, SpaceEntry] = field(default_factory=dict)
    listed: Mapping[str, Known[int]] = field(default_factory=dict)
    chosen: Mapping[str, Chosen] = field(default_factory=dict)
    catalog: Known[tuple[HardwareInfo, ...]] | None = None
    catalog_problem: HubError | None = None
    zero_gpu: Known[ZeroGpuQuota] | None = None
    environments: Mapping[str, Environment] = field(default_factory=dict)
    commands: Mapping[int, CommandState] = field(default_factory=dict)
    plans: Mapping[int, PlanState] = field(default_factory=dict)
    connection: Connection = Connection()
    offered: Mapping[str, int] = field(default_factory=dict)
    muted: frozenset[str] = frozenset()
    requests_left: float | None = None
    superseded: bool = False

    @property
    def complete(self) -> bool:
        """Whether everything that is to be shown has been read at least once."""
        times = self.looked_at()
        return bool(times) and None not in times

    def looked_at(self) -> list[float | None]:
        """When each owner was last listed, and each chosen Space last looked at that is waited for; None for never."""
        listed = [self.listed.get(owner) for owner in self.owners]
        times = [None if known is None else known.at for known in listed]
        return times + [chosen.at for chosen in self.chosen.values() if not chosen.apart]

    @property
    def unreadable(self) -> int:
        return sum(known.value for known in self.listed.values())

    def may_act_on(self, owner: str) -> bool:
        """Whether the Spaces of `owner` are the account's own, or of an organization that lets it act."""
        account = self.account
        if account is None:
            return False
        return owner == account.name or any(org.name == owner and org.writable for org in account.orgs or ())

    @property
    def others(self) -> frozenset[str]:
        """Those shown for their own sake on which the account may not act: what they cost others pay."""
        if self.account is None:
            return frozenset()
        shown = {chosen.id for chosen in self.chosen.values() if chosen.id is not None} & self.spaces.keys()
        return frozenset(each for each in shown if not self.may_act_on(self.spaces[each].space.owner))

    @property
    def unseen(self) -> frozenset[str]:
        """Those that are followed and cannot be seen now: they stand there to be let go of."""
        ids = {chosen.id for chosen in self.chosen.values() if chosen.id is not None and chosen.refused is not None}
        return frozenset(ids & self.spaces.keys())

    def environment(self, space_id: str) -> Environment:
        return self.environments.get(space_id, Environment())

    def under_way(self, space_id: str | None = None) -> list[CommandState]:
        """Commands that have not ended, of one Space or of all."""
        return [
            state for state in self.commands.values() if not state.phase.ended and space_id in (None, state.space_id)
        ]


@dataclass(frozen=True, slots=True)
class Update:
    """A newer picture, and which Spaces differ in it: `touched` changed or appeared, `gone` vanished.

    `renamed` gives the new id of those of the gone that go on under another name.
    """

    picture: Picture
    touched: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)
