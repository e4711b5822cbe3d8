"""The Hub's words as enumerations, and its rules that hold for whatever stands for its objects. No pydantic.

The models are made of them; so is what is drawn before the models can be imported.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core.core_schema import CoreSchema


class OpenEnum(StrEnum):
    """A set of words that may grow: an unknown one becomes a member of its own, outside the iteration."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        # Only pydantic calls this, and is there already when it does.
        from pydantic_core.core_schema import no_info_plain_validator_function

        # Pydantic's own enum validator refuses words that are no valid Unicode; we keep those, too.
        return no_info_plain_validator_function(cls)


class StageKind(StrEnum):
    """What a stage means for whoever looks after the Space."""

    RUNNING = "running"
    MOVING = "moving"
    FAILED = "failed"
    IDLE = "idle"
    UNKNOWN = "unknown"


class SpaceStage(OpenEnum):
    """The 13 known stages of a Space's runtime; others are kept as they come."""

    NO_APP_FILE = "NO_APP_FILE"
    CONFIG_ERROR = "CONFIG_ERROR"
    BUILDING = "BUILDING"
    BUILD_ERROR = "BUILD_ERROR"
    APP_STARTING = "APP_STARTING"
    RUNNING = "RUNNING"
    RUNNING_BUILDING = "RUNNING_BUILDING"
    RUNNING_APP_STARTING = "RUNNING_APP_STARTING"
    RUNTIME_ERROR = "RUNTIME_ERROR"
    SLEEPING = "SLEEPING"
    PAUSED = "PAUSED"
    STOPPED = "STOPPED"
    DELETING = "DELETING"

    @property
    def kind(self) -> StageKind:
        return _KINDS.get(self, StageKind.UNKNOWN)

    @property
    def transitional(self) -> bool:
        """Whether another stage follows by itself."""
        return self.kind is StageKind.MOVING

    @property
    def billed(self) -> bool | None:
        """Whether paid hardware costs money in this stage (while starting or running); None if unknown."""
        return None if self.kind is StageKind.UNKNOWN else self in _BILLED


_KINDS = {
    SpaceStage.NO_APP_FILE: StageKind.IDLE,
    SpaceStage.CONFIG_ERROR: StageKind.FAILED,
    SpaceStage.BUILDING: StageKind.MOVING,
    SpaceStage.BUILD_ERROR: StageKind.FAILED,
    SpaceStage.APP_STARTING: StageKind.MOVING,
    SpaceStage.RUNNING: StageKind.RUNNING,
    SpaceStage.RUNNING_BUILDING: StageKind.MOVING,
    SpaceStage.RUNNING_APP_STARTING: StageKind.MOVING,
    SpaceStage.RUNTIME_ERROR: StageKind.FAILED,
    SpaceStage.SLEEPING: StageKind.IDLE,
    SpaceStage.PAUSED: StageKind.IDLE,
    SpaceStage.STOPPED: StageKind.IDLE,
    SpaceStage.DELETING: StageKind.MOVING,
}
_BILLED = frozenset(
    {
        SpaceStage.APP_STARTING,
        SpaceStage.RUNNING,
        SpaceStage.RUNNING_BUILDING,
        SpaceStage.RUNNING_APP_STARTING,
    }
)


class SpaceHardware(OpenEnum):
    """Flavors named by the official client; the catalog is the truth, and others are kept as they come."""

    CPU_BASIC = "cpu-basic"
    CPU_UPGRADE = "cpu-upgrade"
    CPU_XL = "cpu-xl"
    ZERO_A10G = "zero-a10g"
    T4_SMALL = "t4-small"
    T4_MEDIUM = "t4-medium"
    L4X1 = "l4x1"
    L4X4 = "l4x4"
    L40SX1 = "l40sx1"
    L40SX4 = "l40sx4"
    L40SX8 = "l40sx8"
    A10G_SMALL = "a10g-small"
    A10G_LARGE = "a10g-large"
    A10G_LARGEX2 = "a10g-largex2"
    A10G_LARGEX4 = "a10g-largex4"
    A100_LARGE = "a100-large"
    A100X4 = "a100x4"
    A100X8 = "a100x8"
    RTX_PRO_6000 = "rtx-pro-6000"
    RTX_PRO_6000X2 = "rtx-pro-6000x2"
    RTX_PRO_6000X4 = "rtx-pro-6000x4"
    RTX_PRO_6000X8 = "rtx-pro-6000x8"


class SpaceStorage(OpenEnum):
    """Persistent storage tiers of older Spaces: 20 GB, 150 GB, 1 TB. Shown, never requested any more."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


def owner_of(space_id: str) -> str:
    """The account or organization a Space belongs to."""
    return space_id.partition("/")[0]


def name_of(space_id: str) -> str:
    """A Space's name below its owner; the whole id where there is no owner in it."""
    return space_id.partition("/")[2] or space_id


def may_write(role: str | None) -> bool:
    """Whether a role in an organization lets an account act on its Spaces (`admin` or `write`)."""
    return role in ("admin", "write")


_PER_HOUR = {"minute": 60.0, "hour": 1.0, "second": 3600.0}


def usd_per_hour(micro_usd: int | None, usd: float | None, unit: str | None) -> float | None:
    """USD an hour, to a tenth of a cent, of a price for a unit of time; None where price or unit cannot be read."""
    hours = _PER_HOUR.get(unit or "")
    cost = micro_usd / 1e6 if micro_usd is not None else usd
    return None if hours is None or cost is None else round(cost * hours, 3)
