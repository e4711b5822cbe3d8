"""A glance at the last picture: drawn from plain JSON, before the models can be imported.

What stands for the models here has their attributes and tells what they tell, by the same rules. It is only looked
at: nothing is done with it, and the engine soon brings the models themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, cast

from spacetui.hub import terms
from spacetui.hub.terms import OpenEnum, SpaceHardware, SpaceStage, SpaceStorage
from spacetui.live import kept
from spacetui.live.kept import Makers, Told, made, number, objects, text, texts, whole
from spacetui.live.shelf import Unusable

if TYPE_CHECKING:
    from spacetui.live.picture import Picture

T = TypeVar("T")
Word = TypeVar("Word", bound=OpenEnum)
Object = TypeVar("Object", bound="_Kept")


def glance(cache_dir: Path, endpoint: str, fingerprint: str | None, authors: Sequence[str] = ()) -> Picture | None:
    """The last picture for a token, or for some authors without one (see `kept.last`), to be drawn.

    None where there is none, or none that can be read: what is wrong with it the memory tells.
    """
    # The one border: from here on they pass for the models they stand for.
    makers = Makers(
        *cast(
            "Any",
            (
                _maker(_Account, "name"),
                _maker(_Space, "id"),
                _maker(_Runtime, "stage"),
                _maker(_Flavor, "name"),
            ),
        )
    )
    try:
        return kept.last(cache_dir, endpoint, fingerprint, authors, makers)
    except Unusable:
        return None


class _Kept:
    """An object as it was kept, to be read."""

    __slots__ = ("_told",)

    def __init__(self, told: Told) -> None:
        self._told = told


class _Attribute(Generic[T]):
    """What was kept under the attribute's own name; None where that is missing, or of another kind."""

    def __init__(self, read: Callable[[object], T | None]) -> None:
        self._read = read

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, kept: _Kept, owner: type) -> T | None:
        return self._read(kept._told.get(self._name))


def _maker(kind: type[Object], *needed: str) -> Callable[[Told], Object | None]:
    """Makes one of a kind, where the words are there that it cannot be without."""
    return lambda told: kind(told) if all(text(told.get(name)) is not None for name in needed) else None


def _one(kind: type[Object]) -> Callable[[object], Object | None]:
    return partial(made, kind)


def _each(make: Callable[[Told], Object | None]) -> Callable[[object], tuple[Object, ...] | None]:
    def read(value: object) -> tuple[Object, ...] | None:
        each = (make(told) for told in objects(value))
        return tuple(one for one in each if one is not None) if isinstance(value, list) else None

    return read


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _time(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(text(value) or "")
    except ValueError:
        return None


def _word(words: type[Word]) -> Callable[[object], Word | None]:
    return lambda value: words(value) if isinstance(value, str) else None


def _some(value: object) -> tuple[str, ...] | None:
    return texts(value) if isinstance(value, list) else None


def _requested(value: object) -> int | Literal["auto"] | None:
    return "auto" if value == "auto" else whole(value)


class _Replicas(_Kept):
    current = _Attribute(whole)
    requested = _Attribute(_requested)


class _Domain(_Kept):
    domain = _Attribute(text)
    stage = _Attribute(text)
    is_custom = _Attribute(_flag)


class _Volume(_Kept):
    type = _Attribute(text)
    source = _Attribute(text)
    mount_path = _Attribute(text)
    revision = _Attribute(text)
    read_only = _Attribute(_flag)
    path = _Attribute(text)


class _Runtime(_Kept):
    stage = _Attribute(_word(SpaceStage))
    hardware = _Attribute(_word(SpaceHardware))
    requested_hardware = _Attribute(_word(SpaceHardware))
    sleep_time = _Attribute(whole)
    storage = _Attribute(_word(SpaceStorage))
    replicas = _Attribute(_one(_Replicas))
    error_message = _Attribute(text)
    domains = _Attribute(_each(_maker(_Domain, "domain")))
    sha = _Attribute(text)
    volumes = _Attribute(_each(_maker(_Volume, "type", "source", "mount_path")))
    dev_mode = _Attribute(_flag)

    @property
    def flavor(self) -> SpaceHardware | None:
        return self.hardware or self.requested_hardware

    @property
    def next_flavor(self) -> SpaceHardware | None:
        return self.requested_hardware or self.hardware


class _Space(_Kept):
    id = _Attribute(text)
    identity = _Attribute(text)
    author = _Attribute(text)
    sdk = _Attribute(text)
    private = _Attribute(_flag)
    disabled = _Attribute(_flag)
    likes = _Attribute(whole)
    tags = _Attribute(_some)
    created_at = _Attribute(_time)
    last_modified = _Attribute(_time)
    sha = _Attribute(text)
    subdomain = _Attribute(text)
    host = _Attribute(text)
    region = _Attribute(text)
    title = _Attribute(text)
    short_description = _Attribute(text)

    @property
    def owner(self) -> str:
        return terms.owner_of(self.id or "")

    @property
    def name(self) -> str:
        return terms.name_of(self.id or "")

    @property
    def static(self) -> bool:
        return self.sdk == "static"


class _Accelerator(_Kept):
    type = _Attribute(text)
    model = _Attribute(text)
    quantity = _Attribute(whole)
    vram = _Attribute(text)
    manufacturer = _Attribute(text)


class _Flavor(_Kept):
    name = _Attribute(_word(SpaceHardware))
    pretty_name = _Attribute(text)
    cpu = _Attribute(text)
    ram = _Attribute(text)
    ephemeral_storage = _Attribute(text)
    accelerator = _Attribute(_one(_Accelerator))
    unit_cost_micro_usd = _Attribute(whole)
    unit_cost_usd = _Attribute(number)
    unit_label = _Attribute(text)

    @property
    def usd_per_hour(self) -> float | None:
        return terms.usd_per_hour(self.unit_cost_micro_usd, self.unit_cost_usd, self.unit_label)


class _Organization(_Kept):
    name = _Attribute(text)
    fullname = _Attribute(text)
    role = _Attribute(text)
    can_pay = _Attribute(_flag)

    @property
    def writable(self) -> bool:
        return terms.may_write(self.role)


class _Account(_Kept):
    name = _Attribute(text)
    fullname = _Attribute(text)
    type = _Attribute(text)
    is_pro = _Attribute(_flag)
    can_pay = _Attribute(_flag)
    orgs = _Attribute(_each(_maker(_Organization, "name")))
    token_type = _Attribute(text)
    token_name = _Attribute(text)
    token_role = _Attribute(text)
    expires_at = _Attribute(_time)
