"""A question that is answered with yes or no."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button

from spacetui.ui.screens.dialog import CHANGED, Dialog, button, relabel
from spacetui.ui.widgets.words import Words


@dataclass(frozen=True, slots=True)
class Question:
    """`lines` are clean text: what will happen and what it costs. `yes` and `no` name the answers; with an `objection`
    there is nothing any more to say yes to.
    """

    title: str
    lines: Sequence[str]
    yes: str
    no: str = "Cancel"
    objection: str = ""


class Confirm(Dialog[bool]):
    """Gives True for yes. The safe answer has the focus; a key typed before the question was seen is none.

    `space_id` is the Space it is about, where it is about one; `anew` puts the question as it is to be put by now.
    """

    guarded = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", show=False),
        Binding("n", "answer(False)", "No", show=False),
    ]
    DEFAULT_CSS = """
    Confirm #box { width: 64; }
    """

    def __init__(self, question: Question, space_id: str = "", *, anew: Callable[[], Question] | None = None) -> None:
        super().__init__(space_id)
        self.question = question
        self._anew = anew
        self.reads = bool(space_id)

    @property
    def heading(self) -> str:
        return self.question.title

    def body(self) -> Iterable[Widget]:
        yield Words(id="lines")

    def buttons(self) -> Iterable[Widget]:
        yield button(f"n {self.question.no}", "no")
        yield button(f"y {self.question.yes}", "yes", kind="danger")

    def on_mount(self) -> None:
        self._put()
        self.query_one("#no").focus()

    def _put(self) -> None:
        """Put the question as it stands."""
        self.query_one("#box").border_title = Content(self.heading)
        self.query_one("#lines", Words).tell("\n".join(self.question.lines))
        relabel(self.query_one("#yes", Button), f"y {self.question.yes}")

    @property
    def terms(self) -> object:
        return self.question

    def fresh(self) -> None:
        question = self.question if self._anew is None else self._anew()
        if question != self.question:
            self.question = question
            self._put()
            self.say(CHANGED, "busy")

    def action_answer(self, yes: bool) -> None:
        if not yes:
            self.dismiss(False)
        elif self.ready():
            if self.question.objection:
                self.say(self.question.objection, "trouble")
            else:
                self.dismiss(True)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if self.timely():
            self.action_answer(event.button.id == "yes")

    def action_cancel(self) -> None:
        self.dismiss(False)
