"""The Hub's terms as frozen models, parsed leniently: the Hub adds and drops keys without notice.

What is missing or unreadable is None, never zero or false; unknown stages and flavors are kept as they
are; the object as it came is in `raw`. Times are aware datetimes, durations seconds, prices USD.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AliasChoices,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    FiniteFloat,
    SecretStr,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from spacetui.hub import terms
from spacetui.hub.terms import SpaceHardware, SpaceStage, SpaceStorage

T = TypeVar("T")


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

Whole = Annotated[int, Field(gt=-(2**53), lt=2**53)]
"""A whole number that fractions can be reckoned with: JSON's may have any number of digits."""


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

    current: Lenient[Whole] = None
    requested: Lenient[Whole | Literal["auto"]] = None


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
    sleep_time: Lenient[Whole] = Field(None, alias="gcTimeout")
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
    likes: Lenient[Whole] = None
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
        return terms.owner_of(self.id)

    @property
    def name(self) -> str:
        return terms.name_of(self.id)

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


class CreatedSpace(Model):
    """A new Space; with `files_copy_pending` its files are still being copied. `url` is its page."""

    id: str
    url: str
    files_copy_pending: bool = False


class SpaceSearchResult(RawModel):
    """A public Space that a search found. `summary` is what the Hub's own model says it does."""

    id: str
    title: Lenient[str] = None
    sdk: Lenient[str] = None
    likes: Lenient[Whole] = None
    stage: Lenient[SpaceStage] = Field(None, validation_alias=AliasPath("runtime", "stage"))
    summary: Lenient[str] = Field(None, alias="ai_short_description")
    category: Lenient[str] = Field(None, alias="ai_category")
    relevancy: Lenient[float] = Field(None, alias="semanticRelevancyScore")


class SpaceTemplate(Model):
    """An official starting point; `preferred_private` ones are created private unless told otherwise."""

    name: str
    repo_id: str = Field(alias="repoId")
    sdk: Lenient[str] = None
    preferred_private: Lenient[bool] = Field(None, alias="preferredPrivate")


class ZeroGpuQuota(Model):
    """Seconds of ZeroGPU: `base` in a period, `current` of them left; `resets_at` is None before the first use."""

    base: FiniteFloat
    current: FiniteFloat
    resets_at: Lenient[datetime] = Field(None, alias="resetsAt")
    overquota_used: Lenient[FiniteFloat] = Field(None, alias="overquotaUsed")


class Accelerator(Model):
    """`quantity` is how many; `vram` is of all together, as the Hub words it ("24 GB")."""

    type: Lenient[str] = None
    model: Lenient[str] = None
    quantity: Lenient[Whole] = None
    vram: Lenient[str] = None
    manufacturer: Lenient[str] = None


class HardwareInfo(RawModel):
    """One flavor of the catalog, with the Hub's price for a unit of time."""

    name: SpaceHardware
    pretty_name: Lenient[str] = Field(None, alias="prettyName")
    cpu: Lenient[str] = None
    ram: Lenient[str] = None
    ephemeral_storage: Lenient[str] = Field(None, alias="ephemeralStorage")
    accelerator: Lenient[Accelerator] = None
    unit_cost_micro_usd: Lenient[Whole] = Field(None, alias="unitCostMicroUSD")
    unit_cost_usd: Lenient[float] = Field(None, alias="unitCostUSD")
    unit_label: Lenient[str] = Field(None, alias="unitLabel")

    @property
    def usd_per_hour(self) -> float | None:
        """USD an hour, to a tenth of a cent; None where price or unit cannot be read."""
        return terms.usd_per_hour(self.unit_cost_micro_usd, self.unit_cost_usd, self.unit_label)


class Organization(Model):
    name: str
    fullname: Lenient[str] = None
    role: Lenient[str] = Field(None, alias="roleInOrg")
    can_pay: Lenient[bool] = Field(None, alias="canPay")

    @property
    def writable(self) -> bool:
        """Whether the account's role there lets it act on Spaces (`admin` or `write`)."""
        return terms.may_write(self.role)


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
