"""The keys of an environment as rows of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from spacetui import text
from spacetui.ui import phrases
from spacetui.ui.widgets.pick_list import PickList

if TYPE_CHECKING:
    from datetime import datetime

    from spacetui.hub.models import SpaceSecret, SpaceVariable


class KeyList(PickList):
    """The keys of one kind; what its letters do is done by the form."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "screen.add", show=False),
        Binding("x,delete", "screen.delete", show=False),
        Binding("space", "screen.mark", show=False),
        Binding("i", "screen.import", show=False),
        Binding("c", "screen.copy", show=False),
        Binding("equals_sign", "screen.compare", show=False),
        Binding("1,s", "screen.kind(0)", show=False),
        Binding("2,v", "screen.kind(1)", show=False),
        Binding("left,right,left_square_bracket,right_square_bracket", "screen.other_kind", show=False),
    ]


def row(key: str, entry: SpaceSecret | SpaceVariable, now: float, width: int, *, marked: bool = False) -> str:
    """Key, what is told of it, and how long ago it changed, in exactly `width` cells."""
    name, about = f"{'* ' if marked else ''}{text.clean(key)}", text.clean(entry.description or "")
    value = getattr(entry, "value", None)
    if isinstance(value, str):
        first, *more = text.clean_lines(value, 2) or [""]
        about = f"{first}{' …' if more else ''}{'  ' + about if about else ''}"
    age = ago(entry.updated_at, now)
    narrow = width < 50
    if narrow and about and value is not None:
        age = ""
    ages = text.fit(age, 10, "right") if age or not narrow else ""
    room = width - text.width(ages)
    if narrow and not isinstance(value, str):
        return text.fit(name, room) + ages
    names = room * 2 // 5
    return f"{text.fit(name, names)} {text.fit(about, room - names - 1)}{ages}"


def about(entry: SpaceSecret | SpaceVariable | None, width: int) -> str:
    """What a row may have no room for: the description whole, and of a value of several lines how many there are."""
    if entry is None:
        return ""
    value = getattr(entry, "value", None) or ""
    lines = value.count("\n") + 1
    parts = [f"{phrases.count(lines, 'line')}."] if lines > 1 else []
    parts += [text.clean(entry.description)] if entry.description else []
    return text.truncate(" ".join(parts), 2 * width)


def ago(moment: datetime | None, now: float) -> str:
    """How long ago in its larger unit alone: `3 d ago`; empty where it was not told."""
    return "" if moment is None else " ".join(phrases.age(now - moment.timestamp()).split()[:2]) + " ago"
