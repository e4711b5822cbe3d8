"""Others' Spaces are found by keys alone, looked at, followed and duplicated."""

from __future__ import annotations

import pytest

from spacetui.demo.faults import NAMED, Slow
from spacetui.demo.server import DemoServer
from spacetui.ui.screens.duplicate import DuplicateForm
from spacetui.ui.screens.find import FindScreen
from spacetui.ui.screens.link import LinkDialog
from spacetui.ui.widgets.field import Field
from tests.ui.conftest import Cockpit, StartCockpit
from tests.ui.test_hostile_text import HOSTILE, harmless, hostile_runtime, hostile_space, says
from tests.ui.test_list import filtered, marked
from tests.ui.test_owners import status

CLUB = "readers/book-club"
PLANS = "babbage/plans"
SIZES = [(40, 12), (80, 24), (120, 40)]


async def find(cockpit: Cockpit, words: str, *way: str) -> None:
    """Open the search, choose a way by keys in its first line, and look for words."""
    await cockpit.press("B")
    if way:
        await cockpit.press("shift+tab", *way, "tab")
    await cockpit.type(words)
    await cockpit.press("enter")
    await cockpit.settle()


def rows(cockpit: Cockpit) -> list[str]:
    found = cockpit.app.screen.query_one("#found")
    return [line for line in cockpit.screen().split("\n")[found.region.y : found.region.bottom] if "/" in line]


@pytest.mark.parametrize("size", SIZES)
async def test_words_find_spaces_at_every_size(start: StartCockpit, size: tuple[int, int]) -> None:
    async with start(size=size) as cockpit:
        await find(cockpit, "book")
        first, second = rows(cockpit)
        assert CLUB in first
        assert "●" in first
        assert "ada/notebook" in second
        assert "2 Spaces found." in cockpit.words()
        assert all(key in cockpit.words() for key in ("K follow", "D duplicate", "o app", "O page", "/ again"))


async def test_a_row_says_stage_hardware_likes_and_title(cockpit: Cockpit, demo: DemoServer) -> None:
    await find(cockpit, "book-club")
    (row,) = rows(cockpit)
    likes = demo.world.spaces[CLUB].likes
    told = row.split("│")[1].split()
    assert told == ["●", "RUNNING", "cpu-basic", CLUB, str(likes), "Book", "club"]


async def test_nothing_is_asked_while_one_types(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.press("B")
    demo.recorder.clear()
    await cockpit.type("book")
    await cockpit.settle()
    assert not [each for each in demo.requests if each.path == "/api/spaces"]
    await cockpit.press("enter")
    await cockpit.settle()
    assert len([each for each in demo.requests if each.path == "/api/spaces"]) == 1


async def test_an_owner_is_browsed(cockpit: Cockpit) -> None:
    await find(cockpit, "babbage", "right")
    assert len(rows(cockpit)) == 2
    assert any(PLANS in row for row in rows(cockpit))


async def test_words_that_say_what_it_does_find_it(cockpit: Cockpit) -> None:
    await find(cockpit, "book club", "left")
    assert any(CLUB in row for row in rows(cockpit))


async def test_enter_brings_the_cursor_to_it_marked_as_not_ones_own(cockpit: Cockpit) -> None:
    counted = status(cockpit).split("Spaces")[0]
    await find(cockpit, "book-club")
    await cockpit.press("enter")
    await cockpit.settle()
    assert marked(cockpit) == CLUB
    assert "for this run" in cockpit.words()
    assert "not yours: to look at only" in cockpit.words()
    assert status(cockpit).split("Spaces")[0] == counted


async def test_what_is_looked_at_is_shown_whatever_the_filter_was(cockpit: Cockpit) -> None:
    await filtered(cockpit, "turbo")
    await find(cockpit, "book-club")
    await cockpit.press("enter")
    await cockpit.settle()
    assert marked(cockpit) == CLUB


@pytest.mark.parametrize("key", ["r", "p", "h", "z", "s", "v"])
async def test_what_one_may_not_do_to_it_says_why(cockpit: Cockpit, key: str) -> None:
    await find(cockpit, "babbage", "right")
    await cockpit.press("enter")
    await cockpit.settle()
    await cockpit.press(key)
    assert "This Space is not yours" in cockpit.words()


async def test_it_is_followed_and_let_go_of_by_one_key(cockpit: Cockpit) -> None:
    await find(cockpit, "book-club")
    await cockpit.press("K")
    await cockpit.settle()
    assert "is followed until K ends it" in cockpit.words()
    assert "✓" in rows(cockpit)[0]
    await cockpit.press("escape")
    cockpit.app.main.list.go_to(CLUB)
    await cockpit.press("a")
    assert "K unfollow" in cockpit.words()
    await cockpit.press("escape", "K")
    await cockpit.settle()
    assert "is followed no longer" in cockpit.words()
    assert "is gone" not in cockpit.words()
    assert CLUB not in cockpit.app.picture.spaces


async def test_the_same_key_in_the_search_ends_it_too(cockpit: Cockpit) -> None:
    await find(cockpit, "book-club")
    await cockpit.press("K")
    await cockpit.settle()
    await cockpit.press("K")
    await cockpit.settle()
    assert "is followed no longer" in cockpit.words()
    assert "✓" not in rows(cockpit)[0]
    assert CLUB not in cockpit.app.picture.spaces


async def test_one_under_the_cursor_that_vanishes_is_told(cockpit: Cockpit, demo: DemoServer) -> None:
    await find(cockpit, "plans")
    await cockpit.press("enter")
    await cockpit.settle()
    assert marked(cockpit) == PLANS
    with demo.world.lock:
        demo.world.spaces[PLANS].visibility = "private"
    await cockpit.pass_time(16, step=4)
    assert f"{PLANS} is gone" in cockpit.words()


async def test_one_that_is_followed_and_cannot_be_seen_says_so_until_it_is_let_go_of(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    await find(cockpit, "plans")
    await cockpit.press("K")
    await cockpit.settle()
    await cockpit.press("escape")
    cockpit.app.main.list.go_to(PLANS)
    with demo.world.lock:
        demo.world.spaces[PLANS].visibility = "private"
    await cockpit.pass_time(16, step=4)
    assert marked(cockpit) == PLANS
    assert "not found" in cockpit.words()
    assert "followed, and not to be seen now" in cockpit.screen()
    assert "is gone" not in cockpit.words()
    await cockpit.press("K")
    await cockpit.settle()
    assert "is followed no longer" in cockpit.words()
    assert PLANS not in cockpit.app.picture.spaces


async def test_ones_own_spaces_are_there_anyhow(cockpit: Cockpit) -> None:
    await find(cockpit, "notebook")
    await cockpit.press("K")
    assert "is in the list already" in cockpit.words()
    await cockpit.press("escape", "K")
    assert "c chooses whose Spaces are" in cockpit.words()


async def test_a_strangers_space_is_duplicated(cockpit: Cockpit, demo: DemoServer) -> None:
    await find(cockpit, "book-club")
    await cockpit.press("D")
    await cockpit.settle()
    assert isinstance(cockpit.app.screen, DuplicateForm)
    assert cockpit.app.screen.query_one("#name", Field).value == "book-club"
    cockpit.app.screen.query_one("#duplicate").focus()
    await cockpit.press("enter")
    await cockpit.pass_time(4)
    assert "ada/book-club" in demo.world.spaces


@pytest.mark.parametrize(("key", "address"), [("o", "https://readers-book-club.hf.space"), ("O", f"/spaces/{CLUB}")])
async def test_its_app_and_its_page_are_opened(cockpit: Cockpit, key: str, address: str) -> None:
    await find(cockpit, "book-club")
    await cockpit.press(key)
    await cockpit.settle()
    assert isinstance(cockpit.app.screen, LinkDialog)
    assert address in cockpit.words()
    await cockpit.press("escape")
    assert cockpit.app.main.list.cursor == CLUB


async def test_without_a_token_there_is_no_copy(start: StartCockpit) -> None:
    async with start(token=None, authors=("ada",)) as cockpit:
        await find(cockpit, "book-club")
        await cockpit.press("D")
        assert "Without a token nothing can be duplicated" in cockpit.words()


async def test_its_id_is_copied(cockpit: Cockpit) -> None:
    await find(cockpit, "book-club")
    await cockpit.press("y")
    assert f"Copied {CLUB}" in cockpit.words()


async def test_nothing_found_is_said(cockpit: Cockpit) -> None:
    await find(cockpit, "no such words")
    assert "No public Space fits that." in cockpit.words()
    await cockpit.press("escape")
    await find(cockpit, "nobody", "right")
    assert "Nobody of that name has a public Space." in cockpit.words()


@pytest.mark.parametrize(("fault", "words"), [("429", "too many requests"), ("503", "not well")])
async def test_what_goes_wrong_is_said_and_the_words_stay(
    cockpit: Cockpit, demo: DemoServer, fault: str, words: str
) -> None:
    demo.faults.add(NAMED[fault], path="/api/spaces", times=1)
    await find(cockpit, "book")
    assert words in cockpit.words()
    assert cockpit.app.screen.query_one("#words", Field).value == "book"
    await cockpit.press("enter")
    await cockpit.settle()
    assert rows(cockpit)


async def test_a_name_that_cannot_be_is_said(cockpit: Cockpit) -> None:
    await find(cockpit, "not a name", "right")
    assert "name of an account or organization" in cockpit.words()


async def test_while_the_hub_is_slow_that_is_said_and_escape_leaves(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Slow(3600), path="/api/spaces", times=1)
    await cockpit.press("B")
    await cockpit.type("book")
    await cockpit.press("enter")
    assert "Asking the Hub" in cockpit.words()
    await cockpit.press("escape")
    assert not isinstance(cockpit.app.screen, FindScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_what_the_hub_tells_of_them_is_drawn_harmlessly(
    start: StartCockpit, demo: DemoServer, size: tuple[int, int]
) -> None:
    async with start(size=size) as cockpit:
        spaces = [hostile_space(f"x/{words}", words, hostile_runtime(words)) for words in HOSTILE]
        demo.faults.add(says(spaces), path="/api/spaces", times=1)
        await find(cockpit, "x")
        for _ in range(len(HOSTILE) // 5):
            harmless(cockpit)
            await cockpit.pilot.press("pagedown")
            await cockpit.pilot.pause()
        assert len(rows(cockpit)) > 1
