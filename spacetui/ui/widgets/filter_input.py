"""The filter line: filters while it is typed; enter keeps it, escape brings back what was there before."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding, BindingType

from spacetui.ui.widgets.field import Field

if TYPE_CHECKING:
    from spacetui.ui.screens.main import MainScreen


class FilterInput(Field):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", show=False),
        Binding("down,up,tab", "keep", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(placeholder="words, stage: hw: org: sdk: is:paid is:failing !word", id="filter")
        self._before = ""

    @property
    def main(self) -> MainScreen:
        return cast("MainScreen", self.screen)

    def begin(self, words: str) -> None:
        """Start from the present filter."""
        self._before = words
        self.value = words
        self.cursor_position = len(words)

    def watch_value(self, words: str) -> None:
        if self.is_mounted and self.has_focus:
            self.main.set_filter(words)

    async def action_submit(self) -> None:
        self.main.end_filter(self.value)

    def action_keep(self) -> None:
        self.main.end_filter(self.value)

    def action_give_up(self) -> None:
        self.main.end_filter(self._before)
