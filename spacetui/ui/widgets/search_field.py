"""A field for words that are searched for."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from spacetui.ui.widgets.field import Field


class SearchField(Field):
    """Hidden until words are asked for. Escape posts `GivenUp`: what was there `before` holds again."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", show=False)]
    DEFAULT_CSS = """
    SearchField { display: none; }
    """

    class GivenUp(Message):
        pass

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.before = ""

    def begin(self, words: str, hint: str = "search") -> None:
        """Ask for words, from those there are now on."""
        self.before, self.placeholder, self.value = words, hint, words
        self.cursor_position = len(words)
        self.display = True
        self.focus()

    def action_give_up(self) -> None:
        self.post_message(self.GivenUp())
