from __future__ import annotations

import asyncio

import pytest

from spacetui.clock import ManualClock
from spacetui.hub.errors import BadRequest, HubError, HubUnwell, NoAnswer
from spacetui.hub.wire import Timeouts
from tests.hub.scripted import CUT, HANG, Connect, ScriptedHub, reply

RUNNING = reply({"stage": "RUNNING"})


class CountingClock(ManualClock):
    """Time passes by itself; each wait is written down."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.advance(seconds)


@pytest.mark.parametrize("stumble", [CUT, reply(b"", 502), reply(b"", 503), reply(b"", 504), HANG])
async def test_a_read_is_repeated_as_often_as_allowed(
    hub: ScriptedHub, connect: Connect, stumble: bytes | None
) -> None:
    clock = CountingClock()
    client = connect(clock=clock, retries=2, timeouts=Timeouts(read=0.05))
    hub.play(stumble, stumble, RUNNING)
    assert (await client.get_space_runtime("ada/demo")).stage == "RUNNING"
    assert clock.waits == [0.75, 1.5]
    hub.play(stumble)
    with pytest.raises((NoAnswer, HubUnwell)):
        await client.get_space_runtime("ada/demo")
    assert len(hub.requests) == 6


class StoppedClock(ManualClock):
    """Says when somebody begins to wait; time stands still."""

    def __init__(self) -> None:
        super().__init__()
        self.waited_for = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.waited_for.set()
        await super().sleep(seconds)


async def test_the_wait_before_a_repetition_can_be_cancelled(hub: ScriptedHub, connect: Connect) -> None:
    clock = StoppedClock()
    hub.play(reply(b"", 503))
    task = asyncio.ensure_future(connect(clock=clock, retries=2).get_space_runtime("ada/demo"))
    await clock.waited_for.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(hub.requests) == 1


async def test_without_retries_one_request_is_sent(hub: ScriptedHub, connect: Connect) -> None:
    hub.play(reply(b"", 503), RUNNING)
    with pytest.raises(HubUnwell):
        await connect().get_space_runtime("ada/demo")
    assert len(hub.requests) == 1


@pytest.mark.parametrize("stumble", [CUT, reply(b"", 503)])
async def test_a_write_is_never_repeated(hub: ScriptedHub, connect: Connect, stumble: bytes) -> None:
    hub.play(stumble, RUNNING)
    with pytest.raises(HubError) as caught:
        await connect(retries=5).restart_space("ada/demo")
    assert caught.value.outcome_unknown is True
    assert len(hub.requests) == 1


@pytest.mark.parametrize("status", [400, 429, 500])
async def test_what_a_repetition_would_not_change_is_not_repeated(
    hub: ScriptedHub, connect: Connect, status: int
) -> None:
    hub.play(reply(b"", status), RUNNING)
    with pytest.raises(HubError):
        await connect(retries=5).get_space_runtime("ada/demo")
    assert len(hub.requests) == 1


async def test_a_page_in_the_middle_is_repeated_alone(hub: ScriptedHub, connect: Connect) -> None:
    link = f'<{hub.url}/api/spaces?cursor=2>; rel="next"'
    hub.play(reply([{"id": "ada/a"}], headers={"Link": link}), reply(b"", 502), reply([{"id": "ada/b"}]))
    spaces = await connect(clock=CountingClock(), retries=1).list_spaces()
    assert [space.id for space in spaces] == ["ada/a", "ada/b"]
    assert [request.query for request in hub.requests] == [[("limit", "1000")], [("cursor", "2")], [("cursor", "2")]]


async def test_a_refused_request_is_not_tried_again(hub: ScriptedHub, connect: Connect) -> None:
    hub.play(reply({"error": "no"}, 400))
    with pytest.raises(BadRequest):
        await connect(retries=3).space_info("ada/demo")
    assert len(hub.requests) == 1
