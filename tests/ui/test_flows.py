"""What a person does, by keys alone."""

from __future__ import annotations

from tests.ui.conftest import Cockpit


async def test_the_fleet_is_on_the_screen_after_the_start(cockpit: Cockpit) -> None:
    assert "whisper-demo" in cockpit.screen()
    assert "ada (write) + analytical" in cockpit.screen()
    assert "live" in cockpit.screen()


async def test_filter_hardware_confirm_and_see_it_switch(cockpit: Cockpit) -> None:
    await cockpit.press("slash")
    await cockpit.type("whisper")
    await cockpit.press("enter", "h")
    assert "Hardware · ada/whisper-demo" in cockpit.screen()
    await cockpit.press("down", "enter")
    await cockpit.press("enter")
    await cockpit.settle()
    assert "Hardware · ada/whisper-demo" not in cockpit.screen()
    assert "a10g-small → a10g-large" in cockpit.screen()
    await cockpit.pass_time(20)
    entry = cockpit.app.picture.spaces["ada/whisper-demo"]
    assert entry.runtime is not None
    assert entry.runtime.hardware == "a10g-large"
    assert "RUNNING" in cockpit.screen()


async def test_a_paused_space_is_resumed_and_the_outcome_says_so(cockpit: Cockpit) -> None:
    await cockpit.press("slash")
    await cockpit.type("llama-70b")
    await cockpit.press("enter", "p")
    assert "Resume ada/llama-70b-demo?" in cockpit.screen()
    assert "a100-large: $2.50/h" in cockpit.screen()
    await cockpit.press("y")
    await cockpit.settle()
    assert "✓ resume: ada/llama-70b-demo" in cockpit.screen()
    await cockpit.pass_time(20)
    entry = cockpit.app.picture.spaces["ada/llama-70b-demo"]
    assert entry.runtime is not None
    assert entry.runtime.stage == "RUNNING"
