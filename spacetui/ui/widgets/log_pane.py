"""A log with everything that is done to it: its keys, the field for words, and a line that says how it stands."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from spacetui import text
from spacetui.ui import phrases
from spacetui.ui.copies import MOST, to_clipboard
from spacetui.ui.logs import keys as log_keys
from spacetui.ui.logs.strips import said, time_of_day
from spacetui.ui.sought import Sought
from spacetui.ui.widgets.bars import Hint, SidedBar, cells
from spacetui.ui.widgets.drawn import Piece
from spacetui.ui.widgets.log_view import LogView
from spacetui.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from spacetui.live.log import Lines, Row
    from spacetui.ui.app import SpacetuiApp


class LogPane(Vertical):
    """Posts `Switch` when the other of run and build log is wanted."""

    BINDINGS: ClassVar[list[BindingType]] = log_keys.bindings()
    DEFAULT_CSS = """
    LogPane { height: 1fr; }
    """

    class Switch(Message):
        pass

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view = LogView(id="log")
        self.field = SearchField(id="words")
        self._keeps = False
        """Whether lines have to hold what is typed, and not only to be found by it."""
        self._bar = SidedBar(id="log-standing")
        self._title = ""
        self._file_name = ""
        self._standing = ("", "muted")
        self._said = ""

    def compose(self) -> ComposeResult:
        yield self.view
        yield self.field
        yield self._bar

    @property
    def cockpit(self) -> SpacetuiApp:
        return cast("SpacetuiApp", self.app)

    # -- what is shown -------------------------------------------------------------------------------

    def show(self, lines: Lines, title: str, name: str, sources: dict[str, str] | None = None) -> None:
        """Show a log, as `LogView.show`: `title` says which, clean text; `name` is for the file it may be saved to."""
        self._title, self._file_name, self._said = title, name, ""
        self.view.show(lines, sources)
        self.tell()

    def changed(self, since: int) -> None:
        """Lines from that number on are new or changed."""
        self.view.changed(since)
        self.tell()

    def stand(self, empty: Sequence[str], standing: tuple[str, str]) -> None:
        """Why there are no lines, should there be none; how its stream stands, and in which tone."""
        self._standing = standing
        self.view.say(empty)
        self.tell()

    def hints(self) -> list[Hint]:
        return [Hint(key.key, key.label) for key in log_keys.LOG_KEYS if key.label]

    @on(LogView.Turned)
    def tell(self) -> None:
        """Say how it stands, at the bottom; what was said last takes the place of figures that do not fit beside it."""
        words, tone = self._standing
        left: list[Piece] = [(f" {self._title} ", "text", True)]
        if self._said:
            left.append((f" {self._said}", "accent"))
        elif words:
            left.append((f" {words}", tone))
        right = f" {'  '.join(self._figures())} "
        crowded = bool(self._said) and cells(left) + text.width(right) > self.size.width
        self._bar.show(left, [(right, "muted")] if right.strip() and not crowded else [])

    def _figures(self) -> list[str]:
        view, looks = self.view, self.view.looks
        figures = []
        if looks.words:
            at = "" if view.spot not in view.matches else f"{view.matches.place(view.spot or 0) + 1} of "
            figures.append(f"/{looks.words.typed}: {at}{len(view.matches):,}")
        if looks.kept:
            figures.append(f"only {looks.kept.typed}: {view.shown_count:,}")
        if view.unseen:
            figures.append(f"{self.cockpit.glyphs.down} {phrases.count(view.unseen, 'new line')}: G")
        elif not view.following:
            figures.append("not following: f")
        if not looks.words and not looks.kept and len(view.errors):
            figures.append(phrases.count(len(view.errors), "error"))
        return figures

    def say(self, words: str) -> None:
        """Say something until the next key."""
        self._said = words
        self.tell()

    # -- searching -----------------------------------------------------------------------------------

    def action_search(self) -> None:
        self._keeps = False
        self.field.begin(self.view.looks.words.typed)

    def action_keep(self) -> None:
        self._keeps = True
        self.field.begin(self.view.looks.kept.typed, "show only lines with")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self.field.display:
            self._look_for(event.value)

    @on(Input.Submitted)
    def _accepted(self, event: Input.Submitted) -> None:
        event.stop()
        words = self.field.value
        self._leave_field(words)
        if words and not self._keeps:
            self.action_next_match()

    @on(SearchField.GivenUp)
    def _given_up(self) -> None:
        self._leave_field(self.field.before)

    def _leave_field(self, words: str) -> None:
        self.view.focus()
        self.field.display = False
        self._look_for(words)

    def _look_for(self, typed: str) -> None:
        looks = self.view.looks
        if (looks.kept if self._keeps else looks.words).typed != typed:
            words = Sought(typed)
            self.view.look(looks._replace(kept=words) if self._keeps else looks._replace(words=words))
        self.say("")

    def action_next_match(self) -> None:
        self._jump_to_match(1)

    def action_previous_match(self) -> None:
        self._jump_to_match(-1)

    def _jump_to_match(self, step: int) -> None:
        found = self.view.jump(self.view.matches, step)
        words = self.view.looks.words
        self.say("" if found else f"No line with {words.typed}." if words else "Nothing is searched for: / does.")

    def action_next_error(self) -> None:
        self._jump_to_error(1)

    def action_previous_error(self) -> None:
        self._jump_to_error(-1)

    def _jump_to_error(self, step: int) -> None:
        self.say("" if self.view.jump(self.view.errors, step) else "No line looks like an error.")

    def action_clear(self) -> None:
        """One thing at a time; where nothing is left, the key means what it means elsewhere."""
        looks = self.view.looks
        if self._said:
            self.say("")
        elif looks.words:
            self.view.look(looks._replace(words=Sought()))
            self.tell()
        elif looks.kept:
            self.view.look(looks._replace(kept=Sought()))
            self.tell()
        else:
            raise SkipAction

    # -- looking -------------------------------------------------------------------------------------

    def action_follow(self) -> None:
        self.view.follow(following=not self.view.following)
        self.say("Following what comes." if self.view.following else "")

    def action_wrap(self) -> None:
        self.view.look(self.view.looks._replace(wrapped=not self.view.looks.wrapped))
        self.view.sideways(0)
        self.say("" if self.view.looks.wrapped else "Lines cut: left, right move.")

    def action_times(self) -> None:
        self.view.look(self.view.looks._replace(times=not self.view.looks.times))
        self.say("")

    def action_sideways(self, step: int) -> None:
        self.view.sideways(step)
        self.say("Long lines are wrapped: w cuts them." if self.view.looks.wrapped else "")

    def action_scroll(self, rows: int) -> None:
        self.view.by(rows)
        self.say("")

    def action_half_pages(self, step: int) -> None:
        self.action_scroll(step * max(1, self.view.room.height // 2))

    def action_first(self) -> None:
        self.view.to(0)
        self.say("")

    def action_last(self) -> None:
        self.view.follow(following=True)
        self.say("")

    def action_switch(self) -> None:
        self.post_message(self.Switch())

    # -- taking it along -----------------------------------------------------------------------------

    def action_copy(self) -> None:
        rows, what = self.view.picked()
        if not rows:
            self.say("There is nothing to copy yet.")
            return
        taken = self._last_that_fit(rows)
        first = "the last " if len(taken) < len(rows) else ""
        self.say(to_clipboard(self.app, f"{first}{phrases.count(len(taken), *what)}", "\n".join(taken)))

    def _last_that_fit(self, rows: Sequence[Row]) -> list[str]:
        """As many of these lines, from the end, as a terminal takes into the clipboard."""
        taken, room = deque[str](), MOST
        for row in reversed(rows):
            line = self._as_text(row)
            room -= len(line) + 1
            if room < 0:
                break
            taken.appendleft(line)
        return list(taken)

    def action_save(self) -> None:
        from spacetui.ui.screens.save_log import SaveLog

        rows = self.view.kept_rows()
        if not rows:
            self.say("There is nothing to save yet.")
            return
        content = "".join(f"{self._as_text(row)}\n" for row in rows)
        self.app.push_screen(SaveLog(self._file_name, content), self._saved)

    def _saved(self, words: str | None) -> None:
        self.say(words or "")

    def _as_text(self, row: Row) -> str:
        """A line as it is copied and saved: with what stands before it in the view."""
        if row.rule:
            return f"-- {said(row)}"
        time = time_of_day(row.at).ljust(8) if self.view.looks.times else ""
        return "  ".join(part for part in (time, row.source, row.text) if part) if time or row.source else row.text
