"""Choosing who sees a Space: what each choice means is said before it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, OptionList
from textual.widgets.option_list import Option

from spacetui.live.commands import SetVisibility
from spacetui.ui.screens.dialog import Form, button, relabel
from spacetui.ui.widgets.pick_list import PickList
from spacetui.ui.widgets.words import Words

Visibility = Literal["public", "private", "protected"]


class _Meaning(NamedTuple):
    """`row` in the list; `effect` for visitors, and `warning` of what cannot be taken back."""

    row: str
    effect: str
    warning: str = ""


_MEANINGS: Mapping[Visibility, _Meaning] = {
    "public": _Meaning(
        "app and code for all",
        "Everybody can use the app, and read and duplicate its code, all commits and variables.",
        "That includes a secret that was ever committed.",
    ),
    "private": _Meaning(
        "for nobody else",
        "For visitors it is gone: links to it and pages that embed it stop working.",
    ),
    "protected": _Meaning(
        "the app for all, its code not",
        "Everybody can use the app; nobody else can read or duplicate its code.",
        "Needs a PRO, Team or Enterprise plan.",
    ),
}
_CHOICES = tuple(_MEANINGS)


class VisibilityForm(Form):
    """Public, private or protected."""

    DEFAULT_CSS = """
    VisibilityForm #box { width: 68; }
    VisibilityForm #effect { margin-top: 1; }
    VisibilityForm.-short #effect { margin-top: 0; }
    """

    @property
    def heading(self) -> str:
        return f"Visibility · {self.named()}"

    @property
    def _private(self) -> bool | None:
        return self.entry.space.private if self.entry else None

    def body(self) -> Iterable[Widget]:
        yield Words(id="now", classes="note")
        yield PickList(id="choices")
        yield Words(id="effect")
        yield Words(id="warning", classes="warning")

    def buttons(self) -> Iterable[Widget]:
        yield button("Cancel", "cancel")
        yield button("Set", "set", kind="danger")

    def on_mount(self) -> None:
        choices = self.query_one(PickList)
        width = max(map(len, _CHOICES))
        choices.add_options(
            Option(Content(f"{choice:<{width}}  {meaning.row}"), id=choice) for choice, meaning in _MEANINGS.items()
        )
        choices.highlighted = _CHOICES.index("public" if self._private else "private")
        choices.focus()
        self.fresh()

    def fresh(self) -> None:
        # The Hub tells private Spaces from others, and public from protected ones nowhere.
        now = {True: "private", False: "public or protected", None: "not told"}[self._private]
        self.query_one("#now", Words).tell(f"Now: {now}")
        self._tell()

    @property
    def chosen(self) -> Visibility:
        return _CHOICES[self.query_one(PickList).highlighted or 0]

    @on(OptionList.OptionHighlighted)
    def _tell(self) -> None:
        chosen, meaning = self.chosen, _MEANINGS[self.chosen]
        unchanged = chosen == "private" and self._private is True
        self.query_one("#effect", Words).tell("It is private already." if unchanged else meaning.effect)
        self.query_one("#warning", Words).tell(self._warning(meaning))
        button = self.query_one("#set", Button)
        relabel(button, f"Make it {chosen}")
        button.disabled = unchanged

    def _warning(self, meaning: _Meaning) -> str:
        account, entry = self.picture.account, self.entry
        personal = account is not None and entry is not None and account.name == entry.space.owner
        if self.chosen == "protected" and personal and account is not None and account.is_pro is False:
            return f"{meaning.warning} Yours is none: the Hub will hardly accept it."
        return meaning.warning

    @on(OptionList.OptionSelected)
    def _taken(self) -> None:
        button = self.query_one("#set", Button)
        (button if not button.disabled else self.query_one("#cancel")).focus()

    @on(Button.Pressed, "#set")
    def _accepted(self) -> None:
        if self.ready():
            self.send(SetVisibility(self.space_id, self.chosen))
