"""A list to choose from in a dialog: rows of clean text, chosen with enter, moved with arrows and j k."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList


class PickList(OptionList):
    """Textual's OptionList, one line a row. Prompts are Content, so nothing in them is markup."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
        Binding("g", "first", show=False),
        Binding("G", "last", show=False),
    ]
    DEFAULT_CSS = """
    PickList {
        height: auto; max-height: 100%; scrollbar-size-vertical: 1;
        border: none; padding: 0; background: $surface; text-wrap: nowrap; text-overflow: ellipsis;
    }
    PickList:focus { border: none; background: $surface; background-tint: $surface 0%; }
    PickList > .option-list--option { padding: 0; text-wrap: nowrap; text-overflow: ellipsis; }
    PickList > .option-list--option-highlighted { background: $rest-row; color: $foreground; text-style: none; }
    PickList:focus > .option-list--option-highlighted { background: $cursor-row; color: $foreground; text-style: none; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False, compact=True)
