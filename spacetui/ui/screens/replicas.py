"""Setting how many replicas run, and what they cost together."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from spacetui import text
from spacetui.hub.models import SpaceRuntime
from spacetui.live import cost
from spacetui.live.commands import SetReplicas
from spacetui.ui import phrases
from spacetui.ui.screens.dialog import Form, button, relabel
from spacetui.ui.widgets.field import Field
from spacetui.ui.widgets.words import Words

_MOST_TYPED = 999
"""More than anybody runs: a slip of the finger. How many the Hub allows it says itself."""


class ReplicasForm(Form):
    """Asks for a number; each replica is billed by itself."""

    DEFAULT_CSS = """
    ReplicasForm #box { width: 64; }
    ReplicasForm #row { height: 1; margin-top: 1; }
    ReplicasForm #label { width: auto; padding-right: 1; }
    ReplicasForm #number { width: 10; }
    ReplicasForm #effect { margin-top: 1; }
    ReplicasForm #effect.trouble { color: $warning; }
    ReplicasForm.-short #row, ReplicasForm.-short #effect { margin-top: 0; }
    """

    def __init__(self, space_id: str) -> None:
        super().__init__(space_id)
        self._at_start = ""

    @property
    def heading(self) -> str:
        return f"Replicas · {self.named()}"

    @property
    def edited(self) -> bool:
        return self.query_one("#number", Field).value != self._at_start

    @property
    def runtime(self) -> SpaceRuntime | None:
        return self.entry.runtime if self.entry else None

    @property
    def _asked(self) -> int | str | None:
        """How many are asked for: a number or "auto"; None where it is not told."""
        counts = self.runtime.replicas if self.runtime else None
        return counts.requested if counts else None

    @property
    def _each(self) -> float | None:
        """USD an hour for one."""
        return cost.prices(self.picture).get(self.runtime.next_flavor or "") if self.runtime else None

    def body(self) -> Iterable[Widget]:
        yield Words(id="now", classes="note")
        with Horizontal(id="row"):
            yield Static("Replicas", id="label")
            yield Field(id="number", placeholder="1, 2, 3 …")
        yield Words(id="effect")

    def buttons(self) -> Iterable[Widget]:
        yield button("Cancel", "cancel")
        yield button("Set", "set", kind="danger")

    def on_mount(self) -> None:
        if isinstance(self._asked, int):
            self._at_start = str(self._asked)
            self.query_one("#number", Field).value = self._at_start
        self.fresh()
        self.query_one("#number", Field).focus()

    def fresh(self) -> None:
        self.query_one("#now", Words).tell(self._now_words())
        self._tell()

    def _now_words(self) -> str:
        if self.runtime is None:
            return "Its runtime is not told yet."
        flavor, price = text.clean(str(self.runtime.next_flavor or "no hardware")), phrases.per_hour(self._each)
        there = self.runtime.replicas.current if self.runtime.replicas else None
        asked = "auto" if self._asked == "auto" else "not told" if self._asked is None else f"{self._asked} asked for"
        words = f"{flavor}, {price} each · now: {asked}, {0 if there is None else there} running"
        if self._asked == "auto":
            words += ".\nAuto leaves the number to the Hub; a number set here ends that."
        return words

    @on(Input.Changed)
    def _tell(self) -> None:
        """Say what the number costs, on the button too."""
        told, setting = self.query_one("#effect", Words), self.query_one("#set", Button)
        try:
            wanted = self._wanted()
        except ValueError as error:
            told.tell(f"{error}." if self.query_one("#number", Field).value else "")
            told.add_class("trouble")
            relabel(setting, "Set")
            return
        told.remove_class("trouble")
        told.tell(self._effect(wanted))
        price = "price unknown" if self._each is None else phrases.per_hour(self._each * wanted)
        relabel(setting, f"Set {phrases.count(wanted, 'replica')}: {price}")

    def _wanted(self) -> int:
        """The number typed; ValueError where it is none."""
        typed = self.query_one("#number", Field).value.strip()
        if not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:9]) <= _MOST_TYPED):
            raise ValueError("A number of replicas is expected, 1 or more")
        return int(typed)

    def _effect(self, wanted: int) -> str:
        if wanted == self._asked:
            return "That is what is asked for."
        if self._each is None:
            return "Each is billed by itself, by the minute while it starts and runs; the price is not known."
        before = self._asked if isinstance(self._asked, int) else None
        change = "" if before is None else f", {_more(self._each * (wanted - before))} than now"
        total = self._each * wanted
        rests = self.runtime is not None and self.runtime.stage.kind == "idle"
        when = "It does not run: they start with it." if rests else "Those that come start now; visits go to all."
        return (
            f"{wanted} × {phrases.per_hour(self._each)} = {phrases.per_hour(total)}{change}; "
            f"{phrases.per_month(total)} a month if never asleep. {when}"
        )

    @on(Input.Submitted, "#number")
    @on(Button.Pressed, "#set")
    def _accepted(self) -> None:
        if self.number is not None or not self.ready():
            return
        try:
            wanted = self._wanted()
        except ValueError as error:
            self.say(f"{error}.", "trouble")
            self.query_one("#number").focus()
            return
        if wanted == self._asked:
            self.say("That is what is asked for.", "trouble")
            return
        self.send(SetReplicas(self.space_id, wanted))


def _more(usd_per_hour: float) -> str:
    return f"{phrases.money(abs(usd_per_hour))}/h {'more' if usd_per_hour > 0 else 'less'}"
