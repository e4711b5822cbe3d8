"""What a person sees when the token on this machine ends, is renewed, or becomes another account's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from pydantic import SecretStr

from spacetui.clock import ManualClock
from spacetui.demo.faults import NAMED, Slow
from spacetui.demo.server import DemoServer
from spacetui.launch import Launcher
from spacetui.live.picture import Link
from spacetui.ui.screens.dialog import Dialog
from tests.machine import Machine
from tests.ui.conftest import Cockpit, running, until

HOUR = 3600.0
Start = Callable[..., AbstractAsyncContextManager[Cockpit]]


@pytest.fixture
def start(machine: Machine, demo: DemoServer, clock: ManualClock) -> Start:
    """Starts the app with the token that the machine's file holds."""

    @asynccontextmanager
    async def starting(**environ: str) -> AsyncIterator[Cockpit]:
        launcher = Launcher(
            {"HF_ENDPOINT": demo.url, **machine.environ, **environ}, machine.home, clock=clock, chance=lambda: 0.0
        )
        async with running(launcher, clock) as cockpit:
            yield cockpit

    return starting


@pytest.fixture
async def cockpit(start: Start, machine: Machine, demo: DemoServer) -> AsyncIterator[Cockpit]:
    """The app as ada, whose token was pasted."""
    machine.log_in(demo.world.token)
    async with start() as started:
        yield started


async def switch(cockpit: Cockpit, machine: Machine, token: str) -> None:
    """Log in as somebody else on this machine, and wait for the session that follows."""
    before = cockpit.app.session
    assert before is not None
    machine.log_in(token)
    cockpit.clock.advance(10)

    def followed() -> bool:
        cockpit.clock.advance(0.1)  # the screen is told of ten pictures a second at most
        return cockpit.app.session not in (None, before)

    await until(followed, cockpit.pilot)
    await cockpit.settle()


# -- the same account --------------------------------------------------------------------------------------


async def test_a_renewal_changes_nothing_on_the_screen(start: Start, machine: Machine, demo: DemoServer) -> None:
    world = demo.world
    expires_at = world.clock.now() + 620
    machine.log_in(world.renew_token(world.oauth_token, 620), expires_at)
    async with start() as cockpit:
        session = cockpit.app.session
        newer = world.renew_token(world.oauth_token, 2 * HOUR)
        machine.renews_with(newer, world.clock.now() + 2 * HOUR)
        await cockpit.press("j", "j", "s")
        assert isinstance(cockpit.app.screen, Dialog)
        form, shown = cockpit.app.screen, cockpit.screen()
        await cockpit.pass_time(20, step=10)
        assert session is not None
        await until(lambda: session.client.token == SecretStr(newer), cockpit.pilot)
        demo.recorder.clear()
        await cockpit.pass_time(700, step=50)
        assert machine.runs == ["auth token"]
        assert cockpit.app.session is session
        assert cockpit.app.screen is form
        assert cockpit.screen() == shown
        assert cockpit.app.picture.connection.link is Link.LIVE
        assert {each.header("Authorization") for each in demo.requests} == {f"Bearer {newer}"}


async def test_a_form_outlives_being_signed_out_and_can_be_sent_once_somebody_logged_in(
    start: Start, machine: Machine, demo: DemoServer
) -> None:
    world = demo.world
    machine.log_in(world.renew_token(world.oauth_token, 900), world.clock.now() + 900)
    machine.fails_to_renew()
    async with start() as cockpit:
        await cockpit.press("slash")
        await cockpit.type("whisper-demo")
        await cockpit.press("enter", "v", "a")
        await cockpit.type("MODE")
        await cockpit.press("tab")
        await cockpit.type("careful")
        await cockpit.pass_time(1000, step=50)
        await until(lambda: cockpit.app.picture.connection.link is Link.SIGNED_OUT, cockpit.pilot)
        assert machine.runs != []
        await cockpit.press("tab", "enter")
        await until(lambda: "not valid any more" in cockpit.words(), cockpit.pilot)
        assert "MODE" in cockpit.screen()
        assert "careful" in cockpit.screen()
        machine.log_in(world.token)
        await cockpit.pass_time(5)
        await until(lambda: cockpit.app.picture.connection.link is Link.LIVE, cockpit.pilot)
        await cockpit.press("enter")
        await cockpit.settle()
        with world.lock:
            assert world.spaces["ada/whisper-demo"].variables["MODE"].value == "careful"


async def test_signed_out_it_says_how_to_log_in_and_goes_on_by_itself(
    cockpit: Cockpit, machine: Machine, demo: DemoServer
) -> None:
    session = cockpit.app.session
    del demo.world.tokens[demo.world.token]
    await cockpit.pass_time(20)
    shown = cockpit.words()
    assert "signed out" in shown
    assert "Goes on by itself once you have logged in." in shown
    assert "`hf auth login`" in shown
    assert "whisper-demo" in shown
    machine.log_in(demo.world.oauth_token)
    await cockpit.pass_time(5)
    await until(lambda: cockpit.app.picture.connection.link is Link.LIVE, cockpit.pilot)
    assert "logged in" not in cockpit.screen()
    assert cockpit.app.session is session


async def test_a_token_of_the_environment_stays_whoever_logs_in(
    start: Start, machine: Machine, demo: DemoServer
) -> None:
    async with start(HF_TOKEN=demo.world.token) as cockpit:
        session = cockpit.app.session
        machine.log_in(demo.world.other_token)
        await cockpit.pass_time(60, step=10)
        assert cockpit.app.session is session
        del demo.world.tokens[demo.world.token]
        await cockpit.pass_time(20)
        assert "signed out" in cockpit.screen()
        assert "by itself" not in cockpit.screen()


async def test_another_token_of_the_same_account_is_used_and_nothing_is_seen_of_it(
    cockpit: Cockpit, machine: Machine, demo: DemoServer
) -> None:
    session = cockpit.app.session
    await cockpit.press("s")
    form, shown = cockpit.app.screen, cockpit.screen()
    machine.log_in(demo.world.finegrained_token)
    assert session is not None
    cockpit.clock.advance(10)
    await until(lambda: session.client.token == SecretStr(demo.world.finegrained_token), cockpit.pilot)
    demo.recorder.clear()
    await cockpit.pass_time(15, step=5)
    assert cockpit.app.session is session
    assert cockpit.app.screen is form
    assert cockpit.screen() == shown
    assert {each.header("Authorization") for each in demo.requests} == {f"Bearer {demo.world.finegrained_token}"}
    account = cockpit.app.picture.account
    assert account is not None
    assert account.token_role == "fineGrained"


# -- another account ---------------------------------------------------------------------------------------


async def test_another_accounts_session_follows_and_nothing_of_the_first_one_stays(
    cockpit: Cockpit, machine: Machine, demo: DemoServer
) -> None:
    await cockpit.press("slash")
    await cockpit.type("whisper")
    await cockpit.press("enter", "y", "s", "a")
    await cockpit.type("TYPED_AS_ADA")
    assert "TYPED_AS_ADA" in cockpit.screen()
    await switch(cockpit, machine, demo.world.other_token)
    demo.recorder.clear()
    assert len(cockpit.app.screen_stack) == 2
    assert set(cockpit.app.picture.spaces) == {"babbage/difference-engine", "babbage/plans"}
    assert "ada/" not in repr(cockpit.app.picture)
    shown = cockpit.words()
    assert "difference-engine" in shown
    assert "babbage (write)" in shown
    assert "these are the Spaces of babbage, no longer of ada" in shown
    for gone in ("whisper", "TYPED_AS_ADA", "Copied", "ada/"):
        assert gone not in shown
    await cockpit.pass_time(60, step=10)
    assert {each.header("Authorization") for each in demo.requests} == {f"Bearer {demo.world.other_token}"}


async def test_until_the_other_accounts_list_is_there_nothing_is_shown_and_keys_do_nothing(
    cockpit: Cockpit, machine: Machine, demo: DemoServer
) -> None:
    demo.faults.add(NAMED["503"], path="/api/spaces")
    await switch(cockpit, machine, demo.world.other_token)
    assert cockpit.app.picture.spaces == {}
    assert "whisper-demo" not in cockpit.screen()
    demo.recorder.clear()
    await cockpit.press("p", "y", "r", "y", "s", "enter")
    assert all(each.method == "GET" for each in demo.requests)
    assert len(cockpit.app.screen_stack) == 2


async def test_what_was_under_way_is_told_with_whom_to_look_as(
    cockpit: Cockpit, machine: Machine, demo: DemoServer
) -> None:
    demo.faults.add(Slow(300.0), method="POST")
    await cockpit.press("p", "y", "r", "y")
    await until(lambda: len(demo.requests) > 0 and demo.requests[-1].method == "POST", cockpit.pilot)
    await switch(cockpit, machine, demo.world.other_token)
    shown = cockpit.words()
    assert "pause: ada/chat-ui was under way for ada: look at it as ada." in shown
    assert "restart: ada/chat-ui was not sent." in shown
    assert sum(each.method == "POST" for each in demo.requests) == 1
    cockpit.clock.advance(300)


async def test_a_question_that_was_open_is_answered_with_no(
    cockpit: Cockpit, machine: Machine, demo: DemoServer
) -> None:
    demo.faults.add(Slow(300.0), method="POST")
    await cockpit.press("p", "y", "q")
    assert "Quit while a change is under way?" in cockpit.screen()
    await switch(cockpit, machine, demo.world.other_token)
    assert cockpit.app.return_code is None
    assert len(cockpit.app.screen_stack) == 2
    await cockpit.press("q")
    assert cockpit.app.return_code == 0
    cockpit.clock.advance(300)


@pytest.mark.parametrize("key", ["colon", "question_mark", "a", "S", "slash", "h", "D"])
async def test_whatever_is_open_closes(cockpit: Cockpit, machine: Machine, demo: DemoServer, key: str) -> None:
    await cockpit.press(key)
    await switch(cockpit, machine, demo.world.other_token)
    assert len(cockpit.app.screen_stack) == 2
    assert cockpit.app.main.list.has_focus
    await cockpit.press("G")
    assert cockpit.app.main.list.cursor in cockpit.app.picture.spaces


async def test_commands_of_the_next_account_are_told_though_their_numbers_begin_again(
    cockpit: Cockpit, machine: Machine, demo: DemoServer
) -> None:
    await cockpit.press("p", "y")
    await cockpit.settle()
    assert "✓ pause: ada/chat-ui" in cockpit.screen()
    await switch(cockpit, machine, demo.world.other_token)
    await cockpit.press("slash")
    await cockpit.type("difference")
    await cockpit.press("enter", "r", "y")
    await cockpit.settle()
    assert "babbage/difference-engine" in cockpit.screen()
    assert "✓" in cockpit.words()


async def test_it_goes_back_as_well(cockpit: Cockpit, machine: Machine, demo: DemoServer) -> None:
    await switch(cockpit, machine, demo.world.other_token)
    await switch(cockpit, machine, demo.world.token)
    assert "ada (write) + analytical" in cockpit.screen()
    assert "no longer of babbage" in cockpit.words()
    assert "whisper-demo" in cockpit.screen()


async def test_no_token_comes_to_the_screen_or_a_repr(cockpit: Cockpit, machine: Machine, demo: DemoServer) -> None:
    await switch(cockpit, machine, demo.world.other_token)
    shown = cockpit.app.export_screenshot() + repr(cockpit.app.session) + repr(cockpit.app.launcher.home)
    assert demo.world.token not in shown
    assert demo.world.other_token not in shown
