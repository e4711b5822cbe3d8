"""How a Space goes from stage to stage: pure functions of its state and a moment."""

from __future__ import annotations

import random
from dataclasses import dataclass

from spacetui.demo.catalog import ZERO_GPU
from spacetui.demo.space import DemoSpace

COLLISION = "Collision on variables and secrets names"
ASLEEP = "Paused due to inactivity"

# Invented: how long each thing takes, in seconds at speed 1; any change settles within 15 s.
BUILD = 6.0
CACHED_BUILD = 2.0
FACTORY_BUILD = 9.0
START = 5.0
SCALE = 4.0
DELETION = 5.0

DEV_MODE_LASTS = 172_800.0
"""Seconds; nobody uses it in the demo world, so it ends that long after it was turned on."""


@dataclass(frozen=True)
class Pace:
    """How fast the world turns, and the seed of its chance."""

    speed: float
    seed: int

    def after(self, seconds: float) -> float:
        return seconds / self.speed


def launch(space: DemoSpace, at: float, pace: Pace, *, build: float = CACHED_BUILD) -> None:
    """Build (in `build` seconds at speed 1) and start the newest commit on the requested hardware.

    Invented: a Space that is being deleted, and a static one, stay as they are.
    """
    if space.static or space.stage == "DELETING":
        return
    if space.colliding:
        halt(space, "CONFIG_ERROR", COLLISION)
        return
    space.error = None
    space.idle_since = at
    if space.serving:
        space.stage = "RUNNING_BUILDING"
    else:
        halt(space, "BUILDING")
    space.due = at + pace.after(build)


def wake(space: DemoSpace, at: float, pace: Pace) -> None:
    """Start a sleeping Space again from the image it has."""
    if space.colliding:
        halt(space, "CONFIG_ERROR", COLLISION)
        return
    space.error = None
    _start(space, at, pace)


def halt(space: DemoSpace, stage: str, message: str | None = None) -> None:
    """Stop whatever it does, in that stage and, for whoever asks why, with that message."""
    space.stage = stage
    space.error = message
    space.hardware = None
    space.running_sha = None
    space.scaling = None
    space.due = None


def configuration_changed(space: DemoSpace, at: float, pace: Pace) -> None:
    """After a secret, a variable or what is mounted changed: one that runs, or is about to, restarts.

    One that a name clash stopped waits for its owner's restart.
    """
    if space.serving or space.stage in ("BUILDING", "APP_STARTING"):
        launch(space, at, pace)


def next_event(space: DemoSpace, pace: Pace) -> float | None:
    """When something happens to this Space by itself, None if never."""
    if space.due is not None:
        return space.due
    if space.stage == "RUNNING" and not space.static:
        events = _falls_asleep(space, pace), _crashes(space, pace), _scaled(space), _dev_mode_ends(space)
        return min((at for at in events if at is not None), default=None)
    if space.stage == "SLEEPING" and space.fate.visits_every is not None:
        return space.idle_since + pace.after(space.fate.visits_every)
    return None


def step(space: DemoSpace, at: float, pace: Pace) -> bool:
    """Let the event due at `at` happen; False when the Space is gone after it."""
    match space.stage:
        case "DELETING":
            return False
        case "BUILDING" | "RUNNING_BUILDING":
            _built(space, at, pace)
        case "APP_STARTING" | "RUNNING_APP_STARTING":
            _started(space, at)
        case "SLEEPING":
            wake(space, at, pace)
        case _ if at == _scaled(space):
            space.scaling = None
        case _ if at == _dev_mode_ends(space):
            space.dev_mode = False
            launch(space, at, pace)
        case _ if at == _crashes(space, pace):
            space.crashes += 1
            halt(space, "RUNTIME_ERROR", space.fate.crash_error)
        case _:
            halt(space, "SLEEPING", ASLEEP)
            space.idle_since = at
    return True


def _built(space: DemoSpace, at: float, pace: Pace) -> None:
    if not space.has_app_file:
        halt(space, "NO_APP_FILE")
    elif space.fate.build_error is not None:
        halt(space, "BUILD_ERROR", space.fate.build_error)
    else:
        _start(space, at, pace)


def _start(space: DemoSpace, at: float, pace: Pace) -> None:
    if space.serving:
        space.stage = "RUNNING_APP_STARTING"
    else:
        space.stage = "APP_STARTING"
        space.hardware = space.requested
    space.due = at + pace.after(START)


def _started(space: DemoSpace, at: float) -> None:
    if space.fate.start_error is not None:
        halt(space, "RUNTIME_ERROR", space.fate.start_error)
        return
    space.stage = "RUNNING"
    space.hardware = space.requested
    if space.requested == ZERO_GPU:
        space.replicas = "auto"
    elif space.replicas == "auto" or not space.paid:
        # Invented: what cannot be scaled has one replica again.
        space.replicas = 1
    space.scaling = None
    space.running_sha = space.sha
    space.running_since = space.idle_since = at
    space.due = None


def _falls_asleep(space: DemoSpace, pace: Pace) -> float | None:
    timeout = space.sleep_time
    if timeout is None or timeout < 0:
        return None
    visits = space.fate.visits_every
    if visits is not None and visits <= timeout:
        return None
    return space.idle_since + pace.after(timeout)


def _scaled(space: DemoSpace) -> float | None:
    return None if space.scaling is None else space.scaling[1]


def _dev_mode_ends(space: DemoSpace) -> float | None:
    """Invented: one that was at rest meanwhile ends it when it runs again."""
    return max(space.dev_mode_ends, space.running_since) if space.dev_mode else None


def _crashes(space: DemoSpace, pace: Pace) -> float | None:
    if space.fate.crash_every is None:
        return None
    dice = random.Random(f"{pace.seed} {space.id} {space.crashes}")
    return space.running_since + pace.after(space.fate.crash_every * dice.uniform(0.8, 1.2))
