"""The same picture without a screen: text for people, JSON for scripts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from spacetui import text
from spacetui.hub.errors import HubError
from spacetui.live import cost
from spacetui.live.fleet import observe_runtime
from spacetui.live.picture import Known, Picture, SpaceEntry, Update
from spacetui.report import shapes
from spacetui.report.following import follow
from spacetui.ui import phrases
from spacetui.ui.facts import facts
from spacetui.ui.glyphs import Glyphs

if TYPE_CHECKING:
    from spacetui.hub.client import SpacesClient
    from spacetui.hub.models import HardwareInfo
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
    """The picture once every owner is listed and the prices were asked for, or something went wrong."""

    def whole(update: Update) -> Picture | None:
        picture = update.picture
        read = picture.complete and (picture.catalog or picture.catalog_problem)
        return picture if read or picture.connection.problem is not None else None

    return await follow(engine, whole)


def _object(entry: SpaceEntry, prices: Mapping[str, float]) -> dict[str, Any]:
    """Keys as the official client names its attributes; `usd_per_hour` is ours."""
    return shapes.space(entry.space) | shapes.runtime(entry.runtime) | {"usd_per_hour": cost.hourly(entry, prices)}


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
