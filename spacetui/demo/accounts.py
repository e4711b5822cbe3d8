"""Who there is in the demo world: accounts, organizations, tokens, and what `whoami-v2` says of them."""

from __future__ import annotations

import random
import string
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from spacetui.demo.times import iso

READ = "repo.content.read"
WRITE = "repo.write"


class Kind(StrEnum):
    """The kinds of token, in the Hub's words."""

    READ = "read"
    WRITE = "write"
    FINE_GRAINED = "fineGrained"
    OAUTH = "oauth"


@dataclass
class Account:
    """A user. `roles` are those in organizations, by the organization's name.

    `zero_gpu_used` are the seconds of ZeroGPU used until `zero_gpu_resets_at`, which is None before the first use.
    """

    name: str
    fullname: str
    pro: bool
    can_pay: bool
    roles: dict[str, str] = field(default_factory=dict)
    zero_gpu_used: float = 0.0
    zero_gpu_resets_at: float | None = None

    def role_in(self, namespace: str) -> str | None:
        """`admin` in the own namespace, the role in an organization, None for a stranger."""
        return "admin" if namespace == self.name else self.roles.get(namespace)


@dataclass(frozen=True)
class Organization:
    name: str
    fullname: str
    can_pay: bool


@dataclass(frozen=True)
class Token:
    """A token of an account. `scopes` are a fine-grained one's permissions, by namespace."""

    secret: str = field(repr=False)
    account: Account
    kind: Kind
    name: str
    created_at: float
    expires_at: float | None = None
    scopes: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def may_write(self, namespace: str) -> bool:
        """Whether this kind of token allows changes there; the account's own role is another question."""
        if self.kind is Kind.FINE_GRAINED:
            return WRITE in self.scopes.get(namespace, ())
        return self.kind is not Kind.READ


def accounts(now: float) -> tuple[Account, ...]:
    roles = {"analytical": "admin", "readers": "read"}
    resets_at = now + 5.5 * 3600
    return (
        Account("ada", "Ada King", True, True, roles, zero_gpu_used=589.5, zero_gpu_resets_at=resets_at),
        Account("babbage", "Charles B.", pro=False, can_pay=False, roles={"analytical": "read"}),
    )


def organizations() -> tuple[Organization, ...]:
    return (
        Organization("analytical", "Analytical Engines 🧮", can_pay=True),
        Organization("readers", "The Readers", can_pay=False),
    )


def tokens(seed: int, people: tuple[Account, ...], now: float) -> tuple[Token, ...]:
    """Write, read, OAuth and fine-grained token of the first account, then a write token of the second."""
    dice = random.Random(f"tokens {seed}")

    def secret(prefix: str = "hf_") -> str:
        return _secret(prefix, dice)

    owner, other = people
    since = now - 200 * 86_400
    scopes = {"ada": (READ, WRITE), "analytical": (READ,)}
    return (
        Token(secret(), owner, Kind.WRITE, "laptop", since),
        Token(secret(), owner, Kind.READ, "dashboard", since),
        Token(secret("hf_oauth_"), owner, Kind.OAUTH, "browser", now, expires_at=now + 20 * 86_400),
        Token(secret(), owner, Kind.FINE_GRAINED, "ci", since, scopes=scopes),
        Token(secret(), other, Kind.WRITE, "desk", since),
    )


def newer(token: Token, number: int, now: float, expires_at: float) -> Token:
    """Another token of the same account and kind; `number` sets its secret apart from all others."""
    prefix = "hf_oauth_" if token.kind is Kind.OAUTH else "hf_"
    secret = _secret(prefix, random.Random(f"token {number} {token.secret}"))
    return replace(token, secret=secret, created_at=now, expires_at=expires_at)


def _secret(prefix: str, dice: random.Random) -> str:
    return prefix + "".join(dice.choice(string.ascii_letters) for _ in range(34))


def _id(name: str) -> str:
    return f"{random.Random(name).getrandbits(96):024x}"


def whoami(token: Token, known: dict[str, Organization]) -> dict[str, Any]:
    """The answer of `GET /api/whoami-v2`."""
    account = token.account
    return {
        "type": "user",
        "id": _id(account.name),
        "name": account.name,
        "fullname": account.fullname,
        "email": None,
        "emailVerified": True,
        "isPro": account.pro,
        "canPay": account.can_pay,
        "periodEnd": None,
        "avatarUrl": f"/avatars/{_id(account.name)}.svg",
        "orgs": [_membership(known[name], role) for name, role in account.roles.items()],
        "auth": _auth(token),
    }


def zero_gpu(account: Account, now: float) -> dict[str, Any]:
    """The answer of `GET /api/spaces/zero-gpu/quota`. Invented: how much there is without PRO."""
    base, resets_at = 2400.0 if account.pro else 300.0, account.zero_gpu_resets_at
    if resets_at is None or resets_at <= now:
        return {"base": base, "current": base, "resetsAt": None}
    used = account.zero_gpu_used
    left, over = max(0.0, base - used), max(0.0, used - base)
    return {"base": base, "current": left, "resetsAt": iso(resets_at), "overquotaUsed": over}


def _membership(organization: Organization, role: str) -> dict[str, Any]:
    return {
        "type": "org",
        "id": _id(organization.name),
        "name": organization.name,
        "fullname": organization.fullname,
        "isEnterprise": False,
        "canPay": organization.can_pay,
        "roleInOrg": role,
    }


def _auth(token: Token) -> dict[str, Any]:
    if token.kind is Kind.OAUTH:
        assert token.expires_at is not None
        return {"type": "oauth", "expiresAt": iso(token.expires_at)}
    access: dict[str, Any] = {
        "displayName": token.name,
        "role": token.kind.value,
        "createdAt": iso(token.created_at),
    }
    if token.kind is Kind.FINE_GRAINED:
        access["fineGrained"] = {
            "canReadGatedRepos": False,
            "global": [],
            "scoped": [
                {
                    "entity": {
                        "_id": _id(namespace),
                        "type": "user" if namespace == token.account.name else "org",
                        "name": namespace,
                    },
                    "permissions": list(permissions),
                }
                for namespace, permissions in token.scopes.items()
            ],
        }
    return {"type": "access_token", "accessToken": access}
