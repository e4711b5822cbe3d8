"""What a copy gets along from the original, a row each: variables, volumes, secrets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from spacetui import text
from spacetui.hub.models import NewVariable, SpaceVariable, Volume
from spacetui.live import rights
from spacetui.live.volumes import masked, writable
from spacetui.ui import mounts, phrases
from spacetui.ui.widgets.choice import Choice, Option
from spacetui.ui.widgets.field import Field
from spacetui.ui.widgets.secret_field import SecretField

if TYPE_CHECKING:
    from spacetui.live.picture import Environment, Picture, SpaceEntry

_NAMED = 8
"""How many variables are named; of the others only the number is told."""


class PartRow(Horizontal):
    """Something of the original by its name, with what the copy gets of it."""

    DEFAULT_CSS = """
    PartRow { height: auto; }
    PartRow > Static { width: auto; min-width: 12; max-width: 60%; padding-right: 1; }
    PartRow Field, PartRow Choice { width: 1fr; }
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._titled = name

    def compose(self) -> Iterable[Widget]:
        yield Static(Content(text.clean(self._titled)))
        yield self.filled_in()

    def filled_in(self) -> Widget:
        """The widget that is filled in."""
        raise NotImplementedError

    @property
    def edited(self) -> bool:
        """Whether it was filled in other than it came."""
        raise NotImplementedError


class SecretRow(PartRow):
    """One of the original's secrets, by name, with a field for its value in the copy."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key

    def filled_in(self) -> Widget:
        return SecretField()

    @property
    def field(self) -> SecretField:
        return self.query_one(SecretField)

    @property
    def edited(self) -> bool:
        return not self.field.is_empty


class VariableRow(PartRow):
    """One of the original's variables with its value, to be changed. A value that one line cannot show stands
    there as a note, and is replaced as soon as something is typed."""

    def __init__(self, variable: SpaceVariable) -> None:
        super().__init__(variable.key)
        self._variable = variable
        self._shown = variable.value if text.clean(variable.value) == variable.value else ""

    def filled_in(self) -> Widget:
        lines = len(self._variable.value.splitlines())
        untold = bool(self._variable.value) and not self._shown
        return Field(self._shown, placeholder=f"as it is, {phrases.count(lines, 'line')}" if untold else "empty")

    @property
    def field(self) -> Field:
        return self.query_one(Field)

    @property
    def edited(self) -> bool:
        return self.field.value != self._shown

    @property
    def changed(self) -> NewVariable | None:
        """What is to be sent; None where the Hub's own copy of it is right."""
        if not self.edited:
            return None
        return NewVariable(key=self._variable.key, value=self.field.value, description=self._variable.description)


class VolumeRow(PartRow):
    """One of the original's volumes: mounted into the copy, or left out. What it may write to is offered read-only
    as well: two Spaces would write to one bucket."""

    def __init__(self, volume: Volume) -> None:
        super().__init__(f"{volume.mount_path} = {mounts.source(volume)}")
        self._volume = volume

    def filled_in(self) -> Widget:
        shared = writable(self._volume.type, self._volume.read_only)
        options = [Option("there", f"mounted, {mounts.access(self._volume)}"), Option("out", "left out")]
        return Choice([options[0], Option("read", "mounted, read-only"), options[1]] if shared else options)

    @property
    def choice(self) -> Choice:
        return self.query_one(Choice)

    @property
    def edited(self) -> bool:
        return self.choice.value != "there"

    @property
    def mounted(self) -> Volume | None:
        """What the copy mounts."""
        given = {"there": self._volume, "read": self._volume.model_copy(update={"read_only": True})}
        return given.get(self.choice.value)


def owners(picture: Picture) -> tuple[str, ...]:
    """Under whom the account may create: itself first."""
    return () if picture.account is None else rights.creators(picture.account)


def variables_words(entry: SpaceEntry | None, environment: Environment) -> str:
    known = environment.variables
    if known is None:
        return "Its variables come along." if environment.variables_problem or not entry else "Reading its variables …"
    if not known.value:
        return "It has no variables."
    names, more = sorted(known.value), len(known.value) - _NAMED
    listed = text.clean(", ".join(names[:_NAMED])) + (f" and {more} more" if more > 0 else "")
    verb = "comes" if len(known.value) == 1 else "come"
    return f"{phrases.count(len(known.value), 'variable')} {verb} along: {listed}."


def secrets_words(entry: SpaceEntry | None, environment: Environment) -> str:
    known = environment.secrets
    if known is None and environment.secrets_problem is None and entry is not None:
        return "Reading the names of its secrets …"
    if known is None:
        return "Its secrets are not copied, and their names cannot be read: s adds some to the copy."
    if not known.value:
        return "It has no secrets."
    return "Secrets are not copied by the Hub: give them here, or leave empty to skip."


def volumes_words(volumes: Sequence[Volume] | None) -> str:
    """What is mounted into the original, and what of it cannot be passed on."""
    if volumes is None:
        return "What it mounts is not told yet. The Hub copies no volumes: M mounts some into the copy."
    if not volumes:
        return ""
    hidden = len(masked(volumes))
    words = f"The original mounts {phrases.count(len(volumes), 'volume')}; the Hub copies none by itself."
    one = "one has a source that is hidden from you and is left out"
    many = f"{hidden} have sources that are hidden from you and are left out"
    return words if not hidden else f"{words} Of these {one if hidden == 1 else many}."
