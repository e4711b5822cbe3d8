"""What is wanted against what a Space has, two Spaces side by side, and the account of what was written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr

from spacetui.hub.errors import HubRefused
from spacetui.hub.models import SpaceSecret, SpaceVariable
from spacetui.live import environments
from spacetui.live.commands import SetSecret, SetVariable
from spacetui.live.environments import Likeness, Standing, Wanted
from spacetui.live.picture import CommandState, Environment, Known, Phase
from spacetui.live.plans import StepPhase, StepState


def environment(secrets: dict[str, str] | None = None, variables: dict[str, str] | None = None) -> Environment:
    """Secrets by key with their description, variables by key with their value; None where not read."""
    kept: Any = None if secrets is None else {key: {"key": key, "description": said} for key, said in secrets.items()}
    shown: Any = None if variables is None else {key: {"key": key, "value": each} for key, each in variables.items()}
    return Environment(
        None if kept is None else Known({key: SpaceSecret.model_validate(each) for key, each in kept.items()}, 0.0),
        None if shown is None else Known({key: SpaceVariable.model_validate(each) for key, each in shown.items()}, 0.0),
    )


HELD = environment({"TOKEN": "", "BOTH": ""}, {"BEAMS": "5", "BOTH": "x"})


def wanted(key: str, value: str = "v", *, secret: bool = False, description: str | None = None) -> Wanted:
    return Wanted(key, SecretStr(value), secret, description)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (wanted("NEW"), Standing.NEW),
        (wanted("NEW", secret=True), Standing.NEW),
        (wanted("BEAMS", "5"), Standing.SAME),
        (wanted("BEAMS", "5", description="how wide"), Standing.CHANGED),
        (wanted("BEAMS", "7"), Standing.CHANGED),
        (wanted("TOKEN", secret=True), Standing.REPLACES),
        (wanted("TOKEN"), Standing.CLASH),
        (wanted("BEAMS", secret=True), Standing.CLASH),
        (wanted("1BAD"), Standing.INVALID),
        (wanted("NEW", "", secret=True), Standing.EMPTY),
        (wanted("NEW", ""), Standing.NEW),
    ],
)
def test_what_writing_would_do(entry: Wanted, expected: Standing) -> None:
    assert environments.standing(entry, HELD) is expected


def test_only_what_would_change_something_and_harm_nothing_is_written() -> None:
    unwritten = {Standing.SAME, Standing.CLASH, Standing.INVALID, Standing.EMPTY}
    assert {standing for standing in Standing if not standing.writable} == unwritten


@pytest.mark.parametrize("known", [environment(), environment({}), environment(None, {})])
def test_where_a_kind_was_not_read_nothing_is_claimed(known: Environment) -> None:
    assert environments.standing(wanted("NEW"), known) is Standing.UNKNOWN
    assert environments.standing(wanted("NEW", secret=True), known) is Standing.UNKNOWN


def test_an_environment_is_read_once_each_kind_was_told_or_refused() -> None:
    refused = HubRefused("no")
    assert not environments.is_read(environment())
    assert not environments.is_read(environment({}))
    assert environments.is_read(environment({}, {}))
    assert environments.is_read(replace(environment({}), variables_problem=refused))


def test_a_name_alone_may_mean_a_variable_of_our_own_environment() -> None:
    assert environments.own_name(" $HOME\n") == "HOME"
    assert [environments.own_name(each) for each in ("HOME", "$1", "a$B", "$A$B", "${A}", "$")] == [None] * 6


def test_a_variable_of_our_own_environment_gives_its_value_or_says_why_not() -> None:
    ours = {"SET": "hush", "EMPTY": "", "ODD": "hu\udce9sh"}
    assert environments.own_value("SET", ours).get_secret_value() == "hush"
    said = {}
    for name in ("MISSING", "EMPTY", "ODD"):
        with pytest.raises(environments.NotUsable) as why:
            environments.own_value(name, ours)
        said[name] = str(why.value)
    assert said == {"MISSING": "it is not set here", "EMPTY": "it is empty here", "ODD": "it is no UTF-8 text"}


@pytest.mark.parametrize(
    ("key", "value", "secret"),
    [
        ("OPENAI_API_KEY", "x", True),
        ("hf_token", "x", True),
        ("DB_PASSWORD", "x", True),
        ("CLIENT_SECRET", "x", True),
        ("ENDPOINT", "postgres://ada:pw@db/x", True),
        ("CERTIFICATE", "-----BEGIN RSA", True),
        ("ANYTHING", "hf_abc", True),
        ("HELD_ONE", "x", True),
        ("MODEL_ID", "openai/whisper", False),
        ("PORT", "7860", False),
        ("URL", "https://example.org/a:b@c", False),
    ],
)
def test_what_is_better_kept_secret_is_guessed(key: str, value: str, secret: bool) -> None:
    assert environments.guess_secret(key, SecretStr(value), environment({"HELD_ONE": ""}, {})) is secret


def test_entries_are_written_in_their_order_each_as_its_kind() -> None:
    step = environments.writing("ada/demo", [wanted("A", secret=True, description="why"), wanted("B", "2")])
    first, second = step.commands
    assert isinstance(first, SetSecret)
    assert (first.key, first.value.get_secret_value(), first.description) == ("A", "v", "why")
    assert second == SetVariable("ada/demo", "B", "2")
    assert "v" not in repr(first.value)


def test_two_environments_are_compared_key_by_key() -> None:
    here = environment({"TOKEN": "", "MINE": "", "MIXED": ""}, {"BEAMS": "5", "PORT": "1"})
    there = environment({"TOKEN": ""}, {"BEAMS": "5", "PORT": "2", "THEIRS": "x", "MIXED": "y"})
    likeness = {(pair.key, pair.secret): pair.likeness for pair in environments.compare(here, there)}
    assert likeness == {
        ("BEAMS", False): Likeness.SAME,
        ("MINE", True): Likeness.ONLY_HERE,
        ("MIXED", False): Likeness.OTHER_KIND,
        ("MIXED", True): Likeness.OTHER_KIND,
        ("PORT", False): Likeness.DIFFERENT,
        ("THEIRS", False): Likeness.ONLY_THERE,
        ("TOKEN", True): Likeness.BOTH,
    }
    assert environments.missing_here(environments.compare(here, there)) == [("THEIRS", False)]


def test_a_key_of_both_kinds_on_one_side_is_held_against_each() -> None:
    pairs = environments.compare(HELD, environment({"BOTH": ""}, {}))
    assert {(pair.key, pair.secret): pair.likeness for pair in pairs}["BOTH", True] is Likeness.BOTH
    assert {(pair.key, pair.secret): pair.likeness for pair in pairs}["BOTH", False] is Likeness.OTHER_KIND


def ended(phase: Phase) -> CommandState:
    return CommandState(1, "ada/demo", "secret A", phase, error=HubRefused("no") if phase is Phase.FAILED else None)


def test_the_account_says_what_was_written_what_was_refused_and_what_was_not_sent() -> None:
    refused = ended(Phase.FAILED)
    state = StepState("ada/demo", StepPhase.FAILED, (ended(Phase.CONFIRMED), refused), unsent=2)
    account = environments.account(state)
    assert (account.written, account.stumbled, account.unsent) == ((0,), (1, refused), (2, 3))


def test_while_one_is_on_its_way_it_is_neither_written_nor_unsent() -> None:
    state = StepState("ada/demo", StepPhase.UNDER_WAY, (ended(Phase.CONFIRMED),), current=7, unsent=1)
    account = environments.account(state)
    assert (account.written, account.stumbled, account.unsent) == ((0,), None, (2,))
