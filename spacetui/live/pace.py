"""What to ask the Hub next, and when. Pure: the time is handed in.

Periods and times are seconds, times on the monotonic clock unless called `wall`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from spacetui.live.cost import is_zero_gpu

if TYPE_CHECKING:
    from spacetui.live.fleet import Survey
    from spacetui.live.picture import Picture

SELECTED = 5.0
SELECTED_MOVING = 1.5
LISTING = 15.0
LISTING_MOVING = 5.0
UNTOLD = 20.0
QUIET = 60.0
ENVIRONMENT = 60.0
CATALOG = 3600.0
ZERO_GPU = 60.0
ONCE = math.inf

MOVING_ENDS_AFTER = 300.0
"""A stage that has not changed for this long is stuck: it no longer sets a fast pace."""
QUIET_AFTER = 600.0
"""So long without an event, and a terminal without the focus is looked after at the slowest pace."""
HOT_AFTER_COMMAND = 30.0
FEW = 4
"""So many Spaces that were just commanded are read singly; of more, the listings tell."""
REST = 0.3
"""While the cursor runs through the list, a Space is read once it has rested there so long."""
LONGEST_BACKOFF = 50.0
_SLOWEST_LISTING = 60.0
_SLOWEST_SELECTED = 30.0
_SLOWEST_HOT = 20.0
_SLOWEST_BACKGROUND = 600.0
_HAIR = 1e-6
"""Sums of times may end this much below what they stand for; waiting for the rest would be no waiting."""


class Subject(StrEnum):
    ACCOUNT = "account"
    LISTING = "listing"
    SPACE = "space"
    CATALOG = "catalog"
    RUNTIME = "runtime"
    SECRETS = "secrets"
    VARIABLES = "variables"
    ZERO_GPU = "zero_gpu"


@dataclass(frozen=True, slots=True)
class Read:
    """One thing to ask for: `of` is an owner for a listing, a Space's id for the Space and what belongs to it."""

    subject: Subject
    of: str = ""


class Rank(IntEnum):
    """What gives way first when requests are short: the lower."""

    BACKGROUND = 0
    LISTING = 1
    SELECTED = 2
    HOT = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """Asking every so many seconds, or where requests are short at least every `slowest`; `cost` requests each."""

    every: float
    slowest: float
    rank: Rank
    cost: int = 1


@dataclass(frozen=True, slots=True)
class Attention:
    """What is looked at: the selected Space, those whose rows are on the screen, those whose environments are open.

    `zero_gpu` is whether a form shows the account's ZeroGPU quota; `focused` whether the terminal has the focus, as
    far as it says so.
    """

    selected: str | None = None
    visible: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    zero_gpu: bool = False
    focused: bool = True


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What sets the pace besides attention.

    `hot` are Spaces that a command was just sent to, `pages` the requests that the listing of an owner takes,
    `quiet` whether nothing has happened for QUIET_AFTER.
    """

    hot: frozenset[str] = frozenset()
    pages: Mapping[str, int] | None = None
    quiet: bool = False
    signed_in: bool = True


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


def wanted(picture: Picture, survey: Survey, attention: Attention, now: Circumstances, wall: float) -> dict[Read, Wish]:
    """Everything worth asking for, the most urgent first."""
    if now.signed_in and picture.account is None:
        return {Read(Subject.ACCOUNT): Wish(ONCE, ONCE, Rank.SELECTED)}
    if now.quiet and not attention.focused and not now.hot:
        return _slowly(picture, attention)
    moving = {
        space_id
        for space_id, since in survey.moving.items()
        if wall - since < MOVING_ENDS_AFTER and space_id not in picture.muted
    }
    hot = now.hot & picture.spaces.keys()
    wishes = _closely(attention.selected, moving, hot, picture)
    wishes |= _listings(picture, moving | now.hot, now.pages or {}, wishes)
    others = picture.others
    for asked, chosen in picture.chosen.items():
        every = LISTING_MOVING if chosen.id in moving else LISTING
        rank = Rank.BACKGROUND if chosen.id in others else Rank.LISTING  # others' give way to one's own
        wishes[Read(Subject.SPACE, asked)] = Wish(every, _SLOWEST_LISTING, rank)
    for space_id in survey.unexplained - picture.muted:
        wishes.setdefault(_runtime(space_id), Wish(UNTOLD, _SLOWEST_BACKGROUND, Rank.LISTING))
    for space_id in attention.visible:
        if space_id in survey.untold:
            wishes.setdefault(_runtime(space_id), Wish(UNTOLD, _SLOWEST_BACKGROUND, Rank.BACKGROUND))
    return wishes | _environment(attention, picture, ENVIRONMENT) | _catalog(picture) | _zero_gpu(attention, picture)


def _slowly(picture: Picture, attention: Attention) -> dict[Read, Wish]:
    """Nothing happens, and nobody looks."""
    whole = [Read(Subject.LISTING, owner) for owner in picture.owners]
    whole += [Read(Subject.SPACE, asked) for asked in picture.chosen]
    wishes = {read: Wish(QUIET, QUIET, Rank.LISTING) for read in whole}
    if attention.selected in picture.spaces and attention.selected not in picture.unseen:
        wishes[_runtime(attention.selected or "")] = Wish(QUIET, QUIET, Rank.SELECTED)
    return wishes | _environment(attention, picture, ONCE) | _catalog(picture)


def _closely(selected: str | None, moving: Iterable[str], hot: frozenset[str], picture: Picture) -> dict[Read, Wish]:
    """Spaces read one by one: the selected one, and the few that were just commanded."""
    wishes: dict[Read, Wish] = {}
    if selected is not None and selected in picture.spaces and selected not in picture.unseen:
        fast = selected in hot or selected in moving
        every, slowest = (SELECTED_MOVING, _SLOWEST_HOT) if fast else (SELECTED, _SLOWEST_SELECTED)
        wishes[_runtime(selected)] = Wish(every, slowest, Rank.HOT if fast else Rank.SELECTED)
    if len(hot) <= FEW:
        wishes |= {_runtime(space_id): Wish(SELECTED_MOVING, _SLOWEST_HOT, Rank.HOT) for space_id in hot}
    return wishes


def _listings(
    picture: Picture, restless: set[str], pages: Mapping[str, int], closely: Mapping[Read, Wish]
) -> dict[Read, Wish]:
    """Every owner's listing. Where few Spaces of a large owner move, these are read singly: it costs less."""
    by_owner: dict[str, list[str]] = {}
    for space_id in restless:
        by_owner.setdefault(space_id.partition("/")[0].lower(), []).append(space_id)
    wishes: dict[Read, Wish] = {}
    for owner in picture.owners:
        ids, cost = by_owner.get(owner.lower(), []), pages.get(owner, 1)
        singly = len(ids) < cost and all(space_id in picture.spaces for space_id in ids)
        every = LISTING if singly else LISTING_MOVING
        wishes[Read(Subject.LISTING, owner)] = Wish(every, _SLOWEST_LISTING, Rank.LISTING, cost)
        if singly:
            read = (_runtime(space_id) for space_id in ids)
            alone = Wish(LISTING_MOVING, _SLOWEST_LISTING, Rank.LISTING)
            wishes |= {each: alone for each in read if each not in closely}
    return wishes


def _environment(attention: Attention, picture: Picture, every: float) -> dict[Read, Wish]:
    wish = Wish(every, max(every, _SLOWEST_BACKGROUND), Rank.BACKGROUND)
    shown = [space_id for space_id in attention.environments if space_id in picture.spaces]
    return {Read(subject, space_id): wish for space_id in shown for subject in (Subject.SECRETS, Subject.VARIABLES)}


def _catalog(picture: Picture) -> dict[Read, Wish]:
    return {Read(Subject.CATALOG): Wish(CATALOG, CATALOG, Rank.BACKGROUND)} if picture.complete else {}


def _zero_gpu(attention: Attention, picture: Picture) -> dict[Read, Wish]:
    """The account's ZeroGPU quota, while something shows it."""
    entry = picture.spaces.get(attention.selected or "")
    runtime = entry.runtime if entry is not None else None
    shown = attention.zero_gpu or (runtime is not None and is_zero_gpu(runtime.next_flavor))
    if picture.account is None or not shown:
        return {}
    return {Read(Subject.ZERO_GPU): Wish(ZERO_GPU, _SLOWEST_BACKGROUND, Rank.BACKGROUND)}


def _runtime(space_id: str) -> Read:
    return Read(Subject.RUNTIME, space_id)


def stretched(wishes: Mapping[Read, Wish], per_second: float) -> dict[Read, float]:
    """The period of each wish, so that together they ask for no more than `per_second` requests.

    Those of the lowest rank slow down first, as far as their slowest; if all are that slow, all slow down alike.
    """
    periods = {read: wish.every for read, wish in wishes.items()}
    excess = sum(wish.cost / wish.every for wish in wishes.values()) - per_second
    for rank in Rank:
        if excess <= 0:
            return periods
        ranked = {read: wish for read, wish in wishes.items() if wish.rank is rank and wish.every < math.inf}
        saved = sum(wish.cost / wish.every - wish.cost / wish.slowest for wish in ranked.values())
        share = min(1.0, excess / saved) if saved > 0 else 0.0
        for read, wish in ranked.items():
            fast, slow = 1 / wish.every, 1 / wish.slowest
            periods[read] = 1 / (fast - share * (fast - slow))
        excess -= share * saved
    if excess > _HAIR and per_second > 0:
        factor = (excess + per_second) / per_second
        periods = {read: period * factor for read, period in periods.items()}
    return periods


def plan(periods: Mapping[Read, float], asked: Mapping[Read, Asked], now: float) -> Plan:
    """Which wishes are due, those never asked for at once."""
    times = {read: _due_at(period, asked.get(read)) for read, period in periods.items()}
    due = tuple(read for read, at in times.items() if at <= now + _HAIR)
    return Plan(due, min((at for at in times.values() if at > now + _HAIR), default=math.inf))


def backoff(failures: int, jitter: float) -> float:
    """Seconds to wait after so many failures in a row: 2, 4, 8 … 60, up to a quarter less by `jitter` (0…1)."""
    return min(LONGEST_BACKOFF, 2.0 ** min(failures, 10)) * (1 - jitter / 4)


def _due_at(period: float, last: Asked | None) -> float:
    if last is None:
        return -math.inf
    return last.again_at if last.failures else last.at + period
