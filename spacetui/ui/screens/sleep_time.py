"""Setting the sleep time: presets, or a time typed; what never sleeping costs."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from spacetui import text
from spacetui.live import cost
from spacetui.live.commands import SetSleepTime
from spacetui.live.fleet import NEVER
from spacetui.ui import phrases
from spacetui.ui.screens.dialog import Form, button, relabel
from spacetui.ui.widgets.field import Field
from spacetui.ui.widgets.pick_list import PickList
from spacetui.ui.widgets.words import Words

PRESETS = (900, 3600, 6 * 3600, 24 * 3600, 48 * 3600, NEVER)


class SleepTimeForm(Form):
    """Asks for another sleep time; on cpu-basic it explains why there is none to set."""

    DEFAULT_CSS = """
    SleepTimeForm #box { width: 64; }
    SleepTimeForm #typed-row { height: 1; margin-top: 1; }
    SleepTimeForm #typed-label { width: auto; padding-right: 1; }
    SleepTimeForm #typed { width: 16; }
    SleepTimeForm.-short #typed-row { margin-top: 0; }
    """

    @property
    def heading(self) -> str:
        return f"Sleep time · {self.named()}"

    @property
    def edited(self) -> bool:
        return bool(self.query("#typed")) and bool(self.query_one("#typed", Field).value)

    @property
    def _fixed(self) -> bool:
        runtime = self.entry.runtime if self.entry else None
        return runtime is not None and runtime.next_flavor == "cpu-basic"

    @property
    def _now(self) -> int | None:
        runtime = self.entry.runtime if self.entry else None
        return runtime.sleep_time if runtime else None

    @property
    def _price(self) -> float | None:
        runtime = self.entry.runtime if self.entry else None
        return None if runtime is None else cost.rate(runtime, cost.prices(self.picture), flavor=runtime.next_flavor)

    def body(self) -> Iterable[Widget]:
        yield Words(id="now", classes="note")
        if self._fixed:
            yield Static("cpu-basic is free and sleeps after 48 h without a visit.")
            yield Static("That cannot be changed; h chooses hardware where it can.")
            return
        yield PickList(id="presets")
        with Horizontal(id="typed-row"):
            yield Static("Or after", id="typed-label")
            yield Field(id="typed", placeholder="90m, 2h, 1d")
        yield Static(id="effect")

    def buttons(self) -> Iterable[Widget]:
        yield button("Close" if self._fixed else "Cancel", "cancel")
        if not self._fixed:
            yield button("Set", "set", kind="danger")

    def on_mount(self) -> None:
        self.query_one("#now", Words).tell(self._where())
        if self._fixed:
            self.query_one("#cancel").focus()
            return
        presets = self.query_one(PickList)
        presets.add_options(Option(Content(self._preset(seconds))) for seconds in PRESETS)
        presets.highlighted = PRESETS.index(self._now) if self._now in PRESETS else 1
        presets.focus()
        self._tell()

    def fresh(self) -> None:
        """Show what it has by now: of a paused Space a list does not tell it."""
        self.query_one("#now", Words).tell(self._where())
        for presets in self.query(PickList):
            for place, seconds in enumerate(PRESETS):
                words = Content(self._preset(seconds))
                if presets.get_option_at_index(place).prompt != words:
                    presets.replace_option_prompt_at_index(place, words)
            self._tell()

    def _where(self) -> str:
        runtime = self.entry.runtime if self.entry else None
        flavor = text.clean(str(runtime.next_flavor or "no hardware")) if runtime else "not told"
        return f"{flavor}, {phrases.per_hour(self._price)} · now: {phrases.duration(self._now)}"

    def _preset(self, seconds: int) -> str:
        words = "never" if seconds == NEVER else f"after {phrases.duration(seconds)} idle"
        return text.fit(f"{'=' if seconds == self._now else ' '} {words}", 24)

    @property
    def _chosen(self) -> int | None:
        """Seconds as typed, else as highlighted; ValueError where what was typed is no time."""
        typed = self.query_one("#typed", Field).value.strip()
        if typed:
            return phrases.parse_duration(typed)
        highlighted = self.query_one(PickList).highlighted
        return None if highlighted is None else PRESETS[highlighted]

    @on(OptionList.OptionHighlighted)
    @on(Input.Changed)
    def _tell(self) -> None:
        effect, wrong = "Idle means no visits. A visit wakes it, and waits while it starts.", False
        try:
            chosen = self._chosen
        except ValueError as error:
            chosen, effect, wrong = None, f"Or after: {error}.", True
        if chosen == NEVER and self._price:
            month = phrases.per_month(self._price)
            effect = f"Never sleeping costs {month} a month on this hardware, visited or not."
        told = self.query_one("#effect", Static)
        told.update(Content(effect))
        told.set_class(wrong, "warning")
        label = "Set" if chosen is None else _label(chosen)
        relabel(self.query_one("#set", Button), label)

    @on(OptionList.OptionSelected)
    def _preset_taken(self) -> None:
        self.query_one("#typed", Field).value = ""
        self.query_one("#set", Button).focus()

    @on(Input.Submitted, "#typed")
    @on(Button.Pressed, "#set")
    def _accepted(self) -> None:
        if not self.ready() or self.number is not None:
            return
        try:
            chosen = self._chosen
        except ValueError:
            self.query_one("#typed").focus()  # what is wrong with it stands below
            return
        if chosen is not None:
            self.send(SetSleepTime(self.space_id, chosen))


def _label(seconds: int) -> str:
    return "Never sleep" if seconds == NEVER else f"Sleep after {phrases.duration(seconds)}"
