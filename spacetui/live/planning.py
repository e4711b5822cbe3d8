"""Plans made from a picture: one deed for several Spaces, with what it changes and costs for each, or why it does not
apply there. Pure.

Names and stages stand in it as the Hub tells them: they are cleaned where they are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from spacetui.live import cost, rights
from spacetui.live.commands import (
    DeleteSecret,
    DeleteVariable,
    Pause,
    RequestHardware,
    Restart,
    SetSecret,
    SetSleepTime,
    SetVariable,
)
from spacetui.live.fleet import NEVER
from spacetui.live.plans import Plan, Step, StepPhase

if TYPE_CHECKING:
    from spacetui.hub.models import SpaceRuntime
    from spacetui.live.commands import Command
    from spacetui.live.picture import Environment, Picture, SpaceEntry, Update

TimeInWords = Callable[[int | None], str]
"""Says a sleep time, in seconds, -1 for never, None where it is not told."""

_FREE_TO_SLEEP = "cpu-basic"
"""The flavor whose sleep time is fixed (the Hub's documentation)."""
_VERBS = {"PAUSED": "resume", "SLEEPING": "wake", "STOPPED": "wake"}


def restart(picture: Picture, space_ids: Iterable[str], *, factory: bool = False) -> Plan:
    """Restart, resume what is paused, wake what sleeps; or build anew without cache.

    The prices are what each costs now, and once it runs.
    """

    def step(now: _Now, entry: SpaceEntry, _: Step) -> Step:
        verb = _VERBS.get(_stage(entry), "restart")
        command = Restart(entry.id, factory=factory, deed=verb)
        rates = cost.hourly(entry, now.prices), _rate(entry, now.prices, _flavor(entry))
        return Step(entry.id, (command,), _stage(entry), command.title, *rates)

    return _plan("factory rebuild" if factory else "restart", picture, map(Step, space_ids), step, _against_starting)


def pause(picture: Picture, space_ids: Iterable[str]) -> Plan:
    """Pause, and never resume. The prices are what each costs now, and nothing."""

    def step(now: _Now, entry: SpaceEntry, _: Step) -> Step:
        objection = "It is paused already." if _stage(entry) == "PAUSED" else ""
        rates = cost.hourly(entry, now.prices), 0.0
        return Step(entry.id, (Pause(entry.id),), _stage(entry), "PAUSED", *rates, objection)

    return _plan("pause", picture, map(Step, space_ids), step, _against_running)


def hardware(
    picture: Picture, space_ids: Iterable[str], flavor: str, sleep_time: int | None, in_words: TimeInWords
) -> Plan:
    """Move to a flavor. `sleep_time` in seconds, -1 for never; None leaves it, which on coming from cpu-basic, or
    where it was not told, is the default of paid hardware: never. The prices are while each runs.
    """

    def step(now: _Now, entry: SpaceEntry, _: Step) -> Step:
        has, asleep = _flavor(entry), _sleep_time(entry, flavor, sleep_time)
        command = RequestHardware(entry.id, flavor, asleep)
        after = flavor if asleep is None else f"{flavor}, sleep {in_words(asleep)}"
        objection = "It has that hardware already." if has == flavor else ""
        rates = _rate(entry, now.prices, has), _rate(entry, now.prices, flavor)
        before = "static" if entry.space.static else has or "not told"
        return Step(entry.id, (command,), before, after, *rates, objection)

    return _plan(f"hardware {flavor}", picture, map(Step, space_ids), step, _against_starting)


def sleep_time(picture: Picture, space_ids: Iterable[str], seconds: int, in_words: TimeInWords) -> Plan:
    """Set the sleep time, in seconds, -1 for never. The prices are while each runs: they stay."""

    def step(now: _Now, entry: SpaceEntry, _: Step) -> Step:
        runtime, flavor = entry.runtime, _flavor(entry)
        has = None if runtime is None else runtime.sleep_time
        objection = "It has that sleep time already." if has == seconds else ""
        if flavor == _FREE_TO_SLEEP:
            objection = "On cpu-basic the sleep time is fixed at 48 h."
        elif cost.is_zero_gpu(flavor):
            objection = "ZeroGPU has no sleep time of its own."
        rate = _rate(entry, now.prices, flavor)
        return Step(
            entry.id, (SetSleepTime(entry.id, seconds),), in_words(has), in_words(seconds), rate, rate, objection
        )

    return _plan("sleep time", picture, map(Step, space_ids), step, _against_starting)


def environment(title: str, picture: Picture, commands: Iterable[Command]) -> Plan:
    """Write or delete entries: commands of one Space make one step, in their order. Values are nowhere in its words."""
    by_space: dict[str, list[Command]] = {}
    for command in commands:
        by_space.setdefault(command.space_id, []).append(command)
    asked = (Step(space_id, tuple(wanted)) for space_id, wanted in by_space.items())
    return _plan(title, picture, asked, _entries, _against_all)


def written(title: str, steps: Iterable[Step]) -> Plan:
    """Entries that were looked through one by one: said nothing more of, unless what is left is asked for again."""
    return Plan(title, tuple(steps), partial(_remade, _entries, _against_all))


def _entries(now: _Now, entry: SpaceEntry, asked: Step) -> Step:
    held, wanted = now.picture.environment(entry.id), asked.commands
    after = ", ".join(_entry_words(command, held) for command in wanted)
    against = next(filter(None, (_against_entry(command, held) for command in wanted)), "")
    costs = cost.hourly(entry, now.prices)
    return Step(entry.id, wanted, "", after, costs, costs, against)


def anew(plan: Plan, picture: Picture) -> Plan:
    """What the same plan says and does by now; what of it is under way or done it does not know."""
    return plan if plan.remake is None else replace(plan, steps=plan.remake(picture, plan.steps))


def followed(plan: Plan, update: Update) -> Plan:
    """The plan with each Space under its present name; one that is gone is left out of what will be done."""
    if not any(step.space_id in update.renamed or step.space_id in update.gone for step in plan.steps):
        return plan
    return replace(plan, steps=tuple(_followed(step, update) for step in plan.steps))


def _followed(step: Step, update: Update) -> Step:
    after = update.renamed.get(step.space_id)
    if after is not None:
        return replace(step, space_id=after, commands=tuple(replace(each, space_id=after) for each in step.commands))
    return replace(step, objection="It is gone.") if step.space_id in update.gone else step


# -- what speaks against it --------------------------------------------------------------------------------

_Against = Callable[["Picture", "SpaceEntry"], str]
_Making = Callable[["_Now", "SpaceEntry", Step], Step]
"""Makes the step for a Space as it is now; of the one before only the commands are looked at."""


class _Now(NamedTuple):
    """What a plan is made from."""

    picture: Picture
    prices: Mapping[str, float]


def _plan(title: str, picture: Picture, asked: Iterable[Step], step: _Making, against: _Against) -> Plan:
    remake = partial(_remade, step, against)
    return Plan(title, remake(picture, asked), remake)


def _remade(step: _Making, against: _Against, picture: Picture, asked: Iterable[Step]) -> tuple[Step, ...]:
    """What is asked for, of each Space as it is now."""
    now, waiting, steps = _Now(picture, cost.prices(picture)), _in_other_plans(picture), []
    for each in asked:
        entry = picture.spaces.get(each.space_id)
        if entry is None:
            steps.append(replace(each, objection="It is gone."))
            continue
        made = step(now, entry, each)
        steps.append(replace(made, objection=against(picture, entry) or waiting.get(entry.id) or made.objection))
    return tuple(steps)


def _against_all(picture: Picture, entry: SpaceEntry) -> str:
    if picture.account is None:
        return "Without a token this is read-only."
    if refused := rights.objection(picture.account, entry.id):
        return refused
    if _stage(entry) == "DELETING":
        return "It is being deleted."
    under_way = picture.under_way(entry.id)
    return f"A change to it is under way: {under_way[0].title}." if under_way else ""


def _against_running(picture: Picture, entry: SpaceEntry) -> str:
    if entry.space.static:
        return "It is static: always served, and free."
    return _against_all(picture, entry)


def _against_starting(picture: Picture, entry: SpaceEntry) -> str:
    refused = _against_running(picture, entry)
    return refused or (rights.start_objection(picture.account) if picture.account else "")


def _in_other_plans(picture: Picture) -> Mapping[str, str]:
    """Why a Space is left alone that another plan has not come to yet."""
    return {
        step.space_id: f"It waits for its turn in another plan: {state.title}."
        for state in picture.plans.values()
        for step in state.steps
        if step.phase in (StepPhase.WAITING, StepPhase.UNDER_WAY)
    }


# -- what a Space has now ----------------------------------------------------------------------------------


def _stage(entry: SpaceEntry) -> str:
    return "not told" if entry.runtime is None else str(entry.runtime.stage)


def _flavor(entry: SpaceEntry) -> str | None:
    return None if entry.runtime is None else entry.runtime.next_flavor


def _rate(entry: SpaceEntry, prices: Mapping[str, float], flavor: str | None) -> float | None:
    runtime: SpaceRuntime | None = entry.runtime
    return None if runtime is None or flavor is None else cost.rate(runtime, prices, flavor=flavor)


def _sleep_time(entry: SpaceEntry, flavor: str, wanted: int | None) -> int | None:
    """The sleep time to ask for along with the flavor; None where there is none to set."""
    if flavor == _FREE_TO_SLEEP or cost.is_zero_gpu(flavor):
        return None
    if wanted is not None:
        return wanted
    runtime = entry.runtime
    known = None if runtime is None or runtime.next_flavor == _FREE_TO_SLEEP else runtime.sleep_time
    return NEVER if known is None else known


def _entry_words(command: Command, held: Environment) -> str:
    """`HF_TOKEN: new`; without the second part where what is there was not read."""
    if isinstance(command, DeleteSecret | DeleteVariable):
        return f"{command.key}: deleted"
    if not isinstance(command, SetSecret | SetVariable):
        return command.title
    known = held.secrets if isinstance(command, SetSecret) else held.variables
    if known is None:
        return command.key
    return f"{command.key}: {'replaced' if command.key in known.value else 'new'}"


def _against_entry(command: Command, held: Environment) -> str:
    """Why an entry is left alone. Two of one name, one of each kind, put a Space in CONFIG_ERROR (the Hub's
    documentation)."""
    secrets = {} if held.secrets is None else held.secrets.value
    variables = {} if held.variables is None else held.variables.value
    if isinstance(command, SetSecret) and command.key in variables:
        return f"A variable there is named {command.key}: the Space would not start."
    if isinstance(command, SetVariable) and command.key in secrets:
        return f"A secret there is named {command.key}: the Space would not start."
    if isinstance(command, DeleteSecret) and held.secrets is not None and command.key not in secrets:
        return f"It has no secret named {command.key}."
    if isinstance(command, DeleteVariable) and held.variables is not None and command.key not in variables:
        return f"It has no variable named {command.key}."
    return ""


def totals(steps: Sequence[Step]) -> tuple[cost.Burn, cost.Burn]:
    """What steps cost together an hour, before and after."""
    before, after = [step.usd_before for step in steps], [step.usd_after for step in steps]
    return _sum(before), _sum(after)


def _sum(costs: Sequence[float | None]) -> cost.Burn:
    return cost.Burn(sum(each for each in costs if each), sum(each is None for each in costs))
