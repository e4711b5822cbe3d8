"""Adding or replacing one secret or variable: the fields, and what speaks for and against the key typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import SecretStr
from textual import on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static, TextArea

from spacetui import text
from spacetui.hub.errors import InvalidInput
from spacetui.hub.identifiers import check_key
from spacetui.live import cost, environments
from spacetui.live.commands import Command, DeleteSecret, DeleteVariable
from spacetui.live.environments import Wanted
from spacetui.ui import phrases
from spacetui.ui.screens.dialog import Unfit
from spacetui.ui.widgets.field import Field
from spacetui.ui.widgets.own_variable import OwnVariable
from spacetui.ui.widgets.secret_field import SecretField
from spacetui.ui.widgets.value_area import ValueArea
from spacetui.ui.widgets.words import Words

if TYPE_CHECKING:
    from spacetui.hub.errors import HubError
    from spacetui.hub.models import SpaceSecret, SpaceVariable
    from spacetui.live.picture import Environment, Known, Picture, SpaceEntry
    from spacetui.ui.app import SpacetuiApp


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the two kinds of entry in an environment."""

    tab: str
    one: str
    secret: bool

    @property
    def many(self) -> str:
        return self.tab.capitalize()

    @property
    def other(self) -> Kind:
        return VARIABLES if self.secret else SECRETS

    def known(
        self, environment: Environment
    ) -> Known[Mapping[str, SpaceSecret]] | Known[Mapping[str, SpaceVariable]] | None:
        return environment.secrets if self.secret else environment.variables

    def problem(self, environment: Environment) -> HubError | None:
        return environment.secrets_problem if self.secret else environment.variables_problem

    def entries(self, environment: Environment) -> Mapping[str, SpaceSecret | SpaceVariable]:
        """By key; empty where none were read."""
        known = self.known(environment)
        return {} if known is None else known.value

    def deletion(self, space_id: str, key: str) -> Command:
        return DeleteSecret(space_id, key) if self.secret else DeleteVariable(space_id, key)


SECRETS = Kind("secrets", "secret", secret=True)
VARIABLES = Kind("variables", "variable", secret=False)


def objection(kind: Kind, key: str, environment: Environment) -> str:
    """Why an entry of that key cannot be saved, in words; empty where it can."""
    if not key:
        return "A key is needed."
    try:
        check_key(key)
    except InvalidInput as error:
        return str(error)
    if key in kind.other.entries(environment):
        return (
            f"A {kind.other.one} named {text.clean(key)} exists. A {kind.other.one} and a {kind.one} of one name "
            f"put the Space in CONFIG_ERROR: delete the {kind.other.one} first, or choose another name."
        )
    return ""


def remark(kind: Kind, key: str, environment: Environment) -> str:
    """What saving under that key would do besides adding it; empty where it only adds."""
    if key in kind.entries(environment):
        lost = ", which is then lost for ever" if kind.secret else ""
        return f"{text.clean(key)} exists: saving replaces its value{lost}."
    if kind.other.known(environment) is None:
        return f"The {kind.other.tab} are not known here: only the Hub can tell a clash of names."
    return ""


def price(picture: Picture, entry: SpaceEntry | None) -> float | None:
    """What the Space costs an hour once it runs, in USD; None where that is not known."""
    if entry is None or entry.runtime is None:
        return None
    return cost.rate(entry.runtime, cost.prices(picture), flavor=entry.runtime.next_flavor)


def restarts(entry: SpaceEntry | None) -> bool:
    """Whether a change of the environment starts the Space anew, as far as is known."""
    runtime = entry.runtime if entry else None
    if entry is None or runtime is None:
        return True
    return not entry.space.static and (runtime.stage.billed is not False or runtime.stage.transitional)


def restart_words(entry: SpaceEntry | None, usd_per_hour: float | None, changes: int = 1) -> str:
    """What so many changes of the environment do to the Space now, and what that costs."""
    runtime = entry.runtime if entry else None
    if entry is None or runtime is None:
        return "A change restarts the Space if it runs."
    if entry.space.static:
        return "A change takes effect at the next visit."
    if not restarts(entry):
        return f"It does not run ({text.clean(runtime.stage)}): a change takes effect when it starts again."
    bill = f" ({phrases.per_hour(usd_per_hour)}, also while it starts)" if usd_per_hour != 0 else ""
    once = f"A change restarts the Space{bill}."
    return f"{once} The Hub takes {changes} one by one: paused first, it starts only once." if changes > 1 else once


def look_away(app: SpacetuiApp) -> None:
    """A form that looked at environments was closed: what is beneath it, unless that is the main screen, looks again
    by itself."""
    if app.screen is app.main:
        app.main.attend_to_environments()


class EntryEditor(Vertical):
    """Key, value and description of an entry: a new one, or the one of `key` as it is."""

    DEFAULT_CSS = """
    EntryEditor { height: auto; }
    EntryEditor .row { height: auto; }
    EntryEditor .label { width: 13; }
    EntryEditor #key-shown { width: 1fr; text-style: bold; }
    EntryEditor #about-key.trouble { color: $failed; }
    """

    def __init__(
        self, kind: Kind, key: str | None, entry: SpaceSecret | SpaceVariable | None, environ: Mapping[str, str]
    ) -> None:
        super().__init__()
        self.kind = kind
        self._environ = environ
        self._key = key
        self._description = (entry.description if entry else None) or ""
        self._value = "" if kind.secret else str(getattr(entry, "value", ""))

    @property
    def adding(self) -> bool:
        return self._key is None

    @property
    def key(self) -> str:
        return self.query_one("#key", Field).value.strip() if self._key is None else self._key

    @property
    def edited(self) -> bool:
        """Whether something is typed that differs from what the Hub has."""
        valued = self._valued or self._own.is_meant
        return self._described != self._description or valued or (self.adding and bool(self.key))

    @property
    def _described(self) -> str:
        """The description as typed; as the Hub has it, where it is only shown."""
        shown = self.query_one("#description", Field).value
        return self._description if shown == text.clean(self._description) else shown.strip()

    @property
    def _valued(self) -> bool:
        return not self._secret_field.is_empty if self.kind.secret else self._area.value != self._value

    @property
    def empty(self) -> bool:
        """Whether there is no value."""
        return self._secret_field.is_empty if self.kind.secret else not self._area.value

    @property
    def _secret_field(self) -> SecretField:
        return self.query_one(SecretField)

    @property
    def _area(self) -> ValueArea:
        return self.query_one(ValueArea)

    def compose(self) -> Iterable[Widget]:
        with Horizontal(classes="row"):
            yield Static("Key", classes="label")
            if self._key is None:
                yield Field(id="key", placeholder="LIKE_THIS")
            else:
                yield Static(Content(text.clean(self._key)), id="key-shown")
        yield Words(id="about-key")
        if self.kind.secret:
            with Horizontal(classes="row"):
                yield Static("Value" if self.adding else "New value", classes="label")
                yield SecretField(id="value")
        else:
            yield Static(Content("Value (enter: new line, tab: on)"), classes="note")
            yield ValueArea(self._value, id="value")
        yield OwnVariable(self._environ, id="own")
        with Horizontal(classes="row"):
            yield Static("Description", classes="label")
            yield Field(text.clean(self._description), id="description", placeholder="optional")

    def on_mount(self) -> None:
        self.query_one("#key" if self.adding else "#value").focus()

    def tell(self, words: str, *, trouble: bool) -> None:
        """Say something about the key, below it."""
        about = self.query_one("#about-key", Words)
        about.tell(words)
        about.set_class(trouble, "trouble")
        about.set_class(not trouble, "warning")

    @on(SecretField.Changed)
    @on(TextArea.Changed, "#value")
    def _value_changed(self) -> None:
        """`$NAME` alone may mean that variable of our own environment: then it is asked which is meant."""
        self._own.ask(environments.own_name(self._typed.get_secret_value()), clear=not self.kind.secret)

    @property
    def _own(self) -> OwnVariable:
        return self.query_one(OwnVariable)

    @property
    def _typed(self) -> SecretStr:
        return self._secret_field.value if self.kind.secret else SecretStr(self._area.value)

    def check(self, environment: Environment) -> None:
        """Raises Unfit where it cannot be saved as it is filled in."""
        if self.adding and (against := objection(self.kind, self.key, environment)):
            raise Unfit(against, self.query_one("#key"))
        if self._own.objection:
            raise Unfit(self._own.objection, self.query_one("#own Choice"))
        if self.kind.secret and self.empty:
            raise Unfit("Type or paste the value: the Hub tells nobody what it was.", self.query_one("#value"))

    def command(self, space_id: str) -> Command:
        value = self._own.value or self._typed
        return Wanted(self.key, value, self.kind.secret, self._described or None).command(space_id)
