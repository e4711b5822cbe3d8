"""Who one is: the account, its organizations, the token and what it may do; and other tokens to go on with."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, OptionList
from textual.widgets.option_list import Option

from spacetui import text
from spacetui.hub.errors import HubError
from spacetui.live.picture import Link
from spacetui.ui import account_words, summary
from spacetui.ui.facts import Fact
from spacetui.ui.screens.dialog import Dialog, button
from spacetui.ui.widgets.pick_list import PickList
from spacetui.ui.widgets.words import Words

if TYPE_CHECKING:
    from spacetui.launch import Session

_WIDTH = 84
_LABEL = 11
_UNNAMED = "the one without a name"


class AccountScreen(Dialog[None]):
    """Facts to scroll through, and the names of the tokens that are stored on this machine."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "cancel", show=False),
        Binding("ctrl+d,pagedown", "scroll(5)", show=False, priority=True),
        Binding("ctrl+u,pageup", "scroll(-5)", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    AccountScreen #box { width: 84; }
    AccountScreen #tokens-note { margin-top: 1; color: $muted; }
    AccountScreen.-short #tokens-note { margin-top: 0; }
    """

    @property
    def heading(self) -> str:
        return "Who you are"

    def __init__(self) -> None:
        super().__init__()
        self._tokens: tuple[str, ...] = ()

    def body(self) -> Iterable[Widget]:
        yield Words(id="facts")
        yield Words(id="tokens-note")
        yield PickList(id="tokens")

    def buttons(self) -> Iterable[Widget]:
        yield button("Close", "close")

    def on_mount(self) -> None:
        session = self.cockpit.session
        if session is None:
            self._offer(())
        else:
            self._offer(session.tokens, session.token_name)
            self._read_anew(session)

    @work
    async def _read_anew(self, session: Session) -> None:
        """A token may have been added since, or be there no more."""
        try:
            names = await asyncio.to_thread(self.cockpit.launcher.token_names, session)
        except (HubError, OSError):
            return
        if self.is_attached and self.cockpit.session is session and names != session.tokens:
            highlighted = self.query_one(PickList).highlighted
            before = session.token_name if highlighted is None else self._tokens[highlighted]
            self._offer(names, before if before in names else session.token_name)

    def _offer(self, names: tuple[str, ...], highlighted: str = "") -> None:
        """List these tokens, where there is a choice."""
        self._tokens = names if len(names) > 1 else ()
        tokens = self.query_one(PickList)
        tokens.display = bool(self._tokens)
        tokens.set_options(Option(Content(self._row(name))) for name in self._tokens)
        if self._tokens:
            tokens.highlighted = self._tokens.index(highlighted)
        (tokens if self._tokens else self.query_one("#close")).focus(scroll_visible=False)
        self.fresh()

    @on(events.Resize)
    def fresh(self) -> None:
        self.query_one("#facts", Words).tell(_laid_out(self._facts(), min(_WIDTH, self.app.size.width) - 5))
        self.query_one("#tokens-note", Words).tell(self._tokens_note())

    @property
    def _refused(self) -> bool:
        """Whether the Hub takes the token no more."""
        return self.picture.connection.link is Link.SIGNED_OUT

    def _facts(self) -> list[Fact]:
        session, account = self.cockpit.session, self.picture.account
        if account is not None and session is not None and not self.cockpit.at_a_glance:
            return list(account_words.facts(account, session, self.cockpit.clock.now(), self._refused))
        problem = self.picture.connection.problem
        if session is not None and not session.token_source and session.demo is None:
            return [Fact("Account", "none", "without a token there is only what is public")]
        return [Fact("Account", "not known yet", summary.told(problem) if problem is not None else "")]

    def _tokens_note(self) -> str:
        session = self.cockpit.session
        if session is None:
            return ""
        if self._tokens:
            effect = "The demo begins anew." if session.demo is not None else "The hf tool's files stay as they are."
            return f"Tokens by name: enter goes on with another, for this run. {effect}"
        if session.token_source and not session.follows_login:
            return "This token is set from outside, so there is no other to choose."
        return ""

    def _row(self, name: str) -> str:
        """A token's name alone: what it is shows nobody, and whose it is the Hub tells once it is used."""
        session = self.cockpit.session
        used = session is not None and name == session.token_name
        return f" {self.cockpit.glyphs.done if used else ' '} {text.clean(name) or _UNNAMED}"

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        """In a small window the facts stand where the tokens are, until one is moved to."""
        session = self.cockpit.session
        if session is not None and self._tokens[event.option_index] != session.token_name:
            self.query_one("#content").scroll_end(animate=False)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        name = self._tokens[event.option_index]
        session = self.cockpit.session
        if session is not None and name == session.token_name:
            self.say("That is the one in use.")
            return
        named = text.clean(name) or _UNNAMED

        def refused(words: str) -> None:
            self.say(f"{named} cannot be used. {words}", "trouble")

        self.say(f"Going on with {named} …", "busy")
        self.cockpit.use_token(name, refused)

    @on(Button.Pressed)
    def _close(self) -> None:
        self.dismiss(None)


def _laid_out(facts: Iterable[Fact], width: int) -> Content:
    """Labels beside their values, long ones wrapped, in so many cells; a note behind its value where that fits."""
    room, lines = max(10, width - _LABEL), list[Content]()
    for fact in facts:
        values = text.wrap(fact.value, room) or [""]
        told = [Content(line).stylize("" if fact.tone == "text" else f"${fact.tone}") for line in values]
        if fact.note and text.width(values[-1]) + 2 + text.width(fact.note) <= room:
            told[-1] += Content(f"  {fact.note}").stylize("$muted")
        elif fact.note:
            told += [Content(line).stylize("$muted") for line in text.wrap(fact.note, room)]
        labels = [fact.label] + [""] * (len(told) - 1)
        lines += [
            Content(text.fit(label, _LABEL)).stylize("$muted") + line for label, line in zip(labels, told, strict=True)
        ]
    return Content("\n").join(lines)
