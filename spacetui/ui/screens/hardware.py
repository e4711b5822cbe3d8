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
from spacetui.hub.models import HardwareInfo, SpaceRuntime
from spacetui.hub.terms import SpaceHardware
from spacetui.live import cost
from spacetui.live.commands import RequestHardware
from spacetui.live.fleet import NEVER
from spacetui.ui import phrases, quotas
from spacetui.ui.facts import accelerator_words, lasting
from spacetui.ui.screens.dialog import Form, button, relabel
from spacetui.ui.widgets.field import Field
from spacetui.ui.widgets.pick_list import PickList
from spacetui.ui.widgets.words import Words


class HardwareForm(Form):
    """Asks for another flavor, and with paid ones for a sleep time."""

    BOX = 84

    DEFAULT_CSS = """
    HardwareForm #box { width: 84; }
    HardwareForm #sleep-row { height: 1; margin-top: 1; }
    HardwareForm #sleep { width: 14; }
    HardwareForm #sleep-label { width: auto; padding-right: 1; }
    HardwareForm #sleep-note { width: 1fr; padding-left: 1; color: $muted; }
    HardwareForm #under-way { color: $moving; }
    HardwareForm.-short #sleep-row { margin-top: 0; }
    """

    def __init__(self, space_id: str) -> None:
        super().__init__(space_id)
        self._offered: tuple[HardwareInfo, ...] = ()
        self._rows: list[Content] = []
        self._sleep_at_start = ""

    @property
    def heading(self) -> str:
        return f"Hardware · {self.named()}"

    @property
    def edited(self) -> bool:
        return self.query_one("#sleep", Field).value != self._sleep_at_start

    def body(self) -> Iterable[Widget]:
        yield Words(id="under-way", classes="moving")
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
        runtime = self.runtime
        if runtime is not None and runtime.sleep_time is not None and runtime.flavor != "cpu-basic":
            self._sleep_at_start = phrases.duration(runtime.sleep_time)
            self.query_one("#sleep", Field).value = self._sleep_at_start
        self.cockpit.main.attend_to_zero_gpu(shown=True)
        self.fresh()
        self.query_one(PickList).focus()

    def on_unmount(self) -> None:
        self.cockpit.main.attend_to_zero_gpu(shown=False)

    @on(events.Resize)
    def fresh(self) -> None:
        """Show catalog, quota and Space as they are known now, in a window as it is now; the choice stays."""
        self.query_one("#under-way", Words).tell(self._under_way_words())
        if self.picture.catalog is not None:
            self._fill(self.picture.catalog.value)
        self._tell()

    # -- what it has ---------------------------------------------------------------------------------

    @property
    def runtime(self) -> SpaceRuntime | None:
        return self.entry.runtime if self.entry else None

    @property
    def _asked(self) -> str | None:
        """What was last asked for: what it has, or will have."""
        return None if self.runtime is None else self.runtime.next_flavor

    @property
    def _has(self) -> str | None:
        """What it runs on, or would."""
        return None if self.runtime is None else self.runtime.flavor

    @property
    def _under_way(self) -> bool:
        """Whether another flavor was asked for than the one it runs on."""
        return self._has != self._asked

    def _under_way_words(self) -> str:
        entry = self.entry
        if entry is None or not self._under_way:
            return ""
        change = f"{self._has} {self.cockpit.glyphs.arrow} {self._asked}"
        lasts = lasting(self.cockpit.clock.now() - entry.since) if entry.since_exact else ""
        return text.clean(
            f"Switching: {change} {lasts}".strip() + f". Another choice replaces it, {self._has} ends it."
        )

    def _price(self, flavor: str | None) -> float | None:
        """USD an hour for all replicas of the Space on that flavor."""
        if self.runtime is None or flavor is None:
            return None
        return cost.rate(self.runtime, cost.prices(self.picture), flavor=flavor)

    # -- what is shown -------------------------------------------------------------------------------

    def _fill(self, listed: tuple[HardwareInfo, ...]) -> None:
        """The catalog, and before it what the Space has or will have where that is not in it."""
        names = {str(info.name) for info in listed}
        its_own = dict.fromkeys(name for name in (self._has, self._asked) if name and name not in names)
        offered = (*(HardwareInfo(name=SpaceHardware(name)) for name in its_own), *listed)
        rows = [self._row(info, listed=info in listed) for info in offered]
        if rows == self._rows:
            return
        chosen = self.chosen.name if self.chosen else self._asked
        self._offered, self._rows = offered, rows
        flavors = self.query_one(PickList)
        flavors.clear_options()
        flavors.add_options(Option(row) for row in rows)
        places = [info.name for info in offered]
        flavors.highlighted = places.index(SpaceHardware(chosen)) if chosen in places else 0
        self.query_one("#waiting").display = False
        self.query_one("#columns", Static).update(
            Content(self._line("  FLAVOR", "CPU / RAM", "ACCELERATOR", "$/H", "VS NOW", "MONTH*"))
        )

    def _row(self, info: HardwareInfo, *, listed: bool) -> Content:
        price, now = self._price(info.name), self._price(self._has)
        has, asked = info.name == self._has, info.name == self._asked
        versus = "" if price is None or now is None else _short(price - now)
        zero_gpu = self.picture.zero_gpu if cost.is_zero_gpu(info.name) else None
        line = self._line(
            f"{'=' if asked else ' '} {info.name}",
            _machine(info) if listed else "not listed",
            accelerator_words(info) if zero_gpu is None else quotas.left(zero_gpu.value),
            "?" if price is None else f"{price:.2f}" if price else "free",
            "now" if has else "asked" if asked else versus,
            "" if not price else phrases.per_month(price),
        )
        return Content(line).stylize("bold" if has or asked else "")

    def _line(self, name: str, machine: str, accelerator: str, price: str, versus: str, month: str) -> str:
        """One row of columns; the accelerator gets what the others leave, and goes first where that is little."""
        room = min(self.app.size.width, self.BOX) - 6  # the frame, its padding, two scrollbars
        parts = [text.fit(text.clean(name), 17)]
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
        return None if highlighted is None or highlighted >= len(self._offered) else self._offered[highlighted]

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
        note = "fixed at 48 h on cpu-basic" if free_sleep else "90m, 2h, 1d or never"
        if self.app.size.width < 60:
            note = "48 h" if free_sleep else ""
        self.query_one("#sleep-note", Static).update(Content(note))
        self.query_one("#effect", Static).update(Content("\n".join(self._effect(info))))
        relabel(switch, self._label(info))
        switch.disabled = info.name == self._asked

    def _label(self, info: HardwareInfo) -> str:
        """The price stands on the button."""
        wide, named = self.app.size.width >= 60, text.clean(info.name)
        if info.name == self._asked:
            return "Switch" if not wide else f"{named} is {'asked for' if self._under_way else 'what it has'}"
        price = phrases.per_hour(self._price(info.name))
        if info.name == self._has:
            return f"Stay on {named}: {price}" if wide else f"Stay: {price}"
        before = phrases.per_hour(self._price(self._has))
        return f"Switch to {named}: {before} {self.cockpit.glyphs.arrow} {price}" if wide else f"Switch: {price}"

    def _effect(self, info: HardwareInfo) -> list[str]:
        price = self._price(info.name)
        lines = [] if info.name == self._asked else [self._when()]
        if info.name == self._asked and not self._under_way:
            lines.append("This is what it has. z changes the sleep time alone.")
        elif price and self._never_sleeps(info):
            lines.append(f"It will never sleep: {phrases.per_month(price)} a month, until you pause it.")
        elif price:
            lines.append(f"* if it never slept: {phrases.per_month(price)}; asleep it costs nothing.")
        if cost.is_zero_gpu(info.name):
            lines.append(self._zero_gpu_words())
        elif self.runtime is not None and cost.replicas(self.runtime) > 1:
            lines.append(f"Prices are those of its {cost.replicas(self.runtime)} replicas together; x changes them.")
        return lines

    def _zero_gpu_words(self) -> str:
        """ZeroGPU serves Gradio Spaces only (the Hub's documentation)."""
        if self.entry is not None and self.entry.space.sdk not in (None, "gradio"):
            return "ZeroGPU serves Gradio Spaces only."
        known = self.picture.zero_gpu
        if known is None:
            return "ZeroGPU is shared and costs no money; your quota of it is not told yet."
        return f"Your ZeroGPU quota: {quotas.told(known.value, self.cockpit.clock.now())}."

    def _when(self) -> str:
        if self.runtime is not None and self.runtime.stage.kind == "idle":
            return f"It does not run ({text.clean(self.runtime.stage)}): the change takes effect when it starts again."
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
        known = None if self.runtime is None or self._asked == "cpu-basic" else self.runtime.sleep_time
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
        if info.name == self._asked:
            self.say("That is asked for already." if self._under_way else "That is the hardware it has.", "trouble")
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
