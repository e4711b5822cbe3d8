"""Listens to the event streams of a few Spaces. What comes is a hint to read the Space again, never the truth.

A Space whose stream does not answer costs one request; all else goes on at its pace.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from spacetui.live.follow import Phase, follow_events
from spacetui.live.picture import Link

if TYPE_CHECKING:
    from spacetui.clock import Clock
    from spacetui.hub.client import SpacesClient
    from spacetui.live.budget import Allowance
    from spacetui.live.picture import Picture

MOST_STREAMS = 4
RESTED = 3.0
"""Seconds a Space has to be selected before its stream is opened: while the cursor moves, none is."""
PLENTY = 0.3
"""The share of a window that has to be left for streams to be listened to."""
_SHORTEST_GAP = 1.0
_LONGEST_GAP = 30.0
"""Seconds between two hints taken from one Space: a stream that chatters without anything new is listened to less."""


def plenty(allowance: Allowance) -> bool:
    """Whether there are requests for streams, which only make things faster."""
    return not allowance.spent and (allowance.left is None or allowance.left >= PLENTY)


def worth_hearing(picture: Picture, moving: Iterable[str], selected: str | None) -> list[str]:
    """The selected Space first, then those that move, as far as they are ours; none while the Hub does not answer."""
    if picture.superseded or picture.connection.link is not Link.LIVE:
        return []
    wanted = [selected] if selected else []
    wanted += sorted(set(moving) - picture.muted - set(wanted))
    return [key for key in wanted if key in picture.spaces and picture.may_act_on(picture.spaces[key].space.owner)]


class Hints:
    """`known` gives what is known of a Space, another object once it has changed; `due` has it read again."""

    def __init__(
        self,
        client: SpacesClient,
        clock: Clock,
        chance: Callable[[], float],
        *,
        known: Callable[[str], object],
        due: Callable[[str], None],
    ) -> None:
        self._client = client
        self._clock = clock
        self._chance = chance
        self._known = known
        self._due = due
        self._listening: dict[str, asyncio.Task[None]] = {}
        self._deaf: set[str] = set()

    def listen(self, wanted: Iterable[str], tasks: asyncio.TaskGroup) -> int:
        """Listen to the first of these Spaces and to no other; how many streams that opens."""
        ids = [space_id for space_id in wanted if space_id not in self._deaf][:MOST_STREAMS]
        for space_id in self._listening.keys() - set(ids):
            self._listening.pop(space_id).cancel()
        opened = [space_id for space_id in ids if space_id not in self._listening]
        for space_id in opened:
            self._listening[space_id] = tasks.create_task(self._listen(space_id))
        return len(opened)

    def try_again(self) -> None:
        """Ask those anew whose streams were refused: there is another token."""
        self._deaf.clear()

    async def _listen(self, space_id: str) -> None:
        before, gap = self._known(space_id), _SHORTEST_GAP
        async with follow_events(self._client, space_id, clock=self._clock, chance=self._chance) as follower:
            async for batch in follower.batches():
                if batch.items:
                    self._due(space_id)
                    await self._clock.sleep(gap)  # what comes meanwhile is one hint
                    now = self._known(space_id)
                    gap = min(2 * gap, _LONGEST_GAP) if now is before else _SHORTEST_GAP
                    before = now
        if follower.state.phase is Phase.ENDED:
            self._deaf.add(space_id)
