"""A session in simulated time: client, engine and hub are the real ones; time jumps to where something happens."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from pydantic import SecretStr

from spacetui.demo.faults import Fault, Hit
from spacetui.demo.record import RecordedRequest
from spacetui.demo.server import DemoServer
from spacetui.hub.client import SpacesClient
from spacetui.hub.wire import Timeouts
from spacetui.live.commands import Command
from spacetui.live.engine import Engine
from spacetui.live.pace import Attention
from spacetui.live.picture import CommandState
from tests.idle import idle
from tests.simulation.hub import HeldClock, RecordedWorld
from tests.simulation.witness import Witness

WINDOW = 300.0
HAIR = 1e-6
PATIENCE = 30.0
"""Real seconds in which everything comes to rest, or something is badly wrong."""


class Gate:
    """Every request passes it: it counts those under way, and has the `fault` of the hour befall them."""

    def __init__(self) -> None:
        self.fault: Fault | None = None
        self.open = 0

    async def befall(self, hit: Hit) -> None:
        self.open += 1
        try:
            if self.fault is None:
                await hit.app(hit.scope, hit.receive, hit.send)
            else:
                await self.fault.befall(hit)
        finally:
            self.open -= 1


@dataclass
class Simulation:
    """What runs and who looks at it. `asked` is what was asked of the hub, with the clock's monotonic time;
    `submitted` and `outcomes` are commands by number, with the time each was given and the state it ended in.
    """

    clock: HeldClock
    world: RecordedWorld
    server: DemoServer
    engine: Engine
    witness: Witness
    gate: Gate
    asked: list[tuple[float, RecordedRequest]] = field(default_factory=list)
    submitted: dict[int, tuple[float, Command]] = field(default_factory=dict)
    outcomes: dict[int, CommandState] = field(default_factory=dict)
    _agenda: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)

    def at(self, moment: float, act: Callable[[], None]) -> None:
        """Have something happen at a moment of the clock's monotonic time."""
        heapq.heappush(self._agenda, (moment, next(self._order), act))

    def select(self, space_id: str, *, focused: bool = True) -> None:
        self.witness.selected = space_id
        self.engine.attend(Attention(selected=space_id, focused=focused))

    def submit(self, command: Command) -> None:
        self.witness.commanded[command.space_id] = self.clock.monotonic()
        self.submitted[self.engine.submit(command)] = self.clock.monotonic(), command

    def weather(self, fault: Fault | None) -> None:
        """From now on every request meets this fault; none does where it is None."""
        self.gate.fault = fault

    async def run(self, until: float) -> None:
        """Let time jump, moment by moment at which anything happens; everything comes to rest in between."""
        while True:
            await self._rest()
            self._look()
            now = self.clock.monotonic()
            if now >= until:
                return
            ahead = [self.clock.next_deadline() - now, self.world.next_event() - self.clock.now(), until - now]
            ahead += [self._agenda[0][0] - now] if self._agenda else []
            # What is due in less than a hair counts as due now; a world's event may be a rounding away.
            self._pass(max(HAIR, min(ahead)))

    async def flow(self, until: float, step: float) -> None:
        """Let time pass in small steps; nobody waits for anything to come to rest."""
        while self.clock.monotonic() < until:
            await asyncio.sleep(0.005)
            self._pass(step)
            self._look()

    def _look(self) -> None:
        now = self.clock.monotonic()
        self.asked += [(now, request) for request in self.server.recorder.take()]
        self.witness.look()
        self.outcomes |= {number: each for number, each in self.engine.picture.commands.items() if each.phase.ended}

    def _pass(self, seconds: float) -> None:
        self.clock.advance(seconds)
        while self._agenda and self._agenda[0][0] <= self.clock.monotonic() + HAIR:
            heapq.heappop(self._agenda)[2]()

    async def until_right(self, latest: float) -> float:
        """Let time pass until the picture is equal to the hub, at most until `latest`; when that was."""
        while self.witness.wrong and self.clock.monotonic() < latest:
            await self.run(self.clock.monotonic() + 0.5)
        return self.clock.monotonic()

    async def _rest(self) -> None:
        """Until nothing goes on that does not wait for time to pass."""
        settled = asyncio.create_task(self.engine.settled())
        try:
            async with asyncio.timeout(PATIENCE):
                await idle()
                while not settled.done() and self.gate.open != self.clock.held:
                    await asyncio.sleep(0.005)  # somebody waits for an answer that will never come
                    await idle()
        finally:
            settled.cancel()

    def busiest(self, since: float = 0.0) -> int:
        """Most requests in any five minutes."""
        times = [at for at, _ in self.asked if at >= since]
        most = first = 0
        for last, at in enumerate(times):
            while times[first] <= at - WINDOW:
                first += 1
            most = max(most, last - first + 1)
        return most

    def changes(self) -> list[tuple[float, RecordedRequest]]:
        """What was asked that changes something."""
        return [(at, request) for at, request in self.asked if request.method != "GET"]

    def waited(self) -> float:
        """The longest that what was submitted waited until it was sent, one after the other."""
        sent = (at for at, _ in self.changes())
        return max(
            (at - submitted for at, (submitted, _) in zip(sent, self.submitted.values(), strict=True)), default=0.0
        )


@asynccontextmanager
async def simulation(
    clock: HeldClock,
    world: RecordedWorld,
    *owners: str,
    timeouts: Timeouts | None = None,
    among: set[str] | None = None,
) -> AsyncIterator[Simulation]:
    """An engine that shows the Spaces of these owners, at a hub with this world."""
    with DemoServer(world) as server:
        async with SpacesClient(
            endpoint=server.url, token=SecretStr(world.token), clock=clock, timeouts=timeouts
        ) as client:
            engine = Engine(client, authors=owners, clock=clock, chance=lambda: 0.5)
            witness = Witness(world, engine, clock, owners, among)
            gate = Gate()
            server.faults.add(gate)
            simulated = Simulation(clock, world, server, engine, witness, gate)
            async with asyncio.TaskGroup() as tasks:
                running = [tasks.create_task(engine.run()), tasks.create_task(_follow(engine))]
                yield simulated
                for task in running:
                    task.cancel()


async def _follow(engine: Engine) -> None:
    async for _ in engine.changes():
        pass


def every(seconds: float, until: float, start: float = 0.0) -> Iterable[float]:
    """Moments, evenly spread."""
    moment = start
    while moment < until:
        yield moment
        moment += seconds
