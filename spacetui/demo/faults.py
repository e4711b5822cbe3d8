"""Ways in which a Hub, or what stands before it, goes wrong: put into a demo server while it runs."""

from __future__ import annotations

import asyncio
import random
import threading
from bisect import bisect_right
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import accumulate
from typing import Protocol

from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spacetui.clock import Clock

HTML_503 = "<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>"
HTML_429 = "<!DOCTYPE html><html><head><title>429</title></head><body><h1>Too many requests</h1></body></html>"
HTML_LOGIN = "<!DOCTYPE html><html><body><h1>Welcome to the airport's wireless network</h1></body></html>"


@dataclass(frozen=True)
class Hit:
    """A request that a fault befalls. `app` would have answered it; `hang_up` cuts its connection."""

    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send
    hang_up: Callable[[], None]
    clock: Clock


class Fault(Protocol):
    async def befall(self, hit: Hit) -> None:
        """Answer the request, or fail to."""


@dataclass(frozen=True)
class Says:
    """Answer this instead of acting."""

    status: int
    body: str = ""
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    async def befall(self, hit: Hit) -> None:
        response = Response(self.body, self.status, self.headers, self.media_type)
        await response(hit.scope, hit.receive, hit.send)


@dataclass(frozen=True)
class HalfJson:
    """Declare a whole JSON answer, send the beginning of it, and close the connection."""

    beginning: str = '[{"id": "ada/whisper-demo", "sdk": "gra'

    async def befall(self, hit: Hit) -> None:
        part = self.beginning.encode()
        length = str(len(part) + 1000).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", length)]
        await hit.send({"type": "http.response.start", "status": 200, "headers": headers})
        # To return with more announced makes the server close the connection.
        await hit.send({"type": "http.response.body", "body": part, "more_body": True})


@dataclass(frozen=True)
class Cut:
    """Cut the connection without an answer: before acting, or `after_acting`."""

    after_acting: bool = False

    async def befall(self, hit: Hit) -> None:
        if self.after_acting:
            await _act(hit)
        hit.hang_up()


async def _act(hit: Hit) -> None:
    """Let the request have its effect, which it has had when its answer begins. Nobody will get that."""
    begun = asyncio.Event()

    async def unheard(_: Message) -> None:
        begun.set()

    async with asyncio.TaskGroup() as tasks:
        acting = tasks.create_task(_call(hit, unheard))
        await begun.wait()
        acting.cancel()  # a stream would go on for ever


async def _call(hit: Hit, send: Send) -> None:
    await hit.app(hit.scope, hit.receive, send)


@dataclass(frozen=True)
class CutAfter:
    """Cut the connection of a stream once it has brought so many events; what keeps it alive is not counted."""

    events: int

    async def befall(self, hit: Hit) -> None:
        left = self.events
        cut = False

        async def counted(message: Message) -> None:
            nonlocal left, cut
            if cut:
                return
            await hit.send(message)
            body = message.get("body", b"")
            left -= bool(body) and not body.startswith(b":") and body != b"data:\n\n"
            cut = left <= 0
            if cut:
                hit.hang_up()

        await _call(hit, counted)


@dataclass(frozen=True)
class Slow:
    """Answer properly, `seconds` of the world's clock later; after acting, so that the answer alone is late."""

    seconds: float

    async def befall(self, hit: Hit) -> None:
        waited = False

        async def late(message: Message) -> None:
            nonlocal waited
            if not waited:
                waited = True
                await hit.clock.sleep(self.seconds)
            await hit.send(message)

        await hit.app(hit.scope, hit.receive, late)


@dataclass(frozen=True)
class Stall:
    """Never answer: after `seconds` of the world's clock only wait for the caller to have had enough.

    A caller that counts real seconds then has had its time in both.
    """

    seconds: float = 20.0
    after_acting: bool = False

    async def befall(self, hit: Hit) -> None:
        if self.after_acting:
            await _act(hit)
        await hit.clock.sleep(self.seconds)
        while (await hit.receive())["type"] != "http.disconnect":
            pass


@dataclass(frozen=True)
class Endless:
    """A body that goes on until the other side has had enough."""

    chunk: bytes = b" " * 65_536

    async def befall(self, hit: Hit) -> None:
        response = StreamingResponse(self._chunks(), media_type="application/json")
        await response(hit.scope, hit.receive, hit.send)

    async def _chunks(self) -> AsyncIterator[bytes]:
        while True:
            yield self.chunk
            # Sending to one who has gone never waits: without this nobody would notice that they have.
            await asyncio.sleep(0)


class Storm:
    """Faults by chance: each befalls its share of the requests, from 0 to 1; the others are answered as ever.

    The same seed throws the same dice, request by request.
    """

    def __init__(self, shares: Sequence[tuple[Fault, float]], seed: int) -> None:
        self._faults = [fault for fault, _ in shares]
        self._until = list(accumulate(share for _, share in shares))
        self._dice = random.Random(f"storm {seed}")
        self.befallen = 0
        """How many requests had a fault so far."""

    async def befall(self, hit: Hit) -> None:
        index = bisect_right(self._until, self._dice.random())
        if index == len(self._faults):
            await hit.app(hit.scope, hit.receive, hit.send)
            return
        self.befallen += 1
        await self._faults[index].befall(hit)


def redirect(url: str, status: int = 307) -> Says:
    """A redirect to `url`, which may be another host's."""
    return Says(status, headers={"Location": url})


NAMED: Mapping[str, Fault] = {
    "503": Says(503, HTML_503, "text/html"),
    "401": Says(
        401,
        '{"error": "Invalid credentials in Authorization header"}',
        headers={"X-Error-Message": "Invalid credentials in Authorization header"},
    ),
    "html": Says(200, HTML_LOGIN, "text/html"),
    "half-json": HalfJson(),
    "slow": Slow(8.0),
    "cut": Cut(),
    "429": Says(429, HTML_429, "text/html"),
}


@dataclass
class _Rule:
    fault: Fault
    method: str
    path: str
    left: int | None


class Faults:
    """Which requests go wrong, and how. May be changed while a server runs, from any thread."""

    def __init__(self) -> None:
        self._rules: list[_Rule] = []
        self._lock = threading.Lock()

    @classmethod
    def named(cls, kind: str) -> Faults:
        """Every read goes wrong in the way of that name, one of `NAMED`. Raises KeyError for another."""
        faults = cls()
        faults.add(NAMED[kind], method="GET")
        return faults

    def add(self, fault: Fault, *, method: str = "*", path: str = "*", times: int | None = None) -> None:
        """Let `fault` befall the next `times` requests (all, where None) of that method and path pattern.

        The pattern is as in a shell (`/api/spaces/*/runtime`); of several rules the first that fits counts.
        """
        with self._lock:
            self._rules.append(_Rule(fault, method, path, times))

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The fault of this request, which uses it up once."""
        with self._lock:
            for rule in self._rules:
                if fnmatchcase(method, rule.method) and fnmatchcase(path, rule.path) and rule.left != 0:
                    rule.left = None if rule.left is None else rule.left - 1
                    return rule.fault
        return None
