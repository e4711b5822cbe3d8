"""Marks: they are on Spaces, not on lines, and with them an action means all of these and nothing else."""

from __future__ import annotations

import pytest

from spacetui.demo.accounts import Kind
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.ui import actions, deeds
from spacetui.ui.widgets.metrics_panel import MetricsPanel
from tests.ui.conftest import Cockpit, StartCockpit, until


def starred(cockpit: Cockpit) -> set[str]:
    """The Spaces with the sign of a mark on their lines."""
    widget = cockpit.app.main.list
    lines = cockpit.screen().split("\n")[widget.region.y : widget.region.bottom]
    return {line[4 : widget.region.right].split()[0].rstrip("…") for line in lines if line[1:2] == "*"}


async def mark(cockpit: Cockpit, *space_ids: str) -> None:
    for space_id in space_ids:
        await cockpit.go_to(space_id)
        await cockpit.press("space")


async def filter_by(cockpit: Cockpit, words: str) -> None:
    await cockpit.press("slash", "ctrl+u")
    await cockpit.type(words)
    await cockpit.press("enter")


async def test_space_marks_and_goes_on_and_the_second_time_unmarks(cockpit: Cockpit) -> None:
    await cockpit.go_to("ada/notebook")
    place = cockpit.app.main.list.position
    await cockpit.press("space")
    assert cockpit.app.main.marked == ("ada/notebook",)
    assert cockpit.app.main.list.position == place + 1
    assert starred(cockpit) == {"notebook"}
    assert "1 marked" in cockpit.screen()
    await cockpit.press("k", "space")
    assert not cockpit.app.main.marked
    assert starred(cockpit) == set()


async def test_what_is_marked_stands_in_the_heading_with_its_price(start: StartCockpit) -> None:
    async with start(size=(140, 40)) as cockpit:
        await mark(cockpit, "ada/notebook", "ada/whisper-demo")
        assert "2 marked · $1.40/h" in cockpit.screen()


async def test_a_range_goes_from_where_it_was_begun_to_the_cursor(cockpit: Cockpit) -> None:
    main = cockpit.app.main
    ids = main.list.ids
    await cockpit.press("g", "j", "V", "j", "j", "j")
    assert main.marked == tuple(ids[1:5])
    await cockpit.press("k")
    assert main.marked == tuple(ids[1:4])
    await cockpit.press("g")
    assert main.marked == tuple(ids[0:2])
    await cockpit.press("V", "G")
    assert main.marked == tuple(ids[0:2])


async def test_escape_drops_the_range_and_keeps_what_was_marked_before(cockpit: Cockpit) -> None:
    main = cockpit.app.main
    ids = main.list.ids
    await cockpit.press("g", "space", "j", "V", "j", "j", "escape")
    assert main.marked == (ids[0],)
    await cockpit.press("j")
    assert main.marked == (ids[0],)


async def test_the_star_marks_all_that_are_shown_and_then_none_of_them(cockpit: Cockpit) -> None:
    await mark(cockpit, "ada/notebook")
    await filter_by(cockpit, "stage:paused")
    shown = tuple(cockpit.app.main.list.ids)
    await cockpit.press("asterisk")
    assert cockpit.app.main.marked == (*shown, "ada/notebook")
    await cockpit.press("asterisk")
    assert cockpit.app.main.marked == ("ada/notebook",)


async def test_marked_spaces_that_the_filter_hides_are_counted_and_still_meant(cockpit: Cockpit) -> None:
    await mark(cockpit, "ada/notebook", "ada/whisper-demo", "ada/sd-turbo")
    await filter_by(cockpit, "whisper")
    assert "3 marked, 2 hidden by the filter" in cockpit.screen()
    await cockpit.press("escape")
    assert "3 marked, 2 hidden" in cockpit.screen()
    await cockpit.press("p")
    assert "Pause · 3 Spaces" in cockpit.screen()
    assert "The filter hides 2 of them" in cockpit.screen()
    for space_id in ("ada/notebook", "ada/whisper-demo", "ada/sd-turbo"):
        assert space_id in cockpit.screen()


async def test_another_order_leaves_marks_on_their_spaces(cockpit: Cockpit) -> None:
    await mark(cockpit, "ada/notebook", "ada/whisper-demo")
    await cockpit.press("greater_than_sign", "greater_than_sign")
    assert set(cockpit.app.main.marked) == {"ada/notebook", "ada/whisper-demo"}
    assert starred(cockpit) == {"notebook", "whisper-demo"}


async def test_a_mark_follows_a_rename(cockpit: Cockpit, demo: DemoServer) -> None:
    await mark(cockpit, "ada/notebook", "ada/whisper-demo")
    demo.world.rename("ada/notebook", "ada/papers")
    await cockpit.pass_time(40, step=5)
    assert set(cockpit.app.main.marked) == {"ada/papers", "ada/whisper-demo"}
    assert starred(cockpit) == {"papers", "whisper-demo"}


async def test_a_mark_goes_with_its_space(cockpit: Cockpit, demo: DemoServer) -> None:
    await mark(cockpit, "ada/notebook", "ada/whisper-demo")
    demo.world.rename("ada/notebook", "babbage/notebook")  # whose Spaces are not shown
    await cockpit.pass_time(40, step=5)
    assert cockpit.app.main.marked == ("ada/whisper-demo",)
    assert "1 marked" in cockpit.screen()


async def test_escape_clears_message_then_filter_then_marks(cockpit: Cockpit) -> None:
    main = cockpit.app.main
    await mark(cockpit, "ada/notebook")
    await filter_by(cockpit, "whisper")
    await cockpit.press("escape")
    assert main.filter.text
    await cockpit.press("escape")
    assert not main.filter.text
    assert main.marked == ("ada/notebook",)
    await cockpit.press("escape")
    assert not main.marked


async def test_key_bar_menu_and_palette_say_how_many_are_meant(cockpit: Cockpit) -> None:
    await mark(cockpit, "ada/notebook", "ada/llama-70b-demo")
    assert "space 2 marked" in cockpit.screen().split("\n")[-1]
    assert "resume" not in cockpit.screen().split("\n")[-1]
    await cockpit.press("a")
    assert "Actions · 2 marked" in cockpit.screen()
    assert "2 marked: restart" in cockpit.screen()
    assert "One Space at a time" in cockpit.screen()
    await cockpit.press("escape", "colon")
    await cockpit.type("factory")
    await until(lambda: "rebuild: 2 marked" in cockpit.screen(), cockpit.pilot)


async def test_the_menu_of_actions_leads_to_what_one_looks_at_as_well(cockpit: Cockpit) -> None:
    await cockpit.go_to("ada/whisper-demo", "a")
    for name in ("logs", "build log", "merged log", "metrics", "raw JSON"):
        assert name in cockpit.screen()
    await cockpit.press("i")
    assert "ada/whisper-demo  raw JSON" in cockpit.screen()
    await cockpit.press("q", "a", "m")
    assert cockpit.app.main.focused is cockpit.app.main.query_one(MetricsPanel)


async def test_what_is_for_one_space_goes_to_the_cursor_and_says_so(cockpit: Cockpit) -> None:
    await mark(cockpit, "ada/notebook")
    await cockpit.go_to("ada/whisper-demo")
    await cockpit.press("D")
    assert "ada/whisper-demo" in str(cockpit.app.screen.query_one("#box").border_title)
    await cockpit.press("escape")
    assert "One Space at a time: duplicate goes to ada/whisper-demo" in cockpit.screen()


async def test_muting_with_marks_mutes_all_and_then_none(cockpit: Cockpit) -> None:
    await mark(cockpit, "ada/notebook", "ada/whisper-demo")
    await cockpit.press("H")
    assert cockpit.app.picture.muted == {"ada/notebook", "ada/whisper-demo"}
    assert "2 marked Spaces: muted" in cockpit.screen()
    await cockpit.press("H")
    assert not cockpit.app.picture.muted


async def test_the_ids_of_all_marked_are_copied(cockpit: Cockpit) -> None:
    await mark(cockpit, "ada/notebook", "ada/whisper-demo")
    await cockpit.press("y")
    assert set(cockpit.app.clipboard.split("\n")) == {"ada/notebook", "ada/whisper-demo"}


async def test_without_a_token_nothing_is_done_to_marked_spaces(start: StartCockpit) -> None:
    async with start(token=None, authors=("ada",)) as cockpit:
        await cockpit.press("space", "p")
        assert "Without a token this is read-only" in cockpit.screen()


async def test_what_changes_nothing_at_the_hub_is_done_to_marked_spaces_without_a_token(start: StartCockpit) -> None:
    async with start(token=None, authors=("ada",)) as cockpit:
        await cockpit.press("space", "H")
        assert "1 marked Space: muted" in cockpit.screen()
        await cockpit.press("y")
        assert "Copied 1 id" in cockpit.screen()


@pytest.mark.parametrize(
    ("kind", "key", "reason"),
    [
        (Kind.READ, "p", "Your token can only read"),
        (Kind.OAUTH, "r", "The Hub refuses this to a browser log-in"),
        (Kind.OAUTH, "h", "The Hub refuses this to a browser log-in"),
    ],
)
async def test_what_a_token_may_not_do_to_any_space_is_not_even_planned(
    start: StartCockpit, world: World, kind: Kind, key: str, reason: str
) -> None:
    token = next(secret for secret, token in world.tokens.items() if token.kind is kind)
    async with start(token=token) as cockpit:
        await cockpit.press("space", "space", key)
        assert cockpit.app.screen is cockpit.app.main
        assert reason in cockpit.words()


async def test_a_browser_log_in_pauses_marked_spaces(start: StartCockpit, world: World) -> None:
    async with start(token=world.oauth_token) as cockpit:
        cockpit.app.main.mark(frozenset(["ada/notebook"]))
        await cockpit.press("p")
        assert "RUNNING → PAUSED" in cockpit.screen()


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (140, 40)])
async def test_marks_are_seen_in_windows_of_every_size(start: StartCockpit, size: tuple[int, int]) -> None:
    async with start(size=size) as cockpit:
        column = cockpit.screen().index("STAGE")
        await cockpit.press("space", "space", "space")
        assert "3 marked" in cockpit.screen()
        assert cockpit.screen().split("\n")[1].index("STAGE") == column - cockpit.screen().index("\n") - 1
        assert len(starred(cockpit)) == 3


def test_every_action_for_many_has_its_deed() -> None:
    assert {action.id for action in actions.ACTIONS if action.many} == deeds.ON_MARKED.keys()
