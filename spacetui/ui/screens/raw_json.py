"""What the Hub tells of a Space, as it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input

from spacetui import text
from spacetui.live.picture import SpaceEntry, Update
from spacetui.ui import phrases, summary
from spacetui.ui.copies import to_clipboard, told
from spacetui.ui.json_lines import whole
from spacetui.ui.widgets.bars import Hint, KeyBar, MessageBar, SidedBar
from spacetui.ui.widgets.json_view import JsonView
from spacetui.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from spacetui.ui.app import SpacetuiApp

_HINTS = (Hint("/", "search"), Hint("n N", "next, previous"), Hint("y", "copy all"), Hint("j k g G", "scroll"))
_FAR = 100_000


class RawJsonScreen(Screen[None]):
    """Over the whole window: the item of the list and the runtime of one Space, which the engine goes on reading
    while its cursor stays on the Space."""

    AUTO_FOCUS = "#json"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("ctrl+d,pagedown,space", "page(1)", show=False),
        Binding("ctrl+u,pageup", "page(-1)", show=False),
        Binding("g,home", f"scroll(-{_FAR})", show=False),
        Binding("G,end", f"scroll({_FAR})", show=False),
        Binding("slash", "search", show=False),
        Binding("n", "jump(1)", show=False),
        Binding("N", "jump(-1)", show=False),
        Binding("y", "copy", show=False),
        Binding("q,i,escape", "leave", show=False),
        Binding("question_mark", "app.help", show=False),
        Binding("ctrl+z", "app.suspend_process", show=False),
    ]
    DEFAULT_CSS = """
    RawJsonScreen { background: $background; }
    """

    def __init__(self, space_id: str) -> None:
        super().__init__()
        self.space_id = space_id
        self._entry: SpaceEntry | None = None
        self._sought = ""

    @property
    def cockpit(self) -> SpacetuiApp:
        return cast("SpacetuiApp", self.app)

    @property
    def view(self) -> JsonView:
        return self.query_one(JsonView)

    @property
    def field(self) -> SearchField:
        return self.query_one(SearchField)

    def compose(self) -> ComposeResult:
        yield SidedBar(id="heading")
        yield JsonView(id="json")
        yield SearchField(id="sought")
        yield MessageBar(id="said")
        yield KeyBar(id="hints")

    def on_mount(self) -> None:
        self.cockpit.updates.subscribe(self, self._updated)
        self.cockpit.ticks.subscribe(self, lambda _: self._tell())
        self.query_one("#hints", KeyBar).show(_HINTS, [Hint("q", "back")])
        self._show()

    # -- what is shown -------------------------------------------------------------------------------

    def _updated(self, update: Update) -> None:
        before = self.space_id
        if before in update.renamed:
            self.space_id = update.renamed[before]
            self.say(summary.renamed(before, self.space_id))
        elif before in update.gone:
            self.say(f"{summary.gone(before)} This is what was told last.")
        self._show()

    @on(events.ScreenResume)
    def _show(self) -> None:
        """Beneath a dialog nothing is drawn: the whole window would go out again."""
        if not self.is_active:
            return
        entry, shown = self.cockpit.picture.spaces.get(self.space_id), self._entry
        if entry is not None:
            self._entry = entry
            if shown is None or entry.space is not shown.space or entry.runtime is not shown.runtime:
                self.view.show(told(entry))
        self._tell()

    def _tell(self) -> None:
        """Which Space it is, how old what is shown is, and how the search stands."""
        if not self.is_active:
            return
        right = [self._found(), self._age()]
        self.query_one("#heading", SidedBar).show(
            [(f" {text.clean(self.space_id)} ", "text", True), (" raw JSON ", "muted")],
            [(f" {'  '.join(words for words in right if words)} ", "muted")],
        )

    def _age(self) -> str:
        if self._entry is None:
            return ""
        return f"read {phrases.slow_age(self.cockpit.clock.now() - self._entry.read_at)} ago"

    def _found(self) -> str:
        if not self._sought:
            return ""
        at = f"{self.view.place} of " if self.view.place else ""
        return f"/{text.truncate(self._sought, 12)}: {at}{self.view.found}"

    def say(self, words: str) -> None:
        self.query_one("#said", MessageBar).say(words, "warning")

    # -- moving --------------------------------------------------------------------------------------

    def action_scroll(self, lines: int) -> None:
        self.view.scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        self.action_scroll(pages * max(1, self.view.size.height // 2))

    # -- searching -----------------------------------------------------------------------------------

    def action_search(self) -> None:
        self.field.begin(self._sought)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if self.field.display:
            self._look_for(event.value)

    @on(Input.Submitted)
    def _accepted(self) -> None:
        self._leave_field()
        self.action_jump(1)

    @on(SearchField.GivenUp)
    def _given_up(self) -> None:
        self._leave_field()
        self._look_for(self.field.before)

    def _leave_field(self) -> None:
        self.view.focus()
        self.field.display = False

    def _look_for(self, words: str) -> None:
        if words != self._sought:
            self._sought = words
            self.view.look_for(words)
        self.say("")
        self._tell()

    def action_jump(self, step: int) -> None:
        found = self.view.jump(step)
        if not found:
            self.say(f"No line with {self._sought}." if self._sought else "Nothing is searched for: / does.")
        self._tell()

    # -- the rest ------------------------------------------------------------------------------------

    def action_copy(self) -> None:
        if self._entry is not None:
            self.say(to_clipboard(self.app, "all of it", whole(told(self._entry))))

    def action_leave(self) -> None:
        """One thing at a time: what is said, what is searched for, the screen."""
        if self.query_one("#said", MessageBar).saying:
            self.say("")
        elif self._sought:
            self._look_for("")
        else:
            self.dismiss(None)
