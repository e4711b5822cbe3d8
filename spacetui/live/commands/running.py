"""Commands on how a Space runs: start, stop, hardware, sleep time, replicas, dev mode, volumes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacetui.live.commands.command import Answer, Command, Effect, Situation

if TYPE_CHECKING:
    from spacetui.hub.client import SpacesClient
    from spacetui.hub.models import Volume


@dataclass(frozen=True)
class Restart(Command):
    """Restart, resume a paused one, wake a sleeping one (`deed` names which); `factory` rebuilds without cache."""

    factory: bool = False
    deed: str = "restart"

    @property
    def title(self) -> str:
        return "factory rebuild" if self.factory else self.deed

    async def send(self, client: SpacesClient) -> Answer:
        return Answer(runtime=await client.restart_space(self.space_id, factory_reboot=self.factory))

    def effect(self, before: Situation, now: Situation) -> Effect:
        """Seen where a Space at rest moves, or one that did not run runs; what moved already shows nothing."""
        if before.runtime is None or now.runtime is None or before.runtime.stage.transitional:
            return Effect.CANNOT_TELL
        was, stage = before.runtime.stage, now.runtime.stage
        if stage.transitional or (stage.kind == "running" and was.kind in ("failed", "idle")):
            return Effect.SEEN
        # One that ran may have gone round between two reads.
        return Effect.NOT_SEEN if stage == was and stage.billed is False else Effect.CANNOT_TELL


@dataclass(frozen=True)
class Pause(Command):
    @property
    def title(self) -> str:
        return "pause"

    async def send(self, client: SpacesClient) -> Answer:
        return Answer(runtime=await client.pause_space(self.space_id))

    def effect(self, before: Situation, now: Situation) -> Effect:
        if now.runtime is None:
            return Effect.CANNOT_TELL
        return Effect.SEEN if now.runtime.stage == "PAUSED" else Effect.NOT_SEEN


@dataclass(frozen=True)
class RequestHardware(Command):
    """`sleep_time` in seconds, -1 for never, None to leave it."""

    flavor: str
    sleep_time: int | None = None

    @property
    def title(self) -> str:
        return f"hardware {self.flavor}"

    @property
    def advice(self) -> str:
        return "look at its requested hardware"

    async def send(self, client: SpacesClient) -> Answer:
        return Answer(
            runtime=await client.request_space_hardware(self.space_id, self.flavor, sleep_time=self.sleep_time)
        )

    def effect(self, before: Situation, now: Situation) -> Effect:
        if now.runtime is None:
            return Effect.CANNOT_TELL
        if now.runtime.requested_hardware != self.flavor:
            return Effect.NOT_SEEN
        # The Hub ignores a sleep time for cpu-basic, and need not tell one.
        fits = now.runtime.sleep_time in (self.sleep_time, None) or self.flavor == "cpu-basic"
        return Effect.SEEN if self.sleep_time is None or fits else Effect.NOT_SEEN


@dataclass(frozen=True)
class SetSleepTime(Command):
    """`seconds` of idleness before it sleeps, -1 for never."""

    seconds: int

    @property
    def title(self) -> str:
        return "sleep time"

    async def send(self, client: SpacesClient) -> Answer:
        return Answer(runtime=await client.set_space_sleep_time(self.space_id, self.seconds))

    def effect(self, before: Situation, now: Situation) -> Effect:
        if now.runtime is None or now.runtime.sleep_time is None:
            return Effect.CANNOT_TELL
        return Effect.SEEN if now.runtime.sleep_time == self.seconds else Effect.NOT_SEEN


@dataclass(frozen=True)
class SetReplicas(Command):
    """Have so many replicas run; each is billed by itself."""

    replicas: int

    @property
    def title(self) -> str:
        return f"{self.replicas} {'replica' if self.replicas == 1 else 'replicas'}"

    @property
    def advice(self) -> str:
        return "look at its requested replicas"

    async def send(self, client: SpacesClient) -> Answer:
        await client.set_space_replicas(self.space_id, self.replicas)
        return Answer()

    def effect(self, before: Situation, now: Situation) -> Effect:
        if now.runtime is None or now.runtime.replicas is None or now.runtime.replicas.requested is None:
            return Effect.CANNOT_TELL
        return Effect.SEEN if now.runtime.replicas.requested == self.replicas else Effect.NOT_SEEN


@dataclass(frozen=True)
class SetDevMode(Command):
    enabled: bool

    @property
    def title(self) -> str:
        return f"dev mode {'on' if self.enabled else 'off'}"

    async def send(self, client: SpacesClient) -> Answer:
        change = client.enable_space_dev_mode if self.enabled else client.disable_space_dev_mode
        return Answer(runtime=await change(self.space_id))

    def effect(self, before: Situation, now: Situation) -> Effect:
        if now.runtime is None or now.runtime.dev_mode is None:
            return Effect.CANNOT_TELL
        return Effect.SEEN if now.runtime.dev_mode == self.enabled else Effect.NOT_SEEN


@dataclass(frozen=True)
class SetVolumes(Command):
    """Mount exactly these volumes, none of them masked."""

    volumes: tuple[Volume, ...]

    @property
    def title(self) -> str:
        return "volumes"

    @property
    def advice(self) -> str:
        return "look at its volumes"

    async def send(self, client: SpacesClient) -> Answer:
        if self.volumes:
            await client.set_space_volumes(self.space_id, self.volumes)
        else:
            await client.delete_space_volumes(self.space_id)
        return Answer()

    def effect(self, before: Situation, now: Situation) -> Effect:
        """The Hub may fill in what was left open, so only what was said is compared. Where that was so before, it
        shows nothing: a folder or a revision may have been what was to go."""
        if now.runtime is None:
            return Effect.CANNOT_TELL
        if not _say(now.runtime.volumes, self.volumes):
            return Effect.NOT_SEEN
        exactly = set(now.runtime.volumes or ()) == set(self.volumes)
        was_so = before.runtime is None or _say(before.runtime.volumes, self.volumes)
        return Effect.CANNOT_TELL if was_so and not exactly else Effect.SEEN


def _say(mounted: Sequence[Volume] | None, wanted: Sequence[Volume]) -> bool:
    """Whether what is mounted is what was wanted: in all that was said of it."""
    at = {volume.mount_path: volume.model_dump() for volume in mounted or ()}
    said = {volume.mount_path: volume.model_dump(exclude_none=True) for volume in wanted}
    return at.keys() == said.keys() and all(said[path].items() <= at[path].items() for path in said)
