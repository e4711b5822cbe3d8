"""Memories, and pictures to keep in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from spacetui.hub.models import Account
from spacetui.live.picture import Connection, Known, Link, Picture
from spacetui.live.remember import Memory
from tests.live import made

HUB = "https://hub.example"
TOKEN = "hf_adasOwnToken"
NOON = 1_790_000_000.0


@dataclass(frozen=True)
class Disk:
    """Our folders on a disk; `memory` gives one as a new run would have it."""

    folder: Path

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def memory(self, token: str | None = TOKEN, *authors: str, endpoint: str = HUB) -> Memory:
        return Memory(self.cache, self.state, endpoint, None if token is None else SecretStr(token), authors)

    def files(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.is_file())

    def pictures(self) -> list[Path]:
        return sorted((self.cache / "pictures").iterdir())

    def tokens(self) -> list[Path]:
        return sorted((self.cache / "tokens").iterdir())

    def choices(self) -> list[Path]:
        return sorted((self.state / "choices").iterdir())


def account(name: str = "ada", **more: Any) -> Account:
    return Account.model_validate({"name": name, **more})


def picture(*ids: str, of: str | None = "ada") -> Picture:
    """A picture of running Spaces, as an account or nobody sees it."""
    entries = [made.entry(made.runtime(), space_id, NOON) for space_id in ids or ("ada/demo",)]
    shown = made.picture(*entries, connection=Connection(Link.LIVE, since=NOON))
    return replace(shown, account=None if of is None else account(of))


def as_kept(shown: Picture) -> Picture:
    """A picture without what is not kept: the objects as they came, the token's own, and what has its moment."""
    entries = {
        key: replace(
            entry,
            space=entry.space.model_copy(update={"raw": {}, "runtime": None}),
            runtime=entry.runtime and entry.runtime.model_copy(update={"raw": {}}),
            turn=0,
        )
        for key, entry in shown.spaces.items()
    }
    flavors = [flavor.model_copy(update={"raw": {}}) for flavor in shown.catalog.value] if shown.catalog else []
    return Picture(
        account=shown.account and _account_as_kept(shown.account),
        owners=shown.owners,
        spaces=entries,
        listed=shown.listed,
        catalog=shown.catalog and Known(tuple(flavors), shown.catalog.at),
        connection=Connection(Link.CATCHING_UP, since=shown.connection.since),
        offered=shown.offered,
        muted=shown.muted,
    )


def _account_as_kept(told: Account) -> Account:
    orgs = told.orgs and tuple(org.model_copy(update={"can_pay": None}) for org in told.orgs)
    unkept = dict.fromkeys(("type", "is_pro", "can_pay", "token_name", "expires_at"))
    return told.model_copy(update={"raw": {}, "orgs": orgs, **unkept})
