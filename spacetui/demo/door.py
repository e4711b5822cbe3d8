"""What stands before the hub: it limits and records requests, lets faults happen, and stamps answers."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import formatdate
from itertools import count
from random import Random

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spacetui.demo.faults import Faults, Hit
from spacetui.demo.record import Recorder
from spacetui.demo.world import World

# Invented: how large a body may be.
LARGEST_BODY = 1024 * 1024
_TOO_LARGE = "request entity too large"


class Door:
    """An ASGI application around the hub's. `hang_up` cuts the connection that a request came in by."""

    def __init__(
        self, app: ASGIApp, world: World, faults: Faults, recorder: Recorder, hang_up: Callable[[Scope], None]
    ) -> None:
        self._app = app
        self._world = world
        self._faults = faults
        self._recorder = recorder
        self._hang_up = hang_up
        self._numbers = count(1)
        self._dice = Random(f"requests {world.seed}")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        send = self._stamping(send)
        body = await _whole_body(receive)
        self._recorder.note(scope, (body or b"")[:LARGEST_BODY])
        if body is None:
            return
        if len(body) > LARGEST_BODY:
            refusal = JSONResponse({"error": _TOO_LARGE}, 413, {"X-Error-Message": _TOO_LARGE})
            await refusal(scope, receive, send)
            return
        receive = _once(body, receive)
        fault = self._faults.take(scope["method"], scope["path"])
        if fault is None:
            await self._app(scope, receive, send)
            return
        await fault.befall(Hit(self._app, scope, receive, send, lambda: self._hang_up(scope), self._world.clock))

    def _stamping(self, send: Send) -> Send:
        request_id = f"Root=1-{next(self._numbers):08x}-{self._dice.getrandbits(96):024x}"

        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                headers["Date"] = formatdate(self._world.clock.now(), usegmt=True)
            await send(message)

        return stamped


async def _whole_body(receive: Receive) -> bytes | None:
    """The body, cut where it is over the limit but read to its end; None if the caller went away meanwhile."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        if len(body) <= LARGEST_BODY:
            body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)


def _once(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body that was read, then whatever comes."""
    given = False

    async def replayed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed
