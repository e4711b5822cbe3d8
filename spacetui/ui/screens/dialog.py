"""What all dialogs share: the box, the words they say, the guard against keys typed ahead; and forms,
which stay open until the outcome of what they sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from textual import events, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from spacetui import text
from spacetui.live.picture import Phase, Picture, Update
from spacetui.ui import summary
from spacetui.ui.widgets.field import Field
from spacetui.ui.widgets.room import share
from spacetui.ui.widgets.secret_field import SecretField
from spacetui.ui.widgets.words import Words

if TYPE_CHECKING:
    from spacetui.live.commands import Command
    from spacetui.live.picture import CommandState, SpaceEntry
    from spacetui.ui.app import SpacetuiApp

Result = TypeVar("Result")

_AWAITED = "What becomes of it is awaited here: should it fail, what you typed is still there. Once more leaves."
QUIET_SECONDS = 0.3
"""A dialog that costs or destroys something takes an answer only after so long without a key, or a change of what
it says."""
CHANGED = "This has changed meanwhile: read it once more before you answer."


def button(label: str, id: str, *, kind: str = "") -> Button:
    """A button of one line; `kind` "danger" for what costs or destroys."""
    made = Button(Content(f" {label} "), id=id, compact=True, classes=kind)
    made.active_effect_duration = 0  # its flash is two more repaints, and swallows a press meanwhile
    return made


def relabel(button: Button, label: str) -> None:
    """Give a button another label; Textual would keep its width, and cut a longer one."""
    words = Content(f" {label} ")
    if button.label != words:
        button.label = words
        button.refresh(layout=True)


class Unfit(Exception):
    """Something filled in that cannot be sent; its text is a sentence, `field` where to mend it."""

    def __init__(self, words: str, field: Widget) -> None:
        super().__init__(words)
        self.field = field


class Dialog(ModalScreen[Result], Generic[Result]):
    """A box in the middle of the screen, as large as its content and never larger than the window.

    Subclasses give `heading`, `body` and `buttons`, and draw in `fresh` what follows the picture. `guarded` dialogs
    ignore answers typed before they were painted, too soon after another key, or to something else than what they
    would say now. Escape cancels. One about a Space (`space_id`) follows it to another name, and says so where it is
    gone.
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
        Binding("left", "app.focus_previous", show=False),
    ]
    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 50%; }
    Dialog #box {
        width: 78; max-width: 100%; height: auto; max-height: 100%;
        border: round $accent; border-title-color: $accent; border-title-style: bold;
        background: $surface; padding: 0 1;
    }
    Dialog #content { height: auto; scrollbar-size-vertical: 1; }
    Dialog #saying { height: auto; display: none; scrollbar-size-vertical: 1; }
    Dialog #said { height: auto; }
    Dialog #said.trouble { color: $failed; }
    Dialog #said.busy { color: $moving; }
    Dialog #buttons { height: 1; margin-top: 1; }
    Dialog Button { background: $bar; color: $foreground; min-width: 0; margin-right: 2; text-style: none; }
    Dialog Button.danger { color: $warning; }
    Dialog .busy Button.danger { color: $muted; }
    Dialog Button:focus { background: $accent; color: $background; text-style: bold; }
    Dialog Button:disabled { color: $muted; }
    Dialog .note { color: $muted; }
    Dialog .warning { color: $warning; }
    Dialog.-short #buttons { margin-top: 0; }
    """

    guarded = False
    reads = False
    """Whether it goes by what is read from the Hub, and so says when nothing is."""
    discarding = "Discard what you typed?"

    def __init__(self, space_id: str = "") -> None:
        super().__init__()
        self.space_id = space_id
        self._quiet_since: float | None = None
        self._earned = False
        self._passing = False
        """Whether what is said holds only until something else is typed."""
        self._ending: Callable[[], object] | None = None

    @property
    def cockpit(self) -> SpacetuiApp:
        return cast("SpacetuiApp", self.app)

    @property
    def picture(self) -> Picture:
        return self.cockpit.picture

    @property
    def heading(self) -> str:
        """The words in the frame; clean text."""
        return ""

    def body(self) -> Iterable[Widget]:
        return ()

    def buttons(self) -> Iterable[Widget]:
        return ()

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            with VerticalScroll(id="content", can_focus=False):
                yield from self.body()
            yield Words(id="away", classes="warning")
            with VerticalScroll(id="saying", can_focus=False):
                yield Static(id="said")
            with Horizontal(id="buttons"):
                yield from self.buttons()

    def on_mount(self) -> None:
        self.query_one("#box").border_title = Content(self.heading)
        self._fit()
        self.screen_layout_refresh_signal.subscribe(self, self._fit, immediate=True)
        self.call_after_refresh(self._painted)
        self._tell_away()
        self.cockpit.updates.subscribe(self, self._updated)

    def fresh(self) -> None:
        """Draw what follows the picture; a newer one is there."""

    def _updated(self, update: Update) -> None:
        self._keep_up(update)
        self._hear(update)
        if not self.is_attached:
            return
        self._tell_away()
        if self._renew() and self._quiet_since is not None:
            self._quiet_since = self.cockpit.clock.monotonic()

    def _hear(self, update: Update) -> None:
        """Take over what else is news here, before it is drawn."""

    def _tell_away(self) -> None:
        """Nothing is read, and what is sent will hardly arrive: what stands beneath tells it, and cannot be seen."""
        self.query_one("#away", Words).tell(summary.away(self.picture.connection) if self.reads else "")

    def _fit(self, _: Screen[Any] | None = None) -> None:
        for lines in share(self.query_one("#box"), self.app.size.height):
            self.call_after_refresh(lines.scroll_to_highlight)

    def say(self, words: str, kind: str = "") -> None:
        """Say something above the buttons: `kind` "trouble", "busy" or plain; nothing, to fall silent. Trouble is
        with what stands there, and over as soon as something else is typed."""
        self._passing = kind == "trouble"
        said = self.query_one("#said", Static)
        said.update(Content(words))
        said.set_classes(kind)
        saying = self.query_one("#saying", VerticalScroll)
        saying.display = bool(words)
        saying.scroll_home(animate=False)

    def _keep_up(self, update: Update) -> None:
        """Say what became of the Space meanwhile."""
        before = self.space_id
        if before in update.renamed:
            self.space_id = update.renamed[before]
            self.query_one("#box").border_title = Content(self.heading)
            self.say(f"{summary.renamed(before, self.space_id)} What is sent from here goes there.", "busy")
        elif before in update.gone:
            self.say(summary.gone(before), "trouble")
            self._passing = False

    # -- the guard -----------------------------------------------------------------------------------

    def _painted(self) -> None:
        self._quiet_since = self.cockpit.clock.monotonic()

    def on_key(self, event: events.Key) -> None:
        """Every key comes by here before what is bound to it is done."""
        self._earned = self._been_quiet()
        if self._quiet_since is not None:
            self._quiet_since = self.cockpit.clock.monotonic()

    def _been_quiet(self) -> bool:
        since = self._quiet_since
        return since is not None and self.cockpit.clock.monotonic() - since >= QUIET_SECONDS

    def ready(self) -> bool:
        """Whether an answer given now was given to what stands on the screen; says so where it was not."""
        return self.timely() and self.stands()

    def timely(self) -> bool:
        """Whether what stands there can have been read."""
        if not self.guarded or self._earned or self._been_quiet():
            return True
        self.say("That key came too soon to be an answer to this: press it once more.", "busy")
        self._passing = True
        return False

    @property
    def terms(self) -> object:
        """What an answer agrees to, as it stands there."""
        return None

    def stands(self) -> bool:
        """Whether what stands there is so by now; else it is drawn anew, and said to have changed."""
        if not self._renew():
            return True
        self.say(CHANGED, "busy")
        self._passing = True
        return False

    def _renew(self) -> bool:
        """Draw what follows the picture anew; whether that changes what an answer agrees to."""
        before = self.terms
        self.fresh()
        return self.terms != before

    @on(Input.Changed)
    def _typed_on(self) -> None:
        """What was said of what stood there before is over."""
        if self._passing:
            self.say("")

    # -- leaving -------------------------------------------------------------------------------------

    @property
    def edited(self) -> bool:
        """Whether something was typed that closing would lose."""
        return False

    def action_cancel(self) -> None:
        if self.edited:
            from spacetui.ui.screens.confirm import Confirm, Question

            question = Question(self.discarding, (), yes="Discard", no="Keep editing")
            self.app.push_screen(Confirm(question), self._discard)
        else:
            self.dismiss(None)

    def _discard(self, sure: bool | None) -> None:
        if sure:
            self.dismiss(None)

    def refuse(self, unfit: Unfit) -> None:
        """Say what cannot be sent so, and go where it is mended."""
        self.say(str(unfit), "trouble")
        unfit.field.focus()

    @on(Field.TooMuch)
    def _too_much(self, event: Field.TooMuch) -> None:
        self.say(f"That paste has {event.lines} lines; this field takes one. Nothing was put in.", "trouble")

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close it; beneath another dialog once that was answered. Textual would close whatever is on top."""
        if self.is_active:
            return super().dismiss(result)
        self._ending = partial(self.dismiss, result)
        return AwaitComplete()

    @on(events.ScreenResume)
    def _end(self) -> None:
        if self._ending is not None:
            self._ending()

    @on(events.ScreenSuspend)
    def _covered(self) -> None:
        """What is beneath another dialog can still be seen, but not be hidden by a key."""
        for field in self.query(SecretField):
            field.hide()

    def action_scroll(self, lines: int) -> None:
        self.query_one("#content").scroll_relative(y=lines, animate=False)

    def action_copy_text(self) -> None:
        """ctrl+c without a selection: a dialog keeps it from the app, which says how to quit."""
        try:
            super().action_copy_text()
        except SkipAction:
            self.cockpit.action_help_quit()


class Form(Dialog[None]):
    """A dialog that sends commands about one Space and stays until their outcome.

    Success closes it (`succeeded`), failure is told in it and everything typed stays. The Space is the one it
    was opened for, whatever the list does meanwhile.
    """

    guarded = reads = True

    def __init__(self, space_id: str) -> None:
        super().__init__(space_id)
        self.number: int | None = None
        self._asked_to_leave = False

    @property
    def entry(self) -> SpaceEntry | None:
        return self.picture.spaces.get(self.space_id)

    @property
    def terms(self) -> object:
        """What the buttons say that cost or destroy, and the lines that tell of effect and price."""
        labels = [str(each.label) for each in self.query("Button.danger").results(Button)]
        return labels + [str(each.content) for each in self.query("#effect, #cost, #price, #lost").results(Static)]

    def succeeded(self, state: CommandState) -> None:
        """What was sent was done."""
        self.dismiss(None)

    def failed(self, state: CommandState) -> None:
        """What was sent was not done, or nobody can tell; that has been said."""

    def send(self, command: Command) -> None:
        """Hand a command over and wait for its outcome; a second one only after the first ended."""
        if self.number is not None:
            return
        self.say("Sending …", "busy")
        self._asked_to_leave = False
        # Not disabled: the focus would move on to another button, and a second enter would press that.
        self.query_one("#buttons").add_class("busy")
        self.number = self.cockpit.submit(command)

    def _hear(self, update: Update) -> None:
        # An update that was already on its way when the command was sent does not know it yet.
        state = None if self.number is None else update.picture.commands.get(self.number)
        if state is not None:
            self._follow(state)

    def _follow(self, state: CommandState) -> None:
        if state.phase is Phase.QUEUED and len(self.picture.under_way(self.space_id)) > 1:
            self.say("Waiting for an earlier change to this Space to end …", "busy")
        elif state.phase is Phase.CHECKING:
            lost = f"{state.note[:1].upper()}{state.note[1:]}"
            self.say(f"{lost}. It is not sent again; looking whether it was done …", "busy")
        elif state.phase.ended:
            self.number = None
            self.query_one("#buttons").remove_class("busy")
            if state.phase is Phase.CONFIRMED:
                self.say("")
                self.succeeded(state)
            else:
                self.say(summary.outcome(state, self.cockpit.glyphs)[0], "trouble")
                self.failed(state)

    @on(Button.Pressed, "#cancel")
    def _cancelled(self) -> None:
        self.action_cancel()

    def action_cancel(self) -> None:
        """What is being sent is not lost by closing; what was typed would be, should the Hub refuse it."""
        if self.number is None:
            super().action_cancel()
        elif self.edited and not self._asked_to_leave:
            self._asked_to_leave = True
            self.say(_AWAITED, "busy")
        else:
            self.dismiss(None)

    def named(self) -> str:
        """The Space's id for a heading."""
        return text.clean(self.space_id)
