"""What a Space tells while it goes on: logs, metrics, events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

from spacetui.hub import stream_models
from spacetui.hub.asking import Asking
from spacetui.hub.stream_models import LogLine, Metric, SpaceHint
from spacetui.hub.streams import read_events, read_lines


class Streaming(Asking):
    """Operations that answer with a stream."""

    @asynccontextmanager
    async def fetch_space_logs(
        self, space_id: str, *, build: bool = False, tail: int | None = None
    ) -> AsyncIterator[AsyncIterator[LogLine]]:
        """The run or build log from its start, or from its last `tail` lines on, and what is added as it comes.

        As every stream here: entering raises what a call would raise, reading raises NoAnswer where the connection
        is cut or silent for too long, the iteration ends where the Hub closes it (with the container), and leaving
        closes the connection. At most 16 run at once.
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
