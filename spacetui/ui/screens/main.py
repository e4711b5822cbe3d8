"""The main screen: draws the engine's picture and turns keys into deeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal

from spacetui import text
from spacetui.live.commands import DELETION
from spacetui.live.pace import Attention
from spacetui.live.picture import Link, Picture, Update
from spacetui.live.showing import to_be_shown
from spacetui.ui import actions, summary
from spacetui.ui.filtering import NOTHING, Filter, parse
from spacetui.ui.objections import Context
from spacetui.ui.ordering import Order
from spacetui.ui.overview import Overview
from spacetui.ui.screens.marking import MarkingScreen
from spacetui.ui.widgets.bars import FittedBar, Hint, KeyBar, MessageBar, SidedBar, Tabs, cells
from spacetui.ui.widgets.list_heading import Heading, ListHeading
from spacetui.ui.widgets.panes import DetailPane, ListPane
from spacetui.ui.widgets.space_list import Listing, SpaceList

if TYPE_CHECKING:
    from spacetui.ui.app import SpacetuiApp


_READING = "Reading everything again …"
_SHORT = 20
_OFFERED_FOR = 60.0
"""In a window of fewer rows than _SHORT an offer goes by itself after so many seconds."""


class MainScreen(MarkingScreen):
    """Holds what is looked at (filter, order, tab); everything else is in the picture."""

    AUTO_FOCUS = "#spaces"
    BINDINGS: ClassVar[list[BindingType]] = actions.bindings()

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self.filter: Filter = NOTHING
        self.order = Order()
        self._ended: set[int] = set()
        self._warned: set[str] = set()
        self._environments: tuple[str, ...] = ()
        self._zero_gpu = False
        self._awaited: str | None = None
        self._overview = Overview()
        self._declined: frozenset[str] = frozenset()
        self._offered_at: float | None = None

    @property
    def cockpit(self) -> SpacetuiApp:
        return cast("SpacetuiApp", self.app)

    @property
    def picture(self) -> Picture:
        return self.cockpit.picture

    @property
    def context(self) -> Context:
        entry, picture = self.selected, self.picture
        own = entry is not None and picture.may_act_on(entry.space.owner)
        connected, session = not self.cockpit.at_a_glance, self.cockpit.session
        followed = entry is not None and session is not None and session.engine.finder.follows(entry.id)
        return Context(picture, entry, own, connected, self.marked, followed)

    def compose(self) -> ComposeResult:
        with Horizontal(id="status"):
            yield SidedBar(id="fleet")
            yield FittedBar(id="link")
        yield MessageBar(id="trouble")
        with Container(id="body"):
            yield ListPane(id="list-pane")
            yield DetailPane(id="detail-pane")
        yield MessageBar(id="too-small")
        yield Container(id="filter-row")
        yield MessageBar(id="offer")
        yield MessageBar(id="plan")
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
        self.show_detail()
        self._show_bars()

    def _aged(self, _: float) -> None:
        """A second has passed: ages are drawn again; what is listed, and in which order, stays."""
        if self.is_current:
            self.list.redraw()
            self.show_detail()
            self._show_bars()

    def _updated(self, update: Update) -> None:
        self._overview.hear(update)
        self._keep_up(update)
        for state in update.picture.commands.values():
            if state.phase.ended and state.plan is None and state.number not in self._ended:
                self._ended.add(state.number)
                words, tone = summary.outcome(state, self.cockpit.glyphs)
                self.say(words, tone)
        self.hear_of_plans(update)
        if self.query_one("#message", MessageBar).words == _READING:
            self.say("")
        self._pass_on_warnings()
        self.show()

    def _keep_up(self, update: Update) -> None:
        """The cursor goes where its Space went; where that is nowhere, it is said."""
        self._environments = tuple(update.renamed.get(each, each) for each in self._environments)
        self.keep_marks(update)
        before = self.list.follow(update.renamed)
        if before is not None:
            self.say(summary.renamed(before, self.list.cursor or ""), "warning")
            return
        vanished = next((each for each in (self.list.cursor, self.list.lost) if each in update.gone), None)
        if vanished is None or not to_be_shown(update.picture, vanished):
            return
        commands = update.picture.commands.values()
        if not any(state.space_id == vanished and state.title == DELETION for state in commands):
            self.say(summary.gone(vanished), "warning")

    def _pass_on_warnings(self) -> None:
        """What the Hub warned of, once a topic."""
        warnings = self.cockpit.session.client.warnings if self.cockpit.session else {}
        for topic in warnings.keys() - self._warned:
            self._warned.add(topic)
            self.say(text.clean(f"The Hub warns: {warnings[topic]}"), "warning")
        problems = self.cockpit.session.engine.problems if self.cockpit.session else ()
        for problem in problems:
            if problem not in self._warned:
                self._warned.add(problem)
                self.say(text.clean(problem), "warning")

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
        picture, overview = self.picture, self._overview
        overview.look(picture, self.filter, self.order)
        account = picture.account.name if picture.account else None
        listing = Listing(overview.ids, picture.spaces, overview.basis, account, self._marks)
        self.list.show(listing, self._empty_words())
        if self._awaited in picture.spaces:
            self.list.go_to(self._awaited or "")
            self._awaited = None
        words = text.clean(self.filter.text.strip())
        heading = Heading(words, len(overview.ids), len(picture.spaces), self.order)
        self.query_one(ListHeading).show(self.with_marks(heading))

    def _empty_words(self) -> tuple[str, ...]:
        picture = self.picture
        if picture.spaces:
            return ("No Space matches the filter.", "esc clears it.")
        if picture.complete:
            mine = picture.account is not None and picture.account.name in picture.owners
            create = "Create one on the Hub, or look at others' with --author."
            hint = create if mine else "Is the name right? One that nobody has shows none either."
            return ("There are no Spaces here yet.", hint)
        if picture.connection.problem is not None or picture.connection.link is Link.SIGNED_OUT:
            return ("No list of Spaces yet.",)
        return ("Reading the list of Spaces …",)

    def show_detail(self) -> None:
        self.detail.show(self.selected, self.picture, self.cockpit.clock.now())
        self.attend()

    def _show_bars(self) -> None:
        picture, glyphs, now = self.picture, self.cockpit.glyphs, self.cockpit.clock.now()
        session, width, tally = self.cockpit.session, self.size.width, self._overview.tally
        place = session.place if session and width >= 60 else ""
        link = summary.link(picture, now, width)
        self.query_one("#link", FittedBar).show(link)
        right = summary.right(picture, tally, place, width - cells(link))
        left = summary.left(picture, tally, glyphs, width - cells(link) - cells(right))
        self.query_one("#fleet", SidedBar).show(left, right)
        trouble = summary.trouble(picture.connection, now, follows_login=self.cockpit.follows_login)
        unread = summary.unreadable(picture)
        self.query_one("#trouble", MessageBar).say(
            trouble or unread, "failed" if picture.connection.problem else "warning"
        )
        small = width < 40 or self.size.height < 12
        self.query_one("#too-small", MessageBar).say(*summary.too_small(picture, tally, glyphs) if small else ("",))
        self.query_one("#offer", MessageBar).say(summary.offer(self._offers(now), width), "muted")
        self.query_one("#plan", MessageBar).say(self.plan_progress(), "moving")
        self._show_keys()

    def _offers(self, now: float) -> list[str]:
        """Organizations to offer in a line: until it is hidden, or for a while where lines are few."""
        offers = [name for name in self.picture.offered if name not in self._declined]
        if offers and self._offered_at is None:
            self._offered_at = now
        short = self.size.height < _SHORT
        return [] if short and now - (self._offered_at or now) >= _OFFERED_FOR else offers

    def _show_keys(self) -> None:
        context = self.context
        hints = [
            Hint(action.key, actions.label_for(action, context), dim=bool(action.against(context)))
            for action in actions.ACTIONS
            if action.footer
        ]
        if self.focused is not None and self.detail.panel in self.focused.ancestors_with_self:
            hints = [*self.detail.panel.hints()] or hints
        elif context.marked:
            hints.insert(0, Hint("space", f"{len(context.marked):,} marked"))
        always = [Hint(":", "palette"), Hint("?", "help"), Hint("q", "quit")]
        self.query_one("#keys", KeyBar).show(hints, always if self.size.width >= 60 else always[1:2])

    def say(self, words: str, tone: str = "text") -> None:
        """Say something below the panes; nothing, to fall silent."""
        self.query_one("#message", MessageBar).say(words, tone)

    def attend_to_environments(self, *space_ids: str) -> None:
        """Have the secrets and variables of Spaces read while a form shows them, wherever the cursor is."""
        self._environments = space_ids
        self.attend()

    def attend_to_zero_gpu(self, *, shown: bool) -> None:
        """Have the ZeroGPU quota read while a form shows it."""
        self._zero_gpu = shown
        self.attend()

    @on(SpaceList.InView)
    def attend(self) -> None:
        """Tell the engine what is looked at."""
        session = self.cockpit.session
        if session is None:
            return
        selected = self.list.cursor
        in_panel = (selected,) if selected and self.detail.tab.id == "env" and self.picture.account else ()
        visible = self.list.in_view if self.list.is_on_screen else ()
        session.engine.attend(
            Attention(
                selected,
                visible,
                self._environments or in_panel,
                zero_gpu=self._zero_gpu,
                focused=self.cockpit.in_focus,
            )
        )

    def follow(self, space_id: str) -> None:
        """Bring the cursor to a Space as soon as the list has it."""
        self._awaited = space_id
        self.show()

    @on(events.DescendantFocus)
    def _focus_moved(self) -> None:
        self._show_keys()

    @on(SpaceList.Moved)
    def _selected_another(self) -> None:
        self.extend_range()
        self.show_detail()
        self._show_keys()

    @on(SpaceList.Opened)
    def _open_clicked(self) -> None:
        self.action_open()

    @on(Tabs.Chosen)
    def _tab_clicked(self, chosen: Tabs.Chosen) -> None:
        self.action_tab(chosen.index)

    def action_close(self) -> None:
        """One thing at a time: the zoom, the detail, a range, the message, the offer, the filter, the marks. Never
        quits."""
        if self.close_a_pane() or self.drop_range():
            return
        if self.query_one("#message", MessageBar).saying:
            self.say("")
        elif self.query_one("#offer", MessageBar).saying:
            self._declined |= self.picture.offered.keys()
            self._show_bars()
        elif self.filter.text:
            self.set_filter("")
        else:
            self.drop_marks()

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
        if self.hidden_marks:
            self.say(f"{self.marks_words()}.", "warning")

    def set_order(self, order: Order) -> None:
        self.order = order
        self.show()

    def action_sort_next(self) -> None:
        self.set_order(self.order.step(1))

    def action_sort_previous(self) -> None:
        self.set_order(self.order.step(-1))

    # -- doing ---------------------------------------------------------------------------------------

    def action_owners(self) -> None:
        from spacetui.ui.screens.owners import OwnersForm

        self.app.push_screen(OwnersForm())

    def action_account(self) -> None:
        from spacetui.ui.screens.account import AccountScreen

        self.app.push_screen(AccountScreen())

    def action_find_spaces(self) -> None:
        from spacetui.ui.screens.find import FindScreen

        if self.cockpit.session is None:
            self.say("Still connecting to the Hub: in a moment.", "warning")
        else:
            self.app.push_screen(FindScreen())

    def action_sort(self) -> None:
        from spacetui.ui.screens.menus import choose_order

        choose_order(self.cockpit)

    def action_refresh(self) -> None:
        if self.cockpit.session is not None:
            self.cockpit.session.engine.refresh()
            self.say(_READING, "muted")
        elif self.cockpit.at_a_glance:
            self.say("Still connecting to the Hub: everything is read then.", "muted")

    def action_redraw_screen(self) -> None:
        self.refresh(layout=True)

    async def action_quit_or_back(self) -> None:
        if self.has_class("detail-open") or self.focused is not self.list:
            self.action_close()
        else:
            await self.run_action("app.leave")
