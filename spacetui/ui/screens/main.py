"""The main screen: draws the engine's picture and turns keys into deeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.screen import Screen

from spacetui import text
from spacetui.live import cost
from spacetui.live.pace import Attention
from spacetui.live.picture import Link, Picture, SpaceEntry, Update
from spacetui.ui import actions, summary
from spacetui.ui.actions import BY_ID, Context
from spacetui.ui.filtering import NOTHING, Filter, parse
from spacetui.ui.ordering import Order, arrange
from spacetui.ui.widgets.bars import Hint, KeyBar, MessageBar, SidedBar, Tabs
from spacetui.ui.widgets.drawn import Scrolled
from spacetui.ui.widgets.list_heading import Heading, ListHeading
from spacetui.ui.widgets.panes import DetailPane, ListPane
from spacetui.ui.widgets.space_list import Listing, SpaceList

if TYPE_CHECKING:
    from spacetui.ui.app import SpacetuiApp


_READING = "Reading everything again …"


class MainScreen(Screen[None]):
    """Holds what is looked at (filter, order, tab); everything else is in the picture."""

    AUTO_FOCUS = "#spaces"
    BINDINGS: ClassVar[list[BindingType]] = actions.bindings()

    def __init__(self, *, id: str, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self.filter: Filter = NOTHING
        self.order = Order()
        self._ended: set[int] = set()
        self._warned: set[str] = set()
        self._environment: str | None = None
        self._awaited: str | None = None
        self._shown: list[SpaceEntry] = []

    @property
    def cockpit(self) -> SpacetuiApp:
        return cast("SpacetuiApp", self.app)

    @property
    def picture(self) -> Picture:
        return self.cockpit.picture

    @property
    def list(self) -> SpaceList:
        return self.query_one(SpaceList)

    @property
    def detail(self) -> DetailPane:
        return self.query_one(DetailPane)

    @property
    def selected(self) -> SpaceEntry | None:
        return self.picture.spaces.get(self.list.cursor or "")

    @property
    def context(self) -> Context:
        entry, picture = self.selected, self.picture
        return Context(picture, entry, own=entry is not None and picture.may_act_on(entry.space.owner))

    def compose(self) -> ComposeResult:
        yield SidedBar(id="status")
        yield MessageBar(id="trouble")
        with Container(id="body"):
            yield ListPane(id="list-pane")
            yield DetailPane(id="detail-pane")
        yield MessageBar(id="too-small")
        yield Container(id="filter-row")
        yield MessageBar(id="message")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.cockpit.updates.subscribe(self, self._updated)
        self.cockpit.ticks.subscribe(self, self._aged)
        self.cockpit.theme_changed_signal.subscribe(self, lambda _: self.show())
        self.show()

    # -- drawing -------------------------------------------------------------------------------------

    @property
    def is_current(self) -> bool:
        """Only while no dialog is over it. For Textual a screen behind one is current as well: once touched, it has
        the whole window sent again with each message that comes by."""
        return self.is_active

    def show(self) -> None:
        """Draw the present picture. Beneath a dialog nothing is drawn: it would all go out again."""
        if not self.is_current:
            return
        self._show_list()
        self._show_detail()
        self._show_bars()

    def _aged(self, _: float) -> None:
        """A second has passed: ages are drawn again; what is listed, and in which order, stays."""
        if self.is_current:
            self.list.redraw()
            self._show_detail()
            self._show_bars()

    def _updated(self, update: Update) -> None:
        for state in update.picture.commands.values():
            if state.phase.ended and state.number not in self._ended:
                self._ended.add(state.number)
                words, tone = summary.outcome(state, self.cockpit.glyphs)
                self.say(words, tone)
        if self.query_one("#message", MessageBar).words == _READING:
            self.say("")
        self._pass_on_warnings()
        self.show()

    def _pass_on_warnings(self) -> None:
        """What the Hub warned of, once a topic."""
        warnings = self.cockpit.session.client.warnings if self.cockpit.session else {}
        for topic in warnings.keys() - self._warned:
            self._warned.add(topic)
            self.say(text.clean(f"The Hub warns: {warnings[topic]}"), "warning")

    @on(events.Resize)
    def _fit(self) -> None:
        """Once everything has its new size: how much is said depends on it."""
        for bar in self.query(MessageBar):
            bar.fit()
        self.call_after_refresh(self.show)

    @on(events.ScreenResume)
    def _catch_up(self) -> None:
        self.show()

    def _show_list(self) -> None:
        picture, prices = self.picture, cost.prices(self.picture)
        matching = (entry for entry in picture.spaces.values() if self.filter.holds(entry, prices))
        self._shown = arrange(matching, self.order, prices)
        account = picture.account.name if picture.account else None
        self.list.show(Listing(self._shown, prices, account), self._empty_words())
        if self._awaited in picture.spaces:
            self.list.go_to(self._awaited or "")
            self._awaited = None
        words = text.clean(self.filter.text.strip())
        heading = Heading(words, len(self._shown), len(picture.spaces), self.order)
        self.query_one(ListHeading).show(heading)

    def _empty_words(self) -> tuple[str, ...]:
        picture = self.picture
        if picture.spaces:
            return ("No Space matches the filter.", "esc clears it.")
        if picture.complete:
            return ("There are no Spaces here yet.", "Create one on the Hub, or look at others' with --author.")
        if picture.connection.problem is not None or picture.connection.link is Link.SIGNED_OUT:
            return ("No list of Spaces yet.",)
        return ("Reading the list of Spaces …",)

    def _show_detail(self) -> None:
        self.detail.show(self.selected, self.picture, self.cockpit.glyphs, self.cockpit.clock.now())
        self._attend()

    def _show_bars(self) -> None:
        picture, glyphs, now = self.picture, self.cockpit.glyphs, self.cockpit.clock.now()
        place = self.cockpit.session.place if self.cockpit.session else ""
        width = self.size.width
        self.query_one("#status", SidedBar).show(
            summary.left(picture, glyphs, width), summary.right(picture, glyphs, place, now, width)
        )
        trouble, unread = summary.trouble(picture.connection, now), summary.unreadable(picture)
        self.query_one("#trouble", MessageBar).say(trouble or unread, "failed" if trouble else "warning")
        small = width < 40 or self.size.height < 12
        self.query_one("#too-small", MessageBar).say(*summary.too_small(picture, glyphs) if small else ("",))
        self._show_keys()

    def _show_keys(self) -> None:
        context = self.context
        useful = [action for action in actions.ACTIONS if action.footer]
        hints = [
            Hint(action.key, actions.label_for(action, context), dim=bool(action.objection(context)))
            for action in useful
        ]
        always = [Hint(":", "palette"), Hint("?", "help"), Hint("q", "quit")]
        self.query_one("#keys", KeyBar).show(hints, always if self.size.width >= 60 else always[1:2])

    def say(self, words: str, tone: str = "text") -> None:
        """Say something below the panes; nothing, to fall silent."""
        self.query_one("#message", MessageBar).say(words, tone)

    def attend_to_environment(self, space_id: str | None) -> None:
        """Have the secrets and variables of a Space read while a form shows them, wherever the cursor is."""
        self._environment = space_id
        self._attend()

    def _attend(self) -> None:
        session = self.cockpit.session
        if session is None:
            return
        selected = self.list.cursor
        in_panel = selected if self.detail.active == 1 and self.picture.account else None
        session.engine.attend(Attention(selected, environment=self._environment or in_panel))

    def follow(self, space_id: str) -> None:
        """Bring the cursor to a Space as soon as the list has it."""
        self._awaited = space_id
        self.show()

    # -- moving --------------------------------------------------------------------------------------

    @on(SpaceList.Moved)
    def _selected_another(self) -> None:
        self._show_detail()
        self._show_keys()

    @on(SpaceList.Opened)
    def _open_clicked(self) -> None:
        self.action_open()

    @on(Tabs.Chosen)
    def _tab_clicked(self, chosen: Tabs.Chosen) -> None:
        self.action_tab(chosen.index)

    def _scrolled(self, lines: int) -> bool:
        """Scroll the detail, where it has the focus."""
        if not isinstance(self.focused, Scrolled) or self.focused is self.list:
            return False
        self.focused.scroll_relative(y=lines, animate=False)
        return True

    def action_down(self) -> None:
        if not self._scrolled(1):
            self.list.go(self.list.position + 1)

    def action_up(self) -> None:
        if not self._scrolled(-1):
            self.list.go(self.list.position - 1)

    @property
    def _half_page(self) -> int:
        pane = self.focused if isinstance(self.focused, Scrolled) else self.list
        return max(1, pane.size.height // 2)

    def action_page_down(self) -> None:
        half = self._half_page
        if not self._scrolled(half):
            self.list.go(self.list.position + half)

    def action_page_up(self) -> None:
        half = self._half_page
        if not self._scrolled(-half):
            self.list.go(self.list.position - half)

    def action_first(self) -> None:
        if not self._scrolled(-100_000):
            self.list.go(0)

    def action_last(self) -> None:
        if not self._scrolled(100_000):
            self.list.go(len(self._shown) - 1)

    def action_next_problem(self) -> None:
        self._to_problem(1)

    def action_previous_problem(self) -> None:
        self._to_problem(-1)

    def _to_problem(self, step: int) -> None:
        failed = {entry.id for entry in self._shown if entry.runtime and entry.runtime.stage.kind == "failed"}
        if not self.list.go_to_next(step, frozenset(failed)):
            self.say("Nothing has failed.", "running")

    def action_next_pane(self) -> None:
        other = self.detail.panel if self.focused is self.list else self.list
        if other is self.list or self.detail.display:
            other.focus()

    action_previous_pane = action_next_pane

    def action_open(self) -> None:
        """Show the detail, over the list where there is no room beside it, and go into it."""
        if self.selected is not None:
            self.add_class("detail-open")
            if self.detail.display:
                self.detail.panel.focus()
            else:
                self.call_after_refresh(self.detail.panel.focus)

    def action_close(self) -> None:
        """One thing at a time: the zoom, the detail, the message, the filter. Never quits."""
        message = self.query_one("#message", MessageBar)
        if self._zoomed:
            self.remove_class("zoom-list", "zoom-detail")
        elif self.has_class("detail-open") or self.focused is not self.list:
            self.remove_class("detail-open")
            self.list.focus()
        elif message.saying:
            self.say("")
        elif self.filter.text:
            self.set_filter("")

    @property
    def _zoomed(self) -> bool:
        return self.has_class("zoom-list") or self.has_class("zoom-detail")

    def action_zoom(self) -> None:
        if self._zoomed:
            self.remove_class("zoom-list", "zoom-detail")
        else:
            self.add_class("zoom-list" if self.focused is self.list else "zoom-detail")

    def action_tab(self, index: int) -> None:
        inside = self.focused is not None and self.focused is not self.list
        self.detail.choose(index)
        if inside:
            self.detail.panel.focus()
        self._show_detail()

    def action_next_tab(self) -> None:
        self.action_tab(self.detail.active + 1)

    def action_previous_tab(self) -> None:
        self.action_tab(self.detail.active - 1)

    # -- finding -------------------------------------------------------------------------------------

    def set_filter(self, words: str) -> None:
        before, self.filter = self.filter, parse(words)
        if self.filter.problems or before.problems:
            self.say("; ".join(self.filter.problems), "warning")
        self.show()

    async def action_filter(self) -> None:
        from spacetui.ui.widgets.filter_input import FilterInput

        row = self.query_one("#filter-row", Container)
        if not row.children:
            await row.mount(FilterInput())
        row.add_class("open")
        field = row.query_one(FilterInput)
        field.begin(self.filter.text)
        field.focus()

    def end_filter(self, words: str) -> None:
        """The filter was accepted or given up."""
        self.query_one("#filter-row").remove_class("open")
        self.list.focus()
        self.set_filter(words)

    def set_order(self, order: Order) -> None:
        self.order = order
        self.show()

    def action_sort_next(self) -> None:
        self.set_order(self.order.step(1))

    def action_sort_previous(self) -> None:
        self.set_order(self.order.step(-1))

    # -- doing ---------------------------------------------------------------------------------------

    def action_deed(self, action_id: str) -> None:
        """One of the deeds on a Space, unless something speaks against it: then that is said."""
        from spacetui.ui import deeds

        context = self.context
        objection = BY_ID[action_id].objection(context)
        if objection or context.entry is None:
            self.say(objection, "warning")
        else:
            self.say("")
            deeds.BY_ACTION[action_id](self.cockpit, context.entry)

    def action_sort(self) -> None:
        from spacetui.ui.screens.menus import choose_order

        choose_order(self.cockpit)

    def action_refresh(self) -> None:
        if self.cockpit.session is not None:
            self.cockpit.session.engine.refresh()
            self.say(_READING, "muted")

    def action_redraw_screen(self) -> None:
        self.refresh(layout=True)

    async def action_quit_or_back(self) -> None:
        if self.has_class("detail-open") or self.focused is not self.list:
            self.action_close()
        else:
            await self.run_action("app.leave")
