"""What a command is: how it is sent, and how reading shows whether it happened.

A command is sent once. Where no answer came back, `effect` is asked of what is read afterwards; a command
whose effect reading cannot show says so, so that nothing wrong is ever claimed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from spacetui.hub.client import SpacesClient
    from spacetui.hub.models import Space, SpaceRuntime, SpaceVariable
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
    SPACE = "space"
    EXISTENCE = "existence"


@dataclass(frozen=True, slots=True)
class Situation:
    """One Space as far as a command's effect can be seen in it; `exists` is None where that may not be known."""

    runtime: SpaceRuntime | None
    environment: Environment
    exists: bool | None = True
    space: Space | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the Hub's answer to a command told: parts of the picture to take over, or that the Space is gone; and a
    `note` on what goes on yet.
    """

    runtime: SpaceRuntime | None = None
    variables: Mapping[str, SpaceVariable] | None = None
    gone: bool = False
    note: str = ""


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
    def target(self) -> str:
        """The Space that is looked at for its effect."""
        return self.space_id

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
