"""The two panes of the main screen: each a heading and what is below it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from spacetui import text
from spacetui.live import cost
from spacetui.live.picture import Picture, SpaceEntry
from spacetui.ui.facts import facts
from spacetui.ui.glyphs import Glyphs
from spacetui.ui.widgets.bars import SidedBar, Tabs
from spacetui.ui.widgets.drawn import Scrolled
from spacetui.ui.widgets.env_panel import EnvPanel
from spacetui.ui.widgets.facts_panel import FactsPanel
from spacetui.ui.widgets.list_heading import ListHeading
from spacetui.ui.widgets.space_list import SpaceList

TABS = ("Runtime", "Env")


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

    def compose(self) -> ComposeResult:
        yield SidedBar(id="detail-heading")
        yield Tabs(TABS, id="tabs")
        yield FactsPanel(id="runtime")
        yield EnvPanel(id="env")

    def on_mount(self) -> None:
        self.choose(0)

    @property
    def panel(self) -> Scrolled:
        """The panel that is to be seen."""
        return self.query_one(("#runtime", "#env")[self.active], Scrolled)

    def choose(self, index: int) -> None:
        """Bring a tab to the front."""
        self.active = index % len(TABS)
        self.query_one(Tabs).show(self.active)
        self.query_one("#runtime").display = self.active == 0
        self.query_one("#env").display = self.active == 1

    def show(self, entry: SpaceEntry | None, picture: Picture, glyphs: Glyphs, now: float) -> None:
        heading = self.query_one("#detail-heading", SidedBar)
        if entry is None:
            heading.show([])
            self.query_one(FactsPanel).show((), "No Space is selected.")
            self.query_one(EnvPanel).show(picture.environment(""), "No Space is selected.")
            return
        under_way = [state.title for state in picture.under_way(entry.id)]
        heading.show(
            [(f" {text.clean(entry.id)} ", "text", True)],
            [(f" {text.clean(under_way[0])} under way … ", "moving")] if under_way else [],
        )
        if self.active == 0:
            prices = cost.prices(picture)
            self.query_one(FactsPanel).show(facts(entry, picture, prices, glyphs, now))
        else:
            unread = "" if picture.account else "Secrets and variables need a token that may write to the Space."
            self.query_one(EnvPanel).show(picture.environment(entry.id), unread)
