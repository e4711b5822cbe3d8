"""The raw JSON of a Space on the screen: searched, copied, kept up to date."""

from __future__ import annotations

import json

import pytest

from spacetui.demo.server import DemoServer
from tests.ui.conftest import Cockpit, StartCockpit

WHISPER = "ada/whisper-demo"


async def opened(cockpit: Cockpit, space_id: str = WHISPER) -> str:
    cockpit.app.main.list.go_to(space_id)
    await cockpit.press("i")
    await cockpit.settle()
    return cockpit.screen()


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (140, 40)])
async def test_it_fills_the_window_and_says_whose_and_how_old_it_is(size: tuple[int, int], start: StartCockpit) -> None:
    async with start(size=size) as cockpit:
        screen = await opened(cockpit)
        assert screen.startswith(" ada/whisper-demo")
        assert "read 0 s ago" in screen
        assert '"id": "ada/whisper-demo",' in screen
        assert "/ search" in screen
        await cockpit.press("G")
        last = [line for line in cockpit.screen().split("\n") if line.strip()][-2]
        assert last.strip() == "}"
        await cockpit.press("g")
        assert '"id": "ada/whisper-demo",' in cockpit.screen()


async def test_words_are_searched_for_and_gone_through_both_ways(cockpit: Cockpit) -> None:
    await opened(cockpit)
    await cockpit.press("slash")
    await cockpit.type("sha")
    assert "/sha: 2" in cockpit.screen()
    await cockpit.press("enter")
    assert "/sha: 1 of 2" in cockpit.screen()
    await cockpit.press("n")
    assert "/sha: 2 of 2" in cockpit.screen()
    await cockpit.press("n")
    assert "/sha: 1 of 2" in cockpit.screen()
    await cockpit.press("N")
    assert "/sha: 2 of 2" in cockpit.screen()
    await cockpit.press("escape")
    assert "/sha" not in cockpit.screen()
    await cockpit.press("escape")
    assert "raw JSON" not in cockpit.screen()


async def test_a_search_brings_what_is_found_into_view(start: StartCockpit) -> None:
    async with start(size=(60, 12)) as cockpit:
        assert "errorMessage" not in await opened(cockpit)
        await cockpit.press("slash")
        await cockpit.type("errorm")
        await cockpit.press("enter")
        assert "errorMessage" in cockpit.screen()


async def test_words_that_stand_nowhere_are_told(cockpit: Cockpit) -> None:
    await opened(cockpit)
    await cockpit.press("n")
    assert "Nothing is searched for: / does." in cockpit.screen()
    await cockpit.press("slash")
    await cockpit.type("[red]")
    await cockpit.press("enter")
    assert "No line with [red]." in cockpit.screen()


async def test_a_search_given_up_leaves_the_keys_to_the_screen(cockpit: Cockpit) -> None:
    await opened(cockpit)
    await cockpit.press("slash")
    await cockpit.type("id")
    assert "/id" in cockpit.screen()
    await cockpit.press("escape")
    assert "/id" not in cockpit.screen()
    await cockpit.press("q")
    assert "raw JSON" not in cockpit.screen()


async def test_all_of_it_is_copied_as_it_came(cockpit: Cockpit) -> None:
    await opened(cockpit)
    await cockpit.press("y")
    assert "Copied all of it" in cockpit.screen()
    copied = json.loads(cockpit.app.clipboard)
    assert copied["space"]["id"] == WHISPER
    assert copied["runtime"]["stage"] == "RUNNING"
    assert "secrets" not in cockpit.app.clipboard


async def test_it_is_read_again_while_it_is_looked_at(cockpit: Cockpit, demo: DemoServer) -> None:
    assert '"likes": 77777' not in await opened(cockpit)
    with demo.world.lock:
        demo.world.spaces[WHISPER].likes = 77_777
        demo.world.spaces[WHISPER].list_item = None
    await cockpit.pass_time(16)
    assert '"likes": 77777' in cockpit.screen()


async def test_nothing_is_drawn_anew_while_nothing_changes(cockpit: Cockpit) -> None:
    await opened(cockpit)
    await cockpit.pass_time(7)
    view = cockpit.app.screen.query_one("#json")
    before = [view.render_line(row) for row in range(20)]
    await cockpit.pass_time(7)
    assert all(view.render_line(row) is strip for row, strip in enumerate(before))


async def test_a_space_that_goes_meanwhile_leaves_what_was_told_last(cockpit: Cockpit, demo: DemoServer) -> None:
    await opened(cockpit)
    with demo.world.lock:
        demo.world.move(demo.world.spaces[WHISPER], "ada/other")
    await cockpit.pass_time(16)
    assert f"{WHISPER} is now ada/other." in cockpit.screen()
    assert '"id": "ada/other"' in cockpit.screen()
    with demo.world.lock:
        demo.world.delete(demo.world.spaces["ada/other"])
    await cockpit.pass_time(40, step=5)
    assert "This is what was told last." in cockpit.screen()
    assert '"id": "ada/other"' in cockpit.screen()


async def test_help_lies_over_it_and_what_changed_meanwhile_is_there_afterwards(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    await opened(cockpit)
    await cockpit.press("slash")
    await cockpit.type("86399")
    assert "/86399: 0" in cockpit.screen()
    await cockpit.press("enter", "question_mark")
    assert "Help" in cockpit.screen()
    with demo.world.lock:
        demo.world.spaces["ada/whisper-demo"].sleep_seconds = 86_399
    await cockpit.pass_time(10)
    await cockpit.press("escape")
    assert "/86399: 2" in cockpit.screen()
