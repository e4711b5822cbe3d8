"""Replicas by keys: the price of all together, and where there are none to set."""

from __future__ import annotations

import pytest

from spacetui.demo.faults import Cut, Says
from spacetui.demo.server import DemoServer
from tests.ui.conftest import Cockpit, StartCockpit
from tests.ui.test_environment_form import go_to, said

EMBED = "analytical/embed-api"


async def open_form(cockpit: Cockpit, name: str = "embed-api") -> None:
    await go_to(cockpit, name)
    await cockpit.press("x")
    await cockpit.settle()


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
    await open_form(cockpit)
    assert "cpu-upgrade, $0.03/h each · now: 2 asked for, 2 running" in said(cockpit)
    await cockpit.press("ctrl+u")
    await cockpit.type("5")
    assert "5 × $0.03/h = $0.15/h, $0.09/h more than now; $110 a month" in said(cockpit)
    assert "Set 5 replicas: $0.15/h" in cockpit.screen()
    assert not sent(demo)
    await cockpit.press("enter")
    await cockpit.settle()
    assert replicas(demo) == 5
    assert "Replicas ·" not in cockpit.screen()
    await cockpit.pass_time(20)
    assert "5 of 5" in cockpit.screen()


async def test_what_is_no_number_of_replicas_is_not_sent(cockpit: Cockpit, demo: DemoServer) -> None:
    await open_form(cockpit)
    for words in ("0", "two", "-1", "1000", "1.5", "9" * 40, "٣", ""):
        await set_to(cockpit, words)
        assert "A number of replicas is expected, 1 or more." in said(cockpit)
    assert not sent(demo)


async def test_the_number_it_has_is_not_sent(cockpit: Cockpit, demo: DemoServer) -> None:
    await open_form(cockpit)
    await cockpit.press("enter")
    assert "That is what is asked for." in said(cockpit)
    assert not sent(demo)


async def test_a_refusal_keeps_the_number_typed(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Says(400, '{"error": "too many replicas"}'), path="/api/spaces/*/replicas", times=1)
    await open_form(cockpit)
    await set_to(cockpit, "7")
    assert "too many replicas" in said(cockpit)
    assert "Set 7 replicas" in cockpit.screen()
    cockpit.app.screen.query_one("#number").focus()
    await cockpit.press("enter")
    await cockpit.settle()
    assert replicas(demo) == 7


async def test_a_lost_answer_is_found_out(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Cut(after_acting=True), path="/api/spaces/*/replicas", times=1)
    await open_form(cockpit)
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
    await open_form(cockpit, name)
    assert words in said(cockpit)
    assert "Replicas ·" not in cockpit.screen()


async def test_auto_is_explained_where_the_space_has_it(cockpit: Cockpit, demo: DemoServer) -> None:
    with demo.world.lock:
        demo.world.spaces[EMBED].replicas = "auto"
    await cockpit.pass_time(16)
    await open_form(cockpit)
    assert "now: auto" in said(cockpit)
    assert "Auto leaves" in said(cockpit)


async def test_the_form_works_in_the_smallest_window(start: StartCockpit, demo: DemoServer) -> None:
    async with start(size=(40, 12)) as cockpit:
        await open_form(cockpit)
        await set_to(cockpit, "4")
        assert replicas(demo) == 4
