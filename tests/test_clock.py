"""Time that passes by hand wakes exactly who waited for it, in any thread."""

from __future__ import annotations

import asyncio
import math
import threading

import pytest

from spacetui.clock import ManualClock, SystemClock, sleep_until


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_sleeper_wakes_when_its_time_has_come_and_not_before(clock: ManualClock) -> None:
    sleeping = asyncio.ensure_future(clock.sleep(10))
    await turns()
    clock.advance(9.5)
    await turns()
    assert not sleeping.done()
    clock.advance(0.5)
    await asyncio.wait_for(sleeping, 5)


async def test_one_step_wakes_all_whose_time_has_come(clock: ManualClock) -> None:
    sleeping = [asyncio.ensure_future(clock.sleep(seconds)) for seconds in (1, 2, 3, 50)]
    await turns()
    clock.advance(3)
    await turns()
    assert [each.done() for each in sleeping] == [True, True, True, False]
    sleeping[3].cancel()
    await asyncio.gather(*sleeping, return_exceptions=True)


@pytest.mark.parametrize("seconds", [0.0, -5.0, 1e-300])
async def test_no_time_at_all_is_over_at_once(clock: ManualClock, seconds: float) -> None:
    clock.advance(1_000)
    await asyncio.wait_for(clock.sleep(seconds), 5)


async def test_a_cancelled_sleeper_is_forgotten(clock: ManualClock) -> None:
    sleeping = asyncio.ensure_future(clock.sleep(1))
    await turns()
    sleeping.cancel()
    await asyncio.gather(sleeping, return_exceptions=True)
    clock.advance(1)
    await turns()
    assert sleeping.cancelled()


async def test_the_next_deadline_is_the_earliest_of_those_who_still_sleep(clock: ManualClock) -> None:
    assert clock.next_deadline() == math.inf
    sleeping = [asyncio.ensure_future(clock.sleep(seconds)) for seconds in (30, 10, 20)]
    await turns()
    assert clock.next_deadline() == 10
    clock.advance(10)
    await turns()
    assert clock.next_deadline() == 20
    sleeping[2].cancel()
    await turns()
    assert clock.next_deadline() == 30
    clock.advance(20)
    await sleeping[0]
    assert clock.next_deadline() == math.inf
    await asyncio.gather(*sleeping, return_exceptions=True)


async def test_sleeping_until_a_moment_counts_what_passed_before_it_began(clock: ManualClock) -> None:
    sleeping = asyncio.ensure_future(sleep_until(clock, 10))
    clock.advance(10)  # before the task had its first turn
    await asyncio.wait_for(sleeping, 5)


def test_wall_and_monotonic_time_pass_together() -> None:
    clock = ManualClock(start=5_000)
    assert (clock.now(), clock.monotonic()) == (5_000, 0)
    clock.advance(2.5)
    assert (clock.now(), clock.monotonic()) == (5_002.5, 2.5)


def test_sleepers_in_other_threads_wake_too(clock: ManualClock) -> None:
    woken: list[float] = []
    asleep = threading.Barrier(3)

    async def sleep() -> None:
        sleeping = asyncio.ensure_future(clock.sleep(10))
        await turns()
        asleep.wait(5)
        await sleeping
        woken.append(clock.monotonic())

    threads = [threading.Thread(target=lambda: asyncio.run(sleep())) for _ in range(2)]
    for thread in threads:
        thread.start()
    asleep.wait(5)
    clock.advance(10)
    for thread in threads:
        thread.join(5)
    assert woken == [10, 10]


async def test_the_systems_clock_goes_on_by_itself() -> None:
    clock = SystemClock()
    before, wall = clock.monotonic(), clock.now()
    await clock.sleep(0.01)
    await clock.sleep(-1)
    assert clock.monotonic() >= before + 0.009
    assert clock.now() > 1_700_000_000
    assert abs(clock.now() - wall) < 60
