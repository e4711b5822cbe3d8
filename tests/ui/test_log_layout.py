"""Rows of a log in view: kept up with what comes exactly as if they were laid out anew."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from spacetui import text
from spacetui.hub.stream_models import LogLine
from spacetui.live.log import Log, Row
from spacetui.ui.logs.layout import Found, Layout, Wanted, holds
from spacetui.ui.sought import Sought

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
LINES = st.text(st.sampled_from("ab 日é\r\n"), max_size=30)


def everything(_: Row) -> bool:
    return True


def holding(words: str) -> Wanted:
    return lambda row: holds(row, Sought(words))


def log_of(*lines: str) -> Log:
    log = Log()
    log.take(LogLine(f"{line}\n", NOON) for line in lines)
    return log


def rows(log: Log, layout: Layout) -> list[str]:
    places = [layout.at(row) for row in range(layout.count)]
    return [log[place.number].text[place.start : place.end] for place in places if place is not None]


def laid_out(log: Log, width: int, *, wrapped: bool = True) -> list[str]:
    return rows(log, Layout(log, Found(log, everything), width, wrapped=wrapped))


@given(st.lists(st.lists(LINES, max_size=6), max_size=8), st.integers(2, 12), st.booleans())
def test_what_was_kept_up_is_what_would_be_laid_out_anew(batches: list[list[str]], width: int, wrapped: bool) -> None:
    log = Log(most_lines=12)
    found, kept = Found(log, everything), Found(log, holding("a"))
    layouts = [Layout(log, each, width, wrapped=wrapped) for each in (found, kept)]
    for batch in batches:
        since = log.take(LogLine(line, NOON) for line in batch)
        for each in (found, kept):
            each.changed(since)
        for layout in layouts:
            layout.changed(since)
    for layout, wanted in zip(layouts, (everything, holding("a")), strict=True):
        anew = Layout(log, Found(log, wanted), width, wrapped=wrapped)
        assert rows(log, layout) == rows(log, anew)
        assert [layout.row_of(number) for number in range(log.end)] == [
            anew.row_of(number) for number in range(log.end)
        ]


@given(st.text(st.sampled_from("ab 日é🎉"), max_size=40), st.integers(2, 12))
def test_a_wrapped_line_loses_nothing_and_fits(line: str, width: int) -> None:
    log = log_of(line)
    pieces = laid_out(log, width)
    assert "".join(pieces) == log[0].text
    assert all(text.width(piece) <= width for piece in pieces)


def test_rows_that_were_forgotten_before_it_heard_are_empty_until_it_does() -> None:
    log = Log(most_lines=3)
    log.take([LogLine("x" * 25 + "\n", NOON), LogLine("日" * 25, NOON)])
    found = Found(log, everything)
    layout = Layout(log, found, 10, wrapped=True)
    since = log.take([LogLine(f"\r{number}\n", NOON) for number in range(6)])
    assert rows(log, layout) == [""] * layout.count
    found.changed(since)
    layout.changed(since)
    assert rows(log, layout) == ["3", "4", "5"]


def test_an_empty_line_takes_a_row_and_an_empty_log_none() -> None:
    assert laid_out(log_of("", "a", ""), 5) == ["", "a", ""]
    assert laid_out(Log(), 5) == []


def test_unwrapped_every_line_is_one_row() -> None:
    assert laid_out(log_of("a" * 50, "日" * 30), 10, wrapped=False) == ["a" * 50, "日" * 30]


def test_the_next_and_the_one_before_are_found_round_the_end() -> None:
    log = log_of("x", "no", "X", "no")
    found = Found(log, holding("x"))
    assert [*found] == [0, 2]
    assert [found.beside(number, 1) for number in (-1, 0, 2, 3)] == [0, 2, 0, 0]
    assert [found.beside(number, -1) for number in (0, 1, 2, 9)] == [2, 0, 0, 2]
    assert Found(log, holding("none")).beside(0, 1) is None
    assert (2 in found, 1 in found, None in found) == (True, False, False)


def test_capitals_count_where_there_are_any() -> None:
    rows = [Row("Error"), Row("error")]
    assert [holding("error")(row) for row in rows] == [True, True]
    assert [holding("Error")(row) for row in rows] == [True, False]
    assert Sought("a.").spans("a. ab a.") == [(0, 2), (6, 8)]
    assert holding("ended")(Row("run ended", rule=True)) is False
