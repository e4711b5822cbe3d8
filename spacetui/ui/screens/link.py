"""An address to go to elsewhere: shown, and copied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from spacetui.ui.copies import to_clipboard
from spacetui.ui.screens.dialog import Dialog, button


class LinkDialog(Dialog[None]):
    """Shows an address with what is to be said of it, and copies it where the terminal allows that."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy", show=False),
        Binding("q", "cancel", "Close", show=False),
    ]

    def __init__(self, heading: str, url: str, notes: Sequence[str] = ()) -> None:
        super().__init__()
        self._heading = heading
        self._url = url
        self._notes = notes

    @property
    def heading(self) -> str:
        return self._heading

    def body(self) -> Iterable[Widget]:
        yield Static(Content(self._url), id="url")
        for note in self._notes:
            yield Static(Content(note), classes="note")

    def buttons(self) -> Iterable[Widget]:
        yield button("Close", "close")
        yield button("y Copy again", "copy")

    def on_mount(self) -> None:
        self.query_one("#close").focus()
        self.action_copy()

    def action_copy(self) -> None:
        self.say(to_clipboard(self.app, "the address", self._url))

    @on(Button.Pressed, "#copy")
    def _copy_pressed(self) -> None:
        self.action_copy()

    @on(Button.Pressed, "#close")
    def _close_pressed(self) -> None:
        self.dismiss(None)
