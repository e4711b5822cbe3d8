"""What happened to a Space of the demo world, and what its logs follow from: its builds and containers."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacetui.demo.space import SERVING, DemoSpace

KEPT = 200
_BUILDING = ("BUILDING", "RUNNING_BUILDING")
_STARTING = ("APP_STARTING", "RUNNING_APP_STARTING")
UP = SERVING | {"APP_STARTING"}
"""Stages in which a container is there."""
_HAS_RUN = ("RUNTIME_ERROR", "SLEEPING", "PAUSED", "STOPPED")

# Invented: how long a build and a start took that were over before the world began, in seconds.
_PAST_BUILD = 80.0
_PAST_START = 6.0


@dataclass(frozen=True)
class Entry:
    """How a Space is from `at` on, and when that is `due` to end by itself."""

    at: float
    stage: str
    hardware: str | None
    requested: str | None
    replicas: int
    error: str | None
    due: float | None


@dataclass(frozen=True)
class Episode:
    """A build, or the life of a container: built or answering from `done` on, until it `ended`, maybe of an error."""

    began: float
    done: float
    ended: float | None = None
    error: str | None = None


class Journal:
    """The latest entries of one Space, `total` counts all. `gone` is set when the Space is."""

    def __init__(self, space: DemoSpace, now: float) -> None:
        # How it is when the world begins it has been since a moment that is known of the Space.
        since = now
        if space.stage == "RUNNING":
            since = min(space.running_since, now)
        elif space.stage in _HAS_RUN or space.stage == "BUILD_ERROR":
            since = min(space.idle_since, now)
        self._entries = deque([_entry(space, since)], maxlen=KEPT)
        self.total = 1
        self.gone = False

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Oldest first."""
        return tuple(self._entries)

    @property
    def latest(self) -> Entry:
        return self._entries[-1]

    def note(self, space: DemoSpace, at: float) -> None:
        """Note how the Space is from `at` on, unless that is how it was."""
        entry = _entry(space, at)
        if entry != replace(self.latest, at=at):
            self._entries.append(entry)
            self.total += 1

    def builds(self) -> list[Episode]:
        """Every build that is remembered, the newest last."""
        builds: list[Episode] = []
        due: float | None = None
        for entry in self._entries:
            building = entry.stage in _BUILDING
            if not builds and (entry.stage == "BUILD_ERROR" or entry.stage in UP or entry.stage in _HAS_RUN):
                builds.append(Episode(entry.at - _PAST_BUILD, entry.at))
            if not (building and entry.due == due):
                _end(builds, entry.at, entry.error if entry.stage == "BUILD_ERROR" else None)
                if building:
                    builds.append(Episode(entry.at, entry.due or entry.at))
            due = entry.due if building else None
        return builds

    def containers(self) -> list[Episode]:
        """Every container that is remembered, the newest last: what starts beside one that serves replaces it."""
        containers: list[Episode] = []
        stage = ""
        for entry in self._entries:
            if not containers and entry.stage not in _STARTING and (entry.stage in UP or entry.stage in _HAS_RUN):
                containers.append(Episode(entry.at - _PAST_START, entry.at))
            starts = entry.stage in _STARTING and stage not in _STARTING
            if starts or entry.stage not in UP:
                _end(containers, entry.at, entry.error if entry.stage == "RUNTIME_ERROR" else None)
            if starts:
                containers.append(Episode(entry.at, entry.due or entry.at))
            stage = entry.stage
        return containers


def _entry(space: DemoSpace, at: float) -> Entry:
    return Entry(at, space.stage, space.hardware, space.requested, space.replicas_up, space.error, space.due)


def _end(episodes: list[Episode], at: float, error: str | None) -> None:
    if episodes and episodes[-1].ended is None:
        episodes[-1] = replace(episodes[-1], ended=at, error=error)


def find(episodes: Sequence[Episode], began: float) -> Episode | None:
    """The episode that began then, if it is remembered; the last one, where others ended in the same moment."""
    return next((episode for episode in reversed(episodes) if episode.began == began), None)
