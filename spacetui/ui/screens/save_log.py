"""Asks for the file to save a log to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from textual import on, work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from spacetui import saving, text
from spacetui.ui import phrases
from spacetui.ui.screens.dialog import Dialog, button, relabel
from spacetui.ui.widgets.field import Field


class SaveLog(Dialog[str]):
    """Gives the words to tell once it is saved; stays open while it is not. A file that is there already is only
    replaced after that was said, and asked for once more."""

    DEFAULT_CSS = """
    SaveLog #path-row { margin-top: 1; }
    """

    def __init__(self, name: str, content: str) -> None:
        super().__init__()
        self._file_name = name
        self._content = content
        self._there: str | None = None

    @property
    def heading(self) -> str:
        return "Save the log"

    def body(self) -> Iterable[Widget]:
        lines = phrases.count(self._content.count("\n"), "line")
        yield Static(Content(f"{lines}, readable for you alone, to"), classes="note")
        at = datetime.fromtimestamp(self.cockpit.clock.now()).strftime("%Y%m%d-%H%M")
        yield Field(f"./{self._file_name.replace('/', '_')}-{at}.log", id="path")

    def buttons(self) -> Iterable[Widget]:
        yield button("Cancel", "cancel")
        yield button("Save", "save")

    def on_mount(self) -> None:
        field = self.query_one(Field)
        field.cursor_position = len(field.value)
        field.focus()

    @on(Input.Changed)
    def _another(self) -> None:
        """What was asked was asked of another file."""
        if self._there is not None:
            self._there = None
            relabel(self.query_one("#save", Button), "Save")
            self.say("")

    @on(Input.Submitted)
    @on(Button.Pressed, "#save")
    def _accepted(self) -> None:
        typed = self.query_one(Field).value.strip()
        if typed:
            self._save(typed, replace=typed == self._there)

    @work(exclusive=True)
    async def _save(self, typed: str, *, replace: bool) -> None:
        from asyncio import to_thread

        try:
            await to_thread(saving.save, Path(typed), self._content, replace=replace)
        except FileExistsError:
            self._there = typed
            relabel(self.query_one("#save", Button), "Replace")
            self.say("That file is there already: once more replaces it.", "trouble")
        except (OSError, RuntimeError, ValueError) as error:  # no such folder; no such home; a character no path has
            why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            self.say(text.clean(f"It could not be saved: {why.rstrip('.')}."), "trouble")
        else:
            self.dismiss(text.clean(f"Saved to {typed}."))

    @on(Button.Pressed, "#cancel")
    def _cancelled(self) -> None:
        self.action_cancel()
