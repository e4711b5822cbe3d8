"""Secrets and variables by keys, against the demo hub."""

from __future__ import annotations

import json

from spacetui.demo.faults import Cut, Says, Slow
from spacetui.demo.server import DemoServer
from tests.ui.conftest import Cockpit, StartCockpit

SPACE = "ada/whisper-demo"


async def add(cockpit: Cockpit, key: str, value: str, description: str = "") -> None:
    """Fill in the editor and accept it with enter in its last field."""
    await cockpit.press("a")
    await cockpit.type(key)
    await cockpit.press("tab")
    await cockpit.paste(value)
    await cockpit.press("tab")
    await cockpit.type(description)
    await cockpit.press("enter")
    await cockpit.settle()


async def test_a_secret_is_added_listed_and_nowhere_to_be_read(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await add(cockpit, "NEW_KEY", "s3cr3t-value", "for the tests")
    assert demo.world.spaces[SPACE].secrets["NEW_KEY"].description == "for the tests"
    assert "NEW_KEY" in cockpit.screen()
    assert "✓ secret NEW_KEY" in cockpit.screen()
    assert "s3cr3t-value" not in cockpit.screen() + repr(cockpit.app.picture) + cockpit.app.export_screenshot()
    sent = [request for request in demo.requests if request.method == "POST" and request.path.endswith("/secrets")]
    assert json.loads(sent[-1].body)["value"] == "s3cr3t-value"
    await cockpit.press("escape")
    assert "s3cr3t-value" not in cockpit.screen()


async def test_keys_stand_with_their_age_and_description(cockpit: Cockpit) -> None:
    await cockpit.go_to("whisper-demo", "s")
    row = next(line for line in cockpit.screen().splitlines() if "HF_TOKEN" in line)
    assert "pulls the private checkpoint" in row
    assert "82 d ago" in row
    assert "1 Secrets 2" in cockpit.screen()
    assert "2 Variables 2" in cockpit.screen()


async def test_it_says_that_a_change_restarts_a_running_space_and_what_that_costs(cockpit: Cockpit) -> None:
    await cockpit.go_to("whisper-demo", "s")
    assert "A change restarts the Space ($1.00/h, also while it starts)." in cockpit.screen()


async def test_a_paused_space_takes_the_change_when_it_starts(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.world.pause(demo.world.spaces[SPACE])
    await cockpit.pass_time(16)
    await cockpit.go_to("whisper-demo", "s")
    assert "It does not run (PAUSED): a change takes effect when it starts again." in cockpit.screen()


async def test_a_secret_is_replaced_with_its_description_kept(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "s")
    before = demo.world.spaces[SPACE].secrets["HF_TOKEN"].updated_at
    await cockpit.press("enter")
    assert "Replace secret" in cockpit.screen()
    await cockpit.type("hf_new")
    await cockpit.press("tab", "enter")
    await cockpit.settle()
    after = demo.world.spaces[SPACE].secrets["HF_TOKEN"]
    assert after.updated_at > before
    assert after.description == "pulls the private checkpoint"
    assert "✓ secret HF_TOKEN" in cockpit.screen()


async def test_a_secret_without_a_value_is_not_sent(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await cockpit.press("enter", "tab", "enter")
    await cockpit.settle()
    assert "Type or paste the value" in cockpit.screen()
    assert not [request for request in demo.requests if request.method == "POST"]


async def test_adding_a_key_that_exists_says_that_it_replaces(cockpit: Cockpit) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await cockpit.press("a")
    await cockpit.type("HF_TOKE")
    assert "exists" not in cockpit.screen()
    await cockpit.type("N")
    assert "HF_TOKEN exists: saving replaces its value" in cockpit.screen()


async def test_deleting_asks_says_what_is_lost_and_deletes(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await cockpit.press("down", "x")
    assert "Delete secret SENTRY_DSN?" in cockpit.screen()
    assert "lost for ever" in cockpit.screen()
    await cockpit.press("n")
    await cockpit.settle()
    assert "SENTRY_DSN" in demo.world.spaces[SPACE].secrets
    await cockpit.press("x", "y")
    await cockpit.settle()
    assert "SENTRY_DSN" not in demo.world.spaces[SPACE].secrets
    assert "1 Secrets 1" in cockpit.screen()
    await cockpit.press("enter")
    assert "HF_TOKEN" in cockpit.screen()


async def test_the_name_of_a_variable_is_refused_for_a_secret_before_anything_is_sent(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await add(cockpit, "BEAMS", "7")
    assert "A variable named BEAMS exists." in cockpit.screen()
    assert "CONFIG_ERROR" in cockpit.screen()
    assert not [request for request in demo.requests if request.method == "POST"]
    assert "BEAMS" not in demo.world.spaces[SPACE].secrets


async def test_a_key_the_hub_takes_not_is_refused_with_the_rule(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await add(cockpit, "1-BAD", "x")
    assert "letters, digits and '_'" in cockpit.screen()
    assert not [request for request in demo.requests if request.method == "POST"]


async def test_a_variable_of_several_lines_arrives_whole(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "v")
    await add(cockpit, "PROMPT", "one\r\ttwo\r\rfour ", "long")
    assert demo.world.spaces[SPACE].variables["PROMPT"].value == "one\n\ttwo\n\nfour "
    assert "one …" in cockpit.screen()


async def test_a_variable_is_edited_from_its_whole_value(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("sd-turbo", "v")
    await cockpit.press("enter")
    assert "extra fingers" in cockpit.screen()
    await cockpit.press("pagedown", "end", "enter", *"text", "tab", "enter")
    await cockpit.settle()
    held = demo.world.spaces["ada/sd-turbo"].variables["NEGATIVE_PROMPT"].value
    assert held == "blurry\nlow quality\nextra fingers\ntext"


async def test_what_a_terminal_must_not_get_is_shown_harmless_and_saved_unchanged(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    hostile = "a\x1b]0;x\x07[@click=app.quit]b[/]\u202e\u2028c\r\n\v\0é日本\U000f0000"
    demo.world.set_variable(demo.world.spaces[SPACE], "A_FIRST", hostile, "\x1b[31m[/]")
    await cockpit.go_to("whisper-demo", "v")
    await cockpit.press("enter")
    shown = cockpit.screen()
    assert "[@click=app.quit]b[/]" in shown
    assert not [character for character in "\x1b\x07\u202e\u2028\v\0\r" if character in shown]
    await cockpit.press("end", "z", "tab", "enter")
    await cockpit.settle()
    first, rest = hostile.split("\n", 1)
    saved = demo.world.spaces[SPACE].variables["A_FIRST"]
    assert saved.value == f"{first}z\n{rest}"
    assert saved.description == "\x1b[31m[/]"


async def test_a_variable_may_be_empty_if_one_means_it(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "v")
    await add(cockpit, "EMPTY", "")
    assert "Save EMPTY without a value?" in cockpit.screen()
    await cockpit.press("y")
    await cockpit.settle()
    assert demo.world.spaces[SPACE].variables["EMPTY"].value == ""


async def test_a_refusal_keeps_what_was_typed(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Says(403, '{"error": "Forbidden: no such right"}'), method="POST", times=1)
    await cockpit.go_to("whisper-demo", "s")
    await add(cockpit, "KEPT", "12345678", "still here")
    assert "Forbidden: no such right" in cockpit.screen()
    assert "KEPT" in cockpit.screen()
    assert "••••••••" in cockpit.screen()
    assert "still here" in cockpit.screen()
    await cockpit.press("enter")
    await cockpit.settle()
    assert "KEPT" in demo.world.spaces[SPACE].secrets


async def test_a_cut_connection_keeps_what_was_typed_until_it_is_known_what_became_of_it(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    demo.faults.add(Cut(), method="POST", times=1)
    await cockpit.go_to("whisper-demo", "s")
    await cockpit.press("a")
    await cockpit.type("KEPT")
    await cockpit.press("tab")
    await cockpit.paste("12345678")
    await cockpit.press("tab", "enter")
    await cockpit.pass_time(40, step=2)
    assert "it was not done" in cockpit.words()
    assert "••••••••" in cockpit.screen()
    assert len([request for request in demo.requests if request.method == "POST"]) == 1


async def test_a_second_enter_while_it_is_sent_does_nothing(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Slow(3), method="POST", times=1)
    await cockpit.go_to("whisper-demo", "s")
    await cockpit.press("a")
    await cockpit.type("ONCE")
    await cockpit.press("tab")
    await cockpit.paste("12345678")
    await cockpit.press("tab", "tab", "tab", "enter", "enter")
    assert "Add secret" in cockpit.screen()
    cockpit.clock.advance(4)  # while the answer is under way nothing settles
    await cockpit.settle()
    assert "✓ secret ONCE" in cockpit.screen()
    assert len([request for request in demo.requests if request.method == "POST"]) == 1


async def test_the_mouse_reaches_tabs_keys_and_buttons(cockpit: Cockpit) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await cockpit.pilot.click("#kinds", offset=(20, 0))
    await cockpit.settle()
    assert "MODEL_REPO_ID" in cockpit.screen()
    await cockpit.pilot.click("#keys", offset=(3, 1))
    await cockpit.settle()
    assert "Replace variable" in cockpit.screen()
    await cockpit.pilot.click("#back")
    await cockpit.settle()
    await cockpit.pilot.click("#delete")
    await cockpit.settle()
    assert "Delete variable MODEL_REPO_ID?" in cockpit.screen()


async def test_esc_asks_before_it_discards_what_was_typed(cockpit: Cockpit) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await cockpit.press("a")
    await cockpit.type("HALF")
    await cockpit.press("escape", "n")
    assert "HALF" in cockpit.screen()
    await cockpit.press("escape", "y")
    assert "1 Secrets 2" in cockpit.screen()
    await cockpit.press("a", "escape", "escape")
    assert "Environment" not in cockpit.screen()


async def test_secrets_that_may_not_be_read_say_why(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Says(403, '{"error": "Forbidden: only the owner"}'), method="GET", path="/api/spaces/*/secrets")
    await cockpit.go_to("whisper-demo", "s")
    assert "Forbidden: only the owner" in cockpit.screen()
    await cockpit.press("v")
    assert "MODEL_REPO_ID" in cockpit.screen()
    await cockpit.press("a")
    await cockpit.type("WHO_KNOWS")
    assert "only the Hub can tell" in cockpit.words()


async def test_an_empty_environment_says_so(cockpit: Cockpit) -> None:
    await cockpit.go_to("zero-flux", "s")
    assert "No secrets yet; a adds one." in cockpit.screen()
    await cockpit.press("right")
    assert "No variables yet; a adds one." in cockpit.screen()


async def test_letters_and_digits_are_typed_in_fields_and_mean_something_only_in_the_list(cockpit: Cockpit) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await cockpit.press("2")
    assert "MODEL_REPO_ID" in cockpit.screen()
    await cockpit.press("left_square_bracket", "a")
    await cockpit.type("ax12")
    assert "ax12" in cockpit.screen()
    assert "Add secret" in cockpit.screen()


async def test_everything_is_within_reach_in_the_smallest_window(start: StartCockpit, demo: DemoServer) -> None:
    async with start(size=(40, 12)) as cockpit:
        await cockpit.go_to("whisper-demo", "s")
        for name in ("a Add", "x Delete", "Close"):
            assert name in cockpit.screen()
        await add(cockpit, "SMALL", "value")
        assert "SMALL" in demo.world.spaces[SPACE].secrets
        assert "SMALL" in cockpit.screen()


async def test_what_stands_below_one_list_does_not_stay_below_the_other(cockpit: Cockpit) -> None:
    await cockpit.go_to("zero-flux", "s")
    await add(cockpit, "NEW_KEY", "x", "what the key is for")
    assert cockpit.words().count("what the key is for") == 2  # in its row, and whole below the list
    await cockpit.press("right")
    assert "what the key is for" not in cockpit.words()
