"""Commands on a Space as a whole: copy, visibility, name, deletion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from spacetui.live.commands.command import Answer, Command, Effect, Look, Situation

if TYPE_CHECKING:
    from spacetui.hub.client import SpacesClient
    from spacetui.hub.models import NewSecret, NewVariable, Volume


DELETION = "deletion"
"""The title of the command that deletes a Space."""


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
    looks: ClassVar[tuple[Look, ...]] = (Look.EXISTENCE,)
    before: ClassVar[tuple[Look, ...]] = (Look.EXISTENCE,)

    @property
    def title(self) -> str:
        return f"copy of {self.from_id}"

    @property
    def advice(self) -> str:
        return "look for it in the list before you try again"

    async def send(self, client: SpacesClient) -> Answer:
        made = await client.duplicate_space(
            self.from_id,
            self.space_id,
            visibility=self.visibility,
            hardware=self.hardware,
            sleep_time=self.sleep_time,
            secrets=self.secrets,
            variables=self.variables,
            volumes=self.volumes,
        )
        return Answer(note="its files are still being copied" if made.files_copy_pending else "")

    def effect(self, before: Situation, now: Situation) -> Effect:
        if before.exists is not False or now.exists is None:
            return Effect.CANNOT_TELL
        return Effect.SEEN if now.exists else Effect.NOT_SEEN


@dataclass(frozen=True)
class SetVisibility(Command):
    """Who sees it: protected shows the app, not the code."""

    visibility: Literal["public", "private", "protected"]
    looks: ClassVar[tuple[Look, ...]] = (Look.SPACE,)

    @property
    def title(self) -> str:
        return f"visibility {self.visibility}"

    @property
    def advice(self) -> str:
        return "look at its settings on the Hub"

    async def send(self, client: SpacesClient) -> Answer:
        await client.update_space_visibility(self.space_id, self.visibility)
        return Answer()

    def effect(self, before: Situation, now: Situation) -> Effect:
        """What is read tells private ones from public ones; as which of them a protected one counts is not known."""
        if now.space is None or now.space.private is None or self.visibility == "protected":
            return Effect.CANNOT_TELL
        return Effect.SEEN if now.space.private == (self.visibility == "private") else Effect.NOT_SEEN


@dataclass(frozen=True)
class Move(Command):
    """Another name, or another owner: `to_id`. The Hub leads from the old one to it."""

    to_id: str
    looks: ClassVar[tuple[Look, ...]] = (Look.EXISTENCE, Look.SPACE)
    before: ClassVar[tuple[Look, ...]] = (Look.EXISTENCE,)

    @property
    def target(self) -> str:
        return self.to_id

    @property
    def title(self) -> str:
        return f"rename to {self.to_id}"

    @property
    def advice(self) -> str:
        return "look for both names in the list before you try again"

    async def send(self, client: SpacesClient) -> Answer:
        await client.move_space(self.space_id, self.to_id)
        return Answer()

    def effect(self, before: Situation, now: Situation) -> Effect:
        if before.exists is not False or now.exists is None:
            return Effect.CANNOT_TELL
        return Effect.SEEN if now.exists else Effect.NOT_SEEN


@dataclass(frozen=True)
class Delete(Command):
    """For good, with code, secrets and settings."""

    looks: ClassVar[tuple[Look, ...]] = (Look.EXISTENCE,)

    @property
    def title(self) -> str:
        return DELETION

    @property
    def advice(self) -> str:
        return "look whether it is still in the list"

    async def send(self, client: SpacesClient) -> Answer:
        await client.delete_space(self.space_id)
        return Answer(gone=True)

    def effect(self, before: Situation, now: Situation) -> Effect:
        if now.exists is None:
            return Effect.CANNOT_TELL
        going = now.runtime is not None and now.runtime.stage == "DELETING"
        return Effect.NOT_SEEN if now.exists and not going else Effect.SEEN
