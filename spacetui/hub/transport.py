"""HTTP: the one place that holds an httpx client.

A token goes to the endpoint's own scheme, host and port and nowhere else: addresses are made from the
endpoint, a redirect must stay there, and plain http is refused unless it stays on this machine.
"""

from __future__ import annotations

import asyncio
import json
import platform
import ssl
import uuid
from collections.abc import AsyncIterator, Generator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlencode

import httpx
from pydantic import SecretStr

from spacetui import __version__
from spacetui.hub.answers import unreadable
from spacetui.hub.body import BadBody, read_body
from spacetui.hub.endpoint import is_loopback, same_origin
from spacetui.hub.errors import HubError, HubUnreachable, InvalidInput, NoAnswer
from spacetui.hub.wire import Answer, Headers, Request, Timeouts

MAX_REDIRECTS = 3
# Longer than the slowest usual poll while something moves, shorter than the Hub's own idle time-out.
_LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=5, keepalive_expiry=30.0)
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "gzip"}
# A stream holds its connection for as long as it runs: in a pool of their own they keep nothing else waiting.
# Room for several logs as one (8), the hints of what moves (4), and what is looked at beside.
_STREAM_LIMITS = httpx.Limits(max_connections=16, max_keepalive_connections=0)
_STREAM_HEADERS = {"Accept": "text/event-stream, */*;q=0.1", "Accept-Encoding": "identity"}
_STREAM_TYPES = ("", "text/event-stream", "text/plain")
_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class Transport:
    """Sends requests and brings whole answers, with any status. Opened once, closed once."""

    def __init__(self, endpoint: str, timeouts: Timeouts, origin: str | None) -> None:
        self._endpoint = endpoint
        self._timeouts = timeouts
        try:
            self._http, self._streams = _open(endpoint, timeouts, origin)
            return
        except (ValueError, ImportError, OSError, httpx.InvalidURL) as error:
            kind = type(error).__name__
        raise HubUnreachable(
            f"No connection can be made with the proxy or certificate settings of the environment ({kind}).",
            advice="Check HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR.",
        )

    async def aclose(self) -> None:
        await self._http.aclose()
        await self._streams.aclose()

    async def send(self, request: Request, token: SecretStr | None) -> Answer:
        """One attempt, redirects on the same origin included, all with this token.

        Raises HubUnreachable, NoAnswer, UnreadableAnswer, or InvalidInput for a token that must not be sent.
        """
        trace = str(uuid.uuid4())
        failure: HubError
        # Errors are raised after the block: httpx's own hold the request, with its token and body.
        try:
            async with (
                asyncio.timeout(self._timeouts.whole),
                self._exchange(self._http, request, token, trace) as response,
            ):
                return await _whole(response)
        except (BadBody, httpx.TransportError, TimeoutError) as error:
            failure = self._failure(request, error, trace)
        raise failure

    @asynccontextmanager
    async def stream(self, request: Request, token: SecretStr | None) -> AsyncIterator[Stream]:
        """A running answer: its head, and a body to be read while it comes. Leaving closes the connection.

        Raises as `send`; so does reading the body, where the connection is cut or silent for too long.
        """
        trace = str(uuid.uuid4())
        failure: HubError
        async with AsyncExitStack() as stack:
            try:
                response = await stack.enter_async_context(self._exchange(self._streams, request, token, trace))
                stream = await self._begun(request, response, trace)
            except (BadBody, httpx.TransportError, TimeoutError) as error:
                failure = self._failure(request, error, trace)
            else:
                yield stream
                return
            raise failure

    async def _begun(self, request: Request, response: httpx.Response, trace: str) -> Stream:
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        packed = response.headers.get("Content-Encoding", "identity").strip().lower() != "identity"
        if response.is_success:  # of a good answer that is no stream nothing is read: it may have no end either
            pieces = self._pieces(request, response, trace) if kind in _STREAM_TYPES and not packed else None
            return Stream(Answer(response.status_code, _headers(response), b""), pieces)
        async with asyncio.timeout(self._timeouts.whole):
            return Stream(await _whole(response), None)

    async def _pieces(self, request: Request, response: httpx.Response, trace: str) -> AsyncIterator[bytes]:
        failure: HubError
        try:
            async for piece in response.aiter_raw():
                yield piece
            return
        except httpx.TransportError as error:
            failure = self._failure(request, error, trace)
        raise failure

    def _failure(self, request: Request, error: Exception, trace: str) -> HubError:
        """What a failed exchange means to whoever asked."""
        if isinstance(error, BadBody):
            return unreadable(request, str(error))
        if isinstance(error, _NOTHING_SENT):
            return _unreachable(request, error, self._endpoint)
        return _no_answer(request, error, trace)

    @asynccontextmanager
    async def _exchange(
        self, http: httpx.AsyncClient, request: Request, token: SecretStr | None, trace: str
    ) -> AsyncIterator[httpx.Response]:
        """The answer with its body still to come, after at most MAX_REDIRECTS redirects."""
        url = self._url(request, token)
        for _ in range(MAX_REDIRECTS + 1):
            sent = http.build_request(
                request.method, url, content=_encoded(request), headers=_request_headers(request, trace)
            )
            response = await http.send(sent, auth=_Bearer(token), stream=True)
            try:
                if not response.has_redirect_location:
                    yield response
                    return
            finally:
                await response.aclose()
            url = _redirected(request, response.status_code, response.headers["Location"], url)
        raise unreadable(request, "it is passed on from address to address")

    def _url(self, request: Request, token: SecretStr | None) -> str:
        if token is not None:
            _check_token(token)
            if self._endpoint.startswith("http://") and not is_loopback(self._endpoint):
                raise InvalidInput(
                    "The token is not sent over plain http, where others could read it.",
                    advice="Set HF_ENDPOINT to an https address, or go without a token.",
                )
        try:
            query = f"?{urlencode(request.query)}" if request.query else ""
        except UnicodeEncodeError:
            raise InvalidInput(f"Cannot {request.doing}: a value is no valid text.") from None
        return f"{self._endpoint}/api{request.path}{query}"


@dataclass(frozen=True)
class Stream:
    """An answer that goes on: `pieces` of its body as they come. They are None where it is not made of plain lines of
    text, and where it is no good answer, which is there whole.
    """

    answer: Answer
    pieces: AsyncIterator[bytes] | None


class _Bearer(httpx.Auth):
    """Puts the token into the header last of all, so that nothing before holds it in clear."""

    def __init__(self, token: SecretStr | None) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._token is not None:
            request.headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        yield request


def _open(endpoint: str, timeouts: Timeouts, origin: str | None) -> tuple[httpx.AsyncClient, httpx.AsyncClient]:
    """The client of calls, and that of streams."""
    loopback = is_loopback(endpoint)
    if loopback and endpoint.startswith("http://"):
        # Loading the certificates takes 20 ms; this context trusts nobody, should TLS be tried all the same.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        context = httpx.create_ssl_context()
    agent = f"spacetui/{__version__}; python/{platform.python_version()}"
    if origin and origin.isascii() and origin.isprintable():
        agent += f"; origin/{origin}"

    def client(read: float, limits: httpx.Limits, headers: Mapping[str, str]) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            verify=context,
            trust_env=not loopback,  # a proxy cannot reach our own loopback address
            timeout=httpx.Timeout(read, connect=timeouts.connect, write=timeouts.write, pool=timeouts.pool),
            limits=limits,
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={"User-Agent": agent, **headers},
        )

    return client(timeouts.read, _LIMITS, _HEADERS), client(timeouts.stream, _STREAM_LIMITS, _STREAM_HEADERS)


def _encoded(request: Request) -> bytes | None:
    if request.body is None:
        return None
    return json.dumps(request.body, default=_reveal).encode("ascii")


def _reveal(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    raise TypeError(f"no JSON for {type(value).__name__}")


def _request_headers(request: Request, trace: str) -> dict[str, str]:
    kind = {"Content-Type": "application/json"} if request.body is not None else {}
    return {"X-Amzn-Trace-Id": trace, **kind}


async def _whole(response: httpx.Response) -> Answer:
    """The answer with its whole body. Raises BadBody."""
    body = await read_body(response.aiter_raw(), response.headers.get("Content-Encoding", ""))
    return Answer(response.status_code, _headers(response), body)


def _headers(response: httpx.Response) -> Headers:
    return Headers(tuple(response.headers.multi_items()))


def _redirected(request: Request, status: int, location: str, url: str) -> str:
    """Where to go on; raises UnreadableAnswer for another origin or a redirect that would change the method."""
    target = same_origin(location, url)
    if target is not None and (status in (307, 308) or (status in (301, 302) and not request.writes)):
        return target
    raise unreadable(request, "the answer leads to another address")


def _check_token(token: SecretStr) -> None:
    value = token.get_secret_value()
    if not value or not value.isascii() or not value.isprintable() or " " in value:
        raise InvalidInput(
            "The token holds characters that no token has.",
            advice="Copy it again from the Hub's settings, or log in again with `hf auth login`.",
        )


def _unreachable(request: Request, error: Exception, endpoint: str) -> HubUnreachable:
    if isinstance(error, httpx.PoolTimeout):
        return HubUnreachable(
            f"Cannot {request.doing}: too much else is being read at once.",
            advice="Try again when less is open; nothing was sent.",
        )
    through = "through the proxy of the environment " if isinstance(error, httpx.ProxyError) else ""
    late = " in time" if isinstance(error, httpx.TimeoutException) else ""
    return HubUnreachable(
        f"Cannot {request.doing}: no connection {through}to {endpoint}{late}.",
        advice="Check the network; nothing was sent.",
    )


def _no_answer(request: Request, error: Exception, trace: str) -> NoAnswer:
    late = isinstance(error, httpx.TimeoutException | TimeoutError)
    what = "no answer came in time" if late else "the connection was cut before the answer was whole"
    return NoAnswer(
        request.without_answer(what), advice=request.look_first, request_id=trace, outcome_unknown=request.writes
    )
