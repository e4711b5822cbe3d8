"""The cursor stays with its Space, the engine hears what is looked at, and what did not change makes no work."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest
from textual import events

from spacetui.demo.faults import Says
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.ui import ordering, overview
from tests.ui.conftest import Cockpit, StartCockpit
from tests.ui.test_list import items, marked, serve

TURBO = "ada/sd-turbo"
ELSEWHERE = "babbage/sd-turbo"
"""Where nobody looks."""
QUIET = 700


def asked(demo: DemoServer, path: str) -> int:
    """How often that was asked of the hub since its record was cleared."""
    return sum(fnmatchcase(request.path, path) for request in demo.requests)


def untold(count: int) -> list[dict[str, Any]]:
    """List items that bring no runtime along."""
    return [{"id": f"ada/space-{number:05}"} for number in range(count)]


# -- gone and renamed --------------------------------------------------------------------------------------


async def test_a_space_that_vanishes_from_under_the_cursor_is_said_to_be_gone(cockpit: Cockpit, world: World) -> None:
    cockpit.app.main.list.go_to(TURBO)
    await cockpit.press()
    world.rename(TURBO, ELSEWHERE)
    await cockpit.pass_time(16, step=8)
    assert f"{TURBO} is gone: deleted, renamed or private elsewhere." in cockpit.words()
    await cockpit.press("escape")
    assert "is gone" not in cockpit.screen()


async def test_another_that_vanishes_is_no_news(cockpit: Cockpit, world: World) -> None:
    cockpit.app.main.list.go_to("ada/leaderboard")
    await cockpit.press()
    world.rename(TURBO, ELSEWHERE)
    await cockpit.pass_time(16, step=8)
    assert TURBO not in cockpit.app.picture.spaces
    assert "is gone" not in cockpit.screen()


@pytest.mark.parametrize("filter", ["", "sd-turbo"])
async def test_the_cursor_follows_a_space_to_its_new_name(cockpit: Cockpit, world: World, filter: str) -> None:
    cockpit.app.main.list.go_to(TURBO)
    await cockpit.press()
    world.rename(TURBO, "ada/zz-faster")
    await cockpit.pass_time(16, step=8)
    assert marked(cockpit) == "zz-faster"
    assert f"{TURBO} is now ada/zz-faster." in cockpit.words()


async def test_a_space_whose_new_name_the_filter_hides_leaves_the_cursor_in_its_place(
    cockpit: Cockpit, world: World
) -> None:
    await cockpit.press("slash")
    await cockpit.type("org:ada")
    await cockpit.press("enter", "greater_than_sign")
    cockpit.app.main.list.go_to(TURBO)
    await cockpit.press()
    before = cockpit.app.main.list.position
    assert before > 3
    world.rename(TURBO, "analytical/sd-turbo")
    await cockpit.pass_time(16, step=8)
    assert cockpit.app.main.list.position == before
    assert not marked(cockpit).startswith("analytical")
    assert "is now analytical/sd-turbo." in cockpit.words()


async def vanish(cockpit: Cockpit, world: World) -> None:
    cockpit.app.main.list.go_to(TURBO)
    await cockpit.press()
    world.rename(TURBO, ELSEWHERE)
    await cockpit.pass_time(16, step=8)
    assert "is gone" in cockpit.words()


async def test_a_space_that_turns_up_elsewhere_gets_the_cursor_back(cockpit: Cockpit, world: World) -> None:
    await vanish(cockpit, world)
    assert marked(cockpit) != "analytical/sd-turbo"
    world.rename(ELSEWHERE, "analytical/sd-turbo")
    await cockpit.pass_time(16, step=8)
    assert marked(cockpit) == "analytical/sd-turbo"
    assert f"{TURBO} is now analytical/sd-turbo." in cockpit.words()


async def test_a_cursor_that_was_moved_meanwhile_stays(cockpit: Cockpit, world: World) -> None:
    await vanish(cockpit, world)
    await cockpit.press("k")
    before = marked(cockpit)
    world.rename(ELSEWHERE, "analytical/sd-turbo")
    await cockpit.pass_time(16, step=8)
    assert marked(cockpit) == before
    assert "is now" not in cockpit.words()


@pytest.mark.parametrize("key", ["h", "z", "s", "D", "r", "p"])
async def test_a_dialog_says_that_its_space_is_gone(cockpit: Cockpit, world: World, key: str) -> None:
    cockpit.app.main.list.go_to(TURBO)
    await cockpit.press(key)
    world.rename(TURBO, ELSEWHERE)
    await cockpit.pass_time(16, step=8)
    assert "is gone: deleted, renamed or private elsewhere." in cockpit.words()


async def test_a_form_follows_its_space_and_what_it_sends_goes_there(cockpit: Cockpit, world: World) -> None:
    cockpit.app.main.list.go_to(TURBO)
    await cockpit.press("z")
    world.rename(TURBO, "ada/sd-faster")
    await cockpit.pass_time(16, step=8)
    assert "Sleep time · ada/sd-faster" in cockpit.screen()
    assert "is now ada/sd-faster." in cockpit.words()
    await cockpit.press("enter", "enter")
    await cockpit.settle()
    assert cockpit.app.screen is cockpit.app.main
    assert "sleep time" in cockpit.words()
    assert {state.space_id for state in cockpit.app.picture.commands.values()} == {"ada/sd-faster"}


async def test_a_question_follows_its_space_too(cockpit: Cockpit, world: World) -> None:
    cockpit.app.main.list.go_to(TURBO)
    await cockpit.press("p")
    world.rename(TURBO, "ada/sd-faster")
    await cockpit.pass_time(16, step=8)
    await cockpit.press("y")
    await cockpit.settle()
    assert world.spaces["ada/sd-faster"].stage == "PAUSED"
    assert {state.space_id for state in cockpit.app.picture.commands.values()} == {"ada/sd-faster"}


async def test_what_is_sent_to_a_space_that_is_gone_is_answered_by_the_hub(cockpit: Cockpit, world: World) -> None:
    cockpit.app.main.list.go_to(TURBO)
    await cockpit.press("z")
    world.rename(TURBO, ELSEWHERE)
    await cockpit.pass_time(16, step=8)
    await cockpit.press("enter", "enter")
    await cockpit.settle()
    assert "it does not exist, or it is private" in cockpit.words()


# -- what is looked at -------------------------------------------------------------------------------------


async def read_singly(cockpit: Cockpit, demo: DemoServer) -> set[int]:
    """Numbers of the Spaces that are read one by one within a minute."""
    demo.recorder.clear()
    await cockpit.pass_time(60, step=10)
    paths = [request.path for request in demo.requests if request.path.endswith("/runtime")]
    return {int(path.split("/")[-2].removeprefix("space-")) for path in paths}


async def test_spaces_without_a_runtime_are_read_singly_where_their_rows_are_seen(
    start: StartCockpit, demo: DemoServer
) -> None:
    serve(demo, untold(100))
    demo.faults.add(Says(200, json.dumps({"stage": "RUNNING"})), path="/api/spaces/*/runtime")
    async with start(size=(80, 24)) as cockpit:
        await cockpit.press("greater_than_sign")
        rows = len(cockpit.app.main.list.in_view)
        assert 5 < rows < 20
        assert await read_singly(cockpit, demo) == set(range(rows))
        await cockpit.press("G")
        assert await read_singly(cockpit, demo) == set(range(100 - rows, 100))


async def test_rows_that_are_hidden_are_not_looked_at(start: StartCockpit, demo: DemoServer) -> None:
    serve(demo, untold(100))
    demo.faults.add(Says(200, json.dumps({"stage": "RUNNING"})), path="/api/spaces/*/runtime")
    async with start(size=(50, 24)) as cockpit:
        await cockpit.press("enter")
        assert await read_singly(cockpit, demo) == {0}


async def listings_in_two_minutes(cockpit: Cockpit, demo: DemoServer) -> int:
    demo.recorder.clear()
    await cockpit.pass_time(120, step=5)
    return asked(demo, "/api/spaces")


async def test_a_quiet_fleet_is_read_slowly_while_the_terminal_has_not_the_focus(
    start: StartCockpit, demo: DemoServer
) -> None:
    serve(demo, items(5))
    async with start() as cockpit:
        await cockpit.pass_time(QUIET, step=50)
        assert await listings_in_two_minutes(cockpit, demo) == 8
        cockpit.app.post_message(events.AppBlur())
        assert await listings_in_two_minutes(cockpit, demo) == 2
        cockpit.app.post_message(events.AppFocus())
        assert await listings_in_two_minutes(cockpit, demo) == 8


async def test_a_key_shows_that_somebody_looks_whatever_the_terminal_said(
    start: StartCockpit, demo: DemoServer
) -> None:
    serve(demo, items(5))
    async with start() as cockpit:
        await cockpit.pass_time(QUIET, step=50)
        cockpit.app.post_message(events.AppBlur())
        await cockpit.press("j")
        assert await listings_in_two_minutes(cockpit, demo) == 8


async def test_nothing_is_drawn_and_no_widget_loses_the_focus_where_the_terminal_does(cockpit: Cockpit) -> None:
    await cockpit.press("slash")
    focused, before = cockpit.app.focused, cockpit.app.export_screenshot()
    assert focused is not None
    for event in (events.AppBlur(), events.AppFocus()):
        cockpit.app.post_message(event)
        await cockpit.pilot.pause()
        assert cockpit.app.focused is focused
        assert cockpit.app.export_screenshot() == before
    await cockpit.type("turbo")
    assert marked(cockpit) == "sd-turbo"


# -- work --------------------------------------------------------------------------------------------------


class Work:
    """How often the whole fleet was gone through."""

    def __init__(self) -> None:
        self.arranged = self.counted = 0

    def since(self) -> tuple[int, int]:
        done = self.arranged, self.counted
        self.arranged = self.counted = 0
        return done


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    done, arrange, tally = Work(), ordering.arrange, overview.tally

    def arranging(*arguments: Any) -> Any:
        done.arranged += 1
        return arrange(*arguments)

    def counting(*arguments: Any) -> Any:
        done.counted += 1
        return tally(*arguments)

    monkeypatch.setattr(overview, "arrange", arranging)
    monkeypatch.setattr(overview, "tally", counting)
    yield done


async def test_the_fleet_is_gone_through_only_where_something_changed(
    start: StartCockpit, demo: DemoServer, work: Work
) -> None:
    serve(demo, items(50))
    runtime = Says(200, json.dumps(items(1)[0]["runtime"]))
    demo.faults.add(runtime, path="/api/spaces/*/runtime")
    async with start() as cockpit:
        await cockpit.pass_time(20, step=5)
        work.since()
        demo.recorder.clear()
        await cockpit.pass_time(60)
        assert asked(demo, "/api/spaces") >= 3
        assert asked(demo, "/api/spaces/*/runtime") >= 10
        assert work.since() == (0, 0)
        await cockpit.press("j", "G", "2", "1")
        assert work.since() == (0, 0)
        await cockpit.press("greater_than_sign")
        assert work.since() == (1, 0)
        await cockpit.press("slash", "4", "enter")
        assert work.since() == (1, 0)
        await cockpit.press("H")
        assert work.since() == (1, 1)
        serve(demo, items(49) + items(51)[50:])
        demo.faults.add(runtime, path="/api/spaces/*/runtime")
        await cockpit.pass_time(20, step=5)
        assert 1 <= work.since()[1] <= 3
        assert "50 Spaces" in cockpit.screen().split("\n")[0]


async def test_what_changed_beneath_a_dialog_is_shown_once_it_closes(
    start: StartCockpit, demo: DemoServer, work: Work
) -> None:
    serve(demo, items(5))
    async with start() as cockpit:
        await cockpit.press("question_mark")
        work.since()
        serve(demo, items(5, stage="PAUSED"))
        await cockpit.pass_time(40, step=5)
        assert work.since() == (0, 0)
        await cockpit.press("escape")
        assert work.since() == (1, 1)
        assert "‖5" in cockpit.screen()
