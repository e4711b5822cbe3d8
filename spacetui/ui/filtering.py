"""The list's filter: words and `key:value` terms, all of which must hold. Pure.

`chat t4` · `stage:sleep` · `hw:a10g` · `org:acme` · `sdk:docker` · `is:paid` `is:failing` `is:running`
`is:moving` `is:idle` `is:private` `is:public` `is:muted` · a leading `!` turns a term round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from spacetui.live.cost import hourly

if TYPE_CHECKING:
    from spacetui.live.picture import SpaceEntry
    from spacetui.ui.basis import Basis

Test = Callable[["SpaceEntry", "Basis"], bool]


class Filter(NamedTuple):
    """A filter as typed. `problems` says which terms mean nothing; those hold for every Space."""

    text: str
    tests: tuple[Test, ...]
    problems: tuple[str, ...] = ()

    def holds(self, entry: SpaceEntry, basis: Basis) -> bool:
        return all(test(entry, basis) for test in self.tests)


def parse(text: str) -> Filter:
    tests: list[Test] = []
    problems: list[str] = []
    for term in text.lower().split():
        wanted = term.lstrip("!")
        if not wanted:
            continue
        test, problem = _test(wanted)
        if problem:
            problems.append(problem)
        elif term.startswith("!"):
            tests.append(_not(test))
        else:
            tests.append(test)
    return Filter(text, tuple(tests), tuple(problems))


NOTHING = parse("")


def _test(term: str) -> tuple[Test, str]:
    key, colon, value = term.partition(":")
    if not colon:
        return (lambda entry, _: _found(term, entry)), ""
    if key == "is":
        test = _IS.get(value)
        return (test or _any), "" if test or not value else f"is:{value} means nothing ({', '.join(_IS)})"
    field = _FIELDS.get(key)
    if field is None:
        return _any, f"{key}: means nothing (stage: hw: org: sdk: is:)"
    return (lambda entry, _: value in field(entry).lower()), ""


def _any(entry: SpaceEntry, basis: Basis) -> bool:
    return True


def _not(test: Test) -> Test:
    return lambda entry, basis: not test(entry, basis)


def _found(word: str, entry: SpaceEntry) -> bool:
    return any(word in field(entry).lower() for field in (_id, _title, _stage, _hardware))


def _id(entry: SpaceEntry) -> str:
    return entry.id


def _title(entry: SpaceEntry) -> str:
    return entry.space.title or ""


def _stage(entry: SpaceEntry) -> str:
    return str(entry.runtime.stage) if entry.runtime else ""


def _hardware(entry: SpaceEntry) -> str:
    return str(entry.runtime.flavor or "") if entry.runtime else ""


def _owner(entry: SpaceEntry) -> str:
    return entry.space.owner


def _sdk(entry: SpaceEntry) -> str:
    return entry.space.sdk or ""


_FIELDS: Mapping[str, Callable[[SpaceEntry], str]] = {
    "stage": _stage,
    "hw": _hardware,
    "org": _owner,
    "owner": _owner,
    "sdk": _sdk,
}


def _of_kind(kind: str) -> Test:
    return lambda entry, _: entry.runtime is not None and entry.runtime.stage.kind == kind


_IS: Mapping[str, Test] = {
    "paid": lambda entry, basis: bool(hourly(entry, basis.prices)),
    "failing": _of_kind("failed"),
    "running": _of_kind("running"),
    "moving": _of_kind("moving"),
    "idle": _of_kind("idle"),
    "private": lambda entry, _: entry.space.private is True,
    "public": lambda entry, _: entry.space.private is False,
    "muted": lambda entry, basis: entry.id in basis.muted,
}
