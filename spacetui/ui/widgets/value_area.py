"""An editor for a variable's value: several lines, whole, and harmless whatever characters are in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from rich.text import Text
from textual import events
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from spacetui import text

_PRIVATE = 0xF0000
"""The first of the private characters of plane 15: each is one cell wide, and shown by nothing."""


class ValueArea(TextArea):
    """Textual's TextArea without a blinking cursor. Tab leaves it, enter begins a line.

    What a terminal must not get, and line breaks other than a newline, are held as private characters of
    one cell: they are shown by a stand-in, edited like any other, and given back as they came.
    """

    DEFAULT_CSS = """
    ValueArea {
        height: 5; border: none; padding: 0; background: $bar; color: $foreground;
        scrollbar-size-vertical: 1;
    }
    ValueArea:focus { border: none; background: $cursor-row; }
    """

    def __init__(self, value: str = "", *, id: str | None = None) -> None:
        self._held: dict[str, str] = {}
        super().__init__(self._harmless(value), id=id, compact=True, highlight_cursor_line=False)
        self.cursor_blink = False

    @property
    def value(self) -> str:
        """The whole value, to the character."""
        return self._original(self.text)

    @property
    def selected_text(self) -> str:
        return self._original(super().selected_text)

    def get_line(self, line_index: int) -> Text:
        plain = super().get_line(line_index).plain
        shown = {held: _stand_in(original) for original, held in self._held.items()}
        return Text(_replaced(plain, shown), end="", no_wrap=True)

    def edit(self, edit: Edit) -> EditResult:
        return super().edit(replace(edit, text=self._harmless(edit.text)))

    async def _on_paste(self, event: events.Paste) -> None:
        # Terminals send a carriage return for each line break.
        event.prevent_default()
        event.stop()
        pasted = event.text.replace("\r\n", "\n").replace("\r", "\n")
        self.move_cursor(self.replace(pasted, *self.selection, maintain_selection_offset=False).end_location)

    def _original(self, held: str) -> str:
        return _replaced(held, {private: original for original, private in self._held.items()})

    def _harmless(self, value: str) -> str:
        if value.isascii() and value.isprintable():
            return value
        return "".join(self._hold(character) for character in value)

    def _hold(self, character: str) -> str:
        # A combining mark by itself is cleaned into one on a dotted circle; on its letter it is fine.
        if character in "\n\t" or text.clean(character) in (character, f"◌{character}"):
            return character
        return self._held.setdefault(character, chr(_PRIVATE + len(self._held)))


def _replaced(words: str, by: Mapping[str, str]) -> str:
    return "".join(by.get(character, character) for character in words) if by else words


@lru_cache(maxsize=1024)
def _stand_in(character: str) -> str:
    shown = text.clean(character)
    return shown if len(shown) == 1 and text.width(shown) == 1 else "�"
