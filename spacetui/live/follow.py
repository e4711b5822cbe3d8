"""Follows a stream of the Hub for as long as it is wanted: through silence, cuts, limits and closings.

Neither a screen nor HTTP is known here. A follower is a context: entering it starts to follow, leaving it closes
the connection at once.
"""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from spacetui.hub.errors import HubError, HubRefused, HubUnwell, InvalidInput, OfflineMode, RateLimited
from spacetui.live.pace import backoff
from spacetui.live.replay import Replay

if TYPE_CHECKING:
    from spacetui.clock import Clock
    from spacetui.hub.client import SpacesClient
    from spacetui.hub.stream_models import LogLine, Metric, SpaceHint

T = TypeVar("T")

MOST_ITEMS = 10_000
MOST_BYTES = 8 * 1024 * 1024
"""What waits for a slow reader; of more, the oldest is dropped and counted."""
_GPU_SIZE = 500


class Phase(StrEnum):
    CONNECTING = "connecting"
    FOLLOWING = "following"
    WAITING = "waiting"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class FollowState:
    """Where a follower stands. While WAITING it tries again at `next_try`, on the clock's monotonic time.

    `reason` is why it waits or ended; None where the Hub closed the stream properly (a log's, with its container)
    or nobody wanted it any more.
    """

    phase: Phase
    reason: HubError | None = None
    next_try: float | None = None


@dataclass(frozen=True, slots=True)
class Batch(Generic[T]):
    """What came since the last batch, oldest first, maybe nothing; before it `dropped` items were lost."""

    items: tuple[T, ...]
    dropped: int
    state: FollowState


class Follower(Generic[T]):
    """Keeps a stream open and what it brings until it is taken.

    `connect` opens the stream, given the number of lines to begin from the end with (None: all there is); `size`
    gives the bytes an item takes, roughly; `chance` is from 0 to 1. `dropped` counts all that was lost.
    """

    def __init__(
        self,
        connect: Callable[[int | None], AbstractAsyncContextManager[AsyncIterator[T]]],
        *,
        clock: Clock,
        chance: Callable[[], float],
        size: Callable[[T], int],
        is_new: Callable[[T, int, bool], bool] = lambda item, connection, from_tail: True,
        tail: int | None = None,
        most_items: int = MOST_ITEMS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._connect = connect
