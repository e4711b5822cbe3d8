"""One request as a handler sees it, and what a handler gives back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from spacetui.demo.accounts import Account, Token
from spacetui.demo.bodies import Body
from spacetui.demo.world import World


@dataclass(frozen=True)
class Call:
    """A request that has passed the door: `token` is None for the anonymous."""

    world: World
    token: Token | None
    request: Request
    body: Body

    @property
    def space_id(self) -> str:
        return f"{self.request.path_params['namespace']}/{self.request.path_params['name']}"

    @property
    def account(self) -> Account | None:
        return None if self.token is None else self.token.account

    @property
    def base(self) -> str:
        """The address this hub was reached under, without a slash at the end."""
        return str(self.request.base_url).rstrip("/")


@dataclass(frozen=True)
class Answer:
    """A body to be sent as JSON, or as it is where it is text; and headers."""

    body: Any
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "application/json"


@dataclass(frozen=True)
class Stream:
    """An event stream that goes on after it was answered, until its pieces end or the caller goes away."""

    pieces: AsyncIterator[bytes]


Handler = Callable[[Call], Answer | Stream]
