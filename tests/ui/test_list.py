"""The list of Spaces: the cursor is on a Space, not on a line, and what the filter's words mean."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from spacetui.demo.faults import Says
from spacetui.demo.server import DemoServer
from spacetui.ui import rows
from spacetui.ui.filtering import parse
from spacetui.ui.phrases import short_age
from tests.ui.conftest import Cockpit, StartCockpit


def shown(cockpit: Cockpit) -> list[str]:
    """The Spaces in the list, from the top, as it names them."""
    widget = cockpit.app.main.list
    lines = cockpit.screen().split("\n")[widget.region.y : widget.region.bottom]
    return [line[4 : widget.region.right].split()[0] for line in lines if line[4 : widget.region.right].strip()]


def marked(cockpit: Cockpit) -> str:
    """The Space on the line with the cursor's sign."""
    (line,) = [line for line in cockpit.screen().split("\n") if line.startswith("▸")]
    return line[4:].split()[0]


async def filtered(cockpit: Cockpit, words: str) -> set[str]:
    await cockpit.press("slash", "ctrl+u")
    await cockpit.type(words)
    await cockpit.press("enter")
    return {name.rstrip("…") for name in shown(cockpit)}


def items(count: int, **runtime: Any) -> list[dict[str, Any]]:
    told = {"stage": "RUNNING", "hardware": {"current": "cpu-basic", "requested": "cpu-basic"}, **runtime}
    return [{"id": f"ada/space-{number:05}", "runtime": told} for number in range(count)]


def serve(demo: DemoServer, listed: list[dict[str, Any]]) -> None:
    demo.world.accounts["ada"].roles.clear()
    demo.faults.clear()
    demo.faults.add(Says(200, json.dumps(listed)), path="/api/spaces")


def alter(demo: DemoServer, space_id: str, **values: Any) -> None:
    with demo.world.lock:
        space = demo.world.spaces[space_id]
        for name, value in values.items():
            setattr(space, name, value)


# -- the cursor --------------------------------------------------------------------------------------------


async def test_the_cursor_follows_its_space_when_the_order_changes(cockpit: Cockpit) -> None:
    cockpit.app.main.list.go_to("ada/whisper-demo")
    await cockpit.press()
    places = set()
    for _ in range(9):
        await cockpit.press("greater_than_sign")
        assert marked(cockpit) == "whisper-demo"
        assert cockpit.app.main.list.cursor == "ada/whisper-demo"
        places.add(cockpit.app.main.list.position)
    assert len(places) > 3


async def test_the_cursor_follows_its_space_when_its_stage_moves_it(start: StartCockpit, demo: DemoServer) -> None:
    async with start(size=(80, 24)) as cockpit:
        cockpit.app.main.list.go_to("ada/leaderboard")
        await cockpit.press()
        before = cockpit.app.main.list.position
        alter(demo, "ada/leaderboard", stage="RUNTIME_ERROR", error="it broke", due=None)
        await cockpit.pass_time(16, step=16)
        assert cockpit.app.main.list.position < before
        assert marked(cockpit) == "leaderboard"
        assert "it broke" in cockpit.screen()


async def test_when_its_space_vanishes_the_cursor_goes_to_the_one_in_its_place(
    start: StartCockpit, demo: DemoServer
) -> None:
    serve(demo, items(9))
    async with start() as cockpit:
        await cockpit.press("j", "j", "j")
        assert marked(cockpit) == "space-00003"
        serve(demo, [item for item in items(9) if item["id"][-1] not in "013"])
        await cockpit.pass_time(16, step=16)
        assert len(shown(cockpit)) == 6
        assert marked(cockpit) == shown(cockpit)[3]
        serve(demo, items(2))
        await cockpit.pass_time(16, step=16)
        assert marked(cockpit) == "space-00001"
        serve(demo, [])
        await cockpit.pass_time(16, step=16)
        assert cockpit.app.main.list.cursor is None
        serve(demo, items(3))
        await cockpit.pass_time(16, step=16)
        assert marked(cockpit) == "space-00000"


async def test_a_filter_keeps_the_cursor_on_its_space_while_that_is_shown(cockpit: Cockpit) -> None:
    cockpit.app.main.list.go_to("ada/whisper-demo")
    await filtered(cockpit, "demo")
    assert marked(cockpit) == "whisper-demo"
    await cockpit.press("escape")
    assert marked(cockpit) == "whisper-demo"
    await filtered(cockpit, "stage:paused")
    assert marked(cockpit) in shown(cockpit)


async def test_the_filter_filters_while_it_is_typed_and_escape_brings_back_what_was(cockpit: Cockpit) -> None:
    everything = shown(cockpit)
    await cockpit.press("slash")
    await cockpit.type("whis")
    assert shown(cockpit) == ["whisper-demo"]
    await cockpit.press("escape")
    assert shown(cockpit) == everything


async def test_n_goes_round_the_failed_ones_in_both_directions(cockpit: Cockpit) -> None:
    await cockpit.press("greater_than_sign", "g")
    seen = []
    for _ in range(5):
        await cockpit.press("n")
        seen.append((cockpit.app.main.list.cursor or "").removeprefix("ada/"))
    assert seen == ["config-clash", "ocr-bot", "analytical/agent-lab", "chat-ui", "config-clash"]
    await cockpit.press("N")
    assert cockpit.app.main.list.cursor == f"ada/{seen[3]}"
    await filtered(cockpit, "is:running")
    await cockpit.press("n")
    assert "Nothing has failed." in cockpit.screen()


# -- the filter's words ------------------------------------------------------------------------------------


FOUND: Mapping[str, set[str]] = {
    "whisper": {"whisper-demo"},
    "WHISPER Demo": {"whisper-demo"},
    "stage:paused org:ada": {"diffusion-xl", "llama-70b-demo"},
    "stage:PAUSED !hw:a100 org:ada": {"diffusion-xl"},
    "hw:a10g": {"whisper-demo", "sd-turbo", "zero-flux"},
    "org:analytical is:failing": {"analytical/agent-lab"},
    "is:failing org:ada": {"chat-ui", "config-clash", "ocr-bot"},
    "is:paid hw:a10g": {"whisper-demo", "sd-turbo"},
    "!is:public sdk:static": {"paper-figures"},
    "is:private sdk:docker org:ada": {"notebook"},
    "日本語": {"translate-ja"},
    "!demo whisper": set(),
}


async def test_the_filter_finds_what_its_terms_say(cockpit: Cockpit) -> None:
    for words, found in FOUND.items():
        cockpit.app.main.set_filter(words)
        await cockpit.pilot.pause()
        if found:
            assert set(shown(cockpit)) == found, words
            assert f"{len(found)} of 31" in cockpit.screen()
        else:
            assert "No Space matches the filter." in cockpit.screen()


@pytest.mark.parametrize(
    "words", ["", "   ", "!", "!!", "is:", "stage:", ":", "a:b:c", "is:nonsense", "🚀", "[/]", "\\"]
)
def test_no_words_are_too_strange_for_the_filter(words: str) -> None:
    parse(words)


def test_terms_that_mean_nothing_are_named_and_hide_nothing() -> None:
    filtering = parse("colour:red is:blue whisper")
    assert len(filtering.problems) == 2
    assert len(filtering.tests) == 1


async def test_a_term_that_means_nothing_is_told_while_it_is_typed(cockpit: Cockpit) -> None:
    await cockpit.press("slash")
    await cockpit.type("is:blue")
    assert "is:blue means nothing" in cockpit.screen()


# -- the order ---------------------------------------------------------------------------------------------


async def test_the_sort_menu_sorts_and_the_same_once_more_turns_it_round(start: StartCockpit) -> None:
    async with start(size=(120, 50)) as cockpit:
        await cockpit.press("S", "j", "enter")
        names = shown(cockpit)
        assert "by name ▲" in cockpit.screen()
        await cockpit.press("S", "enter")
        assert shown(cockpit) == names[::-1]
        assert "by name ▼" in cockpit.screen()
        await cockpit.press("less_than_sign")
        assert "by attention ▼" in cockpit.screen()
        await cockpit.press("greater_than_sign", "greater_than_sign")
        assert "STAGE▲" in cockpit.screen()
        assert shown(cockpit) != names


# -- much of it --------------------------------------------------------------------------------------------


async def test_among_ten_thousand_only_what_is_seen_is_laid_out(
    start: StartCockpit, demo: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(demo, items(10_000))
    laid_out = []
    row_of = rows.row_of

    def counted(entry: Any, *rest: Any) -> rows.Row:
        laid_out.append(entry.id)
        return row_of(entry, *rest)

    monkeypatch.setattr("spacetui.ui.widgets.space_list.row_of", counted)
    async with start(size=(120, 40)) as cockpit:
        assert "10,000 Spaces" in cockpit.screen()
        height = cockpit.app.main.list.size.height
        for key in ("j", "k", "G", "k", "g", "ctrl+d"):
            laid_out.clear()
            await cockpit.pilot.press(key)
            await cockpit.pilot.pause()
            assert 0 < len(laid_out) <= 4 * height, key
        await cockpit.press("G")
        assert marked(cockpit) == "space-09999"


async def test_the_last_row_is_reached_and_never_scrolled_past(start: StartCockpit) -> None:
    async with start(size=(80, 24)) as cockpit:
        height = cockpit.app.main.list.size.height
        await cockpit.press(*["ctrl+d"] * 8, "j")
        assert cockpit.app.main.list.position == 30
        assert len(shown(cockpit)) == height
        await cockpit.press("ctrl+u", "ctrl+u", "home")
        assert cockpit.app.main.list.position == 0


# -- ages --------------------------------------------------------------------------------------------------


async def test_an_age_is_shown_for_a_change_that_was_seen_and_for_no_other(
    start: StartCockpit, demo: DemoServer
) -> None:
    serve(demo, items(2))
    async with start() as cockpit:
        assert "<1m" not in cockpit.screen()
        later = items(2)
        later[1] = items(2, stage="PAUSED")[1]
        serve(demo, later)
        await cockpit.pass_time(16, step=16)
        ages: Mapping[str, bool] = {
            line[4:15]: "<1m" in line for line in cockpit.screen().split("\n") if "space-0000" in line[:20]
        }
        assert ages == {"space-00000": False, "space-00001": True}
        await cockpit.pass_time(360, step=30)
        assert any(" 6m " in line for line in cockpit.screen().split("\n") if "space-00001" in line[:20])


@pytest.mark.parametrize(
    ("seconds", "age"),
    [
        (0, "0s"),
        (59.9, "59s"),
        (60, "1m"),
        (3_599, "59m"),
        (3_600, "1h"),
        (86_399, "23h"),
        (86_400, "1d"),
        (1e9, ">2y"),
    ],
)
def test_an_age_in_four_cells(seconds: float, age: str) -> None:
    assert short_age(seconds) == age
    assert len(age) <= 4
