"""Commands on secrets and variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from spacetui.live.commands.command import Answer, Command, Effect, Look, Situation

if TYPE_CHECKING:
    from pydantic import SecretStr

    from spacetui.hub.client import SpacesClient
    from spacetui.hub.models import SpaceSecret


@dataclass(frozen=True)
class EntryCommand(Command):
    """A change of one entry of the environment: what it does shows in that entry alone."""

    key: str


@dataclass(frozen=True)
class SetSecret(EntryCommand):
    """Add a secret, or replace its value."""

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
class DeleteSecret(EntryCommand):
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
class SetVariable(EntryCommand):
    """Add a variable, or replace its value."""

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
        if held is None or held.value != self.value:
            return Effect.NOT_SEEN
        # Where only the description differs nobody can tell: the Hub need not keep it as it was sent.
        return Effect.SEEN if (held.description or None) == (self.description or None) else Effect.CANNOT_TELL


@dataclass(frozen=True)
class DeleteVariable(EntryCommand):
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
