"""A log as it is read: whole lines out of any pieces, bounded, clean, with colours and nothing else of a terminal."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacetui import text
from spacetui.ansi import COLOURS, PLAIN, Ink, dress, undress
from spacetui.hub.stream_models import LogLine
from spacetui.live.log import LONGEST, Log, looks_like_error

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def taken(*pieces: str, log: Log | None = None) -> list[str]:
    log = log or Log()
    log.take(LogLine(piece, NOON) for piece in pieces)
    return shown(log)


def shown(log: Log) -> list[str]:
    return [row.text for row in log.span(log.first, log.end)]


@pytest.mark.parametrize(
    ("pieces", "lines"),
    [
        (["one\n", "two\n"], ["one", "two"]),
        (["one", "two"], ["one", "two"]),
        (["one\ntwo\nthree\n"], ["one", "two", "three"]),
        (["one\n\nthree\n"], ["one", "", "three"]),
        (["one\r\n", "two\r\n"], ["one", "two"]),
        (["one\r", "\ntwo\n"], ["one", "two"]),
        ([""], [""]),
        (["  0%\r 50%\r100%\n", "done\n"], ["100%", "done"]),
        (["  0%|   |", "\r 50%|█  |", "\r100%|███|\n", "done"], ["100%|███|", "done"]),
        (["  0%\r", " 50%\r", "100%\r", "\r\n", "done"], ["100%", "done"]),
        (["Downloading", "\r  1 MB\r  2 MB\n"], ["  2 MB"]),
        (["gone soon\r         \r", "after\n"], ["after"]),
        (["a\tb\x1b[2K\x07c\n"], ["a       b␇c"]),
    ],
)
def test_lines_come_out_of_whatever_pieces(pieces: list[str], lines: list[str]) -> None:
    assert taken(*pieces) == lines


def test_a_line_that_the_runtime_cut_is_put_together_again() -> None:
    assert taken("a" * 16_384, "b\n", "c\n") == ["a" * 16_384 + "b", "c"]


def test_of_a_line_without_measure_the_begin_is_kept_and_the_rest_counted() -> None:
    (line,) = taken("x" * (LONGEST + 1234) + "\n")
    assert line == "x" * LONGEST + "… 1,234 characters more"
    assert len(taken(*["y" * 16_384] * 100)) > 1


def test_a_change_to_an_open_line_is_told_from_that_line_on() -> None:
    log = Log()
    assert log.take([LogLine("one\n", NOON), LogLine(" 10%", NOON)]) == 0
    assert log.take([LogLine("\r 20%", NOON)]) == 1
    assert log.take([LogLine("\r100%\n", NOON), LogLine("two\n", NOON)]) == 1
    assert log.take([LogLine("three\n", NOON)]) == 3
    assert shown(log) == ["one", "100%", "two", "three"]


def test_the_oldest_lines_go_and_numbers_stay() -> None:
    log = Log(most_lines=100)
    log.take(LogLine(f"{number}\n", NOON) for number in range(250))
    assert (log.first, log.end) == (150, 250)
    assert (log[150].text, log[249].text) == ("150", "249")
    log.take([LogLine("more\n", NOON)])
    assert [row.text for row in log.span(0, 153)] == ["151", "152"]


def test_its_bytes_are_bounded_too() -> None:
    log = Log(most_bytes=1_000_000)
    log.take(LogLine("é" * 10_000, NOON) for _ in range(300))
    assert log.size <= 1_000_000
    assert 0 < log.end - log.first < 100
    log.most_bytes = 10
    log.take([LogLine("last", NOON)])
    assert shown(log) == ["last"]


def test_lost_entries_are_told_where_they_are_missing() -> None:
    log = Log()
    log.take([LogLine("before", NOON)])
    log.take([LogLine("after", NOON)], dropped=1200)
    assert shown(log) == ["before", "1,200 entries came too fast, and were lost", "after"]
    assert [row.rule for row in log.span(0, 3)] == [False, True, False]


def test_a_colour_goes_on_over_lines_and_ends_with_its_container() -> None:
    log = Log()
    log.take([LogLine("\x1b[33mone\ntwo\x1b[0m and\n", NOON), LogLine("\x1b[31mfailed\n", NOON)])
    log.rule("run ended", NOON.timestamp())
    log.take([LogLine("new\n", NOON)])
    yellow, red = Ink("yellow"), Ink("red")
    assert [row.runs for row in log.span(0, 9)] == [((0, 3, yellow),), ((0, 3, yellow),), ((0, 6, red),), (), ()]


@pytest.mark.parametrize(
    ("codes", "ink"),
    [
        ("31", Ink("red")),
        ("1;92", Ink("green", bold=True)),
        ("38;5;208", Ink("yellow")),
        ("38;5;9", Ink("red")),
        ("38;2;20;20;30", Ink("black")),
        ("38:2::0:90:255", Ink("blue")),
        ("48;5;196;97", Ink("white", "red")),
        ("4:3", Ink(underline=True)),
        ("4:0", PLAIN),
        ("8", PLAIN),
        ("5", PLAIN),
        ("38;9;1", Ink(bold=True)),
        ("38;5", PLAIN),
        ("99999999999999999999999", PLAIN),
        ("", PLAIN),
    ],
)
def test_colours_become_one_of_eight_and_what_hides_text_has_no_effect(codes: str, ink: Ink) -> None:
    shown, runs, after = dress(f"\x1b[{codes}mword")
    assert shown == "word"
    assert after == ink
    assert runs == (() if ink == PLAIN else ((0, 4, ink),))


def test_every_run_of_digits_ends_in_ink_that_is_known() -> None:
    for number in range(-1, 300):
        for codes in (str(number), f"38;5;{number}", f"48;2;{number};9;200"):
            ink = dress(f"\x1b[{codes}m")[2]
            assert {ink.colour, ink.ground} <= {"", *COLOURS}


_PIECES = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["\x1b[31m", "\x1b[0m", "\x1b[1;4m", "\x1b[2J", "\x1b]0;title\x07", "\x1b]8;;http://x\x1b\\"]),
    st.sampled_from(["\x9b31m", "\x1b[", "\x1b", "\t", "\r", "\u0301", "\u202e", "e", "日", "🇩", "\x90q\x9c", "\n"]),
)


@given(st.lists(st.lists(_PIECES, max_size=8).map("".join), max_size=6))
def test_whatever_comes_only_clean_text_and_runs_within_it_are_left(pieces: list[str]) -> None:
    log = Log()
    log.take(LogLine(piece, None) for piece in pieces)
    for row in log.span(0, log.end):
        assert text.clean(row.text) == row.text
        at = 0
        for start, end, ink in row.runs:
            assert at <= start < end <= len(row.text)
            assert ink != PLAIN
            at = end
        assert dress(undress(row.text, row.runs))[0] == row.text


@pytest.mark.parametrize(
    "line",
    [
        "Traceback (most recent call last):",
        "ValueError: no such thing",
        "torch.cuda.OutOfMemoryError: CUDA out of memory",
        "KeyboardInterruptError",
        "ERROR:    Exception in ASGI application",
        "2026-09-01 10:00:00 CRITICAL worker died",
        "error: could not compile `app`",
        "error[E0308]: mismatched types",
        "fatal: not a git repository",
        "panic: runtime error",
        "npm ERR! code ELIFECYCLE",
        "Segmentation fault (core dumped)",
        "process exited with code 137",
        "ERROR: No matching distribution found for torch==9",
    ],
)
def test_lines_that_tell_of_a_failure_are_found(line: str) -> None:
    assert looks_like_error(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "INFO:     Application startup complete.",
        "0 errors, 3 warnings",
        "Successfully installed exceptiongroup-1.2.2",
        "exit code: 0",
        "terrors: many",
        "Collecting errorhandler==2.0",
        "loading error_pages.html",
    ],
)
def test_lines_that_do_not_are_passed_over(line: str) -> None:
    assert not looks_like_error(line)
