"""A session over a bad line, with time that runs on by itself: commands, outages, a cursor that never rests."""

from __future__ import annotations

import asyncio
import gc
from functools import partial

from spacetui.demo.faults import Cut, Says
from spacetui.live.dispatch import KEPT
from tests.simulation.hub import HeldClock, RecordedWorld
from tests.simulation.orders import Orders
from tests.simulation.scenarios import bustle
from tests.simulation.simulation import Simulation, every, simulation
from tests.simulation.weather import IMPATIENT, storm

STEP = 0.2
HALF, FAIR_AGAIN = 150.0, 300.0
"""Seconds on the clock, as everywhere here."""
MORE_OBJECTS = 1.1


async def test_a_bad_line_for_long_leaves_nothing_behind_and_nothing_wrong() -> None:
    tasks = asyncio.all_tasks()
    clock = HeldClock()
    world = RecordedWorld(clock, speed=1.0)
    ids = world.fill("ada", 150)
    async with simulation(clock, world, "ada", timeouts=IMPATIENT) as session:
        orders = Orders(world, ids[:100])
        tempest = storm(5, slow=3.0, stalled=4.0)
        arrange(session, orders, ids)
        session.weather(tempest)
        for begin, outage in ((100.0, Cut()), (200.0, Says(503)), (280.0, Cut())):
            session.at(begin, partial(session.weather, outage))
            session.at(begin + 20, partial(session.weather, tempest))
        session.at(FAIR_AGAIN, partial(session.weather, None))

        await session.flow(HALF, STEP)
        objects = held_objects()
        await session.flow(FAIR_AGAIN, STEP)
        while session.witness.wrong or session.engine.picture.under_way():
            await session.flow(clock.monotonic() + 0.5, STEP)
            assert clock.monotonic() < FAIR_AGAIN + 60, (session.witness.wrong, session.engine.picture.under_way())
        verdict = orders.judge(session)

        assert tempest.befallen > 50
        assert len(session.submitted) > KEPT
        assert (verdict.sent_twice, verdict.wrong, verdict.evaded) == (0, [], [])
        assert world.limits.refused == 0
        assert len(session.engine.picture.commands) <= KEPT
        assert held_objects() < objects * MORE_OBJECTS
    assert asyncio.all_tasks() == tasks


def arrange(session: Simulation, orders: Orders, ids: list[str]) -> None:
    """A command every two and a half seconds, the cursor a row further every seven tenths, others at work as well."""
    for moment in every(2.5, FAIR_AGAIN, 3.0):
        session.at(moment, partial(orders.give, session))
    for row, moment in enumerate(every(0.7, FAIR_AGAIN + 60)):
        session.at(moment, partial(session.select, ids[row % len(ids)]))
    bustle(session, ids[100:], 3.1, FAIR_AGAIN, 5.0)
    for moment, space_id in zip(every(20.0, FAIR_AGAIN, 8.0), ids[100:], strict=False):
        session.at(moment, partial(session.world.deploy, space_id))


def held_objects() -> int:
    gc.collect()
    return len(gc.get_objects())
