"""The last picture as a file: which one belongs to a token, what stands in it, and the picture made of it again.

Spaces, runtimes, flavors and the account are kept by our attribute names, without the objects they were read from.
Whoever reads says what they become: the models (`remember.py`), or what is drawn before these are there
(`glance.py`). Secrets, variables, commands and errors are never kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from spacetui.live import shelf
from spacetui.live.picture import Connection, Known, Link, Picture, SpaceEntry
from spacetui.live.shelf import Unusable

if TYPE_CHECKING:
    from spacetui.hub.models import Account, HardwareInfo, Space, SpaceRuntime

MOST_PICTURES = 8
MOST_TOKENS = 32
END_OF_TIME = 253_402_300_800.0
"""Seconds since 1970 UTC at which the year 10000 begins: calendars know no later moment."""

T = TypeVar("T")
Told = Mapping[str, Any]


class Makers(NamedTuple):
    """What to make of each kind of object; None where one makes no sense."""

    account: Callable[[Told], Account | None]
    space: Callable[[Told], Space | None]
    runtime: Callable[[Told], SpaceRuntime | None]
    flavor: Callable[[Told], HardwareInfo | None]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose picture: an account's, or, without a token, of what anybody sees of some authors' Spaces."""

    endpoint: str
    account: str | None
    authors: tuple[str, ...]

    def file(self, cache_dir: Path) -> Path:
        return shelf.named(cache_dir / "pictures", self.endpoint, self.account, self.authors)

    @property
    def told(self) -> dict[str, object]:
        return {"endpoint": self.endpoint, "account": self.account, "authors": list(self.authors)}


def note_account(cache_dir: Path, fingerprint: str, account: str) -> None:
    """Remember whose a token is, by its fingerprint. Raises Unusable."""
    path = _account_file(cache_dir, fingerprint)
    shelf.write(path, {"account": account})
    shelf.prune(path.parent, MOST_TOKENS)


def keep(cache_dir: Path, whose: Whose, picture: Picture) -> None:
    """Put a picture in the place of the last one. Raises Unusable."""
    path = whose.file(cache_dir)
    shelf.write(path, {"whose": whose.told, **_told(picture)})
    shelf.prune(path.parent, MOST_PICTURES)


def last(
    cache_dir: Path, endpoint: str, fingerprint: str | None, authors: Sequence[str], makers: Makers
) -> Picture | None:
    """The picture that was kept last for a token, or for some authors without one; None where none was.

    Raises Unusable.
    """
    account = None if fingerprint is None else _account(cache_dir, fingerprint)
    if account is None and (fingerprint is not None or not authors):
        return None
    whose = Whose(endpoint, account, tuple(sorted(set(authors))))
    path = whose.file(cache_dir)
    told = shelf.read(path)
    if told is None:
        return None
    picture = _picture(told, makers) if told.get("whose") == whose.told else None
    if picture is None or (picture.account and picture.account.name) != account:
        raise Unusable(path, "is damaged; it is left out")
    return picture


def _account_file(cache_dir: Path, fingerprint: str) -> Path:
    return cache_dir / "tokens" / f"{fingerprint}.json"


def _account(cache_dir: Path, fingerprint: str) -> str | None:
    told = shelf.read(_account_file(cache_dir, fingerprint))
    return None if told is None else text(told.get("account"))


def _told(picture: Picture) -> dict[str, object]:
    times = [known.at for known in picture.listed.values()]
    since = picture.connection.since
    catalog = picture.catalog
    return {
        "since": max(times, default=0.0) if since is None else since,
        "account": picture.account and _told_account(picture.account),
        "owners": picture.owners,
        "offered": dict(picture.offered),
        "muted": sorted(picture.muted),
        "listed": {owner: {"unreadable": known.value, "at": known.at} for owner, known in picture.listed.items()},
        "catalog": catalog and {"at": catalog.at, "flavors": [_plain(flavor) for flavor in catalog.value]},
        "spaces": [_told_entry(entry) for entry in picture.spaces.values()],
    }


def _told_account(account: Account) -> dict[str, Any]:
    told = account.model_dump(include={"name", "fullname", "token_type", "token_role"}, exclude_none=True)
    if account.orgs is None:
        return told
    orgs = [org.model_dump(include={"name", "fullname", "role"}, exclude_none=True) for org in account.orgs]
    return {**told, "orgs": orgs}


def _plain(model: Space | SpaceRuntime | HardwareInfo) -> dict[str, Any]:
    return model.model_dump(exclude={"raw", "runtime"}, exclude_none=True)


def _told_entry(entry: SpaceEntry) -> dict[str, object]:
    return {
        "space": _plain(entry.space),
        "runtime": entry.runtime and _plain(entry.runtime),
        "read_at": entry.read_at,
        "since": entry.since,
        "since_exact": entry.since_exact,
        "read_singly_at": entry.read_singly_at,
        "untold": entry.untold,
    }


def _picture(told: Told, makers: Makers) -> Picture | None:
    """The picture as far as it makes sense; None where it does not say whose Spaces it shows, and since when."""
    since = moment(told.get("since"))
    if since is None:
        return None
    entries = [entry for each in objects(told.get("spaces")) if (entry := _entry(each, makers)) is not None]
    listed, offered = mapping(told.get("listed")) or {}, mapping(told.get("offered")) or {}
    picture = Picture(
        account=made(makers.account, told.get("account")),
        owners=texts(told.get("owners")),
        spaces={entry.id: entry for entry in entries},
        listed={owner: known for owner, each in listed.items() if (known := _listed(each)) is not None},
        catalog=_catalog(told.get("catalog"), makers),
        connection=Connection(Link.CATCHING_UP, since=since),
        offered={name: many for name, each in offered.items() if (many := whole(each)) is not None},
        muted=frozenset(texts(told.get("muted"))),
    )
    return picture if picture.complete else None


def _entry(told: Told, makers: Makers) -> SpaceEntry | None:
    space = made(makers.space, told.get("space"))
    read_at, since = moment(told.get("read_at")), moment(told.get("since"))
    if space is None or read_at is None or since is None:
        return None
    return SpaceEntry(
        space,
        made(makers.runtime, told.get("runtime")),
        read_at,
        since,
        since_exact=told.get("since_exact") is True,
        read_singly_at=moment(told.get("read_singly_at")),
        untold=told.get("untold") is True,
    )


def _listed(told: object) -> Known[int] | None:
    known = mapping(told) or {}
    unreadable, at = whole(known.get("unreadable")), moment(known.get("at"))
    return None if unreadable is None or at is None else Known(unreadable, at)


def _catalog(told: object, makers: Makers) -> Known[tuple[HardwareInfo, ...]] | None:
    known = mapping(told) or {}
    at = moment(known.get("at"))
    flavors = (makers.flavor(each) for each in objects(known.get("flavors")))
    return None if at is None else Known(tuple(flavor for flavor in flavors if flavor is not None), at)


# -- what a file may hold where something of ours is expected: that, or anything else ----------------------


def text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def whole(value: object) -> int | None:
    """A whole number that fractions can be reckoned with."""
    return value if type(value) is int and abs(value) < 2**53 else None


def number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 2**53 else None


def moment(value: object) -> float | None:
    """Seconds since 1970 UTC."""
    seconds = number(value)
    return seconds if seconds is not None and 0 <= seconds < END_OF_TIME else None


def mapping(value: object) -> Told | None:
    return value if isinstance(value, dict) else None


def made(make: Callable[[Told], T | None], value: object) -> T | None:
    """What is made of an object; None where there is none."""
    told = mapping(value)
    return None if told is None else make(told)


def objects(value: object) -> list[Told]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def texts(value: object) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
