"""What Spaces cost: the catalog's price times replicas, in stages that are billed."""

from __future__ import annotations

from typing import Any

import pytest

from spacetui.live.cost import Burn, burn, hourly, paid_without_sleep, prices, rate, replicas
from spacetui.live.picture import Known, Picture
from tests.live.made import entry, flavor, runtime

PRICES = {"t4-small": 0.4, "a10g-small": 1.0, "cpu-basic": 0.0}


def test_prices_come_from_the_catalog_and_what_is_not_told_is_left_out() -> None:
    flavors = (
        flavor("t4-small", 0.4 / 60),
        flavor("new", None),
        flavor("odd", 1.0, "fortnight"),
        flavor("h", 2.0, "hour"),
    )
    assert prices(Picture(catalog=Known(flavors, 0.0))) == {
        "cpu-basic": 0.0,
        "zero-a10g": 0.0,
        "t4-small": 0.4,
        "h": 2.0,
    }


def test_what_is_never_billed_by_the_hour_is_free_without_a_catalog() -> None:
    assert prices(Picture()) == {"cpu-basic": 0.0, "zero-a10g": 0.0}


@pytest.mark.parametrize(
    ("counts", "paid"),
    [
        (None, 1),
        ({"requested": 3, "current": 1}, 3),
        ({"requested": 1, "current": 3}, 1),
        ({"requested": "auto", "current": 2}, 2),
        ({"requested": "auto", "current": None}, 1),
        ({"current": 2}, 2),
        ({}, 1),
        ({"requested": 0, "current": 0}, 0),
    ],
)
def test_replicas_asked_for_are_paid_for_or_where_that_is_auto_those_there_are(counts: Any, paid: int) -> None:
    told = runtime("RUNNING", replicas=counts)
    assert replicas(told) == paid
    assert rate(told, PRICES) == pytest.approx(0.4 * paid)


@pytest.mark.parametrize(
    ("stage", "cost"),
    [
        ("RUNNING", 0.4),
        ("APP_STARTING", 0.4),
        ("RUNNING_BUILDING", 0.4),
        ("RUNNING_APP_STARTING", 0.4),
        ("BUILDING", 0.0),
        ("BUILD_ERROR", 0.0),
        ("RUNTIME_ERROR", 0.0),
        ("CONFIG_ERROR", 0.0),
        ("SLEEPING", 0.0),
        ("PAUSED", 0.0),
        ("STOPPED", 0.0),
        ("NO_APP_FILE", 0.0),
        ("DELETING", 0.0),
        ("A_NEW_STAGE", None),
    ],
)
def test_only_starting_and_running_is_billed(stage: str, cost: float | None) -> None:
    assert hourly(entry(runtime(stage)), PRICES) == cost


def test_while_hardware_is_switched_the_one_in_use_is_billed() -> None:
    switching = runtime("RUNNING_BUILDING", "t4-small", requested="a10g-small")
    assert hourly(entry(switching), PRICES) == 0.4
    assert rate(switching, PRICES, flavor="a10g-small") == 1.0


def test_a_price_nobody_told_is_none_and_never_zero() -> None:
    assert hourly(entry(runtime("RUNNING", "h300x8")), PRICES) is None
    assert hourly(entry(runtime("RUNNING", None)), PRICES) is None
    assert hourly(entry(None), PRICES) is None


def test_what_is_free_is_free_in_a_stage_nobody_knows() -> None:
    assert hourly(entry(runtime("A_NEW_STAGE", "cpu-basic")), PRICES) == 0.0


def test_static_spaces_cost_nothing() -> None:
    assert hourly(entry(runtime("RUNNING", None), sdk="static"), PRICES) == 0.0


def test_paid_hardware_that_never_sleeps_is_told_while_it_is_billed() -> None:
    def told(stage: str, current: str, sleep: int | None) -> bool:
        return paid_without_sleep(entry(runtime(stage, current, gcTimeout=sleep)), PRICES)

    assert told("RUNNING", "t4-small", -1)
    assert not told("RUNNING", "t4-small", 3600)
    assert not told("RUNNING", "t4-small", None)
    assert not told("PAUSED", "t4-small", -1)
    assert not told("RUNNING", "cpu-basic", -1)
    assert not told("RUNNING", "h300x8", -1)
    assert not paid_without_sleep(entry(None), PRICES)


def test_the_burn_adds_what_is_known_and_counts_what_is_not() -> None:
    fleet = [
        entry(runtime("RUNNING", "t4-small", replicas={"requested": 2, "current": 1}), "ada/a"),
        entry(runtime("APP_STARTING", "a10g-small"), "ada/b"),
        entry(runtime("PAUSED", None, requested="a10g-small"), "ada/c"),
        entry(runtime("RUNNING", "h300x8"), "ada/d"),
        entry(runtime("PAUSED", None, requested="h300x8"), "ada/e"),
        entry(None, "ada/f"),
    ]
    total = burn(fleet, PRICES)
    assert total.usd_per_hour == pytest.approx(1.8)
    assert total.unknown == 1
    assert burn([], PRICES) == Burn(0, 0)
