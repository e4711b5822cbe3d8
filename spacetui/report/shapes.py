"""A Space as JSON for scripts: keys as the official client names its attributes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacetui.hub.models import Space, SpaceRuntime


def space(told: Space) -> dict[str, Any]:
    """What a Space is. `sha` is its newest commit."""
    return {
        "id": told.id,
        "author": told.author or told.owner,
        "private": told.private,
        "sdk": told.sdk,
        "title": told.title,
        "created_at": time(told.created_at),
        "last_modified": time(told.last_modified),
        "sha": told.sha,
    }


def runtime(told: SpaceRuntime | None) -> dict[str, Any]:
    """What a Space does. `running_sha` is the commit that runs; of an untold runtime there is the stage alone, null."""
    if told is None:
        return {"stage": None}
    keys = told.model_dump(
        mode="json",
        include={
            "stage",
            "hardware",
            "requested_hardware",
            "sleep_time",
            "storage",
            "replicas",
            "error_message",
            "domains",
            "volumes",
            "dev_mode",
        },
    )
    return keys | {"running_sha": told.sha}


def time(moment: datetime | None) -> str | None:
    """ISO 8601, with Z for UTC."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
