"""What one row of the list says, as plain clean text: the widget only places and colours it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from spacetui import text
from spacetui.hub.errors import NotFound
from spacetui.live.cost import hourly, paid_without_sleep, rate
from spacetui.live.gauges import Window
from spacetui.ui import phrases
from spacetui.ui.glyphs import Glyphs, stage_tone, stage_word
from spacetui.ui.metrics.sparks import spark

if TYPE_CHECKING:
    from spacetui.live.gauges import Gauges
    from spacetui.live.picture import SpaceEntry
    from spacetui.ui.basis import Basis


class Row(NamedTuple):
    """`cost` is right-aligned; `tone` is the stage's. `sign` is "!" on paid hardware that never sleeps, or what
    stands for a muted Space. `dim` is a row that is muted, or so old that it may be wrong by now."""

    glyph: str
    name: str
    stage: str
    hardware: str
    sleep: str
    cost: str
    age: str
    sign: str
    tone: str
    dim: bool = False
    cpu: str = ""


class Columns(NamedTuple):
    """Widths in cells; zero leaves a column out."""

    name: int
    stage: int
    hardware: int
    sleep: int
    cost: int
    age: int
    spark: int = 0
    """Not a column of its own: what the CPU did stands at the end of the name, of the few Spaces where it is known."""

    @staticmethod
    def within(width: int) -> Columns:
        """As many columns as fit: the name first, then stage and price, hardware, sleep time, age."""
        cost = 6 if width >= 34 else 0
        stage = 12 if width >= 28 else 0
        hardware = 13 if width >= 52 else 0
        sleep = 6 if width >= 72 else 0
        age = 7 if width >= 66 else 0
        used = 4 + 2 + sum(column + 1 for column in (stage, hardware, sleep, cost, age) if column)
        return Columns(max(6, width - used), stage, hardware, sleep, cost, age, spark=8 if width >= 82 else 0)


def name_of(entry: SpaceEntry, account: str | None) -> str:
    """A Space as the list names it: without the owner where that is the account itself."""
    return text.clean(entry.space.name if entry.space.owner == account else entry.id)


def row_of(entry: SpaceEntry, basis: Basis, glyphs: Glyphs, account: str | None, now: float) -> Row:
    runtime, muted, stale = entry.runtime, entry.id in basis.muted, entry.stale(now)
    sign = glyphs.muted if muted else ""
    name = name_of(entry, account)
    if runtime is None:
        told = "not found" if isinstance(entry.problem, NotFound) else "not read" if entry.problem else "not told"
        return Row(glyphs.kind("unknown"), name, told, "", "", "", "", sign, "muted", dim=muted)
    stage, kind = str(runtime.stage), str(runtime.stage.kind)
    static = entry.space.static
    return Row(
        glyph=glyphs.stage(stage, kind),
        name=name,
        stage=text.clean(stage_word(stage)) + ("?" if stale else ""),
        hardware="static" if static else hardware_of(entry, glyphs),
        sleep="" if static else phrases.duration(runtime.sleep_time),
        cost=_cost(entry, basis),
        age=_age(entry, now, stale=stale),
        sign=sign or ("!" if paid_without_sleep(entry, basis.prices) else ""),
        tone=stage_tone(stage, kind),
        dim=muted or stale,
    )


def hardware_of(entry: SpaceEntry, glyphs: Glyphs) -> str:
    """The flavor; while another one was asked for, that one behind an arrow."""
    runtime = entry.runtime
    if runtime is None:
        return ""
    now, asked = runtime.hardware, runtime.requested_hardware
    if now and asked and now != asked:
        return text.clean(f"{glyphs.arrow}{asked}")
    return text.clean(str(runtime.flavor or "–"))


def cpu_of(gauges: Gauges | None, cells: int, glyphs: Glyphs, now: float) -> str:
    """What the CPU did in the last ten minutes; empty where the Space was not looked at in that time."""
    known = gauges.cpu(Window.ending(now, cells)) if gauges is not None and cells else ()
    told = [value for value in known if value is not None]
    return f" {spark(known, max(100.0, *told), ascii_only=glyphs.ascii)}" if told else ""


def _age(entry: SpaceEntry, now: float, *, stale: bool) -> str:
    """For how long it is in its stage, where that was seen; of a stale one, when it was told: `4m ago`.

    Whole minutes: a column of ticking seconds would repaint a row each."""
    if stale:
        told = phrases.short_age(now - entry.read_at)
        return f"{told} ago" if len(told) < 4 else told
    seconds = now - entry.since
    return "" if not entry.since_exact else "<1m" if seconds < phrases.MINUTE else phrases.short_age(seconds)


def _cost(entry: SpaceEntry, basis: Basis) -> str:
    """The price now; in brackets what it will be, while it builds and is not billed yet."""
    runtime = entry.runtime
    if runtime is not None and runtime.stage.transitional and not runtime.stage.billed and runtime.stage != "DELETING":
        coming = rate(runtime, basis.prices)
        return f"({coming:,.2f})" if coming else "–"
    return phrases.per_hour_cell(hourly(entry, basis.prices))
