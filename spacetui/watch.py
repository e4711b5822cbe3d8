"""`spacetui watch`: every change of the Spaces, a line each, until somebody has seen enough."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from spacetui.changes import Change, Teller, json_line, text_line
from spacetui.chosen import Chosen, open_chosen
from spacetui.following import FAILED, SIGNALLED, Out, Standing, follow, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacetui.chosen import ChosenClient
    from spacetui.clock import Clock
    from spacetui.launch import Launcher, Session
    from spacetui.live.picture import Picture, Update

ENDED = 0


def watch(launcher: Launcher, ids: Sequence[str], *, as_json: bool) -> int:
    """Print the changes of these Spaces, or of all that the launcher's owners have; the exit status.

    ctrl+c, SIGTERM and a reader that has gone are the ways to end it: 0.
    """
    out, line, clock = Out(), json_line if as_json else text_line, launcher.clock
    if ids:
        status = run(lambda: open_chosen(launcher, ids), lambda chosen: watch_chosen(chosen, clock, out, line), out)
    else:
        status = run(launcher.open, lambda session: watch_all(session, clock, out, line), out)
    return ENDED if status > SIGNALLED else status


async def watch_all(session: Session, clock: Clock, out: Out, line: Callable[[Change], str]) -> int:
    """Print every change in the words of `line`: 0 once nobody reads them any more, 1 where no answer will come."""
    return await follow(session.engine, _Watcher(clock, out, line).look)


async def watch_chosen(chosen: Chosen, clock: Clock, out: Out, line: Callable[[Change], str]) -> int:
    """The same of some Spaces alone; 1 as well where one of them cannot be seen at the first look."""
    watcher = _Watcher(clock, out, line)

    def look(update: Update) -> int | None:
        chosen.attend()
        unseen = [error for space_id, error in chosen.client.refused.items() if space_id not in chosen.client.names]
        for error in unseen:
            out.error(error)
        return FAILED if unseen else watcher.look(update, chosen.client)

    return await follow(chosen.engine, look)


class _Watcher:
    def __init__(self, clock: Clock, out: Out, line: Callable[[Change], str]) -> None:
        self._out = out
        self._line = line
        self._teller = Teller(since=clock.now())
        self._standing = Standing(clock, out)
        self._offered: frozenset[str] = frozenset()

    def look(self, update: Update, chosen: ChosenClient | None = None) -> int | None:
        if self._standing.hopeless(update.picture):
            return FAILED
        self._say_offered(update.picture)
        for change in self._teller.tell(update):
            self._out.data(self._line(change))
            if change.event == "gone" and chosen is not None:
                self._say_why(change.id, chosen)
        return ENDED if self._out.closed else None

    def _say_offered(self, picture: Picture) -> None:
        for name in sorted(picture.offered.keys() - self._offered):
            number = picture.offered[name]
            self._out.words(
                f"{name} has {number:,} Spaces or more, which are left out: `--author {name}` watches them."
            )
        self._offered |= picture.offered.keys()

    def _say_why(self, space_id: str, chosen: ChosenClient) -> None:
        for asked, error in chosen.refused.items():
            if chosen.names[asked] == space_id:
                self._out.words(str(error))
