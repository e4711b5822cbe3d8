"""What the runtime panel says of a Space, in words."""

from __future__ import annotations

from datetime import datetime

import pytest

from spacetui.hub.errors import HubUnwell, NotFound
from spacetui.hub.models import HardwareInfo, SpaceRuntime, ZeroGpuQuota
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


PUSHED = "2026-01-01T00:00:00Z"
TWO_HOURS_LATER = 1767225600.0 + 7200


@pytest.mark.parametrize(
    ("stage", "value", "note"),
    [
        ("RUNNING", "12345678 is served", "newest is abcdef12: pushed 2 h ago"),
        ("RUNNING_BUILDING", "12345678 is served", "newest is abcdef12: pushed 2 h ago, being built"),
        ("PAUSED", "12345678 ran last", "newest is abcdef12: pushed 2 h ago"),
    ],
)
def test_a_served_commit_that_is_not_the_newest_is_a_warning(stage: str, value: str, note: str) -> None:
    space = entry(runtime(stage, sha="1234567890"), sha="abcdef1234", lastModified=PUSHED)
    assert told(space, now=TWO_HOURS_LATER)["Commit"] == Fact("Commit", value, note, "warning")


def test_when_the_newest_commit_was_pushed_is_left_out_where_it_is_not_told() -> None:
    shown = told(entry(runtime(sha="1234567890"), sha="abcdef1234"))
    assert shown["Commit"].note == "newest is abcdef12"


@pytest.mark.parametrize(
    ("stage", "note", "tone"),
    [
        ("READY", "ready", "text"),
        ("PENDING", "being set up: its DNS record has to point to the Hub", "warning"),
        (
            "EXPIRED_CHALLENGE",
            "its certificate lapsed: mend its DNS record, then add it anew in the Space's settings",
            "warning",
        ),
        ("SOME_NEW_WORD", "some new word", "warning"),
    ],
)
def test_a_custom_domain_says_how_it_stands_and_what_to_do(stage: str, note: str, tone: str) -> None:
    domain = {"domain": "lab.example.org", "stage": stage, "isCustom": True}
    assert told(entry(runtime(domains=[domain])))["Domain"] == Fact("Domain", "lab.example.org", note, tone)


def test_a_static_space_has_an_address_though_no_domain_is_told() -> None:
    assert told(entry(runtime(current=None), sdk="static", subdomain="ada-demo"))["URL"].value == (
        "ada-demo.static.hf.space"
    )


def test_the_card_tells_the_sdk_with_its_version_and_who_sees_it() -> None:
    card = {"title": "Demo [b]", "sdk_version": "5.49.1"}
    shown = told(entry(runtime(), cardData=card, private=True, region="us"))
    assert (shown["Title"].value, shown["Kind"].value) == ("Demo [b]", "gradio 5.49.1, us")
    assert (shown["Visible"].value, shown["Visible"].note) == ("to ada alone", "private")
    assert told(entry(runtime(), private=False))["Visible"].note == "public or protected"
    assert told(entry(runtime(), cardData={"sdk_version": ["5"]}))["Kind"].value == "gradio"


def test_paid_hardware_that_never_sleeps_says_how_to_change_that() -> None:
    assert told(entry(runtime(gcTimeout=-1)))["Sleep"] == Fact(
        "Sleep", "never", "bills day and night: z sets a sleep time", "warning"
    )


def test_a_space_that_could_not_be_read_says_why_beside_what_is_known() -> None:
    space = SpaceEntry(entry(runtime()).space, runtime(), 0.0, 0.0, problem=NotFound("It is gone."))
    shown = told(space)
    assert shown["Not read"].value == "It is gone."
    assert shown["Hardware"].value == "t4-small"


def test_replicas_volumes_dev_mode_and_old_storage_are_told() -> None:
    volumes = [
        {"type": "dataset", "source": "****/******", "mountPath": "/data"},
        {"type": "bucket", "source": "ada/scratch", "mountPath": "/scratch"},
    ]
    shown = told(
        entry(
            runtime(
                replicas={"current": 3, "requested": "auto"},
                volumes=volumes,
                devMode=True,
                storage={"current": None, "requested": "medium"},
            )
        )
    )
    assert shown["Replicas"][1:3] == ("3", "auto: the Hub decides how many")
    assert shown["Volumes"][1:3] == ("2 mounted", "/data, /scratch")
    assert shown["Dev mode"].value == "on"
    assert shown["Storage"].value == "medium, 150 GB"
    assert "Volumes" not in told(entry(runtime(volumes=[])))


@pytest.mark.parametrize(
    ("quota", "words"),
    [
        ({"base": 2400.0, "current": 1860.0, "resetsAt": None}, "31 m of 40 m left"),
        ({"base": 300, "current": 12.4, "resetsAt": "nonsense"}, "12 s of 5 m left"),
        ({"base": 300, "current": 0, "overquotaUsed": 600}, "0 s of 5 m left, 10 m beyond it"),
        ({"base": 300, "current": 9, "resetsAt": "1970-01-04T00:00:00Z"}, "9 s of 5 m left, resets in 3 d"),
    ],
)
def test_the_zero_gpu_quota_stands_with_a_space_that_uses_it(quota: dict[str, object], words: str) -> None:
    known = Known(ZeroGpuQuota.model_validate(quota), 0.0)
    for flavor_used, shown in (("zero-a10g", words), ("t4-small", None)):
        space = entry(runtime(current=flavor_used))
        fact = told(space, picture(space, catalog=Known(CATALOG, 0.0), zero_gpu=known)).get("Your quota")
        assert (fact.value if fact else None) == shown


def test_the_zero_gpu_quota_says_the_time_of_day_at_which_it_comes_back() -> None:
    quota = ZeroGpuQuota.model_validate({"base": 300, "current": 9, "resetsAt": "1970-01-01T02:30:00Z"})
    here = datetime.fromtimestamp(9000).astimezone()
    space = entry(runtime(current="zero-a10g"))
    fact = told(space, picture(space, zero_gpu=Known(quota, 0.0)))["Your quota"]
    assert fact.value == f"9 s of 5 m left, resets {here:%H:%M}"
