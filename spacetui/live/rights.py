"""What a token may do to Spaces, as far as `whoami` tells. Pure; the words are not cleaned.

The Hub has the last word: nothing speaks against trying what is not told here, or told in a way we do not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from spacetui.hub.terms import owner_of

if TYPE_CHECKING:
    from spacetui.hub.models import Account

READ, WRITE, FINE_GRAINED, OAUTH = "read", "write", "fineGrained", "oauth"
READS_ONLY = "Your token can only read: log in with one of role write (`hf auth login`)."


class Scope(NamedTuple):
    """What a fine-grained token may do with one account, organization or repository, in the Hub's words."""

    name: str
    permissions: tuple[str, ...]

    @property
    def writes(self) -> bool:
        return any(map(_writes, self.permissions))


class Scopes(NamedTuple):
    """`everywhere` are the permissions that no scope narrows; `whole` is false where some of it made no sense."""

    named: tuple[Scope, ...]
    everywhere: tuple[str, ...] = ()
    whole: bool = True


def kind(account: Account) -> str | None:
    """READ, WRITE, FINE_GRAINED, OAUTH, or another word of the Hub's; None where it does not tell."""
    return account.token_role or account.token_type


def scopes(account: Account) -> Scopes | None:
    """The scopes of a fine-grained token; None where the answer does not tell them."""
    told = _inside(account.raw, "auth", "accessToken", "fineGrained")
    listed = told.get("scoped")
    if not isinstance(listed, list):
        return None
    read = [_scope(item) for item in listed]
    anywhere = told.get("global", [])
    return Scopes(
        tuple(scope for scope in read if scope is not None),
        _texts(anywhere),
        whole=None not in read and isinstance(anywhere, list),
    )


def objection(account: Account, space_id: str) -> str:
    """Why the token may not change a Space; empty where it may, or where that is not told."""
    owner = owner_of(space_id)
    if owner.lower() != account.name.lower() and account.orgs is not None:
        roles = {org.name.lower(): org.role for org in account.orgs}
        if owner.lower() not in roles:
            return "This Space is not yours, and no organization of yours lets you act on it."
        # A contributor may act on what they created themselves, which is not told (the Hub's documentation).
        if roles[owner.lower()] == "read":
            return f"Your role in {owner} is read: its Spaces take an admin, or one with role write."
    if kind(account) == READ:
        return READS_ONLY
    if kind(account) == FINE_GRAINED and not _may_write(scopes(account), space_id):
        return f"Your fine-grained token has no repo.write for {owner}: give it that, or take a write token."
    return ""


def start_objection(account: Account) -> str:
    """Why the token may not restart a Space, change its hardware or its sleep time, whosever it is.

    The Hub answers 401 to a browser log-in there, while it may pause (a report on the official client).
    """
    if kind(account) != OAUTH:
        return ""
    return "The Hub refuses this to a browser log-in, though it may pause: it takes a write token."


def create_objection(account: Account) -> str:
    """Why the token may create no Space at all, as a duplicate is; empty where it may, or where that is not told."""
    if kind(account) == READ:
        return "Your token can only read: a copy takes one of role write (`hf auth login`)."
    told = scopes(account) if kind(account) == FINE_GRAINED else None
    if told is None or not told.whole or any(map(_writes, told.everywhere)):
        return ""
    if any(scope.writes and "/" not in scope.name for scope in told.named):
        return ""
    return "Your fine-grained token has repo.write for no account or organization: it can create nothing."


def creators(account: Account) -> tuple[str, ...]:
    """Under whom the account may create Spaces with this token, itself first."""
    named = (account.name, *(org.name for org in account.orgs or () if org.writable))
    told = scopes(account) if kind(account) == FINE_GRAINED else None
    return tuple(name for name in named if _may_write(told, f"{name}/"))


def _may_write(told: Scopes | None, space_id: str) -> bool:
    if told is None or not told.whole or any(map(_writes, told.everywhere)):
        return True
    names = (space_id.lower(), owner_of(space_id).lower())
    return any(scope.writes for scope in told.named if scope.name.lower() in names)


def _writes(permission: str) -> bool:
    """`repo.write`, or what else may be called so one day."""
    return permission.startswith("repo") and permission.endswith("write")


def _scope(item: object) -> Scope | None:
    name = _inside(item, "entity").get("name")
    permissions = item.get("permissions") if isinstance(item, Mapping) else None
    if not isinstance(name, str) or not isinstance(permissions, list):
        return None
    return Scope(name, _texts(permissions))


def _inside(value: object, *keys: str) -> Mapping[str, Any]:
    """The object below these keys, an empty one where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _texts(value: object) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
