"""The Hub of a simulation: a demo world that knows what was done to it, on a clock that knows who sleeps."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Literal

from spacetui.clock import ManualClock
from spacetui.demo.accounts import Account
from spacetui.demo.space import DemoSpace, Fate
from spacetui.demo.world import World

MODEL = "ada/sd-turbo"


class HeldClock(ManualClock):
    """`held` is how many sleep in the hub's thread: faults that keep an answer back."""

    def __init__(self) -> None:
        super().__init__()
        self.held = 0
        self._ours = threading.get_ident()

    async def sleep(self, seconds: float) -> None:
        theirs = threading.get_ident() != self._ours
        self.held += theirs
        try:
            await super().sleep(seconds)
        finally:
            self.held -= theirs


class RecordedWorld(World):
    """`done` is what callers had done, as kind and Space, in that order."""

    def __init__(self, clock: ManualClock, *, speed: float, quota: int = 1000) -> None:
        super().__init__(clock, speed=speed, quota=quota)
        self.done: list[tuple[str, str]] = []

    def place(self, space: DemoSpace) -> None:
        """Put a Space there as it is, as if it had always been."""
        self._spaces[space.id] = space

    def empty(self) -> None:
        self._spaces.clear()

    def restart(self, space: DemoSpace, *, factory: bool) -> None:
        self.done.append(("restart", space.id))
        super().restart(space, factory=factory)

    def pause(self, space: DemoSpace) -> None:
        self.done.append(("pause", space.id))
        super().pause(space)

    def request_hardware(self, space: DemoSpace, flavor: str, sleep_seconds: int | None, payer: Account) -> None:
        self.done.append(("hardware", space.id))
        super().request_hardware(space, flavor, sleep_seconds, payer)

    def set_sleep_time(self, space: DemoSpace, seconds: int) -> None:
        self.done.append(("sleep time", space.id))
        super().set_sleep_time(space, seconds)

    def set_secret(self, space: DemoSpace, key: str, description: str | None) -> None:
        self.done.append((f"secret {key}", space.id))
        super().set_secret(space, key, description)

    def set_variable(self, space: DemoSpace, key: str, value: str, description: str | None) -> None:
        self.done.append((f"variable {key}", space.id))
        super().set_variable(space, key, value, description)

    def delete_secret(self, space: DemoSpace, key: str) -> None:
        self.done.append((f"deletion of secret {key}", space.id))
        super().delete_secret(space, key)

    def delete_variable(self, space: DemoSpace, key: str) -> None:
        self.done.append((f"deletion of variable {key}", space.id))
        super().delete_variable(space, key)


Rest = Literal["RUNNING", "SLEEPING", "PAUSED", "RUNTIME_ERROR"]
_RESTS: tuple[Rest, ...] = ("RUNNING", "RUNNING", "RUNNING", "SLEEPING", "PAUSED", "RUNTIME_ERROR")


def add_quiet_fleet(world: RecordedWorld, owner: str, number: int, rests: tuple[Rest, ...] = _RESTS) -> list[str]:
    """Give an owner so many Spaces more to which nothing happens by itself; their ids."""
    model = world.spaces[MODEL]
    ids = [f"{owner}/quiet-{index:05}" for index in range(number)]
    for index, space_id in enumerate(ids):
        stage = rests[index % len(rests)]
        space = replace(model, id=space_id, identity="", stage=stage, fate=Fate(crash_error="out of memory"))
        if stage != "RUNNING":
            space.hardware = space.running_sha = None
        space.error = space.fate.crash_error if stage == "RUNTIME_ERROR" else None
        world.place(space)
    return ids
