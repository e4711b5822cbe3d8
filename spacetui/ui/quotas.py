"""The ZeroGPU quota in words. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from spacetui.ui import phrases

if TYPE_CHECKING:
    from spacetui.hub.models import ZeroGpuQuota


def told(quota: ZeroGpuQuota, now: float) -> str:
    """`31 m of 40 m left, resets 14:05`, the time of day as here."""
    words = left(quota)
    if quota.overquota_used:
        words += f", {_minutes(quota.overquota_used)} beyond it"
    if quota.resets_at is None:
        return words
    resets = quota.resets_at.timestamp()
    if resets - now > phrases.DAY:
        return f"{words}, resets in {phrases.age(resets - now)}"
    return f"{words}, resets {datetime.fromtimestamp(resets).astimezone():%H:%M}"


def left(quota: ZeroGpuQuota) -> str:
    """`31 m of 40 m left`."""
    return f"{_minutes(quota.current)} of {_minutes(quota.base)} left"


def _minutes(seconds: float) -> str:
    whole = max(0, round(seconds))
    return f"{whole // 60} m" if whole >= 60 else f"{whole} s"
