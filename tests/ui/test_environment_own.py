"""`$NAME` as a value: the text itself, or the value of that variable in the environment spacetui was started in."""

from __future__ import annotations

import json

from spacetui.demo.server import DemoServer
from tests.ui.conftest import Cockpit
from tests.ui.test_environment_form import SPACE
from tests.ui.test_environment_import import written


async def fill_in(cockpit: Cockpit, key: str, value: str, kind: str = "s") -> None:
    """Open the editor, and fill in key and value; the focus stays in the value."""
    await cockpit.go_to("whisper-demo", kind)
    await cockpit.press("a")
    await cockpit.type(key)
    await cockpit.press("tab")
    await cockpit.paste(value)
    await cockpit.settle()


def sent(demo: DemoServer) -> str:
    request = next(request for request in reversed(demo.requests) if request.method == "POST")
    return str(json.loads(request.body)["value"])


async def test_nothing_is_saved_before_it_was_said_which_is_meant(cockpit: Cockpit, demo: DemoServer) -> None:
    await fill_in(cockpit, "FROM_HERE", "$HF_TOKEN")
    assert "say which: the text, or the environment" in cockpit.screen()
    await cockpit.press("tab", "tab", "enter")
    assert "Say which is meant" in cockpit.words()
    assert written(demo) == []


async def test_the_value_of_our_own_environment_is_taken_and_not_shown(cockpit: Cockpit, demo: DemoServer) -> None:
    token = demo.world.token
    await fill_in(cockpit, "FROM_HERE", "$HF_TOKEN")
    await cockpit.press("tab", "left")
    assert f"from $HF_TOKEN here, {len(token)} characters" in cockpit.screen()
    await cockpit.press("tab", "enter")
    await cockpit.settle()
    assert sent(demo) == token
    assert "FROM_HERE" in demo.world.spaces[SPACE].secrets
    assert token not in cockpit.screen()


async def test_the_text_itself_can_be_meant(cockpit: Cockpit, demo: DemoServer) -> None:
    await fill_in(cockpit, "LITERAL", "$HF_TOKEN", kind="v")
    await cockpit.press("tab", "right")
    assert "the text itself, as typed" in cockpit.screen()
    await cockpit.press("tab", "enter")
    await cockpit.settle()
    assert demo.world.spaces[SPACE].variables["LITERAL"].value == "$HF_TOKEN"


async def test_a_variable_that_is_not_set_is_an_error(cockpit: Cockpit, demo: DemoServer) -> None:
    await fill_in(cockpit, "MISSING", "$NO_SUCH_THING", kind="v")
    await cockpit.press("tab", "left")
    assert "from $NO_SUCH_THING: it is not set here" in cockpit.screen()
    await cockpit.press("tab", "enter")
    assert "The environment here gives no value: it is not set here." in cockpit.words()
    assert written(demo) == []


async def test_a_secret_that_only_looks_like_a_name_is_not_shown(cockpit: Cockpit) -> None:
    await fill_in(cockpit, "PASSWORD", "$hush")
    await cockpit.press("tab", "left")
    assert "from the environment: it is not set here" in cockpit.screen()
    assert "hush" not in cockpit.screen()


async def test_another_value_is_asked_about_anew_and_any_other_not_at_all(cockpit: Cockpit) -> None:
    await fill_in(cockpit, "KEY", "$HF_TOKEN")
    await cockpit.press("tab", "right", "shift+tab", "backspace")
    assert "say which" in cockpit.screen()
    await cockpit.type("-x")
    assert "Meant is" not in cockpit.screen()
