"""The Metrics tab: what the Space under the cursor uses, as plots of the last ten minutes, followed while looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.strip import Strip

from spacetui import text
from spacetui.live.follow import Phase
from spacetui.live.gauges import Gauges, Window
from spacetui.ui import phrases
from spacetui.ui.metrics import words as metric_words
from spacetui.ui.metrics.charts import Chart, charts, how_many, short_name
from spacetui.ui.metrics.sparks import spark
from spacetui.ui.widgets.bars import Hint, cells
from spacetui.ui.widgets.drawn import Piece
from spacetui.ui.widgets.panel import ScrolledPanel, Sight

if TYPE_CHECKING:
    from spacetui.live.metering import MetricsWatch

_LEAST_HEIGHT = 7
_MOST_HEIGHT = 14
"""Rows of a plot with its title and its axis."""
_LEAST_WIDTH = 36
_SMALL = (56, 14)
"""In fewer columns and fewer rows one plot would be all there is to be seen: the figures of all tell more."""
_GAP = 2
_GLIDE = 4
"""By so many cells plots move on at once: each move sends them whole, and in between only what is new goes out."""
_TONES = ("accent", "warning", "idle", "moving", "text")


class _Grid(NamedTuple):
    """How plots are laid out: `across` beside each other, `width` by `height` cells each."""

    across: int
    width: int
    height: int

    @staticmethod
    def of(number: int, width: int, height: int) -> _Grid | None:
        """So that as many can be seen as possible, at a size that tells something; None where that is none."""
        if width < _LEAST_WIDTH or height < _LEAST_HEIGHT or (width < _SMALL[0] and height < _SMALL[1]):
            return None
        fit = height // _LEAST_HEIGHT
        across = 2 if number > fit and width >= 2 * _LEAST_WIDTH + _GAP else 1
        rows = min(fit, -(-number // across))
        return _Grid(across, (width - _GAP * (across - 1)) // across, min(_MOST_HEIGHT, height // rows))


class MetricsPanel(ScrolledPanel, can_focus=True, inherit_bindings=False):
    """A line each of all replicas in one plot, or of one that is chosen. At small sizes figures instead of plots."""

    DEFAULT_CSS = """
    MetricsPanel { overflow: hidden auto; scrollbar-size-vertical: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "replica(-1)", "previous replica", show=False),
        Binding("right", "replica(1)", "next replica", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sight: Sight | None = None
        self._watch: MetricsWatch | None = None
        self._watched: tuple[str, object] | None = None
        self._seen: tuple[str, str, bool] | None = None
        self._replica: str | None = None
        self._plots: dict[str, tuple[object, list[Strip]]] = {}

    def look_at(self, sight: Sight) -> None:
        if self._sight is not None and self._sight.entry.id != sight.entry.id:
            self._replica = None
        self._sight = sight
        session = self.cockpit.session
        engine = None if session is None or metric_words.objection(sight) else session.engine
        wanted = None if engine is None else (sight.entry.id, engine)
        if wanted != self._watched:
            self._stop()
            self._watched = wanted
            if engine is not None:
                self._watch = engine.metering.watch(sight.entry.id, self.redraw)
        live = self._watch is not None and self._watch.state.phase is Phase.FOLLOWING
        before, self._seen = self._seen, (sight.entry.id, metric_words.not_running(sight.entry), live)
        if not live or before != self._seen:  # else what is measured says when there is something to draw
            self.redraw()

    def look_away(self) -> None:
        self._sight = self._seen = None
        self._stop()

    def on_unmount(self) -> None:
        self._stop()

    def _stop(self) -> None:
        self._watched = None
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def hints(self) -> Sequence[Hint]:
        if len(self._replicas()) < 2:
            return ()
        return [Hint("left right" if self.glyphs.ascii else "← →", "replica"), Hint("j k", "scroll")]

    def action_replica(self, step: int) -> None:
        """Show the next replica alone; beyond the last one, all together again."""
        choices = [None, *self._replicas()]
        place = choices.index(self._replica) if self._replica in choices else 0
        self._replica = choices[(place + step) % len(choices)]
        self.redraw()

    def _replicas(self) -> list[str]:
        return [] if self._watch is None else self._watch.gauges.replicas(self.cockpit.clock.now())

    # -- drawing -------------------------------------------------------------------------------------

    def draw(self, width: int) -> list[Strip]:
        sight, watch = self._sight, self._watch
        if sight is None:
            return []
        if watch is None:
            return self._words(metric_words.objection(sight) or "Still connecting to the Hub …", "muted", width)
        gauges, clock = watch.gauges, self.cockpit.clock
        live = watch.state.phase is Phase.FOLLOWING
        head = self._head(sight, watch, width)
        if gauges.newest is None:
            return head
        now = clock.now() if live else gauges.newest
        return [*head, *self._drawn(gauges, now, width, self.room.height - len(head))]

    def _head(self, sight: Sight, watch: MetricsWatch, width: int) -> list[Strip]:
        """How it stands; of replicas, which is shown."""
        gauges, clock = watch.gauges, self.cockpit.clock
        idle = metric_words.not_running(sight.entry)
        standing = metric_words.standing(watch.state, clock.monotonic(), any_reading=gauges.newest is not None)
        words, tone = (idle, "muted") if idle else standing
        if watch.state.phase is not Phase.FOLLOWING:
            age = "" if gauges.newest is None else f" Below it is {metric_words.age(clock.now() - gauges.newest)}."
            return self._words(f"{words}{age}", tone, width)
        told: list[Piece] = [(words, tone)]
        dot = f" {self.glyphs.dot} "
        replicas, more = gauges.replicas(clock.now()), gauges.left_out(clock.now())
        if self._replica in replicas:
            place = replicas.index(self._replica) + 1
            told.append((f"{dot}replica {short_name(self._replica)}, {place} of {len(replicas)}", "text"))
        elif len(replicas) > 1:
            told.append((f"{dot}{phrases.count(len(replicas), 'replica')}", "text"))
        if more:
            told.append((f"{dot}{more} more are not measured", "warning"))
        if gpus := gauges.gpus_left_out():
            told.append((f"{dot}{phrases.count(gpus, 'GPU')} more are not shown", "warning"))
        return [self.line(told, width)]

    def _words(self, words: str, tone: str, width: int) -> list[Strip]:
        return [self.line([(line, tone)], width) for line in text.wrap(words, width)]

    def _drawn(self, gauges: Gauges, now: float, width: int, height: int) -> list[Strip]:
        """All plots, below each other; or a line of figures each where there is no room for one."""
        replica = self._replica if self._replica in gauges.replicas(now) else None
        span = gauges.span(now)
        grid = _Grid.of(how_many(gauges), width, height)
        if grid is None:
            room = max(0, min(30, width - 32))
            window = Window.ending(now, max(1, room), span)
            return [self._figures(chart, room, width) for chart in charts(gauges, window, now, replica)]
        # Only now is there anything to plot.
        from spacetui.ui.metrics.plotting import across

        columns = across(grid.width, plain=self._plain)
        window = Window.ending(now, columns, span, glide=_GLIDE if self._plain else 2 * _GLIDE)
        blocks = [self._block(chart, grid, span) for chart in charts(gauges, window, now, replica)]
        lines: list[Strip] = []
        gap = self.line((), _GAP)
        for first in range(0, len(blocks), grid.across):
            beside = blocks[first : first + grid.across]
            lines += [self._beside(strips, gap, width) for strips in zip(*beside, strict=True)]
        return lines

    def _beside(self, strips: Sequence[Strip], gap: Strip, width: int) -> Strip:
        spread = [each for strip in strips for each in (strip, gap)][:-1]
        return Strip.join(spread).extend_cell_length(width, self.style("text"))

    def _block(self, chart: Chart, grid: _Grid, span: int) -> list[Strip]:
        """A title and the plot; drawn again only when something in it is another."""
        key = chart, grid, span, self.tones, self._plain, self.glyphs
        known = self._plots.get(chart.name)
        if known is not None and known[0] == key:
            return known[1]
        block = [self._title(chart, grid.width), *self._plot(chart, grid, span)]
        self._plots[chart.name] = key, block
        return block

    @property
    def _plain(self) -> bool:
        """Whether lines are told apart by letters, since the terminal has no colours or only ASCII."""
        return self.glyphs.ascii or self.app.no_color

    def _title(self, chart: Chart, width: int) -> Strip:
        """The name and the figures; of several lines those of each, in its colour, with as much else as fits."""
        if len(chart.lines) == 1:
            return self.line([(chart.name, "text", True), *self._alone(chart)], width)
        drawn, known = len(chart.drawn), len(chart.lines)
        name: Piece = (chart.name + (f" ({drawn} of {known})" if drawn < known else ""), "text", True)
        of: list[Piece] = [(f"  {chart.of}", "muted")] if chart.of else []
        named, bare = self._each(chart, names=True), self._each(chart, names=False)
        more: Piece = (f"  {text.ELLIPSIS}", "muted")
        fewer = ([name, *bare[:known], more] for known in range(len(bare) - 1, -1, -1))
        ways = [[name, *named, *of], [name, *named], [name, *bare], *fewer]
        return self.line(next((way for way in ways if cells(way) <= width), ways[-1]), width)

    def _each(self, chart: Chart, *, names: bool) -> list[Piece]:
        from spacetui.ui.metrics.plotting import letter

        told: list[Piece] = []
        for number, line in enumerate(chart.drawn):
            sign = letter(number) if self._plain else ""
            name = f"{sign}={line.name}" if sign and names else line.name if names else sign
            told.append(
                (f"  {name} {chart.figure(line.now)}" if name else f"  {chart.figure(line.now)}", _TONES[number])
            )
        return told

    def _alone(self, chart: Chart) -> list[Piece]:
        line = chart.lines[0]
        now, peak = chart.figure(line.now), f", peak {chart.figure(line.peak)}"
        if not chart.gauge.in_bytes:
            return [(f" {now}", _TONES[0]), (peak + (f", {chart.of}" if chart.of else ""), "muted")]
        unit = " GiB" if chart.of.endswith(" GiB") else ""
        return [(f" {now.removesuffix(unit)}", _TONES[0]), (f" {chart.of}{peak}" if chart.of else peak, "muted")]

    def _plot(self, chart: Chart, grid: _Grid, span: int) -> list[Strip]:
        from spacetui.ui.metrics.plotting import Axes, plot

        rows = grid.height - 1
        parts = (0.0, 0.5, 1.0) if rows >= 6 else (0.0, 1.0)
        axes = Axes(
            chart.top,
            [(part * chart.top, chart.mark(part * chart.top)) for part in parts],
            (f"{span // 60} min ago", f"{span // 120} min", "now"),
        )
        drawn = plot(
            [line.columns for line in chart.drawn],
            axes,
            grid.width,
            rows,
            plain=self._plain,
            ascii_only=self.glyphs.ascii,
        )
        strips = [
            self.line([(words, "muted" if number is None else _TONES[number]) for words, number in row], grid.width)
            for row in drawn
        ]
        return [*strips, *[self.line((), grid.width)] * (rows - len(strips))]

    def _figures(self, chart: Chart, room: int, width: int) -> Strip:
        """One line instead of a plot: of several replicas or GPUs the one that uses most."""
        line = max(chart.lines, key=lambda each: each.now or 0.0)
        told: list[Piece] = [
            (text.fit(chart.name, 8), "text", True),
            (text.fit(chart.figure(line.now), 9, "right"), _TONES[0]),
        ]
        if room:
            told.append((f" {spark(line.columns, chart.top, ascii_only=self.glyphs.ascii)}", _TONES[0]))
        told.append((f" peak {chart.figure(line.peak)}", "muted"))
        return self.line(told, width)
