"""Making a copy of a Space under another name or owner."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, cast

from textual import on
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from spacetui import text
from spacetui.hub.errors import Conflict, InvalidInput
from spacetui.hub.identifiers import check_space_id
from spacetui.hub.models import NewSecret, NewVariable, Volume
from spacetui.hub.terms import name_of
from spacetui.live import cost
from spacetui.live.commands import Duplicate
from spacetui.live.volumes import masked, mounted
from spacetui.ui import phrases
from spacetui.ui.facts import specs
from spacetui.ui.screens.dialog import Form, Unfit, button, relabel
from spacetui.ui.screens.duplicate_parts import (
    PartRow,
    SecretRow,
    VariableRow,
    VolumeRow,
    owners,
    secrets_words,
    variables_words,
    volumes_words,
)
from spacetui.ui.widgets.choice import Choice, Option
from spacetui.ui.widgets.field import Field
from spacetui.ui.widgets.words import Words

if TYPE_CHECKING:
    from spacetui.hub.models import HardwareInfo
    from spacetui.live.picture import CommandState, Environment

Visibility = Literal["public", "private", "protected"]

_VISIBILITIES = (
    Option("private", "private"),
    Option("public", "public"),
    Option("protected", "protected: app public, code not (PRO, Team)"),
)
_FREE = Option("cpu-basic", "cpu-basic, free")
_SLEEP = "1h"
_VARIABLES = (Option("same", "as there"), Option("change", "change values"))


class DuplicateForm(Form):
    """Asks for owner, name, visibility and hardware, for values of variables to change, for volumes, and for the
    secrets, which the Hub does not copy."""

    DEFAULT_CSS = """
    DuplicateForm .row, DuplicateForm .parts { height: auto; }
    DuplicateForm .label { width: 12; }
    DuplicateForm #sleep { width: 12; }
    DuplicateForm #sleep-note { width: 1fr; padding-left: 1; color: $muted; }
    DuplicateForm #note { margin-bottom: 1; }
    DuplicateForm #cost { margin-top: 1; }
    DuplicateForm.-short #note { margin-bottom: 0; }
    DuplicateForm.-short #cost { margin-top: 0; }
    DuplicateForm.-narrow #sleep-note { display: none; }
    DuplicateForm.-narrow PartRow { layout: vertical; }
    DuplicateForm.-narrow PartRow > Static { max-width: 100%; }
    """

    def __init__(self, space_id: str) -> None:
        super().__init__(space_id)
        self._name_at_start = ""
        self._offered: set[tuple[str, str]] = set()
        self._sent_as = ""

    @property
    def heading(self) -> str:
        return f"Duplicate · {self.named()}"

    @property
    def environment(self) -> Environment:
        return self.picture.environment(self.space_id)

    @property
    def edited(self) -> bool:
        typed = any(row.edited for row in self.query(PartRow))
        return typed or self.query_one("#name", Field).value != self._name_at_start

    @property
    def _static(self) -> bool:
        return self.entry is not None and self.entry.space.static

    @property
    def _volumes(self) -> tuple[Volume, ...] | None:
        """What is mounted into the original; None where it is not told."""
        return () if self._static else mounted(self.entry)

    def body(self) -> Iterable[Widget]:
        may = owners(self.picture)
        with Horizontal(classes="row"):
            yield Static("Owner", classes="label")
            yield Choice([Option(owner, text.clean(owner)) for owner in may] or [Option("", "not known")], id="owner")
        with Horizontal(classes="row"):
            yield Static("New name", classes="label")
            yield Field(id="name", placeholder="name")
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
        yield Words(id="variables-note")
        with Horizontal(classes="row", id="variables-row"):
            yield Static("Variables", classes="label")
            yield Choice(_VARIABLES, id="variables-choice")
        yield Vertical(id="variables", classes="parts")
        yield Words(id="volumes-note")
        yield Vertical(id="volumes", classes="parts")
        yield Words(id="secrets-note")
        yield Vertical(id="secrets", classes="parts")
        yield Words(id="cost")

    def buttons(self) -> Iterable[Widget]:
        yield button("Cancel", "cancel")
        yield button("Duplicate", "duplicate", kind="danger")

    def on_mount(self) -> None:
        self.cockpit.main.attend_to_environments(self.space_id)
        self._suggest()
        self.fresh()
        self.query_one("#name", Field).focus()

    def on_unmount(self) -> None:
        self.cockpit.main.attend_to_environments()

    # -- what is shown -------------------------------------------------------------------------------

    def fresh(self) -> None:
        if not self._static:
            self.query_one("#hardware", Choice).offer(self._flavors())
        self.query_one("#variables-note", Words).tell(variables_words(self.entry, self.environment))
        self.query_one("#secrets-note", Words).tell(secrets_words(self.entry, self.environment))
        self.query_one("#volumes-note", Words).tell(volumes_words(self._volumes))
        self._offer_parts()
        self._tell_cost()

    def _offer_parts(self) -> None:
        """A row for each secret, volume and, where they are to be changed, variable; one that is there stays."""
        secrets, variables = self.environment.secrets, self.environment.variables
        self.query_one("#variables-row").display = bool(variables and variables.value)
        self._offer("#secrets", {key: SecretRow(key) for key in sorted(secrets.value if secrets else ())})
        volumes = self._volumes or ()
        hidden = masked(volumes)
        shown = [volume for volume in volumes if volume not in hidden]
        self._offer("#volumes", {volume.mount_path: VolumeRow(volume) for volume in shown})
        if variables and self.query_one("#variables-choice", Choice).value == "change":
            self._offer("#variables", {key: VariableRow(each) for key, each in sorted(variables.value.items())})

    def _offer(self, place: str, rows: dict[str, PartRow]) -> None:
        new = [row for key, row in rows.items() if (place, key) not in self._offered]
        self._offered |= {(place, key) for key in rows}
        if new:
            self.query_one(place).mount(*new)

    def _suggest(self) -> None:
        """The same name under the owner chosen, where it is free, unless one was typed."""
        field = self.query_one("#name", Field)
        if field.value == self._name_at_start:
            owner, name = self.query_one("#owner", Choice).value, name_of(self.space_id)
            taken = f"{owner}/{name}" in self.picture.spaces
            field.value = self._name_at_start = text.clean(f"{name}-copy" if taken else name)

    @on(Choice.Changed)
    def _chosen(self, event: Choice.Changed) -> None:
        if event.choice.id == "owner":
            self._suggest()
        elif event.choice.id == "variables-choice":
            self.query_one("#variables").display = event.choice.value == "change"
            self._offer_parts()
        self._tell_cost()
        self._tell_target()

    @on(Input.Changed, "#name")
    def _tell_target(self) -> None:
        named = self.query_one("#name", Field).value.strip()
        self.query_one("#note", Words).tell(text.clean(f"The copy will be {self._named}") if named else "")

    @property
    def _named(self) -> str:
        """What it is to be called: a whole id where one was typed."""
        name = self.query_one("#name", Field).value.strip()
        return name if "/" in name else f"{self.query_one('#owner', Choice).value}/{name}"

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

    @property
    def _flavor(self) -> str | None:
        return None if self._static else self.query_one("#hardware", Choice).value

    @property
    def _paid(self) -> bool:
        """Whether the copy may cost something: also where its price is not known."""
        return self._flavor is not None and self._price(self._flavor) != 0

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
            self.refuse(unfit)
        else:
            self._sent_as = command.space_id
            self.send(command)

    def _command(self) -> Duplicate:
        """What was filled in. Raises Unfit."""
        return Duplicate(
            self._target(),
            from_id=self.space_id,
            visibility=cast(Visibility, self.query_one("#visibility", Choice).value),
            hardware=self._flavor if self.entry or self._paid else None,  # it may be a static Space
            sleep_time=self._sleep_time() if self._paid else None,
            secrets=self._secrets(),
            variables=self._variables(),
            volumes=self._mounted(),
        )

    def _target(self) -> str:
        field, named = self.query_one("#name", Field), self._named
        try:
            check_space_id(named)
        except InvalidInput as error:
            raise Unfit(str(error), field) from None
        owner, may = named.partition("/")[0], owners(self.picture)
        if may and owner not in may:
            allowed = text.clean(", ".join(may))
            raise Unfit(f"You may not create Spaces under {owner}; you may under: {allowed}.", field)
        return named

    def _variables(self) -> tuple[NewVariable, ...]:
        """Those with another value than in the original: the Hub copies the others."""
        if self.query_one("#variables-choice", Choice).value != "change":
            return ()
        changed = (row.changed for row in self.query(VariableRow))
        return tuple(each for each in changed if each is not None)

    def _mounted(self) -> tuple[Volume, ...]:
        mounted = (row.mounted for row in self.query(VolumeRow))
        return tuple(each for each in mounted if each is not None)

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

    def failed(self, state: CommandState) -> None:
        if isinstance(state.error, Conflict):  # the name is taken
            self.query_one("#name", Field).focus()

    def succeeded(self, state: CommandState) -> None:
        super().succeeded(state)
        self.cockpit.main.follow(self._sent_as)
