"""Bursts of pictures reach the follower as one, at most ten a second, with nothing lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacetui.clock import ManualClock
from spacetui.live.board import BURST, BURST_SECONDS, Board, first_of
from spacetui.live.picture import Picture, SpaceEntry, Update
from tests.live.made import entry, picture, runtime


async def turns() -> None:
    """Everybody who can go on does."""
    for _ in range(20):
        await asyncio.sleep(0)


@asynccontextmanager
async def following(board: Board) -> AsyncIterator[list[Update]]:
    told: list[Update] = []

    async def follow() -> None:
        async with aclosing(board.changes()) as changes:
            async for update in changes:
                told.append(update)

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(follow())
        await turns()
        yield told
        task.cancel()


def spaces(*names: str, stage: str = "RUNNING") -> Picture:
    return picture(*(entry(runtime(stage), f"ada/{name}") for name in names))


def ids(*names: str) -> frozenset[str]:
    return frozenset(f"ada/{name}" for name in names)


async def test_the_first_picture_is_told_at_once(clock: ManualClock) -> None:
    board = Board(clock)
    async with following(board) as told:
        board.show(spaces("a"))
        await turns()
        assert told == [Update(board.picture, ids("a"))]


async def test_a_picture_hung_before_anybody_followed_is_told_first(clock: ManualClock) -> None:
    board = Board(clock)
    board.show(spaces("a"))
    async with following(board) as told:
        assert told == [Update(board.picture, ids("a"))]


async def spent(board: Board, told: list[Update]) -> None:
    """So many pictures in a row that the next one has to wait for its turn."""
    for _ in range(BURST - len(told)):
        board.show(replace(board.picture, owners=("ada", *board.picture.owners)))
        await turns()
    assert len(told) == BURST
    told.clear()


async def test_a_few_in_quick_succession_are_told_at_once(clock: ManualClock) -> None:
    board = Board(clock)
    async with following(board) as told:
        await spent(board, told)
        board.show(spaces("a"))
        await turns()
        assert told == []
        clock.advance(BURST_SECONDS)
        await turns()
        assert told == [Update(board.picture, ids("a"))]


async def test_no_more_than_ten_a_second_are_told_however_many_there_are(clock: ManualClock) -> None:
    board = Board(clock)
    times: list[float] = []
    async with following(board) as told:
        for _ in range(500):  # a picture each hundredth of a second
            board.show(replace(board.picture, owners=("ada", *board.picture.owners)))
            await turns()
            times += [clock.monotonic()] * (len(told) - len(times))
            clock.advance(0.01)
            await turns()
        assert 45 <= len(told) <= 50 + BURST
        assert all(later - earlier > BURST_SECONDS - 0.02 for earlier, later in zip(times, times[BURST:], strict=False))
        clock.advance(BURST_SECONDS)
        await turns()
        assert told[-1].picture is board.picture
        told.clear()
        clock.advance(60)
        await turns()
        assert told == []


async def test_what_changed_in_pictures_nobody_saw_is_told_with_the_next(clock: ManualClock) -> None:
    board = Board(clock)
    board.show(spaces("a", "b"))
    async with following(board) as told:
        await spent(board, told)
        kept = board.picture.spaces
        board.show(picture(kept["ada/a"], entry(runtime("PAUSED"), "ada/b")))
        board.show(picture(board.picture.spaces["ada/b"], entry(runtime(), "ada/c")))
        await turns()
        assert told == []
        clock.advance(BURST_SECONDS)
        await turns()
        assert told == [Update(board.picture, ids("b", "c"), ids("a"))]


async def test_what_vanished_and_came_back_meanwhile_was_only_touched(clock: ManualClock) -> None:
    board = Board(clock)
    board.show(spaces("a"))
    async with following(board) as told:
        board.show(spaces())
        board.show(spaces("a"))
        clock.advance(BURST_SECONDS)
        await turns()
        assert (told[-1].touched, told[-1].gone) == (ids("a"), frozenset())


async def test_taken_waits_for_the_follower_and_hurries_it_without_the_clock(clock: ManualClock) -> None:
    board = Board(clock)
    async with following(board) as told:
        for names in ("a", "ab", "abc"):
            board.show(spaces(*names))
            await asyncio.wait_for(board.taken(), 5)
            assert told[-1].picture is board.picture
    await asyncio.wait_for(board.taken(), 5)


async def test_taken_waits_for_a_follower_that_has_just_come(clock: ManualClock) -> None:
    board = Board(clock)
    board.show(spaces("a"))
    changes = board.changes()
    coming = asyncio.ensure_future(anext(changes))
    await asyncio.sleep(0)
    taken = asyncio.ensure_future(board.taken())
    assert (await coming).picture is board.picture
    await turns()
    assert not taken.done()
    following_up = asyncio.ensure_future(anext(changes))
    await asyncio.wait_for(taken, 5)
    following_up.cancel()
    await asyncio.gather(following_up, return_exceptions=True)


async def test_a_follower_may_leave_and_another_come(clock: ManualClock) -> None:
    board = Board(clock)
    async with following(board):
        board.show(spaces("a"))
        await turns()
    board.show(spaces("a", "b"))
    async with following(board) as told:
        assert [update.picture for update in told] == [board.picture]
        assert "ada/b" in told[0].touched


STEPS = st.lists(st.tuples(st.sets(st.sampled_from("abcd")), st.sampled_from([0.0, 0.03, 0.2])), max_size=12)


@given(STEPS)
def test_touched_and_gone_together_make_the_last_picture_of_any_that_was_told(
    steps: list[tuple[set[str], float]],
) -> None:
    """Whoever keeps a list by touched and gone alone holds the Spaces of the picture."""

    async def run() -> None:
        clock = ManualClock()
        board = Board(clock)
        async with following(board) as told:
            for names, seconds in steps:
                board.show(spaces(*sorted(names)))
                clock.advance(seconds)
                await turns()
            await asyncio.wait_for(board.taken(), 5)
            held: dict[str, SpaceEntry] = {}
            for update in told:
                held |= {key: update.picture.spaces[key] for key in update.touched}
                for key in update.gone:
                    held.pop(key, None)
            assert held == dict(board.picture.spaces)

    asyncio.run(run())


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_first_of_ends_with_the_first_and_cancels_the_other(order: tuple[int, int]) -> None:
    ended: list[str] = []

    async def wait(name: str, until: Callable[[], object]) -> None:
        try:
            await until()  # type: ignore[misc]  # one of two coroutine functions
        finally:
            ended.append(name)

    waits = [wait("soon", lambda: asyncio.sleep(0)), wait("never", asyncio.Event().wait)]
    await first_of(*(waits[index] for index in order))
    assert sorted(ended) == ["never", "soon"]
