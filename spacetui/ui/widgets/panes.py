"""The two panes of the main screen: each a heading and what is below it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from spacetui import text
from spacetui.live.picture import Picture, SpaceEntry
from spacetui.ui.widgets.bars import SidedBar, Tabs
from spacetui.ui.widgets.list_heading import ListHeading
from spacetui.ui.widgets.panel import Panel, Sight
from spacetui.ui.widgets.space_list import SpaceList


def _runtime() -> Panel:
    from spacetui.ui.widgets.facts_panel import FactsPanel

    return FactsPanel(id="runtime")


def _logs() -> Panel:
    from spacetui.ui.widgets.log_panel import LogPanel

    return LogPanel(id="logs")


def _metrics() -> Panel:
    from spacetui.ui.widgets.metrics_panel import MetricsPanel

    return MetricsPanel(id="metrics")


def _env() -> Panel:
    from spacetui.ui.widgets.env_panel import EnvPanel

    return EnvPanel(id="env")


def _volumes() -> Panel:
    from spacetui.ui.widgets.volumes_panel import VolumesPanel

    return VolumesPanel(id="volumes")


class Tab(NamedTuple):
    """A tab of the detail: `make` loads and creates its panel, whose id is `id`."""

    id: str
    name: str
    make: Callable[[], Panel]


TABS = (
    Tab("runtime", "Runtime", _runtime),
    Tab("logs", "Logs", _logs),
    Tab("metrics", "Metrics", _metrics),
    Tab("env", "Env", _env),
    Tab("volumes", "Volumes", _volumes),
)


class ListPane(Vertical):
    """The heading over the columns, and the list."""

    def compose(self) -> ComposeResult:
        yield ListHeading(id="list-heading")
        yield SpaceList(id="spaces")

    @property
    def spaces(self) -> SpaceList:
        return self.query_one(SpaceList)


class DetailPane(Vertical):
    """The selected Space: its id, the tabs, and the panel of the active one."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.active = 0
        self._panels: dict[int, Panel] = {}

    def compose(self) -> ComposeResult:
        yield SidedBar(id="detail-heading")
        yield Tabs([tab.name for tab in TABS], id="tabs")
        yield Static("No Space is selected.", id="nothing")

    def on_mount(self) -> None:
        self.choose(0)

    @property
    def tab(self) -> Tab:
        """The active one."""
        return TABS[self.active]

    @property
    def panel(self) -> Panel:
        """The panel of the active tab."""
        return self._panels[self.active]

    def choose(self, index: int) -> None:
        """Bring a tab to the front."""
        if self.active in self._panels:
            self.panel.look_away()
            self.panel.display = False
        self.active = index % len(TABS)
        self.query_one(Tabs).show(self.active)
        if self.active not in self._panels:
            self._panels[self.active] = self.tab.make()
            self.mount(self.panel)
        self.panel.display = True

    def show(self, entry: SpaceEntry | None, picture: Picture, now: float) -> None:
        """Draw a Space, as far as the pane is to be seen."""
        heading = self.query_one("#detail-heading", SidedBar)
        self.query_one("#nothing").display = entry is None
        self.panel.display = entry is not None
        if entry is None:
            heading.show([])
            self.panel.look_away()
            return
        under_way = [state.title for state in picture.under_way(entry.id)]
        heading.show(
            [(f" {text.clean(entry.id)} ", "text", True)],
            [(f" {text.clean(under_way[0])} under way … ", "moving")] if under_way else [],
        )
        if self.display:
            self.panel.look_at(Sight(entry, picture, now))
        else:
            self.panel.look_away()
