"""A client goes on with a newer token, and asks whose another one is without being touched by it."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import SecretStr

from spacetui.clock import ManualClock
from spacetui.hub.errors import InvalidToken, TokenNotAllowed
from spacetui.hub.wire import Timeouts
from tests.hub.scripted import HANG, Connect, ScriptedHub, reply

OLD, NEW = "hf_the_old_one", "hf_the_newer_one"
RUNTIME = reply({"stage": "RUNNING"})


def asked(hub: ScriptedHub) -> list[tuple[str, str]]:
    """What was asked so far, and with which token."""
    return [
        (each.path.rpartition("/")[2], each.headers["authorization"].removeprefix("Bearer ")) for each in hub.requests
    ]


async def test_what_is_asked_after_the_change_goes_out_with_the_newer_token(hub: ScriptedHub, connect: Connect) -> None:
    client = connect(token=OLD)
    hub.play(RUNTIME)
    await client.get_space_runtime("ada/demo")
    client.use_token(SecretStr(NEW))
    await client.get_space_runtime("ada/demo")
    assert asked(hub) == [("runtime", OLD), ("runtime", NEW)]
    assert client.token == SecretStr(NEW)


async def test_a_read_that_the_change_overtook_is_repeated_with_the_newer_token(
    hub: ScriptedHub, connect: Connect
) -> None:
    client = connect(token=OLD, timeouts=Timeouts(read=5))
    hub.play(reply({}, 401), RUNTIME)
    reading = asyncio.create_task(client.get_space_runtime("ada/demo"))
    await hub.asked.wait()
    client.use_token(SecretStr(NEW))
    assert (await reading).stage == "RUNNING"
    assert asked(hub) == [("runtime", OLD), ("runtime", NEW)]


async def test_a_change_that_was_refused_is_not_sent_again_with_the_newer_token(
    hub: ScriptedHub, connect: Connect
) -> None:
    client = connect(token=OLD)
    hub.play(reply({}, 401))
    changing = asyncio.create_task(client.pause_space("ada/demo"))
    await hub.asked.wait()
    client.use_token(SecretStr(NEW))
    with pytest.raises(InvalidToken):
        await changing
    assert asked(hub) == [("pause", OLD), ("whoami-v2", OLD)]


async def test_what_whoami_said_of_the_old_token_is_not_held_against_the_newer_one(
    hub: ScriptedHub, connect: Connect
) -> None:
    client = connect(token=OLD, clock=ManualClock())
    hub.play(reply({}, 401))
    with pytest.raises(InvalidToken):
        await client.get_space_runtime("ada/demo")
    client.use_token(SecretStr(NEW))
    hub.play(reply({}, 401), reply({"name": "ada"}))
    with pytest.raises(TokenNotAllowed):
        await client.get_space_runtime("ada/demo")
    assert asked(hub)[-1] == ("whoami-v2", NEW)


async def test_whose_another_token_is_can_be_asked_and_leaves_no_trace(hub: ScriptedHub, connect: Connect) -> None:
    client = connect(token=OLD)
    told = {"RateLimit": '"api";r=1;t=200', "X-HF-Warning": "t; of another account"}
    hub.play(reply({"name": "babbage"}, headers=told))
    assert (await client.whoami_with(SecretStr(NEW))).name == "babbage"
    assert asked(hub) == [("whoami-v2", NEW)]
    assert client.token == SecretStr(OLD)
    assert client.rate_limit is None
    assert client.warnings == {}


async def test_asking_whose_another_token_is_can_be_given_up(hub: ScriptedHub, connect: Connect) -> None:
    client = connect(token=OLD)
    hub.play(HANG)
    asking = asyncio.create_task(client.whoami_with(SecretStr(NEW)))
    await hub.asked.wait()
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    async with asyncio.timeout(5):
        while hub.open:  # noqa: ASYNC110 - the hub notices by itself
            await asyncio.sleep(0.002)


async def test_a_refusal_hides_the_token_that_was_asked_with(hub: ScriptedHub, connect: Connect) -> None:
    client = connect(token=OLD)
    hub.play(reply({"error": f"no {NEW}"}, 401))
    with pytest.raises(InvalidToken) as caught:
        await client.whoami_with(SecretStr(NEW))
    assert NEW not in str(caught.value) + str(vars(caught.value))
