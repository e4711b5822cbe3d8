"""Ten minutes of readings, second by second: what is kept, what a plot is given, and within which bounds."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from spacetui.hub.stream_models import Metric
from spacetui.live.gauges import BRIDGED, MOST_GPUS, MOST_REPLICAS, SILENT, SPAN, Gauge, Gauges, Line, Window, bridged

START = 1_000_000.0
GIB = 2**30

moments = st.floats(0, 3 * SPAN)
figures = st.floats(allow_nan=False, allow_infinity=False)


def reading(cpu: float | None = None, replica: str | None = "r", **more: Any) -> Metric:
    return Metric.model_validate({"cpu_usage_pct": cpu, "replica": replica, **more})


def gpus(*used: tuple[int, int]) -> dict[str, Any]:
    return {
        f"gpu{number}": {"utilization": percent, "memory_used_bytes": gib * GIB, "memory_total_bytes": 24 * GIB}
        for number, (percent, gib) in enumerate(used)
    }


def steady(values: dict[int, float], replica: str = "r") -> Gauges:
    """Readings of the CPU at seconds after START."""
    gauges = Gauges()
    for second, value in values.items():
        gauges.take(reading(value, replica), START + second)
    return gauges


def only(lines: list[Line]) -> Line:
    (line,) = lines
    return line


def cpu(gauges: Gauges, now: float, size: int = 60) -> Line:
    return only(gauges.lines(Gauge.CPU, Window.ending(now, size), now))


def test_a_column_is_the_mean_of_its_seconds() -> None:
    gauges = steady({0: 10.0, 1: 20.0, 2: 60.0})
    columns = Window(START + 10, 10.0, 2)
    assert only(gauges.lines(Gauge.CPU, columns, START + 3)).columns == [None, 30.0]


def test_a_column_of_memory_is_its_highest_since_what_counts_is_how_near_the_limit_it_came() -> None:
    gauges = Gauges()
    for second, used in enumerate((1, 7, 2)):
        gauges.take(reading(memory_used_bytes=used * GIB, memory_total_bytes=16 * GIB), START + second)
    line = only(gauges.lines(Gauge.MEMORY, Window(START + 10, 10.0, 1), START + 3))
    assert line.columns == [7.0 * GIB]
    assert gauges.limit(Gauge.MEMORY) == 16.0 * GIB


def test_the_current_value_and_the_peak_are_those_of_single_readings() -> None:
    line = cpu(steady({0: 10.0, 1: 95.0, 2: 30.0}), START + 3)
    assert (line.now, line.peak) == (30.0, 95.0)


def test_a_silence_stays_a_gap_and_a_missed_second_does_not() -> None:
    gauges = steady({0: 10.0, 2: 20.0, 3 + BRIDGED * 2: 30.0})
    columns = cpu(gauges, START + 20, size=SPAN).columns
    known = [place for place, value in enumerate(columns) if value is not None]
    assert len(known) == 4
    assert known[1] == known[0] + 1
    assert known[3] - known[2] == BRIDGED * 2 + 1


def test_columns_stay_where_they_are_until_the_window_moves_on_by_a_whole_stride() -> None:
    gauges = steady(dict.fromkeys(range(100), 50.0) | {50: 90.0})
    drawn = [cpu(gauges, START + 100 + late).columns for late in range(41)]
    differing = sum(before != after for before, after in pairwise(drawn))
    assert differing <= 5
    strided = {Window.ending(START + late / 10, 60, glide=2).until for late in range(200)}
    assert len(strided) <= 2


def test_what_is_older_than_ten_minutes_is_forgotten() -> None:
    gauges = steady({0: 99.0, SPAN + 5: 1.0})
    line = cpu(gauges, START + SPAN + 5)
    assert line.peak == 1.0
    assert [value for value in line.columns if value is not None] == [1.0]


def test_a_clock_that_was_set_back_begins_anew() -> None:
    gauges = steady({0: 99.0})
    gauges.take(reading(5.0), START - 3600)
    assert cpu(gauges, START - 3600).peak == 5.0


def test_each_replica_has_a_line_and_one_that_is_gone_keeps_it_without_a_current_value() -> None:
    gauges = Gauges()
    for second in range(100):
        gauges.take(reading(10.0, "old" if second < 50 else "new"), START + second)
        gauges.take(reading(20.0, "steady"), START + second)
    now = START + 100
    assert gauges.replicas(now) == ["new", "steady"]
    lines = gauges.lines(Gauge.CPU, Window.ending(now, 60), now)
    assert [(line.name, line.now) for line in lines] == [("new", 10.0), ("steady", 20.0), ("old", None)]


def test_of_a_space_that_stopped_the_last_replicas_are_known() -> None:
    gauges = steady({0: 1.0})
    assert gauges.replicas(START + 10 * SILENT) == ["r"]


def test_gpus_are_one_line_a_replica_and_one_each_where_a_replica_is_chosen() -> None:
    gauges = Gauges()
    gauges.take(reading(gpus=gpus((20, 4), (80, 6))), START)
    window = Window.ending(START, 60)
    gauges.take(reading(0.0, "other"), START)
    together = only(gauges.lines(Gauge.GPU, window, START))
    assert (together.name, together.now) == ("r", 50.0)
    assert only(gauges.lines(Gauge.VRAM, window, START)).now == 10.0 * GIB
    assert gauges.limit(Gauge.VRAM) == 48.0 * GIB
    each = gauges.lines(Gauge.GPU, window, START, "r")
    assert [(line.name, line.now) for line in each] == [("gpu0", 20.0), ("gpu1", 80.0)]
    assert gauges.limit(Gauge.VRAM, "r") == 24.0 * GIB


def test_the_gpus_of_the_only_replica_are_a_line_each() -> None:
    gauges = Gauges()
    gauges.take(reading(gpus=gpus((20, 4), (80, 6))), START)
    assert [line.now for line in gauges.lines(Gauge.VRAM, Window.ending(START, 60), START)] == [4.0 * GIB, 6.0 * GIB]


def test_what_the_network_carries_is_told_of_all_replicas_together() -> None:
    gauges = Gauges()
    for name in ("a", "b"):
        gauges.take(reading(None, name, rx_bps=1000, tx_bps=3000), START)
    window = Window(START + 10, 10.0, 1)
    sent = gauges.total(Gauge.SENT, window, START)
    assert (sent.columns, sent.now) == ([6000.0], 6000.0)
    assert gauges.total(Gauge.RECEIVED, window, START, "a").now == 1000.0


def test_what_the_network_carries_now_is_never_above_the_peak() -> None:
    gauges = Gauges()
    for second, carried in enumerate((1000, 9000)):
        gauges.take(reading(None, rx_bps=carried), START + second)
    received = gauges.total(Gauge.RECEIVED, Window(START + 10, 10.0, 1), START + 1)
    assert (received.columns, received.now, received.peak) == ([5000.0], 9000.0, 9000.0)


def test_what_the_hub_does_not_tell_is_not_known() -> None:
    gauges = steady({0: 1.0})
    assert gauges.known(Gauge.CPU)
    assert not any(map(gauges.known, (Gauge.MEMORY, Gauge.GPU, Gauge.VRAM, Gauge.RECEIVED, Gauge.SENT)))
    assert gauges.limit(Gauge.CPU) is None


def test_more_replicas_than_are_measured_are_counted_until_they_go() -> None:
    gauges = Gauges()
    for number in range(MOST_REPLICAS + 3):
        gauges.take(reading(1.0, f"r{number:02}"), START)
    assert len(gauges.replicas(START)) == MOST_REPLICAS
    assert gauges.left_out(START) == 3
    later = START + SILENT + 1
    gauges.take(reading(1.0, "newcomer"), later)
    assert gauges.replicas(later) == ["newcomer"]
    assert gauges.left_out(later) == 0


def test_more_gpus_than_are_measured_are_counted() -> None:
    gauges = Gauges()
    gauges.take(reading(gpus=gpus(*[(10, 1)] * (MOST_GPUS + 2))), START)
    assert len(gauges.lines(Gauge.GPU, Window.ending(START, 1), START, "r")) == MOST_GPUS
    assert gauges.gpus_left_out() == 2


def test_while_little_is_known_a_plot_shows_fewer_minutes() -> None:
    gauges = steady({0: 1.0})
    assert [gauges.span(START + passed) for passed in (0, 119, 120, 239, 240, 5000)] == [120, 120, 240, 240, SPAN, SPAN]


def test_for_the_list_all_replicas_are_one_line() -> None:
    gauges = Gauges()
    for name, value in (("a", 10.0), ("b", 30.0)):
        gauges.take(reading(value, name), START)
    assert gauges.cpu(Window(START + 10, 10.0, 1)) == [20.0]
    assert Gauges().cpu(Window(START + 10, 10.0, 1)) == []


@given(st.lists(st.tuples(moments, figures), max_size=60), st.integers(1, 400), st.integers(1, 2))
def test_whatever_comes_a_plot_has_its_columns_within_what_was_told(
    told: list[tuple[float, float]], size: int, glide: int
) -> None:
    gauges = Gauges()
    for at, value in told:
        gauges.take(reading(value), at)
    now = told[-1][0] if told else 0.0
    window = Window.ending(now, size, glide=glide)
    assert now < window.until <= now + glide * window.step * 1.0001
    for line in gauges.lines(Gauge.CPU, window, now):
        known = [value for value in line.columns if value is not None]
        assert len(line.columns) == size
        assert all(0 <= value <= (line.peak or 0.0) * 1.0001 for value in known)
        assert line.now is not None


@given(st.lists(st.tuples(st.integers(0, 3 * SPAN), st.integers(0, 50)), max_size=80))
def test_however_many_replicas_come_and_go_only_so_many_are_kept(told: list[tuple[int, int]]) -> None:
    gauges = Gauges()
    for second, number in sorted(told):
        gauges.take(reading(1.0, f"r{number}"), START + second)
        here = gauges.replicas(START + second)
        assert len(gauges.lines(Gauge.CPU, Window.ending(START + second, 1), START + second)) <= MOST_REPLICAS
        assert f"r{number}" in here or gauges.left_out(START + second)


@given(st.lists(st.none() | st.floats(0, 100), max_size=40), st.integers(0, 5))
def test_bridging_fills_short_inner_gaps_and_touches_nothing_else(columns: list[float | None], most: int) -> None:
    filled = bridged(columns, most)
    assert [value for place, value in enumerate(filled) if columns[place] is not None] == [
        value for value in columns if value is not None
    ]
    known = [place for place, value in enumerate(columns) if value is not None]
    if known:
        assert filled[: known[0]] == columns[: known[0]]
        assert filled[known[-1] + 1 :] == columns[known[-1] + 1 :]
    for before, after in pairwise(known):
        gap = filled[before + 1 : after]
        assert gap == ([columns[before]] if len(gap) <= most else [None]) * len(gap)
