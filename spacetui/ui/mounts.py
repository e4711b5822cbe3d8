"""Volumes in words. Pure, all text clean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacetui import text
from spacetui.live.volumes import masked, writable

if TYPE_CHECKING:
    from spacetui.hub.models import Volume

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
