"""The order of the list: a column, ascending or descending. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from spacetui.live.cost import hourly, paid_without_sleep
from spacetui.live.fleet import NEVER

if TYPE_CHECKING:
    from spacetui.live.picture import SpaceEntry
    from spacetui.ui.basis import Basis


class Column(StrEnum):
    """What the list can be sorted by, in the order of `<` and `>`."""

    ATTENTION = "attention"
    NAME = "name"
    STAGE = "stage"
    HARDWARE = "hardware"
    SLEEP = "sleep time"
    COST = "$/h"
    AGE = "age of stage"
    UPDATED = "last commit"


_ASCENDING = frozenset({Column.NAME, Column.STAGE, Column.HARDWARE, Column.AGE})
"""Columns whose natural direction is from small to large."""


class Order(NamedTuple):
    """`reverse` turns the column's natural direction round (dearest, newest and most urgent first)."""

    column: Column = Column.ATTENTION
    reverse: bool = False

    @property
    def ascending(self) -> bool:
        """Whether values grow down the list: names from A to Z, stages that have lasted ever longer."""
        return (self.column in _ASCENDING) is not self.reverse

    def by(self, column: Column) -> Order:
        """Sorted by `column`; by the same once more: the other way round."""
        return Order(column, not self.reverse if column is self.column else False)

    def step(self, by: int) -> Order:
        columns = list(Column)
        return Order(columns[(columns.index(self.column) + by) % len(columns)])


def arrange(entries: Iterable[SpaceEntry], order: Order, basis: Basis) -> list[SpaceEntry]:
    """The entries in order; equals, and those without a value, by name at the end in either direction."""
    key = _KEYS[order.column]
    named = sorted(entries, key=lambda entry: entry.id.lower())
    keyed = [(key(entry, basis), entry) for entry in named]
    told = [pair for pair in keyed if pair[0] is not None]
    told.sort(key=lambda pair: pair[0], reverse=order.reverse)
    return [entry for _, entry in told] + [entry for value, entry in keyed if value is None]


def _attention(entry: SpaceEntry, basis: Basis) -> Any:
    """Failed first, then what moves, then what runs on paid hardware and never sleeps, then the rest; muted last."""
    if entry.id in basis.muted:
        return 7
    if entry.runtime is None:
        return 6
    kind = entry.runtime.stage.kind
    if kind == "running":
        return 2 if paid_without_sleep(entry, basis.prices) else 4
    return {"failed": 0, "moving": 1, "unknown": 3, "idle": 5}[kind]


def _stage(entry: SpaceEntry, basis: Basis) -> Any:
    return str(entry.runtime.stage) if entry.runtime else None


def _hardware(entry: SpaceEntry, basis: Basis) -> Any:
    return str(entry.runtime.flavor) if entry.runtime and entry.runtime.flavor else None


def _sleep(entry: SpaceEntry, basis: Basis) -> Any:
    seconds = entry.runtime.sleep_time if entry.runtime else None
    return None if seconds is None else -float("inf") if seconds == NEVER else -seconds


def _cost(entry: SpaceEntry, basis: Basis) -> Any:
    cost = hourly(entry, basis.prices)
    return None if cost is None else -cost


def _updated(entry: SpaceEntry, basis: Basis) -> Any:
    moment = entry.space.last_modified
    return None if moment is None else -moment.timestamp()


_KEYS: Mapping[Column, Callable[[SpaceEntry, Basis], Any]] = {
    Column.ATTENTION: _attention,
    Column.NAME: lambda entry, _: entry.id.lower(),
    Column.STAGE: _stage,
    Column.HARDWARE: _hardware,
    Column.SLEEP: _sleep,
    Column.COST: _cost,
    Column.AGE: lambda entry, _: -entry.since,
    Column.UPDATED: _updated,
}
