"""Polling keeps to half of a window, leaves a quarter alone, and spreads what it may ask for."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacetui.hub.ratelimit import RateLimit
from spacetui.live.budget import UNLIMITED, Ledger, allowance, shown


def reading(remaining: int, resets_in: int = 300, *, quota: int | None = 1000, read_at: float = 0.0) -> RateLimit:
    return RateLimit("api", remaining, resets_in, quota, 300, read_at)


def ledger(*entries: tuple[float, int]) -> Ledger:
    kept = Ledger()
    for at, requests in entries:
        kept.note(requests, at)
    return kept


def test_without_a_reading_nothing_is_known_and_nothing_held_back() -> None:
    assert allowance(None, Ledger(), 0.0) == UNLIMITED
    assert not UNLIMITED.spent


def test_half_of_a_fresh_window_is_pollings_spread_over_its_time() -> None:
    told = allowance(reading(1000), Ledger(), 0.0)
    assert told.requests == 500
    assert told.per_second == pytest.approx(500 / 301)
    assert told.left == 1.0


def test_what_was_polled_in_this_window_counts_and_what_was_before_does_not() -> None:
    kept = ledger((-20.0, 300), (10.0, 40), (20.0, 60))
    assert allowance(reading(900, 280, read_at=20.0), kept, 20.0).requests == 400


def test_a_quarter_is_left_alone_whoever_used_the_rest() -> None:
    assert allowance(reading(300), Ledger(), 0.0).requests == 50
    told = allowance(reading(250), Ledger(), 0.0)
    assert told.spent
    assert told.resets_at == 301.0


def test_a_window_nobody_told_of_begins_full() -> None:
    kept = ledger((10.0, 500))
    assert allowance(reading(0, 300), kept, 200.0).spent
    later = allowance(reading(0, 300), kept, 302.0)
    assert (later.requests, later.resets_at) == (500, 601.0)
    assert allowance(reading(0, 300), kept, 5000.0).resets_at > 5000.0


def test_where_the_quota_is_not_told_half_of_what_is_left_is_taken() -> None:
    told = allowance(reading(90, quota=None), Ledger(), 0.0)
    assert (told.requests, told.left) == (45, None)
    assert allowance(reading(90, 10, quota=None), Ledger(), 60.0) == UNLIMITED


def test_a_quota_of_nothing_allows_nothing() -> None:
    assert allowance(reading(0, quota=0), Ledger(), 0.0).spent


@given(st.integers(0, 2000), st.integers(0, 1000), st.integers(1, 300), st.integers(0, 2000), st.floats(0, 2000))
def test_polling_never_takes_more_than_half_nor_the_last_quarter(
    quota: int, remaining: int, resets_in: int, polled: int, now: float
) -> None:
    told = allowance(reading(min(remaining, quota), resets_in, quota=quota), ledger((0.0, polled)), now)
    assert 0 <= told.requests <= quota / 2
    assert told.resets_at > now
    assert told.per_second * (told.resets_at - now) == pytest.approx(told.requests)


def test_a_ledger_forgets_what_no_window_holds_any_more() -> None:
    kept = ledger((0.0, 5), (601.0, 7))
    assert kept.since(-math.inf) == 7


@pytest.mark.parametrize(
    ("share", "tenths"), [(None, None), (1.0, None), (0.5, None), (0.49, 0.4), (0.4, 0.4), (0.09, 0.0), (0.0, 0.0)]
)
def test_what_is_left_shows_below_half_in_tenths(share: float | None, tenths: float | None) -> None:
    assert shown(share) == tenths
