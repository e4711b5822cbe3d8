"""What hardware costs: the catalog's price, the stage that decides whether it bills, times replicas. Pure.

All figures are USD an hour unless a name says otherwise; None is a price nobody told us, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacetui.live.fleet import NEVER

if TYPE_CHECKING:
    from spacetui.hub.models import SpaceRuntime
    from spacetui.live.picture import Picture, SpaceEntry

HOURS_A_MONTH = 730

NOT_BILLED_BY_THE_HOUR = frozenset({"cpu-basic", "zero-a10g"})
"""Flavors that are free whatever the catalog says, or leaves out (the Hub's documentation)."""


@dataclass(frozen=True, slots=True)
class Burn:
    """What a fleet costs an hour now. `unknown` counts running Spaces whose price nobody told us."""

    usd_per_hour: float
    unknown: int


def is_zero_gpu(flavor: str | None) -> bool:
    """Whether this is hardware that Spaces share, and a quota of seconds is spent on instead of money."""
    return flavor is not None and flavor.startswith("zero-")


def prices(picture: Picture) -> dict[str, float]:
    """Price of one replica by flavor, as far as the catalog tells it."""
    free = dict.fromkeys(NOT_BILLED_BY_THE_HOUR, 0.0)
    if picture.catalog is None:
        return free
    told = {str(info.name): info.usd_per_hour for info in picture.catalog.value}
    return free | {name: price for name, price in told.items() if price is not None}


def replicas(runtime: SpaceRuntime) -> int:
    """How many replicas are paid for: those asked for, or, where that is "auto", those there are."""
    counts = runtime.replicas
    if counts is None:
        return 1
    asked = counts.requested if isinstance(counts.requested, int) else counts.current
    return 1 if asked is None else asked


def rate(runtime: SpaceRuntime, price: Mapping[str, float], *, flavor: str | None = None) -> float | None:
    """What the Space costs while it runs, on `flavor` or on the hardware it has."""
    each = price.get(flavor or runtime.flavor or "")
    return None if each is None else each * replicas(runtime)


def hourly(entry: SpaceEntry, price: Mapping[str, float]) -> float | None:
    """What the Space costs at this moment: nothing while it is not billed, or static; None where not known."""
    if entry.space.static:
        return 0.0
    if entry.runtime is None:
        return None
    billed = entry.runtime.stage.billed
    if billed is False:
        return 0.0
    running = rate(entry.runtime, price)
    # Of an unknown stage only free hardware says what it costs.
    return running if billed or running == 0 else None


def burn(entries: Iterable[SpaceEntry], price: Mapping[str, float]) -> Burn:
    costs = [hourly(entry, price) for entry in entries if entry.runtime is not None]
    return Burn(sum(cost for cost in costs if cost), sum(cost is None for cost in costs))


def paid_without_sleep(entry: SpaceEntry, price: Mapping[str, float]) -> bool:
    """Whether it runs on paid hardware that never goes to sleep by itself."""
    runtime = entry.runtime
    return runtime is not None and runtime.sleep_time == NEVER and bool(hourly(entry, price))
