"""Choosing hardware: the catalog with specs and prices, the sleep time beside it, the difference said first."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events, on
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from spacetui import text
from spacetui.hub.models import HardwareInfo
from spacetui.live import cost
from spacetui.live.commands import RequestHardware
from spacetui.live.fleet import NEVER
from spacetui.ui import phrases
from spacetui.ui.facts import accelerator_words
from spacetui.ui.screens.dialog import Form, button, relabel
from spacetui.ui.widgets.field import Field
from spacetui.ui.widgets.pick_list import PickList


class HardwareForm(Form):
    """Asks for another flavor, and with paid ones for a sleep time."""

    BOX = 84

    DEFAULT_CSS = """
    HardwareForm #box { width: 84; }
    HardwareForm #sleep-row { height: 1; margin-top: 1; }
    HardwareForm #sleep { width: 14; }
    HardwareForm #sleep-label { width: auto; padding-right: 1; }
    HardwareForm #sleep-note { width: 1fr; padding-left: 1; color: $muted; }
    HardwareForm.-short #sleep-row { margin-top: 0; }
    """

    def __init__(self, space_id: str) -> None:
        super().__init__(space_id)
        self._listed: tuple[HardwareInfo, ...] = ()
        self._sleep_at_start = ""

    @property
    def heading(self) -> str:
        return f"Hardware · {self.named()}"

    @property
    def edited(self) -> bool:
        return self.query_one("#sleep", Field).value != self._sleep_at_start

    def body(self) -> Iterable[Widget]:
        yield Static(id="columns", classes="note")
        yield PickList(id="flavors")
        yield Static("Reading the catalog …", id="waiting", classes="note")
        with Horizontal(id="sleep-row"):
            yield Static("Sleep after", id="sleep-label")
            yield Field(id="sleep", placeholder="as it is")
            yield Static(id="sleep-note")
        yield Static(id="effect")

    def buttons(self) -> Iterable[Widget]:
        yield button("Cancel", "cancel")
        yield button("Switch", "switch", kind="danger")

    def on_mount(self) -> None:
        runtime = self.entry.runtime if self.entry else None
        if runtime is not None and runtime.sleep_time is not None and runtime.flavor != "cpu-basic":
            self._sleep_at_start = phrases.duration(runtime.sleep_time)
            self.query_one("#sleep", Field).value = self._sleep_at_start
        self.fresh()
        self.query_one(PickList).focus()

    def fresh(self) -> None:
        """List the catalog once it is there; a newer one replaces it, the choice stays."""
        catalog = self.picture.catalog
        if catalog is not None and catalog.value != self._listed:
            self._listed = catalog.value
            self._fill()
        self._tell()

    # -- what is shown -------------------------------------------------------------------------------

    @on(events.Resize)
    def _refit(self) -> None:
        """How many columns there are depends on the window as it is now."""
        if self._listed:
            self._fill()
            self._tell()

    def _fill(self) -> None:
        flavors = self.query_one(PickList)
        before = flavors.highlighted
        flavors.clear_options()
        flavors.add_options(Option(self._row(info), id=str(info.name)) for info in self._listed)
        names = [str(info.name) for info in self._listed]
        current = str(self._current)
        flavors.highlighted = before if before is not None else names.index(current) if current in names else 0
        self.query_one("#waiting").display = False
        self.query_one("#columns", Static).update(
            Content(self._line("FLAVOR", "CPU / RAM", "ACCELERATOR", "$/H", "VS NOW", "MONTH*"))
        )

    @property
    def _current(self) -> str | None:
        runtime = self.entry.runtime if self.entry else None
        return None if runtime is None else runtime.next_flavor

    def _price(self, flavor: str | None) -> float | None:
        """USD an hour for all replicas of the Space on that flavor."""
        runtime = self.entry.runtime if self.entry else None
        if runtime is None or flavor is None:
            return None
        return cost.rate(runtime, cost.prices(self.picture), flavor=flavor)

    def _row(self, info: HardwareInfo) -> Content:
        price, now = self._price(info.name), self._price(self._current)
        current = info.name == self._current
        versus = "now" if current else "" if price is None or now is None else _short(price - now)
        month = "" if not price else phrases.per_month(price)
        name = f"{'=' if current else ' '} {info.name}"
        line = self._line(
            name,
            _machine(info),
            accelerator_words(info),
            "?" if price is None else f"{price:.2f}" if price else "free",
            versus,
            month,
        )
        return Content(line).stylize("bold" if current else "")

    def _line(self, name: str, machine: str, accelerator: str, price: str, versus: str, month: str) -> str:
        """One row of columns; the accelerator gets what the others leave, and goes first where that is little."""
        room = min(self.app.size.width, self.BOX) - 6  # the frame, its padding, two scrollbars
        parts = [text.fit(text.clean(name), 16)]
        end = [text.fit(price, 6, "right"), text.fit(versus, 7, "right")]
        if room >= 56:
            parts.append(text.fit(text.clean(machine), 13))
            end.append(text.fit(month, 8, "right"))
        left = room - sum(text.width(part) + 1 for part in (*parts, *end))
        if left >= 10:
            parts.append(text.fit(text.clean(accelerator), left))
        return " ".join([*parts, *end])

    @property
    def chosen(self) -> HardwareInfo | None:
        highlighted = self.query_one(PickList).highlighted
        return None if highlighted is None or highlighted >= len(self._listed) else self._listed[highlighted]

    @on(OptionList.OptionHighlighted)
    @on(Input.Changed)
    def _tell(self) -> None:
        """Say what the choice costs and does, on the button too."""
        info = self.chosen
        switch = self.query_one("#switch", Button)
        if info is None:
            switch.disabled = True
            return
        free_sleep = info.name == "cpu-basic"
        self.query_one("#sleep", Field).disabled = free_sleep
        price, now = self._price(info.name), self._price(self._current)
        note = "fixed at 48 h on cpu-basic" if free_sleep else "90m, 2h, 1d or never"
        if self.app.size.width < 60:
            note = "48 h" if free_sleep else ""
        self.query_one("#sleep-note", Static).update(Content(note))
        self.query_one("#effect", Static).update(Content("\n".join(self._effect(info, price))))
        arrow = self.cockpit.glyphs.arrow
        wide = self.app.size.width >= 60
        prices = f"{phrases.per_hour(now)} {arrow} {phrases.per_hour(price)}"
        label = f"Switch to {text.clean(info.name)}: {prices}" if wide else f"Switch: {phrases.per_hour(price)}"
        if info.name == self._current:
            label = f"{text.clean(info.name)} is what it has" if wide else "Switch"
        relabel(switch, label)
        switch.disabled = info.name == self._current

    def _effect(self, info: HardwareInfo, price: float | None) -> list[str]:
        if info.name == self._current:
            return ["This is what it has. z changes the sleep time alone."]
        lines = [self._when()]
        if price and self._never_sleeps(info):
            lines.append(f"It will never sleep: {phrases.per_month(price)} a month, until you pause it.")
        elif price:
            lines.append(f"* if it never slept: {phrases.per_month(price)}; asleep it costs nothing.")
        return lines

    def _when(self) -> str:
        runtime = self.entry.runtime if self.entry else None
        if runtime is not None and runtime.stage.kind == "idle":
            return f"It does not run ({text.clean(runtime.stage)}): the change takes effect when it starts again."
        return "The Space restarts. Billed by the minute while it starts and runs."

    def _sleep_wanted(self, info: HardwareInfo) -> int | None:
        """The sleep time to ask for, in seconds, -1 for never; None on cpu-basic, where there is none to set.

        An empty field leaves it as it is, which on coming from cpu-basic, or where it was not told, is the
        default of paid hardware: never. ValueError where what was typed is no time.
        """
        if info.name == "cpu-basic":
            return None
        words = self.query_one("#sleep", Field).value.strip()
        if words:
            return phrases.parse_duration(words)
        runtime = self.entry.runtime if self.entry else None
        known = None if runtime is None or self._current == "cpu-basic" else runtime.sleep_time
        return NEVER if known is None else known

    def _never_sleeps(self, info: HardwareInfo) -> bool:
        try:
            return self._sleep_wanted(info) == NEVER
        except ValueError:
            return False

    # -- what is done --------------------------------------------------------------------------------

    @on(OptionList.OptionSelected)
    def _flavor_taken(self) -> None:
        sleep = self.query_one("#sleep", Field)
        (self.query_one("#switch", Button) if sleep.disabled else sleep).focus()

    @on(Input.Submitted, "#sleep")
    @on(Button.Pressed, "#switch")
    def _accepted(self) -> None:
        info = self.chosen
        if not self.ready() or info is None or self.number is not None:
            return
        if info.name == self._current:
            self.say("That is the hardware it has.", "trouble")
            return
        try:
            sleep = self._sleep_wanted(info)
        except ValueError as error:
            self.say(f"Sleep after: {error}.", "trouble")
            self.query_one("#sleep", Field).focus()
            return
        self.send(RequestHardware(self.space_id, str(info.name), sleep))


def _machine(info: HardwareInfo) -> str:
    cpu = (info.cpu or "").replace(" vCPU", "")
    return f"{cpu} / {info.ram}" if cpu and info.ram else info.cpu or info.ram or ""


def _short(usd: float) -> str:
    return "same" if round(usd, 3) == 0 else f"{'+' if usd > 0 else '-'}{abs(usd):.2f}"
