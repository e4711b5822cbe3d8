"""Menus: all actions on a Space, and what to sort the list by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, OptionList
from textual.widgets.option_list import Option

from spacetui import text
from spacetui.ui import actions
from spacetui.ui.actions import Action, Group
from spacetui.ui.objections import Context
from spacetui.ui.ordering import Column
from spacetui.ui.screens.dialog import Dialog, button
from spacetui.ui.widgets.pick_list import PickList

if TYPE_CHECKING:
    from spacetui.ui.app import SpacetuiApp


class Menu(Dialog[str]):
    """Gives the id of the row chosen, None where none was."""

    DEFAULT_CSS = """
    Menu #box { width: 84; }
    """

    def __init__(self, heading: str, rows: Iterable[tuple[str, str, bool]], at: int = 0) -> None:
        super().__init__()
        self._heading = heading
        self._rows = list(rows)
        self._at = at

    @property
    def heading(self) -> str:
        return self._heading

    def body(self) -> Iterable[Widget]:
        yield PickList(id="rows")

    def buttons(self) -> Iterable[Widget]:
        yield button("Cancel", "cancel")

    def on_mount(self) -> None:
        rows = self.query_one(PickList)
        rows.add_options(Option(_row(words, dim), id=row_id) for row_id, words, dim in self._rows)
        rows.highlighted = self._at
        rows.focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)

    @on(Button.Pressed)
    def _cancelled(self) -> None:
        self.dismiss(None)


def _row(words: str, dim: bool) -> Content:
    return Content(words).stylize("$muted") if dim else Content(words)


_ON_A_SPACE = (
    *(action for action in actions.of_group(Group.ACT) if action.id != "menu"),
    *actions.of_group(Group.LOOK),
    *actions.of_group(Group.OUT),
)


class ActionsMenu(Menu):
    """All actions on the Space; those that do not apply are dim and say why. Gives the method of the one chosen,
    by its key as well."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(action.keys, f"take('{action.id}')", show=False) for action in _ON_A_SPACE if action.keys
    ]
    DEFAULT_CSS = """
    ActionsMenu #box { width: 92; }
    """

    def __init__(self, context: Context) -> None:
        rows = [self._of(action, context) for action in _ON_A_SPACE]
        entry, marked = context.entry, len(context.marked)
        named = f"{marked:,} marked" if marked else text.clean(entry.id) if entry else ""
        super().__init__(f"Actions · {named}" if named else "Actions", rows)

    def action_take(self, action_id: str) -> None:
        self.dismiss(actions.BY_ID[action_id].method)

    @staticmethod
    def _of(action: Action, context: Context) -> tuple[str, str, bool]:
        objection = action.against(context)
        label = f" {text.fit(action.key if action.keys else '', 3)} {text.fit(actions.label_for(action, context), 11)}"
        return action.method, f"{label} {objection or actions.described(action, context)}", bool(objection)


def choose_order(app: SpacetuiApp) -> None:
    """Ask what to sort by; the present column once more turns it round."""
    order = app.main.order
    columns = list(Column)

    def row(column: Column) -> tuple[str, str, bool]:
        arrow = app.glyphs.up if order.ascending else app.glyphs.down
        return column.name, f" {text.fit(column.value, 14)} {arrow if column is order.column else ''}", False

    def chosen(name: str | None) -> None:
        if name is not None:
            app.main.set_order(app.main.order.by(Column[name]))

    app.push_screen(Menu("Sort by", map(row, columns), at=columns.index(order.column)), chosen)
