"""The same picture without a screen: text for people, JSON for scripts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from spacetui import text
from spacetui.hub.errors import HubError
from spacetui.live import cost
from spacetui.live.fleet import observe_runtime
from spacetui.live.picture import Known, Picture, SpaceEntry
from spacetui.ui import phrases
from spacetui.ui.facts import facts
from spacetui.ui.glyphs import Glyphs

if TYPE_CHECKING:
    from spacetui.hub.client import SpacesClient
    from spacetui.hub.models import HardwareInfo, Space, SpaceRuntime
    from spacetui.launch import Launcher, Session
    from spacetui.live.engine import Engine

RETRIES = 2


def listing(launcher: Launcher, *, as_json: bool) -> str | HubError:
    """All Spaces of the launcher's owners, sorted by id; or what kept us from reading them."""

    async def read(session: Session) -> str:
        picture = await _whole_picture(session.engine)
        if picture.connection.problem is not None:
            raise picture.connection.problem
        entries = sorted(picture.spaces.values(), key=lambda entry: entry.id.lower())
        prices = cost.prices(picture)
        return _json([_object(entry, prices) for entry in entries]) if as_json else _table(entries, prices)

    return _with_session(launcher, read)


def one(launcher: Launcher, space_id: str, *, as_json: bool) -> str | HubError:
    """One Space, own or public, the latter without a token too; or what kept us from reading it."""

    async def read(session: Session) -> str:
        client, now = session.client, launcher.clock.now()
        space = await client.space_info(space_id)
        runtime = await client.get_space_runtime(space_id)
        catalog = await _catalog(client, now)
        known = {space.id: SpaceEntry(space, None, read_at=now, since=now)}
        entry = observe_runtime(known, space.id, runtime, now)[space.id]
        picture = Picture(catalog=catalog)
        prices = cost.prices(picture)
        if as_json:
            return _json(_object(entry, prices))
        lines = [text.clean(space.id)]
        for fact in facts(entry, picture, prices, Glyphs(), now):
            value = fact.value.replace("\n", "\n" + " " * 12)
            lines.append(f"  {fact.label:<10}{value}{'  ' + fact.note if fact.note else ''}")
        return "\n".join(lines)

    return _with_session(replace(launcher, authors=(space_id.partition("/")[0],)), read)


async def _catalog(client: SpacesClient, now: float) -> Known[tuple[HardwareInfo, ...]] | None:
    """The prices, where they can be read: a Space can be shown without."""
    try:
        return Known(tuple(await client.list_spaces_hardware()), now)
    except HubError:
        return None


def _with_session(launcher: Launcher, read: Callable[[Session], Awaitable[str]]) -> str | HubError:
    async def run() -> str | HubError:
        try:
            session = launcher.open(retries=RETRIES)
        except HubError as error:
            return error
        try:
            return await read(session)
        except HubError as error:
            return error
        finally:
            await session.close()

    return asyncio.run(run())


async def _whole_picture(engine: Engine) -> Picture:
    """Run the engine until every owner is listed and the prices were asked for, or something went wrong."""
    async with asyncio.TaskGroup() as tasks, aclosing(engine.changes()) as changes:
        running = tasks.create_task(engine.run())
        async for update in changes:
            picture = update.picture
            whole = picture.complete and (picture.catalog or picture.catalog_problem)
            if whole or picture.connection.problem is not None:
                running.cancel()
                return picture
    raise AssertionError("changes() does not end")


def _object(entry: SpaceEntry, prices: Mapping[str, float]) -> dict[str, Any]:
    """Keys as the official client names its attributes; `usd_per_hour` is ours."""
    return _space(entry.space) | _runtime(entry.runtime) | {"usd_per_hour": cost.hourly(entry, prices)}


def _space(space: Space) -> dict[str, Any]:
    return {
        "id": space.id,
        "author": space.author or space.owner,
        "private": space.private,
        "sdk": space.sdk,
        "title": space.title,
        "created_at": _time(space.created_at),
        "last_modified": _time(space.last_modified),
        "sha": space.sha,
    }


def _runtime(runtime: SpaceRuntime | None) -> dict[str, Any]:
    if runtime is None:
        return {"stage": None}
    told = runtime.model_dump(
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
    return told | {"running_sha": runtime.sha}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def _json(value: Any) -> str:
    """ASCII only, so that no text in it can act on a terminal."""
    return json.dumps(value, indent=2, ensure_ascii=True)


def _table(entries: list[SpaceEntry], prices: Mapping[str, float]) -> str:
    rows = [("SPACE", "STAGE", "HARDWARE", "SLEEP", "$/H"), *(_row(entry, prices) for entry in entries)]
    widths = [max(text.width(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join([*(text.fit(cell, size) for cell, size in zip(row, widths, strict=False)), row[4]]) for row in rows
    )


def _row(entry: SpaceEntry, prices: Mapping[str, float]) -> tuple[str, str, str, str, str]:
    runtime = entry.runtime
    stage = text.clean(str(runtime.stage)) if runtime else "not told"
    flavor = "static" if entry.space.static else text.clean(str(runtime.flavor or "–")) if runtime else "–"
    sleep = "–" if runtime is None or entry.space.static else phrases.duration(runtime.sleep_time)
    return text.clean(entry.id), stage, flavor, sleep, phrases.per_hour_cell(cost.hourly(entry, prices))
