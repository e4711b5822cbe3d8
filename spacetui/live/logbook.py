"""The logs that were looked at in this session: each followed while somebody watches, and kept for when they return.

What waits to be told is told at most ten times a second, whatever comes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spacetui.live.follow import FollowState, Phase, follow_logs
from spacetui.live.log import MOST_BYTES, Log
from spacetui.live.replay import Replay
from spacetui.live.watching import Record, Watching

if TYPE_CHECKING:
    from spacetui.clock import Clock
    from spacetui.hub.stream_models import LogLine
    from spacetui.live.follow import Batch

RESTED = 0.3
"""Seconds a log has to be watched before it is asked for: while the cursor moves on, none is."""
TELL_EVERY = 0.1
KEPT = 8
"""How many logs are kept that nobody watches, as far as they fit into MOST_KEPT bytes."""
MOST_KEPT = 64 * 2**20
SEEN_TO_END = 5.0
"""Seconds after which a stream had brought what there was: when it closes later, that is when the container ended,
and while it is open there is a container."""
_AT_ONCE = 1000

Told = Callable[[int], None]
"""Hears from which number on rows are new or changed; also when only the state is another."""


@dataclass(eq=False)
class _Record(Record["Watch"]):
    """One log. `ended` is when its container ended, while it is not known whether there is another one; `over` is how
    it stood when its stream was closed properly, as long as nothing came since.
    """

    build: bool = False
    log: Log = field(default_factory=Log)
    replay: Replay = field(default_factory=Replay)
    over: FollowState | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)
    changed: int = 0
    opened: float | None = None
    ended: float | None = None
    stage: str | None = None


class Watch:
    """Somebody who looks at a log, until `close`."""

    def __init__(self, record: _Record, told: Told, clock: Clock, closed: Callable[[_Record, Watch], None]) -> None:
        self._record = record
        self._clock = clock
        self._closed = closed
        self.told = told

    @property
    def log(self) -> Log:
        return self._record.log

    @property
    def state(self) -> FollowState:
        """How it is followed; once ended it is not, until the Space's stage or the token is another.

        One that was closed properly stays so while it is asked for again and again in vain.
        """
        record = self._record
        stays = record.opened is not None and self._clock.monotonic() - record.opened >= SEEN_TO_END
        return record.state if record.over is None or stays else record.over

    def close(self) -> None:
        """Look no more; may be called again."""
        self._closed(self._record, self)


class Logbook(Watching[tuple[str, bool], _Record]):
    """Keeps them by the identity of the Space, and whether it is the build log."""

    def watch(self, space_id: str, identity: str, *, build: bool, told: Told) -> Watch:
        """Follow the run or build log of a Space; under its `identity` it is found again whatever its name."""
        record = self._found((identity, build), space_id, lambda: _Record(space_id, build=build))
        watch = Watch(record, told, self._clock, self._leave)
        record.watches.append(watch)
        if record.task is not None and record.task.done():
            record.stop()
        self._forget()
        self._rouse()
        return watch

    def follow(self, tasks: asyncio.TaskGroup) -> None:
        """Follow what is watched and not followed yet. Where a log had ended, another stage may bring the next one:
        it is not waited for.
        """
        for record in self._records.values():
            if not record.watches:
                continue
            before, record.stage = record.stage, self._stage_of(record)
            if record.stage != before and (record.over is not None or record.state.phase is Phase.ENDED):
                record.stop()
            if record.task is None:
                record.task = tasks.create_task(self._follow(record))

    def try_again(self) -> None:
        """Ask anew where it was refused: there is another token."""
        for record in self._records.values():
            if record.task is not None and record.task.done():
                record.stop()

    def _forget(self) -> None:
        watched = [record for record in self._records.values() if record.watches]
        for record in watched:
            record.log.most_bytes = MOST_BYTES // len(watched)
        resting = [key for key, record in self._records.items() if not record.watches]
        while resting and (len(resting) > KEPT or sum(each.log.size for each in self._records.values()) > MOST_KEPT):
            del self._records[resting.pop(0)]

    async def _follow(self, record: _Record) -> None:
        record.state, record.over = FollowState(Phase.CONNECTING), None
        await self._clock.sleep(RESTED)
        async with asyncio.TaskGroup() as tasks:
            telling = tasks.create_task(self._keep_telling(record))
            await self._take(record)
            telling.cancel()
        self._tell(record)

    async def _take(self, record: _Record) -> None:
        _stopped(record, record.log.last_at)
        async with follow_logs(
            self._client,
            record.space_id,
            clock=self._clock,
            chance=self._chance,
            build=record.build,
            replay=record.replay,
        ) as follower:
            record.follower = follower
            try:
                async for batch in follower.batches():
                    await self._enter(record, batch)
            finally:  # what has come counts as known, so it must not be lost
                await follower.aclose()
                async for batch in follower.batches():
                    self._write(record, batch.items, batch.dropped)

    async def _enter(self, record: _Record, batch: Batch[LogLine]) -> None:
        """Write a batch into the log, and let others have their turn while it is a long one."""
        waiting, dropped = batch.items, batch.dropped
        try:
            while len(waiting) > _AT_ONCE:
                self._write(record, waiting[:_AT_ONCE], dropped)
                waiting, dropped = waiting[_AT_ONCE:], 0
                await asyncio.sleep(0)
        finally:
            self._write(record, waiting, dropped)
        if batch.state != record.state:
            self._note_state(record, batch.state)
        record.news.set()

    def _write(self, record: _Record, lines: Sequence[LogLine], dropped: int) -> None:
        """Write lines, below a rule if they are another container's."""
        if not lines and not dropped:
            return
        if record.ended is not None and not record.replay.continued:
            began = lines[0].timestamp if lines else None
            ended = record.ended if began is None else min(record.ended, began.timestamp())
            _changed(record, record.log.rule(f"{'build' if record.build else 'run'} ended", ended))
        record.ended = record.over = None
        _changed(record, record.log.take(lines, dropped))

    def _note_state(self, record: _Record, state: FollowState) -> None:
        record.state, now = state, self._clock.monotonic()
        if state.phase is Phase.FOLLOWING:
            record.opened = now
        else:
            seen_to_end = record.opened is not None and now - record.opened >= SEEN_TO_END
            closed = state.phase is Phase.WAITING and state.reason is None
            if closed or state.reason is not None:
                record.over = state if closed else None
            _stopped(record, self._clock.now() if closed and seen_to_end else record.log.last_at)
            record.opened = None

    async def _keep_telling(self, record: _Record) -> None:
        while True:
            await record.news.wait()
            self._tell(record)
            await self._clock.sleep(TELL_EVERY)

    def _tell(self, record: _Record) -> None:
        record.news.clear()
        since, record.changed = record.changed, record.log.end
        for watch in tuple(record.watches):
            watch.told(since)


def _changed(record: _Record, since: int) -> None:
    record.changed = min(record.changed, since)


def _stopped(record: _Record, at: float | None) -> None:
    """Its stream has stopped: if what comes next is another container's, this is when the one before ended."""
    if record.log.end and record.ended is None:
        record.ended = at
