"""One simulated hour each, as a session may have it; what comes of it is measured."""

from __future__ import annotations

import random
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from itertools import count
from typing import Any

from spacetui.demo.faults import Cut
from spacetui.live.commands import Pause, Restart, SetSleepTime, SetVariable
from spacetui.live.pace import QUIET_AFTER
from spacetui.live.picture import Phase
from tests.simulation.figures import Figure
from tests.simulation.hub import HeldClock, RecordedWorld
from tests.simulation.orders import Orders
from tests.simulation.simulation import Simulation, every, simulation
from tests.simulation.weather import IMPATIENT, storm

HOUR = 3600.0
FREE = 1000
"""Requests in five minutes that a free account has."""
Scenario = Callable[[], Coroutine[Any, Any, list[Figure]]]
UNHURRIED = 0.1
"""A build takes one and a half minutes, a start one: the world at a tenth of its speed."""


async def fifty_spaces() -> list[Figure]:
    """Most changes are somebody else's; two are commands to the selected Space."""
    clock = HeldClock()
    world = RecordedWorld(clock, speed=UNHURRIED)
    ids = world.fill("ada", 50)
    selected, other = ids[0], ids[6]
    async with simulation(clock, world, "ada") as session:
        session.select(selected)
        bustle(session, [selected], 67.3, HOUR, 37.1)
        bustle(session, ids[1:], 41.9, HOUR, 23.7)
        session.at(600.3, partial(world.deploy, selected))
        session.at(1500.7, partial(world.deploy, other))
        session.at(2411.9, partial(world.stop, ids[7], "RUNTIME_ERROR", "out of memory"))
        session.at(2700.4, partial(session.submit, SetSleepTime(selected, 3600)))
        session.at(3000.2, partial(session.submit, Restart(selected)))
        await session.run(HOUR)
        return [
            _share(session, 35),
            Figure("selected Space shown wrongly", session.witness.longest("selected"), 6, "s"),
            Figure("… while transitional or after a command", session.witness.longest("close"), 2, "s"),
            Figure("any other Space shown wrongly", session.witness.longest("other"), 20, "s"),
            Figure("changes seen", len(session.witness.delays)),
        ]


async def ten_thousand_spaces(until: float = HOUR) -> list[Figure]:
    """200 of them change, some by a redeploy; the others are only read."""
    clock = HeldClock()
    world = RecordedWorld(clock, speed=UNHURRIED)
    owners = {"ada": 6000, "analytical": 3000, "readers": 1000}
    ids = [space_id for owner, number in owners.items() for space_id in world.fill(owner, number)]
    restless = random.Random("restless").sample(ids, 200)
    async with simulation(clock, world, *owners, among=set(restless)) as session:
        session.select(restless[0])
        bustle(session, restless, 11.3, until, 37.1)
        for moment, space_id in zip(every(397.0, until, 120.7), restless[1:], strict=False):
            session.at(moment, partial(world.deploy, space_id))
        await session.run(until)
        return [
            _share(session, 50),
            Figure("any Space shown wrongly", session.witness.longest(), 60, "s"),
            Figure("changes seen", len(session.witness.delays)),
        ]


async def nobody_looks() -> list[Figure]:
    """The hour begins when it has been quiet for ten minutes."""
    clock = HeldClock()
    world = RecordedWorld(clock, speed=UNHURRIED)
    ids = world.fill("ada", 50)
    async with simulation(clock, world, "ada") as session:
        session.select(ids[0], focused=False)
        await session.run(QUIET_AFTER + HOUR)
        asked = sum(at >= QUIET_AFTER for at, _ in session.asked)
        return [Figure("requests in the hour", asked, 130)]


async def little_quota() -> list[Figure]:
    """An action a minute, and nine at once in between."""
    clock = HeldClock()
    world = RecordedWorld(clock, speed=UNHURRIED, quota=60)
    ids = world.fill("ada", 50)
    numbers = count(1)
    async with simulation(clock, world, "ada") as session:
        session.select(ids[0])
        bustle(session, ids, 61.3, HOUR, 37.1)
        for moment in every(59.9, HOUR - 60, 30.0):
            number = next(numbers)
            session.at(moment, partial(session.submit, SetVariable(ids[number % 50], "STEPS", str(number))))
        for space_id in ids[12:48:4]:
            session.at(1803.0, partial(session.submit, Pause(space_id)))
        await session.run(HOUR)
        carried_out = [state for state in session.outcomes.values() if state.phase is Phase.CONFIRMED]
        return [
            Figure("429", world.limits.refused, 0),
            Figure("actions that were not carried out", len(session.submitted) - len(carried_out), 0),
            Figure("an action waited", session.waited(), 0, "s"),
            Figure("any Space shown wrongly", session.witness.longest(), 60, "s"),
        ]


async def bad_line(outage: float = 3000.0) -> list[Figure]:
    """Faults, for 50 minutes unless told otherwise, then no answer at all for three, then fair weather for seven."""
    fair_again, end = outage + 180, outage + 600
    clock = HeldClock()
    world = RecordedWorld(clock, speed=UNHURRIED)
    ids = world.fill("ada", 120)
    async with simulation(clock, world, "ada", timeouts=IMPATIENT) as session:
        tempest = storm(7)
        session.weather(tempest)
        session.select(ids[0])
        orders = Orders(world, ids[:100])
        for moment in every(12.1, outage - 60, 31.0):
            session.at(moment, partial(orders.give, session))
        bustle(session, ids[100:], 13.1, fair_again, 37.1)
        for moment, space_id in zip(every(301.0, fair_again, 120.7), ids[100:], strict=False):
            session.at(moment, partial(world.deploy, space_id))
        session.at(outage, partial(session.weather, Cut()))
        session.at(fair_again, partial(session.weather, None))
        await session.run(fair_again)
        right_again = await session.until_right(end)
        await session.run(end)
        verdict = orders.judge(session)
        return [
            Figure("commands sent twice", verdict.sent_twice, 0),
            Figure("outcomes told wrongly", len(verdict.wrong), 0),
            Figure('told as "cannot tell" where reads show it', len(verdict.evaded), 0),
            Figure("picture not equal to the hub's after the last fault", right_again - fair_again, 60, "s"),
            Figure("faults", tempest.befallen),
            Figure("commands", len(session.submitted)),
            Figure("… whose answer was lost", verdict.lost),
            Figure("… of which nobody can tell", verdict.untold),
            Figure("any Space shown wrongly, before the outage", session.witness.longest_before(outage), None, "s"),
        ]


SCENARIOS: Mapping[str, Scenario] = {
    "50 Spaces of one owner, one selected, 2 redeploys": fifty_spaces,
    "10,000 Spaces of 3 owners": ten_thousand_spaces,
    "Quiet and unfocused, one owner": nobody_looks,
    "A quota of 60 in a window": little_quota,
    "5 % 5xx, 2 % cut connections, 1 % time-outs, 10 % slow": bad_line,
}


def bustle(session: Simulation, ids: Sequence[str], seconds: float, until: float, start: float) -> None:
    """Have one of these Spaces change every so many seconds."""
    dice, numbers = random.Random(f"bustle {start}"), count(1)
    for moment in every(seconds, until, start):
        session.at(moment, partial(session.world.scale, dice.choice(ids), next(numbers) % 7 + 1))


def _share(session: Simulation, limit: float) -> Figure:
    return Figure("of a free account's window in any five minutes", 100 * session.busiest() / FREE, limit, "%")
