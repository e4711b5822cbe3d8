"""Deleting a Space: what is lost is said, and its name has to be typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from textual import on
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from spacetui import text
from spacetui.live import cost
from spacetui.live.commands import Delete
from spacetui.live.picture import CommandState, Environment, Known, SpaceEntry, Update
from spacetui.ui import phrases, summary
from spacetui.ui.screens.dialog import Form, button
from spacetui.ui.widgets.field import Field
from spacetui.ui.widgets.words import Words

T = TypeVar("T")


class DeleteForm(Form):
    """Takes no answer before the name is typed out."""

    DEFAULT_CSS = """
    DeleteForm #box { width: 68; border: round $failed; border-title-color: $failed; }
    DeleteForm #ask { margin-top: 1; }
    DeleteForm.-short #ask { margin-top: 0; }
    """

    @property
    def heading(self) -> str:
        return f"Delete · {self.named()}"

    @property
    def edited(self) -> bool:
        """What was typed is the name: nothing worth keeping."""
        return False

    def body(self) -> Iterable[Widget]:
        yield Words(id="price")
        yield Words(id="lost")
        yield Static("Type its whole name to delete it:", id="ask")
        yield Field(id="name", placeholder="owner/name")

    def buttons(self) -> Iterable[Widget]:
        yield button("Cancel", "cancel")
        yield button("Delete for good", "delete", kind="danger")

    def on_mount(self) -> None:
        self.cockpit.main.attend_to_environments(self.space_id)
        self.query_one("#delete", Button).disabled = True
        self.query_one("#name").focus()
        self.fresh()

    def on_unmount(self) -> None:
        self.cockpit.main.attend_to_environments()

    def fresh(self) -> None:
        entry = self.entry
        if entry is not None:
            self.query_one("#price", Words).tell(_saved(cost.hourly(entry, cost.prices(self.picture))))
            lost = ", ".join(part for part in _lost(entry, self.picture.environment(entry.id)) if part)
            self.query_one("#lost", Words).tell(f"Lost for good: {lost}.{_kept(entry)}")

    @property
    def _typed(self) -> bool:
        return self.query_one("#name", Field).value.strip() == self.space_id

    @on(Input.Changed)
    def _look(self) -> None:
        self.query_one("#delete", Button).disabled = not self._typed

    @on(Input.Submitted)
    def _entered(self) -> None:
        """On to the button, which is one more key away: nothing is deleted from the field."""
        if self._typed:
            self.query_one("#delete").focus()
        else:
            self.say(f"That is not its name: {self.named()}.", "trouble")

    @on(Button.Pressed, "#delete")
    def _accepted(self) -> None:
        if self._typed and self.ready():
            self.send(Delete(self.space_id))

    def _keep_up(self, update: Update) -> None:
        """That it is gone while it is being deleted is no news; another name has to be typed anew."""
        if self.number is None or self.space_id in update.renamed:
            super()._keep_up(update)
            self._look()

    def succeeded(self, state: CommandState) -> None:
        super().succeeded(state)
        self.cockpit.main.say(*summary.outcome(state, self.cockpit.glyphs))


def _saved(usd_per_hour: float | None) -> str:
    if usd_per_hour is None:
        return "What it costs now is not known; it stops."
    if not usd_per_hour:
        return "It costs nothing now."
    return f"Stops {phrases.per_hour(usd_per_hour)}. Pausing it (p) stops that too, and loses nothing."


def _lost(entry: SpaceEntry, environment: Environment) -> Iterator[str]:
    yield "code, commits and discussions"
    yield _number(environment.secrets, "secret")
    yield _number(environment.variables, "variable")
    runtime = entry.runtime
    if runtime is not None and runtime.storage:
        yield text.clean(f"all in its persistent storage ({runtime.storage})")
    for domain in (runtime.domains if runtime else None) or ():
        if domain.is_custom:
            yield text.clean(f"the address {domain.domain}")


def _number(known: Known[Mapping[str, T]] | None, one: str) -> str:
    """How many are lost; nothing where there are none."""
    if known is None:
        return f"{one}s"
    return phrases.count(len(known.value), one) if known.value else ""


def _kept(entry: SpaceEntry) -> str:
    volumes = (entry.runtime.volumes if entry.runtime else None) or ()
    return f" {phrases.count(len(volumes), 'volume')} unmounted; what these hold stays." if volumes else ""
