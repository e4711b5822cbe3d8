"""The metrics that were looked at in this session: each followed while somebody watches and the Space has a
container, and kept for when they return.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spacetui.hub.errors import BadRequest
from spacetui.live.follow import FollowState, Phase, follow_metrics
from spacetui.live.gauges import Gauges
from spacetui.live.watching import Record, Watching

if TYPE_CHECKING:
    pass

RESTED = 0.3
"""Seconds metrics have to be watched before they are asked for: while the cursor moves on, none are."""
TELL_EVERY = 2.0
"""Seconds between two times that news is told: each is drawn, and sends some hundred bytes a plot."""
_TAKE_EVERY = 1.0
KEPT = 8
"""How many Spaces are kept whose metrics nobody watches."""
TRY_AGAIN = 30.0
"""Seconds until the Hub is asked again that says there is no container, while the Space is said to run."""
UNMEASURED = frozenset(
    {
        "BUILDING",
        "BUILD_ERROR",
        "CONFIG_ERROR",
        "DELETING",
        "NO_APP_FILE",
        "PAUSED",
        "RUNTIME_ERROR",
        "SLEEPING",
        "STOPPED",
    }
)
"""Stages without a container, which is what is measured."""

Told = Callable[[], None]


@dataclass(eq=False)
class _Record(Record["MetricsWatch"]):
    """The metrics of one Space. `refused` is the stage in which the Hub would give none."""

    gauges: Gauges = field(default_factory=Gauges)
    refused: str | None = None

    def stop(self) -> None:
        if self.task is not None:
            self.state = FollowState(Phase.ENDED)
        super().stop()


class MetricsWatch:
    """Somebody who looks at the metrics of a Space, until `close`."""

    def __init__(self, record: _Record, told: Told, closed: Callable[[_Record, MetricsWatch], None]) -> None:
        self._record = record
        self._closed = closed
        self.told = told

    @property
    def gauges(self) -> Gauges:
        return self._record.gauges

    @property
    def state(self) -> FollowState:
        """How they are followed; once ended they are not, until the Space has a container again."""
        return self._record.state

    def close(self) -> None:
        """Look no more; may be called again."""
        self._closed(self._record, self)


class Metering(Watching[str, _Record]):
    """Keeps them by the identity of the Space."""

    def watch(self, space_id: str, told: Told) -> MetricsWatch:
        """Follow the metrics of a Space, whatever its name becomes, until the watch is closed; `told` hears of
        readings every two seconds, and of each change of the state.
        """
        entry = self._entry_of(space_id)
        identity = (entry.space.identity if entry is not None else None) or space_id
        record = self._found(identity, space_id, lambda: _Record(space_id))
        record.refused = None
        watch = MetricsWatch(record, told, self._leave)
        record.watches.append(watch)
        self._forget()
        self._rouse()
        return watch

    def gauges(self, space_id: str) -> Gauges | None:
        """What is kept of a Space."""
        return next((record.gauges for record in self._records.values() if record.space_id == space_id), None)

    def follow(self, tasks: asyncio.TaskGroup) -> None:
        """Follow what is watched, has a container, and is not followed yet; and no other."""
        for record in self._records.values():
            stage = self._stage_of(record)
            if not record.watches or stage is None:
                continue
            if record.refused not in (None, stage):
                record.refused = None
                record.stop()
            if stage in UNMEASURED:
                record.stop()
            elif record.refused is None and (record.task is None or record.task.done()):
                record.state = FollowState(Phase.CONNECTING)
                record.task = tasks.create_task(self._follow(record))

    def try_again(self) -> None:
        """Ask anew where it was refused: there is another token."""
        for record in self._records.values():
            if record.refused is not None:
                record.refused = None
                record.stop()

    def _forget(self) -> None:
        resting = [identity for identity, record in self._records.items() if not record.watches]
        for identity in resting[: max(0, len(resting) - KEPT)]:
            del self._records[identity]

    async def _follow(self, record: _Record) -> None:
        await self._clock.sleep(RESTED)
        await self._listen(record)
        record.refused = self._stage_of(record) or ""
        if isinstance(record.state.reason, BadRequest):
            # The stage may be older than the answer, or a restart too short for any other stage to be seen.
            await self._clock.sleep(TRY_AGAIN)
            record.refused = None
            self._rouse()

    async def _listen(self, record: _Record) -> None:
        async with follow_metrics(self._client, record.space_id, clock=self._clock, chance=self._chance) as follower:
            record.follower, tell_at = follower, 0.0
            async for batch in follower.batches():
                now = self._clock.now()
                for reading in batch.items:
                    record.gauges.take(reading, now)
                turned, record.state = record.state != batch.state, batch.state
                if turned or (batch.items and now >= tell_at):
                    tell_at = now + TELL_EVERY if batch.items else tell_at
                    for watch in tuple(record.watches):
                        watch.told()
                if batch.state.phase is not Phase.ENDED:
                    await self._clock.sleep(_TAKE_EVERY)
