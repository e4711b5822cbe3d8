"""Copying keys to other Spaces, and comparing two environments."""

from __future__ import annotations

import pytest

from spacetui.demo.faults import Says
from spacetui.demo.server import DemoServer
from spacetui.ui.screens.environment_copy import begin_copy
from spacetui.ui.screens.environment_spaces import SpaceChecks
from tests.ui.conftest import Cockpit, StartCockpit
from tests.ui.test_environment_form import SPACE
from tests.ui.test_environment_import import written
from tests.worlds import vanish

TARGETS = ("ada/leaderboard", "ada/sd-turbo")


async def choose_targets(cockpit: Cockpit, *names: str) -> None:
    """In the picker: find each, check it, and go on."""
    for name in names:
        await cockpit.type(name)
        await cockpit.press("enter", "space", "shift+tab", "ctrl+u")
    await cockpit.press("tab", "tab", "tab", "enter")
    await cockpit.settle()


async def to_write(cockpit: Cockpit) -> None:
    """Press the button that writes, wherever the focus is."""
    cockpit.app.screen.query_one("#write").focus()
    await cockpit.press("enter")
    await cockpit.settle()


def told(cockpit: Cockpit, space_id: str) -> str:
    """What is said of a Space in its row of the form."""
    parts = (part.strip() for line in cockpit.screen().splitlines() for part in line.split("│"))
    return next(part.removeprefix(space_id).strip() for part in parts if part.startswith(f"{space_id} "))


async def test_a_variable_is_copied_with_its_value_and_description(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "v")
    await cockpit.press("down", "c")
    await choose_targets(cockpit, "leaderboard", "sd-turbo")
    assert "With their values: MODEL_REPO_ID" in cockpit.screen()
    assert "1 new" in told(cockpit, "ada/leaderboard")
    await to_write(cockpit)
    mine = demo.world.spaces[SPACE].variables["MODEL_REPO_ID"]
    for target in TARGETS:
        copied = demo.world.spaces[target].variables["MODEL_REPO_ID"]
        assert (copied.value, copied.description) == (mine.value, mine.description)
    assert "✓ 2 written to 2 Spaces." in cockpit.screen()


async def test_secrets_are_asked_for_once_by_name_and_skipped_without_a_value(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await cockpit.press("space", "space", "v", "space", "c")
    await choose_targets(cockpit, "leaderboard", "sd-turbo")
    assert "HF_TOKEN" in cockpit.screen()
    assert "SENTRY_DSN" in cockpit.screen()
    assert "Write 2" in cockpit.screen()
    await cockpit.type("hush-hush")
    assert "Write 4" in cockpit.screen()
    await to_write(cockpit)
    for target in TARGETS:
        space = demo.world.spaces[target]
        assert ("HF_TOKEN" in space.secrets, "SENTRY_DSN" in space.secrets) == (True, False)
        assert space.variables["BEAMS"].value == "5"
    assert "hush" not in cockpit.screen() + repr(cockpit.app.picture)


async def test_clashes_and_same_values_are_said_and_not_sent(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.world.set_variable(demo.world.spaces["ada/leaderboard"], "HF_TOKEN", "x", "")
    demo.world.set_variable(demo.world.spaces["ada/leaderboard"], "BEAMS", "5", "")
    await cockpit.go_to("whisper-demo", "s")
    await cockpit.press("space", "v", "space", "c")
    await choose_targets(cockpit, "leaderboard")
    await cockpit.type("hush")
    assert "1 clash, 1 same" in told(cockpit, "ada/leaderboard")
    assert "Not sent, the other kind has the name: HF_TOKEN" in cockpit.words()
    await to_write(cockpit)
    assert "There is nothing to be written." in cockpit.screen()
    assert written(demo) == []


async def test_a_space_that_refuses_is_told_by_name_and_only_what_is_left_is_sent_again(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    demo.faults.add(Says(403, '{"error": "no such right"}'), method="POST", path="/api/spaces/ada/sd-turbo/*", times=1)
    await cockpit.go_to("whisper-demo", "v")
    await cockpit.press("c")
    await choose_targets(cockpit, "leaderboard", "sd-turbo")
    await to_write(cockpit)
    assert "ada/leaderboard: 1 written" in cockpit.words()
    assert "ada/sd-turbo: 0 written, BEAMS refused" in cockpit.words()
    assert "1 refused" in told(cockpit, "ada/sd-turbo")
    assert "Write 1" in cockpit.screen()
    await cockpit.press("enter")
    await cockpit.settle()
    assert len(written(demo)) == 3
    assert "BEAMS" in demo.world.spaces["ada/sd-turbo"].variables


async def test_it_says_which_spaces_restart_and_what_they_cost(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.world.pause(demo.world.spaces["ada/sd-turbo"])
    await cockpit.pass_time(16)
    await cockpit.go_to("whisper-demo", "v")
    await cockpit.press("c")
    await choose_targets(cockpit, "leaderboard", "sd-turbo")
    assert "The Hub restarts 1 Space of 2 after each key ($0.00/h together)" in cockpit.words()


async def test_only_ones_own_spaces_are_offered_and_never_the_one_copied_from(cockpit: Cockpit) -> None:
    await cockpit.go_to("whisper-demo", "v")
    await cockpit.press("c")
    await cockpit.type("whisper-demo")
    assert "None of your Spaces is called so." in cockpit.screen()


async def test_the_marked_spaces_are_checked_to_begin_with(cockpit: Cockpit) -> None:
    for name in ("leaderboard", "sd-turbo"):
        await cockpit.press("slash", "ctrl+u")
        await cockpit.type(name)
        await cockpit.press("enter", "space")
    begin_copy(cockpit.app, SPACE, [("BEAMS", False)])
    await cockpit.pilot.pause()
    assert "[x] ada/leaderboard" in cockpit.screen()
    assert "2 checked" in cockpit.screen()


async def test_two_spaces_are_compared_key_by_key(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.world.set_variable(demo.world.spaces["ada/sd-turbo"], "BEAMS", "7", "")
    await cockpit.go_to("whisper-demo", "s")
    await cockpit.press("equals_sign")
    await cockpit.type("sd-turbo")
    await cockpit.press("enter", "enter")
    await cockpit.settle()
    parts = [part.split() for line in cockpit.screen().splitlines() for part in line.split("│") if ") " in part]
    shown = {part[0]: " ".join(part[1:]) for part in parts}
    assert shown["BEAMS"] == "(variable) 37 d ago 1 s ago different"
    assert shown["HF_TOKEN"] == "(secret) 82 d ago – only here"
    assert shown["STEPS"] == "(variable) – 39 d ago only there"
    assert "here  5" in cockpit.screen()
    assert "there 7" in cockpit.screen()
    await cockpit.press("d")
    assert "d All" in cockpit.screen()


async def test_what_is_missing_is_copied_from_there(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await cockpit.press("equals_sign")
    await cockpit.type("sd-turbo")
    await cockpit.press("enter", "enter")
    await cockpit.settle()
    assert "c Copy missing: 3" in cockpit.screen()
    await cockpit.press("c")
    await cockpit.settle()
    assert "3 new" in told(cockpit, "ada/whisper-demo")
    await to_write(cockpit)
    assert {"NEGATIVE_PROMPT", "SAFETY", "STEPS"} <= demo.world.spaces[SPACE].variables.keys()
    await cockpit.press("escape")
    await cockpit.settle()
    assert "c Copy missing: 0" in cockpit.screen()


async def test_enter_copies_one_key_from_there(cockpit: Cockpit) -> None:
    await cockpit.go_to("whisper-demo", "s")
    await cockpit.press("equals_sign")
    await cockpit.type("sd-turbo")
    await cockpit.press("enter", "enter", "enter")
    await cockpit.settle()
    assert "is only here" in cockpit.words()
    await cockpit.press("end", "enter")
    await cockpit.settle()
    assert "With their values: STEPS" in cockpit.screen()


async def test_what_could_not_be_read_is_not_taken_for_missing(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Says(403, '{"error": "no"}'), method="GET", path="/api/spaces/ada/whisper-demo/variables")
    await cockpit.go_to("whisper-demo", "s")
    await cockpit.press("equals_sign")
    await cockpit.type("sd-turbo")
    await cockpit.press("enter", "enter")
    await cockpit.settle()
    assert "Not all could be read" in cockpit.words()
    await cockpit.press("c")
    assert "Not before both have been read" in cockpit.words()


async def test_comparing_begins_from_the_palette_as_well(cockpit: Cockpit) -> None:
    await cockpit.go_to("whisper-demo")
    await cockpit.app.main.run_action("deed('compare_env')")
    await cockpit.pilot.pause()
    assert "Compare ada/whisper-demo with" in cockpit.screen()


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
async def test_both_are_within_reach_in_small_windows(
    start: StartCockpit, demo: DemoServer, size: tuple[int, int]
) -> None:
    async with start(size=size) as cockpit:
        await cockpit.go_to("whisper-demo", "s")
        await cockpit.press("c")
        await choose_targets(cockpit, "sd-turbo")
        await cockpit.type("value")
        assert "Write 1" in cockpit.screen()
        await to_write(cockpit)
        assert "HF_TOKEN" in demo.world.spaces["ada/sd-turbo"].secrets
        await cockpit.press("escape", "equals_sign")
        await cockpit.type("sd-turbo")
        await cockpit.press("enter", "enter")
        await cockpit.settle()
        assert "BEAMS" in cockpit.screen()
        assert ("c Copy 3" if size == (40, 12) else "c Copy missing: 3") in cockpit.screen()


async def test_a_space_that_vanishes_while_one_picks_is_said_to_be_gone(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "v")
    await cockpit.press("c")
    vanish(demo.world, "ada/leaderboard")
    await cockpit.pass_time(20, step=5)
    await cockpit.type("a/leader")
    assert "None of your Spaces is called so." in cockpit.screen()
    await cockpit.press("ctrl+u")
    await cockpit.type("a/")
    vanish(demo.world, "ada/notebook")
    await cockpit.pass_time(20, step=5)
    await cockpit.press("enter")
    picks = cockpit.app.screen.query_one(SpaceChecks)
    picks.highlighted = next(
        place for place, option in enumerate(picks.options) if "ada/notebook" in str(option.prompt)
    )
    await cockpit.press("space")
    assert "ada/notebook is gone: deleted, renamed or private elsewhere." in cockpit.words()
    assert "0 checked" in cockpit.screen()
