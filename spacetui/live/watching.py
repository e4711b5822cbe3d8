"""What is followed while somebody watches it, and kept for when they return: what logs and metrics have in common."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from spacetui.live.follow import FollowState, Phase

if TYPE_CHECKING:
    from spacetui.clock import Clock
    from spacetui.hub.client import SpacesClient
    from spacetui.live.follow import Follower
    from spacetui.live.picture import SpaceEntry

K = TypeVar("K")
R = TypeVar("R", bound="Record[Any]")
W = TypeVar("W")


@dataclass(eq=False)
class Record(Generic[W]):
    """What is kept of one stream of a Space, and the `watches` of those who look at it."""

    space_id: str
    state: FollowState = field(default_factory=lambda: FollowState(Phase.CONNECTING))
    watches: list[W] = field(default_factory=list)
    task: asyncio.Task[None] | None = None
    follower: Follower[Any] | None = None

    def stop(self) -> None:
        """Follow it no more."""
        if self.task is not None:
            self.task.cancel()
            self.task = self.follower = None


class Watching(ABC, Generic[K, R]):
    """`entry_of` gives what is known of a Space; `rouse` has `follow` called soon, in the engine's own time."""

    def __init__(
        self,
        client: SpacesClient,
        clock: Clock,
        chance: Callable[[], float],
        *,
        entry_of: Callable[[str], SpaceEntry | None],
        rouse: Callable[[], None],
    ) -> None:
        self._client = client
        self._clock = clock
        self._chance = chance
        self._entry_of = entry_of
        self._rouse = rouse
        self._records: dict[K, R] = {}

    @abstractmethod
    def follow(self, tasks: asyncio.TaskGroup) -> None:
        """Follow what is watched and not followed yet, as far as there is anything to follow."""

    @abstractmethod
    def try_again(self) -> None:
        """Ask anew where it was refused: there is another token."""

    def hasten(self) -> None:
        """The Hub answers again: try now where a failure is waited out."""
        for record in self._records.values():
            if record.follower is not None:
                record.follower.hasten()

    @abstractmethod
    def _forget(self) -> None:
        """Keep within the bounds: those that nobody watches go first, the longest unseen before others."""

    def _found(self, key: K, space_id: str, fresh: Callable[[], R]) -> R:
        """What is kept under a key, the latest last; a Space that has another name by now is followed under that."""
        record = self._records.pop(key, None) or fresh()
        self._records[key] = record
        if record.space_id != space_id:
            record.space_id = space_id
            record.stop()
        return record

    def _stage_of(self, record: R) -> str | None:
        entry = self._entry_of(record.space_id)
        return None if entry is None or entry.runtime is None else str(entry.runtime.stage)

    def _leave(self, record: R, watch: object) -> None:
        if watch in record.watches:
            record.watches.remove(watch)
        if not record.watches:
            record.stop()
            self._forget()
