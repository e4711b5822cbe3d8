"""`L`: the logs of several Spaces as one, each line with its Space's name."""

from __future__ import annotations

import pytest

from spacetui.demo.faults import Says
from spacetui.demo.server import DemoServer
from spacetui.hub.models import Account
from spacetui.ui.screens.merged_log import MOST, MergedLogScreen, short_names, worth_merging
from tests.live.made import entry, picture, runtime
from tests.streams import log, stream, written
from tests.ui.conftest import Cockpit, StartCockpit, until
from tests.ui.test_log_view import shown, standing, until_lines, view

ADA = Account(name="ada")
BOARD, SD = "ada/leaderboard", "ada/sd-turbo"


def serve(demo: DemoServer, space_id: str, *lines: tuple[str, int]) -> None:
    told = (written(f"{text}\n", f"2026-11-25T12:00:{at:02}Z") for text, at in lines)
    demo.faults.add(stream(told), path=f"/api/spaces/{space_id}/logs/run")


async def until_rows(cockpit: Cockpit, count: int) -> None:
    def there() -> bool:
        cockpit.clock.advance(0.1)
        return sum("│" in row for row in shown(cockpit)) >= count

    await until(there, cockpit.pilot)


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (140, 40)])
async def test_it_is_of_those_that_the_filter_shows_and_closes_by_key(
    size: tuple[int, int], start: StartCockpit, demo: DemoServer
) -> None:
    serve(demo, SD, ("two", 2), ("four", 4))
    async with start(size=size) as cockpit:
        await cockpit.press("slash")
        await cockpit.type("turbo")
        await cockpit.press("enter", "L")
        assert isinstance(cockpit.app.screen, MergedLogScreen)
        await until_rows(cockpit, 2)
        assert shown(cockpit) == ["sd-turbo │ two", "sd-turbo │ four"]
        assert "1 Space shown and running" in cockpit.screen()
        await cockpit.press("escape")
        assert not isinstance(cockpit.app.screen, MergedLogScreen)


async def test_marked_ones_are_taken_whatever_their_stage(cockpit: Cockpit, demo: DemoServer) -> None:
    serve(demo, SD, ("two", 2))
    serve(demo, "ada/pose-sketch")
    for space_id in (SD, "ada/pose-sketch"):
        cockpit.app.main.list.go_to(space_id)
        await cockpit.press("space")
    await cockpit.press("L")
    await until_rows(cockpit, 1)
    assert "2 Spaces marked: " in cockpit.screen()
    assert shown(cockpit) == ["sd-turbo    │ two"]


async def test_of_many_the_first_few_are_taken_and_that_is_said(cockpit: Cockpit) -> None:
    await cockpit.press("L")
    heading = cockpit.screen().split("\n")[0]
    assert heading.startswith(f" {MOST} Spaces of ")
    assert "shown and running: " in heading


async def test_where_none_has_a_log_it_is_said(cockpit: Cockpit) -> None:
    await cockpit.press("slash")
    await cockpit.type("portfolio")
    await cockpit.press("enter", "L")
    assert cockpit.app.screen is cockpit.app.main
    assert "None of these Spaces has a log" in cockpit.screen()


async def test_the_order_is_that_of_the_times_and_keys_are_those_of_any_log(cockpit: Cockpit, demo: DemoServer) -> None:
    serve(demo, BOARD, ("one", 1), ("three", 3))
    serve(demo, SD, ("two", 2), ("ERROR four", 4))
    cockpit.app.push_screen(MergedLogScreen((BOARD, SD), "marked"))
    await cockpit.pilot.pause()
    await until_rows(cockpit, 4)
    assert shown(cockpit) == [
        "leaderboard │ one",
        "sd-turbo    │ two",
        "leaderboard │ three",
        "sd-turbo    │ ERROR four",
    ]
    assert "2 Spaces marked: ada/leaderboard, ada/sd-turbo" in cockpit.screen()
    await cockpit.press("ampersand", "t", "enter")
    assert shown(cockpit) == ["sd-turbo    │ two", "leaderboard │ three"]
    await cockpit.press("y")
    assert cockpit.app.clipboard == "sd-turbo  two\nleaderboard  three"
    await cockpit.press("escape", "escape", "t")
    assert shown(cockpit)[0].endswith("leaderboard │ one")
    assert "build/run" in cockpit.screen()


async def test_names_have_colours_of_their_own(cockpit: Cockpit, demo: DemoServer) -> None:
    serve(demo, BOARD, ("one", 1))
    serve(demo, SD, ("two", 2))
    cockpit.app.push_screen(MergedLogScreen((BOARD, SD), "marked"))
    await cockpit.pilot.pause()
    await until_rows(cockpit, 2)
    region = view(cockpit).content_region
    strips = cockpit.app.screen._compositor.render_strips(cockpit.app.size)[region.y : region.y + 2]
    colours = {next(each.style.color for each in strip if "│" in each.text and each.style) for strip in strips}
    assert len(colours) == 2


async def test_which_have_ended_or_are_refused_is_said_and_whose_run_a_rule_ends(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    path = f"/api/spaces/{SD}/logs/run"
    serve(demo, SD, ("old", 1))
    demo.faults.add(Says(403, '{"error": "no"}'), path=f"/api/spaces/{BOARD}/logs/run")
    cockpit.app.push_screen(MergedLogScreen((BOARD, SD), "marked"))
    await cockpit.pilot.pause()
    await until_rows(cockpit, 1)
    await until(lambda: "0 of 2 live, ended: sd-turbo, refused: leaderboard" in standing(cockpit), cockpit.pilot)
    demo.faults.clear()
    demo.faults.add(log(["new"], "2026-11-25T13:00:00Z"), path=path)
    await until_rows(cockpit, 2)
    old, rule, new = shown(cockpit)
    assert (old, new) == ("sd-turbo    │ old", "sd-turbo    │ new")
    assert rule.startswith("── sd-turbo: run ended ")
    await cockpit.press("y")
    assert "\n-- sd-turbo: run ended " in cockpit.app.clipboard


async def test_a_space_that_was_renamed_is_told_under_its_new_name(cockpit: Cockpit, demo: DemoServer) -> None:
    serve(demo, BOARD, ("one", 1))
    serve(demo, SD, ("two", 2))
    serve(demo, "ada/board", ("one", 1), ("three", 3))
    cockpit.app.push_screen(MergedLogScreen((BOARD, SD), "marked"))
    await cockpit.pilot.pause()
    await until_rows(cockpit, 2)
    await cockpit.press("slash", "o", "enter")
    with demo.world.lock:
        demo.world.rename(BOARD, "ada/board")
    await cockpit.pass_time(20, step=5)
    await until_rows(cockpit, 3)
    assert shown(cockpit) == ["board    │ one", "sd-turbo │ two", "board    │ three"]
    assert "2 Spaces marked: ada/board, ada/sd-turbo" in cockpit.screen()
    assert "/o: 1 of 2" in standing(cockpit)


async def test_after_a_rename_the_same_lines_are_in_view(cockpit: Cockpit, demo: DemoServer) -> None:
    for name in (BOARD, "ada/board"):
        serve(demo, name, *((f"line {at}", at) for at in range(0, 60, 2)))
    serve(demo, SD, *((f"line {at}", at) for at in range(1, 60, 2)))
    cockpit.app.push_screen(MergedLogScreen((BOARD, SD), "marked"))
    await cockpit.pilot.pause()
    await until_lines(cockpit, 60)
    await cockpit.press("w", "g", "j", "j")
    before = shown(cockpit)
    assert before[0] == "leaderboard │ line 2"
    with demo.world.lock:
        demo.world.rename(BOARD, "ada/board")
    await cockpit.pass_time(20, step=5)
    assert shown(cockpit) == [row.replace(" " * 3, "").replace("leaderboard", "board   ") for row in before]


async def test_closing_it_lets_all_streams_go(cockpit: Cockpit, demo: DemoServer) -> None:
    cockpit.app.push_screen(MergedLogScreen((BOARD, SD), "marked"))
    await cockpit.pilot.pause()
    await until_rows(cockpit, 3)
    assert "of 2 live" in standing(cockpit)
    await cockpit.press("q")
    before = len([request for request in demo.requests if "/logs/" in request.path])
    await cockpit.pass_time(60, step=5)
    assert len([request for request in demo.requests if "/logs/" in request.path]) == before


def test_only_those_whose_logs_can_be_had_and_run_are_taken() -> None:
    entries = [
        entry(runtime("SLEEPING"), "ada/asleep"),
        entry(runtime("BUILDING"), "ada/builds"),
        entry(runtime("DELETING"), "ada/goes"),
        entry(runtime("RUNNING"), "ada/runs"),
        entry(runtime("RUNNING"), "ada/pages", sdk="static"),
        entry(runtime("RUNNING"), "babbage/others"),
    ]
    seen = picture(*entries, account=ADA)
    ids = [each.id for each in entries]
    assert worth_merging(seen, ids, running=True) == ("ada/runs", "ada/builds")
    assert worth_merging(seen, ["ada/asleep", "ada/none"], running=False) == ("ada/asleep",)


def test_names_are_short_and_each_another() -> None:
    assert short_names(["ada/one", "ada/two"]) == ["one", "two"]
    assert short_names(["ada/one", "eve/one"]) == ["ada/one", "eve/one"]
    long = [f"ada/a-very-long-name-that-goes-on-{number}" for number in range(3)]
    assert len(set(short_names(long))) == 3
    assert all(len(name) <= 16 for name in short_names(long))
