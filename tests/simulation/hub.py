"""The Hub of a simulation: a demo world that knows what was done to it, on a clock that knows who sleeps."""

from __future__ import annotations

import threading
from dataclasses import replace

from spacetui.clock import ManualClock
from spacetui.demo.accounts import Account
from spacetui.demo.space import DemoSpace, Fate
from spacetui.demo.stages import halt
from spacetui.demo.world import World

MODEL = "ada/sd-turbo"
_RESTS = ("RUNNING", "RUNNING", "RUNNING", "SLEEPING", "PAUSED", "RUNTIME_ERROR")


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
        self._model = self._spaces[MODEL]
        self._spaces.clear()

    def fill(self, owner: str, number: int) -> list[str]:
        """Give an owner so many Spaces more to which nothing happens by itself; their ids."""
        ids = [f"{owner}/space-{index:05}" for index in range(number)]
        for index, space_id in enumerate(ids):
            stage = _RESTS[index % len(_RESTS)]
            space = replace(self._model, id=space_id, identity="", stage=stage, variables={}, secrets={}, fate=Fate())
            if stage != "RUNNING":
                space.hardware = space.running_sha = None
            space.error = "out of memory" if stage == "RUNTIME_ERROR" else None
            self._spaces[space_id] = space
        return ids

    def deploy(self, space_id: str) -> None:
        """Somebody pushes a commit."""
        with self.lock:
            super().restart(self._spaces[space_id], factory=True)

    def stop(self, space_id: str, stage: str, message: str | None = None) -> None:
        """It fails, is put to sleep or paused by somebody else."""
        with self.lock:
            self.play()
            halt(self._spaces[space_id], stage, message)

    def scale(self, space_id: str, replicas: int) -> None:
        """Somebody else asks for so many replicas: nothing but these changes."""
        with self.lock:
            self.play()
            self._spaces[space_id].replicas = replicas

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
