"""Replicas by keys: the price of all together, and where there are none to set."""

from __future__ import annotations

import pytest

from spacetui.demo.faults import Cut, Says
from spacetui.demo.server import DemoServer
from tests.ui.conftest import Cockpit, StartCockpit

EMBED = "analytical/embed-api"


async def set_to(cockpit: Cockpit, words: str) -> None:
    cockpit.app.screen.query_one("#number").focus()
    await cockpit.press("ctrl+u")
    await cockpit.type(words)
    await cockpit.press("enter")
    await cockpit.settle()


def replicas(demo: DemoServer, space_id: str = EMBED) -> object:
    with demo.world.lock:
        return demo.world.spaces[space_id].replicas


def sent(demo: DemoServer) -> int:
    return sum(each.path.endswith("/replicas") for each in demo.requests)


async def test_the_price_is_told_times_the_number_before_it_is_sent(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("embed-api", "x")
    assert "cpu-upgrade, $0.03/h each · now: 2 asked for, 2 running" in cockpit.words()
    await cockpit.press("ctrl+u")
    await cockpit.type("5")
    assert "5 × $0.03/h = $0.15/h, $0.09/h more than now; $110 a month" in cockpit.words()
    assert "Set 5 replicas: $0.15/h" in cockpit.screen()
    assert not sent(demo)
    await cockpit.press("enter")
    await cockpit.settle()
    assert replicas(demo) == 5
    assert "Replicas ·" not in cockpit.screen()
    await cockpit.pass_time(20)
    assert "5 of 5" in cockpit.screen()


async def test_what_is_no_number_of_replicas_is_not_sent(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("embed-api", "x")
    for words in ("0", "two", "-1", "1000", "1.5", "9" * 40, "٣", ""):
        await set_to(cockpit, words)
        assert "A number of replicas is expected, 1 or more." in cockpit.words()
    assert not sent(demo)


async def test_what_was_wrong_is_said_only_as_long_as_it_stands_there(cockpit: Cockpit) -> None:
    await cockpit.go_to("embed-api", "x")
    await set_to(cockpit, "0")
    await cockpit.press("ctrl+u")
    await cockpit.type("7")
    assert "7 × $0.03/h" in cockpit.words()
    assert "is expected" not in cockpit.words()


async def test_that_the_space_is_gone_is_said_whatever_is_typed(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("embed-api", "x")
    with demo.world.lock:
        demo.world.delete(demo.world.spaces[EMBED])
    await cockpit.pass_time(40)
    await cockpit.type("1")
    assert f"{EMBED} is gone" in cockpit.words()


async def test_where_the_hub_failed_nobody_says_that_no_answer_came(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Says(500, '{"error": "oops"}'), path="/api/spaces/*/replicas")
    await cockpit.go_to("embed-api", "x")
    await set_to(cockpit, "3")
    assert "The Hub failed (status 500). It is not sent again; looking whether it was done" in cockpit.words()
    await cockpit.pass_time(40, step=2)
    assert "the Hub failed (status 500), and it was not done" in cockpit.words()
    assert "o answer" not in cockpit.words()
    assert sent(demo) == 1


async def test_the_number_it_has_is_not_sent(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("embed-api", "x")
    await cockpit.press("enter")
    assert "That is what is asked for." in cockpit.words()
    assert not sent(demo)


async def test_a_refusal_keeps_the_number_typed(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Says(400, '{"error": "too many replicas"}'), path="/api/spaces/*/replicas", times=1)
    await cockpit.go_to("embed-api", "x")
    await set_to(cockpit, "7")
    assert "too many replicas" in cockpit.words()
    assert "Set 7 replicas" in cockpit.screen()
    cockpit.app.screen.query_one("#number").focus()
    await cockpit.press("enter")
    await cockpit.settle()
    assert replicas(demo) == 7


async def test_a_lost_answer_is_found_out(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Cut(after_acting=True), path="/api/spaces/*/replicas", times=1)
    await cockpit.go_to("embed-api", "x")
    await set_to(cockpit, "3")
    await cockpit.pass_time(3)
    assert "it was done" in cockpit.screen()
    assert sent(demo) == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("leaderboard", "Replicas are for paid hardware, and cpu-basic is free"),
        ("zero-flux", "On ZeroGPU the Hub decides how many replicas there are"),
        ("portfolio", "A static Space has no hardware"),
    ],
)
async def test_where_there_are_none_to_set_it_says_why(cockpit: Cockpit, name: str, words: str) -> None:
    await cockpit.go_to(name, "x")
    assert words in cockpit.words()
    assert "Replicas ·" not in cockpit.screen()


async def test_auto_is_explained_where_the_space_has_it(cockpit: Cockpit, demo: DemoServer) -> None:
    with demo.world.lock:
        demo.world.spaces[EMBED].replicas = "auto"
    await cockpit.pass_time(16)
    await cockpit.go_to("embed-api", "x")
    assert "now: auto" in cockpit.words()
    assert "Auto leaves" in cockpit.words()


async def test_the_form_works_in_the_smallest_window(start: StartCockpit, demo: DemoServer) -> None:
    async with start(size=(40, 12)) as cockpit:
        await cockpit.go_to("embed-api", "x")
        await set_to(cockpit, "4")
        assert replicas(demo) == 4
