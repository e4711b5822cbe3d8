"""Plans that are made from a picture: what they say of each Space, and what is left alone and why."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import SecretStr

from spacetui.hub.models import Account, SpaceSecret, SpaceVariable
from spacetui.live import planning
from spacetui.live.commands import (
    Command,
    DeleteSecret,
    DeleteVariable,
    Pause,
    RequestHardware,
    Restart,
    SetSecret,
    SetSleepTime,
    SetVariable,
)
from spacetui.live.picture import CommandState, Environment, Known, Phase, Picture, SpaceEntry, Update
from spacetui.live.plans import Plan, PlanState, Step, StepPhase, StepState
from tests.live.made import entry, flavor, picture, runtime

CATALOG = Known((flavor("cpu-basic", 0.0), flavor("t4-small", 0.01), flavor("a10g-small", 0.02)), 0.0)


def account(**token: Any) -> Account:
    access = {"role": "write", **token}
    return Account.model_validate({"name": "ada", "orgs": [], "auth": {"type": "access_token", "accessToken": access}})


def seen(*entries: SpaceEntry, **more: Any) -> Picture:
    return picture(*entries, **{"account": account(), "catalog": CATALOG, **more})


def words(seconds: int | None) -> str:
    return "untold" if seconds is None else "never" if seconds == -1 else f"{seconds} s"


def only(plan: Plan) -> Step:
    (step,) = plan.steps
    return step


def test_a_restart_says_what_each_costs_now_and_once_it_runs() -> None:
    runs = entry(runtime("RUNNING"), "ada/runs")
    sleeps = entry(runtime("SLEEPING", None, requested="a10g-small"), "ada/sleeps")
    paused = entry(runtime("PAUSED", None, requested="cpu-basic"), "ada/paused")
    plan = planning.restart(seen(runs, sleeps, paused), ["ada/runs", "ada/sleeps", "ada/paused"])
    assert [(step.before, step.after) for step in plan.steps] == [
        ("RUNNING", "restart"),
        ("SLEEPING", "wake"),
        ("PAUSED", "resume"),
    ]
    prices = [(step.usd_before, step.usd_after) for step in plan.steps]
    assert prices == [pytest.approx((0.6, 0.6)), pytest.approx((0.0, 1.2)), (0.0, 0.0)]
    assert plan.steps[1].commands == (Restart("ada/sleeps", deed="wake"),)
    assert plan.title == "restart"


def test_a_rebuild_is_a_factory_reboot_of_each() -> None:
    step = only(planning.restart(seen(entry(runtime())), ["ada/demo"], factory=True))
    (command,) = step.commands
    assert isinstance(command, Restart)
    assert command.factory
    assert step.after == "factory rebuild"


def test_a_pause_never_resumes() -> None:
    paused, runs = entry(runtime("PAUSED", None), "ada/paused"), entry(runtime(), "ada/runs")
    plan = planning.pause(seen(paused, runs), ["ada/paused", "ada/runs"])
    assert plan.steps[0].objection == "It is paused already."
    assert [step.commands for step in plan.applying] == [(Pause("ada/runs"),)]
    assert (plan.steps[1].usd_before, plan.steps[1].usd_after) == pytest.approx((0.6, 0.0))


def test_hardware_keeps_the_sleep_time_where_none_is_wanted() -> None:
    sleeps = entry(runtime(gcTimeout=3600), "ada/sleeps")
    free = entry(runtime(current="cpu-basic", gcTimeout=172_800), "ada/free")
    plan = planning.hardware(seen(sleeps, free), ["ada/sleeps", "ada/free"], "a10g-small", None, words)
    assert plan.steps[0].commands == (RequestHardware("ada/sleeps", "a10g-small", 3600),)
    assert plan.steps[1].commands == (RequestHardware("ada/free", "a10g-small", -1),)
    assert (plan.steps[1].before, plan.steps[1].after) == ("cpu-basic", "a10g-small, sleep never")
    assert (plan.steps[0].usd_before, plan.steps[0].usd_after) == pytest.approx((0.6, 1.2))


def test_free_hardware_is_asked_for_without_a_sleep_time() -> None:
    step = only(planning.hardware(seen(entry(runtime())), ["ada/demo"], "cpu-basic", 900, words))
    assert step.commands == (RequestHardware("ada/demo", "cpu-basic", None),)
    assert step.after == "cpu-basic"


def test_hardware_that_a_space_has_or_has_asked_for_is_not_asked_for_again() -> None:
    has, asked = entry(runtime(), "ada/has"), entry(runtime(requested="a10g-small"), "ada/asked")
    plan = planning.hardware(seen(has, asked), ["ada/has", "ada/asked"], "a10g-small", None, words)
    assert [bool(step.objection) for step in plan.steps] == [False, True]


def test_prices_count_every_replica() -> None:
    two = entry(runtime(replicas={"current": 2, "requested": 2}))
    step = only(planning.hardware(seen(two), ["ada/demo"], "a10g-small", None, words))
    assert (step.usd_before, step.usd_after) == pytest.approx((1.2, 2.4))


def test_a_price_nobody_told_is_not_taken_for_nothing() -> None:
    odd, known = entry(runtime(current="cpu-performance"), "ada/odd"), entry(runtime(), "ada/known")
    plan = planning.pause(seen(odd, known), ["ada/odd", "ada/known"])
    before, after = planning.totals(plan.applying)
    assert before.usd_per_hour == pytest.approx(0.6)
    assert before.unknown == 1
    assert (after.usd_per_hour, after.unknown) == (0.0, 0)


def test_the_sleep_time_of_free_hardware_is_fixed() -> None:
    free, paid = entry(runtime(current="cpu-basic"), "ada/free"), entry(runtime(gcTimeout=3600), "ada/paid")
    shared = entry(runtime(current="zero-a10g"), "ada/shared")
    plan = planning.sleep_time(seen(free, paid, shared), ["ada/free", "ada/paid", "ada/shared"], 900, words)
    assert [step.commands for step in plan.applying] == [(SetSleepTime("ada/paid", 900),)]
    assert "fixed at 48 h" in plan.steps[0].objection
    assert (plan.steps[1].before, plan.steps[1].after) == ("3600 s", "900 s")
    again = planning.sleep_time(seen(paid), ["ada/paid"], 3600, words)
    assert only(again).objection == "It has that sleep time already."


@pytest.mark.parametrize(
    ("found", "more", "said"),
    [
        (entry(None, sdk="static"), {}, "static"),
        (entry(runtime("DELETING")), {}, "being deleted"),
        (entry(runtime(), "readers/demo"), {}, "not yours"),
        (entry(runtime()), {"account": None}, "read-only"),
        (entry(runtime()), {"account": account(role="read")}, "can only read"),
        (
            entry(runtime()),
            {"commands": {1: CommandState(1, "ada/demo", "sleep time", Phase.SENT)}},
            "A change to it is under way: sleep time.",
        ),
        (
            entry(runtime()),
            {"plans": {1: PlanState(1, "pause", (StepState("ada/demo", StepPhase.WAITING),))}},
            "another plan: pause",
        ),
    ],
)
def test_why_a_space_is_left_alone_is_said(found: SpaceEntry, more: dict[str, Any], said: str) -> None:
    known = seen(found, **more)
    for plan in (
        planning.restart(known, [found.id]),
        planning.pause(known, [found.id]),
        planning.hardware(known, [found.id], "a10g-small", None, words),
    ):
        assert said in only(plan).objection
        assert plan.applying == ()


def test_what_a_static_space_runs_on_is_no_secret_of_the_hub() -> None:
    known = seen(entry(None, sdk="static"))
    assert only(planning.hardware(known, ["ada/demo"], "a10g-small", None, words)).before == "static"


def test_a_space_that_is_not_there_any_more_is_said_to_be_gone() -> None:
    assert only(planning.restart(seen(), ["ada/demo"])).objection == "It is gone."


def test_a_space_of_which_nothing_was_told_yet_may_be_tried() -> None:
    step = only(planning.restart(seen(entry(None)), ["ada/demo"]))
    assert (step.objection, step.before, step.usd_before, step.usd_after) == ("", "not told", None, None)


def held(**keys: str) -> Environment:
    secrets = {key: SpaceSecret.model_validate({"key": key}) for key, kind in keys.items() if kind == "secret"}
    variables = {
        key: SpaceVariable.model_validate({"key": key, "value": "x"}) for key, kind in keys.items() if kind != "secret"
    }
    return Environment(Known(secrets, 0.0), Known(variables, 0.0))


def test_entries_say_whether_they_are_new_and_never_their_values() -> None:
    one, other = entry(runtime(), "ada/one"), entry(runtime(), "ada/other")
    known = seen(one, other, environments={"ada/one": held(KEY="secret")})
    commands: list[Command] = [SetSecret(each.id, "KEY", SecretStr("hunter2")) for each in (one, other)]
    plan = planning.environment("secret KEY", known, commands)
    assert [step.after for step in plan.steps] == ["KEY: replaced", "KEY"]
    assert "hunter2" not in repr(plan)


def test_the_entries_of_a_space_are_one_step_in_their_order() -> None:
    known = seen(entry(runtime()), environments={"ada/demo": held(OLD="variable")})
    commands = [SetVariable("ada/demo", "NEW", "1"), DeleteVariable("ada/demo", "OLD")]
    step = only(planning.environment("variables", known, commands))
    assert step.commands == tuple(commands)
    assert step.after == "NEW: new, OLD: deleted"


def test_a_name_of_the_other_kind_is_refused_before_anything_is_sent() -> None:
    known = seen(entry(runtime()), environments={"ada/demo": held(A="variable", B="secret")})
    secret = planning.environment("secret A", known, [SetSecret("ada/demo", "A", SecretStr("x"))])
    variable = planning.environment("variable B", known, [SetVariable("ada/demo", "B", "x")])
    assert only(secret).objection == "A variable there is named A: the Space would not start."
    assert only(variable).objection == "A secret there is named B: the Space would not start."


def test_what_is_not_there_is_not_deleted_and_what_was_not_read_may_be() -> None:
    known = seen(entry(runtime()), environments={"ada/demo": held(A="variable", B="secret")})
    assert only(planning.environment("", known, [DeleteSecret("ada/demo", "B")])).objection == ""
    assert (
        only(planning.environment("", known, [DeleteSecret("ada/demo", "A")])).objection == "It has no secret named A."
    )
    assert only(planning.environment("", known, [DeleteVariable("ada/demo", "B")])).objection.endswith(
        "variable named B."
    )
    unread = seen(entry(runtime()))
    assert only(planning.environment("", unread, [DeleteSecret("ada/demo", "A")])).objection == ""


def test_a_static_space_has_an_environment_too() -> None:
    known = seen(entry(None, sdk="static"))
    assert only(planning.environment("variable A", known, [SetVariable("ada/demo", "A", "x")])).objection == ""


def test_a_plan_follows_its_spaces_until_it_is_carried_out() -> None:
    one, two = entry(runtime(), "ada/one"), entry(runtime(), "ada/two")
    plan = planning.pause(seen(one, two), ["ada/one", "ada/two"])
    update = Update(seen(), gone=frozenset({"ada/one", "ada/two"}), renamed={"ada/one": "ada/uno"})
    followed = planning.followed(plan, update)
    assert followed.applying == (Step("ada/uno", (Pause("ada/uno"),), "RUNNING", "PAUSED", 0.6, 0.0),)
    assert followed.steps[1].objection == "It is gone."
    assert planning.followed(plan, Update(seen(one, two))) is plan


# -- made anew ---------------------------------------------------------------------------------------------


def test_a_plan_made_anew_says_and_does_what_was_wanted_of_each_as_it_is_by_now() -> None:
    slept = entry(runtime("RUNNING", requested="t4-small", gcTimeout=3600))
    plan = planning.hardware(seen(slept), ["ada/demo"], "a10g-small", None, words)
    assert only(plan).after == "a10g-small, sleep 3600 s"
    later = entry(runtime("PAUSED", None, requested="cpu-basic"))
    step = only(planning.anew(plan, seen(later)))
    assert (step.before, step.after) == ("cpu-basic", "a10g-small, sleep never")
    assert step.commands == (RequestHardware("ada/demo", "a10g-small", -1),)
    assert [step.usd_before, step.usd_after] == pytest.approx([0.0, 1.2])
    assert planning.anew(plan, seen()).applying == ()
    assert only(planning.anew(planning.anew(plan, seen()), seen(slept))) == only(plan)


def test_entries_that_are_asked_for_again_are_told_of_by_what_is_left_of_them() -> None:
    sent = tuple(SetVariable("ada/demo", key, "secret-value") for key in ("A", "B", "C"))
    done = CommandState(1, "ada/demo", "variable A", Phase.CONFIRMED)
    failed = StepState("ada/demo", StepPhase.FAILED, ended=(done,), unsent=1)
    plan = planning.written("variables", [Step("ada/demo", sent)])
    again = planning.anew(plan.left(PlanState(1, "variables", (failed,))), seen(entry(runtime())))
    assert only(again).after == "B, C"
    assert only(again).commands == sent[1:]
    assert "secret-value" not in repr(again.remake)
