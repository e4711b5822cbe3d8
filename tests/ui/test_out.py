"""What leads out of the terminal: the app, its page, the clipboard."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from spacetui.demo.faults import Cut
from spacetui.demo.server import DemoServer
from tests.ui.conftest import Cockpit, StartCockpit, until

WHISPER = "ada/whisper-demo"
SLEEPER = "ada/pose-sketch"
APP = "https://ada-whisper-demo.hf.space"


def with_browser(cockpit: Cockpit, folder: Path, *, works: bool = True) -> Path:
    """Give the app a display and a browser that notes what it is to open; the file of its notes."""
    script, notes = folder / "browser", folder / "opened"
    script.write_text(f'#!/bin/sh\necho "$1" >> "{notes}"\n' if works else "#!/bin/sh\nexit 1\n")
    script.chmod(0o700)
    environ = {**cockpit.app.launcher.environ, "BROWSER": f"{script} %s", "WAYLAND_DISPLAY": "w"}
    environ["PATH"] = os.defpath if works else str(folder)  # where there is no other one to be tried
    cockpit.app.launcher = replace(cockpit.app.launcher, environ=environ)
    return notes


async def test_without_a_browser_the_address_is_shown_and_copied(cockpit: Cockpit) -> None:
    screen = await cockpit.go_to(WHISPER, "o")
    assert APP in screen
    assert "Copied" in screen
    assert cockpit.app.clipboard == APP
    await cockpit.press("escape")
    assert "App ·" not in cockpit.screen()


async def test_with_a_browser_the_app_is_opened_there(cockpit: Cockpit, tmp_path: Path) -> None:
    notes = with_browser(cockpit, tmp_path)
    await cockpit.go_to(WHISPER, "o")
    await until(lambda: f"Opened {APP} in your browser." in cockpit.screen(), cockpit.pilot)
    assert notes.read_text() == f"{APP}\n"


async def test_a_browser_that_does_not_start_is_told_with_the_address(cockpit: Cockpit, tmp_path: Path) -> None:
    with_browser(cockpit, tmp_path, works=False)
    await cockpit.go_to(WHISPER, "o")
    await until(lambda: "No browser could be started here." in cockpit.screen(), cockpit.pilot)
    assert APP in cockpit.screen()


async def test_over_ssh_nothing_is_opened(cockpit: Cockpit, tmp_path: Path) -> None:
    notes = with_browser(cockpit, tmp_path)
    environ = {**cockpit.app.launcher.environ, "SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}
    cockpit.app.launcher = replace(cockpit.app.launcher, environ=environ)
    assert "Copied" in await cockpit.go_to(WHISPER, "o")
    assert not notes.exists()


async def test_a_sleeping_space_is_opened_only_after_its_price_was_seen(cockpit: Cockpit, tmp_path: Path) -> None:
    notes = with_browser(cockpit, tmp_path)
    screen = await cockpit.go_to(SLEEPER, "o")
    assert "Open the app of ada/pose-sketch?" in screen
    assert "A visit wakes it." in screen
    assert "t4-small: $0.40/h while it starts and runs" in screen
    await cockpit.press("enter")
    assert not notes.exists()
    await cockpit.go_to(SLEEPER, "o", "y")
    await until(lambda: "Opened https://ada-pose-sketch.hf.space" in cockpit.screen(), cockpit.pilot)
    assert notes.read_text() == "https://ada-pose-sketch.hf.space\n"


async def test_the_address_of_a_sleeping_space_stands_beside_what_a_visit_costs(cockpit: Cockpit) -> None:
    screen = await cockpit.go_to(SLEEPER, "o")
    assert "https://ada-pose-sketch.hf.space" in screen
    assert "t4-small: $0.40/h while it starts and runs" in screen


async def test_a_paused_space_is_woken_by_no_visit_and_not_asked_about(cockpit: Cockpit, tmp_path: Path) -> None:
    with_browser(cockpit, tmp_path)
    await cockpit.go_to("ada/llama-70b-demo", "o")
    await until(lambda: "Opened https://ada-llama-70b-demo.hf.space" in cockpit.screen(), cockpit.pilot)


async def test_a_stage_told_long_ago_is_no_proof_that_a_space_is_awake(
    cockpit: Cockpit, demo: DemoServer, tmp_path: Path
) -> None:
    with_browser(cockpit, tmp_path)
    demo.faults.add(Cut(), method="GET")
    await cockpit.pass_time(120, step=20)
    assert "Whether it sleeps by now is not known" in await cockpit.go_to(WHISPER, "o")


async def test_an_address_that_is_none_is_not_opened(cockpit: Cockpit, demo: DemoServer) -> None:
    entry = cockpit.app.picture.spaces[WHISPER]
    assert entry.runtime is not None
    from spacetui.ui.deeds import out

    space = entry.space.model_copy(update={"subdomain": "evil.example/x"})
    runtime = entry.runtime.model_copy(update={"domains": None})
    out.open_app(cockpit.app, replace(entry, space=space, runtime=runtime))
    await cockpit.pilot.pause()
    assert "The Hub tells no address of its app that can be used." in cockpit.screen()


async def test_the_page_of_a_hub_that_is_not_https_is_shown_and_not_opened(
    cockpit: Cockpit, demo: DemoServer, tmp_path: Path
) -> None:
    notes = with_browser(cockpit, tmp_path)
    assert f"{demo.url}/spaces/{WHISPER}" in await cockpit.go_to(WHISPER, "O")
    assert cockpit.app.clipboard == f"{demo.url}/spaces/{WHISPER}"
    assert not notes.exists()


async def test_what_there_is_to_copy_is_chosen_from_a_menu(cockpit: Cockpit, demo: DemoServer) -> None:
    screen = await cockpit.go_to(WHISPER, "Y")
    assert f"git clone {demo.url}/spaces/{WHISPER}" in screen
    assert "hf spaces logs ada/whisper-demo" in screen
    await cockpit.press("down", "enter")
    assert cockpit.app.clipboard == APP
    assert "Copied app URL, where your terminal allows it." in cockpit.screen()


async def test_an_error_message_is_copied_whole(cockpit: Cockpit) -> None:
    cockpit.app.main.list.go_to("ada/chat-ui")
    await cockpit.pass_time(6)
    await cockpit.press("Y")
    rows = cockpit.app.screen.query_one("#rows")
    ids = [rows.get_option_at_index(index).id for index in range(rows.option_count)]  # type: ignore[attr-defined]
    rows.highlighted = ids.index("error message")  # type: ignore[attr-defined]
    await cockpit.press("enter")
    assert "CUDA out of memory" in cockpit.app.clipboard
    assert "\n" in cockpit.app.clipboard


async def test_in_the_smallest_window_the_address_can_be_read_and_the_menu_used(start: StartCockpit) -> None:
    async with start(size=(40, 12)) as cockpit:
        screen = await cockpit.go_to(SLEEPER, "o")
        assert "https://ada-pose-sketch.hf.space" in screen
        assert "Close" in screen
        await cockpit.press("escape")
        await cockpit.go_to(WHISPER, "Y", "down", "enter")
        assert cockpit.app.clipboard == APP
