"""What is wanted for several Spaces, asked before their plan says what it means for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from spacetui import text
from spacetui.live import planning
from spacetui.live.fleet import NEVER
from spacetui.ui import phrases
from spacetui.ui.facts import accelerator_words
from spacetui.ui.screens.dialog import Dialog, button
from spacetui.ui.screens.plan import PlanDialog
from spacetui.ui.screens.sleep_time import PRESETS
from spacetui.ui.widgets.field import Field
from spacetui.ui.widgets.pick_list import PickList

if TYPE_CHECKING:
    from spacetui.hub.models import HardwareInfo
    from spacetui.live.picture import Update
    from spacetui.live.plans import Plan


class Several(Dialog[None]):
    """A form on these Spaces, whatever is marked meanwhile. It ends in their plan, and stays beneath that until
    something was begun: what was typed is still there where it was not.

    `remarks` are clean lines to be said along with the plan.
    """

    DEFAULT_CSS = """
    Several #typed-row { height: 1; margin-top: 1; }
    Several #typed-label { width: auto; padding-right: 1; }
    Several #typed { width: 16; }
    Several #typed-note { width: 1fr; padding-left: 1; color: $muted; }
    Several.-short #typed-row { margin-top: 0; }
    Several.-narrow #typed-note { display: none; }
    """
    reads = True
    deed = ""

    def __init__(self, space_ids: Sequence[str], remarks: Sequence[str] = ()) -> None:
        super().__init__()
        self.space_ids = tuple(space_ids)
        self._remarks = remarks

    @property
    def heading(self) -> str:
        return f"{self.deed} {self.cockpit.glyphs.dot} {phrases.count(len(self.space_ids), 'marked Space')}"

    def buttons(self) -> Iterable[Widget]:
        yield button("Cancel", "cancel")
        yield button("Next: what it means", "next")

    def _keep_up(self, update: Update) -> None:
        self.space_ids = tuple(update.renamed.get(each, each) for each in self.space_ids)

    @property
    def edited(self) -> bool:
        return bool(self.query_one("#typed", Field).value)

    def propose(self, plan: Plan, effect: Sequence[str]) -> None:
        def answered(begun: bool | None) -> None:
            if begun:
                self.dismiss(None)

        self.app.push_screen(PlanDialog(plan, effect, self._remarks), answered)

    def time_typed(self) -> int | None:
        """Seconds as typed, -1 for never, None for nothing. ValueError where it is no time."""
        words = self.query_one("#typed", Field).value.strip()
        return phrases.parse_duration(words) if words else None

    @on(Button.Pressed, "#cancel")
    def _cancelled(self) -> None:
        self.action_cancel()


class SeveralHardware(Several):
    """Asks for a flavor, and for a sleep time along with it."""

    DEFAULT_CSS = """
    SeveralHardware #box { width: 84; }
    """
    deed = "Hardware"

    def __init__(self, space_ids: Sequence[str], remarks: Sequence[str] = ()) -> None:
        super().__init__(space_ids, remarks)
        self._listed: tuple[HardwareInfo, ...] = ()

    def body(self) -> Iterable[Widget]:
        yield Static("Reading the catalog …", id="waiting", classes="note")
        yield PickList(id="flavors")
        with Horizontal(id="typed-row"):
            yield Static("Sleep after", id="typed-label")
            yield Field(id="typed", placeholder="as it is")
            yield Static("90m, 2h, 1d or never", id="typed-note")

    def on_mount(self) -> None:
        self.fresh()
        self.query_one(PickList).focus()

    def fresh(self) -> None:
        """List the catalog once it is there; a newer one replaces it, the choice stays."""
        catalog = self.picture.catalog
        if catalog is None or catalog.value == self._listed:
            return
        self._listed = catalog.value
        flavors = self.query_one(PickList)
        before = flavors.highlighted
        flavors.clear_options()
        flavors.add_options(Option(Content(self._row(info))) for info in self._listed)
        flavors.highlighted = before or 0
        self.query_one("#waiting").display = False

    @staticmethod
    def _row(info: HardwareInfo) -> str:
        price = text.fit(phrases.per_hour(info.usd_per_hour), 13, "right")
        return f" {text.fit(text.clean(info.name), 16)} {price}  {text.clean(accelerator_words(info))}"

    @on(OptionList.OptionSelected)
    def _flavor_taken(self) -> None:
        self.query_one("#typed").focus()

    @on(Input.Submitted, "#typed")
    @on(Button.Pressed, "#next")
    def _accepted(self) -> None:
        highlighted = self.query_one(PickList).highlighted
        if highlighted is None or highlighted >= len(self._listed):
            return
        try:
            seconds = self.time_typed()
        except ValueError as error:
            self.say(f"Sleep after: {error}.", "trouble")
            return
        self.say("")
        flavor = str(self._listed[highlighted].name)
        effect = "Those that run restart. The prices are while each runs, by the minute; asleep or paused it is free."
        made = planning.hardware(self.picture, self.space_ids, flavor, seconds, phrases.duration)
        self.propose(made, [effect])


class SeveralSleepTimes(Several):
    """Asks for a sleep time: a preset, or one that is typed."""

    DEFAULT_CSS = """
    SeveralSleepTimes #box { width: 64; }
    """
    deed = "Sleep time"

    def body(self) -> Iterable[Widget]:
        yield PickList(id="presets")
        with Horizontal(id="typed-row"):
            yield Static("Or after", id="typed-label")
            yield Field(id="typed", placeholder="90m, 2h, 1d")

    def on_mount(self) -> None:
        presets = self.query_one(PickList)
        presets.add_options(Option(Content(self._preset(seconds))) for seconds in PRESETS)
        presets.highlighted = 1
        presets.focus()

    @staticmethod
    def _preset(seconds: int) -> str:
        return "  never" if seconds == NEVER else f"  after {phrases.duration(seconds)} idle"

    @on(OptionList.OptionSelected)
    def _preset_taken(self) -> None:
        self.query_one("#typed", Field).value = ""
        self._accepted()

    @on(Input.Submitted, "#typed")
    @on(Button.Pressed, "#next")
    def _accepted(self) -> None:
        highlighted = self.query_one(PickList).highlighted
        try:
            typed = self.time_typed()
        except ValueError as error:
            self.say(f"Or after: {error}.", "trouble")
            return
        self.say("")
        seconds = PRESETS[highlighted or 0] if typed is None else typed
        effect = "Idle means no visits. The prices are while each runs; asleep it is free."
        made = planning.sleep_time(self.picture, self.space_ids, seconds, phrases.duration)
        self.propose(made, [effect])
