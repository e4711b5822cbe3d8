"""The Logs tab: the run or build log of the Space under the cursor, followed while it is to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual import on
from textual.app import ComposeResult

from spacetui import text
from spacetui.live.log import Log
from spacetui.ui.logs import words as log_words
from spacetui.ui.widgets.bars import Hint
from spacetui.ui.widgets.drawn import Scrolled
from spacetui.ui.widgets.log_pane import LogPane
from spacetui.ui.widgets.panel import Panel, Sight

if TYPE_CHECKING:
    from spacetui.live.engine import Engine
    from spacetui.live.logbook import Watch


class _Shown(NamedTuple):
    """Which log is shown, and whether it is followed."""

    space_id: str
    build: bool
    engine: Engine | None


class LogPanel(Panel):
    """Shows the build log of a Space that builds or failed to, else the run log, unless another was chosen."""

    DEFAULT_CSS = """
    LogPanel { height: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.pane = LogPane(id="log-pane")
        self._sight: Sight | None = None
        self._chosen: bool | None = None
        self._of: str | None = None
        """Which Space is looked at, or was last, whatever its name."""
        self._shown: _Shown | None = None
        self._watch: Watch | None = None
        self._quiet_since = 0.0
        self._undrawn: int | None = None
        """The number from which on lines are new or changed that came while something was over them."""

    def compose(self) -> ComposeResult:
        yield self.pane

    @property
    def target(self) -> Scrolled:
        return self.pane.view

    def hints(self) -> Sequence[Hint]:
        first, second, *rest = self.pane.hints()
        return [first, second, Hint("F", "zoom"), *rest]

    def choose(self, *, build: bool) -> None:
        """Show the build log, or the run log, until the cursor is on another Space."""
        self._chosen = build
        if self._sight is None:
            self._of = None
        if self._sight is not None and self.is_mounted:
            self.look_at(self._sight)

    @on(LogPane.Switch)
    def _switch(self) -> None:
        if self._shown is not None:
            self.choose(build=not self._shown.build)

    def look_at(self, sight: Sight) -> None:
        entry, before = sight.entry, self._of
        self._of = entry.space.identity or entry.id
        if before not in (None, self._of):
            self._chosen = None
        self._sight = sight
        if not self.is_mounted:
            return
        session = self.pane.cockpit.session
        build = log_words.shows_build_first(entry) if self._chosen is None else self._chosen
        refused = log_words.objection(sight)
        engine = None if refused or session is None else session.engine
        self._take_up(_Shown(entry.id, build, engine))
        self._catch_up()
        self._tell(refused)

    def look_away(self) -> None:
        self._sight = self._shown = None
        self._stop()

    def _take_up(self, wanted: _Shown) -> None:
        """Follow what is wanted, unless it is followed already. Under another name it may still be the same log."""
        if wanted == self._shown:
            return
        self._shown, before = wanted, self._watch
        kind = log_words.kind(build=wanted.build)
        self._watch = self._undrawn = None
        if wanted.engine is not None:
            self._watch = wanted.engine.watch_log(wanted.space_id, build=wanted.build, told=self._heard)
        lines = self._watch.log if self._watch is not None else Log()
        if before is not None:
            before.close()
        if before is None or before.log is not lines:
            self._quiet_since = self.pane.cockpit.clock.monotonic()
        self.pane.show(lines, f"{kind} log", f"{text.clean(wanted.space_id)}-{kind}")

    def _stop(self) -> None:
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def _heard(self, since: int) -> None:
        if self._watch is not None and since < self._watch.log.end:
            self._quiet_since = self.pane.cockpit.clock.monotonic()
            self._undrawn = since if self._undrawn is None else min(self._undrawn, since)
        if self.screen.is_active:  # beneath a dialog nothing is drawn: it would all go out again
            self._catch_up()
            self._tell("")

    def _catch_up(self) -> None:
        if self._undrawn is not None:
            since, self._undrawn = self._undrawn, None
            self.pane.changed(since)

    def _tell(self, refused: str) -> None:
        """Say how it stands."""
        sight, shown, watch, clock = self._sight, self._shown, self._watch, self.pane.cockpit.clock
        if sight is None or shown is None:
            return
        if watch is None:
            self.pane.stand([refused or "Still connecting to the Hub …"], ("", "muted"))
            return
        now = clock.monotonic()
        quiet = min(now - self._quiet_since, clock.now() - sight.entry.since)
        empty = log_words.why_empty(sight.entry, watch.state, build=shown.build, quiet=quiet)
        ended = f"this {log_words.kind(build=shown.build)} has ended" if watch.log.end else "nothing to follow"
        self.pane.stand([empty], log_words.standing(watch.state, now, ended=ended))

    def on_mount(self) -> None:
        """What was to be looked at before the widgets were there."""
        if self._sight is not None:
            self.call_after_refresh(self._look_again)

    def _look_again(self) -> None:
        if self._sight is not None:
            self.look_at(self._sight)

    def on_unmount(self) -> None:
        self._stop()
