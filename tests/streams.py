"""Event streams a hub answers with: all they bring, and then their end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from spacetui.demo.faults import Says

NOON = "2026-11-25T12:00:00Z"


def stream(events: Iterable[object], kind: str = "") -> Says:
    """Each an event of that kind, as JSON."""
    head = f"event: {kind}\n" if kind else ""
    return Says(200, "".join(f"{head}data: {json.dumps(each)}\n\n" for each in events), "text/event-stream")


def written(text: str, at: str = NOON) -> dict[str, Any]:
    """What a container wrote, as a log tells it; with or without an end of line."""
    return {"data": text, "timestamp": at}


def log(lines: Sequence[str], at: str = NOON, every: float = 0.0) -> Says:
    """A log of whole lines, the first written at that time and each other so many seconds after the one before."""
    begun = datetime.fromisoformat(at)
    times = ((begun + timedelta(seconds=every * number)).isoformat() for number in range(len(lines)))
    return stream(written(f"{line}\n", time) for line, time in zip(lines, times, strict=True))
