"""`spacetui wait`: until every given Space is settled, and how each turned out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from spacetui import text
from spacetui.live.picture import Link
from spacetui.report import shapes
from spacetui.report.changes import Teller
from spacetui.report.changes import text_line as change_line
from spacetui.report.following import FAILED, Out, Standing, attend, follow, run, time_of_day

if TYPE_CHECKING:
    from spacetui.clock import Clock
    from spacetui.hub.errors import HubError
    from spacetui.launch import Launcher, Session
    from spacetui.live.engine import Engine
    from spacetui.live.picture import Connection, Picture, SpaceEntry, Update

TIMED_OUT = 3
SETTLED = 4
RUNNING = 0


class Outcome(StrEnum):
    """How a Space turned out, the worst first."""

    UNSEEN = "cannot be seen"
    FAILED = "failed"
    NOT_RUNNING = "not running"
    RUNNING = "running"


_STATUS: Mapping[Outcome, int] = {
    Outcome.UNSEEN: FAILED,
    Outcome.FAILED: FAILED,
    Outcome.NOT_RUNNING: SETTLED,
    Outcome.RUNNING: RUNNING,
}
_OF_KIND: Mapping[str, Outcome] = {
    "running": Outcome.RUNNING,
    "failed": Outcome.FAILED,
    "idle": Outcome.NOT_RUNNING,
}


@dataclass(frozen=True, slots=True)
class Settled:
    """A Space that has come to rest, seen at the wall time `at`: its entry, or why it cannot be seen."""

    at: float
    id: str
    outcome: Outcome
    entry: SpaceEntry | None = None
    problem: HubError | None = None


def wait(launcher: Launcher, ids: Sequence[str], *, timeout: float | None, as_json: bool) -> int:
    """Wait at most `timeout` seconds (0: look once), and print each Space as it settles. The exit status: 0 all
    run, 1 one failed or cannot be seen, 3 time is up, 4 all settled and not all running.
    """
    out, line = Out(), json_line if as_json else text_line
    return run(
        replace(launcher, authors=(), only=ids).open,
        lambda session: wait_with(session, launcher.clock, out, line, timeout),
        out,
    )


async def wait_with(
    session: Session, clock: Clock, out: Out, line: Callable[[Settled], str], seconds: float | None
) -> int:
    """The same with what is open, each Space in the words of `line`."""
    waiter = _Waiter(session.engine, clock, out, line, once=seconds == 0)
    following = asyncio.create_task(follow(session.engine, waiter.look))
    alarm = asyncio.create_task(clock.sleep(seconds)) if seconds else None
    tasks = [following, alarm] if alarm else [following]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return following.result() if following.done() else waiter.late()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Waiter:
    def __init__(self, engine: Engine, clock: Clock, out: Out, line: Callable[[Settled], str], *, once: bool) -> None:
        self._engine = engine
        self._clock = clock
        self._out = out
        self._line = line
        self._once = once
        self._teller = Teller(since=clock.now())
        self._standing = Standing(clock, out)
        self._settled: dict[str, Settled] = {}

    def look(self, update: Update) -> int | None:
        """Say what is new; the exit status once everything is settled."""
        picture = update.picture
        attend(self._engine)
        if self._standing.hopeless(picture) or self._never_let_in(picture.connection):
            return FAILED
        before = self._settled
        looked_at = (self._look_at(asked, picture) for asked in picture.chosen)
        self._settled = {settled.id: settled for settled in looked_at if settled is not None}
        self._say_progress(update)
        for space_id, settled in self._settled.items():
            if space_id not in before or before[space_id].outcome is not settled.outcome:
                self._say(settled)
        if not self._unsettled:
            return _STATUS[min((each.outcome for each in self._settled.values()), key=list(Outcome).index)]
        looked = picture.complete or picture.connection.problem is not None
        return self.late() if self._once and looked else None

    def late(self) -> int:
        """Say which are not settled; the exit status for that, or for what is worse."""
        for space_id in self._unsettled:
            self._out.words(f"Time is up: {space_id} is not settled.")
        failed = any(_STATUS[settled.outcome] == FAILED for settled in self._settled.values())
        return FAILED if failed else TIMED_OUT

    @property
    def _unsettled(self) -> list[str]:
        return [asked for asked in self._engine.picture.chosen if asked not in self._settled]

    def _look_at(self, asked: str, picture: Picture) -> Settled | None:
        """A Space that has come to rest; None while it is under way, or was not seen yet."""
        chosen = picture.chosen[asked]
        if chosen.refused is not None:
            return Settled(self._clock.now(), asked, Outcome.UNSEEN, problem=chosen.refused)
        entry = picture.spaces.get(chosen.id or "")
        turned_out = None if entry is None else outcome(entry)
        if entry is None or turned_out is None:
            return None
        return Settled(entry.read_at, asked, turned_out, entry)

    def _never_let_in(self, connection: Connection) -> bool:
        """Whether the token was refused from the first: then nobody is about to renew it."""
        if connection.link is not Link.SIGNED_OUT or connection.since is not None or connection.problem is None:
            return False
        self._out.error(connection.problem)
        return True

    def _say_progress(self, update: Update) -> None:
        """Words on what is under way."""
        under_way = {update.picture.chosen[asked].id for asked in self._unsettled}
        for change in self._teller.tell(update):
            if change.id in under_way:
                self._out.words(change_line(change))

    def _say(self, settled: Settled) -> None:
        self._out.data(self._line(settled))
        if settled.problem is not None:
            self._out.error(settled.problem)


def outcome(entry: SpaceEntry) -> Outcome | None:
    """How a Space turned out; None while it is under way, or in a stage that this version does not know.

    One that runs on other hardware than is asked for is about to start anew.
    """
    runtime = entry.runtime
    if runtime is None:
        return None
    switching = None not in (runtime.hardware, runtime.requested_hardware) and runtime.flavor != runtime.next_flavor
    turned_out = _OF_KIND.get(runtime.stage.kind)
    return None if switching and turned_out is Outcome.RUNNING else turned_out


def json_line(settled: Settled) -> str:
    """One line, ASCII only; keys as `show` has them, and how it turned out."""
    told = {"time": shapes.time(datetime.fromtimestamp(settled.at, UTC)), "id": settled.id, "outcome": settled.outcome}
    if settled.entry is None:
        return json.dumps(told | {"stage": None, "problem": str(settled.problem)}, ensure_ascii=True)
    space, runtime = shapes.space(settled.entry.space), shapes.runtime(settled.entry.runtime)
    return json.dumps(told | space | runtime | {"id": settled.id}, ensure_ascii=True)


def text_line(settled: Settled) -> str:
    """One line: when, which Space, its stage, hardware and error. Clean."""
    runtime = None if settled.entry is None else settled.entry.runtime
    parts: list[str | None] = [time_of_day(settled.at), settled.id]
    if runtime is None:
        parts.append(settled.outcome)
    else:
        parts += [runtime.stage, runtime.flavor, runtime.error_message]
    return text.clean("  ".join(part for part in parts if part))
