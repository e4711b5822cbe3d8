"""What the Hub streams of a Space: log lines, metrics, and hints that something happened. Parsed leniently."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, NoReturn

from pydantic import BeforeValidator, FiniteFloat

from spacetui.hub.models import Lenient, Model, Whole
from spacetui.hub.streams import Line, ServerEvent

_TEXT_BEGINS = re.compile(r'"data"\s*:\s*"')
_LONGEST_ESCAPE = 6


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry of a log. `text` is untrusted, with or without an end of line, and may be several lines.

    `timestamp` is aware, None where it cannot be read. `skipped` bytes of a very long one were left out.
    """

    text: str
    timestamp: datetime | None
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class SpaceHint:
    """Something happened to the Space: reading it again may be worth it. What it was is not to be trusted."""


class GpuMetric(Model):
    """One GPU; `utilization` is in percent."""

    utilization: Lenient[FiniteFloat] = None
    memory_used_bytes: Lenient[Whole] = None
    memory_total_bytes: Lenient[Whole] = None


def _gpus(value: object) -> object:
    """The GPUs that can be read."""
    if not isinstance(value, Mapping):
        return value
    return {str(key): gpu for key, gpu in value.items() if isinstance(gpu, Mapping | GpuMetric)}


class Metric(Model):
    """One reading of one replica. `cpu_usage_pct` goes beyond 100 on several cores; the unit of `…_bps` is not
    established (bits or bytes a second)."""

    cpu_usage_pct: Lenient[FiniteFloat] = None
    cpu_millicores: Lenient[FiniteFloat] = None
    memory_used_bytes: Lenient[Whole] = None
    memory_total_bytes: Lenient[Whole] = None
    rx_bps: Lenient[FiniteFloat] = None
    tx_bps: Lenient[FiniteFloat] = None
    gpus: Annotated[Lenient[dict[str, GpuMetric]], BeforeValidator(_gpus)] = None
    replica: Lenient[str] = None


async def log_lines(events: AsyncIterable[ServerEvent]) -> AsyncIterator[LogLine]:
    """Every event as a line of a log; one that is not the Hub's object is a line as it stands."""
    async for event in events:
        yield _log_line(event)


async def metrics(events: AsyncIterable[ServerEvent]) -> AsyncIterator[Metric]:
    """The readings among the events."""
    async for event in events:
        told = _object(event.data)
        if told is not None and event.kind in ("metric", "message"):
            yield Metric.model_validate(told)


async def hints(lines: AsyncIterable[Line]) -> AsyncIterator[SpaceHint]:
    """A hint for each line that says anything at all."""
    async for line in lines:
        if line.tells:
            yield SpaceHint()


def _log_line(event: ServerEvent) -> LogLine:
    told = _object(event.data) or {}
    text, timestamp = told.get("data"), told.get("timestamp")
    if not isinstance(text, str):
        begun = _begun_text(event.data) if event.skipped else None
        text = event.data if begun is None else begun
    return LogLine(text, _moment(timestamp), event.skipped)


def _object(data: str) -> dict[str, Any] | None:
    try:
        told = _DECODER.decode(data)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _begun_text(data: str) -> str | None:
    """The text of an object that was cut somewhere within it, maybe within an escape."""
    begins = _TEXT_BEGINS.search(data)
    if begins is None:
        return None
    for missing in range(_LONGEST_ESCAPE):
        try:
            told = json.loads(f'"{data[begins.end() : len(data) - missing]}"', strict=False)
        except ValueError:
            continue
        return str(told)
    return None


def _moment(told: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError("no JSON number")


_DECODER = json.JSONDecoder(strict=False, parse_constant=_refuse_constant)
"""One for all lines: to make one for each takes as long as to read it."""
