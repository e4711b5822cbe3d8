"""What `$NAME` as a value means: these characters, or the value of that variable of our own environment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from spacetui.live import environments
from spacetui.live.environments import NotUsable
from spacetui.ui import phrases
from spacetui.ui.widgets.choice import Choice, Option

if TYPE_CHECKING:
    from pydantic import SecretStr

_UNDECIDED = Option("", "say which: the text, or the environment")


class OwnVariable(Horizontal):
    """Hidden until a value is `$NAME`; then nothing is saved before it was said which is meant.

    The name of a variable that is not set is not shown where the value is a secret: it may well be a part of it.
    """

    DEFAULT_CSS = """
    OwnVariable { height: 1; display: none; }
    OwnVariable Static { width: 13; }
    """

    def __init__(self, environ: Mapping[str, str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._environ = environ
        self._name: str | None = None

    def compose(self) -> Iterable[Widget]:
        yield Static("Meant is", classes="label")
        yield Choice([_UNDECIDED])

    def ask(self, name: str | None, *, clear: bool) -> None:
        """Ask about another name, or about none; `clear` says that the value may be shown."""
        if name == self._name:
            return
        self._name = name
        self.display = name is not None
        if name is not None:
            # Values of their own for each name: what was said of another one does not hold.
            options = [_UNDECIDED, Option(f"text {name}", "the text itself, as typed")]
            self._choice.offer([*options, Option(f"own {name}", self._from(name, clear=clear))])

    @property
    def objection(self) -> str:
        """Why it is not clear what the value is, or that there is none; empty where all is well."""
        if self._name is None or self._choice.value.startswith("text"):
            return ""
        if not self._choice.value:
            return "Say which is meant: the text itself, or the variable of that name in the environment here."
        try:
            environments.own_value(self._name, self._environ)
        except NotUsable as why:
            return f"The environment here gives no value: {why}."
        return ""

    @property
    def value(self) -> SecretStr | None:
        """The value from our environment, where that is meant. Raises NotUsable where there is none."""
        if self._name is None or not self.is_meant:
            return None
        return environments.own_value(self._name, self._environ)

    @property
    def is_meant(self) -> bool:
        """Whether it was said that the variable of our environment is meant."""
        return self._name is not None and self._choice.value.startswith("own")

    @property
    def _choice(self) -> Choice:
        return self.query_one(Choice)

    def _from(self, name: str, *, clear: bool) -> str:
        try:
            value = environments.own_value(name, self._environ).get_secret_value()
        except NotUsable as why:
            return f"from ${name}: {why}" if clear else f"from the environment: {why}"
        return f"from ${name} here, {phrases.count(len(value), 'character')}"
