"""What the replicas of one Space have used in the last ten minutes, second by second, within bounds. Pure.

Times are the clock's wall time in seconds, handed in. Percent may go beyond 100 for a CPU, since it counts by the
core; memory is in bytes; what the network carries a second is in the Hub's own unit, bits or bytes.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacetui.hub.stream_models import Metric

SPAN = 600
"""Seconds that are kept."""
_SPANS = (120, 240)
BRIDGED = 6
"""A silence of at most so many seconds is no gap: readings come about once a second, not always."""
SILENT = 30
"""A replica unheard of for longer than so many seconds is taken for gone."""
MOST_REPLICAS = 16
MOST_GPUS = 16
"""How many replicas are measured, and how many GPUs of each; of the others only their number is known."""
_LONGEST_NAME = 64
_MOST_STRANGERS = 1000
_HIGHEST = 2.0**60
"""No figure is taken for higher: sums of any of them stay finite."""

Columns = list[float | None]


class Gauge(StrEnum):
    """What is measured."""

    CPU = "CPU"
    MEMORY = "memory"
    GPU = "GPU"
    VRAM = "VRAM"
    RECEIVED = "received"
    SENT = "sent"

    @property
    def in_bytes(self) -> bool:
        return self in (Gauge.MEMORY, Gauge.VRAM)


class Window(NamedTuple):
    """The seconds from `until - size * step` to `until`, in `size` columns of `step` seconds."""

    until: float
    step: float
    size: int

    @staticmethod
    def ending(now: float, size: int, span: float = SPAN, *, glide: int = 1) -> Window:
        """The last `span` seconds, in columns that stay where they are until they move on by `glide` at once."""
        step = span / size
        stride = step * glide
        return Window((math.floor(now / stride) + 1) * stride, step, size)

    def column(self, second: int) -> int:
        """Where a second belongs: from 0 on, if it is in the window at all."""
        return math.floor((second + 0.5 - self.until) / self.step) + self.size


class Track:
    """The values of one thing: the latest of each second of the last SPAN seconds."""

    __slots__ = ("_last", "_values")

    def __init__(self) -> None:
        self._values = array("d", [math.nan]) * SPAN
        self._last: int | None = None

    def put(self, at: float, value: float) -> None:
        """A value of now. Where the clock was set back, or much time has passed, all before it is forgotten."""
        second, last = int(at), self._last
        if last is None or not 0 <= second - last < SPAN:
            self._values = array("d", [math.nan]) * SPAN
        else:
            for missed in range(last + 1, second):
                self._values[missed % SPAN] = math.nan
        self._values[second % SPAN] = value
        self._last = second

    def since(self, second: int) -> Iterable[tuple[int, float]]:
        """The seconds from that one on that have a value, and these, oldest first."""
        if self._last is None:
            return
        for each in range(max(second, self._last - SPAN + 1), self._last + 1):
            value = self._values[each % SPAN]
            if not math.isnan(value):
                yield each, value

    def latest(self, now: float) -> float | None:
        """The last value, unless it is older than SILENT seconds."""
        if self._last is None or not -SILENT <= now - self._last <= SILENT:
            return None
        return self._values[self._last % SPAN]

    def peak(self, now: float) -> float | None:
        """The highest value of the last SPAN seconds."""
        return max((value for _, value in self.since(int(now) - SPAN + 1)), default=None)

    def columns(self, window: Window, *, highest: bool = False) -> Columns:
        """The mean, or the highest, of each column. None where there is no value, but for short silences, over
        which the value before them holds.
        """
        gathered: list[list[float]] = [[] for _ in range(window.size)]
        for second, value in self.since(math.floor(window.until - window.size * window.step)):
            column = window.column(second)
            if 0 <= column < window.size:
                gathered[column].append(value)
        found: Columns = [(max(values) if highest else mean(values)) if values else None for values in gathered]
        return bridged(found, math.ceil(BRIDGED / window.step))


class Line(NamedTuple):
    """One line of a plot. `now` is None where the replica is gone; `peak` is of the last ten minutes."""

    name: str
    columns: Columns
    now: float | None
    peak: float | None


@dataclass
class _Replica:
    """`tracks` by gauge and GPU, whose id is empty for what is not of one GPU, or of all of them together."""

    heard: float
    tracks: dict[tuple[Gauge, str], Track] = field(default_factory=dict)
    totals: dict[tuple[Gauge, str], float] = field(default_factory=dict)
    gpus: list[str] = field(default_factory=list)
    gpus_left_out: int = 0

    def put(self, at: float, gauge: Gauge, value: float | None, gpu: str = "") -> None:
        if value is not None:
            self.tracks.setdefault((gauge, gpu), Track()).put(at, min(max(0.0, value), _HIGHEST))


class Gauges:
    """The last ten minutes of one Space."""

    def __init__(self) -> None:
        self._replicas: dict[str, _Replica] = {}
        self._strangers: dict[str, float] = {}
        self._began = 0.0
        self._sparked: tuple[tuple[Window, float | None], Columns] | None = None
        self.newest: float | None = None
        """When the last reading came."""

    def take(self, reading: Metric, at: float) -> None:
        """A reading that came at `at`."""
        if self.newest is None or not -1 <= at - self.newest < SPAN:  # nothing is left of it, or the clock was set back
            self._replicas, self._strangers, self._began = {}, {}, at
        self.newest = at
        name = (reading.replica or "")[:_LONGEST_NAME]
        replica = self._replica(name, at)
        if replica is None:
            return
        replica.heard = at
        replica.put(at, Gauge.CPU, reading.cpu_usage_pct)
        replica.put(at, Gauge.MEMORY, reading.memory_used_bytes)
        replica.put(at, Gauge.RECEIVED, reading.rx_bps)
        replica.put(at, Gauge.SENT, reading.tx_bps)
        if reading.cpu_millicores:
            replica.totals[Gauge.CPU, ""] = reading.cpu_millicores / 10
        if reading.memory_total_bytes:
            replica.totals[Gauge.MEMORY, ""] = reading.memory_total_bytes
        self._take_gpus(replica, reading, at)

    def span(self, now: float) -> int:
        """How many of the last seconds fill a plot best: few while little is known, so that it shows something."""
        return next((span for span in _SPANS if now - self._began < span), SPAN)

    def replicas(self, now: float) -> list[str]:
        """Those that tell something now, by name; when none does, those that were the last to."""
        until = now if self.newest is None or now - self.newest <= SILENT else self.newest
        return sorted(name for name, each in self._replicas.items() if until - each.heard <= SILENT)

    def left_out(self, now: float) -> int:
        """How many replicas more there are than are measured."""
        return sum(now - heard <= SILENT for heard in self._strangers.values())

    def gpus_left_out(self) -> int:
        """How many GPUs more some replica has than are measured."""
        return max((each.gpus_left_out for each in self._replicas.values()), default=0)

    def known(self, gauge: Gauge) -> bool:
        """Whether anything was told of it."""
        return any((gauge, "") in each.tracks for each in self._replicas.values())

    def limit(self, gauge: Gauge, replica: str | None = None) -> float | None:
        """The most that any of its lines can come to; None where it was not told."""
        keys = [(each, gauge, gpu) for each, gpu, _ in self._drawn(gauge, replica, 0.0)]
        told = (self._replicas[each].totals.get((kind, gpu)) for each, kind, gpu in keys)
        return max((limit for limit in told if limit is not None), default=None)

    def lines(self, gauge: Gauge, window: Window, now: float, replica: str | None = None) -> list[Line]:
        """A line for each replica that was there in these ten minutes, those that are first; or, of the chosen or
        only one with several GPUs, one for each of these.
        """
        found: list[Line] = []
        for each, gpu, name in self._drawn(gauge, replica, now):
            track = self._replicas[each].tracks.get((gauge, gpu))
            if track is not None:
                columns = track.columns(window, highest=gauge.in_bytes)
                found.append(Line(name, columns, track.latest(now), track.peak(now)))
        return found

    def total(self, gauge: Gauge, window: Window, now: float, replica: str | None = None) -> Line:
        """All replicas together in one line, or the chosen one's."""
        lines = self.lines(gauge, window, now, replica)
        columns = together([line.columns for line in lines], math.fsum)
        told = [line.now for line in lines if line.now is not None]
        total = math.fsum(told) if told else None
        # Columns are means: a value of now may be above all of them.
        peak = max((value for value in (*columns, total) if value is not None), default=None)
        return Line(gauge, columns, total, peak)

    def cpu(self, window: Window) -> Columns:
        """What the CPUs of all replicas do on average, for a line of a few cells."""
        key = window, self.newest
        if self._sparked is None or self._sparked[0] != key:
            tracks = [each.tracks[Gauge.CPU, ""] for each in self._replicas.values() if (Gauge.CPU, "") in each.tracks]
            self._sparked = key, together([track.columns(window) for track in tracks], mean)
        return self._sparked[1]

    def _drawn(self, gauge: Gauge, replica: str | None, now: float) -> list[tuple[str, str, str]]:
        """Replica, GPU and name of each line there is to be; no GPU where it is all of a replica."""
        if replica is None and len(self._replicas) == 1:
            replica = next(iter(self._replicas))
        if replica is None:
            here = self.replicas(now)
            return [(each, "", each) for each in (*here, *sorted(self._replicas.keys() - set(here)))]
        gpus = self._replicas[replica].gpus if replica in self._replicas else []
        if gauge in (Gauge.GPU, Gauge.VRAM) and len(gpus) > 1:
            return [(replica, gpu, gpu) for gpu in gpus]
        return [(replica, "", replica)] if replica in self._replicas else []

    def _replica(self, name: str, at: float) -> _Replica | None:
        """The replica of that name; None where there are too many that are still there."""
        if name in self._replicas:
            return self._replicas[name]
        self._replicas = {key: each for key, each in self._replicas.items() if at - each.heard < SPAN}
        if len(self._replicas) >= MOST_REPLICAS:
            quietest = min(self._replicas, key=lambda key: self._replicas[key].heard)
            if at - self._replicas[quietest].heard <= SILENT:
                self._note_stranger(name, at)
                return None
            del self._replicas[quietest]
        self._strangers.pop(name, None)
        self._replicas[name] = _Replica(at)
        return self._replicas[name]

    def _note_stranger(self, name: str, at: float) -> None:
        if name not in self._strangers and len(self._strangers) >= _MOST_STRANGERS:
            self._strangers = {each: heard for each, heard in self._strangers.items() if at - heard <= SILENT}
        if name in self._strangers or len(self._strangers) < _MOST_STRANGERS:
            self._strangers[name] = at

    def _take_gpus(self, replica: _Replica, reading: Metric, at: float) -> None:
        """Each GPU, and all of the replica together: the mean of their use, the sum of their memory."""
        told = {key[:_LONGEST_NAME]: gpu for key, gpu in (reading.gpus or {}).items()}
        for key in sorted(told.keys() - set(replica.gpus))[: MOST_GPUS - len(replica.gpus)]:
            replica.gpus.append(key)
        replica.gpus_left_out = len(told.keys() - set(replica.gpus))
        busy = [gpu.utilization for gpu in told.values() if gpu.utilization is not None]
        used = [gpu.memory_used_bytes for gpu in told.values() if gpu.memory_used_bytes is not None]
        total = sum(gpu.memory_total_bytes or 0 for gpu in told.values())
        replica.put(at, Gauge.GPU, mean(busy) if busy else None)
        replica.put(at, Gauge.VRAM, sum(used) if used else None)
        if total:
            replica.totals[Gauge.VRAM, ""] = total
        for key in replica.gpus:
            if key in told:
                replica.put(at, Gauge.GPU, told[key].utilization, key)
                replica.put(at, Gauge.VRAM, told[key].memory_used_bytes, key)
                replica.totals[Gauge.VRAM, key] = told[key].memory_total_bytes or 0


def bridged(columns: Sequence[float | None], most: int) -> Columns:
    """The same, with inner gaps of at most `most` columns filled by the value before them."""
    filled, last = list(columns), None
    for place, value in enumerate(columns):
        if value is None:
            continue
        if last is not None and place - last - 1 <= most:
            filled[last + 1 : place] = [columns[last]] * (place - last - 1)
        last = place
    return filled


def together(lines: Sequence[Columns], join: Callable[[list[float]], float]) -> Columns:
    """Column by column what `join` makes of the values there; None where there is none."""
    told = ([value for value in column if value is not None] for column in zip(*lines, strict=True))
    return [join(values) if values else None for values in told]


def mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)
