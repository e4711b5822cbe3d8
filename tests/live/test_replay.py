"""A log that begins anew with each connection brings no line twice, and swallows no true repeat."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from spacetui.hub.stream_models import LogLine
from spacetui.live.replay import Replay

START = datetime(2026, 10, 1, tzinfo=UTC)


def line(second: int | None, text: str = "x") -> LogLine:
    return LogLine(text, None if second is None else START + timedelta(seconds=second))


async def fresh(replay: Replay, *lines: LogLine, from_tail: bool = False) -> list[LogLine]:
    async def bring() -> AsyncIterator[LogLine]:
        for each in lines:
            yield each

    return [each async for each in replay.new(bring(), from_tail=from_tail)]


async def test_a_replay_is_left_out_and_what_is_new_is_not() -> None:
    replay = Replay()
    first = [line(1, "a"), line(2, "b")]
    assert await fresh(replay, *first) == first
    assert await fresh(replay, *first, line(2, "c"), line(3, "b")) == [line(2, "c"), line(3, "b")]


async def test_true_repeats_are_kept_however_often_they_come() -> None:
    replay = Replay()
    assert len(await fresh(replay, *[line(1)] * 3)) == 3
    assert await fresh(replay, *[line(1)] * 3) == []
    assert len(await fresh(replay, *[line(1)] * 5)) == 2
    assert await fresh(replay, *[line(1)] * 5) == []


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from("ab")), max_size=12), st.lists(st.integers(0, 12)))
def test_however_often_a_log_is_cut_it_comes_whole_and_once(written: list[tuple[int, str]], cuts: list[int]) -> None:
    log = [line(second, text) for second, text in sorted(written, key=lambda each: each[0])]

    async def read() -> list[LogLine]:
        replay = Replay()
        return [each for cut in (*cuts, len(log)) for each in await fresh(replay, *log[:cut])]

    assert asyncio.run(read()) == log


async def test_after_a_tail_what_was_before_it_stays_out() -> None:
    replay = Replay()
    assert await fresh(replay, line(5, "e"), line(5, "f"), from_tail=True) == [line(5, "e"), line(5, "f")]
    everything = [line(1, "a"), line(5, "d"), line(5, "e"), line(5, "f"), line(6, "g")]
    assert await fresh(replay, *everything) == [line(6, "g")]


async def test_what_is_written_in_the_same_moment_as_the_tails_first_line_is_not_lost() -> None:
    replay = Replay()
    assert await fresh(replay, line(5, "e"), line(5, ""), from_tail=True) == [line(5, "e"), line(5, "")]
    everything = [line(5, "d"), line(5, ""), line(5, "e"), line(5, ""), line(5, "f"), line(5, "")]
    assert await fresh(replay, *everything) == [line(5, "f"), line(5, "")]
    assert await fresh(replay, *everything, line(5, "g")) == [line(5, "g")]


async def test_the_log_of_the_next_container_is_new_from_its_start() -> None:
    replay = Replay()
    await fresh(replay, line(1, "starting"), line(2, "ready"))
    assert await fresh(replay, line(9, "starting"), line(9, "ready")) == [line(9, "starting"), line(9, "ready")]


async def test_lines_without_a_moment_are_told_apart_by_text_and_number() -> None:
    replay = Replay()
    await fresh(replay, line(None, "a"), line(None, "a"))
    assert await fresh(replay, line(None, "a"), line(None, "a"), line(None, "a"), line(None, "b")) == [
        line(None, "a"),
        line(None, "b"),
    ]


async def test_what_is_remembered_does_not_grow_with_the_log() -> None:
    replay = Replay(remembered=10)

    async def endless() -> AsyncIterator[LogLine]:
        for number in range(20_000):
            yield line(number, str(number))

    tracemalloc.start()
    try:
        async for _ in replay.new(endless(), from_tail=False):
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100_000


async def test_a_long_log_is_not_shown_again_though_only_its_end_is_remembered() -> None:
    replay = Replay(remembered=10)
    log = [line(number // 3, str(number % 2)) for number in range(100)]
    assert await fresh(replay, *log) == log
    assert await fresh(replay, *log, line(90)) == [line(90)]
    assert await fresh(replay, *log, line(90), line(91)) == [line(91)]
