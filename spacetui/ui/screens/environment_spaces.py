"""Choosing Spaces: one or several of those that may be changed, found by typing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, OptionList
from textual.widgets.option_list import Option

from spacetui import text
from spacetui.ui import summary
from spacetui.ui.screens.dialog import Dialog, button
from spacetui.ui.widgets.field import Field
from spacetui.ui.widgets.pick_list import PickList
from spacetui.ui.widgets.words import Words


class SpaceChecks(PickList):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "select", show=False)]


class SpacePicker(Dialog[tuple[str, ...]]):
    """Gives the ids chosen, in the order of their names; None where it was cancelled.

    With `several`, enter and space check a Space and a button takes those checked; `checked` are to begin with.
    Otherwise enter takes the one under the cursor. Only Spaces that the token may act on are offered.
    """

    DEFAULT_CSS = """
    SpacePicker #box { width: 72; }
    SpacePicker #words { color: $muted; }
    """

    def __init__(
        self, heading: str, without: str, *, several: bool = False, checked: Collection[str] = (), label: str = "Take"
    ) -> None:
        super().__init__()
        self._heading = heading
        self._without = without
        self._several = several
        self._checked = set(checked)
        self._label = label
        self._shown: list[str] = []

    @property
    def heading(self) -> str:
        return self._heading

    def body(self) -> Iterable[Widget]:
        yield Field(id="find", placeholder="type to find")
        yield SpaceChecks(id="spaces")
        yield Words(id="words")

    def buttons(self) -> Iterable[Widget]:
        yield button("Cancel", "cancel")
        if self._several:
            yield button(self._label, "take")

    def on_mount(self) -> None:
        self._checked.intersection_update(self._offered)
        self._show()
        self.query_one(SpaceChecks if self._checked else Field).focus()

    @property
    def _offered(self) -> list[str]:
        """Those checked first, so that they are seen."""
        spaces = self.picture.spaces
        ours = [each for each in spaces if each != self._without and self.picture.may_act_on(spaces[each].space.owner)]
        return sorted(ours, key=lambda each: (each not in self._checked, each.lower()))

    @on(events.Resize)
    @on(Input.Changed, "#find")
    def _show(self) -> None:
        words = self.query_one("#find", Field).value.lower().split()
        self._shown = [each for each in self._offered if all(word in each.lower() for word in words)]
        self._fill(0)

    def _fill(self, cursor: int) -> None:
        picks = self.query_one(SpaceChecks)
        picks.set_options(Option(Content(self._row(space_id))) for space_id in self._shown)
        picks.highlighted = cursor if self._shown else None
        many = f"{len(self._checked)} checked" if self._several else "enter takes the one under the cursor"
        self.query_one("#words", Words).tell(many if self._shown else "None of your Spaces is called so.")

    def _row(self, space_id: str) -> str:
        entry = self.picture.spaces.get(space_id)
        stage = "gone" if entry is None else text.clean(entry.runtime.stage) if entry.runtime else ""
        check = ("[x] " if space_id in self._checked else "[ ] ") if self._several else ""
        room = min(72, self.app.size.width) - 6 - len(check) - 14
        return f"{check}{text.fit(text.clean(space_id), room)} {text.truncate(stage, 13)}"

    @on(Input.Submitted, "#find")
    def _found(self) -> None:
        self.query_one(SpaceChecks).focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        space_id = self._shown[event.option_index]
        if space_id not in self.picture.spaces:
            self.say(summary.gone(space_id), "trouble")
        elif not self._several:
            self.dismiss((space_id,))
            return
        else:
            self._checked ^= {space_id}
        self._fill(event.option_index)

    @on(Button.Pressed, "#take")
    def _take(self) -> None:
        if self._checked:
            self.dismiss(tuple(sorted(self._checked, key=str.lower)))
        else:
            self.say("Check at least one: space does.", "trouble")

    @on(Button.Pressed, "#cancel")
    def _cancelled(self) -> None:
        self.dismiss(None)
