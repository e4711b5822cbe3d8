"""What counts as a change between two pictures, where it takes more than a demo hub to show it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from spacetui.live.picture import Known, SpaceEntry, Update
from spacetui.report.changes import Teller, json_line, text_line
from tests.live.made import entry, picture, runtime

NOW = 1_790_000_000.0


def seen(*entries: SpaceEntry, at: float = NOW, **more: Any) -> Update:
    """An update after whose owners' lists, read at that time, all these Spaces differ."""
    told = picture(*entries)
    listed = {owner: Known(0, at) for owner in told.owners}
    return Update(replace(told, listed=listed), frozenset(told.spaces), **more)


def test_a_picture_from_before_tells_nothing_until_the_list_is_read() -> None:
    teller = Teller(since=NOW)
    assert teller.tell(seen(entry(runtime("BUILDING")), at=NOW - 3600)) == []
    listed = seen(entry(runtime("RUNNING")))
    (change,) = teller.tell(replace(listed, touched=frozenset()))
    assert (change.event, change.now["stage"]) == ("first seen", "RUNNING")


def test_an_owners_first_list_does_not_wait_for_the_others() -> None:
    teller = Teller(since=NOW)
    both = seen(entry(runtime()), entry(runtime(), "analytical/demo"))
    first = replace(both.picture, listed={"ada": Known(0, NOW)})
    assert [change.id for change in teller.tell(replace(both, picture=first))] == ["ada/demo"]
    assert [change.id for change in teller.tell(replace(both, touched=frozenset()))] == ["analytical/demo"]


def test_a_stage_told_for_the_first_time_is_told_and_the_rest_is_not() -> None:
    teller = Teller(since=NOW)
    (first,) = teller.tell(seen(entry(None)))
    assert text_line(first).partition("  ")[2] == "ada/demo  stage not told"
    (change,) = teller.tell(seen(entry(runtime("RUNNING", sha="abc"))))
    assert change.names == ("stage",)
    assert text_line(change).partition("  ")[2] == "ada/demo  stage not told → RUNNING"


def test_what_an_answer_leaves_out_is_no_change_either() -> None:
    teller = Teller(since=NOW)
    teller.tell(seen(entry(runtime(sha="abc", gcTimeout=3600, devMode=True))))
    assert teller.tell(seen(entry(runtime()))) == []
    (change,) = teller.tell(seen(entry(runtime(sha="def", gcTimeout=3600, devMode=True))))
    assert (change.was["running_sha"], change.now["running_sha"]) == ("abc", "def")
    assert change.names == ("running_sha",)


def test_a_space_told_gone_that_turns_up_elsewhere_is_told_renamed() -> None:
    teller = Teller(since=NOW)
    teller.tell(seen(entry(runtime())))
    (gone,) = teller.tell(seen(entry(runtime(), "ada/other"), gone=frozenset({"ada/demo"})))[:1]
    assert (gone.event, gone.id) == ("gone", "ada/demo")
    moved = seen(entry(runtime(), "analytical/demo"), renamed={"ada/demo": "analytical/demo"})
    (change,) = teller.tell(moved)
    assert (change.id, change.names, change.was["id"]) == ("analytical/demo", ("id",), "ada/demo")
    assert '"change": ["id"]' in json_line(change)


def test_an_error_that_was_there_before_is_no_change_and_a_new_one_is() -> None:
    teller = Teller(since=NOW)
    failed = entry(runtime("RUNTIME_ERROR"))
    teller.tell(seen(failed))
    with_reason = replace(failed, runtime=runtime("RUNTIME_ERROR", errorMessage="boom"), read_singly_at=NOW)
    assert teller.tell(seen(with_reason)) == []
    other = replace(with_reason, runtime=runtime("RUNTIME_ERROR", errorMessage="bang"))
    (change,) = teller.tell(seen(other))
    assert text_line(change).partition("  ")[2] == "ada/demo  RUNTIME_ERROR  bang"


def test_replicas_and_domains_read_as_words() -> None:
    def words(before: dict[str, Any], after: dict[str, Any]) -> str:
        teller = Teller(since=NOW)
        teller.tell(seen(entry(runtime(**before))))
        return text_line(teller.tell(seen(entry(runtime(**after))))[0]).partition("RUNNING")[2].strip()

    one, two = {"current": 1, "requested": 2}, {"current": 2, "requested": 2}
    assert words({"replicas": one}, {"replicas": two}) == "2 of 2 replicas"
    assert words({"replicas": two}, {"replicas": {"current": 2, "requested": "auto"}}) == "replicas 2 → auto"
    here = {"domains": [{"domain": "a.example", "stage": "PENDING"}]}
    ready = {"domains": [{"domain": "a.example", "stage": "READY"}]}
    assert words(here, ready) == "a.example READY"
    assert words(here, {"domains": []}) == "a.example gone"
