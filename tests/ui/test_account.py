"""Who one is, what one's token may do, what is dim for it, and going on with another token of this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from spacetui.clock import ManualClock
from spacetui.demo.accounts import Kind
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.launch import Launcher
from spacetui.live.picture import Link
from spacetui.settings import Paths
from spacetui.ui.actions import BY_ID
from spacetui.ui.screens.account import AccountScreen
from spacetui.ui.screens.dialog import Dialog
from tests.machine import Machine
from tests.ui.conftest import Cockpit, StartCockpit, running, until
from tests.ui.test_hostile_text import HOSTILE, harmless, says

OWN, SHARED = "ada/sd-turbo", "analytical/embed-api"
SIZES = [(40, 12), (80, 24), (120, 40)]
Start = Callable[..., AbstractAsyncContextManager[Cockpit]]


def token_of(world: World, kind: Kind) -> str:
    return next(secret for secret, token in world.tokens.items() if token.kind is kind)


def objection(cockpit: Cockpit, action: str, space_id: str) -> str:
    cockpit.app.main.list.go_to(space_id)
    return BY_ID[action].objection(cockpit.app.main.context)


# -- what is said ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (Kind.WRITE, ["write token laptop", "do all that your roles allow"]),
        (Kind.READ, ["read token dashboard", "look at whatever you may see", "change, start or duplicate anything"]),
        (Kind.OAUTH, ["of a browser log-in", "19 d 23 h", "look and pause", "restart, rebuild"]),
        (Kind.FINE_GRAINED, ["fine-grained token ci", "act on Spaces of ada", "those of analytical", "read, write"]),
    ],
)
async def test_each_kind_of_token_says_what_it_may(
    start: StartCockpit, world: World, kind: Kind, told: list[str]
) -> None:
    async with start(token=token_of(world, kind)) as cockpit:
        await cockpit.press("c", "c")
        words = cockpit.words()
        for each in ["Ada King (ada) PRO, can pay", "HF_TOKEN", *told]:
            assert each in words


async def test_organizations_stand_there_with_roles_and_what_these_allow(cockpit: Cockpit) -> None:
    await cockpit.press("c", "c")
    words = cockpit.words()
    assert "analytical (Analytical Engines" in words
    assert "admin: may act on its Spaces, and manage it, can pay" in words
    assert "readers (The Readers) read: may look only" in words


async def test_an_account_that_cannot_pay_hears_it(start: StartCockpit, world: World) -> None:
    async with start(token=world.other_token) as cockpit:
        await cockpit.press("c", "c")
        assert "no PRO plan, no payment method" in cockpit.words()


async def test_whose_spaces_are_shown_says_in_a_line_what_the_token_may(start: StartCockpit, world: World) -> None:
    async with start(token=world.read_token) as cockpit:
        await cockpit.press("c")
        assert "It may not change, start or duplicate anything." in cockpit.words()


async def test_a_token_that_the_hub_takes_no_more_is_not_said_to_be_good(cockpit: Cockpit, world: World) -> None:
    with world.lock:
        del world.tokens[world.token]
    await cockpit.pass_time(60, step=10)
    await cockpit.press("c", "c")
    assert "nothing: the Hub refuses it now" in cockpit.words()


async def test_without_a_token_that_is_said(start: StartCockpit) -> None:
    async with start(token=None, authors=("ada",)) as cockpit:
        await cockpit.press("c", "c")
        assert "without a token there is only what is public" in cockpit.words()


@pytest.mark.parametrize("size", SIZES)
async def test_it_is_read_to_its_end_by_keys_at_every_size(
    start: StartCockpit, world: World, size: tuple[int, int]
) -> None:
    async with start(size=size, token=world.finegrained_token) as cockpit:
        await cockpit.press("c", "c")
        assert "Ada King" in cockpit.words()
        await cockpit.press(*["pagedown"] * 6)
        assert "may look only" in cockpit.words()
        await cockpit.press("escape")
        assert not isinstance(cockpit.app.screen, Dialog)


async def test_what_the_hub_calls_things_is_drawn_harmlessly(start: StartCockpit, demo: DemoServer) -> None:
    orgs = [{"name": words, "fullname": words, "roleInOrg": words} for words in HOSTILE]
    scoped = [{"entity": {"name": words}, "permissions": [words, "repo.write"]} for words in HOSTILE]
    access = {"displayName": HOSTILE[0], "role": "fineGrained", "fineGrained": {"scoped": scoped, "global": HOSTILE}}
    answer = {"name": "ada", "orgs": orgs, "auth": {"type": "access_token", "accessToken": access}}
    demo.faults.add(says(answer), path="/api/whoami-v2")
    async with start() as cockpit:
        await cockpit.press("c")
        harmless(cockpit)
        await cockpit.press("c")
        content = cockpit.app.screen.query_one("#content")
        while content.scroll_offset.y < content.max_scroll_y:
            harmless(cockpit)
            content.scroll_page_down(animate=False)
            await cockpit.pilot.pause()
        harmless(cockpit)


# -- what is dim -------------------------------------------------------------------------------------------


async def test_a_browser_log_in_may_pause_and_not_restart(start: StartCockpit, world: World) -> None:
    async with start(token=world.oauth_token) as cockpit:
        for action in ("restart", "rebuild", "hardware", "sleep_time"):
            assert "takes a write token" in objection(cockpit, action, OWN)
        for action in ("pause", "secrets", "variables", "duplicate"):
            assert objection(cockpit, action, OWN) == ""
        await cockpit.press("r")
        assert "The Hub refuses this to a browser log-in" in cockpit.words()


async def test_it_pauses_and_then_cannot_resume(start: StartCockpit, world: World) -> None:
    async with start(token=world.oauth_token) as cockpit:
        cockpit.app.main.list.go_to(OWN)
        await cockpit.press("p", "y")
        await cockpit.pass_time(3)
        assert world.spaces[OWN].stage == "PAUSED"
        await cockpit.press("p")
        assert "takes a write token" in cockpit.words()


async def test_a_fine_grained_token_acts_where_a_scope_lets_it(start: StartCockpit, world: World) -> None:
    async with start(token=world.finegrained_token) as cockpit:
        for action in ("restart", "pause", "secrets", "hardware"):
            assert objection(cockpit, action, OWN) == ""
            assert "no repo.write for analytical" in objection(cockpit, action, SHARED)
        assert objection(cockpit, "duplicate", SHARED) == ""


async def test_a_read_token_duplicates_nothing(start: StartCockpit, world: World) -> None:
    async with start(token=world.read_token) as cockpit:
        assert "can only read" in objection(cockpit, "duplicate", OWN)


async def test_a_role_that_reads_is_the_reason_in_an_organization(start: StartCockpit, world: World) -> None:
    async with start(token=world.other_token) as cockpit:
        await cockpit.press("c", "j", "space", "tab", "tab", "enter")
        await cockpit.settle()
        assert "Your role in analytical is read" in objection(cockpit, "restart", SHARED)


# -- other tokens of this machine --------------------------------------------------------------------------


def store(machine: Machine, tokens: Mapping[str, str], active: str) -> None:
    """As the `hf` tool leaves it after several log-ins."""
    machine.log_in(active)
    entries = [f"[{name}]\nhf_token = {token}\n" for name, token in tokens.items()]
    (machine.folder / "stored_tokens").write_text("\n".join(entries))


@pytest.fixture
def on(machine: Machine, demo: DemoServer, clock: ManualClock) -> Start:
    """Starts the app on that machine, with three named tokens; ada's `work` is the active one."""
    world = demo.world
    store(machine, {"work": world.token, "look": world.read_token, "friend's": world.other_token}, world.token)

    @asynccontextmanager
    async def starting(*authors: str, demo_hub: bool = False, **environ: str) -> AsyncIterator[Cockpit]:
        launcher = Launcher(
            {"HF_ENDPOINT": demo.url, **machine.environ, **environ},
            machine.home,
            authors=authors,
            demo=demo_hub,
            clock=clock,
            chance=lambda: 0.0,
            paths=Paths(machine.home / "config", machine.home / "cache", machine.home / "state"),
        )
        async with running(launcher, clock) as cockpit:
            yield cockpit

    return starting


async def choose(cockpit: Cockpit, name: str) -> None:
    """Choose a token by name in the dialog, and wait for the session that follows."""
    before = cockpit.app.session
    assert before is not None
    await cockpit.press("c", "c")
    await cockpit.press("g", *["j"] * before.tokens.index(name), "enter")

    def followed() -> bool:
        cockpit.clock.advance(0.1)  # the screen is told of ten pictures a second at most
        return cockpit.app.session not in (None, before)

    await until(followed, cockpit.pilot)
    await cockpit.settle()


async def test_tokens_are_offered_by_name_and_never_shown(on: Start, demo: DemoServer, machine: Machine) -> None:
    async with on() as cockpit:
        await cockpit.press("c", "c")
        words = cockpit.words()
        for name in ("✓ work", "look", "friend's"):
            assert name in words
        assert str(machine.token) in words.replace(" ", "")
        for secret in demo.world.tokens:
            assert secret[:12] not in words.replace(" ", "")


async def test_another_token_of_the_same_account_makes_what_it_may_not_dim(on: Start) -> None:
    async with on() as cockpit:
        await choose(cockpit, "look")
        assert "The token look of ada is used now." in cockpit.words()
        assert "ada (read)" in cockpit.screen()
        assert "can only read" in objection(cockpit, "restart", OWN)
        assert not isinstance(cockpit.app.screen, Dialog)


async def test_another_accounts_token_shows_its_spaces_and_back_again(on: Start) -> None:
    async with on() as cockpit:
        await choose(cockpit, "friend's")
        assert "these are the Spaces of babbage, no longer of ada" in cockpit.words()
        assert {entry.space.owner for entry in cockpit.app.picture.spaces.values()} == {"babbage"}
        assert not cockpit.app.follows_login
        await choose(cockpit, "work")
        assert OWN in cockpit.app.picture.spaces
        assert cockpit.app.follows_login


async def test_the_files_of_the_tool_stay_as_they_are(on: Start, machine: Machine) -> None:
    before = {path: path.read_bytes() for path in machine.folder.rglob("*") if path.is_file()}
    async with on() as cockpit:
        await choose(cockpit, "friend's")
    assert before == {path: path.read_bytes() for path in machine.folder.rglob("*") if path.is_file()}


async def test_the_next_run_begins_with_the_active_token(on: Start) -> None:
    async with on() as cockpit:
        await choose(cockpit, "friend's")
    async with on() as cockpit:
        assert cockpit.app.picture.account is not None
        assert cockpit.app.picture.account.name == "ada"


async def test_a_chosen_token_is_as_it_was_when_it_was_chosen(on: Start) -> None:
    async with on() as cockpit:
        await choose(cockpit, "look")
        await cockpit.press("c", "c")
        assert "as it was when it was chosen" in cockpit.words()


async def test_choosing_the_one_in_use_changes_nothing(on: Start) -> None:
    async with on() as cockpit:
        before = cockpit.app.session
        await cockpit.press("c", "c", "enter")
        await cockpit.settle()
        assert "That is the one in use." in cockpit.words()
        assert cockpit.app.session is before


async def test_a_token_that_the_hub_refuses_is_not_gone_on_with(on: Start, machine: Machine, demo: DemoServer) -> None:
    store(machine, {"work": demo.world.token, "old": "hf_longGone"}, demo.world.token)
    async with on() as cockpit:
        session = cockpit.app.session
        await cockpit.press("c", "c", "j", "enter")
        await until(lambda: "old cannot be used." in cockpit.words(), cockpit.pilot)
        assert "hf_longGone" not in cockpit.screen()
        await cockpit.press("escape")
        await cockpit.settle()
        assert cockpit.app.session is session
        assert cockpit.app.picture.connection.link is Link.LIVE


async def test_a_token_that_is_there_no_more_is_told(on: Start, machine: Machine, demo: DemoServer) -> None:
    async with on() as cockpit:
        await cockpit.press("c", "c")
        store(machine, {"work": demo.world.token}, demo.world.token)
        await cockpit.press("j", "enter")
        await until(lambda: "no token named look" in cockpit.words(), cockpit.pilot)
        await cockpit.press("escape")
        await cockpit.settle()
        assert OWN in cockpit.app.picture.spaces


async def test_a_token_that_was_added_since_is_offered_and_one_that_is_gone_is_not(
    on: Start, machine: Machine, demo: DemoServer
) -> None:
    store(machine, {"work": demo.world.token}, demo.world.token)
    async with on() as cockpit:
        await cockpit.press("c", "c")
        assert "Tokens by name" not in cockpit.words()
        await cockpit.press("escape", "escape")
        store(machine, {"laptop": demo.world.read_token, "work": demo.world.token}, demo.world.token)
        await cockpit.press("c", "c")
        assert "✓ work laptop" in cockpit.words()
        await cockpit.press("j", "enter")
        await until(lambda: "ada (read)" in cockpit.screen(), cockpit.pilot)
        store(machine, {"work": demo.world.token}, demo.world.token)
        await cockpit.press("c", "c")
        assert "work ✓ laptop" in cockpit.words()  # the one in use stays in the list


async def test_an_active_token_without_a_name_can_be_gone_back_to(
    on: Start, machine: Machine, demo: DemoServer
) -> None:
    store(machine, {"friend's": demo.world.other_token}, demo.world.token)
    async with on() as cockpit:
        await choose(cockpit, "friend's")
        await choose(cockpit, "")
        assert OWN in cockpit.app.picture.spaces


async def test_where_the_environment_or_the_command_line_decides_there_is_no_choice(
    on: Start, demo: DemoServer
) -> None:
    async with on(HF_TOKEN=demo.world.token) as cockpit:
        await cockpit.press("c", "c")
        assert "friend's" not in cockpit.words()
        assert "there is no other to choose" in cockpit.words()
    async with on("babbage") as cockpit:
        await cockpit.press("c", "c")
        assert "friend's" not in cockpit.words()


async def test_the_demo_has_tokens_of_its_own_to_try(on: Start) -> None:
    async with on(demo_hub=True) as cockpit:
        await choose(cockpit, "browser")
        assert "ada (oauth)" in cockpit.screen()
        assert "takes a write token" in objection(cockpit, "restart", OWN)
        await cockpit.press("c", "c")
        assert "nothing of yours is used" in cockpit.words()
        assert isinstance(cockpit.app.screen, AccountScreen)
