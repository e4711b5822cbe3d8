"""Duplicating by keys, against the demo hub."""

from __future__ import annotations

import json

from spacetui.demo.faults import Says
from spacetui.demo.server import DemoServer
from tests.ui.conftest import Cockpit, StartCockpit, until
from tests.ui.test_environment_form import go_to, paste, said

COPY = "ada/whisper-demo-copy"


async def open_form(cockpit: Cockpit, name: str = "whisper-demo") -> None:
    await go_to(cockpit, name)
    await cockpit.press("D")
    await cockpit.settle()


async def press_button(cockpit: Cockpit) -> None:
    cockpit.app.screen.query_one("#duplicate").focus()
    await cockpit.press("enter")
    await cockpit.settle()


async def test_the_copy_is_made_with_its_secrets_and_the_list_goes_to_it(cockpit: Cockpit, demo: DemoServer) -> None:
    await open_form(cockpit)
    assert COPY in cockpit.screen()
    assert "2 variables come along: BEAMS, MODEL_REPO_ID." in cockpit.screen()
    assert "HF_TOKEN" in cockpit.screen()
    await cockpit.press("tab", "tab", "tab")
    await paste(cockpit, "hf_s3cr3t")
    assert "hf_s3cr3t" not in cockpit.screen()
    await press_button(cockpit)
    await cockpit.press("escape", "escape", "escape")
    await cockpit.pass_time(16)
    copy = demo.world.spaces[COPY]
    assert list(copy.secrets) == ["HF_TOKEN"]
    assert copy.visibility == "private"
    assert copy.requested == "cpu-basic"
    assert cockpit.app.main.list.cursor == COPY
    assert "hf_s3cr3t" not in cockpit.screen() + repr(cockpit.app.picture)


async def test_a_taken_name_keeps_the_form_and_another_one_succeeds(cockpit: Cockpit, demo: DemoServer) -> None:
    await open_form(cockpit)
    await cockpit.press("tab", "tab", "tab")
    await paste(cockpit, "12345678")
    cockpit.app.screen.query_one("#name").focus()
    await cockpit.press("ctrl+u")
    await cockpit.type("ada/leaderboard")
    await press_button(cockpit)
    assert "already created this space repo" in said(cockpit)
    assert "••••••••" in cockpit.screen()
    cockpit.app.screen.query_one("#name").focus()
    await cockpit.type("-2")
    await press_button(cockpit)
    assert list(demo.world.spaces["ada/leaderboard-2"].secrets) == ["HF_TOKEN"]
    assert "Duplicate ·" not in cockpit.screen()


async def test_paid_hardware_is_priced_on_the_button_and_sent_with_its_sleep_time(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    await open_form(cockpit)
    assert "Sleep after" not in cockpit.screen()
    await cockpit.press("tab", "tab")
    await cockpit.type("t")
    assert "t4-small, $0.40/h" in cockpit.screen()
    assert "Duplicate: $0.40/h" in cockpit.screen()
    await cockpit.press("tab", "ctrl+u")
    await cockpit.type("90m")
    await press_button(cockpit)
    copy = demo.world.spaces[COPY]
    assert (copy.requested, copy.sleep_seconds) == ("t4-small", 5400)


async def test_paid_hardware_is_not_asked_for_by_keys_typed_ahead(cockpit: Cockpit, demo: DemoServer) -> None:
    await open_form(cockpit)
    await cockpit.press("tab", "tab")
    await cockpit.type("t")
    cockpit.app.screen.query_one("#duplicate").focus()
    await cockpit.press("left", "right")
    await cockpit.pilot.press("enter")
    await cockpit.settle()
    assert "too soon" in said(cockpit)
    assert COPY not in demo.world.spaces
    # A button takes no press while it still looks pressed.
    button = cockpit.app.screen.query_one("#duplicate")
    await until(lambda: not button.has_class("-active"), cockpit.pilot)
    await cockpit.press("enter")
    await cockpit.settle()
    assert COPY in demo.world.spaces


async def test_of_many_variables_some_are_named_and_all_counted(cockpit: Cockpit, demo: DemoServer) -> None:
    for number in range(10):
        demo.world.set_variable(demo.world.spaces["ada/zero-flux"], f"V{number}", "x", None)
    await open_form(cockpit, "zero-flux")
    assert "10 variables come along: V0, V1, V2, V3, V4, V5, V6, V7 and 2 more." in said(cockpit)


async def test_a_sleep_time_that_is_none_is_refused(cockpit: Cockpit, demo: DemoServer) -> None:
    await open_form(cockpit)
    await cockpit.press("tab", "tab")
    await cockpit.type("t")
    await cockpit.press("tab", "ctrl+u")
    await cockpit.type("soon")
    await press_button(cockpit)
    assert "Sleep after: a time such as 90m" in cockpit.screen()
    assert COPY not in demo.world.spaces


async def test_names_the_hub_takes_not_and_owners_that_are_not_ours_are_refused(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    await open_form(cockpit)
    before = set(demo.world.spaces)
    for name, words in (("no spaces", "namespace/name"), ("readers/mine", "You may not create Spaces under readers")):
        cockpit.app.screen.query_one("#name").focus()
        await cockpit.press("ctrl+u")
        await cockpit.type(name)
        await press_button(cockpit)
        assert words in cockpit.screen()
    assert set(demo.world.spaces) == before


async def test_visibility_is_chosen_by_keys(cockpit: Cockpit, demo: DemoServer) -> None:
    await open_form(cockpit)
    await cockpit.press("tab", "left")
    assert "protected: app public, code not (PRO, Team)" in cockpit.screen()
    await cockpit.press("left")
    await press_button(cockpit)
    assert demo.world.spaces[COPY].visibility == "public"


async def test_a_plan_that_is_missing_keeps_the_form(cockpit: Cockpit, demo: DemoServer) -> None:
    refusal = Says(402, '{"error": "Payment required: a PRO subscription is needed"}')
    demo.faults.add(refusal, method="POST", path="/api/spaces/*/duplicate", times=1)
    await open_form(cockpit)
    await press_button(cockpit)
    assert "a PRO subscription is needed" in said(cockpit)
    assert COPY in cockpit.screen()


async def test_a_static_space_has_no_hardware_line(cockpit: Cockpit, demo: DemoServer) -> None:
    await open_form(cockpit, "portfolio")
    assert not cockpit.app.screen.query("#hardware")
    await press_button(cockpit)
    assert "ada/portfolio-copy" in demo.world.spaces
    sent = next(request for request in demo.requests if request.path.endswith("/duplicate"))
    assert "hardware" not in json.loads(sent.body)


async def test_a_secret_that_would_clash_with_a_variable_of_the_copy_is_refused(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    await open_form(cockpit, "config-clash")
    await cockpit.press("tab", "tab", "tab")
    await paste(cockpit, "x")
    await press_button(cockpit)
    assert "CONFIG_ERROR" in cockpit.screen()
    assert not [request for request in demo.requests if request.path.endswith("/duplicate")]


async def test_anothers_space_is_copied_into_ones_own(start: StartCockpit, demo: DemoServer) -> None:
    async with start(authors=("babbage",)) as cockpit:
        await open_form(cockpit, "difference")
        assert "ada/difference-engine" in cockpit.screen()
        assert "their names cannot be read" in said(cockpit)
        await press_button(cockpit)
        assert "ada/difference-engine" in demo.world.spaces


async def test_esc_asks_before_it_discards_what_was_typed(cockpit: Cockpit) -> None:
    await open_form(cockpit)
    await cockpit.type("x")
    await cockpit.press("escape")
    assert "Discard what you typed?" in cockpit.screen()
    await cockpit.press("n")
    assert f"{COPY}x" in cockpit.screen()
    await cockpit.press("escape", "y")
    assert "Duplicate ·" not in cockpit.screen()


async def test_the_form_is_usable_in_the_smallest_window(start: StartCockpit, demo: DemoServer) -> None:
    async with start(size=(40, 12)) as cockpit:
        await open_form(cockpit)
        await cockpit.press("tab", "tab")
        await cockpit.type("t")
        assert "Duplicate: $0.40/h" in cockpit.screen()
        await cockpit.press("tab", "tab", "tab")
        assert "SENTRY_DSN" in cockpit.screen()
        await cockpit.press("tab", "tab", "enter")
        await cockpit.settle()
        assert demo.world.spaces[COPY].requested == "t4-small"
