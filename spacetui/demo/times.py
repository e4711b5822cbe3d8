"""Moments as the Hub writes them."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(moment: float) -> str:
    """Seconds since 1970 as `2026-10-01T08:00:00.000Z`."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
