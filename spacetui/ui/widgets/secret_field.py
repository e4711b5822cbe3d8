"""A field for what must not be read over a shoulder: takes typing and pastes of several lines, shows dots."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import SecretStr
from textual import events
from textual.message import Message
from textual.strip import Strip

from spacetui import text
from spacetui.ui import phrases
from spacetui.ui.widgets.drawn import Drawn, Piece

_REVEALED_LINES = 4


class SecretField(Drawn, can_focus=True):
    """Holds a secret value. It is in no message, nothing can be copied out of it, and only dots are drawn.

    ctrl+t shows the value until ctrl+t again, until the focus leaves, or until another dialog comes on top. A
    paste is kept whole. Enter begins another line, but only once something follows: a paste that arrives as keys
    stays whole and in here, and the enter of habit after a password adds nothing. In an empty field enter goes on
    to the next one.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    SecretField { height: 1; width: 1fr; }
    """

    @dataclass
    class Changed(Message):
        """The value is another one; it is to be had from the field alone."""

        field: SecretField

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._secret = SecretStr("")
        self._breaks = 0
        self._revealed = False

    @property
    def value(self) -> SecretStr:
        """What was typed or pasted; line breaks are newlines, whatever the terminal sent."""
        return self._secret

    @property
    def is_empty(self) -> bool:
        return not self._secret.get_secret_value()

    def clear(self) -> None:
        self._hold("")

    def hide(self) -> None:
        """Show the value no longer."""
        self._reveal(False)

    # -- keys ----------------------------------------------------------------------------------------

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Printable characters are typed here, whatever they are bound to elsewhere."""
        return character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        if event.is_printable and event.character is not None:
            self._append(event.character)
        elif event.key in ("enter", "ctrl+j"):
            self._enter()
        elif not self._edited_by(event.key):
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        # Terminals send a carriage return for each line break of a paste.
        self._append(event.text.replace("\r\n", "\n").replace("\r", "\n"))

    def _edited_by(self, key: str) -> bool:
        """Whether the key means something here; does it."""
        held = self._secret.get_secret_value()
        if key == "backspace" and self._breaks:
            self._breaks -= 1
            self.redraw()
        elif key == "backspace":
            self._hold(held[:-1])
        elif key == "ctrl+w":
            self._hold(_without_last_word(held))
        elif key == "ctrl+u":
            self._hold("")
        elif key == "ctrl+t":
            self._reveal(not self._revealed)
        else:
            return False
        return True

    def _enter(self) -> None:
        if self.is_empty:
            self.screen.focus_next()
        else:
            self._breaks += 1
            self.redraw()

    def _append(self, more: str) -> None:
        if more:
            self._hold(self._secret.get_secret_value() + "\n" * self._breaks + more)

    def _hold(self, value: str) -> None:
        self._secret = SecretStr(value)
        self._breaks = 0
        self.redraw()
        self.post_message(self.Changed(self))

    # -- drawing -------------------------------------------------------------------------------------

    def on_focus(self) -> None:
        self.redraw()

    def on_blur(self) -> None:
        self._breaks = 0
        self.hide()

    def _reveal(self, revealed: bool) -> None:
        self._revealed = revealed
        self.redraw()

    def draw(self, width: int) -> list[Strip]:
        lines = self._clear_text(width - 1) if self._revealed and not self.is_empty else [self._masked(width - 1)]
        self.styles.height = len(lines)
        background = "cursor" if self.has_focus else "bar"
        return [self.line(line, width, background) for line in lines]

    def _masked(self, room: int) -> list[Piece]:
        """A dot for each character while they fit, else their number; how many lines where there are several."""
        dot = "*" if self.glyphs.ascii else "•"
        held = self._secret.get_secret_value()
        cursor: Piece = ("_" if self.has_focus else "", "accent")
        if not held:
            hint = " ctrl+t shows what you type" if self.has_focus else ""
            return [cursor, (text.truncate(hint, room - 1), "muted")]
        if "\n" not in held and len(held) < room and not self._breaks:
            return [(dot * len(held), "text"), cursor]
        return [(text.truncate(f"{dot * 4} {self._measure(held)}", room - 1), "text"), cursor]

    def _measure(self, held: str) -> str:
        if self._breaks:
            return f"{phrases.count(len(held), 'character')}; tab goes on, more typing is a new line"
        lines = held.count("\n") + (not held.endswith("\n"))
        ends = ", ends in a line break" if held.endswith("\n") else ""
        size = phrases.count(len(held), "character")
        return size if lines == 1 and not ends else f"{phrases.count(lines, 'line')}, {size}{ends}"

    def _clear_text(self, room: int) -> list[list[Piece]]:
        """The value itself, made safe; its last lines, since that is where one types."""
        held = self._secret.get_secret_value()
        wrapped = [part for line in text.clean_lines(held) for part in text.wrap(line, room)]
        if len(wrapped) > _REVEALED_LINES:
            hidden = len(wrapped) - _REVEALED_LINES + 1
            wrapped = [f"… {phrases.count(hidden, 'line')} above", *wrapped[-_REVEALED_LINES + 1 :]]
        return [[(line, "warning")] for line in wrapped]


def _without_last_word(words: str) -> str:
    kept = words.rstrip()
    return kept[: len(kept) - len(kept.split()[-1])] if kept else ""
