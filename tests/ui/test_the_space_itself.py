"""Visibility, name and deletion, as keys do them: what is said before, what is sent, and what becomes of it."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from spacetui.demo.faults import Cut, Says
from spacetui.demo.server import DemoServer
from spacetui.demo.stages import DELETION
from spacetui.ui.widgets.field import Field
from tests.ui.conftest import Cockpit, StartCockpit, until

WHISPER = "ada/whisper-demo"
BILLED = "Stops $1.00/h. Pausing it (p) stops that too"


async def choose(cockpit: Cockpit, space_id: str, action: str) -> str:
    """The screen after an action that has no key was taken from the menu."""
    await cockpit.go_to(space_id, "a")
    menu = cockpit.app.screen.query_one("#rows")
    rows = [menu.get_option_at_index(index).id for index in range(menu.option_count)]  # type: ignore[attr-defined]
    menu.highlighted = rows.index(f"deed('{action}')")  # type: ignore[attr-defined]
    await cockpit.press("enter")
    await cockpit.settle()
    return cockpit.screen()


def shown(cockpit: Cockpit) -> str:
    """The words of the dialog."""
    return " ".join(str(words.render()) for words in cockpit.app.screen.query(Static))


def said(cockpit: Cockpit) -> str:
    return str(cockpit.app.screen.query_one("#said").render())


async def press_button(cockpit: Cockpit, button: str) -> None:
    """Press a button of the form, when the last press of it has been let go."""
    pressed = cockpit.app.screen.query_one(button)
    await until(lambda: not pressed.has_class("-active"), cockpit.pilot)
    pressed.focus()
    await cockpit.press("enter")
    await cockpit.settle()


def sent(demo: DemoServer, method: str, path: str) -> int:
    return sum(request.method == method and request.path.endswith(path) for request in demo.requests)


# -- visibility --------------------------------------------------------------------------------------


async def test_each_visibility_says_what_it_means_for_visitors(cockpit: Cockpit) -> None:
    screen = await choose(cockpit, WHISPER, "visibility")
    assert "Now: public or protected" in screen
    assert "For visitors it is gone" in screen
    assert "Make it private" in screen
    await cockpit.press("up")
    assert "a secret that was ever committed" in cockpit.screen()
    await cockpit.press("down", "down")
    assert "Needs a PRO, Team or Enterprise plan." in cockpit.screen()


async def test_a_space_is_made_private_by_keys_alone(cockpit: Cockpit, demo: DemoServer) -> None:
    await choose(cockpit, WHISPER, "visibility")
    await cockpit.press("enter", "enter")
    await cockpit.settle()
    assert demo.world.spaces[WHISPER].visibility == "private"
    assert cockpit.app.picture.spaces[WHISPER].space.private is True
    assert "to ada alone" in cockpit.screen()
    assert "Visibility ·" not in cockpit.screen()


async def test_what_is_private_cannot_be_made_so_once_more(cockpit: Cockpit, demo: DemoServer) -> None:
    await choose(cockpit, "ada/paper-figures", "visibility")
    await cockpit.press("down")
    assert "It is private already." in cockpit.screen()
    await cockpit.press("enter", "enter")
    await cockpit.settle()
    assert sent(demo, "PUT", "/settings") == 0


async def test_a_plan_that_is_missing_is_told_and_the_form_stays(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Says(402, '{"error": "A PRO subscription is needed"}'), method="PUT", path="*/settings")
    await choose(cockpit, WHISPER, "visibility")
    await cockpit.press("down")
    await press_button(cockpit, "#set")
    assert "A PRO subscription is needed" in said(cockpit)
    assert "Make it protected" in cockpit.screen()


# -- name --------------------------------------------------------------------------------------------


async def test_a_space_is_renamed_by_keys_and_the_cursor_goes_along(cockpit: Cockpit, demo: DemoServer) -> None:
    screen = await choose(cockpit, WHISPER, "rename")
    assert "Its page and git address lead on from the old name." in screen
    assert "The app's address changes" in screen
    await cockpit.type("-2")
    await cockpit.press("enter")
    await cockpit.settle()
    assert f"{WHISPER}-2" in demo.world.spaces
    assert cockpit.app.main.list.cursor == f"{WHISPER}-2"
    assert WHISPER not in cockpit.app.picture.spaces
    assert "Rename ·" not in cockpit.screen()


async def test_a_space_moves_to_an_organization_and_it_is_said_who_pays_then(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    await choose(cockpit, WHISPER, "rename")
    assert "pays for it" not in cockpit.screen()
    await cockpit.press("shift+tab")
    await cockpit.type("an")
    assert "From then on analytical owns it, and pays for it." in cockpit.screen()
    await press_button(cockpit, "#rename")
    assert "analytical/whisper-demo" in demo.world.spaces
    assert cockpit.app.main.list.cursor == "analytical/whisper-demo"


async def test_a_name_the_hub_takes_not_is_refused_before_it_is_sent(cockpit: Cockpit, demo: DemoServer) -> None:
    await choose(cockpit, WHISPER, "rename")
    await press_button(cockpit, "#rename")
    assert "That is its name already." in said(cockpit)
    for name in ("a b", "a--b", "a/b", "a.git", "-a", ""):
        cockpit.app.screen.query_one(Field).value = name
        await press_button(cockpit, "#rename")
        assert "namespace/name" in said(cockpit), name
    assert sent(demo, "POST", "/repos/move") == 0


async def test_a_name_that_is_in_the_list_is_refused_before_it_is_sent(cockpit: Cockpit, demo: DemoServer) -> None:
    await choose(cockpit, WHISPER, "rename")
    await cockpit.press("ctrl+u")
    await cockpit.type("Leaderboard")
    await press_button(cockpit, "#rename")
    assert "There is a Space named ada/Leaderboard already." in said(cockpit)
    assert sent(demo, "POST", "/repos/move") == 0


@pytest.mark.parametrize(
    ("status", "words"),
    [(409, "You already created this space repo"), (403, "You have no right to that")],
)
async def test_a_name_that_is_refused_keeps_the_form_with_what_was_typed(
    status: int, words: str, cockpit: Cockpit, demo: DemoServer
) -> None:
    demo.faults.add(Says(status, f'{{"error": "{words}"}}'), method="POST", path="/api/repos/move", times=1)
    await choose(cockpit, WHISPER, "rename")
    await cockpit.type("-2")
    await press_button(cockpit, "#rename")
    assert words in said(cockpit)
    assert "whisper-demo-2" in cockpit.screen()
    await press_button(cockpit, "#rename")
    assert f"{WHISPER}-2" in demo.world.spaces


async def test_what_has_no_key_is_found_in_the_palette(cockpit: Cockpit) -> None:
    await cockpit.go_to(WHISPER, "colon")
    await cockpit.type("rename:")
    await until(lambda: "Give it another name" in cockpit.screen(), cockpit.pilot)
    await cockpit.press("enter")
    await until(lambda: f"Rename · {WHISPER}" in cockpit.screen(), cockpit.pilot)


async def test_what_was_typed_is_not_lost_to_one_escape(cockpit: Cockpit) -> None:
    await choose(cockpit, WHISPER, "rename")
    await cockpit.type("x")
    await cockpit.press("escape")
    assert "Discard what you typed?" in cockpit.screen()


# -- deletion ----------------------------------------------------------------------------------------


async def test_what_a_deletion_stops_and_loses_is_said(cockpit: Cockpit) -> None:
    await cockpit.go_to(WHISPER, "X")
    assert BILLED in shown(cockpit)
    assert "Lost for good: code, commits and discussions, 2 secrets, 2 variables." in shown(cockpit)
    await cockpit.press("escape")
    await cockpit.go_to("ada/notebook", "X")
    assert "all in its persistent storage (small)" in shown(cockpit)
    assert "2 volumes unmounted; what these hold stays." in shown(cockpit)
    await cockpit.press("escape")
    await cockpit.go_to("analytical/embed-api", "X")
    assert "the address embed.analytical.example" in shown(cockpit)
    await cockpit.press("escape")
    await cockpit.go_to("ada/portfolio", "X")
    assert "It costs nothing now." in shown(cockpit)


async def test_nothing_is_deleted_before_the_whole_name_is_typed(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to(WHISPER, "X")
    for typed in ("", "whisper-demo"):
        await cockpit.type(typed)
        await cockpit.press("enter", "enter")
        assert f"That is not its name: {WHISPER}." in said(cockpit)
        assert cockpit.app.screen.query_one("#delete").disabled
    await cockpit.settle()
    assert WHISPER in demo.world.spaces


async def test_a_space_is_deleted_by_its_name_and_two_keys_and_stays_gone(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to(WHISPER, "X")
    await cockpit.type(WHISPER)
    await cockpit.press("enter")
    assert sent(demo, "DELETE", "/repos/delete") == 0
    await cockpit.press("enter")
    await cockpit.settle()
    assert sent(demo, "DELETE", "/repos/delete") == 1
    assert "Delete ·" not in cockpit.screen()
    assert "elsewhere" not in cockpit.screen()
    for _ in range(2):
        await cockpit.pass_time(DELETION + 16, step=4)
        assert WHISPER not in cockpit.app.picture.spaces


async def test_a_deletion_is_not_answered_by_keys_typed_ahead(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to(WHISPER, "X")
    await cockpit.type(WHISPER)
    await cockpit.pilot.press("enter", "enter")
    await cockpit.settle()
    assert "too soon" in said(cockpit)
    assert WHISPER in demo.world.spaces


async def test_a_deletion_that_is_refused_keeps_the_form(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Says(403, '{"error": "Only an admin may do that"}'), method="DELETE", path="/api/repos/delete")
    await cockpit.go_to(WHISPER, "X")
    await cockpit.type(WHISPER)
    await press_button(cockpit, "#delete")
    assert "Only an admin may do that" in said(cockpit)
    assert WHISPER in cockpit.app.picture.spaces


async def test_a_deletion_without_an_answer_is_found_done_and_not_sent_again(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    demo.faults.add(Cut(after_acting=True), method="DELETE", path="/api/repos/delete")
    await cockpit.go_to(WHISPER, "X")
    await cockpit.type(WHISPER)
    await press_button(cockpit, "#delete")
    await cockpit.pass_time(4)
    assert "no answer came back, but it was done" in cockpit.screen()
    await cockpit.pass_time(DELETION + 16, step=4)
    assert sent(demo, "DELETE", "/repos/delete") == 1
    assert WHISPER not in cockpit.app.picture.spaces


async def test_after_a_deletion_without_an_answer_the_cursor_is_at_the_next_row(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    rows = cockpit.app.main.list
    rows.go(len(rows.ids) - 3)
    deleted, following = rows.ids[-3:-1]
    demo.faults.add(Cut(after_acting=True), method="DELETE", path="/api/repos/delete")
    await cockpit.press("X")
    await cockpit.type(deleted)
    await press_button(cockpit, "#delete")
    for _ in range(int(DELETION) + 16):
        await cockpit.pass_time(1)
        assert rows.cursor in (deleted, following)
    assert rows.cursor == following


async def test_a_space_renamed_elsewhere_meanwhile_wants_its_new_name_typed(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to(WHISPER, "X")
    await cockpit.type(WHISPER)
    with demo.world.lock:
        demo.world.move(demo.world.spaces[WHISPER], "ada/other")
    await cockpit.pass_time(16)
    assert f"{WHISPER} is now ada/other." in shown(cockpit)
    assert cockpit.app.screen.query_one("#delete").disabled
    assert "Delete · ada/other" in cockpit.screen()


async def test_the_forms_are_usable_in_the_smallest_window(start: StartCockpit, demo: DemoServer) -> None:
    async with start(size=(40, 12)) as cockpit:
        await choose(cockpit, "ada/sd-turbo", "visibility")
        await cockpit.press("enter", "enter")
        await cockpit.settle()
        assert demo.world.spaces["ada/sd-turbo"].visibility == "private"
        await choose(cockpit, "ada/sd-turbo", "rename")
        await cockpit.type("-2")
        assert "sd-turbo-2" in cockpit.screen()
        await cockpit.press("enter")
        await cockpit.settle()
        assert "ada/sd-turbo-2" in demo.world.spaces
        await cockpit.go_to(WHISPER, "X")
        assert "$1.00/h" in cockpit.screen()
        assert "Delete for good" in cockpit.screen()
        await cockpit.type(WHISPER)
        assert WHISPER in cockpit.screen().split("delete it:")[1]
        await cockpit.press("enter", "enter")
        await cockpit.settle()
        assert demo.world.spaces[WHISPER].stage == "DELETING"


async def test_what_is_called_as_typed_comes_first_in_the_palette(cockpit: Cockpit) -> None:
    await cockpit.go_to(WHISPER, "colon")
    await cockpit.type("who")
    await until(lambda: "who you are: Account" in cockpit.screen(), cockpit.pilot)
    await cockpit.press("enter")
    await until(lambda: type(cockpit.app.screen).__name__ == "AccountScreen", cockpit.pilot)
