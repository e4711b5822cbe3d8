"""`spacetui watch`: every change of the Spaces, a line each, until somebody has seen enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from spacetui.report.changes import Change, Teller, json_line, text_line
from spacetui.report.following import FAILED, SIGNALLED, Out, Standing, attend, follow, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacetui.clock import Clock
    from spacetui.launch import Launcher, Session
    from spacetui.live.engine import Engine
    from spacetui.live.picture import Picture, Update

ENDED = 0


def watch(launcher: Launcher, ids: Sequence[str], *, as_json: bool) -> int:
    """Print the changes of these Spaces, or of all that the launcher's owners have; the exit status.

    ctrl+c, SIGTERM and a reader that has gone are the ways to end it: 0.
    """
    out, line = Out(), json_line if as_json else text_line
    opened = replace(launcher, authors=() if ids else launcher.authors, only=ids)
    status = run(opened.open, lambda session: watch_with(session, launcher.clock, out, line), out)
    return ENDED if status > SIGNALLED else status


async def watch_with(session: Session, clock: Clock, out: Out, line: Callable[[Change], str]) -> int:
    """Print every change in the words of `line`: 0 once nobody reads them any more, 1 where no answer will come or
    one of the Spaces asked for cannot be seen at the first look.
    """
    return await follow(session.engine, _Watcher(session.engine, clock, out, line).look)


class _Watcher:
    def __init__(self, engine: Engine, clock: Clock, out: Out, line: Callable[[Change], str]) -> None:
        self._engine = engine
        self._out = out
        self._line = line
        self._teller = Teller(since=clock.now())
        self._standing = Standing(clock, out)
        self._offered: frozenset[str] = frozenset()

    def look(self, update: Update) -> int | None:
        picture = update.picture
        if self._standing.hopeless(picture) or self._unseen(picture):
            return FAILED
        attend(self._engine)
        self._say_offered(picture)
        for change in self._teller.tell(update):
            self._out.data(self._line(change))
            if change.event == "gone":
                self._say_why(change.id, picture)
        return ENDED if self._out.closed else None

    def _unseen(self, picture: Picture) -> bool:
        """Whether a Space that was asked for has never been there; it is said."""
        errors = [chosen.refused for chosen in picture.chosen.values() if chosen.refused and chosen.id is None]
        for error in errors:
            self._out.error(error)
        return bool(errors)

    def _say_offered(self, picture: Picture) -> None:
        for name in sorted(picture.offered.keys() - self._offered):
            number = picture.offered[name]
            self._out.words(
                f"{name} has {number:,} Spaces or more, which are left out: `--author {name}` watches them."
            )
        self._offered |= picture.offered.keys()

    def _say_why(self, space_id: str, picture: Picture) -> None:
        for chosen in picture.chosen.values():
            if chosen.id == space_id and chosen.refused is not None:
                self._out.words(str(chosen.refused))
