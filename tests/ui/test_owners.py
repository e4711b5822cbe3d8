"""Whose Spaces are shown, who one is, what is offered, and what is muted."""

from __future__ import annotations

import pytest

from spacetui.demo.server import DemoServer
from spacetui.settings import Settings
from tests.ui.conftest import Cockpit, StartCockpit
from tests.ui.test_list import filtered, marked, shown
from tests.worlds import grow

TURBO = "ada/sd-turbo"
SIZES = [(40, 12), (80, 24), (120, 40)]


def offers(cockpit: Cockpit) -> bool:
    return "more than 200 Spaces" in cockpit.words()


def status(cockpit: Cockpit) -> str:
    return cockpit.screen().split("\n")[0]


async def apply(cockpit: Cockpit) -> None:
    await cockpit.press("tab", "tab", "enter")
    await cockpit.settle()


# -- the form ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_the_form_says_who_one_is_and_whose_spaces_there_are(start: StartCockpit, size: tuple[int, int]) -> None:
    async with start(size=size) as cockpit:
        await cockpit.press("c")
        words = cockpit.words()
        assert "Ada King (ada) · token laptop, role write" in words
        assert "[x] ada" in words
        assert "[x] analytical" in words
        assert "[ ] readers" in words
        assert "Apply" in words


async def test_roles_and_numbers_stand_beside_the_names(cockpit: Cockpit) -> None:
    await cockpit.press("c")
    lines = {
        line.split("]")[1].split()[0]: line for line in cockpit.screen().split("\n") if "[" in line and "]" in line
    }
    assert "you" in lines["ada"]
    assert "admin" in lines["analytical"]
    assert "read, look only" in lines["readers"]
    assert "not counted" in lines["readers"]
    number = sum(entry.space.owner == "analytical" for entry in cockpit.app.picture.spaces.values())
    assert f"{number} Spaces" in lines["analytical"]


async def test_an_organization_is_taken_out_and_brought_back(cockpit: Cockpit) -> None:
    await cockpit.press("c", "j", "space")
    assert "[ ] analytical" in cockpit.screen()
    await apply(cockpit)
    assert cockpit.app.picture.owners == ("ada",)
    assert {entry.space.owner for entry in cockpit.app.picture.spaces.values()} == {"ada"}
    assert "Shown from now on: ada." in cockpit.words()
    assert "is gone" not in cockpit.words()
    await cockpit.press("c", "j", "enter")
    await apply(cockpit)
    assert "analytical" in cockpit.app.picture.owners
    assert any(entry.space.owner == "analytical" for entry in cockpit.app.picture.spaces.values())


async def test_an_organization_where_one_may_only_read_can_be_looked_at(cockpit: Cockpit) -> None:
    await cockpit.press("c", "j", "j", "space")
    await apply(cockpit)
    assert "readers" in cockpit.app.picture.owners


async def test_cancelling_changes_nothing(cockpit: Cockpit) -> None:
    before = cockpit.app.picture.owners
    await cockpit.press("c", "j", "space", "escape")
    await cockpit.settle()
    assert cockpit.app.picture.owners == before


async def test_the_last_owner_stays(cockpit: Cockpit) -> None:
    await cockpit.press("c", "space", "j", "space")
    assert "At least one has to be shown" in cockpit.words()
    assert "[x] analytical" in cockpit.screen()
    await apply(cockpit)
    assert cockpit.app.picture.owners == ("analytical",)


async def test_without_a_token_it_says_why_nothing_can_be_chosen(start: StartCockpit) -> None:
    async with start(token=None, authors=("ada",)) as cockpit:
        await cockpit.press("c")
        assert "Without a token there are only the Spaces of the authors named: ada" in cockpit.words()
        assert "Apply" not in cockpit.screen()
        await cockpit.press("enter")
        assert marked(cockpit)


async def test_authors_of_the_command_line_are_not_chosen_here(start: StartCockpit) -> None:
    async with start(authors=("ada",)) as cockpit:
        await cockpit.press("c")
        assert "The command line says whose: ada. Without --author you can choose here." in cockpit.words()
        assert "Apply" not in cockpit.screen()


async def test_how_long_a_log_in_is_good_for_is_said(start: StartCockpit, demo: DemoServer) -> None:
    async with start(token=demo.world.oauth_token) as cockpit:
        await cockpit.press("c")
        assert "token, oauth · good for 19 d 23 h" in cockpit.words()


# -- the offer ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_large_organization_is_offered_in_one_line_that_escape_hides(
    start: StartCockpit, demo: DemoServer, size: tuple[int, int]
) -> None:
    grow(demo.world, "analytical", 203)
    async with start(size=size) as cockpit:
        assert any("analytical" in line and "more than 200" in line for line in cockpit.screen().split("\n"))
        await cockpit.press("escape")
        assert not offers(cockpit)
        await cockpit.pass_time(30, step=15)
        assert not offers(cockpit)


async def test_where_lines_are_few_an_offer_goes_by_itself(start: StartCockpit, demo: DemoServer) -> None:
    grow(demo.world, "analytical", 203)
    async with start(size=(60, 12)) as cockpit:
        await cockpit.pass_time(50, step=25)
        assert offers(cockpit)
        await cockpit.pass_time(20, step=10)
        assert not offers(cockpit)


async def test_escape_clears_the_message_before_the_offer_and_the_offer_before_the_filter(
    start: StartCockpit, demo: DemoServer
) -> None:
    grow(demo.world, "analytical", 203)
    async with start() as cockpit:
        await filtered(cockpit, "turbo")
        await cockpit.press("y", "escape")
        assert offers(cockpit)
        await cockpit.press("escape")
        assert not offers(cockpit)
        assert shown(cockpit) == ["sd-turbo"]
        await cockpit.press("escape")
        assert len(shown(cockpit)) > 1


async def test_an_offer_is_taken_up_in_the_form(start: StartCockpit, demo: DemoServer) -> None:
    grow(demo.world, "analytical", 203)
    async with start() as cockpit:
        await cockpit.press("c")
        assert "[ ] analytical" in cockpit.screen()
        await cockpit.press("j", "space")
        await apply(cockpit)
        assert not offers(cockpit)
        assert "analytical" in cockpit.app.picture.owners
        assert len(cockpit.app.picture.spaces) > 203


async def test_an_offer_left_alone_in_the_form_is_not_made_again(start: StartCockpit, demo: DemoServer) -> None:
    grow(demo.world, "analytical", 203)
    async with start() as cockpit:
        await cockpit.press("c")
        await apply(cockpit)
        assert not cockpit.app.picture.offered
        assert cockpit.app.picture.owners == ("ada",)


# -- muting ------------------------------------------------------------------------------------------------


async def test_a_muted_space_is_out_of_counts_and_problems_and_sorted_last(cockpit: Cockpit) -> None:
    await cockpit.press("g")
    name, failed = marked(cockpit), status(cockpit).split("✖")[1].split()[0]
    burning = status(cockpit).split("$")[1].split("/")[0]
    await cockpit.press("H")
    assert "is muted until its stage changes" in cockpit.words()
    assert marked(cockpit) == name
    assert cockpit.app.main.list.position == cockpit.app.main.list.count - 1
    assert f"✖{int(failed) - 1}" in status(cockpit)
    assert "⊘1" in status(cockpit)
    assert f"${burning}/h" in status(cockpit)
    assert "⊘ until its stage changes" in cockpit.words()
    seen = set()
    for _ in range(int(failed)):
        await cockpit.press("n")
        seen.add(marked(cockpit))
    assert name not in seen
    assert len(seen) == int(failed) - 1


async def test_what_a_muted_space_costs_still_counts(cockpit: Cockpit) -> None:
    before = status(cockpit).split("$")[1].split()[0]
    cockpit.app.main.list.go_to(TURBO)
    await cockpit.press("H")
    assert "⊘1" in status(cockpit)
    assert status(cockpit).split("$")[1].split()[0] == before


async def test_the_same_key_hears_of_it_again(cockpit: Cockpit) -> None:
    before = status(cockpit)
    cockpit.app.main.list.go_to(TURBO)
    await cockpit.press("H")
    assert status(cockpit) != before
    await cockpit.press("H")
    assert "is not muted any more" in cockpit.words()
    assert status(cockpit) == before


async def test_muted_spaces_are_found_by_the_filter(cockpit: Cockpit) -> None:
    cockpit.app.main.list.go_to(TURBO)
    await cockpit.press("H")
    assert await filtered(cockpit, "is:muted") == {"sd-turbo"}
    assert "sd-turbo" not in await filtered(cockpit, "!is:muted")


async def test_a_change_of_stage_ends_it(cockpit: Cockpit, demo: DemoServer) -> None:
    cockpit.app.main.list.go_to(TURBO)
    await cockpit.press("H")
    with demo.world.lock:
        demo.world.pause(demo.world.spaces[TURBO])
    await cockpit.pass_time(16, step=8)
    assert "⊘" not in cockpit.screen()


async def test_a_muted_row_has_its_sign_in_ascii_too(start: StartCockpit) -> None:
    async with start(settings=Settings(ascii=True)) as cockpit:
        cockpit.app.main.list.go_to(TURBO)
        await cockpit.press("H")
        (row,) = [line for line in cockpit.screen().split("\n") if line.startswith(">")]
        assert row[: cockpit.app.main.list.region.right].rstrip().endswith("#")
        assert "# until its stage changes" in cockpit.words()


async def test_a_space_whose_stage_was_not_told_is_not_muted(start: StartCockpit, demo: DemoServer) -> None:
    from tests.ui.test_list import serve

    serve(demo, [{"id": "ada/untold"}])
    async with start() as cockpit:
        await cockpit.press("H")
        assert "Its stage has not been told yet" in cockpit.words()
        assert not cockpit.app.picture.muted
