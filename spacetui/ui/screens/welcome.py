"""What stands there when no session could be opened: why, and the ways on."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from spacetui.hub.errors import InvalidInput
from spacetui.ui.screens.dialog import Dialog, button
from spacetui.ui.widgets.field import Field

_WAYS = """\
Look around without an account: the demo is a simulated Hub with two dozen Spaces. Nothing is billed, \
nothing is kept.

See your own Spaces: run `hf auth login` in another terminal, with a token of role write to act on them; \
then try again.

See anybody's public Spaces: type an account or organization below."""


class WelcomeScreen(Dialog[None]):
    """Offers the demo, another try, and an author's public Spaces."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "leave", "Quit", show=False),
    ]
    DEFAULT_CSS = """
    WelcomeScreen #why { color: $warning; margin-bottom: 1; }
    WelcomeScreen #author { margin-top: 1; }
    WelcomeScreen.-short #author, WelcomeScreen.-short #why { margin: 0; }
    """

    def __init__(self, why: str) -> None:
        super().__init__()
        self._why = why

    @property
    def heading(self) -> str:
        return "Welcome to spacetui"

    def body(self) -> Iterable[Widget]:
        yield Static(Content(self._why), id="why")
        yield Static(Content(_WAYS))
        yield Field(id="author", placeholder="an account or organization, then enter")

    def buttons(self) -> Iterable[Widget]:
        yield button("Demo", "demo")
        yield button("Try again", "again")
        yield button("Quit", "quit")

    def on_mount(self) -> None:
        self.query_one("#demo").focus()

    @on(Button.Pressed, "#demo")
    def _demo(self) -> None:
        self._open_with(self.cockpit.launcher.open_demo)

    @on(Button.Pressed, "#again")
    def _again(self) -> None:
        self._open_with(self.cockpit.launcher.open)

    @on(Button.Pressed, "#quit")
    def _quit(self) -> None:
        self.action_leave()

    @on(Input.Submitted)
    def _author(self, event: Input.Submitted) -> None:
        from spacetui.hub.identifiers import check_namespace

        try:
            author = check_namespace(event.value.strip())
        except InvalidInput as error:
            self.say(str(error), "trouble")
            return
        self._open_with(partial(self.cockpit.launcher.open_hub, (author,)))

    def _open_with(self, opening: object) -> None:
        self.dismiss(None)
        self.cockpit.open_session(opening)

    def action_cancel(self) -> None:
        """Nothing is behind this screen to go back to."""

    def action_leave(self) -> None:
        self.app.exit()
