"""Dev mode by keys: on, off, what it needs, and ssh in the place of our screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacetui.demo.faults import Cut, Says
from spacetui.demo.server import DemoServer
from spacetui.hub.models import Space
from spacetui.ui import ssh
from tests.live.made import space
from tests.ui.conftest import Cockpit, StartCockpit

NOTEBOOK, WHISPER = "ada/notebook", "ada/whisper-demo"
ADDRESS = "ssh -- ada-notebook@ssh.hf.space"


async def turn(cockpit: Cockpit) -> None:
    cockpit.app.screen.query_one("#turn").focus()
    await cockpit.press("enter")
    await cockpit.settle()


def on(demo: DemoServer, space_id: str) -> bool:
    with demo.world.lock:
        return demo.world.spaces[space_id].dev_mode


def sent(demo: DemoServer) -> int:
    return sum(each.path.endswith("/dev-mode") for each in demo.requests)


@given(st.text(max_size=30))
def test_a_subdomain_never_becomes_an_option_or_another_host(told: str) -> None:
    try:
        command = ssh.command(space(subdomain=told))
    except ValueError:
        return
    assert command == ("ssh", "--", f"{told}@ssh.hf.space")
    assert told.isascii() and told.replace("-", "").isalnum() and not told.startswith("-") and told == told.lower()


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (None, "has not told"),
        (space(), "has not told"),
        (space(subdomain=""), "has not told"),
        (space(subdomain="-oProxyCommand=x"), "no Space can have"),
        (space(subdomain="a@evil.example"), "no Space can have"),
        (space(subdomain="a b"), "no Space can have"),
        (space(subdomain="a\n"), "no Space can have"),
    ],
)
def test_without_a_subdomain_that_can_be_there_is_no_command(of: Space | None, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ssh.command(of)


async def test_turning_it_on_says_what_it_needs_and_shows_the_addresses(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "t")
    for words in (
        "Dev mode is off.",
        "needs a PRO or Team plan",
        "after 48 h without use",
        "unless committed and pushed",
        "restarts the Space ($1.00/h",
    ):
        assert words in cockpit.words()
    assert "c Connect" not in cockpit.screen()
    await turn(cockpit)
    assert on(demo, WHISPER)
    assert "ssh -- ada-whisper-demo@ssh.hf.space" in cockpit.words()
    assert "/spaces/ada/whisper-demo/dev-mode/vscode-web" in cockpit.words()
    assert "public key has to be on your account" in cockpit.words()


async def test_it_is_turned_off_again(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("notebook", "t")
    await turn(cockpit)
    assert not on(demo, NOTEBOOK)
    assert "Dev mode is off." in cockpit.words()


@pytest.mark.parametrize("status", [402, 403])
async def test_a_refusal_is_told_and_the_form_stays(cockpit: Cockpit, demo: DemoServer, status: int) -> None:
    demo.faults.add(Says(status, '{"error": "a plan is needed"}'), path="/api/spaces/*/dev-mode", times=1)
    await cockpit.go_to("whisper-demo", "t")
    await turn(cockpit)
    assert "a plan is needed" in cockpit.words()
    assert "Dev mode is off." in cockpit.words()


async def test_a_lost_answer_is_found_out(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Cut(after_acting=True), path="/api/spaces/*/dev-mode", times=1)
    await cockpit.go_to("whisper-demo", "t")
    await turn(cockpit)
    await cockpit.pass_time(3)
    assert "it was done" in cockpit.words()
    assert sent(demo) == 1


async def test_the_command_is_copied(cockpit: Cockpit) -> None:
    await cockpit.go_to("notebook", "t")
    await cockpit.press("y")
    assert cockpit.app.clipboard == ADDRESS
    assert f"Copied {ADDRESS}" in cockpit.words()
    await cockpit.press("Y")
    assert cockpit.app.clipboard.endswith("/spaces/ada/notebook/dev-mode/vscode-web")


async def test_off_there_is_nothing_to_connect_to(cockpit: Cockpit) -> None:
    await cockpit.go_to("whisper-demo", "t")
    await cockpit.press("c")
    assert "Dev mode is off: turn it on first." in cockpit.words()
    await cockpit.press("y")
    assert cockpit.app.clipboard == ""


async def test_without_ssh_it_says_so(cockpit: Cockpit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    await cockpit.go_to("notebook", "t")
    await cockpit.press("c")
    assert "There is no ssh on this machine" in cockpit.words()


async def test_a_space_that_does_not_run_cannot_be_connected_to(cockpit: Cockpit, demo: DemoServer) -> None:
    with demo.world.lock:
        demo.world.pause(demo.world.spaces[NOTEBOOK])
    await cockpit.pass_time(16)
    await cockpit.go_to("notebook", "t")
    await cockpit.press("c")
    assert "It does not run (PAUSED)" in cockpit.words()


async def test_a_static_space_has_none(cockpit: Cockpit) -> None:
    await cockpit.go_to("portfolio", "t")
    assert "A static Space has no container" in cockpit.screen()


async def test_the_form_works_in_the_smallest_window(start: StartCockpit, demo: DemoServer) -> None:
    async with start(size=(40, 12)) as cockpit:
        await cockpit.go_to("notebook", "t")
        assert ADDRESS in cockpit.words()
        assert "48 h without use" not in cockpit.words()
        await cockpit.press("pagedown", "pagedown")
        assert "48 h without use" in cockpit.words()
        await turn(cockpit)
        assert not on(demo, NOTEBOOK)
