"""Whose Spaces are shown, and who one is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, OptionList
from textual.widgets.option_list import Option

from spacetui import text
from spacetui.live.choices import TAKEN_IN_UNASKED
from spacetui.ui import account_words, phrases
from spacetui.ui.screens.dialog import Dialog, button
from spacetui.ui.widgets.pick_list import PickList
from spacetui.ui.widgets.words import Words

if TYPE_CHECKING:
    from spacetui.live.picture import Picture


_ROOMY = 20


class Owner(NamedTuple):
    """Whose Spaces may be shown: the account, or an organization. `shown` is whether they are at present."""

    name: str
    role: str
    spaces: str
    shown: bool


def owners(picture: Picture) -> list[Owner]:
    """The account first, then its organizations, as the Hub names them."""
    account = picture.account
    if account is None:
        return []
    known = Counter(entry.space.owner.lower() for entry in picture.spaces.values())
    roles = {account.name: "you"} | {org.name: _role(org.role, acts=org.writable) for org in account.orgs or ()}
    return [
        Owner(name, role, _how_many(picture, name, known[name.lower()]), name in picture.owners)
        for name, role in roles.items()
    ]


def _role(role: str | None, *, acts: bool) -> str:
    return (role or "role not told") if acts else f"{role or 'role not told'}, look only"


def _how_many(picture: Picture, name: str, known: int) -> str:
    if name in picture.offered:
        return f"more than {TAKEN_IN_UNASKED} Spaces"
    return phrases.count(known, "Space") if name in picture.listed else "not counted"


def _may(able: str, unable: str) -> str:
    return f"It may {able}." + (f" It may not {unable}." if unable else "")


class OwnerList(PickList):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "select", show=False)]


class OwnersForm(Dialog[None]):
    """A list of owners to check; where nothing can be chosen it says why. `c` once more tells of the account."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("c", "account", show=False)]

    DEFAULT_CSS = """
    OwnersForm #box { width: 72; }
    OwnersForm #owners { margin-top: 1; }
    OwnersForm #effect { margin-top: 1; color: $muted; }
    OwnersForm #who, OwnersForm #may { color: $muted; }
    OwnersForm.-short #owners, OwnersForm.-short #effect { margin-top: 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._owners: list[Owner] = []
        self._chosen: dict[str, bool] = {}

    @property
    def heading(self) -> str:
        return "Whose Spaces are shown"

    @property
    def _objection(self) -> str:
        """Why nothing can be chosen; empty where it can."""
        picture, account = self.picture, self.picture.account
        if self.cockpit.at_a_glance:
            return "Still connecting to the Hub: in a moment."
        if account is None:
            return (
                "Without a token there are only the Spaces of the authors named: " + ", ".join(picture.owners)
                if picture.owners
                else "Who you are is not known yet: there has been no answer from the Hub."
            )
        names = {account.name, *(org.name for org in account.orgs or ())}
        if self.cockpit.launcher.authors or not names.issuperset(picture.owners):
            return f"The command line says whose: {', '.join(picture.owners)}. Without --author you can choose here."
        return ""

    def body(self) -> Iterable[Widget]:
        yield Words(id="who")
        yield Words(id="may")
        yield OwnerList(id="owners")
        yield Words(id="effect")

    def buttons(self) -> Iterable[Widget]:
        yield button("Cancel", "cancel")
        yield button("Apply", "apply")
        yield button("Who you are", "account")

    def on_mount(self) -> None:
        self.fresh()
        (self.query_one("#cancel") if self._objection else self.query_one(OwnerList)).focus()

    @on(events.Resize)
    def fresh(self) -> None:
        account, objection = self.picture.account, text.clean(self._objection)
        self.query_one("#who", Words).tell(account_words.who(account, self.cockpit.clock.now()) if account else "")
        if account is not None and not self.cockpit.at_a_glance and self.app.size.height >= _ROOMY:
            self.query_one("#may", Words).tell(_may(*account_words.may(account)))
        self.query_one("#effect", Words).tell(objection or self._effect)
        picks, apply = self.query_one(OwnerList), self.query_one("#apply")
        picks.display = apply.display = not objection
        self._owners = [] if objection else owners(self.picture)
        self._fill(picks)

    @property
    def _remembered(self) -> bool:
        return self.cockpit.session is not None and self.cockpit.session.engine.remembers

    @property
    def _effect(self) -> str:
        return f"space checks; Apply shows them {'and remembers it' if self._remembered else 'for this run'}."

    def _fill(self, picks: OwnerList) -> None:
        """Show the rows as they are now; what stands there already is left alone."""
        rows = [Content(self._row(owner)) for owner in self._owners]
        if rows != [option.prompt for option in picks.options]:
            before = picks.highlighted
            picks.set_options(Option(row) for row in rows)
            picks.highlighted = min(before or 0, len(rows) - 1) if rows else None

    def _row(self, owner: Owner) -> str:
        """Name, role and number of Spaces; the role goes first where there is little room."""
        room = min(self.app.size.width, 72) - 6  # the frame, its padding, two scrollbars
        check, spaces = "[x]" if self._checked(owner) else "[ ]", owner.spaces
        if room >= 56:
            name = room - 45
            return f"{check} {text.fit(text.clean(owner.name), name)} {text.fit(text.clean(owner.role), 18)} {spaces}"
        name = max(8, room - 5 - text.width(spaces))
        return f"{check} {text.fit(text.clean(owner.name), name)} {spaces}"

    def _checked(self, owner: Owner) -> bool:
        return self._chosen.get(owner.name, owner.shown)

    @property
    def _wanted(self) -> Mapping[str, bool]:
        """What was chosen, and that what is on offer was left alone: it is not offered again."""
        offered = {owner.name: False for owner in self._owners if owner.name in self.picture.offered}
        return offered | self._chosen

    @on(OptionList.OptionSelected)
    def _toggle(self, event: OptionList.OptionSelected) -> None:
        owner = self._owners[event.option_index]
        checked = not self._checked(owner)
        if not checked and sum(self._checked(each) for each in self._owners) == 1:
            self.say("At least one has to be shown.", "trouble")
            return
        self.say("")
        self._chosen[owner.name] = checked
        self._fill(self.query_one(OwnerList))

    @on(Button.Pressed, "#apply")
    def _apply(self) -> None:
        session = self.cockpit.session
        if session is not None and not self._objection and self._wanted:
            session.engine.choose_owners(self._wanted)
            names = ", ".join(owner.name for owner in self._owners if self._checked(owner))
            kept = " It is remembered." if self._remembered else ""
            self.cockpit.main.say(text.clean(f"Shown from now on: {names}.{kept}"))
        self.dismiss(None)

    @on(Button.Pressed, "#account")
    def action_account(self) -> None:
        self.dismiss(None)
        self.cockpit.main.action_account()

    @on(Button.Pressed, "#cancel")
    def _cancelled(self) -> None:
        self.action_cancel()
