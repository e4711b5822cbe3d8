"""What can be done to a Space: how it is sent, and how reading shows whether it happened.

A command is sent once. Where no answer came back, `effect` is asked of what is read afterwards; a command
whose effect reading cannot show says so, so that nothing wrong is ever claimed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from pydantic import SecretStr

    from spacetui.hub.client import SpacesClient
    from spacetui.hub.models import NewSecret, NewVariable, SpaceRuntime, SpaceSecret, SpaceVariable, Volume
    from spacetui.live.picture import Environment


class Effect(Enum):
    """Whether the present state of the Space shows that a command was carried out."""

    SEEN = "seen"
    NOT_SEEN = "not seen"
    CANNOT_TELL = "cannot tell"


class Look(Enum):
    """What to read again after a command."""

    RUNTIME = "runtime"
    SECRETS = "secrets"
    VARIABLES = "variables"
    LISTING = "listing"


@dataclass(frozen=True, slots=True)
class Situation:
    """One Space as far as a command's effect can be seen in it."""

    runtime: SpaceRuntime | None
    environment: Environment
    exists: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What the Hub's answer to a command told: parts of the picture to take over."""

    runtime: SpaceRuntime | None = None
    variables: Mapping[str, SpaceVariable] | None = None


@dataclass(frozen=True)
class Command(ABC):
    """`space_id` is the Space acted on; `title` names the deed in a few words, without values."""

    space_id: str
    looks: ClassVar[tuple[Look, ...]] = (Look.RUNTIME,)
    before: ClassVar[tuple[Look, ...]] = ()
    """What has to be read before sending, where only a comparison shows the effect."""

    @property
    @abstractmethod
    def title(self) -> str:
        """The deed, as in "restart of …"."""

    @property
    def advice(self) -> str:
        """Where to look when reading cannot tell whether it happened."""
        return "look at its stage and run log"

    @abstractmethod
    async def send(self, client: SpacesClient) -> Answer:
        """Send it, once. Raises HubError."""

    @abstractmethod
    def effect(self, before: Situation, now: Situation) -> Effect:
        """Whether `now` shows that it was carried out."""


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
class SetSecret(Command):
    """Add a secret, or replace its value."""

    key: str
    value: SecretStr
    description: str | None = None
    looks: ClassVar[tuple[Look, ...]] = (Look.SECRETS, Look.RUNTIME)
    before: ClassVar[tuple[Look, ...]] = (Look.SECRETS,)

    @property
    def title(self) -> str:
        return f"secret {self.key}"

    @property
    def advice(self) -> str:
        return "a secret's value cannot be read back: see when it was last updated, or set it again"

    async def send(self, client: SpacesClient) -> Answer:
        await client.add_space_secret(self.space_id, self.key, self.value, description=self.description)
        return Answer()

    def effect(self, before: Situation, now: Situation) -> Effect:
        secrets = now.environment.secrets
        if secrets is None:
            return Effect.CANNOT_TELL
        held = secrets.value.get(self.key)
        if held is None:
            return Effect.NOT_SEEN
        earlier = before.environment.secrets
        if earlier is None:
            return Effect.CANNOT_TELL
        previous: SpaceSecret | None = earlier.value.get(self.key)
        changed = previous is None or previous.updated_at != held.updated_at
        return Effect.SEEN if changed else Effect.CANNOT_TELL


@dataclass(frozen=True)
class DeleteSecret(Command):
    key: str
    looks: ClassVar[tuple[Look, ...]] = (Look.SECRETS, Look.RUNTIME)

    @property
    def title(self) -> str:
        return f"deletion of secret {self.key}"

    async def send(self, client: SpacesClient) -> Answer:
        await client.delete_space_secret(self.space_id, self.key)
        return Answer()

    def effect(self, before: Situation, now: Situation) -> Effect:
        secrets = now.environment.secrets
        if secrets is None:
            return Effect.CANNOT_TELL
        return Effect.NOT_SEEN if self.key in secrets.value else Effect.SEEN


@dataclass(frozen=True)
class SetVariable(Command):
    """Add a variable, or replace its value."""

    key: str
    value: str
    description: str | None = None
    looks: ClassVar[tuple[Look, ...]] = (Look.VARIABLES, Look.RUNTIME)

    @property
    def title(self) -> str:
        return f"variable {self.key}"

    async def send(self, client: SpacesClient) -> Answer:
        told = await client.add_space_variable(self.space_id, self.key, self.value, description=self.description)
        return Answer(variables=told)

    def effect(self, before: Situation, now: Situation) -> Effect:
        variables = now.environment.variables
        if variables is None:
            return Effect.CANNOT_TELL
        held = variables.value.get(self.key)
        return Effect.SEEN if held is not None and held.value == self.value else Effect.NOT_SEEN


@dataclass(frozen=True)
class DeleteVariable(Command):
    key: str
    looks: ClassVar[tuple[Look, ...]] = (Look.VARIABLES, Look.RUNTIME)

    @property
    def title(self) -> str:
        return f"deletion of variable {self.key}"

    async def send(self, client: SpacesClient) -> Answer:
        return Answer(variables=await client.delete_space_variable(self.space_id, self.key))

    def effect(self, before: Situation, now: Situation) -> Effect:
        variables = now.environment.variables
        if variables is None:
            return Effect.CANNOT_TELL
        return Effect.NOT_SEEN if self.key in variables.value else Effect.SEEN


@dataclass(frozen=True)
class Duplicate(Command):
    """A copy of `from_id` as `space_id`. Secrets are not copied by the Hub; those given here are set."""

    from_id: str
    visibility: Literal["public", "private", "protected"]
    hardware: str | None = None
    sleep_time: int | None = None
    secrets: Sequence[NewSecret] = ()
    variables: Sequence[NewVariable] = ()
    volumes: Sequence[Volume] | None = None
    looks: ClassVar[tuple[Look, ...]] = (Look.LISTING,)
    before: ClassVar[tuple[Look, ...]] = (Look.LISTING,)

    @property
    def title(self) -> str:
        return f"copy of {self.from_id}"

    @property
    def advice(self) -> str:
        return "look for it in the list before you try again"

    async def send(self, client: SpacesClient) -> Answer:
        await client.duplicate_space(
            self.from_id,
            self.space_id,
            visibility=self.visibility,
            hardware=self.hardware,
            sleep_time=self.sleep_time,
            secrets=self.secrets,
            variables=self.variables,
            volumes=self.volumes,
        )
        return Answer()

    def effect(self, before: Situation, now: Situation) -> Effect:
        if before.exists:
            return Effect.CANNOT_TELL
        return Effect.SEEN if now.exists else Effect.NOT_SEEN
