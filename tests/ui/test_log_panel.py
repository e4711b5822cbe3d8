"""The Logs tab: which log it shows, why that may be empty, and that it is followed only while it is to be seen."""

from __future__ import annotations

import pytest

from spacetui.demo.faults import Says
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.ui.widgets.field import Field
from tests.streams import log
from tests.ui.conftest import Cockpit, StartCockpit, until
from tests.ui.test_log_view import serve, shown, standing, until_lines, view

BOARD, OTHER = "ada/leaderboard", "ada/sd-turbo"


def text_of(cockpit: Cockpit) -> str:
    return " ".join(" ".join(shown(cockpit)).split())


def _a_moment_later(cockpit: Cockpit, seconds: float) -> bool:
    cockpit.clock.advance(seconds)
    return True


async def until_said(cockpit: Cockpit, words: str) -> None:
    """Until that stands where the log would."""

    def there() -> bool:
        cockpit.clock.advance(0.2)
        return words in text_of(cockpit)

    await until(there, cockpit.pilot)


def asked(demo: DemoServer, space_id: str, kind: str = "run") -> int:
    return sum(request.path == f"/api/spaces/{space_id}/logs/{kind}" for request in demo.requests)


@pytest.mark.parametrize(
    ("space_id", "words"),
    [
        ("ada/pose-sketch", "Asleep: its log begins when it wakes."),
        ("ada/llama-70b-demo", "Paused: its log begins when it is resumed, with p."),
        ("ada/streamlit-2022", "Stopped: its log begins"),
        ("ada/untitled", "It has no app file"),
        ("ada/config-clash", "its configuration is wrong"),
        ("ada/ocr-bot", "its build failed: b shows the build log."),
        ("ada/portfolio", "A static Space has no log"),
    ],
)
async def test_an_empty_log_says_why(space_id: str, words: str, cockpit: Cockpit, demo: DemoServer) -> None:
    serve(demo, [], "/api/spaces/*/logs/run")
    cockpit.app.main.list.go_to(space_id)
    await cockpit.press("l")
    await until_said(cockpit, words)


async def test_a_silent_one_says_for_how_long(cockpit: Cockpit, demo: DemoServer) -> None:
    serve(demo, [], f"/api/spaces/{BOARD}/logs/run")
    cockpit.app.main.list.go_to(BOARD)
    await cockpit.press("l")
    await until_said(cockpit, "No output yet.")
    cockpit.clock.advance(400)
    await until_said(cockpit, "No output for 6 m.")


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "The Hub knows no run log of it (404)"), (403, "No run log yet. ")],
)
async def test_a_refusal_is_told_and_tried_again_in_another_stage(
    status: int, words: str, cockpit: Cockpit, demo: DemoServer, world: World
) -> None:
    demo.faults.add(Says(status, '{"error": "no"}'), path=f"/api/spaces/{BOARD}/logs/run", times=1)
    cockpit.app.main.list.go_to(BOARD)
    await cockpit.press("l")
    await until_said(cockpit, words)
    assert "refused: " in standing(cockpit)
    assert "Cannot read" not in standing(cockpit)
    with world.lock:
        world.restart(world.spaces[BOARD], factory=False)
    await cockpit.pass_time(8)
    await until_said(cockpit, "Application Startup")


async def test_without_a_token_nothing_is_asked_for(start: StartCockpit, demo: DemoServer) -> None:
    async with start(token=None, authors=("ada",)) as cockpit:
        cockpit.app.main.list.go_to(BOARD)
        await cockpit.press("l")
        await until_said(cockpit, "Logs need a token that may write to the Space.")
        assert asked(demo, BOARD) == 0


async def test_the_log_of_others_is_not_asked_for(start: StartCockpit, demo: DemoServer) -> None:
    async with start(authors=("babbage",)) as cockpit:
        await cockpit.press("l")
        await until_said(cockpit, "This one is not yours")
        assert not any("/logs/" in request.path for request in demo.requests)


async def test_a_space_that_builds_or_failed_to_shows_its_build_first(cockpit: Cockpit) -> None:
    for space_id in ("ada/music-gen", "ada/ocr-bot"):
        cockpit.app.main.list.go_to(space_id)
        await cockpit.press("2")
        await until_said(cockpit, "Build Queued")
        assert "build log" in standing(cockpit)


async def test_keys_open_the_log_they_name_and_b_switches(cockpit: Cockpit) -> None:
    cockpit.app.main.list.go_to(BOARD)
    await cockpit.press("b")
    await until_said(cockpit, "Build Queued")
    await cockpit.press("b")
    await until_said(cockpit, "GET /")
    assert " run log" in standing(cockpit)
    await cockpit.press("q", "l")
    assert " run log" in standing(cockpit)
    assert cockpit.app.focused is view(cockpit)


async def test_another_space_shows_its_own_log_and_the_first_is_let_go(cockpit: Cockpit, demo: DemoServer) -> None:
    cockpit.app.main.list.go_to(BOARD)
    await cockpit.press("l")
    await until_said(cockpit, "GET /")
    before = asked(demo, BOARD)
    await cockpit.press("q")
    cockpit.app.main.list.go_to(OTHER)
    await until(lambda: cockpit.app.main.list.cursor == OTHER, cockpit.pilot)
    await until_said(cockpit, "GET /")
    await cockpit.pass_time(60, step=5)
    assert asked(demo, OTHER) >= 1
    assert asked(demo, BOARD) == before


async def test_a_tab_that_is_left_is_not_followed_and_its_lines_stay(cockpit: Cockpit, demo: DemoServer) -> None:
    serve(demo, ["one", "two"], f"/api/spaces/{BOARD}/logs/run")
    cockpit.app.main.list.go_to(BOARD)
    await cockpit.press("l")
    await until_lines(cockpit, 2)
    await cockpit.press("1")
    before = asked(demo, BOARD)
    await cockpit.pass_time(60, step=5)
    assert asked(demo, BOARD) == before
    await cockpit.press("2")
    assert shown(cockpit) == ["one", "two"]


async def test_under_another_name_it_goes_on_and_is_looked_at_as_before(
    cockpit: Cockpit, demo: DemoServer, world: World
) -> None:
    serve(demo, [f"line {number}" for number in range(100)], "/api/spaces/*/logs/build")
    cockpit.app.main.list.go_to(BOARD)
    await cockpit.press("b")
    await until_lines(cockpit, 100)
    await cockpit.press("w", "t", "slash", "7", "enter", "n", "n", "n")
    before, looks, spot = shown(cockpit), view(cockpit).looks, view(cockpit).spot
    assert "/7: 10 of 19" in standing(cockpit)
    with world.lock:
        world.rename(BOARD, "ada/board")
    await cockpit.pass_time(20, step=5)
    assert cockpit.app.main.list.cursor == "ada/board"
    assert shown(cockpit)[:20] == before[:20]
    assert (view(cockpit).looks, view(cockpit).spot) == (looks, spot)
    assert "/7: 10 of 19" in standing(cockpit)
    assert " build log" in standing(cockpit)
    await cockpit.press("E")
    assert "ada_board-build" in cockpit.app.screen.query_one(Field).value


async def test_a_log_that_was_left_is_there_again_as_it_was_looked_at(cockpit: Cockpit, demo: DemoServer) -> None:
    path = f"/api/spaces/{BOARD}/logs/run"
    serve(demo, [f"line {number}" for number in range(100)], path)
    cockpit.app.main.list.go_to(BOARD)
    await cockpit.press("l")
    await until_lines(cockpit, 100)
    await cockpit.press("ampersand", "1", "enter", "g", "j")
    before = shown(cockpit)
    await cockpit.press("1")
    await cockpit.press("2")
    assert shown(cockpit) == before
    assert "only 1: 19" in standing(cockpit)


async def test_what_was_chosen_of_one_space_is_not_chosen_of_another_looked_at_later(cockpit: Cockpit) -> None:
    cockpit.app.main.list.go_to(BOARD)
    await cockpit.press("b")
    assert " build log" in standing(cockpit)
    await cockpit.press("1", "q")
    cockpit.app.main.list.go_to(OTHER)
    await cockpit.press("2")
    assert " run log" in standing(cockpit)


async def test_of_one_that_is_paused_it_is_said_once_how_it_stands_until_the_stage_is_another(
    cockpit: Cockpit, demo: DemoServer, world: World
) -> None:
    cockpit.app.main.list.go_to(BOARD)
    await cockpit.press("l")
    await until_said(cockpit, "GET /")
    with world.lock:
        world.pause(world.spaces[BOARD])
    await until(lambda: _a_moment_later(cockpit, 0.2) and "has ended" in standing(cockpit), cockpit.pilot)
    await cockpit.pass_time(10)
    before = asked(demo, BOARD)
    said: set[str] = set()
    for _ in range(120):
        await cockpit.pass_time(0.5)
        said.add(standing(cockpit))
    assert len(said) == 1, said
    assert "this run has ended" in said.pop()
    assert asked(demo, BOARD) > before
    with world.lock:
        world.restart(world.spaces[BOARD], factory=False)
    await until(lambda: _a_moment_later(cockpit, 0.2) and "live" in standing(cockpit), cockpit.pilot)


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_the_key_bar_offers_the_whole_screen(size: tuple[int, int], start: StartCockpit) -> None:
    async with start(size=size) as cockpit:
        await cockpit.press("l")
        assert " F zoom " in cockpit.screen().split("\n")[-1]


async def test_a_run_that_ended_stays_above_a_rule(cockpit: Cockpit, demo: DemoServer) -> None:
    path = f"/api/spaces/{BOARD}/logs/run"
    serve(demo, ["old"], path)
    cockpit.app.main.list.go_to(BOARD)
    await cockpit.press("l")
    await until_lines(cockpit, 1)
    demo.faults.clear()
    demo.faults.add(log(["new"], "2026-11-25T13:00:00Z"), path=path)
    await until_lines(cockpit, 3)
    old, rule, new = shown(cockpit)
    assert (old, new) == ("old", "new")
    assert rule.startswith("── run ended ")
    assert rule.rstrip("─").count(":") == 2


async def test_what_comes_beneath_a_dialog_is_there_when_that_closes(cockpit: Cockpit, demo: DemoServer) -> None:
    path = f"/api/spaces/{BOARD}/logs/run"
    serve(demo, ["one"], path)
    cockpit.app.main.list.go_to(BOARD)
    await cockpit.press("l")
    await until_lines(cockpit, 1)
    log = view(cockpit).lines
    await cockpit.press("question_mark")
    serve(demo, ["one", "two"], path)

    def come() -> bool:
        cockpit.clock.advance(0.1)
        return log.end == 2

    await until(come, cockpit.pilot)
    await cockpit.press("escape")
    assert shown(cockpit) == ["one", "two"]
