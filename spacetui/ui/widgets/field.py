"""A one-line field: quiet on the wire, and honest about what it cannot hold."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import Input

from spacetui import text


class Field(Input):
    """Textual's Input without a blinking cursor. A paste of several lines is refused and told (`TooMuch`):
    Input would keep the first line and say nothing."""

    DEFAULT_CSS = """
    Field { height: 1; border: none; padding: 0 1; background: $bar; color: $foreground; }
    Field:focus { border: none; background: $cursor-row; }
    Field > .input--placeholder { color: $muted; }
    """

    @dataclass
    class TooMuch(Message):
        field: Field
        lines: int

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(text.clean(value), placeholder=placeholder, id=id, compact=True, select_on_focus=False)
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Clean text, however it got here: Input draws control characters as they are."""
        return text.clean(value)

    def _on_paste(self, event: events.Paste) -> None:
        lines = event.text.strip("\r\n").splitlines()
        if len(lines) > 1:
            event.prevent_default()
            event.stop()
            self.post_message(self.TooMuch(self, len(lines)))
