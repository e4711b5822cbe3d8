"""Hardware and sleep time: what the forms and the confirmations say of price and effect before it is sent."""

from __future__ import annotations

from spacetui.demo.faults import Cut, Says
from spacetui.demo.server import DemoServer
from tests.ui.conftest import Cockpit, StartCockpit


async def test_a_restart_names_the_price_of_the_hardware_asked_for(cockpit: Cockpit) -> None:
    assert "t4-medium: $0.60/h while it starts and runs" in await cockpit.go_to("eval-arena", "r")


async def test_hardware_for_a_paused_space_is_said_to_wait_for_its_start(cockpit: Cockpit) -> None:
    screen = await cockpit.go_to("llama-70b-demo", "h", "up")
    assert "It does not run (PAUSED): the change takes effect when it starts again." in screen
    assert "The Space restarts" not in screen


async def test_another_flavor_keeps_the_sleep_time_to_the_second(cockpit: Cockpit, demo: DemoServer) -> None:
    with demo.world.lock:
        demo.world.spaces["ada/whisper-demo"].sleep_seconds = 90_061
    await cockpit.pass_time(15)
    await cockpit.go_to("whisper-demo", "h", "down", "enter", "enter")
    await cockpit.settle()
    with demo.world.lock:
        space = demo.world.spaces["ada/whisper-demo"]
        assert (space.requested, space.sleep_seconds) == ("a10g-large", 90_061)


async def test_prices_stay_in_sight_when_the_window_shrinks(cockpit: Cockpit) -> None:
    await cockpit.go_to("whisper-demo", "h")
    await cockpit.pilot.resize_terminal(60, 20)
    await cockpit.pilot.pause()
    (line,) = [line for line in cockpit.screen().split("\n") if "a10g-large " in line]
    assert line.split()[-3:-1] == ["1.50", "+0.50"]


async def test_what_is_no_time_is_said_below_the_field_and_not_sent(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "z", "tab")
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
    assert "Pause ada/whisper-demo?" in await cockpit.go_to("whisper-demo", "a", "p")


async def test_a_sleep_time_that_is_cleared_is_left_as_it_is(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "h", "down", "enter", "ctrl+u", "enter")
    await cockpit.settle()
    with demo.world.lock:
        space = demo.world.spaces["ada/whisper-demo"]
        assert (space.requested, space.sleep_seconds) == ("a10g-large", 3600)


async def choose(cockpit: Cockpit, flavor: str) -> None:
    """Put the cursor on a flavor of the open form."""
    for _ in range(40):
        chosen = cockpit.app.screen.query_one("#switch").label  # type: ignore[attr-defined]  # a button's
        if flavor in str(chosen).split(":")[0].split():
            return
        await cockpit.pilot.press("down")
        await cockpit.pilot.pause()
    raise AssertionError(f"{flavor} is not offered")


async def test_zero_gpu_is_told_with_what_is_left_of_its_quota_in_form_and_panel(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    screen = await cockpit.go_to("zero-flux")
    await cockpit.settle()
    assert "Your quota 30 m of 40 m left, resets " in cockpit.words()
    await cockpit.press("escape", "escape")
    demo.recorder.clear()
    screen = await cockpit.go_to("whisper-demo")
    await cockpit.settle()
    assert "Your quota" not in screen
    await cockpit.press("h")
    await cockpit.settle()
    await choose(cockpit, "zero-a10g")
    (row,) = [line for line in cockpit.screen().split("\n") if " zero-a10g " in line and "free" in line]
    assert "30 m of 40 m left" in row
    assert "Your ZeroGPU quota: 30 m of 40 m left, resets " in cockpit.words()
    await cockpit.pass_time(120, step=5)
    asked = [each for each in demo.requests if each.path.endswith("/zero-gpu/quota")]
    assert 1 <= len(asked) <= 3
    await cockpit.press("escape")
    demo.recorder.clear()
    await cockpit.pass_time(120, step=5)
    assert not [each for each in demo.requests if each.path.endswith("/zero-gpu/quota")]


async def test_zero_gpu_is_said_to_serve_gradio_only(cockpit: Cockpit) -> None:
    await cockpit.go_to("notebook", "h")
    await choose(cockpit, "zero-a10g")
    assert "ZeroGPU serves Gradio Spaces only." in cockpit.words()


async def test_hardware_that_the_catalog_does_not_list_is_shown_as_what_the_space_has(cockpit: Cockpit) -> None:
    await cockpit.go_to("streamlit-2022", "h")
    (row,) = [line for line in cockpit.screen().split("\n") if "= cpu-performance" in line]
    assert "not listed" in row
    assert " ? " in row
    assert "now" in row
    assert "cpu-performance is what it has" in cockpit.words()


async def test_a_change_under_way_is_shown_replaced_and_taken_back(cockpit: Cockpit, demo: DemoServer) -> None:
    async def asked() -> str | None:
        await cockpit.settle()
        with demo.world.lock:
            return demo.world.spaces["ada/whisper-demo"].requested

    await cockpit.go_to("whisper-demo", "h")
    await choose(cockpit, "a10g-large")
    cockpit.app.screen.query_one("#switch").focus()
    await cockpit.press("enter")
    assert await asked() == "a10g-large"
    await cockpit.pass_time(3)
    await cockpit.press("h")
    await cockpit.settle()
    assert "Switching: a10g-small → a10g-large for" in cockpit.words()
    assert "Another choice replaces it, a10g-small ends it." in cockpit.words()
    assert "a10g-large is asked for" in cockpit.words()
    await choose(cockpit, "t4-small")
    cockpit.app.screen.query_one("#switch").focus()
    await cockpit.press("enter")
    assert await asked() == "t4-small"
    await cockpit.press("h")
    await cockpit.settle()
    cockpit.app.screen.query_one("#flavors").focus()
    await cockpit.press("home")
    await choose(cockpit, "a10g-small")
    assert "Stay on a10g-small: $1.00/h" in cockpit.screen()
    cockpit.app.screen.query_one("#switch").focus()
    await cockpit.press("enter")
    assert await asked() == "a10g-small"


async def test_prices_are_those_of_all_replicas(cockpit: Cockpit) -> None:
    await cockpit.go_to("embed-api", "h")
    await choose(cockpit, "t4-small")
    assert "Prices are those of its 2 replicas together; x changes them." in cockpit.words()
    assert "Switch to t4-small: $0.06/h → $0.80/h" in cockpit.screen()


async def test_a_refused_payment_keeps_the_form_and_what_was_typed(cockpit: Cockpit, demo: DemoServer) -> None:
    refusal = Says(403, '{"error": "Please add a payment method"}')
    demo.faults.add(refusal, method="POST", path="/api/spaces/*/hardware", times=1)
    await cockpit.go_to("whisper-demo", "h", "down", "enter", "ctrl+u")
    await cockpit.type("90m")
    await cockpit.press("enter")
    await cockpit.settle()
    assert "Please add a payment method" in cockpit.words()
    assert "90m" in cockpit.screen()
    await cockpit.press("enter")
    await cockpit.settle()
    with demo.world.lock:
        assert demo.world.spaces["ada/whisper-demo"].sleep_seconds == 5400


async def test_a_lost_answer_to_a_change_of_hardware_is_found_out(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Cut(after_acting=True), method="POST", path="/api/spaces/*/hardware", times=1)
    await cockpit.go_to("whisper-demo", "h", "down", "enter", "enter")
    await cockpit.settle()
    await cockpit.pass_time(3)
    assert "it was done" in cockpit.screen()
    assert sum(each.path.endswith("/hardware") and each.method == "POST" for each in demo.requests) == 1


async def test_the_sleep_time_of_a_paused_space_shows_as_soon_as_it_was_read(
    start: StartCockpit, demo: DemoServer
) -> None:
    demo.faults.add(Says(503, ""), method="GET", path="/api/spaces/*/runtime")
    async with start() as cockpit:
        await cockpit.go_to("ada/diffusion-xl", "z")
        assert "l40sx1, $1.80/h · now: –" in cockpit.words()
        await cockpit.type("j")
        demo.faults.clear()
        await cockpit.pass_time(20, step=2)
        assert "l40sx1, $1.80/h · now: 2 h" in cockpit.words()
        with demo.world.lock:
            demo.world.spaces["ada/diffusion-xl"].sleep_seconds = 3600
        await cockpit.pass_time(30, step=2)
        assert "= after 1 h idle" in cockpit.words()
        assert "Sleep after 6 h" in cockpit.screen()
