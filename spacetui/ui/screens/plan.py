"""A plan: said as a whole, asked for, carried out while one looks on or not, and accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button

from spacetui import text
from spacetui.live import planning
from spacetui.live.picture import Phase, Update
from spacetui.live.plans import Plan, PlanState, StepPhase
from spacetui.ui import phrases, plan_lines
from spacetui.ui.planned import Begun
from spacetui.ui.screens.dialog import CHANGED, Dialog, button, relabel
from spacetui.ui.widgets.plan_table import PlanTable
from spacetui.ui.widgets.words import Words

_FAR = 100_000


class PlanDialog(Dialog[bool]):
    """Asks whether a plan is to be carried out, with the safe answer under the focus; shows how it is doing, and at
    its end what became of each Space. Gives whether anything was begun.

    `effect` says in a few clean lines what carrying it out does, `remarks` what there is to be said before it is begun
    for the first time. With `begun` it shows a plan that was begun earlier.
    Closed while the plan goes on, that goes on all the same: the main screen tells its progress and its end.
    """

    guarded = reads = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "carry_out", show=False),
        Binding("n", "refuse", show=False),
        Binding("s", "stop", show=False),
        Binding("t", "try_again", show=False),
        Binding("A", "another", show=False),
        Binding("j,down", "lines(1)", show=False),
        Binding("k,up", "lines(-1)", show=False),
        Binding("ctrl+d,pagedown", "lines(8)", show=False),
        Binding("ctrl+u,pageup", "lines(-8)", show=False),
        Binding("g,home", f"lines(-{_FAR})", show=False),
        Binding("G,end", f"lines({_FAR})", show=False),
    ]
    DEFAULT_CSS = """
    PlanDialog #box { width: 96; }
    PlanDialog #total { text-style: bold; }
    """

    def __init__(
        self, plan: Plan, effect: Sequence[str] = (), remarks: Sequence[str] = (), *, begun: Begun | None = None
    ) -> None:
        super().__init__()
        self.plan = plan if begun is None else begun.plan
        self._effect = effect if begun is None else begun.effect
        self._remarks = remarks
        self._number = None if begun is None else begun.number
        self._shown_ended = False
        self._ever_begun = False

    # -- what is shown -------------------------------------------------------------------------------

    @property
    def heading(self) -> str:
        return f"{self._title} {self.cockpit.glyphs.dot} {phrases.count(len(self.plan.steps), 'Space')}"

    @property
    def _title(self) -> str:
        title = text.clean(self.plan.title)
        return title[:1].upper() + title[1:]

    @property
    def state(self) -> PlanState | None:
        """How it is doing; None while it is asked whether to begin."""
        return None if self._number is None else self.picture.plans.get(self._number)

    def body(self) -> Iterable[Widget]:
        yield Words(id="total")
        yield Words(id="effect", classes="note")
        yield PlanTable(id="steps")

    def buttons(self) -> Iterable[Widget]:
        yield button("n Cancel", "no")
        yield button("y Yes", "yes", kind="danger")
        yield button("Close", "close")
        yield button("s Stop", "stop", kind="danger")
        yield button("t Try again", "again", kind="danger")

    def on_mount(self) -> None:
        self.cockpit.main.planned.show(self._number)
        self._show()

    def _keep_up(self, update: Update) -> None:
        self.plan = planning.followed(self.plan, update)

    @property
    def terms(self) -> object:
        return self.plan.steps if self.state is None else None

    def fresh(self) -> None:
        """Show how it is doing; while it is asked whether to begin, what it means by now."""
        if self._number is None:
            before, self.plan = self.plan, planning.anew(self.plan, self.picture)
            if self.plan != before:
                self.say(CHANGED, "busy")
        self._show()

    def _show(self) -> None:
        """Draw the plan, or how it is doing; what did not change is not sent again."""
        state, glyphs = self.state, self.cockpit.glyphs
        self.query_one(PlanTable).show(self.plan, state, self._checking())
        total = plan_lines.total(self.plan, glyphs) if state is None else plan_lines.progress(state)
        if state is not None and state.has_ended:
            total = f"It has ended: {plan_lines.outcome(state)[0]}."
        self.query_one("#total", Words).tell(total)
        self.query_one("#effect", Words).tell("\n".join(self._said_of_it()) if state is None else "")
        keys = f"A another plan {glyphs.dot} j k scroll" if self._another else "j k scroll"
        self.query_one("#box").border_subtitle = Content(keys)
        self._show_buttons(state)
        if state is not None and state.has_ended and not self._shown_ended:
            self._shown_ended = True
            self.say("")
            self.action_lines(-_FAR)

    def _said_of_it(self) -> Iterable[str]:
        """What carrying it out does, as far as it is asked for now."""
        if not self.plan.applying:
            return
        yield from self._effect
        yield from plan_lines.never_sleeping(self.plan)
        yield from plan_lines.unread(self.plan, self.picture)
        yield from () if self._ever_begun else self._remarks

    @property
    def _another(self) -> Begun | None:
        """The next of several that were begun, while one of them is shown."""
        return self.cockpit.main.planned.another(self._number, self.picture)

    def _checking(self) -> frozenset[str]:
        """The Spaces of it of which no answer came back."""
        under_way = self.picture.under_way()
        return frozenset(
            state.space_id for state in under_way if state.plan == self._number and state.phase is Phase.CHECKING
        )

    def _show_buttons(self, state: PlanState | None) -> None:
        asking, applying, again = state is None, len(self.plan.applying), len(self._left.applying)
        going_on = state is not None and not state.has_ended
        title = text.truncate(self._title, 24 if self.app.size.width >= 60 else 9)
        relabel(self.query_one("#yes", Button), f"y {title}: {applying:,}")
        relabel(self.query_one("#no", Button), "n Cancel" if applying else "Close")
        relabel(self.query_one("#again", Button), f"t Try {again:,} again")
        relabel(self.query_one("#close", Button), "esc Leave it going" if going_on else "Close")
        shown = {
            "no": asking,
            "yes": asking and bool(applying),
            "close": not asking,
            "stop": self._stoppable,
            "again": not asking and bool(again),
        }
        for name, wanted in shown.items():
            self.query_one(f"#{name}").display = wanted
        if self.focused is None or not self.focused.display:
            self.query_one("#no" if asking else "#close").focus()

    @property
    def _stoppable(self) -> bool:
        """Whether there is anything that was not sent yet, and will be."""
        state = self.state
        return state is not None and not state.stopping and bool(state.count(StepPhase.WAITING) or state.begun)

    @property
    def _left(self) -> Plan:
        """What is known not to be done, once all has ended."""
        state = self.state
        return self.plan.left(state) if state is not None and state.has_ended else Plan(self.plan.title, ())

    def action_lines(self, lines: int) -> None:
        self.query_one(PlanTable).scroll_lines(lines)

    # -- what is done --------------------------------------------------------------------------------

    @on(Button.Pressed, "#yes")
    def action_carry_out(self) -> None:
        session = self.cockpit.session
        if self._number is not None or not self.plan.applying or session is None or not self.ready():
            return
        self.say("")
        self._number, self._shown_ended = session.engine.carry_out(self.plan), False
        self._ever_begun = True
        self.cockpit.main.planned.begin(self._number, self.plan, self._effect)
        self._show()

    @on(Button.Pressed, "#stop")
    def action_stop(self) -> None:
        state, session = self.state, self.cockpit.session
        if state is None or not self._stoppable or session is None:
            return
        session.engine.stop(state.number)
        self.say("Nothing more is sent. What is on its way is followed to its end.", "busy")
        self._show()

    @on(Button.Pressed, "#again")
    def action_try_again(self) -> None:
        """Ask again, for those only of which it is known that nothing was done to them."""
        left = self._left
        if left.applying:
            self.plan, self._number = planning.anew(left, self.picture), None
            self.say("")
            self.query_one("#box").border_title = Content(self.heading)
            self.query_one("#no").focus()
            self._show()
            self.action_lines(-_FAR)

    def action_another(self) -> None:
        """Show the next of the plans that were begun."""
        begun = self._another
        if begun is None:
            return
        self.plan, self._number, self._effect = begun.plan, begun.number, begun.effect
        self._shown_ended = False
        self.cockpit.main.planned.show(begun.number)
        self.say("")
        self.query_one("#box").border_title = Content(self.heading)
        self._show()
        self.action_lines(-_FAR)

    @on(Button.Pressed, "#no")
    @on(Button.Pressed, "#close")
    def action_cancel(self) -> None:
        self.cockpit.main.planned.show(None)  # before the main screen is drawn again
        self.dismiss(self._ever_begun)

    def action_refuse(self) -> None:
        if self._number is None:
            self.action_cancel()
