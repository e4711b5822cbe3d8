"""Giving a Space another name, or another owner."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from spacetui import text
from spacetui.hub.errors import Conflict, InvalidInput
from spacetui.hub.identifiers import check_space_id
from spacetui.hub.terms import name_of, owner_of
from spacetui.live import rights
from spacetui.live.commands import Move
from spacetui.live.picture import CommandState, Picture, Update
from spacetui.ui.screens.dialog import Form, button, relabel
from spacetui.ui.widgets.choice import Choice, Option
from spacetui.ui.widgets.field import Field
from spacetui.ui.widgets.words import Words

_OLD_PAGE = "Its page and git address lead on from the old name."
_OLD_APP = "The app's address changes: whoever embeds or calls it has to be told."


class RenameForm(Form):
    """Asks for owner and name, and checks them before anything is sent."""

    DEFAULT_CSS = """
    RenameForm #box { width: 68; }
    RenameForm .row { height: 1; }
    RenameForm .label { width: 7; }
    RenameForm #effect { margin-top: 1; }
    RenameForm.-short #effect { margin-top: 0; }
    """

    def __init__(self, space_id: str) -> None:
        super().__init__(space_id)
        self._name_at_start = name_of(space_id)
        self._sent_as = ""

    @property
    def heading(self) -> str:
        return f"Rename · {self.named()}"

    @property
    def edited(self) -> bool:
        return self.query_one("#name", Field).value != text.clean(self._name_at_start)

    def body(self) -> Iterable[Widget]:
        with Horizontal(classes="row"):
            yield Static("Owner", classes="label")
            yield Choice(self._owners(), id="owner")
        with Horizontal(classes="row"):
            yield Static("Name", classes="label")
            yield Field(self._name_at_start, id="name")
        yield Words(id="effect")

    def buttons(self) -> Iterable[Widget]:
        yield button("Cancel", "cancel")
        yield button("Rename", "rename", kind="danger")

    def on_mount(self) -> None:
        name = self.query_one("#name", Field)
        name.cursor_position = len(name.value)
        name.focus()
        self._tell()

    def _owners(self) -> list[Option]:
        """Its owner first, then the others under whom the account may create."""
        account = self.picture.account
        names = dict.fromkeys((owner_of(self.space_id), *(rights.creators(account) if account else ())))
        return [Option(name, text.clean(name)) for name in names]

    @property
    def wanted(self) -> str:
        return f"{self.query_one('#owner', Choice).value}/{self.query_one('#name', Field).value.strip()}"

    @on(Choice.Changed)
    @on(Input.Changed)
    def _tell(self) -> None:
        """What becomes of the old addresses, and who pays from then on."""
        lines, owner = [_OLD_PAGE, _OLD_APP], owner_of(self.wanted)
        if owner != owner_of(self.space_id):
            lines.append(f"From then on {text.clean(owner)} owns it, and pays for it.")
        self.query_one("#effect", Words).tell("\n".join(lines))
        wide, wanted = self.app.size.width >= 60, text.truncate(text.clean(self.wanted), 36)
        relabel(self.query_one("#rename", Button), f"Rename to {wanted}" if wide else "Rename")

    @on(Input.Submitted, "#name")
    @on(Button.Pressed, "#rename")
    def _accepted(self) -> None:
        if self.number is not None or not self.ready():
            return
        wanted = self.wanted
        if problem := _problem(self.picture, self.space_id, wanted):
            self.say(problem, "trouble")
            self.query_one("#name").focus()
        else:
            self._sent_as = wanted
            self.send(Move(self.space_id, wanted))

    def _keep_up(self, update: Update) -> None:
        """That it has the name which was just asked for is no news."""
        expected = self.number is not None and update.renamed.get(self.space_id) == self._sent_as
        super()._keep_up(update)
        if expected:
            self.say("")

    def failed(self, state: CommandState) -> None:
        if isinstance(state.error, Conflict):  # the name is taken
            self.query_one("#name", Field).focus()

    def succeeded(self, state: CommandState) -> None:
        super().succeeded(state)
        self.cockpit.main.follow(self._sent_as)


def _problem(picture: Picture, space_id: str, wanted: str) -> str:
    """Why it cannot be called so; empty where nothing is known against it."""
    try:
        check_space_id(wanted)
    except InvalidInput as error:
        return str(error)
    if wanted == space_id:
        return "That is its name already."
    others = (other for other in picture.spaces if other != space_id)
    if wanted.lower() in map(str.lower, others):
        return f"There is a Space named {wanted} already."
    return ""
