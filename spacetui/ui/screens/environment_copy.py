"""Copying keys of one Space to others: variables with their values; the values of secrets are asked for once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pydantic import SecretStr
from textual import events, on
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from spacetui import text
from spacetui.live import environments
from spacetui.live.environments import Standing, Wanted
from spacetui.ui import phrases
from spacetui.ui.screens.dialog import button, relabel
from spacetui.ui.screens.environment_edit import price, restarts
from spacetui.ui.screens.environment_spaces import SpacePicker
from spacetui.ui.screens.environment_writing import WritingForm
from spacetui.ui.widgets.pick_list import PickList
from spacetui.ui.widgets.secret_field import SecretField
from spacetui.ui.widgets.words import Words

if TYPE_CHECKING:
    from spacetui.live.picture import Update
    from spacetui.ui.app import SpacetuiApp

Key = tuple[str, bool]
"""A key, and whether it is a secret's."""


def begin_copy(app: SpacetuiApp, space_id: str, keys: Sequence[Key]) -> None:
    """Ask where to, then open the form."""

    def chosen(targets: tuple[str, ...] | None) -> None:
        if targets:
            app.push_screen(CopyForm(space_id, keys, targets))

    heading = f"Copy {phrases.count(len(keys), 'key')} to …"
    app.push_screen(SpacePicker(heading, space_id, several=True, checked=app.main.marked, label="Go on"), chosen)


class CopyForm(WritingForm):
    """What each Space would get, and what speaks against it, before anything is sent."""

    DEFAULT_CSS = """
    CopyForm .row { height: auto; }
    CopyForm .label { width: 30; height: 1; }
    CopyForm.-narrow .label { width: 16; }
    CopyForm #what, CopyForm #effect, CopyForm #about { color: $muted; }
    CopyForm #targets { margin-top: 1; }
    CopyForm.-short #targets { margin-top: 0; }
    """

    def __init__(self, space_id: str, keys: Sequence[Key], targets: Sequence[str]) -> None:
        super().__init__(space_id)
        self._keys = keys
        self._targets = targets
        self._secrets = [key for key, secret in keys if secret]

    @property
    def heading(self) -> str:
        return f"Copy keys of {self.named()}"

    @property
    def edited(self) -> bool:
        typed = any(not field.is_empty for field in self.query(SecretField))
        return typed and any(self.chosen().values())

    def body(self) -> Iterable[Widget]:
        variables = [text.clean(key) for key, secret in self._keys if not secret]
        yield Static(Content(f"With their values: {', '.join(variables)}" if variables else ""), id="what")
        if self._secrets:
            yield Static(Content("Secrets cannot be read: type their values, or leave out."), classes="note")
        for at, key in enumerate(self._secrets):
            with Horizontal(classes="row"):
                yield Static(Content(text.truncate(text.clean(key), 29)), classes="label")
                yield SecretField(id=f"secret-{at}")
        yield PickList(id="targets")
        yield Words(id="about")
        yield Words(id="effect")

    def buttons(self) -> Iterable[Widget]:
        yield button("Cancel", "cancel")
        yield button("Write", "write", kind="danger")
        yield button("Stop", "stop")

    def on_mount(self) -> None:
        self.query_one("#what").display = len(self._secrets) < len(self._keys)
        self.query_one("#secret-0" if self._secrets else "#targets").focus()
        self.fresh()

    @property
    def looked_at(self) -> Sequence[str]:
        return (self.space_id, *self._targets)

    def _keep_up(self, update: Update) -> None:
        self._targets = [update.renamed.get(each, each) for each in self._targets]
        super()._keep_up(update)

    # -- what is to be written -----------------------------------------------------------------------

    def _wanted(self) -> list[Wanted]:
        """The keys with their values, as far as there are values."""
        here = environments.held(self.picture.environment(self.space_id))
        typed = {key: self.query_one(f"#secret-{at}", SecretField) for at, key in enumerate(self._secrets)}
        wanted = []
        for key, secret in self._keys:
            held = here.get((key, secret))
            description = (held.description if held else "") or None
            if secret and not typed[key].is_empty:
                wanted.append(Wanted(key, typed[key].value, True, description))
            elif held is not None and held.value is not None:
                wanted.append(Wanted(key, SecretStr(held.value), False, description))
        return wanted

    def chosen(self) -> Mapping[str, Sequence[Wanted]]:
        wanted = self._wanted()
        return {target: self._of(target, wanted) for target in self._targets if target in self.picture.spaces}

    def _of(self, target: str, wanted: Sequence[Wanted]) -> list[Wanted]:
        there = self.picture.environment(target)
        return [
            each for each in wanted if environments.standing(each, there).writable and not self.is_settled(target, each)
        ]

    def objection(self) -> str:
        waiting = [target for target in self._targets if not environments.is_read(self.picture.environment(target))]
        return f"Still reading what {text.clean(waiting[0])} has: in a moment." if waiting else ""

    # -- what is shown -------------------------------------------------------------------------------

    @on(events.Resize)
    @on(SecretField.Changed)
    def fresh(self) -> None:
        super().fresh()
        picks, width, wanted = self.query_one("#targets", PickList), min(78, self.app.size.width) - 6, self._wanted()
        rows = [Content(self._row(target, wanted, width)) for target in self._targets]
        if rows != [option.prompt for option in picks.options]:
            before = picks.highlighted
            picks.set_options(Option(row) for row in rows)
            picks.highlighted = before or 0
        self.query_one("#effect", Words).tell(self._effect())
        if self.has_written:
            relabel(self.query_one("#cancel", Button), "Close")
        self._tell_about()

    def _effect(self) -> str:
        """Which Spaces start anew, and what they cost together while they run."""
        entries = [self.picture.spaces[target] for target, wanted in self.chosen().items() if wanted]
        starting = [entry for entry in entries if restarts(entry)]
        if not starting:
            return "None of them is restarted: it takes effect at their next start." if entries else ""
        prices = [price(self.picture, entry) for entry in starting]
        known = sum(each for each in prices if each is not None)
        bill = f"{phrases.money(known)}/h{' + ?' if None in prices else ''}"
        many = f"{phrases.count(len(starting), 'Space')} of {len(entries)}"
        return f"The Hub restarts {many} after each key ({bill} together); paused first, one starts only once."

    def _row(self, target: str, wanted: Sequence[Wanted], width: int) -> str:
        names = width * 2 // 5
        return f"{text.fit(text.clean(target), names)} {text.truncate(self._told(target, wanted), width - names - 1)}"

    def _told(self, target: str, wanted: Sequence[Wanted]) -> str:
        """`2 new, 1 same`; how far it is, once something was sent."""
        there = self.picture.environment(target)
        if target not in self.picture.spaces:
            return "gone"
        if not environments.is_read(there):
            return "reading …"
        states = [self.state_of(target, each) or str(environments.standing(each, there)) for each in wanted]
        return ", ".join(f"{number} {state}" for state, number in Counter(states).items()) or "nothing to write yet"

    @on(OptionList.OptionHighlighted)
    def _tell_about(self) -> None:
        """By name what the Space under the cursor does not get, and what it loses."""
        place = self.query_one("#targets", PickList).highlighted
        target = self._targets[place or 0]
        there = self.picture.environment(target)
        by_standing: dict[Standing, list[str]] = {}
        for each in self._wanted():
            if self.state_of(target, each):
                continue
            by_standing.setdefault(environments.standing(each, there), []).append(each.key)
        parts = [
            f"{words}: {', '.join(by_standing[standing])}"
            for standing, words in _TOLD_BY_NAME.items()
            if standing in by_standing
        ]
        self.query_one("#about", Words).tell(text.truncate(text.clean(". ".join(parts)), 220))


_TOLD_BY_NAME = {
    Standing.CLASH: "Not sent, the other kind has the name",
    Standing.REPLACES: "Replaced, what it was is lost",
    Standing.CHANGED: "Changed",
    Standing.UNKNOWN: "Not known what is there",
}
