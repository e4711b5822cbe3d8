"""What reading shows of a command whose answer was lost; nothing is claimed that was not seen. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from spacetui.hub.models import NewSecret, SpaceRuntime, SpaceSecret, SpaceVariable
from spacetui.live.commands import (
    Command,
    DeleteSecret,
    DeleteVariable,
    Duplicate,
    Effect,
    Pause,
    RequestHardware,
    Restart,
    SetSecret,
    SetSleepTime,
    SetVariable,
    Situation,
)
from spacetui.live.picture import Environment, Known
from tests.live.made import runtime

ID = "ada/demo"
SEEN, NOT_SEEN, CANNOT_TELL = Effect.SEEN, Effect.NOT_SEEN, Effect.CANNOT_TELL


def at(told: SpaceRuntime | None) -> Situation:
    return Situation(told, Environment())


def stage(name: str | None) -> Situation:
    return at(None if name is None else runtime(name))


def secrets(*updated: datetime | None) -> Situation:
    """With the secret KEY updated then, or with none at all."""
    held: Mapping[str, SpaceSecret] = {
        each.key: each for each in (SpaceSecret(key="KEY", updated_at=at) for at in updated)
    }
    return Situation(None, Environment(secrets=Known(held, 0.0)))


def variables(**values: str) -> Situation:
    held: Mapping[str, SpaceVariable] = {key: SpaceVariable(key=key, value=value) for key, value in values.items()}
    return Situation(None, Environment(variables=Known(held, 0.0)))


UNREAD = Situation(None, Environment())


@pytest.mark.parametrize(
    ("before", "now", "effect"),
    [
        ("RUNNING", "RUNNING_BUILDING", SEEN),
        ("PAUSED", "BUILDING", SEEN),
        ("SLEEPING", "RUNNING", SEEN),
        ("RUNTIME_ERROR", "RUNNING", SEEN),
        ("PAUSED", "PAUSED", NOT_SEEN),
        ("BUILD_ERROR", "BUILD_ERROR", NOT_SEEN),
        ("RUNNING", "RUNNING", CANNOT_TELL),
        ("RUNNING", "SLEEPING", CANNOT_TELL),
        ("RUNNING", "RUNTIME_ERROR", CANNOT_TELL),
        ("BUILDING", "APP_STARTING", CANNOT_TELL),
        ("APP_STARTING", "RUNNING", CANNOT_TELL),
        ("NEW", "NEW", CANNOT_TELL),
        (None, "BUILDING", CANNOT_TELL),
        ("PAUSED", None, CANNOT_TELL),
    ],
)
def test_a_restart_shows_where_a_space_at_rest_moves(before: str | None, now: str | None, effect: Effect) -> None:
    assert Restart(ID).effect(stage(before), stage(now)) is effect


def test_a_pause_shows_in_the_stage() -> None:
    assert Pause(ID).effect(stage("RUNNING"), stage("PAUSED")) is SEEN
    assert Pause(ID).effect(stage("RUNNING"), stage("RUNNING")) is NOT_SEEN
    assert Pause(ID).effect(stage("RUNNING"), stage(None)) is CANNOT_TELL


@pytest.mark.parametrize(
    ("command", "told", "effect"),
    [
        (RequestHardware(ID, "t4-medium"), runtime("RUNNING", "t4-small", requested="t4-medium"), SEEN),
        (RequestHardware(ID, "t4-medium"), runtime("RUNNING", "t4-small"), NOT_SEEN),
        (RequestHardware(ID, "t4-small", 900), runtime("RUNNING", "t4-small", gcTimeout=900), SEEN),
        (RequestHardware(ID, "t4-small", 900), runtime("RUNNING", "t4-small", gcTimeout=3600), NOT_SEEN),
        (RequestHardware(ID, "cpu-basic", 900), runtime("RUNNING", "cpu-basic", gcTimeout=172800), SEEN),
        (RequestHardware(ID, "t4-medium"), None, CANNOT_TELL),
    ],
)
def test_hardware_shows_in_what_is_requested_and_its_sleep_time_beside_it(
    command: Command, told: SpaceRuntime | None, effect: Effect
) -> None:
    assert command.effect(stage("RUNNING"), at(told)) is effect


@pytest.mark.parametrize(("told", "effect"), [(900, SEEN), (3600, NOT_SEEN), (None, CANNOT_TELL)])
def test_a_sleep_time_shows_where_it_is_told(told: int | None, effect: Effect) -> None:
    assert SetSleepTime(ID, 900).effect(UNREAD, at(runtime("RUNNING", gcTimeout=told))) is effect


EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "now", "effect"),
    [
        (secrets(), secrets(LATE), SEEN),
        (secrets(EARLY), secrets(LATE), SEEN),
        (secrets(EARLY), secrets(EARLY), CANNOT_TELL),
        (secrets(None), secrets(None), CANNOT_TELL),
        (secrets(), secrets(), NOT_SEEN),
        (UNREAD, secrets(LATE), CANNOT_TELL),
        (secrets(), UNREAD, CANNOT_TELL),
    ],
)
def test_a_secret_shows_by_its_name_or_its_date(before: Situation, now: Situation, effect: Effect) -> None:
    assert SetSecret(ID, "KEY", SecretStr("x")).effect(before, now) is effect


@pytest.mark.parametrize(("now", "effect"), [(secrets(), SEEN), (secrets(EARLY), NOT_SEEN), (UNREAD, CANNOT_TELL)])
def test_the_deletion_of_a_secret_shows_in_the_names(now: Situation, effect: Effect) -> None:
    assert DeleteSecret(ID, "KEY").effect(secrets(EARLY), now) is effect


def test_variables_show_with_their_values() -> None:
    command = SetVariable(ID, "KEY", "new")
    assert command.effect(variables(KEY="old"), variables(KEY="new")) is SEEN
    assert command.effect(variables(KEY="old"), variables(KEY="old")) is NOT_SEEN
    assert command.effect(variables(), variables(OTHER="new")) is NOT_SEEN
    assert command.effect(variables(), UNREAD) is CANNOT_TELL
    assert DeleteVariable(ID, "KEY").effect(variables(KEY="x"), variables()) is SEEN
    assert DeleteVariable(ID, "KEY").effect(variables(KEY="x"), variables(KEY="x")) is NOT_SEEN
    assert DeleteVariable(ID, "KEY").effect(variables(KEY="x"), UNREAD) is CANNOT_TELL


def test_a_copy_shows_where_there_was_none_before() -> None:
    command = Duplicate(ID, "ada/original", "private")
    absent, present = Situation(None, Environment(), exists=False), Situation(None, Environment(), exists=True)
    assert command.effect(absent, present) is SEEN
    assert command.effect(absent, absent) is NOT_SEEN
    assert command.effect(present, present) is CANNOT_TELL


VALUE = "correct-horse-battery"
EVERY: list[tuple[Any, str]] = [
    (Restart(ID), "restart"),
    (Restart(ID, factory=True), "factory rebuild"),
    (Pause(ID), "pause"),
    (RequestHardware(ID, "t4-small", 900), "hardware t4-small"),
    (SetSleepTime(ID, 900), "sleep time"),
    (SetSecret(ID, "KEY", SecretStr(VALUE)), "secret KEY"),
    (DeleteSecret(ID, "KEY"), "deletion of secret KEY"),
    (SetVariable(ID, "KEY", "x"), "variable KEY"),
    (DeleteVariable(ID, "KEY"), "deletion of variable KEY"),
    (Duplicate(ID, "ada/o", "public", secrets=(NewSecret(key="K", value=SecretStr(VALUE)),)), "copy of ada/o"),
]


@pytest.mark.parametrize(("command", "title"), EVERY, ids=lambda each: type(each).__name__)
def test_each_command_has_a_title_and_advice_and_shows_no_secret(command: Command, title: str) -> None:
    assert command.title == title
    assert command.advice
    assert VALUE not in repr(command) + str(command)
