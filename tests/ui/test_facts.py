"""What the runtime panel says of a Space, in words."""

from __future__ import annotations

import pytest

from spacetui.hub.errors import HubUnwell, NotFound
from spacetui.hub.models import HardwareInfo, SpaceRuntime
from spacetui.live import cost
from spacetui.live.picture import Known, Picture, SpaceEntry
from spacetui.ui.facts import Fact, facts, reason
from spacetui.ui.glyphs import Glyphs
from tests.live.made import entry, flavor, picture, runtime

CATALOG: tuple[HardwareInfo, ...] = (flavor("t4-small", 0.4 / 60), flavor("a10g-small", 1 / 60))


def told(space: SpaceEntry, known: Picture | None = None, now: float = 0.0) -> dict[str, Fact]:
    known = known or picture(space, catalog=Known(CATALOG, 0.0))
    return {fact.label: fact for fact in facts(space, known, cost.prices(known), Glyphs(), now)}


def price(of: SpaceRuntime, **more: object) -> tuple[str, str]:
    space = entry(of)
    fact = told(space, picture(space, **({"catalog": Known(CATALOG, 0.0)} | more)))["Price"]
    return fact.value, fact.note


@pytest.mark.parametrize(
    ("of", "value", "note"),
    [
        (runtime(), "$0.40/h", "about $292 a month"),
        (runtime(replicas={"current": 2, "requested": 3}), "$1.20/h", "about $876 a month, 3 replicas"),
        (runtime("SLEEPING", None, requested="t4-small"), "nothing now", "$0.40/h once it starts"),
        (runtime(current="cpu-basic"), "free", ""),
        (runtime(requested="a10g-small"), "$0.40/h → $1.00/h", ""),
        (runtime(current="h300x8"), "unknown", "the catalog does not list this flavor"),
        (runtime("PAUSED", None, requested="h300x8"), "nothing now", "the catalog does not list this flavor"),
        (runtime("BUILDING", None), "nothing now", "its hardware is not told"),
        (runtime("SOMETHING_NEW"), "unknown", "$0.40/h if it is billed in this stage"),
    ],
)
def test_a_price_is_what_it_costs_now_and_what_it_would(of: SpaceRuntime, value: str, note: str) -> None:
    assert price(of) == (value, note)


def test_before_the_catalog_is_there_no_price_is_called_free_or_unlisted() -> None:
    assert price(runtime(), catalog=None) == ("unknown", "prices are being read")
    assert price(runtime("RUNTIME_ERROR"), catalog=None) == ("nothing now", "prices are being read")
    problem = HubUnwell("The Hub is not well.")
    assert price(runtime(), catalog=None, catalog_problem=problem) == ("unknown", "prices could not be read")


def test_the_reason_is_the_line_that_says_what_went_wrong_and_the_whole_message_stands_below() -> None:
    message = "Exit code: 1. Reason: Traceback (most recent call last):\n  import torch\nModuleNotFoundError: torch\n"
    shown = told(entry(runtime("RUNTIME_ERROR", errorMessage=message)))
    assert shown["Reason"].value == "ModuleNotFoundError: torch"
    assert "import torch" in shown["Message"].value
    assert reason(" \n ") == ""


def test_why_a_sleeping_space_sleeps_is_no_failure() -> None:
    shown = told(
        entry(runtime("SLEEPING", None, requested="cpu-basic", errorMessage="Paused due to inactivity")), now=80
    )
    assert shown["Stage"].note == "Paused due to inactivity · for 1 m or more"
    assert "Reason" not in shown


def test_seconds_in_a_stage_are_told_in_steps_and_a_start_that_was_not_seen_is_not_claimed() -> None:
    assert told(entry(runtime()), now=3)["Stage"].note == ""
    assert told(entry(runtime()), now=14)["Stage"].note == "for 10 s or more"


def test_a_served_commit_that_is_not_the_newest_is_a_warning() -> None:
    shown = told(entry(runtime(sha="1234567890"), sha="abcdef1234"))
    assert (shown["Commit"].value, shown["Commit"].note, shown["Commit"].tone) == (
        "12345678 is served",
        "newest is abcdef12",
        "warning",
    )


def test_a_lapsed_domain_is_a_warning_in_words() -> None:
    domain = {"domain": "lab.example.org", "stage": "EXPIRED_CHALLENGE", "isCustom": True}
    url = told(entry(runtime(domains=[domain])))["URL"]
    assert (url.value, url.note, url.tone) == ("lab.example.org", "expired challenge", "warning")


def test_paid_hardware_that_never_sleeps_says_how_to_change_that() -> None:
    assert told(entry(runtime(gcTimeout=-1)))["Sleep"] == Fact(
        "Sleep", "never", "bills day and night: z sets a sleep time", "warning"
    )


def test_a_space_that_could_not_be_read_says_why_beside_what_is_known() -> None:
    space = SpaceEntry(entry(runtime()).space, runtime(), 0.0, 0.0, problem=NotFound("It is gone."))
    shown = told(space)
    assert shown["Not read"].value == "It is gone."
    assert shown["Hardware"].value == "t4-small"
