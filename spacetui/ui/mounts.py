"""Volumes and the ZeroGPU quota in words. Pure, all text clean."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from spacetui import text
from spacetui.live.volumes import masked, writable
from spacetui.ui import phrases

if TYPE_CHECKING:
    from spacetui.hub.models import Volume, ZeroGpuQuota

_TIERS = {"small": "20 GB", "medium": "150 GB", "large": "1 TB"}


def source(volume: Volume) -> str:
    """`dataset ada/corpus@v2, folder train`."""
    if masked([volume]):
        return text.clean(f"{volume.type} hidden from this token")
    revision = f"@{volume.revision}" if volume.revision else ""
    return text.clean(f"{volume.type} {volume.source}{revision}{f', folder {volume.path}' if volume.path else ''}")


def access(volume: Volume) -> str:
    """Whether the Space may write there; a bucket's default is that it may (the Hub's documentation)."""
    return "read and write" if writable(volume.type, volume.read_only) else "read-only"


def tier(storage: str) -> str:
    """`small, 20 GB`: a persistent storage tier of an older Space."""
    size = _TIERS.get(storage)
    return text.clean(f"{storage}, {size}" if size else storage)


def quota(quota: ZeroGpuQuota, now: float) -> str:
    """`31 m of 40 m left, resets 14:05`, the time of day as here."""
    left = quota_left(quota)
    if quota.overquota_used:
        left += f", {_minutes(quota.overquota_used)} beyond it"
    if quota.resets_at is None:
        return left
    resets = quota.resets_at.timestamp()
    if resets - now > phrases.DAY:
        return f"{left}, resets in {phrases.age(resets - now)}"
    return f"{left}, resets {datetime.fromtimestamp(resets).astimezone():%H:%M}"


def quota_left(quota: ZeroGpuQuota) -> str:
    """`31 m of 40 m left`."""
    return f"{_minutes(quota.current)} of {_minutes(quota.base)} left"


def _minutes(seconds: float) -> str:
    whole = max(0, round(seconds))
    return f"{whole // 60} m" if whole >= 60 else f"{whole} s"
