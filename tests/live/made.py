"""Spaces made from JSON as the Hub answers it, as far as a test cares."""

from __future__ import annotations

from typing import Any

from spacetui.hub.models import HardwareInfo, Space, SpaceRuntime
from spacetui.live.picture import Known, Picture, SpaceEntry


def runtime(stage: str = "RUNNING", current: str | None = "t4-small", **more: Any) -> SpaceRuntime:
    """A runtime; `requested` is the requested flavor where it differs from the current one."""
    requested = more.pop("requested", current)
    body = {"stage": stage, "hardware": {"current": current, "requested": requested}, **more}
    return SpaceRuntime.model_validate(body)


def space(space_id: str = "ada/demo", runtime: dict[str, Any] | None = None, **more: Any) -> Space:
    """An item of a listing; without a runtime where that is None."""
    return Space.model_validate({"id": space_id, "sdk": "gradio", **({"runtime": runtime} if runtime else {}), **more})


def item(stage: str = "RUNNING", current: str | None = "t4-small", **more: Any) -> dict[str, Any]:
    """The runtime of a list item, which has no commit and no error message."""
    requested = more.pop("requested", current or "t4-small")
    return {"stage": stage, "hardware": {"current": current, "requested": requested}, **more}


def entry(told: SpaceRuntime | None, space_id: str = "ada/demo", since: float = 0.0, **more: Any) -> SpaceEntry:
    return SpaceEntry(space(space_id, **more), told, read_at=since, since=since)


def picture(*entries: SpaceEntry, **more: Any) -> Picture:
    """A picture of these Spaces whose owners are listed whole."""
    owners = tuple(dict.fromkeys(each.space.owner for each in entries))
    listed = {owner: Known(0, 0.0) for owner in owners}
    return Picture(spaces={each.id: each for each in entries}, **{"owners": owners, "listed": listed, **more})


def flavor(name: str, usd_per_minute: float | None, label: str | None = "minute") -> HardwareInfo:
    body = {"name": name, "unitCostUSD": usd_per_minute, "unitLabel": label}
    return HardwareInfo.model_validate(body)
