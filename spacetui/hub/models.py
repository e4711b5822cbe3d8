"""The Hub's terms as frozen models, parsed leniently: the Hub adds and drops keys without notice.

What is missing or unreadable is None, never zero or false; unknown stages and flavors are kept as they
are; the object as it came is in `raw`. Times are aware datetimes, durations seconds, prices USD.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AliasChoices,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    SecretStr,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core.core_schema import CoreSchema, no_info_plain_validator_function

T = TypeVar("T")


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


def _or_none(value: object, handler: ValidatorFunctionWrapHandler) -> Any:
    try:
        return handler(value)
    except ValidationError:
        return None


def _each(value: object) -> object:
    """A list without the items that are no objects; anything else as it is."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else value


Lenient = Annotated[T | None, WrapValidator(_or_none)]
"""T where it can be read as one, else None."""


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True, extra="ignore")


class RawModel(Model):
    """A model that keeps the object it was read from."""

    raw: Mapping[str, Any] = Field(default_factory=dict, repr=False)

    @model_validator(mode="before")
    @classmethod
    def _keep_raw(cls, data: Any) -> Any:
        return {**data, "raw": data} if isinstance(data, Mapping) and "raw" not in data else data


class Volume(Model):
    """A bucket or repository mounted into a Space."""

    type: str
    source: str
    mount_path: str = Field(alias="mountPath")
    revision: Lenient[str] = None
    read_only: Lenient[bool] = Field(None, alias="readOnly")
    path: Lenient[str] = None


class Domain(Model):
    """An address a Space is served at. `stage` is READY, PENDING, EXPIRED_CHALLENGE or another word."""

    domain: str
    stage: Lenient[str] = None
    is_custom: Lenient[bool] = Field(None, alias="isCustom")


class Replicas(Model):
    """`requested` is a number or "auto"; `current` may exceed it while scaling down."""

    current: Lenient[int] = None
    requested: Lenient[int | Literal["auto"]] = None


def _tier(value: object) -> object:
    return value.get("current") or value.get("requested") if isinstance(value, Mapping) else value


class SpaceRuntime(RawModel):
    """A Space's runtime as `/runtime` and every runtime-changing call answer it.

    `sleep_time` is in seconds, -1 for never; None where the answer does not tell it. `sha` is the commit
    that is running, which may not be the newest.
    """

    stage: SpaceStage
    hardware: Lenient[SpaceHardware] = Field(None, validation_alias=AliasPath("hardware", "current"))
    requested_hardware: Lenient[SpaceHardware] = Field(None, validation_alias=AliasPath("hardware", "requested"))
    sleep_time: Lenient[int] = Field(None, alias="gcTimeout")
    storage: Annotated[Lenient[SpaceStorage], BeforeValidator(_tier)] = None
    replicas: Lenient[Replicas] = None
    error_message: Lenient[str] = Field(None, alias="errorMessage")
    domains: Annotated[Lenient[tuple[Domain, ...]], BeforeValidator(_each)] = None
    sha: Lenient[str] = None
    volumes: Annotated[Lenient[tuple[Volume, ...]], BeforeValidator(_each)] = None
    dev_mode: Lenient[bool] = Field(None, alias="devMode")

    @property
    def flavor(self) -> SpaceHardware | None:
        """The hardware in use, or, where nothing runs, the hardware that would be."""
        return self.hardware or self.requested_hardware

    @property
    def next_flavor(self) -> SpaceHardware | None:
        """The hardware asked for: what it has once it has started anew."""
        return self.requested_hardware or self.hardware


class Space(RawModel):
    """A Space as the list and `space_info` describe it. `sha` is its newest commit; `identity` outlives its name."""

    id: str
    identity: Lenient[str] = Field(None, alias="_id")
    author: Lenient[str] = None
    sdk: Lenient[str] = None
    private: Lenient[bool] = None
    disabled: Lenient[bool] = None
    likes: Lenient[int] = None
    tags: Lenient[tuple[str, ...]] = None
    created_at: Lenient[datetime] = Field(None, alias="createdAt")
    last_modified: Lenient[datetime] = Field(None, alias="lastModified")
    sha: Lenient[str] = None
    subdomain: Lenient[str] = None
    host: Lenient[str] = None
    region: Lenient[str] = None
    title: Lenient[str] = Field(None, validation_alias=AliasPath("cardData", "title"))
    short_description: Lenient[str] = Field(None, validation_alias=AliasPath("cardData", "short_description"))
    runtime: Lenient[SpaceRuntime] = None

    @property
    def owner(self) -> str:
        return self.id.partition("/")[0]

    @property
    def name(self) -> str:
        return self.id.partition("/")[2] or self.id

    @property
    def static(self) -> bool:
        return self.sdk == "static"


class SpacePage(Model):
    """One page of the list; `unreadable` items of it made no sense and are not among `spaces`."""

    spaces: tuple[Space, ...]
    unreadable: int = 0


class SpaceVariable(Model):
    """A variable of a Space; its value is public to whoever sees the Space."""

    key: str
    value: str = ""
    description: Lenient[str] = None
    updated_at: Lenient[datetime] = Field(None, alias="updatedAt")


class SpaceSecret(Model):
    """A secret of a Space: its value can be written, never read."""

    key: str
    description: Lenient[str] = None
    updated_at: Lenient[datetime] = Field(None, alias="updatedAt")


class NewVariable(Model):
    """A variable to give to a duplicate."""

    key: str
    value: str
    description: str | None = None


class NewSecret(Model):
    """A secret to give to a duplicate."""

    key: str
    value: SecretStr
    description: str | None = None


class DuplicatedSpace(Model):
    """A new Space; with `files_copy_pending` its files are still being copied. `url` is its page."""

    id: str
    url: str
    files_copy_pending: bool = False


class Accelerator(Model):
    """`quantity` is how many; `vram` is of all together, as the Hub words it ("24 GB")."""

    type: Lenient[str] = None
    model: Lenient[str] = None
    quantity: Lenient[int] = None
    vram: Lenient[str] = None
    manufacturer: Lenient[str] = None


_PER_HOUR = {"minute": 60.0, "hour": 1.0, "second": 3600.0}


class HardwareInfo(RawModel):
    """One flavor of the catalog, with the Hub's price for a unit of time."""

    name: SpaceHardware
    pretty_name: Lenient[str] = Field(None, alias="prettyName")
    cpu: Lenient[str] = None
    ram: Lenient[str] = None
    ephemeral_storage: Lenient[str] = Field(None, alias="ephemeralStorage")
    accelerator: Lenient[Accelerator] = None
    unit_cost_micro_usd: Lenient[int] = Field(None, alias="unitCostMicroUSD")
    unit_cost_usd: Lenient[float] = Field(None, alias="unitCostUSD")
    unit_label: Lenient[str] = Field(None, alias="unitLabel")

    @property
    def usd_per_hour(self) -> float | None:
        """USD an hour, to a tenth of a cent; None where price or unit cannot be read."""
        hours = _PER_HOUR.get(self.unit_label or "")
        micro = self.unit_cost_micro_usd
        cost = micro / 1e6 if micro is not None else self.unit_cost_usd
        return None if hours is None or cost is None else round(cost * hours, 3)


class Organization(Model):
    name: str
    fullname: Lenient[str] = None
    role: Lenient[str] = Field(None, alias="roleInOrg")
    can_pay: Lenient[bool] = Field(None, alias="canPay")

    @property
    def writable(self) -> bool:
        """Whether the account's role there lets it act on Spaces (`admin` or `write`)."""
        return self.role in ("admin", "write")


class Account(RawModel):
    """Who a token belongs to and what kind it is.

    `token_role` is "read", "write", "fineGrained", or None (OAuth tokens have none); `token_type` is
    "access_token", "oauth" or another word.
    """

    name: str
    fullname: Lenient[str] = None
    type: Lenient[str] = None
    is_pro: Lenient[bool] = Field(None, alias="isPro")
    can_pay: Lenient[bool] = Field(None, alias="canPay")
    orgs: Annotated[Lenient[tuple[Organization, ...]], BeforeValidator(_each)] = None
    token_type: Lenient[str] = Field(None, validation_alias=AliasPath("auth", "type"))
    token_name: Lenient[str] = Field(None, validation_alias=AliasPath("auth", "accessToken", "displayName"))
    token_role: Lenient[str] = Field(None, validation_alias=AliasPath("auth", "accessToken", "role"))
    expires_at: Lenient[datetime] = Field(
        None,
        validation_alias=AliasChoices(AliasPath("auth", "expiresAt"), AliasPath("auth", "accessToken", "expiresAt")),
    )
