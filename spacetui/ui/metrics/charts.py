"""Which plots there are of a Space's metrics, the most telling first, and what is said beside them. Pure."""

from __future__ import annotations

import math
from typing import NamedTuple

from spacetui import text
from spacetui.live.gauges import Gauge, Gauges, Line, Window
from spacetui.ui.metrics.sparks import ceiling, short

MOST_LINES = 5
"""More lines in a plot cannot be told apart."""
_NAME = 12
_DRAWN = (Gauge.CPU, Gauge.MEMORY, Gauge.GPU, Gauge.VRAM)
_NETWORK = (Gauge.RECEIVED, Gauge.SENT)


class Chart(NamedTuple):
    """A plot from 0 to `top`. `of` says what the figures are of."""

    name: str
    gauge: Gauge
    lines: tuple[Line, ...]
    top: float
    of: str = ""

    @property
    def drawn(self) -> tuple[Line, ...]:
        """The lines that there is a plot of."""
        return self.lines[:MOST_LINES]

    def figure(self, value: float | None) -> str:
        """A value as it is read."""
        if value is None:
            return "–"
        if self.gauge.in_bytes:
            return f"{value / 2**30:.1f} GiB" if value >= 2**30 else f"{value / 2**20:.0f} MiB"
        return f"{short(value)}/s" if self.gauge in _NETWORK else f"{value:.0f} %"

    def mark(self, value: float) -> str:
        """A value as it stands at the axis, in at most five cells."""
        if self.gauge.in_bytes:
            return short(value, 1024)
        return short(value) if self.gauge in _NETWORK else f"{value:.0f}%"


def how_many(gauges: Gauges) -> int:
    """How many plots there are."""
    return sum(map(gauges.known, _DRAWN)) + any(map(gauges.known, _NETWORK))


def charts(gauges: Gauges, window: Window, now: float, replica: str | None = None) -> list[Chart]:
    """Those of which anything is known. All replicas have a line each, GPUs only where one replica is chosen."""
    found = [_chart(gauges, gauge, window, now, replica) for gauge in _DRAWN if gauges.known(gauge)]
    if any(map(gauges.known, _NETWORK)):
        lines = tuple(gauges.total(gauge, window, now, replica) for gauge in _NETWORK)
        top = ceiling(max((line.peak or 0.0 for line in lines), default=0.0))
        found.append(Chart("network", Gauge.RECEIVED, lines, max(1000.0, top), "bits or bytes/s"))
    return found


def _chart(gauges: Gauges, gauge: Gauge, window: Window, now: float, replica: str | None) -> Chart:
    lines = tuple(line._replace(name=short_name(line.name)) for line in gauges.lines(gauge, window, now, replica))
    peak = max((line.peak or 0.0 for line in lines), default=0.0)
    limit = gauges.limit(gauge, replica)
    if gauge.in_bytes:
        top = max(limit or 0.0, peak) or 2.0**30
        return Chart(gauge, gauge, lines, top, f"of {_whole(limit)}" if limit else "")
    top = 100.0 if gauge is Gauge.GPU else max(100.0, ceiling(peak))
    cores = "" if gauge is Gauge.GPU or not limit else f"{_number(limit / 100)} cores"
    return Chart(gauge, gauge, lines, top, cores)


def short_name(name: str) -> str:
    """What the Hub calls a replica or a GPU, in a few cells."""
    return text.truncate(text.clean(name), _NAME)


def _whole(size: float) -> str:
    gib = size / 2**30
    return f"{_number(gib)} GiB" if gib >= 1 else f"{math.ceil(size / 2**20)} MiB"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
