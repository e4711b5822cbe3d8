"""What a user decided about whose Spaces to see, and which of them to leave in peace. Pure.

Remembered per endpoint and account (`remember.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spacetui.hub.identifiers import is_namespace

if TYPE_CHECKING:
    from spacetui.hub.models import Account
    from spacetui.live.picture import SpaceEntry

TAKEN_IN_UNASKED = 200
"""An organization with more Spaces than this is offered, not taken in."""


@dataclass(frozen=True, slots=True)
class Choices:
    """`owners`: by name, whether its Spaces are wanted. `muted`: by id, the stage the Space had when it was muted.

    `followed`: the ids of others' Spaces that are shown as well.
    """

    owners: Mapping[str, bool] = field(default_factory=dict)
    muted: Mapping[str, str] = field(default_factory=dict)
    followed: tuple[str, ...] = ()


def owners(account: Account, choices: Choices) -> tuple[str, ...]:
    """Whose Spaces to read: what was chosen, else the account's own and those of organizations where it may act."""
    organizations = [org for org in account.orgs or () if is_namespace(org.name)]
    wanted = {account.name: True} | {org.name: org.writable for org in organizations}
    return tuple(name for name, by_default in wanted.items() if choices.owners.get(name, by_default))


def undecided(owner: str, account: Account | None, choices: Choices) -> bool:
    """Whether `owner` is an organization nobody chose: taken in only where it is small."""
    return account is not None and owner != account.name and owner not in choices.owners


def still_muted(choices: Choices, spaces: Mapping[str, SpaceEntry]) -> frozenset[str]:
    """The muted Spaces whose stage is the one they had then; those that are not known at present stay muted."""
    return frozenset(
        space_id for space_id, stage in choices.muted.items() if _stage(spaces.get(space_id)) in (stage, None)
    )


def _stage(entry: SpaceEntry | None) -> str | None:
    return None if entry is None or entry.runtime is None else str(entry.runtime.stage)
