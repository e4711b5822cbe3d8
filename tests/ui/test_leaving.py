"""How one leaves: a dialog, the detail, the app, and what is asked before that."""

from __future__ import annotations

import pytest

from spacetui.demo.faults import Slow
from spacetui.demo.server import DemoServer
from tests.ui.conftest import Cockpit, StartCockpit


def running(cockpit: Cockpit) -> bool:
    return cockpit.app.return_code is None


async def test_quitting_while_a_change_is_under_way_asks_once(start: StartCockpit, demo: DemoServer) -> None:
    demo.faults.add(Slow(60.0), method="POST")
    async with start() as cockpit:
        await cockpit.press("p", "y")
        await cockpit.press("q")
        assert "Quit while a change is under way?" in cockpit.screen()
        assert "pause: ada/chat-ui" in cockpit.screen()
        await cockpit.press("ctrl+q", "ctrl+q")
        assert len(cockpit.app.screen_stack) == 3
        await cockpit.press("n")
        assert running(cockpit)
        assert len(cockpit.app.screen_stack) == 2
        await cockpit.press("ctrl+q")
        await cockpit.press("y")
        assert cockpit.app.return_code == 0
        cockpit.clock.advance(60)


async def test_a_change_that_ends_while_it_is_asked_whether_to_quit_leaves_the_question(
    start: StartCockpit, demo: DemoServer
) -> None:
    demo.faults.add(Slow(5.0), method="POST")
    async with start() as cockpit:
        cockpit.app.main.list.go_to("ada/sd-turbo")
        await cockpit.press("z", "down", "enter", "enter", "ctrl+q")
        for _ in range(15):
            cockpit.clock.advance(1)
            await cockpit.pilot.pause()
        assert "Quit while a change is under way?" in cockpit.screen()
        await cockpit.press("n")
        await cockpit.settle()
        assert "✓ sleep time: ada/sd-turbo" in cockpit.screen()
        assert len(cockpit.app.screen_stack) == 2
        await cockpit.press("q")
        assert cockpit.app.return_code == 0


async def test_escape_never_quits(cockpit: Cockpit) -> None:
    for key in ("escape", "enter", "escape", "slash", "escape", "question_mark", "escape", "h", "F"):
        await cockpit.press(key, "escape", "escape")
    assert running(cockpit)
    assert len(cockpit.app.screen_stack) == 2


async def test_escape_undoes_one_thing_at_a_time(cockpit: Cockpit) -> None:
    await cockpit.press("slash")
    await cockpit.type("whisper")
    await cockpit.press("enter", "y", "enter", "F")
    await cockpit.press("escape")
    assert "Spaces" in cockpit.screen()
    await cockpit.press("escape")
    assert cockpit.app.main.focused is cockpit.app.main.list
    assert "Copied ada/whisper-demo" in cockpit.screen()
    await cockpit.press("escape")
    assert "Copied" not in cockpit.screen()
    assert "1 of 31" in cockpit.screen()
    await cockpit.press("escape")
    assert "1 of 31" not in cockpit.screen()


async def test_q_goes_back_from_the_detail_and_quits_at_the_list(cockpit: Cockpit) -> None:
    await cockpit.press("enter", "q")
    assert running(cockpit)
    assert cockpit.app.main.focused is cockpit.app.main.list
    await cockpit.press("q")
    assert cockpit.app.return_code == 0


async def test_ctrl_c_says_how_to_quit_and_twice_quits(cockpit: Cockpit) -> None:
    await cockpit.press("ctrl+c")
    assert "ctrl+c once more quits" in cockpit.words()
    await cockpit.pass_time(5, step=5)
    await cockpit.press("ctrl+c")
    assert running(cockpit)
    await cockpit.press("ctrl+c")
    assert cockpit.app.return_code == 0


@pytest.mark.parametrize("key", ["h", "r", "s", "D"])
async def test_ctrl_c_in_a_dialog_says_it_there(cockpit: Cockpit, key: str) -> None:
    await cockpit.press(key, "ctrl+c")
    assert "ctrl+c once more quits" in cockpit.words()
    assert running(cockpit)


async def test_keys_typed_ahead_of_a_question_do_not_answer_it(start: StartCockpit, demo: DemoServer) -> None:
    async with start() as cockpit:
        await cockpit.pilot.press("r", "y", "enter", "space", "y")
        await cockpit.settle()
        assert all(request.method == "GET" for request in demo.requests)
        assert "Restart ada/chat-ui?" in cockpit.screen()
