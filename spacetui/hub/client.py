"""The Hub's Space API: one async method per operation, named as the official client names it."""

from __future__ import annotations

import random
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Literal, Self
from urllib.parse import parse_qsl, quote

from pydantic import SecretStr

from spacetui.clock import Clock, SystemClock
from spacetui.hub import answers, stream_models
from spacetui.hub.caller import WHOAMI, Caller, Connection
from spacetui.hub.endpoint import DEFAULT_ENDPOINT, check_endpoint, on_endpoint
from spacetui.hub.errors import InvalidInput
from spacetui.hub.identifiers import check_key, check_namespace, check_sleep_time, check_space_id, is_space_id
from spacetui.hub.models import (
    Account,
    DuplicatedSpace,
    HardwareInfo,
    NewSecret,
    NewVariable,
    Space,
    SpacePage,
    SpaceRuntime,
    SpaceSecret,
    SpaceVariable,
    Volume,
)
from spacetui.hub.pages import Walks
from spacetui.hub.ratelimit import RateLimit
from spacetui.hub.stream_models import LogLine, Metric, SpaceHint
from spacetui.hub.streams import read_events, read_lines
from spacetui.hub.wire import Answer, Request, Timeouts

Visibility = Literal["public", "private", "protected"]

_MAX_PAGES = 1000


class SpacesClient:
    """Asks one Hub, as one account or nobody. Use it as an async context manager, or call `aclose`.

    Every method raises a HubError: see `errors.py`; InvalidInput and OfflineMode before anything is sent.
    Reads are repeated up to `retries` times where the network or the Hub stumbles; a change is sent once,
    and an error whose `outcome_unknown` is true leaves open whether it was made. `origin` names what runs
    us in the User-Agent. Creating a client costs nothing: HTTP is loaded with the first request.
    """

    def __init__(
        self,
        *,
        endpoint: str = DEFAULT_ENDPOINT,
        token: SecretStr | None = None,
        retries: int = 0,
        clock: Clock | None = None,
        jitter: Callable[[], float] = random.random,
        offline: bool = False,
        timeouts: Timeouts | None = None,
        origin: str | None = None,
    ) -> None:
        self.endpoint = check_endpoint(endpoint)
        connection = Connection(self.endpoint, timeouts or Timeouts(), offline, origin)
        self._caller = Caller(connection, token, retries=retries, clock=clock or SystemClock(), jitter=jitter)
        self._walks = Walks()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections; the client cannot be used afterwards."""
        await self._caller.aclose()

    @property
    def token(self) -> SecretStr | None:
        """The token it asks with, None for nobody's."""
        return self._caller.token

    @property
    def rate_limit(self) -> RateLimit | None:
        """The newest reading of the `api` bucket, None before the first."""
        return self._caller.rate_limit

    @property
    def warnings(self) -> Mapping[str, str]:
        """What the Hub warned of (`X-HF-Warning`): the first message of each topic. Untrusted text."""
        return MappingProxyType(self._caller.warnings)

    async def whoami(self) -> Account:
        """Whose token this is. It has a strict limit of its own: ask at the start and after an InvalidToken."""
        return answers.read_model(WHOAMI, await self._caller.call(WHOAMI), Account)

    async def whoami_with(self, token: SecretStr) -> Account:
        """Whose token another one is. This client goes on with its own, and nothing it knows changes."""
        async with self._caller.another(token) as other:
            return answers.read_model(WHOAMI, await other.call(WHOAMI), Account)

    def use_token(self, token: SecretStr) -> None:
        """Ask with a newer token of the same account from now on; what is on its way is not disturbed.

        Another account's token belongs to another client.
        """
        self._caller.token = token

    async def list_space_pages(
        self,
        *,
        author: str | None = None,
        search: str | None = None,
        filter: str | Sequence[str] | None = None,
        sort: str | None = None,
        expand: Sequence[str] = (),
        limit: int = 1000,
    ) -> AsyncIterator[SpacePage]:
        """Spaces page by page, at most `limit` in each; the next page is asked for when it is wanted.

        `expand` names the keys wanted (`runtime`, `sdk`, `cardData`, …), `sort` is one of createdAt,
        lastModified, likes, trendingScore, always descending.
        """
        doing = f"list the Spaces of {check_namespace(author)}" if author else "list Spaces"
        filters = [filter] if isinstance(filter, str) else filter or ()
        query = [("filter", value) for value in filters]
        query += [(key, value) for key, value in (("author", author), ("search", search), ("sort", sort)) if value]
        query += [("limit", str(limit)), *(("expand", key) for key in expand)]
        request = Request("GET", "/spaces", doing, tuple(query))
        asked = request.query
        walk = self._walks.begin(asked)
        for _ in range(_MAX_PAGES):
            answer = await self._caller.call(request)
            yield await walk.read(request, answer)
            following = self._next_page(request, answer)
            if following is None:
                self._walks.keep(asked, walk)
                return
            request = following
        raise answers.unreadable(request, "the list has no end")

    async def list_spaces(
        self,
        *,
        author: str | None = None,
        search: str | None = None,
        filter: str | Sequence[str] | None = None,
        sort: str | None = None,
        expand: Sequence[str] = (),
        limit: int = 1000,
    ) -> list[Space]:
        """All pages of `list_space_pages` in one list."""
        pages = self.list_space_pages(
            author=author, search=search, filter=filter, sort=sort, expand=expand, limit=limit
        )
        return [space async for page in pages for space in page.spaces]

    async def space_info(self, space_id: str, *, expand: Sequence[str] = ()) -> Space:
        """One Space: all the Hub tells without `expand` (then with `host`), else its id and the keys wanted."""
        request = self._about(space_id, "", f"read {space_id}", query=tuple(("expand", key) for key in expand))
        return answers.read_model(request, await self._caller.call(request), Space)

    async def get_space_runtime(self, space_id: str) -> SpaceRuntime:
        return await self._runtime(self._about(space_id, "/runtime", f"read the runtime of {space_id}"))

    async def request_space_hardware(
        self, space_id: str, flavor: str, *, sleep_time: int | None = None
    ) -> SpaceRuntime:
        """Ask for another flavor, which may be billed from its start. `sleep_time` as in `set_space_sleep_time`."""
        body: dict[str, Any] = {"flavor": flavor}
        if sleep_time is not None:
            body["sleepTimeSeconds"] = check_sleep_time(sleep_time)
        return await self._runtime(self._about(space_id, "/hardware", f"change the hardware of {space_id}", body=body))

    async def set_space_sleep_time(self, space_id: str, sleep_time: int) -> SpaceRuntime:
        """Let the Space sleep after so many idle seconds, -1 for never. On cpu-basic the Hub keeps its 48 hours."""
        body = {"seconds": check_sleep_time(sleep_time)}
        doing = f"change the sleep time of {space_id}"
        return await self._runtime(self._about(space_id, "/sleeptime", doing, body=body))

    async def pause_space(self, space_id: str) -> SpaceRuntime:
        """Stop the Space and its bill until its owner restarts it."""
        return await self._runtime(self._about(space_id, "/pause", f"pause {space_id}", method="POST"))

    async def restart_space(self, space_id: str, *, factory_reboot: bool = False) -> SpaceRuntime:
        """Start the Space again, from any stage; `factory_reboot` builds it anew without the cache."""
        query = (("factory", "true"),) if factory_reboot else ()
        return await self._runtime(self._about(space_id, "/restart", f"restart {space_id}", method="POST", query=query))

    async def get_space_secrets(self, space_id: str) -> dict[str, SpaceSecret]:
        """Secrets by key; their values never come back."""
        request = self._about(space_id, "/secrets", f"read the secrets of {space_id}")
        return answers.read_secrets(request, await self._caller.call(request))

    async def add_space_secret(
        self, space_id: str, key: str, value: SecretStr, *, description: str | None = None
    ) -> None:
        """Add a secret or replace the one of that key; a running Space restarts."""
        body = _entry(key, value, description)
        request = self._about(space_id, "/secrets", f"save a secret of {space_id}", body=body)
        answers.read_nothing(request, await self._caller.call(request))

    async def delete_space_secret(self, space_id: str, key: str) -> None:
        """Delete a secret, which need not exist; a running Space restarts."""
        body = {"key": check_key(key)}
        request = self._about(space_id, "/secrets", f"delete a secret of {space_id}", method="DELETE", body=body)
        answers.read_nothing(request, await self._caller.call(request))

    async def get_space_variables(self, space_id: str) -> dict[str, SpaceVariable]:
        return await self._variables(self._about(space_id, "/variables", f"read the variables of {space_id}"))

    async def add_space_variable(
        self, space_id: str, key: str, value: str, *, description: str | None = None
    ) -> dict[str, SpaceVariable]:
        """Add a variable or replace the one of that key; a running Space restarts. Gives all variables."""
        body = _entry(key, value, description)
        return await self._variables(self._about(space_id, "/variables", f"save a variable of {space_id}", body=body))

    async def delete_space_variable(self, space_id: str, key: str) -> dict[str, SpaceVariable]:
        """Delete a variable, which need not exist; a running Space restarts. Gives all that are left."""
        body = {"key": check_key(key)}
        doing = f"delete a variable of {space_id}"
        return await self._variables(self._about(space_id, "/variables", doing, method="DELETE", body=body))

    async def list_spaces_hardware(self) -> list[HardwareInfo]:
        """The catalog of flavors with their prices."""
        request = Request("GET", "/spaces/hardware", "read the hardware catalog")
        return answers.read_catalog(request, await self._caller.call(request))

    async def duplicate_space(
        self,
        from_id: str,
        to_id: str,
        *,
        visibility: Visibility,
        hardware: str | None = None,
        sleep_time: int | None = None,
        secrets: Sequence[NewSecret] = (),
        variables: Sequence[NewVariable] = (),
        volumes: Sequence[Volume] | None = None,
    ) -> DuplicatedSpace:
        """Copy a Space, its variables included, its secrets not. Raises Conflict where the new name is taken.

        `visibility` is always sent: what the Hub does without it is not agreed on.
        """
        if shared := {secret.key for secret in secrets} & {variable.key for variable in variables}:
            raise InvalidInput(f"A key cannot be a secret and a variable at once: {', '.join(sorted(shared))}.")
        body: dict[str, Any] = {"repository": check_space_id(to_id), "visibility": visibility}
        optional = {
            "hardware": hardware,
            "sleepTimeSeconds": None if sleep_time is None else check_sleep_time(sleep_time),
            "secrets": [_entry(new.key, new.value, new.description) for new in secrets],
            "variables": [_entry(new.key, new.value, new.description) for new in variables],
            "volumes": [volume.model_dump(by_alias=True, exclude_none=True) for volume in volumes or ()],
        }
        body.update({key: value for key, value in optional.items() if value})
        request = self._about(from_id, "/duplicate", f"duplicate {from_id} as {to_id}", body=body)
        answered = answers.read_object(request, await self._caller.call(request))
        return self._duplicated(answered, to_id)

    @asynccontextmanager
    async def fetch_space_logs(
        self, space_id: str, *, build: bool = False, tail: int | None = None
    ) -> AsyncIterator[AsyncIterator[LogLine]]:
        """The run or build log from its start, or from its last `tail` lines on, and what is added as it comes.

        As every stream here: entering raises what a call would raise, reading raises NoAnswer where the connection
        is cut or silent for too long, the iteration ends where the Hub closes it (with the container), and leaving
        closes the connection. At most 8 run at once.
        """
        log = "build" if build else "run"
        query = () if tail is None else (("tail", str(tail)),)
        request = self._about(space_id, f"/logs/{log}", f"read the {log} log of {space_id}", query=query)
        async with self._caller.stream(request) as pieces, aclosing(read_events(pieces)) as events:
            yield stream_models.log_lines(events)

    @asynccontextmanager
    async def fetch_space_metrics(self, space_id: str) -> AsyncIterator[AsyncIterator[Metric]]:
        """What each replica uses, about once a second; nothing of the past. Only for a Space that runs."""
        request = self._about(space_id, "/metrics", f"read the metrics of {space_id}")
        async with self._caller.stream(request) as pieces, aclosing(read_events(pieces)) as events:
            yield stream_models.metrics(events)

    @asynccontextmanager
    async def fetch_space_events(self, space_id: str) -> AsyncIterator[AsyncIterator[SpaceHint]]:
        """Hints that it is time to read the Space again. That none come says nothing."""
        request = self._about(space_id, "/events", f"read the events of {space_id}")
        async with self._caller.stream(request) as pieces, aclosing(read_lines(pieces)) as lines:
            yield stream_models.hints(lines)

    def _about(
        self,
        space_id: str,
        what: str,
        doing: str,
        *,
        method: str | None = None,
        query: tuple[tuple[str, str], ...] = (),
        body: Mapping[str, Any] | None = None,
    ) -> Request:
        """A request on one Space: by default a POST where there is a body, else a GET."""
        namespace, name = check_space_id(space_id).split("/")
        path = f"/spaces/{quote(namespace, safe='')}/{quote(name, safe='')}{what}"
        return Request(method or ("GET" if body is None else "POST"), path, doing, query, body)

    async def _runtime(self, request: Request) -> SpaceRuntime:
        return answers.read_model(request, await self._caller.call(request), SpaceRuntime)

    async def _variables(self, request: Request) -> dict[str, SpaceVariable]:
        return answers.read_variables(request, await self._caller.call(request))

    def _next_page(self, request: Request, answer: Answer) -> Request | None:
        """The request for the page that `Link` names; raises UnreadableAnswer where it leads elsewhere."""
        link = _link_next(answer)
        if link is None:
            return None
        url, here = on_endpoint(link, self.endpoint), f"{self.endpoint}/api{request.path}?"
        if url is None or not url.startswith(here):
            raise answers.unreadable(request, "the list goes on at another address", answer)
        following = replace(request, query=tuple(parse_qsl(url.removeprefix(here), keep_blank_values=True)))
        if following == request:
            raise answers.unreadable(request, "the list goes in a circle", answer)
        return following

    def _duplicated(self, answered: Mapping[str, Any], to_id: str) -> DuplicatedSpace:
        told = answered.get("url")
        page = on_endpoint(told, self.endpoint) if isinstance(told, str) else None
        named = page.partition("/spaces/")[2].strip("/") if page else ""
        space_id = named if is_space_id(named) else to_id
        return DuplicatedSpace(
            id=space_id,
            url=f"{self.endpoint}/spaces/{space_id}",
            files_copy_pending=answered.get("filesCopyPending") is True,
        )


def _entry(key: str, value: SecretStr | str, description: str | None) -> dict[str, Any]:
    entry: dict[str, Any] = {"key": check_key(key), "value": value}
    return entry if description is None else {**entry, "description": description}


def _link_next(answer: Answer) -> str | None:
    for header in answer.headers.all("Link"):
        for target, terms in re.findall(r"<([^<>]*)>([^<]*)", header):
            if re.search(r';\s*rel\s*=\s*"?next\b', terms, re.IGNORECASE):
                return str(target)
    return None
