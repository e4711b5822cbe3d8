"""Hardware and sleep time: what the forms and the confirmations say of price and effect before it is sent."""

from __future__ import annotations

from spacetui.demo.server import DemoServer
from tests.ui.conftest import Cockpit


async def at(cockpit: Cockpit, name: str, *keys: str) -> str:
    """The screen after keys pressed on a Space."""
    await cockpit.press("slash", "ctrl+u")
    await cockpit.type(name)
    await cockpit.press("enter", *keys)
    return cockpit.screen()


async def test_a_restart_names_the_price_of_the_hardware_asked_for(cockpit: Cockpit) -> None:
    assert "t4-medium: $0.60/h while it starts and runs" in await at(cockpit, "eval-arena", "r")


async def test_hardware_for_a_paused_space_is_said_to_wait_for_its_start(cockpit: Cockpit) -> None:
    screen = await at(cockpit, "llama-70b", "h", "up")
    assert "It does not run (PAUSED): the change takes effect when it starts again." in screen
    assert "The Space restarts" not in screen


async def test_another_flavor_keeps_the_sleep_time_to_the_second(cockpit: Cockpit, demo: DemoServer) -> None:
    with demo.world.lock:
        demo.world.spaces["ada/whisper-demo"].sleep_seconds = 90_061
    await cockpit.pass_time(15)
    await at(cockpit, "whisper-demo", "h", "down", "enter", "enter")
    await cockpit.settle()
    with demo.world.lock:
        space = demo.world.spaces["ada/whisper-demo"]
        assert (space.requested, space.sleep_seconds) == ("a10g-large", 90_061)


async def test_prices_stay_in_sight_when_the_window_shrinks(cockpit: Cockpit) -> None:
    await at(cockpit, "whisper-demo", "h")
    await cockpit.pilot.resize_terminal(60, 20)
    await cockpit.pilot.pause()
    (line,) = [line for line in cockpit.screen().split("\n") if "a10g-large " in line]
    assert line.split()[-3:-1] == ["1.50", "+0.50"]


async def test_what_is_no_time_is_said_below_the_field_and_not_sent(cockpit: Cockpit, demo: DemoServer) -> None:
    await at(cockpit, "whisper-demo", "z", "tab")
    await cockpit.type("soon")
    await cockpit.press("enter")
    assert cockpit.screen().count("a time such as 90m, 2h, 1d, or never is expected") == 1
    await cockpit.press("ctrl+u")
    await cockpit.type("90m")
    await cockpit.press("enter")
    await cockpit.settle()
    with demo.world.lock:
        assert demo.world.spaces["ada/whisper-demo"].sleep_seconds == 5400


async def test_a_key_shown_in_the_actions_menu_does_what_it_says(cockpit: Cockpit) -> None:
    assert "Pause ada/whisper-demo?" in await at(cockpit, "whisper-demo", "a", "p")


async def test_a_sleep_time_that_is_cleared_is_left_as_it_is(cockpit: Cockpit, demo: DemoServer) -> None:
    await at(cockpit, "whisper-demo", "h", "down", "enter", "ctrl+u", "enter")
    await cockpit.settle()
    with demo.world.lock:
        space = demo.world.spaces["ada/whisper-demo"]
        assert (space.requested, space.sleep_seconds) == ("a10g-large", 3600)
