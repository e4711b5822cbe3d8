"""A question that is answered with yes or no."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from spacetui.ui.screens.dialog import Dialog, button


@dataclass(frozen=True, slots=True)
class Question:
    """`lines` are clean text: what will happen and what it costs. `yes` and `no` name the answers."""

    title: str
    lines: Sequence[str]
    yes: str
    no: str = "Cancel"


class Confirm(Dialog[bool]):
    """Gives True for yes. The safe answer has the focus; a key typed before the question was seen is none.

    `space_id` is the Space it is about, where it is about one.
    """

    guarded = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", show=False),
        Binding("n", "answer(False)", "No", show=False),
    ]
    DEFAULT_CSS = """
    Confirm #box { width: 64; }
    """

    def __init__(self, question: Question, space_id: str = "") -> None:
        super().__init__(space_id)
        self.question = question

    @property
    def heading(self) -> str:
        return self.question.title

    def body(self) -> Iterable[Widget]:
        for line in self.question.lines:
            yield Static(Content(line))

    def buttons(self) -> Iterable[Widget]:
        yield button(f"n {self.question.no}", "no")
        yield button(f"y {self.question.yes}", "yes", kind="danger")

    def on_mount(self) -> None:
        self.query_one("#no").focus()

    def action_answer(self, yes: bool) -> None:
        if not yes or self.ready():
            self.dismiss(yes)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if self.ready():
            self.dismiss(event.button.id == "yes")

    def action_cancel(self) -> None:
        self.dismiss(False)
