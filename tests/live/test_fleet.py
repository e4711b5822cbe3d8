"""What is known of Spaces grows with each observation and is never blanked by one that tells less."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacetui.hub.errors import NoAnswer
from spacetui.hub.models import Space
from spacetui.hub.terms import SpaceStage
from spacetui.live.fleet import (
    CPU_BASIC_SLEEP,
    NEVER,
    Difference,
    Survey,
    difference,
    observe_list,
    observe_problem,
    observe_runtime,
    survey,
)
from spacetui.live.picture import STALE_AFTER, SpaceEntry
from tests.live.made import item, runtime, space

NO_DIFFERENCE = Difference(frozenset(), frozenset(), {}, eventful=False)
SAMPLES = Path(__file__).parent.parent / "data" / "hub-samples"
FULL = runtime(
    "RUNTIME_ERROR",
    None,
    requested="t4-small",
    gcTimeout=3600,
    devMode=True,
    domains=[{"domain": "ada-demo.hf.space", "stage": "READY"}],
    sha="abc",
    errorMessage="out of memory",
    storage={"current": "small", "requested": "small"},
    replicas={"current": None, "requested": 2},
    volumes=[{"type": "dataset", "source": "ada/d", "mountPath": "/d"}],
)


def listed(*spaces: Space, owner: str = "ada", at: float = 10.0, **more: Any) -> dict[str, SpaceEntry]:
    return observe_list({}, owner, spaces, at, **more)


def known(told: dict[str, Any]) -> dict[str, SpaceEntry]:
    return listed(space(runtime=told))


def only(entries: dict[str, SpaceEntry]) -> Any:
    """The runtime of the one Space there is."""
    (each,) = entries.values()
    assert each.runtime is not None
    return each.runtime


def test_a_list_item_that_tells_less_blanks_nothing_that_runtime_told() -> None:
    entries = observe_runtime(known(item("RUNTIME_ERROR", None)), "ada/demo", FULL, 20)
    after = only(observe_list(entries, "ada", [space(runtime={"stage": "RUNTIME_ERROR"})], 30))
    for name in ("requested_hardware", "sleep_time", "dev_mode", "domains", "sha", "storage", "volumes", "replicas"):
        assert getattr(after, name) == getattr(FULL, name), name
    assert after.error_message == "out of memory"


def test_an_error_message_goes_with_its_stage() -> None:
    entries = observe_runtime(known(item("RUNTIME_ERROR", None)), "ada/demo", FULL, 20)
    assert only(observe_list(entries, "ada", [space(runtime=item("BUILDING", None))], 30)).error_message is None


def test_what_a_list_item_does_tell_counts() -> None:
    entries = observe_runtime(known(item("RUNTIME_ERROR", None)), "ada/demo", FULL, 20)
    told = item("RUNTIME_ERROR", None, gcTimeout=60, devMode=False, replicas={"current": 1, "requested": 1})
    after = only(observe_list(entries, "ada", [space(runtime=told)], 30))
    assert (after.sleep_time, after.dev_mode, after.replicas.requested) == (60, False, 1)


def test_runtime_is_the_whole_truth_and_may_take_things_back() -> None:
    entries = observe_runtime(known(item()), "ada/demo", FULL, 20)
    after = only(observe_runtime(entries, "ada/demo", runtime("RUNNING"), 30))
    assert (after.volumes, after.storage, after.error_message, after.dev_mode) == (None, None, None, None)


def test_a_list_item_without_a_runtime_leaves_the_known_one() -> None:
    entries = observe_runtime(known(item()), "ada/demo", FULL, 20)
    after = observe_list(entries, "ada", [space(likes=5)], 30)["ada/demo"]
    assert (after.runtime, after.space.likes, after.read_at) == (FULL, 5, 20)


def test_a_change_of_stage_begins_an_age_that_is_exact_and_lasts() -> None:
    entries = known(item("BUILDING", None))
    assert (entries["ada/demo"].since, entries["ada/demo"].since_exact) == (10, False)
    still = observe_list(entries, "ada", [space(runtime=item("BUILDING", None))], 20)
    assert (still["ada/demo"].since, still["ada/demo"].since_exact) == (10, False)
    moved = observe_runtime(still, "ada/demo", runtime("APP_STARTING"), 30)
    assert (moved["ada/demo"].since, moved["ada/demo"].since_exact) == (30, True)
    later = observe_list(moved, "ada", [space(runtime=item("APP_STARTING"))], 40)["ada/demo"]
    assert (later.since, later.since_exact, later.read_at) == (30, True, 40)


def test_a_runtime_told_for_the_first_time_is_no_change_of_stage() -> None:
    entries = observe_runtime(listed(space()), "ada/demo", runtime(), 30)
    assert entries["ada/demo"].since_exact is False


def test_what_tells_nothing_new_keeps_its_objects_and_touches_nothing() -> None:
    told = item("RUNNING", gcTimeout=3600, devMode=False)
    entries = known(told)
    again = observe_list(entries, "ada", [space(runtime=told)], 20)
    assert again["ada/demo"].space is entries["ada/demo"].space
    assert again["ada/demo"].runtime is entries["ada/demo"].runtime
    assert difference(entries, again) == NO_DIFFERENCE


def test_listing_and_runtime_in_turn_settle_on_the_same_objects() -> None:
    full = runtime("RUNNING", gcTimeout=3600, devMode=False, sha="abc", errorMessage=None)
    entries = observe_runtime(known(item("RUNNING", gcTimeout=3600, devMode=False)), "ada/demo", full, 20)
    kept = entries["ada/demo"].runtime
    for at in range(30, 60, 10):
        entries = observe_list(entries, "ada", [space(runtime=item("RUNNING", gcTimeout=3600, devMode=False))], at)
        same = runtime("RUNNING", gcTimeout=3600, devMode=False, sha="abc", errorMessage=None)
        entries = observe_runtime(entries, "ada/demo", same, at + 5)
        assert entries["ada/demo"].runtime is kept


def test_what_a_listing_leaves_out_is_gone_and_other_owners_stay() -> None:
    before = {**listed(space("ada/a"), space("ada/b")), **listed(space("bob/c"), owner="bob")}
    after = observe_list(before, "ada", [space("ada/b"), space("ada/new")], 20)
    assert set(after) == {"bob/c", "ada/b", "ada/new"}
    assert difference(before, after) == Difference(frozenset({"ada/new"}), frozenset({"ada/a"}), {}, eventful=True)


def test_an_author_may_be_asked_for_in_another_case_than_the_hub_writes_it() -> None:
    assert observe_list(listed(space("Ada/a")), "ada", [], 20) == {}


@pytest.mark.parametrize(
    ("told", "sleep"),
    [
        (runtime("RUNNING", "cpu-basic"), CPU_BASIC_SLEEP),
        (runtime("BUILDING", None, requested="cpu-basic"), CPU_BASIC_SLEEP),
        (runtime("RUNNING", "t4-small"), NEVER),
        (runtime("RUNNING", "t4-small", gcTimeout=-1), NEVER),
        (runtime("PAUSED", None, requested="a10g-small"), NEVER),
        (runtime("RUNNING", "t4-small", gcTimeout=3600), 3600),
        (runtime("RUNNING", None), None),
    ],
)
def test_runtime_leaves_the_sleep_time_out_where_it_is_the_default(told: Any, sleep: int | None) -> None:
    assert only(observe_runtime(listed(space()), "ada/demo", told, 20)).sleep_time == sleep


@pytest.mark.parametrize(
    ("told", "sleep"),
    [
        (item("RUNNING", "t4-small"), NEVER),
        (item("RUNNING", "cpu-basic"), CPU_BASIC_SLEEP),
        (item("PAUSED", None), None),
        (item("SLEEPING", None), None),
        (item("BUILDING", None), None),
        (item("RUNNING", None, requested=None), None),
    ],
)
def test_in_a_list_only_what_is_billed_tells_the_default_by_silence(told: Any, sleep: int | None) -> None:
    assert only(known(told)).sleep_time == sleep


def test_a_problem_is_noted_and_a_good_reading_clears_it() -> None:
    problem = NoAnswer("cut")
    before = known(item())
    noted = observe_problem(before, "ada/demo", problem)
    assert noted["ada/demo"].problem is problem
    assert noted["ada/demo"].runtime is before["ada/demo"].runtime
    assert difference(before, noted) == Difference(frozenset({"ada/demo"}), frozenset(), {}, eventful=False)
    assert observe_runtime(noted, "ada/demo", runtime(), 30)["ada/demo"].problem is None


def test_nothing_is_learnt_of_a_space_that_is_not_listed() -> None:
    assert observe_runtime({}, "ada/demo", runtime(), 10) == {}
    assert observe_problem({}, "ada/demo", NoAnswer("cut")) == {}


def test_an_answer_overtaken_by_a_newer_one_does_not_roll_the_runtime_back() -> None:
    entries = observe_runtime(listed(space(runtime=item()), turn=1), "ada/demo", runtime("PAUSED", None), 20, 5)
    late = observe_list(entries, "ada", [space(runtime=item(), likes=9)], 30, 4)["ada/demo"]
    assert (late.runtime, late.space.likes, late.read_at) == (entries["ada/demo"].runtime, 9, 20)
    assert observe_runtime(entries, "ada/demo", runtime(), 30, 4) == entries
    newer = observe_list(entries, "ada", [space(runtime=item())], 30, 6)
    assert only(newer).stage == "RUNNING"
    assert only(observe_runtime(newer, "ada/demo", runtime("PAUSED", None), 40, 5)).stage == "RUNNING"


@pytest.mark.parametrize("name", ["spaces-list-live.json", "spaces-list-expanded.json", "spaces-list-short.json"])
def test_published_listings_are_taken_in_twice_without_a_change(name: str) -> None:
    def read() -> list[Space]:
        return [Space.model_validate(each) for each in json.loads((SAMPLES / name).read_text())]

    once = observe_list({}, "someone", read(), 10)
    twice = observe_list(once, "someone", read(), 20)
    assert len(once) == len(read())
    assert difference(once, twice) == NO_DIFFERENCE


STAGES = st.sampled_from([*SpaceStage, SpaceStage("NEW_STAGE")])
OPTIONAL = st.fixed_dictionaries(
    {},
    optional={
        "gcTimeout": st.sampled_from([-1, 3600]),
        "devMode": st.booleans(),
        "sha": st.sampled_from(["a", "b"]),
        "errorMessage": st.sampled_from(["x", "y", None]),
        "replicas": st.sampled_from([{"requested": "auto", "current": 2}, {"requested": 1}]),
    },
)
BODIES = st.builds(
    lambda stage, hardware, rest: {"stage": stage, "hardware": {"current": hardware, "requested": "t4-small"}, **rest},
    STAGES,
    st.sampled_from([None, "t4-small", "cpu-basic"]),
    OPTIONAL,
)


@given(st.lists(st.tuples(st.booleans(), BODIES), min_size=1, max_size=8))
def test_answers_in_any_order_end_where_the_order_of_asking_does_in_stage_and_hardware(
    told: list[tuple[bool, dict[str, Any]]],
) -> None:
    """Each answer has the turn of its asking; whichever comes last, the newest asking decides."""
    start = listed(space())
    final = told[-1][1]
    for order in (range(len(told)), reversed(range(len(told)))):
        entries = start
        for index in order:
            single, body = told[index]
            if single:
                entries = observe_runtime(entries, "ada/demo", runtime_of(body), 20, index + 1)
            else:
                entries = observe_list(entries, "ada", [space(runtime=body)], 20, index + 1)
        assert only(entries).stage == final["stage"]
        assert only(entries).hardware == final["hardware"]["current"]


@given(BODIES, OPTIONAL, STAGES)
def test_a_list_item_only_ever_adds(body: dict[str, Any], less: dict[str, Any], stage: str) -> None:
    before = observe_runtime(listed(space()), "ada/demo", runtime_of(body), 20)
    after = only(observe_list(before, "ada", [space(runtime={"stage": stage, **less})], 30))
    for name in ("sleep_time", "dev_mode", "sha", "replicas", "requested_hardware"):
        assert getattr(only(before), name) is None or getattr(after, name) is not None
    assert after.stage == stage


def runtime_of(body: dict[str, Any]) -> Any:
    return runtime(
        body["stage"], **{key: value for key, value in body.items() if key not in ("stage", "hardware")}
    ).model_copy(
        update={"hardware": space(runtime=body).runtime.hardware}  # type: ignore[union-attr]
    )


def test_a_space_under_another_name_takes_along_what_was_known_of_it() -> None:
    before = observe_list({}, "ada", [space("ada/old", item("RUNNING"), _id="65f0")], 10.0)
    before = observe_runtime(before, "ada/old", runtime("RUNNING", sha="c0ffee"), 20.0, turn=1)
    after = observe_list(before, "ada", [space("ada/new", item("RUNNING"), _id="65f0")], 30.0, turn=2)
    assert list(after) == ["ada/new"]
    entry = after["ada/new"]
    assert entry.runtime is not None
    assert (entry.since, entry.runtime.sha) == (10.0, "c0ffee")
    assert difference(before, after).renamed == {"ada/old": "ada/new"}


def test_a_space_that_moves_to_another_owner_stands_nowhere_twice() -> None:
    before = observe_list({}, "ada", [space("ada/demo", item("RUNNING"), _id="65f0")], 10.0)
    after = observe_list(before, "bob", [space("bob/demo", item("RUNNING"), _id="65f0")], 20.0, turn=1)
    assert list(after) == ["bob/demo"]
    assert difference(before, after).renamed == {"ada/demo": "bob/demo"}


def test_spaces_without_identity_are_never_taken_for_one_another() -> None:
    before = observe_list({}, "ada", [space("ada/old", item("RUNNING"))], 10.0)
    after = observe_list(before, "ada", [space("ada/new", item("RUNNING"))], 20.0, turn=1)
    assert difference(before, after).renamed == {}
    assert after["ada/new"].since == 20.0


def test_likes_are_no_event_and_a_stage_is() -> None:
    before = observe_list({}, "ada", [space("ada/demo", item("RUNNING"), likes=3)], 10.0)
    liked = observe_list(before, "ada", [space("ada/demo", item("RUNNING"), likes=4)], 20.0, turn=1)
    assert difference(before, liked) == Difference(frozenset({"ada/demo"}), frozenset(), {}, eventful=False)
    failed = observe_list(liked, "ada", [space("ada/demo", item("RUNTIME_ERROR"), likes=4)], 30.0, turn=2)
    assert difference(liked, failed).eventful


def test_a_list_item_without_a_runtime_leaves_what_was_known_to_grow_old() -> None:
    before = observe_list({}, "ada", [space("ada/demo", item("RUNNING"))], 10.0)
    after = observe_list(before, "ada", [space("ada/demo")], 200.0, turn=1)
    entry = after["ada/demo"]
    assert entry.runtime is before["ada/demo"].runtime
    assert (entry.read_at, entry.untold, entry.stale(200.0)) == (10.0, True, True)
    assert survey(after) == Survey({}, frozenset(), frozenset({"ada/demo"}))
    again = observe_list(after, "ada", [space("ada/demo", item("RUNNING"))], 210.0, turn=2)
    assert (again["ada/demo"].untold, again["ada/demo"].stale(210.0)) == (False, False)


def test_a_survey_names_what_moves_and_what_failed_without_a_reason() -> None:
    items = [space("ada/builds", item("BUILDING")), space("ada/fails", item("RUNNING"))]
    met = observe_list({}, "ada", items, 10.0)
    assert survey(met) == Survey({"ada/builds": 10.0}, frozenset(), frozenset())
    items = [space("ada/builds", item("BUILDING")), space("ada/fails", item("RUNTIME_ERROR"))]
    failed = observe_list(met, "ada", items, 20.0, turn=1)
    assert survey(failed) == Survey({"ada/builds": 10.0}, frozenset({"ada/fails"}), frozenset())
    told = observe_runtime(failed, "ada/fails", runtime("RUNTIME_ERROR", errorMessage="out of memory"), 21.0, turn=2)
    assert survey(told).unexplained == frozenset()


def test_what_may_have_changed_while_nobody_looked_is_not_told_as_seen() -> None:
    before = observe_list({}, "ada", [space("ada/demo", item("RUNNING"))], 10.0)
    before = observe_list(before, "ada", [space("ada/demo", item("BUILDING"))], 20.0, turn=1)
    assert before["ada/demo"].since_exact
    same = observe_list(before, "ada", [space("ada/demo", item("BUILDING"))], 20.0 + STALE_AFTER + 1, turn=2)
    other = observe_list(before, "ada", [space("ada/demo", item("RUNNING"))], 20.0 + STALE_AFTER + 1, turn=2)
    for entries in (same, other):
        entry = entries["ada/demo"]
        assert (entry.since, entry.since_exact) == (20.0 + STALE_AFTER + 1, False)
    soon = observe_list(before, "ada", [space("ada/demo", item("BUILDING"))], 20.0 + STALE_AFTER, turn=2)
    assert (soon["ada/demo"].since, soon["ada/demo"].since_exact) == (20.0, True)


def test_an_item_that_says_what_it_said_tells_its_age_alone_and_counts_again_once_something_else_was_told() -> None:
    listed = [space("ada/demo", item("RUNNING", gcTimeout=60))]
    met = observe_list({}, "ada", listed, 10.0, turn=1)
    same = observe_list(met, "ada", listed, 20.0, turn=2)
    assert same["ada/demo"].runtime is met["ada/demo"].runtime
    assert (same["ada/demo"].read_at, same["ada/demo"].turn, same["ada/demo"].since) == (20.0, 2, 10.0)
    paused = observe_runtime(same, "ada/demo", runtime("PAUSED", gcTimeout=90), 30.0, turn=3)
    again = observe_list(paused, "ada", listed, 40.0, turn=4)["ada/demo"]
    assert again.runtime is not None
    assert (again.runtime.stage, again.runtime.sleep_time, again.since) == ("RUNNING", 60, 40.0)
