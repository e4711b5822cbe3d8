"""What goes over the wire and comes back, as plain values: no HTTP library is needed to make or read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Query = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Timeouts:
    """How long each step of a request may take, in seconds; `whole` bounds one attempt from start to last byte.

    A stream may be silent for `stream` seconds (as with the official client) and go on for ever.
    """

    connect: float = 5.0
    read: float = 20.0
    write: float = 20.0
    pool: float = 5.0
    whole: float = 60.0
    stream: float = 120.0


@dataclass(frozen=True)
class Request:
    """One call. `doing` names it in error sentences ("restart ada/demo"); `path` follows `/api`.

    `body` is sent as JSON; it holds secrets as SecretStr, so that no traceback or repr shows them.
    """

    method: str
    path: str
    doing: str
    query: Query = ()
    body: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def writes(self) -> bool:
        """Whether it changes something: then it is sent once, and a lost answer leaves its outcome unknown."""
        return self.method != "GET"

    def without_answer(self, why: str) -> str:
        """The sentence for a call that got no answer to trust: a change may have been made all the same."""
        return (
            f"Cannot tell whether it worked to {self.doing}: {why}." if self.writes else f"Cannot {self.doing}: {why}."
        )

    @property
    def look_first(self) -> str:
        """The advice that goes with it."""
        return "Look at the Space before trying again." if self.writes else "Try again in a while."


@dataclass(frozen=True)
class Headers:
    """Answer headers: names in any case, repeated ones kept."""

    pairs: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.pairs if key.lower() == name.lower()]

    def get(self, name: str) -> str:
        """The first value, "" where there is none."""
        return next(iter(self.all(name)), "")


@dataclass(frozen=True)
class Answer:
    """A whole answer: status, headers and the decoded body."""

    status: int
    headers: Headers
    body: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def request_id(self) -> str | None:
        """What the Hub's support asks for."""
        names = ("X-Request-Id", "X-Amzn-Trace-Id", "X-Amz-Cf-Id")
        return next((value for name in names if (value := self.headers.get(name))), None)
