"""The demo hub's event streams: logs, metrics and events of a Space, until it stops or the caller goes away.

They wait by the world's clock, and hold its lock for a look at a time, never while they wait.
"""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from spacetui.clock import Clock
from spacetui.demo.access import changeable
from spacetui.demo.call import Call, Stream
from spacetui.demo.journal import UP, Entry, Episode, Journal, find
from spacetui.demo.logs import Author, Written, last_words
from spacetui.demo.metrics import reading
from spacetui.demo.refusal import Refusal, bad_request
from spacetui.demo.space import DemoSpace
from spacetui.demo.times import iso
from spacetui.demo.world import World

# Invented: how often a stream looks whether there is something new, in seconds.
LOOK_EVERY = 0.5
KEEP_ALIVE_EVERY = 30.0
_METRICS_EVERY = 1.0
_COMMENT = b": keep-alive\n\n"
_NO_DATA = b"data:\n\n"

Writes = Callable[[Episode, float, float], Iterator[Written]]


@dataclass(frozen=True)
class _Log:
    """One log to follow: that of the episode among `episodes` which began at `began`."""

    world: World
    episodes: Callable[[], list[Episode]]
    writes: Writes
    began: float


def run_log(call: Call) -> Stream:
    space = _readable(call, "logs")
    return _log(call, space, call.world.journal(space).containers, _author(call, space).run)


def build_log(call: Call) -> Stream:
    space = _readable(call, "logs")
    return _log(call, space, call.world.journal(space).builds, _author(call, space).build)


def metrics(call: Call) -> Stream:
    space = _readable(call, "metrics")
    # Invented: that a Space without a container hears what a static one does.
    if space.static or space.stage not in UP:
        raise Refusal(406, "Space is stale")
    return Stream(_measured(call.world, call.world.journal(space), space.id))


def events(call: Call) -> Stream:
    journal = call.world.journal(_readable(call, "events"))
    return Stream(_happening(call.world, journal))


def _readable(call: Call, what: str) -> DemoSpace:
    space, _ = changeable(call.world, call.token, call.space_id, f"read the {what} of the Space")
    return space


def _author(call: Call, space: DemoSpace) -> Author:
    return Author(space.id, space.sdk, space.sha, space.fate, call.world.seed, call.world.pace.speed)


def _log(call: Call, space: DemoSpace, episodes: Callable[[], list[Episode]], writes: Writes) -> Stream:
    tail = _tail(call)
    known = [] if space.static else episodes()
    # Invented: the log of what never was is empty, and a static Space has none either.
    if not known:
        return Stream(_nothing())
    return Stream(_written(_Log(call.world, episodes, writes, known[-1].began), tail))


def _tail(call: Call) -> int | None:
    asked = call.request.query_params.get("tail")
    if asked is None:
        return None
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        raise bad_request("tail must be a number of lines")
    return int(asked)


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""


async def _written(log: _Log, tail: int | None) -> AsyncIterator[bytes]:
    """The log from its start (or the last `tail` lines of what there is), then what is added, to its end."""
    alive = _Alive(log.world.clock)
    after = -math.inf
    while True:
        with log.world.lock:
            now = log.world.play()
            episode = find(log.episodes(), log.began)
        if episode is None:
            return
        until = now if episode.ended is None else min(now, episode.ended)
        lines = [*log.writes(episode, after, until), *last_words(episode)]
        if tail is not None:
            lines, tail = lines[len(lines) - min(tail, len(lines)) :], None
        for line in lines:
            yield alive.now(_event({"data": line.text, "timestamp": iso(line.at)}))
            await asyncio.sleep(0)  # who has gone meanwhile is noticed, and nothing more sent there
        if episode.ended is not None:
            return
        after = until
        if alive.due:
            yield alive.now(_NO_DATA)
        await log.world.clock.sleep(LOOK_EVERY)


async def _measured(world: World, journal: Journal, space_id: str) -> AsyncIterator[bytes]:
    """What each replica uses, once a second, as long as there is a container."""
    while True:
        with world.lock:
            now, entry = world.play(), journal.latest
        if journal.gone or entry.stage not in UP:
            return
        for replica in range(entry.replicas):
            told = reading(space_id, entry.hardware, replica, now, world.seed)
            yield b"event: metric\n" + _event(told)
        await world.clock.sleep(_METRICS_EVERY)


async def _happening(world: World, journal: Journal) -> AsyncIterator[bytes]:
    """Something whenever the stage or the hardware changes, until the Space is gone."""
    alive = _Alive(world.clock)
    seen = journal.total
    while not journal.gone:
        await world.clock.sleep(LOOK_EVERY)
        with world.lock:
            world.play()
            new = journal.total - seen
            entries = journal.entries[-new - 1 :] if new else ()
            seen = journal.total
        for before, entry in pairwise(entries):
            for piece in _changes(before, entry):
                yield alive.now(piece)
        if alive.due:
            yield alive.now(_COMMENT)


def _changes(before: Entry, entry: Entry) -> Iterator[bytes]:
    """Invented: what is told of a change, in JSON or in plain text."""
    if entry.stage != before.stage:
        yield _event({"stage": entry.stage, "at": iso(entry.at)})
    if (entry.hardware, entry.requested) != (before.hardware, before.requested):
        yield f"hardware: {entry.hardware or 'none'}, requested: {entry.requested or 'none'}\n\n".encode()


def _event(data: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


class _Alive:
    """Remembers when something was last sent: after KEEP_ALIVE_EVERY something is due again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sent = clock.monotonic()

    @property
    def due(self) -> bool:
        return self._clock.monotonic() - self._sent >= KEEP_ALIVE_EVERY

    def now(self, piece: bytes) -> bytes:
        """The piece, which is sent now."""
        self._sent = self._clock.monotonic()
        return piece
