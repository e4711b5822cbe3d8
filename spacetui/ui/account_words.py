"""Who one is and what one's token may do, in words. Pure, all text clean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from spacetui import text
from spacetui.live import rights
from spacetui.ui import phrases
from spacetui.ui.facts import Fact

if TYPE_CHECKING:
    from spacetui.hub.models import Account, Organization
    from spacetui.launch import Session

_KINDS = {
    rights.READ: "read token",
    rights.WRITE: "write token",
    rights.FINE_GRAINED: "fine-grained token",
    rights.OAUTH: "OAuth token, of a browser log-in",
}
_MAY = {
    rights.READ: ("look at whatever you may see", "change, start or duplicate anything"),
    rights.WRITE: ("do all that your roles allow", ""),
    rights.OAUTH: (
        "look and pause; what else shows when it is tried",
        "restart, rebuild, or change hardware and sleep time: for these log in with a write token",
    ),
}
_UNKNOWN = "what the Hub lets it: this kind of token is not known here"
_PERMISSIONS = {
    "repo.content.read": "read",
    "repo.access.read": "see access requests",
    "repo.write": "write",
}
_ROLES = {
    "admin": "may act on its Spaces, and manage it",
    "write": "may act on its Spaces",
    "contributor": "may act on the Spaces you created there",
    "read": "may look only",
}


def who(account: Account, now: float) -> str:
    """`Ada King (ada) · token laptop, role write`, and for how long it is good where that was told."""
    token = f"token {account.token_name}" if account.token_name else "token"
    role = account.token_role or account.token_type
    parts = [f"{token}, role {role}" if account.token_role else f"{token}, {role}" if role else token]
    if account.expires_at is not None:
        left = account.expires_at.timestamp() - now
        parts.append(f"good for {phrases.age(left)}" if left > 0 else "expired")
    return text.clean(" · ".join([_name(account), *parts]))


def may(account: Account) -> tuple[str, str]:
    """What the token may do, and what it may not; either may be empty."""
    kind = rights.kind(account)
    if kind != rights.FINE_GRAINED:
        return _MAY.get(kind or "", (_UNKNOWN, ""))
    scopes = rights.scopes(account)
    if scopes is None or not scopes.whole:
        return "what its scopes say: they are not told here, or not all of them", ""
    writing = [scope.name for scope in scopes.named if scope.writes]
    if not writing:
        return "look, as far as its scopes go", "change or start anything: no scope has repo.write"
    reading = [scope.name for scope in scopes.named if not scope.writes]
    elsewhere = f"change or start those of {', '.join(reading)}" if reading else "change or start any others"
    return text.clean(f"act on Spaces of {', '.join(writing)}"), text.clean(elsewhere)


def facts(account: Account, session: Session, now: float, refused: bool) -> Iterator[Fact]:
    """All that is known of the account, its token, which the Hub takes no more where it is `refused`, and its
    organizations."""
    yield Fact("Account", _name(account), _standing(account))
    named = f" {account.token_name}" if account.token_name else ""
    kind = rights.kind(account)
    yield Fact("Token", text.clean(f"{_KINDS.get(kind or '', kind or 'of a kind not told')}{named}"))
    yield Fact("From", text.clean(_source(session)), _followed(session))
    if refused:
        yield Fact("Good for", "nothing: the Hub refuses it now", "log in again: `hf auth login`", "failed")
    elif account.expires_at is not None:
        yield _expiry(account.expires_at.timestamp() - now, session)
    able, unable = may(account)
    yield Fact("It may", able)
    if unable:
        yield Fact("It may not", unable, tone="warning")
    yield from _scopes(account)
    for org in account.orgs or ():
        yield _membership(org)
    if not account.orgs:
        yield Fact("In", "no organization" if account.orgs is not None else "organizations not told", tone="muted")


def _name(account: Account) -> str:
    return text.clean(f"{account.fullname} ({account.name})" if account.fullname else account.name)


def _standing(account: Account) -> str:
    """What decides whether paid hardware can be had."""
    pro = {True: "PRO", False: "no PRO plan", None: ""}[account.is_pro]
    pays = {True: "can pay", False: "no payment method: no paid hardware", None: ""}[account.can_pay]
    return ", ".join(part for part in (pro, pays) if part)


def _source(session: Session) -> str:
    if session.demo is not None:
        return "the demo hub: nothing of yours is used"
    return session.token_source or "not told"


def _followed(session: Session) -> str:
    if session.follows_login:
        return "a newer log-in is taken up by itself"
    if session.demo is not None:
        return ""
    return "as it was when it was chosen" if session.token_name else "as it was at the start"


def _expiry(left: float, session: Session) -> Fact:
    if left <= 0:
        return Fact("Good for", "expired", "log in again: `hf auth login`", "failed")
    then = "the `hf` tool renews it where it can" if session.follows_login else "then log in again: `hf auth login`"
    return Fact("Good for", phrases.age(left), then)


def _scopes(account: Account) -> Iterator[Fact]:
    told = rights.scopes(account) if rights.kind(account) == rights.FINE_GRAINED else None
    if told is None:
        return
    for scope in told.named:
        yield Fact("Scope", text.clean(scope.name), _permitted(scope.permissions))
    if told.everywhere:
        yield Fact("Scope", "everywhere", _permitted(told.everywhere))


def _permitted(permissions: tuple[str, ...]) -> str:
    return text.clean(", ".join(_PERMISSIONS.get(each, each) for each in permissions)) or "nothing"


def _membership(org: Organization) -> Fact:
    named = f"{org.name} ({org.fullname})" if org.fullname and org.fullname != org.name else org.name
    role = f"{org.role}: {_ROLES.get(org.role, 'what that allows the Hub decides')}" if org.role else "role not told"
    pays = ", can pay" if org.can_pay else ""
    return Fact("In", text.clean(named), text.clean(f"{role}{pays}"))
