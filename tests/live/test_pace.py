"""What is asked next, and when, follows from what is looked at, what moves and what failed."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from spacetui.hub.models import Account
from spacetui.live.fleet import survey
from spacetui.live.pace import (
    CATALOG,
    ENVIRONMENT,
    FEW,
    LISTING,
    LISTING_MOVING,
    LONGEST_BACKOFF,
    MOVING_ENDS_AFTER,
    ONCE,
    QUIET,
    SELECTED,
    SELECTED_MOVING,
    UNTOLD,
    ZERO_GPU,
    Asked,
    Attention,
    Circumstances,
    Rank,
    Read,
    Subject,
    Wish,
    backoff,
    plan,
    stretched,
    wanted,
)
from spacetui.live.picture import Chosen, Picture
from tests.live.made import entry, picture, runtime

NOBODY = Attention()
NOTHING_HOT: frozenset[str] = frozenset()
ADA = Account(name="ada")
RESTING = entry(runtime("RUNNING"))
BUILDING = entry(runtime("BUILDING"), "ada/moving", since=1000.0)
LIST = Read(Subject.LISTING, "ada")


def runtime_of(space_id: str) -> Read:
    return Read(Subject.RUNTIME, space_id)


def wishes(
    of: Picture,
    attention: Attention = NOBODY,
    hot: frozenset[str] = NOTHING_HOT,
    wall: float = 1000.0,
    *,
    pages: dict[str, int] | None = None,
    quiet: bool = False,
    signed_in: bool = False,
) -> dict[Read, float]:
    """How often each thing is wanted."""
    circumstances = Circumstances(hot, pages, quiet, signed_in)
    wished = wanted(of, survey(of.spaces), attention, circumstances, wall)
    return {read: wish.every for read, wish in wished.items()}


def test_who_is_signed_in_comes_first_and_once() -> None:
    assert wishes(Picture(), signed_in=True) == {Read(Subject.ACCOUNT): ONCE}
    of = picture(RESTING, account=ADA)
    assert wishes(of, signed_in=True) == {LIST: LISTING, Read(Subject.CATALOG): CATALOG}


def test_the_catalog_waits_until_every_owner_is_listed() -> None:
    of = picture(RESTING, owners=("ada", "bob"))
    assert set(wishes(of)) == {LIST, Read(Subject.LISTING, "bob")}


def test_nobody_to_list_means_nothing_to_ask() -> None:
    assert wishes(Picture()) == {}
    assert plan({}, {}, 10.0).next_at == math.inf


def test_something_that_moves_speeds_the_listings_up() -> None:
    assert wishes(picture(RESTING))[LIST] == LISTING
    assert wishes(picture(RESTING, BUILDING))[LIST] == LISTING_MOVING


@pytest.mark.parametrize(("passed", "period"), [(MOVING_ENDS_AFTER - 1, LISTING_MOVING), (MOVING_ENDS_AFTER, LISTING)])
def test_a_stage_that_does_not_move_on_is_stuck_after_five_minutes(passed: float, period: float) -> None:
    assert wishes(picture(BUILDING), wall=1000 + passed)[LIST] == period


def test_the_selected_space_is_read_by_itself_faster_while_it_moves() -> None:
    of = picture(RESTING, BUILDING)
    assert wishes(of, Attention(selected="ada/demo"))[Read(Subject.RUNTIME, "ada/demo")] == SELECTED
    assert wishes(of, Attention(selected="ada/moving"))[Read(Subject.RUNTIME, "ada/moving")] == SELECTED_MOVING
    late = wishes(of, Attention(selected="ada/moving"), wall=1000 + MOVING_ENDS_AFTER)
    assert late[Read(Subject.RUNTIME, "ada/moving")] == SELECTED


def test_a_space_just_acted_on_is_read_fast_selected_or_not() -> None:
    of = picture(RESTING)
    for attention in (NOBODY, Attention(selected="ada/demo")):
        hot = wishes(of, attention, frozenset({"ada/demo"}))
        assert hot[Read(Subject.RUNTIME, "ada/demo")] == SELECTED_MOVING
        assert hot[LIST] == LISTING_MOVING


def test_a_copy_that_is_not_listed_yet_speeds_the_listings_and_is_not_read_itself() -> None:
    hot = wishes(picture(RESTING), hot=frozenset({"ada/copy"}))
    assert hot[LIST] == LISTING_MOVING
    assert Read(Subject.RUNTIME, "ada/copy") not in hot


def test_of_many_that_were_acted_on_the_listings_tell() -> None:
    many = [entry(runtime("RUNNING"), f"ada/space-{number}") for number in range(FEW + 1)]
    hot = wishes(picture(*many), hot=frozenset(each.id for each in many))
    assert hot == {LIST: LISTING_MOVING, Read(Subject.CATALOG): CATALOG}


def test_the_few_that_move_among_many_pages_are_read_singly() -> None:
    of = picture(RESTING, BUILDING)
    assert wishes(of, pages={"ada": 3}) == {
        LIST: LISTING,
        runtime_of("ada/moving"): LISTING_MOVING,
        Read(Subject.CATALOG): CATALOG,
    }


def test_a_muted_space_that_moves_hurries_nobody() -> None:
    assert wishes(picture(BUILDING, muted=frozenset({"ada/moving"})))[LIST] == LISTING


def test_only_the_owner_of_what_moves_is_listed_faster() -> None:
    of = picture(BUILDING, entry(runtime("RUNNING"), "bob/demo"))
    assert wishes(of)[Read(Subject.LISTING, "bob")] == LISTING


QUIETLY = {LIST: QUIET, runtime_of("ada/demo"): QUIET, Read(Subject.CATALOG): CATALOG}


def test_where_nothing_happens_and_nobody_looks_all_is_slow() -> None:
    unseen = Attention(selected="ada/demo", focused=False)
    assert wishes(picture(RESTING), unseen, quiet=True) == QUIETLY
    env = Attention(selected="ada/demo", environments=("ada/demo",), focused=False)
    assert wishes(picture(RESTING), env, quiet=True)[Read(Subject.SECRETS, "ada/demo")] == ONCE


def test_a_second_monitor_stays_live_and_so_does_a_quiet_fleet_that_is_looked_at() -> None:
    seen, unseen = (Attention(selected="ada/demo", focused=focused) for focused in (True, False))
    assert wishes(picture(RESTING), unseen, quiet=False)[LIST] == LISTING
    assert wishes(picture(RESTING), seen, quiet=True)[LIST] == LISTING
    assert wishes(picture(RESTING), unseen, frozenset({"ada/demo"}), quiet=True)[LIST] == LISTING_MOVING


def test_what_a_listing_tells_no_runtime_of_is_read_where_it_is_looked_at() -> None:
    untold = replace(entry(None, "ada/untold"), untold=True)
    of = picture(RESTING, untold)
    assert runtime_of("ada/untold") not in wishes(of)
    assert wishes(of, Attention(visible=("ada/demo", "ada/untold")))[runtime_of("ada/untold")] == UNTOLD
    assert wishes(of, Attention(selected="ada/untold"))[runtime_of("ada/untold")] == SELECTED


def test_a_space_seen_to_fail_is_asked_why_until_that_is_read() -> None:
    failed = replace(entry(runtime("RUNTIME_ERROR"), "ada/failed", since=900.0), since_exact=True)
    assert runtime_of("ada/failed") in wishes(picture(failed))
    assert runtime_of("ada/failed") in wishes(picture(replace(failed, read_singly_at=899.0)))
    assert runtime_of("ada/failed") not in wishes(picture(replace(failed, read_singly_at=900.0)))
    assert runtime_of("ada/failed") not in wishes(picture(failed, muted=frozenset({"ada/failed"})))


def test_one_that_had_failed_when_it_was_first_met_is_not_asked() -> None:
    assert runtime_of("ada/failed") not in wishes(picture(entry(runtime("RUNTIME_ERROR"), "ada/failed")))


SLOW, FAST = Read(Subject.CATALOG), Read(Subject.RUNTIME, "ada/demo")
BOTH = {SLOW: Wish(10, 100, Rank.BACKGROUND), FAST: Wish(2, 20, Rank.HOT)}


def test_with_requests_enough_nothing_is_stretched() -> None:
    assert stretched(BOTH, 0.6) == pytest.approx({SLOW: 10, FAST: 2})
    assert stretched(BOTH, math.inf) == {SLOW: 10, FAST: 2}


def test_where_requests_are_short_the_slow_things_slow_first() -> None:
    assert stretched(BOTH, 0.55) == pytest.approx({SLOW: 20, FAST: 2})
    assert stretched(BOTH, 0.51) == pytest.approx({SLOW: 100, FAST: 2})
    assert stretched(BOTH, 0.11) == pytest.approx({SLOW: 100, FAST: 10})


def test_many_followed_spaces_of_others_do_not_slow_down_ones_own() -> None:
    followed = [entry(runtime("RUNNING"), f"grace/{number}") for number in range(50)]
    chosen = {each.id: Chosen(each.id, at=1000.0) for each in followed}
    of = replace(picture(RESTING, *followed, account=ADA), owners=("ada",), chosen=chosen)
    asked = stretched(wanted(of, survey(of.spaces), NOBODY, Circumstances(), 1000.0), per_second=500 / 300)
    assert asked[LIST] == pytest.approx(LISTING)
    assert LISTING < asked[Read(Subject.SPACE, "grace/0")] <= 60


def test_below_the_slowest_pace_all_slow_down_alike() -> None:
    assert stretched(BOTH, 0.03) == pytest.approx({SLOW: 200, FAST: 40})


def test_what_is_wanted_once_costs_nothing_a_second() -> None:
    once = {Read(Subject.ACCOUNT): Wish(ONCE, ONCE, Rank.SELECTED)}
    assert stretched(BOTH | once, 0.6) == pytest.approx({SLOW: 10, FAST: 2, Read(Subject.ACCOUNT): ONCE})


WISHES = st.dictionaries(
    st.builds(Read, st.just(Subject.LISTING), st.text("abcdef", min_size=1, max_size=3)),
    st.builds(
        lambda every, more, rank, cost: Wish(every, every * more, rank, cost),
        st.floats(1, 100),
        st.floats(1, 20),
        st.sampled_from(Rank),
        st.integers(1, 20),
    ),
    min_size=1,
)


@given(WISHES, st.floats(0.001, 50))
def test_stretched_wishes_never_ask_for_more_than_there_is(wished: dict[Read, Wish], per_second: float) -> None:
    periods = stretched(wished, per_second)
    assert sum(wish.cost / periods[read] for read, wish in wished.items()) <= per_second * 1.001 + 1e-6 or all(
        periods[read] == pytest.approx(wish.every) for read, wish in wished.items()
    )
    assert all(periods[read] >= wish.every * 0.999 for read, wish in wished.items())


def test_environments_are_read_only_while_looked_at_and_only_of_spaces_there_are() -> None:
    looked_at = wishes(picture(RESTING), Attention(environments=("ada/demo",)))
    assert looked_at[Read(Subject.SECRETS, "ada/demo")] == ENVIRONMENT
    assert looked_at[Read(Subject.VARIABLES, "ada/demo")] == ENVIRONMENT
    gone = wishes(picture(RESTING), Attention(selected="ada/gone", environments=("ada/gone",)))
    assert {read.subject for read in gone} == {Subject.LISTING, Subject.CATALOG}


def test_what_was_never_asked_for_is_due_and_the_rest_when_its_period_is_over() -> None:
    wish = {LIST: 15.0}
    assert plan(wish, {}, 100.0).due == (LIST,)
    assert plan(wish, {LIST: Asked(100.0)}, 114.9).due == ()
    assert plan(wish, {LIST: Asked(100.0)}, 114.9).next_at == 115.0
    assert plan(wish, {LIST: Asked(100.0)}, 115.0).due == (LIST,)


def test_what_is_wanted_once_is_never_due_again() -> None:
    later = plan({LIST: ONCE}, {LIST: Asked(0.0)}, 1e9)
    assert later.due == ()
    assert later.next_at == math.inf


@pytest.mark.parametrize("period", [1.5, 15.0, CATALOG, ONCE])
def test_what_failed_is_asked_for_at_its_own_time_whatever_its_period(period: float) -> None:
    asked = {LIST: Asked(100.0, failures=3, again_at=107.0)}
    assert plan({LIST: period}, asked, 106.9).next_at == 107.0
    assert plan({LIST: period}, asked, 107.0).due == (LIST,)


def test_a_period_speeds_up_what_was_already_asked_for() -> None:
    asked = {LIST: Asked(100.0)}
    assert plan({LIST: 15.0}, asked, 106.0).due == ()
    assert plan({LIST: 5.0}, asked, 106.0).due == (LIST,)


def test_backoff_doubles_to_less_than_a_minute() -> None:
    assert [backoff(failures, 0.0) for failures in range(1, 9)] == [2, 4, 8, 16, 32, 50, 50, 50]
    assert backoff(10_000, 0.0) == LONGEST_BACKOFF


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_jitter_takes_up_to_a_quarter_off(failures: int, jitter: float) -> None:
    assert 0.75 * backoff(failures, 0.0) <= backoff(failures, jitter) <= backoff(failures, 0.0)


@given(st.floats(0, 1e6), st.floats(0.1, 100), st.floats(0, 1))
@example(1.3, 5.0, 0.06)  # 1.6 + (6.3 - 1.6) is less than 6.3
def test_sleeping_until_the_next_thing_makes_it_due_whatever_floats_do(at: float, period: float, part: float) -> None:
    asked, now = {LIST: Asked(at)}, at + period * part
    ahead = plan({LIST: period}, asked, now)
    woken = now if ahead.due else now + (ahead.next_at - now)
    assert plan({LIST: period}, asked, woken).due == (LIST,)


def test_the_zero_gpu_quota_is_read_while_a_form_shows_it_or_a_space_on_zero_gpu_is_looked_at() -> None:
    quota, on_zero = Read(Subject.ZERO_GPU), entry(runtime(current="zero-a10g"), "ada/zero")
    known = picture(RESTING, on_zero, account=ADA)
    assert wishes(known, Attention("ada/zero"), signed_in=True)[quota] == ZERO_GPU
    assert wishes(known, Attention("ada/demo", zero_gpu=True), signed_in=True)[quota] == ZERO_GPU
    assert quota not in wishes(known, Attention("ada/demo"), signed_in=True)
    anonymous = picture(RESTING, on_zero)
    assert quota not in wishes(anonymous, Attention("ada/zero", zero_gpu=True))
