"""The run logs of several Spaces as one, followed live, each line with the name of its Space before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from spacetui import text
from spacetui.live.merged_log import MergedLog
from spacetui.ui import phrases
from spacetui.ui.logs import words as log_words
from spacetui.ui.logs.strips import SOURCE_TONES
from spacetui.ui.widgets.bars import Hint, KeyBar, SidedBar
from spacetui.ui.widgets.log_pane import LogPane

if TYPE_CHECKING:
    from spacetui.live.logbook import Watch
    from spacetui.live.picture import Picture, Update
    from spacetui.ui.app import SpacetuiApp

MOST = 8
"""As many streams as are open at once."""
_LONGEST_NAME = 16


def worth_merging(picture: Picture, ids: Sequence[str], *, running: bool) -> tuple[str, ...]:
    """Those of these Spaces whose logs can be had; where `running`, those that run, then those
    that are about to."""
    kinds = ("running", "moving") if running else ("",)
    chosen = []
    for kind in kinds:
        for space_id in ids:
            entry = picture.spaces.get(space_id)
            if entry is None or entry.space.static or not picture.may_act_on(entry.space.owner):
                continue
            stage = entry.runtime.stage if entry.runtime else None
            if not running or (stage is not None and stage.kind == kind and stage != "DELETING"):
                chosen.append(space_id)
    return tuple(chosen)


def short_names(ids: Sequence[str]) -> list[str]:
    """What to call these Spaces before each line: their names, with their owners where two have the same, each
    different from the others."""
    names = [text.clean(space_id.partition("/")[2]) for space_id in ids]
    counted = Counter(names)
    whole = [text.clean(space_id) if counted[name] > 1 else name for space_id, name in zip(ids, names, strict=True)]
    short = [text.truncate(name, _LONGEST_NAME) for name in whole]
    alike = Counter(short)
    return [
        name if alike[name] == 1 else f"{number} {text.truncate(name, _LONGEST_NAME - 2)}"
        for number, name in enumerate(short, 1)
    ]


class MergedLogScreen(Screen[None]):
    """Follows the logs of these Spaces; `which` says in a word or two how they were chosen."""

    AUTO_FOCUS = "#log"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,L", "close", show=False),
        Binding("question_mark", "app.help", show=False),
        Binding("ctrl+z", "app.suspend_process", show=False),
    ]
    DEFAULT_CSS = """
    MergedLogScreen { background: $background; layout: vertical; }
    """

    def __init__(self, ids: Sequence[str], which: str) -> None:
        super().__init__()
        self._ids = tuple(ids)
        self._which = which
        self._build = False
        self._names: list[str] = []
        self._watches: list[Watch] = []
        self._merged = MergedLog(())
        self._undrawn: dict[int, int] = {}
        """For each log the number from which on lines are new or changed that are not shown yet."""

    @property
    def cockpit(self) -> SpacetuiApp:
        return cast("SpacetuiApp", self.app)

    @property
    def pane(self) -> LogPane:
        return self.query_one(LogPane)

    def compose(self) -> ComposeResult:
        yield SidedBar(id="merged-heading")
        yield LogPane(id="merged-pane")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.cockpit.ticks.subscribe(self, lambda _: self._tell())
        self.cockpit.updates.subscribe(self, self._follow_names)
        self.query_one(KeyBar).show(self.pane.hints(), [Hint("?", "help"), Hint("q", "close")])
        self._take_up()

    def _take_up(self) -> None:
        """Follow all of them; what of them was seen before is there at once."""
        session = self.cockpit.session
        if session is None:
            self._leave()
            return
        before = self._watches
        self._watches = [
            session.engine.watch_log(space_id, build=self._build, told=partial(self._heard, place))
            for place, space_id in enumerate(self._ids)
        ]
        for watch in before:
            watch.close()
        names, logs = short_names(self._ids), [watch.log for watch in self._watches]
        self._names = names
        if self._merged.is_of(logs):
            self._merged.rename(names)
        else:
            self._undrawn = {}
            self._merged = MergedLog(list(zip(names, logs, strict=True)))
        sources = {name: SOURCE_TONES[place % len(SOURCE_TONES)] for place, name in enumerate(names)}
        kind = log_words.kind(build=self._build)
        self.pane.show(self._merged, f"{kind} logs", f"merged-{kind}", sources)
        self._tell()

    def _follow_names(self, update: Update) -> None:
        """What has another name by now is told under that one."""
        ids = tuple(update.renamed.get(each, each) for each in self._ids)
        if ids != self._ids:
            self._ids = ids
            self._take_up()

    def _heard(self, place: int, since: int) -> None:
        self._undrawn[place] = min(since, self._undrawn.get(place, since))
        self._catch_up()

    @on(events.ScreenResume)
    def _catch_up(self) -> None:
        """Draw what is new; beneath a dialog nothing is drawn, since it would all go out again."""
        if not self.is_active:
            return
        undrawn, self._undrawn = self._undrawn, {}
        for place, since in undrawn.items():
            if since < self._watches[place].log.end:
                self.pane.changed(self._merged.take(place, since))
        self._tell()

    def _tell(self) -> None:
        """Say how the streams stand, in one line, and which are not live."""
        if not self.is_active:
            return
        named: dict[str, list[str]] = {}
        for name, watch in zip(self._names, self._watches, strict=True):
            named.setdefault(log_words.in_a_word(watch.state), []).append(name)
        live = len(named.pop("live", ()))
        words = f"{live} of {len(self._watches)} live"
        words += "".join(f", {how}: {' '.join(names)}" for how, names in sorted(named.items()))
        empty = [f"No output yet of {phrases.count(len(self._watches), 'Space')}:", *map(text.clean, self._ids)]
        self.pane.stand(empty, (words, "running" if live else "muted"))
        heading = f" {phrases.count(len(self._ids), 'Space')} {self._which}: {', '.join(map(text.clean, self._ids))} "
        self.query_one("#merged-heading", SidedBar).show([(heading, "text", True)])

    @on(LogPane.Switch)
    def _switch(self) -> None:
        self._build = not self._build
        self._take_up()

    @on(events.Resize)
    def _refit(self) -> None:
        self.call_after_refresh(self._tell)

    def action_close(self) -> None:
        self.dismiss(None)

    def on_unmount(self) -> None:
        self._leave()

    def _leave(self) -> None:
        for watch in self._watches:
            watch.close()
        self._names, self._watches = [], []
        self._undrawn = {}
