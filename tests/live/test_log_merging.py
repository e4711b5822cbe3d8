"""Logs of several Spaces as one: by time, each in its own order, whatever comes when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from spacetui.hub.stream_models import LogLine
from spacetui.live.log import Log
from spacetui.live.merged_log import MergedLog

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def line(text: str, second: float | None) -> LogLine:
    return LogLine(text, None if second is None else NOON + timedelta(seconds=second))


def shown(merged: MergedLog) -> list[str]:
    return [f"{row.source} {row.text}" for row in merged.span(merged.first, merged.end)]


def test_lines_stand_in_the_order_they_were_written_in() -> None:
    one, two = Log(), Log()
    one.take([line("1\n", 1), line("4\n", 4)])
    merged = MergedLog((("one", one), ("two", two)))
    since = two.take([line("2\n", 2), line("untold\n", None), line("5\n", 5)])
    assert merged.take(1, since) == 1
    assert shown(merged) == ["one 1", "two 2", "two untold", "one 4", "two 5"]


def test_a_line_that_is_written_over_is_there_once() -> None:
    one, two = Log(), Log()
    merged = MergedLog((("one", one), ("two", two)))
    merged.take(0, one.take([line(" 10%", 1)]))
    merged.take(1, two.take([line("between\n", 2)]))
    assert merged.take(0, one.take([line("\r100%\n", 3), line("done\n", 4)])) == 0
    assert shown(merged) == ["two between", "one 100%", "one done"]


def test_the_oldest_go_and_numbers_stay() -> None:
    one = Log()
    one.take(line(f"{number}\n", number) for number in range(30))
    merged = MergedLog((("one", one),), most_lines=10)
    assert (merged.first, merged.end) == (20, 30)
    assert merged[20].text == "20"
    merged.take(0, one.take([line("30\n", 30)]))
    assert (merged.first, merged.end, merged[30].text) == (21, 31, "30")


PIECES = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.lists(st.tuples(st.sampled_from(["a\n", "b", "\rc", "d\ne\n"]), st.none() | st.integers(0, 9)), max_size=4),
    ),
    max_size=8,
)


@given(PIECES)
def test_what_was_brought_in_bit_by_bit_is_what_is_brought_in_at_once(
    pieces: list[tuple[int, list[tuple[str, int]]]],
) -> None:
    logs = Log(), Log()
    sources = (("one", logs[0]), ("two", logs[1]))
    merged = MergedLog(sources)
    before = shown(merged)
    for source, lines in pieces:
        changed = merged.take(source, logs[source].take(line(*each) for each in lines))
        assert shown(merged)[:changed] == before[:changed]
        before = shown(merged)
    for name, log in sources:
        own = [f"{name} {row.text}" for row in log.span(0, log.end)]
        assert [each for each in shown(merged) if each.startswith(name)] == own
    assert sorted(shown(merged)) == sorted(shown(MergedLog(sources)))
