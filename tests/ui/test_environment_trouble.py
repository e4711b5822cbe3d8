"""Secrets and variables where something goes wrong on the way: what is said, what is kept, and what never shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spacetui.demo.faults import Cut, Says, Slow
from spacetui.demo.server import DemoServer
from spacetui.ui.screens.environment_compare import CompareForm
from spacetui.ui.screens.environment_copy import CopyForm
from tests.ui.conftest import Cockpit, StartCockpit, until
from tests.ui.marked import line_of, mark
from tests.ui.test_environment_copy import to_write, told
from tests.ui.test_environment_form import SPACE
from tests.ui.test_environment_import import TEXT, read_pasted, row, write, written


async def read_file(cockpit: Cockpit, file: Path) -> None:
    await cockpit.press("i", "ctrl+u")
    await cockpit.type(str(file))
    await cockpit.press("enter")
    await until(lambda: "Back" in cockpit.screen(), cockpit.pilot)
    await cockpit.settle()


# -- an import, left and come back to ---------------------------------------------------------------------


async def test_kinds_chosen_in_an_import_are_not_left_without_a_question(cockpit: Cockpit, tmp_path: Path) -> None:
    (tmp_path / "a.env").write_text("PLAIN=1")
    await cockpit.go_to("whisper-demo", "s")
    await read_file(cockpit, tmp_path / "a.env")
    await cockpit.press("escape")
    assert "1 Secrets" in cockpit.screen()  # nothing was chosen, and the file is still there
    await read_file(cockpit, tmp_path / "a.env")
    await cockpit.press("s", "escape")
    assert "Discard what you typed or chose?" in cockpit.screen()
    await cockpit.press("n")
    assert row(cockpit, "PLAIN")[0] == "secret"


async def test_kinds_chosen_hold_when_the_text_is_read_again(cockpit: Cockpit, tmp_path: Path) -> None:
    (tmp_path / "a.env").write_text("PLAIN=1\nA_KEY=2\nB_KEY=3\nC=4")
    await cockpit.go_to("whisper-demo", "s")
    await read_file(cockpit, tmp_path / "a.env")
    await cockpit.press("s", "down", "v", "down", "v", "down", "x", "tab", "enter")
    (tmp_path / "a.env").write_text("PLAIN=other\nA_KEY=2\nB_KEY=other\nC=4\nD=5")
    await cockpit.press("enter")
    await until(lambda: " D " in cockpit.screen(), cockpit.pilot)
    kinds = {key: row(cockpit, key)[0] for key in ("PLAIN", "A_KEY", "B_KEY", "C", "D")}
    # Of another value it was not said that it may be seen.
    assert kinds == {"PLAIN": "secret", "A_KEY": "variable", "B_KEY": "secret", "C": "left", "D": "variable"}


async def test_what_an_import_does_is_whole_on_the_screen_however_many_lines_are_left_out(start: StartCockpit) -> None:
    async with start(size=(80, 24)) as cockpit:
        await cockpit.go_to("whisper-demo", "s")
        await read_pasted(cockpit, "".join(f"K{number}=1\n" for number in range(30)) + "1BAD=1\n2BAD=1\n3BAD=1\n")
        assert "The Hub takes 30 one by one: paused first, it starts only once." in cockpit.words()
        assert "Write 30" in cockpit.screen()


async def test_a_text_typed_is_not_lost_by_leaving_while_it_is_written(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Slow(5.0), method="POST", times=1)
    await cockpit.go_to("whisper-demo", "s")
    await read_pasted(cockpit, "A=1\nB=2")
    await cockpit.press("tab", "tab", "enter", "escape", "escape")
    assert "Discard what you typed or chose?" in cockpit.screen()
    await cockpit.press("n")
    cockpit.clock.advance(6)
    await cockpit.settle()
    assert "1 written, 1 not sent" in cockpit.words()
    assert "Write 1" in cockpit.screen()


# -- what is said of what was written ---------------------------------------------------------------------


async def test_while_an_answer_is_missing_it_is_said_that_it_is_looked_for(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Slow(0.0), method="POST", times=1)
    demo.faults.add(Cut(), method="POST", times=1)
    await cockpit.go_to("whisper-demo", "v")
    await read_pasted(cockpit, "A=1\nB=2\nC=3")
    await write(cockpit)
    assert "No answer came back. It is not sent again; looking whether it was done … 1 of 3 written" in cockpit.words()
    await cockpit.press("escape")
    assert "Stopping. No answer came back." in cockpit.words()
    await cockpit.pass_time(40, step=2)
    assert "1 written, B not done, 1 not sent" in cockpit.words()


async def test_of_an_answer_that_was_lost_it_is_said_that_it_was_done(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Cut(after_acting=True), method="POST", times=1)
    await cockpit.go_to("whisper-demo", "v")
    await read_pasted(cockpit, "A=1\nB=2")
    await write(cockpit)
    await cockpit.pass_time(4)
    assert "✓ 2 written; A: no answer came back, but it was done." in cockpit.words()


async def test_secrets_that_do_not_show_are_not_said_to_be_plainly_written(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await read_pasted(cockpit, "A_KEY=1\nPLAIN=2")
    demo.faults.add(Says(200, "{}"), method="GET", path="*/secrets")
    await write(cockpit)
    assert "2 written; A_KEY: accepted by the Hub; it does not show yet." in cockpit.words()


async def test_of_many_spaces_those_come_first_where_something_was_not_written(
    start: StartCockpit, demo: DemoServer
) -> None:
    spaces = [each for each in demo.world.spaces if each.startswith("ada/") and each != SPACE][:8]
    for at in (0, 5, 6, 7):
        demo.faults.add(Says(403, '{"error": "no such right"}'), method="POST", path=f"/api/spaces/{spaces[at]}/*")
    async with start(size=(80, 24)) as cockpit:
        await cockpit.go_to("whisper-demo", "v")
        cockpit.app.push_screen(CopyForm(SPACE, [("MODEL_REPO_ID", False)], spaces))
        await cockpit.settle()
        await to_write(cockpit)
        assert f"✖ {spaces[0]}: 0 written, MODEL_REPO_ID refused" in cockpit.words()
        assert f"{spaces[6]}: 0 written" in cockpit.words()
        assert "5 more Spaces, see the list." in cockpit.words()
        assert "Write 4" in cockpit.screen()


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
async def test_a_refusal_that_quotes_the_value_does_not_show_it(
    size: tuple[int, int], start: StartCockpit, demo: DemoServer
) -> None:
    demo.faults.add(Says(400, json.dumps({"error": "no: hf_hush2, sk-hush-1, two"})), method="POST", times=4)
    async with start(size=size) as cockpit:
        await cockpit.go_to("whisper-demo", "s")
        await read_pasted(cockpit, TEXT.replace("OPENAI_API_KEY", "Z").replace("MODEL_REPO_ID", "Y"))
        await write(cockpit)
        assert "refused" in cockpit.words()
        assert "sk-hush-1" not in cockpit.screen() + repr(cockpit.app.picture) + cockpit.app.export_screenshot()


# -- another name meanwhile -------------------------------------------------------------------------------


async def test_what_was_written_is_not_offered_again_once_its_space_has_another_name(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await read_pasted(cockpit, "A_KEY=1\nPLAIN=2")
    await write(cockpit)
    demo.world.rename(SPACE, "ada/whisper-two")
    await cockpit.pass_time(20, step=5)
    assert "is now ada/whisper-two" in cockpit.words()
    assert row(cockpit, "A_KEY")[-1] == "written"
    assert "Write 1" not in cockpit.screen()


async def test_keys_are_copied_to_a_space_under_its_new_name(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "v")
    cockpit.app.push_screen(CopyForm(SPACE, [("BEAMS", False)], ("ada/leaderboard",)))
    await cockpit.settle()
    demo.world.rename("ada/leaderboard", "ada/board")
    await cockpit.pass_time(20, step=5)
    assert told(cockpit, "ada/board") == "1 new"
    await to_write(cockpit)
    assert "BEAMS" in demo.world.spaces["ada/board"].variables


async def test_two_spaces_are_compared_under_their_new_names(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "v")
    cockpit.app.push_screen(CompareForm(SPACE, "ada/leaderboard"))
    await cockpit.settle()
    demo.world.rename("ada/leaderboard", "ada/board")
    await cockpit.pass_time(20, step=5)
    demo.world.set_variable(demo.world.spaces["ada/board"], "SINCE", "1", "")
    await cockpit.pass_time(90, step=10)
    assert f"{SPACE} · ada/board" in cockpit.screen()
    assert "SINCE" in cockpit.screen()


# -- what must not be seen --------------------------------------------------------------------------------


async def test_a_value_shown_while_typed_is_hidden_beneath_a_question(cockpit: Cockpit) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await cockpit.press("enter")
    await cockpit.type("hush")
    await cockpit.press("ctrl+t")
    assert "hush" in cockpit.screen()
    await cockpit.press("escape")
    assert "Discard" in cockpit.screen()
    assert "hush" not in cockpit.screen()
    await cockpit.press("n")
    assert "••••" in cockpit.screen()


async def test_a_value_shown_in_an_import_is_hidden_beneath_a_question(cockpit: Cockpit) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await read_pasted(cockpit, "A_KEY=hush")
    await cockpit.press("ctrl+t")
    assert "hush" in cockpit.screen()
    await cockpit.press("escape")
    assert "Discard" in cockpit.screen()
    assert "hush" not in cockpit.screen()


# -- nothing sent for nothing -----------------------------------------------------------------------------


async def test_a_variable_that_is_as_it_was_is_not_sent(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "v")
    await cockpit.press("enter", "tab", "enter")
    assert "Nothing is changed: there is nothing to be saved." in cockpit.words()
    assert written(demo) == []


async def test_the_value_of_our_own_environment_is_a_change_of_a_text_that_names_it(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    demo.world.set_variable(demo.world.spaces[SPACE], "WHERE", "$HF_ENDPOINT", "")
    await cockpit.go_to("whisper-demo", "v")
    await cockpit.press("G", "enter")
    assert "Replace variable" in cockpit.screen()
    await cockpit.press("end", "backspace")
    await cockpit.type("T")
    await cockpit.press("tab", "left", "tab", "enter")
    await cockpit.settle()
    assert demo.world.spaces[SPACE].variables["WHERE"].value == demo.url


# -- several Spaces ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(40, 12), (120, 40)])
async def test_a_key_is_deleted_in_all_marked_spaces_that_have_it(
    size: tuple[int, int], start: StartCockpit, demo: DemoServer
) -> None:
    async with start(size=size) as cockpit:
        await mark(cockpit, "ada/leaderboard", SPACE)
        await cockpit.press("s")
        await cockpit.settle()
        await cockpit.type("HF_TOKEN")
        cockpit.app.screen.query_one("#delete").focus()
        await cockpit.press("enter")
        assert "Deletion of secret HF_TOKEN" in cockpit.screen()
        if size[0] > 100:
            assert "HF_TOKEN: deleted" in line_of(cockpit, SPACE)
            assert "It has no secret named HF_TOKEN." in cockpit.words()
            assert "lost for ever" in cockpit.words()
        await cockpit.press("y")
        await cockpit.settle()
    deleted = [request.path for request in demo.requests if request.method == "DELETE"]
    assert deleted == [f"/api/spaces/{SPACE}/secrets"]
    assert "HF_TOKEN" not in demo.world.spaces[SPACE].secrets


async def test_without_a_key_nothing_is_deleted_anywhere(cockpit: Cockpit) -> None:
    await mark(cockpit, "ada/leaderboard", SPACE)
    await cockpit.press("v")
    cockpit.app.screen.query_one("#delete").focus()
    await cockpit.press("enter")
    assert "A key is needed." in cockpit.words()
