"""What was asked of a demo server, kept for tests to look at."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.types import Scope

KEPT = 2000


@dataclass(frozen=True)
class RecordedRequest:
    """A request as it came in. Header names are in lower case; neither headers nor body are in its repr."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)

    def header(self, name: str) -> str | None:
        return dict(self.headers).get(name.lower())


class Recorder:
    """The latest requests, oldest first; older ones are forgotten."""

    def __init__(self) -> None:
        self._requests: deque[RecordedRequest] = deque(maxlen=KEPT)
        self._lock = threading.Lock()

    def note(self, scope: Scope, body: bytes) -> None:
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
        with self._lock:
            self._requests.append(RecordedRequest(scope["method"], scope["path"], tuple(query), headers, body))

    def requests(self) -> tuple[RecordedRequest, ...]:
        with self._lock:
            return tuple(self._requests)

    def take(self) -> tuple[RecordedRequest, ...]:
        """The same, and forget them."""
        with self._lock:
            taken = tuple(self._requests)
            self._requests.clear()
            return taken

    def clear(self) -> None:
        with self._lock:
            self._requests.clear()
