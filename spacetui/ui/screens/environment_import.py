"""Import of a .env file or a pasted text: looked through first, then written key by key."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from spacetui import text
from spacetui.live import dotenv, environments
from spacetui.live.environments import Standing, Wanted
from spacetui.ui import phrases
from spacetui.ui.screens.dialog import button
from spacetui.ui.screens.environment_edit import price, restart_words
from spacetui.ui.screens.environment_writing import WritingForm
from spacetui.ui.widgets.field import Field
from spacetui.ui.widgets.pick_list import PickList
from spacetui.ui.widgets.secret_field import SecretField
from spacetui.ui.widgets.words import Words

if TYPE_CHECKING:
    from spacetui.live.dotenv import Dotenv, Setting
    from spacetui.live.picture import Environment

_REMARKS = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that was read; `left_out` where it is not to be written."""

    wanted: Wanted
    left_out: bool = False


class EntryList(PickList):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", show=False),
        Binding("s", "screen.make('secret')", show=False),
        Binding("v", "screen.make('variable')", show=False),
        Binding("x,delete", "screen.make('')", show=False),
        Binding("ctrl+t", "screen.reveal", show=False),
    ]


class ImportForm(WritingForm):
    """Asks for a file or a text; then lists what is in it, each entry as secret, as variable, or left out."""

    DEFAULT_CSS = """
    ImportForm .row, ImportForm #told { height: auto; }
    ImportForm .label { width: 13; }
    ImportForm #remarks { color: $warning; }
    ImportForm #about, ImportForm #effect { color: $muted; }
    ImportForm #entries { margin-bottom: 1; }
    ImportForm .looking, ImportForm.-read .asking { display: none; }
    ImportForm.-read .looking { display: block; }
    ImportForm.-short #entries { margin-bottom: 0; }
    """

    discarding = "Discard what you typed or chose?"

    def __init__(self, space_id: str) -> None:
        super().__init__(space_id)
        self._candidates: list[Candidate] = []
        self._chosen: dict[str, Candidate] = {}
        self._remarks: Sequence[str] = ()
        self._revealed: str | None = None

    @property
    def heading(self) -> str:
        return f"Import .env · {self.named()}"

    @property
    def edited(self) -> bool:
        typed = bool(self._chosen) or not self.query_one(SecretField).is_empty
        return typed and (any(self.chosen().values()) or not self.has_written)

    def body(self) -> Iterable[Widget]:
        with Horizontal(classes="row asking"):
            yield Static("File", classes="label")
            yield Field("./.env", id="path")
        with Horizontal(classes="row asking"):
            yield Static("or its text", classes="label")
            yield SecretField(id="pasted")
        yield Static(Content("Nothing is sent before you have looked at it."), classes="asking note")
        yield EntryList(id="entries")
        with Vertical(id="told", classes="looking"):
            yield Words(id="about")
            yield Words(id="remarks")
            yield Words(id="effect")

    def buttons(self) -> Iterable[Widget]:
        yield button("Cancel", "cancel", kind="asking")
        yield button("Read", "read", kind="asking")
        yield button("Back", "back", kind="looking")
        yield button("Write", "write", kind="looking danger")
        yield button("Stop", "stop", kind="looking")

    def on_mount(self) -> None:
        self.query_one("#entries").set_class(True, "looking")
        self.query_one("#path").focus()
        self.fresh()

    # -- reading -------------------------------------------------------------------------------------

    @on(Input.Submitted, "#path")
    @on(Button.Pressed, "#read")
    @work(exclusive=True)
    async def _read(self) -> None:
        pasted, path = self.query_one(SecretField), self.query_one("#path", Field).value.strip()
        try:
            if pasted.is_empty:
                found = await asyncio.to_thread(dotenv.read, Path(path))
            else:
                found = dotenv.parse(pasted.value.get_secret_value())
        except dotenv.NotReadable as refused:
            self.say(str(refused), "trouble")
            return
        self.say("")
        self._take(found)

    def _take(self, found: Dotenv) -> None:
        if not found.settings:
            self.say(" ".join(["There is nothing to import in it.", *found.remarks[:_REMARKS]]), "trouble")
            return
        self._remarks = found.remarks
        self._candidates = [self._candidate(setting) for setting in found.settings]
        self.add_class("-read")
        self.fresh()
        self.query_one(EntryList).focus()

    def _candidate(self, setting: Setting) -> Candidate:
        """As it was chosen when the text was read before, else as guessed. That something is a variable was said of
        that value alone: another one may have to be kept."""
        chosen = self._chosen.get(setting.key)
        if chosen is not None and (chosen.wanted.secret or chosen.wanted.value == setting.value):
            return replace(chosen, wanted=replace(chosen.wanted, value=setting.value))
        secret = environments.guess_secret(setting.key, setting.value, self._environment)
        guessed = Candidate(Wanted(setting.key, setting.value, secret))
        return replace(guessed, left_out=self._standing(guessed) is Standing.SAME)

    @on(Button.Pressed, "#back")
    def _back(self) -> None:
        if not self.under_way:
            self.remove_class("-read")
            self.say("")
            self.query_one("#path").focus()

    # -- choosing ------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected)
    def _turn(self) -> None:
        """Space and enter: from secret to variable, to left out, and round."""
        candidate = self._highlighted
        if candidate is not None:
            kinds = ("secret", "variable", "")
            self.action_make(kinds[(kinds.index(_kind(candidate)) + 1) % len(kinds)])

    def action_make(self, kind: str) -> None:
        """Make the entry under the cursor a secret, a variable, or nothing."""
        candidate = self._highlighted
        if candidate is None or self.under_way:
            return
        secret = kind == "secret" if kind else candidate.wanted.secret
        changed = Candidate(replace(candidate.wanted, secret=secret), left_out=not kind)
        self._candidates = [changed if each is candidate else each for each in self._candidates]
        self._chosen[candidate.wanted.key] = changed
        self._revealed = self._revealed if kind == "variable" else None
        self.fresh()

    def action_reveal(self) -> None:
        """Show the value of the entry under the cursor, until it is asked again or the cursor moves."""
        candidate = self._highlighted
        if candidate is not None:
            self._revealed = None if self._revealed == candidate.wanted.key else candidate.wanted.key
            self._tell_about()

    @property
    def _highlighted(self) -> Candidate | None:
        place = self.query_one(EntryList).highlighted
        return None if place is None or place >= len(self._candidates) else self._candidates[place]

    @property
    def _environment(self) -> Environment:
        return self.picture.environment(self.space_id)

    def _standing(self, candidate: Candidate) -> Standing:
        return environments.standing(candidate.wanted, self._environment)

    def chosen(self) -> Mapping[str, Sequence[Wanted]]:
        taken = [
            self._described(each.wanted)
            for each in self._candidates
            if not each.left_out and self._standing(each).writable and not self.is_settled(self.space_id, each.wanted)
        ]
        return {self.space_id: taken}

    def _described(self, wanted: Wanted) -> Wanted:
        """With the description that the Space has for it: a file has none, and it is not to be lost."""
        present = environments.held(self._environment).get((wanted.key, wanted.secret))
        return replace(wanted, description=present.description or None) if present else wanted

    def objection(self) -> str:
        return "" if environments.is_read(self._environment) else "Still reading what the Space has: in a moment."

    # -- what is shown -------------------------------------------------------------------------------

    @on(events.Resize)
    def fresh(self) -> None:
        super().fresh()
        picks, width = self.query_one(EntryList), min(78, self.app.size.width) - 6
        rows = [Content(self._row(each, width)) for each in self._candidates]
        if rows != [option.prompt for option in picks.options]:
            before = picks.highlighted
            picks.set_options(Option(row) for row in rows)
            picks.highlighted = min(before or 0, len(rows) - 1) if rows else None
        self._tell_remarks(width)
        many = len(self.chosen()[self.space_id])
        self.query_one("#effect", Words).tell(restart_words(self.entry, price(self.picture, self.entry), many))
        self._tell_about()

    def _tell_remarks(self, width: int) -> None:
        """What of the text is left out, as far as there is room."""
        remarks = [text.clean(remark) for remark in self._remarks]
        if self.app.size.height < 20:
            shown = [text.truncate(f"{len(remarks)} left out. {remarks[0]}", width)] if remarks else []
        else:
            more = len(remarks) - _REMARKS
            shown = [*remarks[:_REMARKS], *([f"And {more} more."] if more > 0 else [])]
        self.query_one("#remarks", Words).tell("\n".join(shown))

    def _row(self, candidate: Candidate, width: int) -> str:
        """Kind, key, how large its value is where there is room, and how it stands."""
        wanted = candidate.wanted
        state = self.state_of(self.space_id, wanted)
        standing = state or ("" if candidate.left_out else str(self._standing(candidate)))
        if candidate.left_out and self._standing(candidate) is Standing.SAME:
            standing = str(Standing.SAME)
        kind = text.fit(_kind(candidate) or "left out", 9)
        size = text.fit(_measure(wanted), 17, "right") if width >= 60 else ""
        room = width - 9 - len(size) - 12
        return f"{kind}{text.fit(text.clean(wanted.key), room)}{size} {text.fit(standing, 11)}"

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        candidate = self._highlighted
        if candidate is None or candidate.wanted.key != self._revealed:
            self._revealed = None
        self._tell_about()

    @on(events.DescendantBlur)
    @on(events.ScreenSuspend)
    def _left(self) -> None:
        self._revealed = None
        self._tell_about()

    def _tell_about(self) -> None:
        """What writing the entry under the cursor would do; its value, where it was asked for."""
        candidate = self._highlighted
        if candidate is None:
            self.query_one("#about", Words).tell("")
            return
        if self._revealed == candidate.wanted.key:
            words = text.truncate(text.clean(candidate.wanted.value.get_secret_value()), 150)
        else:
            words = "space: secret, variable, left out · ctrl+t: its value"
            if not self.state_of(self.space_id, candidate.wanted):
                words = _about(candidate.wanted, self._standing(candidate)) or words
        self.query_one("#about", Words).tell(words)


def _kind(candidate: Candidate) -> str:
    if candidate.left_out:
        return ""
    return "secret" if candidate.wanted.secret else "variable"


def _measure(wanted: Wanted) -> str:
    value = wanted.value.get_secret_value()
    lines = value.count("\n") + 1
    return phrases.count(lines, "line") if lines > 1 else phrases.count(len(value), "character")


def _about(wanted: Wanted, standing: Standing) -> str:
    key, one, other = text.clean(wanted.key), *(("secret", "variable") if wanted.secret else ("variable", "secret"))
    return {
        Standing.REPLACES: f"{key} is replaced: what it was is lost, and nobody can compare the two.",
        Standing.CLASH: f"A {other} named {key} exists. With a {one} of that name the Space would be in CONFIG_ERROR: "
        "it is not sent.",
        Standing.EMPTY: "A secret without a value is not sent.",
        Standing.UNKNOWN: "What the Space has is not known here: only the Hub can tell a clash of names.",
    }.get(standing, "")
