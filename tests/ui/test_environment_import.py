"""Import of a .env file into a Space: looked through, written key by key, and accounted for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spacetui.demo.faults import Cut, Says, Slow
from spacetui.demo.server import DemoServer
from tests.ui.conftest import Cockpit, StartCockpit, until
from tests.ui.test_environment_form import SPACE

TEXT = """\
# what the demo needs
export OPENAI_API_KEY="sk-hush-1"
MODEL_REPO_ID='ada/other'
BEAMS=5
HF_TOKEN=hf_hush2
PROMPT="one
two"
1BAD=hush3
"""


def written(demo: DemoServer) -> list[str]:
    """The keys that were sent, in order."""
    return [json.loads(request.body)["key"] for request in demo.requests if request.method == "POST"]


def row(cockpit: Cockpit, key: str) -> list[str]:
    """The words of a key's row."""
    parts = (part for line in cockpit.screen().splitlines() for part in line.split("│"))
    return next(part.split() for part in parts if f" {key} " in part)


async def read_pasted(cockpit: Cockpit, words: str) -> None:
    """Open the import from the form, paste a text, and have it read."""
    await cockpit.press("i", "tab")
    await cockpit.paste(words)
    await cockpit.press("shift+tab", "enter")
    await until(lambda: "Back" in cockpit.screen() or "to import" in cockpit.screen(), cockpit.pilot)
    await cockpit.settle()


async def write(cockpit: Cockpit) -> None:
    """From the list to the button that writes, and press it."""
    await cockpit.press("tab", "tab", "enter")
    await cockpit.settle()


async def test_a_file_is_looked_through_before_anything_is_sent(
    cockpit: Cockpit, demo: DemoServer, tmp_path: Path
) -> None:
    (tmp_path / "demo.env").write_text(TEXT)
    await cockpit.go_to("whisper-demo", "s")
    await cockpit.press("i", "ctrl+u")
    await cockpit.type(str(tmp_path / "demo.env"))
    await cockpit.press("enter")
    await until(lambda: "OPENAI_API_KEY" in cockpit.screen(), cockpit.pilot)
    assert row(cockpit, "OPENAI_API_KEY") == ["secret", "OPENAI_API_KEY", "9", "characters", "new"]
    assert row(cockpit, "MODEL_REPO_ID")[-1] == "changed"
    assert row(cockpit, "BEAMS") == ["left", "out", "BEAMS", "1", "character", "same"]
    assert row(cockpit, "HF_TOKEN")[-1] == "replaces"
    assert row(cockpit, "PROMPT") == ["variable", "PROMPT", "2", "lines", "new"]
    assert "Line 8: its key is not made of letters" in cockpit.words()
    assert "Write 4" in cockpit.screen()
    assert "($1.00/h, also while it starts). The Hub takes 4 one by one" in cockpit.words()
    assert "hush" not in cockpit.screen()
    assert written(demo) == []


async def test_what_was_looked_through_is_written_in_its_order_each_as_its_kind(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await read_pasted(cockpit, TEXT)
    await write(cockpit)
    assert written(demo) == ["OPENAI_API_KEY", "MODEL_REPO_ID", "HF_TOKEN", "PROMPT"]
    space = demo.world.spaces[SPACE]
    assert "OPENAI_API_KEY" in space.secrets
    assert space.variables["PROMPT"].value == "one\ntwo"
    assert "✓ 4 written." in cockpit.screen()
    assert row(cockpit, "PROMPT")[-1] == "written"
    assert "hush" not in cockpit.screen() + repr(cockpit.app.picture) + cockpit.app.export_screenshot()
    await cockpit.press("escape")
    assert "1 Secrets 3" in cockpit.screen()


async def test_a_clash_is_said_and_not_sent(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.world.set_variable(demo.world.spaces[SPACE], "API_KEY", "x", "")
    await cockpit.go_to("whisper-demo", "s")
    await read_pasted(cockpit, "API_KEY=y\nPLAIN=z")
    assert row(cockpit, "API_KEY")[-1] == "clash"
    assert "A variable named API_KEY exists." in cockpit.words()
    assert "Write 1" in cockpit.screen()
    await cockpit.press("space")
    assert row(cockpit, "API_KEY") == ["variable", "API_KEY", "1", "character", "changed"]
    await cockpit.press("s", "tab", "tab", "enter")
    await cockpit.settle()
    assert written(demo) == ["PLAIN"]


async def test_space_makes_an_entry_a_secret_a_variable_or_leaves_it_out(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await read_pasted(cockpit, "A_KEY=x\nB=y")
    assert row(cockpit, "A_KEY")[0] == "secret"
    await cockpit.press("space")
    assert row(cockpit, "A_KEY")[0] == "variable"
    await cockpit.press("enter")
    assert row(cockpit, "A_KEY")[:2] == ["left", "out"]
    assert "Write 1" in cockpit.screen()
    await cockpit.press("v", "down", "s")
    await write(cockpit)
    space = demo.world.spaces[SPACE]
    assert ("A_KEY" in space.variables, "B" in space.secrets) == (True, True)


async def test_when_one_is_refused_it_is_said_what_was_written_and_the_next_try_sends_what_is_left(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    demo.faults.add(Slow(0.0), method="POST", path="*/variables", times=2)
    demo.faults.add(Says(400, '{"error": "not that one"}'), method="POST", path="*/variables", times=1)
    await cockpit.go_to("whisper-demo", "s")
    await read_pasted(cockpit, "A=1\nB=2\nC=3\nD=4\nE=5")
    await write(cockpit)
    assert "✖ 2 written, C refused, 2 not sent:" in cockpit.words()
    assert "not that one" in cockpit.words()
    states = [row(cockpit, key)[-1] for key in "ABCDE"]
    assert states == ["written", "written", "refused", "sent", "sent"]
    assert "Write 3" in cockpit.screen()
    await cockpit.press("enter")
    await cockpit.settle()
    assert written(demo) == ["A", "B", "C", "C", "D", "E"]
    assert "✓ 3 written." in cockpit.screen()


async def test_escape_stops_after_the_one_on_its_way(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Slow(5.0), method="POST", times=1)
    await cockpit.go_to("whisper-demo", "s")
    await read_pasted(cockpit, "A=1\nB=2\nC=3")
    await cockpit.press("tab", "tab", "enter")
    assert "0 of 3 written" in cockpit.words()
    await cockpit.press("escape")
    assert "Stopping" in cockpit.screen()
    cockpit.clock.advance(6)
    await cockpit.settle()
    assert written(demo) == ["A"]
    assert "1 written, 2 not sent" in cockpit.words()


async def test_quitting_says_how_many_entries_are_not_sent_then(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Slow(5.0), method="POST", times=1)
    await cockpit.go_to("whisper-demo", "s")
    await read_pasted(cockpit, "A=1\nB=2\nC=3")
    await cockpit.press("tab", "tab", "enter", "ctrl+q")
    assert "secrets and variables: of ada/whisper-demo 2 not sent yet, and not at all then." in cockpit.words()
    await cockpit.press("n")
    await cockpit.pass_time(6)
    assert written(demo) == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("# nothing", "There is nothing to import in it."),
        ("hush", "Line 1: it is not KEY=value."),
    ],
)
async def test_a_text_of_no_use_says_so_and_keeps_the_form(cockpit: Cockpit, words: str, told: str) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await read_pasted(cockpit, words)
    assert told in cockpit.words()
    assert "Read" in cockpit.screen()
    assert "hush" not in cockpit.screen()


async def test_a_file_that_is_not_there_says_so(cockpit: Cockpit, tmp_path: Path) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await cockpit.press("i", "ctrl+u")
    await cockpit.type(str(tmp_path / "none"))
    await cockpit.press("enter")
    await until(lambda: "No such file" in cockpit.screen(), cockpit.pilot)


async def test_a_value_is_shown_while_asked_for_and_hidden_when_the_cursor_moves(cockpit: Cockpit) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await read_pasted(cockpit, "A_KEY=hush\nB=2")
    await cockpit.press("ctrl+t")
    assert "hush" in cockpit.screen()
    await cockpit.press("down")
    assert "hush" not in cockpit.screen()
    await cockpit.press("up")
    assert "hush" not in cockpit.screen()


async def test_a_value_that_is_shown_is_hidden_when_the_list_is_left(cockpit: Cockpit) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await read_pasted(cockpit, "A_KEY=hush")
    await cockpit.press("ctrl+t")
    assert "hush" in cockpit.screen()
    await cockpit.press("tab")
    assert "hush" not in cockpit.screen()


async def test_what_may_have_been_written_is_not_sent_again(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Cut(), method="POST", times=1)
    demo.faults.add(Says(403, '{"error": "no"}'), method="GET", path="/api/spaces/*/secrets")
    await cockpit.go_to("whisper-demo", "s")
    await read_pasted(cockpit, "A_KEY=1\nB=2")
    await write(cockpit)
    await cockpit.pass_time(40, step=2)
    assert "0 written, A_KEY cannot tell, 1 not sent" in cockpit.words()
    assert "Write 1" in cockpit.screen()
    await cockpit.press("enter")
    await cockpit.settle()
    assert written(demo) == ["A_KEY", "B"]


async def test_the_description_of_what_is_replaced_is_kept(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await read_pasted(cockpit, "HF_TOKEN=hf_x")
    await write(cockpit)
    assert demo.world.spaces[SPACE].secrets["HF_TOKEN"].description == "pulls the private checkpoint"


async def test_escape_asks_before_it_discards_a_pasted_text(cockpit: Cockpit) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await read_pasted(cockpit, "A=1")
    await cockpit.press("escape")
    assert "Discard what you typed or chose?" in cockpit.screen()
    await cockpit.press("n")
    assert "Write 1" in cockpit.screen()


async def test_a_secret_without_a_value_is_not_sent(cockpit: Cockpit) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await read_pasted(cockpit, "A_KEY=\nB=")
    assert row(cockpit, "A_KEY")[-2:] == ["no", "value"]
    assert "Write 1" in cockpit.screen()


async def test_where_the_environment_could_not_be_read_nothing_is_claimed(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Says(403, '{"error": "no"}'), method="GET", path="/api/spaces/*/secrets")
    await cockpit.go_to("whisper-demo", "s")
    await read_pasted(cockpit, "PLAIN=1")
    assert row(cockpit, "PLAIN")[-2:] == ["not", "known"]


async def test_it_is_within_reach_in_the_smallest_window(start: StartCockpit, demo: DemoServer) -> None:
    demo.faults.add(Says(403, '{"error": "no such right"}'), method="POST", path="*/secrets", times=1)
    async with start(size=(40, 12)) as cockpit:
        await cockpit.go_to("whisper-demo", "s")
        await read_pasted(cockpit, TEXT)
        assert "Write 4" in cockpit.screen()
        await write(cockpit)
        assert "0 written, OPENAI_API_KEY refused, 3 not sent" in cockpit.words()
        assert "Write 4" in cockpit.screen()
        await cockpit.press("enter")
        await cockpit.settle()
        assert "✓ 4 written." in cockpit.screen()
    assert len(written(demo)) == 5


async def test_what_goes_on_after_the_form_was_left_is_told_once_it_has_ended(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    demo.faults.add(Slow(5.0), method="POST", times=1)
    await cockpit.go_to("whisper-demo", "s")
    await read_pasted(cockpit, "A=1\nB=2\nC=3")
    await cockpit.press("tab", "tab", "enter", "escape", "escape", "y", "escape")
    assert len(cockpit.app.screen_stack) == 2
    cockpit.clock.advance(1)
    await cockpit.pilot.pause()
    assert "1 under way. A shows it." in cockpit.screen()
    await cockpit.pass_time(10)
    assert "secrets and variables: 1 stopped. A shows each." in cockpit.screen()
    await cockpit.press("A")
    assert "1 done" in cockpit.screen()
    assert "2 not sent" in cockpit.screen()
