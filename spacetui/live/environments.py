"""What is wanted of a Space's environment against what it has, and the environments of two Spaces side by side. Pure.

The values of secrets are never read back: two of them cannot be compared, and one that is set again is replaced
whatever it was.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from spacetui.hub.errors import InvalidInput
from spacetui.hub.identifiers import check_key
from spacetui.live.commands import SetSecret, SetVariable
from spacetui.live.picture import Phase
from spacetui.live.plans import Step

if TYPE_CHECKING:
    from datetime import datetime

    from pydantic import SecretStr

    from spacetui.hub.models import SpaceSecret, SpaceVariable
    from spacetui.live.commands import Command
    from spacetui.live.picture import CommandState, Environment
    from spacetui.live.plans import StepState

_SECRET_NAMES = ("KEY", "TOKEN", "SECRET", "PASS", "PWD", "CREDENTIAL", "PRIVATE", "DSN")
_SECRET_VALUE = re.compile(r"-----BEGIN|hf_|sk-|gh[pousr]_|github_pat_|[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@", re.I)
_OWN_NAME = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One entry that is to be written. The value of a variable is kept as closely as that of a secret: until it is
    sent nobody has said that it may be seen.
    """

    key: str
    value: SecretStr
    secret: bool
    description: str | None = None

    def command(self, space_id: str) -> Command:
        if self.secret:
            return SetSecret(space_id, self.key, self.value, self.description)
        return SetVariable(space_id, self.key, self.value.get_secret_value(), self.description)


class Standing(StrEnum):
    """What writing an entry would do to what a Space has, in a word."""

    NEW = "new"
    CHANGED = "changed"
    REPLACES = "replaces"
    SAME = "same"
    CLASH = "clash"
    INVALID = "invalid key"
    EMPTY = "no value"
    UNKNOWN = "not known"

    @property
    def writable(self) -> bool:
        """Whether it would be sent: not what is so already, nor what the Hub or the Space could not bear."""
        return self not in (Standing.SAME, Standing.CLASH, Standing.INVALID, Standing.EMPTY)


class NotUsable(Exception):
    """A variable of our own environment that gives no value; the message says why, without any."""


def own_name(value: str) -> str | None:
    """NAME where a value is `$NAME` and nothing else: it may mean a variable of our own environment."""
    named = _OWN_NAME.fullmatch(value.strip())
    return named[1] if named else None


def own_value(name: str, environ: Mapping[str, str]) -> SecretStr:
    """The value of a variable of our own environment. Raises NotUsable."""
    from pydantic import SecretStr

    value = environ.get(name)
    if not value:
        raise NotUsable("it is not set here" if value is None else "it is empty here")
    if not value.isascii() and value.encode("utf-8", "replace").decode("utf-8") != value:
        raise NotUsable("it is no UTF-8 text")
    return SecretStr(value)


def takes_key(key: str) -> bool:
    """Whether the Hub takes such a key."""
    try:
        check_key(key)
    except InvalidInput:
        return False
    return True


def guess_secret(key: str, value: SecretStr, environment: Environment) -> bool:
    """Whether an entry is better kept as a secret, by its name, its value, or what the Space has under that name.

    In doubt it is: a variable can be read by whoever sees the Space, and what was seen cannot be called back.
    """
    if any(part in key.upper() for part in _SECRET_NAMES) or _SECRET_VALUE.match(value.get_secret_value().strip()):
        return True
    return environment.secrets is not None and key in environment.secrets.value


def is_read(environment: Environment) -> bool:
    """Whether both kinds were read, or refused: what is known by then is all that will be."""
    secrets = environment.secrets or environment.secrets_problem
    variables = environment.variables or environment.variables_problem
    return secrets is not None and variables is not None


def standing(wanted: Wanted, environment: Environment) -> Standing:
    """What writing would do. Not known where either kind has not been read: a clash could not be seen."""
    secrets, variables = environment.secrets, environment.variables
    if not takes_key(wanted.key):
        return Standing.INVALID
    if wanted.secret and not wanted.value.get_secret_value():
        return Standing.EMPTY
    here = held(environment)
    if (wanted.key, not wanted.secret) in here:
        return Standing.CLASH
    if secrets is None or variables is None:
        return Standing.UNKNOWN
    return _against(here.get((wanted.key, wanted.secret)), wanted)


def _against(present: Held | None, wanted: Wanted) -> Standing:
    if present is None:
        return Standing.NEW
    if present.value is None:
        return Standing.REPLACES
    described = wanted.description in (None, present.description)
    return Standing.SAME if present.value == wanted.value.get_secret_value() and described else Standing.CHANGED


def writing(space_id: str, wanted: Iterable[Wanted]) -> Step:
    """The step of a plan that writes these entries, one after the other: the Hub takes one at a time."""
    return Step(space_id, tuple(each.command(space_id) for each in wanted))


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the entries of a step: those `written`, the one it `stumbled` over and how that ended, and those
    not sent. Each is a place in the order they were given in.
    """

    written: Sequence[int] = ()
    stumbled: tuple[int, CommandState] | None = None
    unsent: Sequence[int] = ()


def account(state: StepState) -> Account:
    """The account of a step that writes entries, as it stands now."""
    done = tuple(at for at, ended in enumerate(state.ended) if ended.phase is Phase.CONFIRMED)
    over = next(((at, ended) for at, ended in enumerate(state.ended) if ended.phase is not Phase.CONFIRMED), None)
    sent = len(state.ended) + (state.current is not None)
    return Account(done, over, tuple(range(sent, sent + state.unsent)))


@dataclass(frozen=True, slots=True)
class Held:
    """An entry that a Space has; `value` is None for a secret."""

    updated_at: datetime | None
    description: str
    value: str | None = None


class Likeness(StrEnum):
    """How an entry of one Space stands to that of another, in words."""

    SAME = "same"
    DIFFERENT = "different"
    BOTH = "in both"
    ONLY_HERE = "only here"
    ONLY_THERE = "only there"
    OTHER_KIND = "other kind"


@dataclass(frozen=True, slots=True)
class Pair:
    """A key of one kind, here and there: None where it is missing."""

    key: str
    secret: bool
    here: Held | None
    there: Held | None
    likeness: Likeness


def compare(here: Environment, there: Environment) -> list[Pair]:
    """Every key of two environments, by name: once for each kind that it is of."""
    pairs = []
    ours, theirs = held(here), held(there)
    for key, secret in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get((key, secret)), theirs.get((key, secret))
        crosswise = (key, not secret) in (theirs if other is None else ours)
        pairs.append(Pair(key, secret, one, other, _likeness(one, other, crosswise=crosswise)))
    return pairs


def missing_here(pairs: Iterable[Pair]) -> Collection[tuple[str, bool]]:
    """What only the other Space has, as keys and whether they are secrets."""
    return [(pair.key, pair.secret) for pair in pairs if pair.likeness is Likeness.ONLY_THERE]


def held(environment: Environment) -> dict[tuple[str, bool], Held]:
    """What a Space has, by key and whether it is a secret, as far as it was read."""
    found: dict[tuple[str, bool], Held] = {}
    if environment.secrets is not None:
        found |= {(key, True): _held(entry) for key, entry in environment.secrets.value.items()}
    if environment.variables is not None:
        found |= {(key, False): _held(entry) for key, entry in environment.variables.value.items()}
    return found


def _held(entry: SpaceSecret | SpaceVariable) -> Held:
    return Held(entry.updated_at, entry.description or "", getattr(entry, "value", None))


def _likeness(here: Held | None, there: Held | None, *, crosswise: bool) -> Likeness:
    if here is None or there is None:
        if crosswise:
            return Likeness.OTHER_KIND
        return Likeness.ONLY_THERE if here is None else Likeness.ONLY_HERE
    if here.value is None:
        return Likeness.BOTH
    return Likeness.SAME if here.value == there.value else Likeness.DIFFERENT
