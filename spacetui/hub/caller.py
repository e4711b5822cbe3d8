"""From a request to a good answer: opens the transport when first needed, repeats reads, names errors."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from pydantic import SecretStr

from spacetui.clock import Clock
from spacetui.hub.answers import unreadable
from spacetui.hub.errors import HubError, HubUnreachable, HubUnwell, NoAnswer, OfflineMode
from spacetui.hub.ratelimit import RateLimit, parse_rate_limit
from spacetui.hub.refusal import hide, refusal
from spacetui.hub.wire import Answer, Request, Timeouts

if TYPE_CHECKING:
    from spacetui.hub.transport import Transport

WHOAMI = Request("GET", "/whoami-v2", "read whose token this is")
_WHOAMI_EVERY = 60.0
"""Seconds between two looks at whoami after a 401: it has a strict limit of its own."""
_MAX_WARNINGS = 32
_LONGEST_WARNING = 500


@dataclass(frozen=True)
class Connection:
    """Whom to ask, and how patiently. `origin` names in the User-Agent what runs us."""

    endpoint: str
    timeouts: Timeouts
    offline: bool
    origin: str | None


@dataclass(frozen=True)
class _Verdict:
    """Whether a token works, as whoami told at that monotonic time."""

    token: SecretStr
    at: float
    works: bool | None


class Caller:
    """Owns the transport and what answers told along the way: the rate limit and the Hub's warnings.

    `token` is the one place where the token is kept. Another one may be put there at any time: what is already on
    its way keeps the one it was sent with.
    """

    def __init__(
        self,
        connection: Connection,
        token: SecretStr | None,
        *,
        retries: int,
        clock: Clock,
        jitter: Callable[[], float],
    ) -> None:
        self._connection = connection
        self.token = token
        self._retries = retries
        self._clock = clock
        self._jitter = jitter
        self._opened: Transport | None = None
        self._opening = asyncio.Lock()
        self._verdict: _Verdict | None = None
        self._judging = asyncio.Lock()
        self.rate_limit: RateLimit | None = None
        self.warnings: dict[str, str] = {}

    async def aclose(self) -> None:
        if self._opened is not None:
            await self._opened.aclose()

    @asynccontextmanager
    async def another(self, token: SecretStr) -> AsyncIterator[Caller]:
        """One of its own kind for a token that is not the session's: what it is told is noted nowhere here."""
        other = Caller(self._connection, token, retries=0, clock=self._clock, jitter=self._jitter)
        try:
            yield other
        finally:
            await other.aclose()

    async def call(self, request: Request) -> Answer:
        """A 2xx answer, or the HubError that says why not. Reads are repeated as often as allowed, writes never."""
        attempts = 1 if request.writes else 1 + self._retries
        for attempt in range(attempts):
            if attempt:
                await self._clock.sleep(min(8.0, 0.5 * 2**attempt) * (0.5 + self._jitter() / 2))
            try:
                return await self._attempt(request)
            except (HubUnreachable, NoAnswer, HubUnwell) as error:
                if attempt + 1 == attempts or not _passing(error):
                    raise
        raise AssertionError("the last attempt returns or raises")

    async def _attempt(self, request: Request) -> Answer:
        token = self.token
        answer = await self._send(request, token)
        if answer.status == 401 and token != self.token and not request.writes:  # there is a newer one by now
            token = self.token
            answer = await self._send(request, token)
        if answer.ok:
            return answer
        if answer.status < 400:
            raise unreadable(request, "the answer neither says yes nor no", answer)
        raise await self._refusal(request, answer, token)

    @asynccontextmanager
    async def stream(self, request: Request) -> AsyncIterator[AsyncIterator[bytes]]:
        """The body of a good answer while it comes, or the HubError that says why not. Nothing is repeated.

        Reading it raises NoAnswer where the connection is cut or silent for too long.
        """
        transport, token = await self._transport(request), self.token
        async with transport.stream(request, token) as stream:
            self._note(stream.answer)
            if stream.answer.status >= 400:
                raise await self._refusal(request, stream.answer, token)
            if stream.pieces is None:
                raise unreadable(request, "the answer is not a stream of events", stream.answer)
            yield stream.pieces

    async def _refusal(self, request: Request, answer: Answer, token: SecretStr | None) -> HubError:
        works = None
        if answer.status == 401 and token is not None:
            works = False if request == WHOAMI else await self._works(token)
        return refusal(request, answer, endpoint=self._connection.endpoint, token=token, token_works=works)

    async def _send(self, request: Request, token: SecretStr | None) -> Answer:
        transport = await self._transport(request)
        answer = await transport.send(request, token)
        self._note(answer)
        return answer

    async def _transport(self, request: Request) -> Transport:
        if self._connection.offline:
            raise OfflineMode(
                f"Cannot {request.doing}: the environment forbids every request.",
                advice="Unset HF_HUB_OFFLINE and TRANSFORMERS_OFFLINE to go online.",
            )
        async with self._opening:
            if self._opened is None:
                # In a thread: importing httpx and loading certificates must not hold up the screen.
                self._opened = await asyncio.to_thread(_open, self._connection)
            return self._opened

    async def _works(self, token: SecretStr) -> bool | None:
        """What whoami says about a token, None where it says nothing; a verdict holds for a minute."""
        async with self._judging:
            now, verdict = self._clock.monotonic(), self._verdict
            if verdict is None or verdict.token != token or now - verdict.at >= _WHOAMI_EVERY:
                self._verdict = verdict = _Verdict(token, now, await self._judge(token))
            return verdict.works

    async def _judge(self, token: SecretStr) -> bool | None:
        try:
            answer = await self._send(WHOAMI, token)
        except HubError:
            return None
        return True if answer.ok else False if answer.status == 401 else None

    def _note(self, answer: Answer) -> None:
        limit = parse_rate_limit(answer.headers, self._clock.monotonic())
        if limit is not None and limit.bucket == "api":
            self.rate_limit = limit
        for warning in answer.headers.all("X-HF-Warning"):
            topic, found, message = warning.partition(";")
            if not found:
                topic, message = "", warning
            self._warn(topic.strip()[:80], message.strip())

    def _warn(self, topic: str, message: str) -> None:
        if message and topic not in self.warnings and len(self.warnings) < _MAX_WARNINGS:
            self.warnings[topic] = hide(message, [self.token] if self.token else [])[:_LONGEST_WARNING]


def _open(connection: Connection) -> Transport:
    # httpx imports its own command line along, and with it the largest parts of Rich and Pygments; told that
    # there is no such module it does just the same, 15 ms sooner.
    modules: dict[str, ModuleType | None] = cast(Any, sys.modules)
    modules.setdefault("httpx._main", None)
    transport: Transport = import_module("spacetui.hub.transport").Transport(
        connection.endpoint, connection.timeouts, connection.origin
    )
    return transport


def _passing(error: HubError) -> bool:
    """Whether the same request may well succeed a moment later."""
    return not isinstance(error, HubUnwell) or error.status in (502, 503, 504)
