"""Duplicating by keys, against the demo hub."""

from __future__ import annotations

import json

from spacetui.demo.faults import Says
from spacetui.demo.server import DemoServer
from spacetui.demo.space import Volume
from spacetui.ui.widgets.secret_field import SecretField
from spacetui.ui.widgets.words import Words
from tests.ui.conftest import Cockpit, StartCockpit, until

COPY = "ada/whisper-demo-copy"


async def press_button(cockpit: Cockpit) -> None:
    cockpit.app.screen.query_one("#duplicate").focus()
    await cockpit.press("enter")
    await cockpit.settle()


async def test_the_copy_is_made_with_its_secrets_and_the_list_goes_to_it(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "D")
    assert COPY in cockpit.screen()
    assert "2 variables come along: BEAMS, MODEL_REPO_ID." in cockpit.screen()
    assert "HF_TOKEN" in cockpit.screen()
    cockpit.app.screen.query(SecretField).first().focus()
    await cockpit.paste("hf_s3cr3t")
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


async def test_volumes_that_are_not_told_are_not_passed_over_in_silence(start: StartCockpit, demo: DemoServer) -> None:
    demo.faults.add(Says(503, ""), method="GET", path="/api/spaces/*/runtime", times=2)
    async with start() as cockpit:
        await cockpit.go_to("ada/notebook", "D")
        assert "What it mounts is not told yet. The Hub copies no volumes" in cockpit.words()
        demo.faults.clear()
        await cockpit.pass_time(20, step=2)
        assert "The original mounts 2 volumes" in cockpit.words()
        assert "/scratch = bucket ada/scratch, folder runs" in cockpit.words()
    async with start() as cockpit:
        await cockpit.go_to("ada/portfolio", "D")
        assert not cockpit.app.screen.query_one("#volumes-note", Words).display


async def test_a_taken_name_keeps_the_form_and_another_one_succeeds(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "D")
    cockpit.app.screen.query(SecretField).first().focus()
    await cockpit.paste("12345678")
    cockpit.app.screen.query_one("#name").focus()
    await cockpit.press("ctrl+u")
    await cockpit.type("ada/leaderboard")
    await press_button(cockpit)
    assert "already created this space repo" in cockpit.words()
    assert "••••••••" in cockpit.screen()
    cockpit.app.screen.query_one("#name").focus()
    await cockpit.type("-2")
    await press_button(cockpit)
    assert list(demo.world.spaces["ada/leaderboard-2"].secrets) == ["HF_TOKEN"]
    assert "Duplicate ·" not in cockpit.screen()


async def test_paid_hardware_is_priced_on_the_button_and_sent_with_its_sleep_time(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    await cockpit.go_to("whisper-demo", "D")
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
    await cockpit.go_to("whisper-demo", "D")
    await cockpit.press("tab", "tab")
    await cockpit.type("t")
    cockpit.app.screen.query_one("#duplicate").focus()
    await cockpit.press("left", "right")
    await cockpit.pilot.press("enter")
    await cockpit.settle()
    assert "too soon" in cockpit.words()
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
    await cockpit.go_to("zero-flux", "D")
    assert "10 variables come along: V0, V1, V2, V3, V4, V5, V6, V7 and 2 more." in cockpit.words()


async def test_a_sleep_time_that_is_none_is_refused(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "D")
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
    await cockpit.go_to("whisper-demo", "D")
    before = set(demo.world.spaces)
    for name, words in (("no spaces", "namespace/name"), ("readers/mine", "You may not create Spaces under readers")):
        cockpit.app.screen.query_one("#name").focus()
        await cockpit.press("ctrl+u")
        await cockpit.type(name)
        await press_button(cockpit)
        assert words in cockpit.screen()
    assert set(demo.world.spaces) == before


async def test_visibility_is_chosen_by_keys(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "D")
    await cockpit.press("tab", "left")
    assert "protected: app public, code not (PRO, Team)" in cockpit.screen()
    await cockpit.press("left")
    await press_button(cockpit)
    assert demo.world.spaces[COPY].visibility == "public"


async def test_a_plan_that_is_missing_keeps_the_form(cockpit: Cockpit, demo: DemoServer) -> None:
    refusal = Says(402, '{"error": "Payment required: a PRO subscription is needed"}')
    demo.faults.add(refusal, method="POST", path="/api/spaces/*/duplicate", times=1)
    await cockpit.go_to("whisper-demo", "D")
    await press_button(cockpit)
    assert "a PRO subscription is needed" in cockpit.words()
    assert COPY in cockpit.screen()


async def test_a_static_space_has_no_hardware_line(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("portfolio", "D")
    assert not cockpit.app.screen.query("#hardware")
    await press_button(cockpit)
    assert "ada/portfolio-copy" in demo.world.spaces
    sent = next(request for request in demo.requests if request.path.endswith("/duplicate"))
    assert "hardware" not in json.loads(sent.body)


async def test_a_secret_that_would_clash_with_a_variable_of_the_copy_is_refused(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    await cockpit.go_to("config-clash", "D")
    cockpit.app.screen.query(SecretField).first().focus()
    await cockpit.paste("x")
    await press_button(cockpit)
    assert "CONFIG_ERROR" in cockpit.screen()
    assert not [request for request in demo.requests if request.path.endswith("/duplicate")]


async def test_anothers_space_is_copied_into_ones_own(start: StartCockpit, demo: DemoServer) -> None:
    async with start(authors=("babbage",)) as cockpit:
        await cockpit.go_to("difference-engine", "D")
        assert "ada/difference-engine" in cockpit.screen()
        assert "their names cannot be read" in cockpit.words()
        await press_button(cockpit)
        assert "ada/difference-engine" in demo.world.spaces


async def test_esc_asks_before_it_discards_what_was_typed(cockpit: Cockpit) -> None:
    await cockpit.go_to("whisper-demo", "D")
    await cockpit.type("x")
    await cockpit.press("escape")
    assert "Discard what you typed?" in cockpit.screen()
    await cockpit.press("n")
    assert f"{COPY}x" in cockpit.screen()
    await cockpit.press("escape", "y")
    assert "Duplicate ·" not in cockpit.screen()


async def test_the_form_is_usable_in_the_smallest_window(start: StartCockpit, demo: DemoServer) -> None:
    async with start(size=(40, 12)) as cockpit:
        await cockpit.go_to("whisper-demo", "D")
        await cockpit.press("tab", "tab")
        await cockpit.type("t")
        assert "Duplicate: $0.40/h" in cockpit.screen()
        await cockpit.press("tab", "tab", "tab", "tab")
        assert "SENTRY_DSN" in cockpit.screen()
        await cockpit.press("tab", "tab", "enter")
        await cockpit.settle()
        assert demo.world.spaces[COPY].requested == "t4-small"


def sent_body(demo: DemoServer) -> dict[str, object]:
    (sent,) = [each for each in demo.requests if each.path.endswith("/duplicate")]
    body: dict[str, object] = json.loads(sent.body)
    return body


async def test_the_owner_is_chosen_apart_from_the_name(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "D")
    await cockpit.press("shift+tab", "right")
    assert "◂ analytical ▸" in cockpit.screen()
    assert "The copy will be analytical/whisper-demo" in cockpit.words()
    assert "whisper-demo-copy" not in cockpit.screen()
    await press_button(cockpit)
    assert "analytical/whisper-demo" in demo.world.spaces


async def test_a_name_that_was_typed_stays_with_another_owner(cockpit: Cockpit) -> None:
    await cockpit.go_to("whisper-demo", "D")
    await cockpit.type("-mine")
    await cockpit.press("shift+tab", "right")
    assert "The copy will be analytical/whisper-demo-copy-mine" in cockpit.words()


async def test_values_of_variables_can_be_changed_and_only_those_are_sent(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "D")
    await cockpit.press("tab", "tab", "tab", "right", "tab")
    assert "ada/whisper-small-ada" in cockpit.screen()
    await cockpit.press("ctrl+u")
    await cockpit.type("8")
    await press_button(cockpit)
    assert sent_body(demo)["variables"] == [{"key": "BEAMS", "value": "8"}]
    copy = demo.world.spaces[COPY]
    assert {key: each.value for key, each in copy.variables.items()} == {
        "BEAMS": "8",
        "MODEL_REPO_ID": "ada/whisper-small-ada",
    }


async def test_a_value_of_several_lines_comes_along_whole_unless_another_is_typed(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    await cockpit.go_to("sd-turbo", "D")
    await cockpit.press("tab", "tab", "tab", "right")
    assert "as it is, 3 lines" in cockpit.screen()
    await press_button(cockpit)
    assert "variables" not in sent_body(demo)
    original, copy = demo.world.spaces["ada/sd-turbo"], demo.world.spaces["ada/sd-turbo-copy"]
    assert copy.variables["NEGATIVE_PROMPT"].value == original.variables["NEGATIVE_PROMPT"].value


async def test_volumes_are_offered_one_by_one(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("notebook", "D")
    assert "The original mounts 2 volumes; the Hub copies none by itself." in cockpit.words()
    for row, option in zip(cockpit.app.screen.query("#volumes Choice"), ("right", "right"), strict=True):
        row.focus()
        await cockpit.press(option)
    assert "left out" in cockpit.screen()
    assert "mounted, read-only" in cockpit.screen()
    await press_button(cockpit)
    volumes = demo.world.spaces["ada/notebook-copy"].volumes
    assert [(each.source, each.mount_path, each.read_only, each.path) for each in volumes] == [
        ("ada/scratch", "/scratch", True, "runs")
    ]


async def test_a_volume_whose_source_is_hidden_is_left_out_and_told(cockpit: Cockpit, demo: DemoServer) -> None:
    with demo.world.lock:
        space = demo.world.spaces["analytical/bench-ui"]
        space.volumes = (*space.volumes, Volume("dataset", "ada/corpus", "/data"))
    await cockpit.go_to("bench-ui", "D")
    assert "one has a source that is hidden from you and is left out" in cockpit.words()
    await press_button(cockpit)
    (volume,) = demo.world.spaces["ada/bench-ui"].volumes
    assert volume.source == "ada/corpus"


async def test_files_that_are_still_being_copied_are_told(cockpit: Cockpit) -> None:
    await cockpit.go_to("notebook", "D")
    await press_button(cockpit)
    assert "copy of ada/notebook: ada/notebook-copy, its files are still being copied" in cockpit.words()


async def test_a_refused_payment_keeps_what_was_filled_in(cockpit: Cockpit, demo: DemoServer) -> None:
    refusal = Says(402, '{"error": "Payment required"}')
    demo.faults.add(refusal, method="POST", path="/api/spaces/*/duplicate", times=1)
    await cockpit.go_to("whisper-demo", "D")
    await cockpit.press("tab", "tab", "tab", "right", "tab", "ctrl+u")
    await cockpit.type("8")
    await press_button(cockpit)
    assert "Payment required" in cockpit.words()
    cockpit.app.screen.query_one("#name").focus()
    await cockpit.type("-2")
    await press_button(cockpit)
    assert demo.world.spaces[f"{COPY}-2"].variables["BEAMS"].value == "8"
