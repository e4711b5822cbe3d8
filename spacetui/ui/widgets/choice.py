"""One of several things, in one line: left and right change it, a letter goes to what begins with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.strip import Strip

from spacetui import text
from spacetui.ui.widgets.drawn import Drawn


@dataclass(frozen=True, slots=True)
class Option:
    """`value` is what is chosen, `label` how it is shown: clean text."""

    value: str
    label: str


class Choice(Drawn, can_focus=True):
    """Shows the option chosen between arrows; posts `Changed` when it is another one."""

    DEFAULT_CSS = """
    Choice { height: 1; width: 1fr; }
    """

    @dataclass
    class Changed(Message):
        choice: Choice

    def __init__(self, options: Sequence[Option], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._options = tuple(options)
        self._place = 0

    @property
    def value(self) -> str:
        return self._options[self._place].value

    def offer(self, options: Sequence[Option]) -> None:
        """Offer other options, at least one; what was chosen stays chosen where it is among them."""
        chosen = self.value
        self._options = tuple(options)
        self._place = next((place for place, option in enumerate(options) if option.value == chosen), 0)
        self.redraw()

    def on_key(self, event: events.Key) -> None:
        moves = {"left": -1, "right": 1, "space": 1}
        if event.key in moves:
            self._go(self._place + moves[event.key])
        elif event.key in ("home", "end"):
            self._go(0 if event.key == "home" else -1)
        elif event.key == "enter":
            self.screen.focus_next()
        elif event.character is not None and event.character.isalnum():
            self._go_to(event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        self._go(self._place + (-1 if event.x < 2 else 1))

    def on_focus(self) -> None:
        self.redraw()

    def on_blur(self) -> None:
        self.redraw()

    def draw(self, width: int) -> list[Strip]:
        before, after = ("<", ">") if self.glyphs.ascii else ("◂", "▸")
        background = "cursor" if self.has_focus else "bar"
        label = text.truncate(self._options[self._place].label, width - 4)
        pieces = [(f"{before} ", "accent"), (label, "text"), (f" {after}", "accent")]
        return [self.line(pieces, width, background)]

    def _go(self, place: int) -> None:
        self._place = place % len(self._options)
        self.redraw()
        self.post_message(self.Changed(self))

    def _go_to(self, letter: str) -> None:
        """To the next option that begins with the letter, round the end."""
        count = len(self._options)
        following = [(self._place + step) % count for step in range(1, count + 1)]
        found = next((place for place in following if self._options[place].label.startswith(letter.lower())), None)
        if found is not None:
            self._go(found)
