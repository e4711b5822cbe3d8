"""What to ask the Hub next, and when. Pure: the time is handed in.

Periods and times are seconds, times on the monotonic clock unless called `wall`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacetui.live.picture import Picture, SpaceEntry

SELECTED = 5.0
SELECTED_MOVING = 1.5
LISTING = 15.0
LISTING_MOVING = 5.0
ENVIRONMENT = 60.0
CATALOG = 3600.0
ONCE = math.inf

MOVING_ENDS_AFTER = 300.0
"""A stage that has not changed for this long is stuck: it no longer sets a fast pace."""
HOT_AFTER_COMMAND = 30.0
LONGEST_BACKOFF = 60.0
_HAIR = 1e-6
"""Sums of times may end this much below what they stand for; waiting for the rest would be no waiting."""


class Subject(StrEnum):
    ACCOUNT = "account"
    LISTING = "listing"
    CATALOG = "catalog"
    RUNTIME = "runtime"
    SECRETS = "secrets"
    VARIABLES = "variables"


@dataclass(frozen=True, slots=True)
class Read:
    """One thing to ask for: `of` is an owner for a listing, a Space's id for what belongs to a Space."""

    subject: Subject
    of: str = ""


@dataclass(frozen=True, slots=True)
class Attention:
    """What is looked at: the selected Space, those whose rows are on the screen, the one whose environment is open.

    `focused` is whether the terminal has the focus, as far as it says so.
    """

    selected: str | None = None
    visible: tuple[str, ...] = ()
    environment: str | None = None
    focused: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """When a thing was last asked for. After `failures` in a row it is asked for again at `again_at`."""

    at: float
    failures: int = 0
    again_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is due now, and when the next thing will be (infinity: nothing is wanted)."""

    due: tuple[Read, ...]
    next_at: float


def wanted(
    picture: Picture, attention: Attention, hot: frozenset[str], wall: float, *, signed_in: bool
) -> dict[Read, float]:
    """Everything worth asking for, with the seconds between two askings.

    `hot` are Spaces that a command was just sent to.
    """
    wishes: dict[Read, float] = {}
    if signed_in and picture.account is None:
        wishes[Read(Subject.ACCOUNT)] = ONCE
        return wishes
    moving = hot or any(_moving(entry, wall) for entry in picture.spaces.values())
    for owner in picture.owners:
        wishes[Read(Subject.LISTING, owner)] = LISTING_MOVING if moving else LISTING
    if picture.complete:
        wishes[Read(Subject.CATALOG)] = CATALOG
    selected = picture.spaces.get(attention.selected or "")
    if selected is not None:
        fast = selected.id in hot or _moving(selected, wall)
        wishes[Read(Subject.RUNTIME, selected.id)] = SELECTED_MOVING if fast else SELECTED
    for space_id in hot & picture.spaces.keys():
        wishes[Read(Subject.RUNTIME, space_id)] = SELECTED_MOVING
    if attention.environment is not None and attention.environment in picture.spaces:
        wishes[Read(Subject.SECRETS, attention.environment)] = ENVIRONMENT
        wishes[Read(Subject.VARIABLES, attention.environment)] = ENVIRONMENT
    return wishes


def plan(wishes: Mapping[Read, float], asked: Mapping[Read, Asked], now: float) -> Plan:
    """Which wishes are due, those never asked for at once."""
    times = {read: _due_at(period, asked.get(read)) for read, period in wishes.items()}
    due = tuple(read for read, at in times.items() if at <= now + _HAIR)
    return Plan(due, min((at for at in times.values() if at > now + _HAIR), default=math.inf))


def backoff(failures: int, jitter: float) -> float:
    """Seconds to wait after so many failures in a row: 2, 4, 8 … 60, up to a quarter less by `jitter` (0…1)."""
    return min(LONGEST_BACKOFF, 2.0 ** min(failures, 10)) * (1 - jitter / 4)


def _due_at(period: float, last: Asked | None) -> float:
    if last is None:
        return -math.inf
    return last.again_at if last.failures else last.at + period


def _moving(entry: SpaceEntry, wall: float) -> bool:
    runtime = entry.runtime
    return runtime is not None and runtime.stage.transitional and wall - entry.since < MOVING_ENDS_AFTER
