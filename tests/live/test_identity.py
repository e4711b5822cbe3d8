"""A token that ends is renewed, one of another account ends the session, and nothing else disturbs it."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from spacetui.clock import ManualClock
from spacetui.demo.faults import NAMED
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.hub.client import SpacesClient
from spacetui.hub.login import Login
from spacetui.hub.models import Account
from spacetui.live.activity import Activity
from spacetui.live.identity import Identity
from tests.idle import idle
from tests.machine import Machine

HOUR = 3600.0


@dataclass
class Watch:
    """An identity that runs, and what it told."""

    identity: Identity
    client: SpacesClient
    demo: DemoServer
    machine: Machine
    clock: ManualClock
    activity: Activity
    account: Account | None
    renewed: list[str] = field(default_factory=list)
    superseded: int = 0

    @property
    def world(self) -> World:
        return self.demo.world

    @property
    def token(self) -> str | None:
        return self.client.token.get_secret_value() if self.client.token else None

    def asked_with(self, token: str) -> int:
        """How often whoami was asked with that token."""
        mine = [each for each in self.demo.requests if each.header("Authorization") == f"Bearer {token}"]
        assert {each.path for each in mine} <= {"/api/whoami-v2"}
        return len(mine)

    async def settle(self) -> None:
        async with asyncio.timeout(15):
            await idle()
            while not self.activity.quiet.is_set():
                await self.activity.quiet.wait()
                await idle()

    async def pass_time(self, seconds: float, step: float = 5.0) -> None:
        passed = 0.0
        while passed < seconds:
            self.clock.advance(min(step, seconds - passed))
            passed += step
            await self.settle()

    async def rouse(self) -> None:
        self.identity.rouse()
        await self.settle()


@pytest.fixture
def machine(tmp_path: Path, world: World) -> Machine:
    """Somebody logged in as ada with the browser, in a world in which that lasts an hour."""
    there = Machine(tmp_path)
    there.log_in(world.renew_token(world.oauth_token, HOUR), world.clock.now() + HOUR)
    return there


@pytest.fixture
async def watch(machine: Machine, demo: DemoServer, clock: ManualClock) -> AsyncIterator[Watch]:
    login = Login(machine.environ, machine.home)
    found = login.find()
    assert found is not None
    async with SpacesClient(endpoint=demo.url, token=found.token, clock=clock) as client:
        account = await client.whoami()
        demo.recorder.clear()

        def superseded() -> None:
            running.superseded += 1

        activity = Activity()
        identity = Identity(
            client,
            login,
            clock,
            account=lambda: running.account,
            renewed=lambda token: running.renewed.append(token.get_secret_value()),
            superseded=superseded,
            activity=activity,
        )
        running = Watch(identity, client, demo, machine, clock, activity, account)
        task = asyncio.create_task(identity.run())
        await running.settle()
        yield running
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def newer(watch: Watch, lifetime: float = HOUR) -> tuple[str, float]:
    """A newer token of ada, and when it expires."""
    return watch.world.renew_token(watch.world.oauth_token, lifetime), watch.clock.now() + lifetime


# -- a token that ends -------------------------------------------------------------------------------------


async def test_ten_minutes_before_its_end_the_token_is_renewed(watch: Watch) -> None:
    token, expires_at = newer(watch, 2 * HOUR)
    watch.machine.renews_with(token, expires_at)
    before = watch.token
    await watch.pass_time(HOUR - 610, step=10)
    assert (watch.token, watch.machine.runs) == (before, [])
    await watch.pass_time(20, step=10)
    assert watch.token == token
    assert watch.renewed == [token]
    assert watch.machine.runs == ["auth token"]
    assert watch.asked_with(token) == 1
    assert watch.superseded == 0
    await watch.pass_time(600, step=10)
    assert len(watch.machine.runs) == 1


async def test_a_token_of_a_short_life_is_renewed_when_half_of_it_is_over(watch: Watch) -> None:
    first, ends = newer(watch, 300)
    watch.machine.log_in(first, ends)
    await watch.pass_time(10)
    assert watch.token == first
    second, later = newer(watch, 450)
    watch.machine.renews_with(second, later)
    await watch.pass_time(120)
    assert watch.token == first
    await watch.pass_time(40)
    assert watch.token == second
    third, later = newer(watch)
    watch.machine.renews_with(third, later)
    await watch.pass_time(130)
    assert watch.token == second
    await watch.pass_time(40)
    assert watch.token == third


async def test_a_refused_token_is_renewed_at_once(watch: Watch) -> None:
    token, expires_at = newer(watch)
    watch.machine.renews_with(token, expires_at)
    await watch.rouse()
    assert watch.token == token


async def test_what_another_program_renewed_is_taken_up_without_running_the_tool(watch: Watch) -> None:
    token, expires_at = newer(watch)
    watch.machine.fails_to_renew()
    watch.machine.log_in(token, expires_at)
    await watch.pass_time(10)
    assert watch.renewed == [token]
    assert watch.machine.runs == []


async def test_a_renewal_that_fails_is_tried_again_after_ten_minutes(watch: Watch) -> None:
    watch.machine.fails_to_renew()
    before = watch.token
    await watch.pass_time(HOUR - 600 + 10, step=10)
    assert len(watch.machine.runs) == 1
    await watch.pass_time(580, step=20)
    await watch.rouse()
    assert len(watch.machine.runs) == 1
    await watch.pass_time(20, step=10)
    await watch.rouse()
    assert len(watch.machine.runs) == 2
    assert (watch.token, watch.renewed) == (before, [])


async def test_while_signed_out_a_log_in_elsewhere_is_seen_within_five_seconds(watch: Watch) -> None:
    watch.machine.fails_to_renew()
    await watch.pass_time(HOUR + 10, step=60)
    await watch.rouse()
    watch.machine.log_in(watch.world.token)
    await watch.pass_time(5)
    assert watch.token == watch.world.token
    assert watch.renewed == [watch.world.token]
    watch.machine.log_in(watch.world.read_token)
    await watch.pass_time(5)
    assert watch.token == watch.world.token
    await watch.pass_time(5)
    assert watch.token == watch.world.read_token


async def test_a_token_that_was_pasted_is_left_to_its_owner(watch: Watch) -> None:
    watch.machine.renews_with(*newer(watch))
    watch.machine.log_in(watch.world.token)
    await watch.pass_time(10)
    assert watch.token == watch.world.token
    await watch.rouse()
    await watch.pass_time(2 * HOUR, step=60)
    assert watch.machine.runs == []


def test_a_renewal_under_way_holds_up_nobody_who_ends_and_comes_to_its_end(
    machine: Machine, clock: ManualClock
) -> None:
    pipe = machine.pipe()
    machine.renews_with("hf_oauth_newer", clock.now() + HOUR, first=f'read -r word < "{pipe}"')
    login = Login(machine.environ, machine.home)
    found = login.find()
    assert found is not None
    client = SpacesClient(token=found.token, clock=clock)

    async def end_meanwhile() -> None:
        identity = Identity(client, login, clock, account=lambda: None, renewed=lambda _: None, superseded=lambda: None)
        identity.rouse()
        running = asyncio.create_task(identity.run())
        async with asyncio.timeout(15):
            while not machine.runs:  # noqa: ASYNC110 - what comes is another process's
                await asyncio.sleep(0.002)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(end_meanwhile())
    assert "newer" not in machine.token.read_text()
    let_on = os.open(pipe, os.O_RDWR)
    os.write(let_on, b"go on\n")
    deadline = time.monotonic() + 15
    while "newer" not in machine.token.read_text() and time.monotonic() < deadline:
        time.sleep(0.002)
    os.close(let_on)
    assert "newer" in machine.token.read_text()


# -- another token -----------------------------------------------------------------------------------------


async def test_another_token_of_the_same_account_is_used_from_then_on(watch: Watch) -> None:
    watch.machine.log_in(watch.world.read_token)
    await watch.pass_time(10)
    assert watch.token == watch.world.read_token
    account = await watch.client.whoami()
    assert account.token_role == "read"


async def test_another_accounts_token_ends_the_watch_and_is_used_for_nothing(watch: Watch) -> None:
    before = watch.token
    watch.machine.log_in(watch.world.other_token)
    await watch.pass_time(10)
    assert watch.superseded == 1
    assert (watch.token, watch.renewed) == (before, [])
    watch.machine.log_in(watch.world.token)
    await watch.rouse()
    await watch.pass_time(60)
    assert watch.superseded == 1
    assert watch.token == before
    assert watch.asked_with(watch.world.other_token) == 1


async def test_a_token_the_hub_refuses_changes_nothing_and_is_never_asked_for_again(watch: Watch) -> None:
    before = watch.token
    watch.machine.log_in("hf_wrong")
    await watch.pass_time(10)
    await watch.pass_time(300, step=10)
    await watch.rouse()
    assert watch.asked_with("hf_wrong") == 1
    assert (watch.token, watch.renewed, watch.superseded) == (before, [], 0)
    watch.machine.log_in(watch.world.token)
    await watch.pass_time(10)
    assert watch.token == watch.world.token


async def test_a_token_that_cannot_be_one_is_not_even_sent(watch: Watch) -> None:
    watch.machine.log_in("hf two words")
    await watch.pass_time(120)
    assert watch.asked_with("hf two words") == 0
    assert watch.renewed == []


@pytest.mark.parametrize("fault", ["503", "429", "cut"])
async def test_whose_a_token_is_is_asked_once_a_minute_until_there_is_an_answer(watch: Watch, fault: str) -> None:
    watch.demo.faults.add(NAMED[fault], path="/api/whoami-v2")
    watch.machine.log_in(watch.world.token)
    await watch.pass_time(10)
    assert watch.asked_with(watch.world.token) == 1
    await watch.rouse()
    await watch.pass_time(50)
    assert watch.asked_with(watch.world.token) == 1
    await watch.pass_time(10)
    assert watch.asked_with(watch.world.token) == 2
    watch.demo.faults.clear()
    await watch.pass_time(60)
    assert watch.token == watch.world.token


async def test_logging_out_elsewhere_is_no_other_account(watch: Watch) -> None:
    before = watch.token
    watch.machine.log_out()
    await watch.pass_time(60)
    await watch.rouse()
    assert (watch.token, watch.renewed, watch.superseded) == (before, [], 0)
    assert watch.demo.requests == ()


async def test_a_file_that_cannot_be_read_is_looked_at_again(watch: Watch) -> None:
    watch.machine.token.write_bytes(b"\xff\xfe")
    await watch.pass_time(60)
    watch.machine.log_in(watch.world.token)
    await watch.pass_time(10)
    assert watch.token == watch.world.token


async def test_while_nobody_knows_whose_session_it_is_another_token_waits(watch: Watch) -> None:
    known, watch.account = watch.account, None
    before = watch.token
    watch.machine.log_in(watch.world.other_token)
    await watch.pass_time(60)
    assert watch.demo.requests == ()
    watch.account = known
    await watch.pass_time(10)
    assert (watch.superseded, watch.token) == (1, before)


async def test_a_session_that_was_signed_out_from_the_start_becomes_that_of_who_logs_in(watch: Watch) -> None:
    watch.account = None
    await watch.rouse()
    watch.machine.log_in(watch.world.other_token)
    await watch.pass_time(5)
    assert (watch.token, watch.superseded) == (watch.world.other_token, 0)


# -- quiet -------------------------------------------------------------------------------------------------


async def test_as_long_as_nothing_happens_nothing_is_asked(watch: Watch) -> None:
    watch.machine.fails_to_renew()
    await watch.pass_time(HOUR / 2, step=10)
    assert watch.demo.requests == ()
    assert watch.machine.runs == []


async def test_no_token_stands_in_a_repr(watch: Watch) -> None:
    watch.machine.log_in("hf_wrong")
    await watch.pass_time(10)
    shown = repr(watch.identity) + repr(vars(watch.identity)) + repr(watch.client)
    assert "hf_" not in shown
    assert watch.asked_with("hf_wrong") == 1
