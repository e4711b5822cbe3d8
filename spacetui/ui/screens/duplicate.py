"""Making a copy of a Space under another name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, cast

from textual import on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from spacetui import text
from spacetui.hub.errors import InvalidInput
from spacetui.hub.identifiers import check_space_id
from spacetui.hub.models import NewSecret
from spacetui.live import cost
from spacetui.live.commands import Duplicate
from spacetui.ui import phrases
from spacetui.ui.facts import specs
from spacetui.ui.screens.dialog import Form, button, relabel
from spacetui.ui.widgets.choice import Choice, Option
from spacetui.ui.widgets.field import Field
from spacetui.ui.widgets.secret_field import SecretField
from spacetui.ui.widgets.words import Words

if TYPE_CHECKING:
    from spacetui.hub.models import HardwareInfo
    from spacetui.live.picture import CommandState, Environment, Picture, SpaceEntry

Visibility = Literal["public", "private", "protected"]

_VISIBILITIES = (
    Option("private", "private"),
    Option("public", "public"),
    Option("protected", "protected: app public, code not (PRO, Team)"),
)
_FREE = Option("cpu-basic", "cpu-basic, free")
_SLEEP = "1h"
_NAMED = 8
"""How many variables are named; of the others only the number is told."""


class DuplicateForm(Form):
    """Asks for name, visibility, hardware and the secrets, which the Hub does not copy."""

    DEFAULT_CSS = """
    DuplicateForm .row, DuplicateForm #secrets { height: auto; }
    DuplicateForm .label { width: 12; }
    DuplicateForm #sleep { width: 12; }
    DuplicateForm #sleep-note { width: 1fr; padding-left: 1; color: $muted; }
    DuplicateForm #note { margin-bottom: 1; }
    DuplicateForm #cost { margin-top: 1; }
    DuplicateForm.-short #note { margin-bottom: 0; }
    DuplicateForm.-short #cost { margin-top: 0; }
    DuplicateForm.-narrow #sleep-note { display: none; }
    DuplicateForm.-narrow SecretRow { layout: vertical; }
    """

    def __init__(self, space_id: str) -> None:
        super().__init__(space_id)
        self._name_at_start = ""
        self._sent_as = ""

    @property
    def heading(self) -> str:
        return f"Duplicate · {self.named()}"

    @property
    def environment(self) -> Environment:
        return self.picture.environment(self.space_id)

    @property
    def edited(self) -> bool:
        typed = any(not field.is_empty for field in self.query(SecretField))
        return typed or self.query_one("#name", Field).value != self._name_at_start

    @property
    def _static(self) -> bool:
        return self.entry is not None and self.entry.space.static

    def body(self) -> Iterable[Widget]:
        with Horizontal(classes="row"):
            yield Static("New name", classes="label")
            yield Field(id="name", placeholder="owner/name")
        yield Words(id="note", classes="note")
        with Horizontal(classes="row"):
            yield Static("Visibility", classes="label")
            yield Choice(_VISIBILITIES, id="visibility")
        if not self._static:
            with Horizontal(classes="row"):
                yield Static("Hardware", classes="label")
                yield Choice([_FREE], id="hardware")
            with Horizontal(classes="row", id="sleep-row"):
                yield Static("Sleep after", classes="label")
                yield Field(_SLEEP, id="sleep")
                yield Static("90m, 2h, 1d or never", id="sleep-note")
        yield Words(id="variables")
        yield Words(id="secrets-note")
        yield Vertical(id="secrets")
        yield Words(id="cost")

    def buttons(self) -> Iterable[Widget]:
        yield button("Cancel", "cancel")
        yield button("Duplicate", "duplicate", kind="danger")

    def on_mount(self) -> None:
        self.cockpit.main.attend_to_environments(self.space_id)
        name = self.query_one("#name", Field)
        name.value = self._name_at_start = text.clean(_suggestion(self.picture, self.entry, self.space_id))
        owners = text.clean(", ".join(_owners(self.picture)))
        self.query_one("#note", Words).tell(f"Owners you may choose: {owners}")
        self.fresh()
        name.focus()

    def on_unmount(self) -> None:
        self.cockpit.main.attend_to_environments()

    # -- what is shown -------------------------------------------------------------------------------

    def fresh(self) -> None:
        if not self._static:
            self.query_one("#hardware", Choice).offer(self._flavors())
        self.query_one("#variables", Words).tell(_variables_words(self.environment))
        self.query_one("#secrets-note", Words).tell(_secrets_words(self.environment))
        self._ask_for_secrets()
        self._tell_cost()

    def _flavors(self) -> list[Option]:
        """The catalog with prices, the cheapest first. ZeroGPU serves Gradio only (the Hub's documentation)."""
        catalog = self.picture.catalog.value if self.picture.catalog else ()
        gradio = self.entry is None or self.entry.space.sdk in (None, "gradio")
        fitting = [info for info in catalog if gradio or not info.name.startswith("zero-")]
        fitting.sort(key=lambda info: (self._price(info.name) is None, self._price(info.name) or 0.0))
        options = [Option(str(info.name), self._flavor_words(info)) for info in fitting]
        return options if any(option.value == _FREE.value for option in options) else [_FREE, *options]

    def _price(self, flavor: str) -> float | None:
        return cost.prices(self.picture).get(flavor)

    def _flavor_words(self, info: HardwareInfo) -> str:
        words = specs(info)
        return text.clean(f"{info.name}, {phrases.per_hour(self._price(info.name))}") + (f"; {words}" if words else "")

    def _ask_for_secrets(self) -> None:
        """A field for each of the original's secrets; one that is there keeps what was typed into it."""
        known = self.environment.secrets
        asked = {field.key for field in self.query(SecretRow)}
        new = [key for key in sorted(known.value if known else ()) if key not in asked]
        if new:
            self.query_one("#secrets").mount(*(SecretRow(key) for key in new))

    @property
    def _flavor(self) -> str | None:
        return None if self._static else self.query_one("#hardware", Choice).value

    @property
    def _paid(self) -> bool:
        """Whether the copy may cost something: also where its price is not known."""
        return self._flavor is not None and self._price(self._flavor) != 0

    @on(Choice.Changed)
    def _tell_cost(self) -> None:
        """What the copy costs, on the button too."""
        label, words = "Duplicate", ""
        if self._flavor is not None:
            self.query_one("#sleep-row").display = self._paid
            if self._paid:
                price = phrases.per_hour(self._price(self._flavor))
                words = f"Billed by the minute while it starts and runs: {price}. It builds first, which is free."
                label = f"Duplicate: {price}"
        self.query_one("#cost", Words).tell(words)
        relabel(self.query_one("#duplicate", Button), label)

    # -- what is done --------------------------------------------------------------------------------

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.focus_next()

    @on(Button.Pressed, "#duplicate")
    def _accepted(self) -> None:
        if self.number is not None or (self._paid and not self.ready()):
            return
        try:
            command = self._command()
        except Unfit as unfit:
            self.say(str(unfit), "trouble")
            unfit.field.focus()
        else:
            self._sent_as = command.space_id
            self.send(command)

    def _command(self) -> Duplicate:
        """What was filled in. Raises Unfit."""
        return Duplicate(
            self._target(),
            from_id=self.space_id,
            visibility=cast(Visibility, self.query_one("#visibility", Choice).value),
            hardware=self._flavor,
            sleep_time=self._sleep_time() if self._paid else None,
            secrets=self._secrets(),
        )

    def _target(self) -> str:
        field = self.query_one("#name", Field)
        name = field.value.strip()
        try:
            check_space_id(name)
        except InvalidInput as error:
            raise Unfit(str(error), field) from None
        owner, owners = name.partition("/")[0], _owners(self.picture)
        if owners and owner not in owners:
            allowed = text.clean(", ".join(owners))
            raise Unfit(f"You may not create Spaces under {owner}; you may under: {allowed}.", field)
        return name

    def _sleep_time(self) -> int:
        field = self.query_one("#sleep", Field)
        try:
            return phrases.parse_duration(field.value)
        except ValueError as error:
            raise Unfit(f"Sleep after: {error}.", field) from None

    def _secrets(self) -> tuple[NewSecret, ...]:
        known = self.environment.variables
        filled = [row for row in self.query(SecretRow) if not row.field.is_empty]
        for row in filled:
            if known is not None and row.key in known.value:
                raise Unfit(
                    f"A variable named {text.clean(row.key)} is copied along; a secret of that name would put the "
                    "copy in CONFIG_ERROR. Leave it empty.",
                    row.field,
                )
        return tuple(NewSecret(key=row.key, value=row.field.value) for row in filled)

    def succeeded(self, state: CommandState) -> None:
        super().succeeded(state)
        self.cockpit.main.follow(self._sent_as)


class Unfit(Exception):
    """Something filled in that cannot be sent; its text is a sentence, `field` where to mend it."""

    def __init__(self, words: str, field: Widget) -> None:
        super().__init__(words)
        self.field = field


class SecretRow(Horizontal):
    """One of the original's secrets, by name, with a field for its value in the copy."""

    DEFAULT_CSS = """
    SecretRow { height: auto; }
    SecretRow Static { width: auto; min-width: 12; padding-right: 1; }
    """

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key

    def compose(self) -> Iterable[Widget]:
        yield Static(Content(text.clean(self.key)))
        yield SecretField()

    @property
    def field(self) -> SecretField:
        return self.query_one(SecretField)


def _owners(picture: Picture) -> tuple[str, ...]:
    """Under whom the account may create: itself first."""
    account = picture.account
    return () if account is None else (account.name, *(org.name for org in account.orgs or () if org.writable))


def _suggestion(picture: Picture, entry: SpaceEntry | None, space_id: str) -> str:
    """The account's, under the same name where that is free."""
    owners = _owners(picture)
    name = entry.space.name if entry else space_id.partition("/")[2]
    if not owners:
        return name
    wanted = f"{owners[0]}/{name}"
    return f"{wanted}-copy" if wanted in picture.spaces else wanted


def _variables_words(environment: Environment) -> str:
    known = environment.variables
    if known is None:
        return "Its variables come along." if environment.variables_problem else "Reading its variables …"
    if not known.value:
        return "It has no variables."
    names, more = sorted(known.value), len(known.value) - _NAMED
    listed = text.clean(", ".join(names[:_NAMED])) + (f" and {more} more" if more > 0 else "")
    verb = "comes" if len(known.value) == 1 else "come"
    return f"{phrases.count(len(known.value), 'variable')} {verb} along: {listed}."


def _secrets_words(environment: Environment) -> str:
    known = environment.secrets
    if known is None and environment.secrets_problem is None:
        return "Reading the names of its secrets …"
    if known is None:
        return "Its secrets are not copied, and their names cannot be read: s adds some to the copy."
    if not known.value:
        return "It has no secrets."
    return "Secrets are not copied by the Hub: give them here, or leave empty to skip."
