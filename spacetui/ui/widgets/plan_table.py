"""The Spaces of a plan: what will be done to each, then how that is doing."""

from __future__ import annotations

from collections.abc import Collection

from textual import events
from textual.geometry import Size
from textual.strip import Strip

from spacetui.live.plans import Plan, PlanState
from spacetui.ui import plan_lines
from spacetui.ui.plan_lines import Line
from spacetui.ui.widgets.long_lines import LongLines


class PlanTable(LongLines, inherit_bindings=False):
    """As high as its lines, up to what its dialog has room for."""

    DEFAULT_CSS = """
    PlanTable { height: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._plan = Plan("", ())
        self._state: PlanState | None = None
        self._checking: Collection[str] = ()
        self._lines: list[Line] = []

    @property
    def count(self) -> int:
        return len(self._lines)

    def show(self, plan: Plan, state: PlanState | None = None, checking: Collection[str] = ()) -> None:
        """Show a plan, or how it is doing; `checking` are the Spaces of which no answer came back."""
        self._plan, self._state, self._checking = plan, state, checking
        self._lay_out()
        self.redraw()

    def _lay_out(self) -> None:
        before = self.count
        self._lines = plan_lines.lines(self._plan, self._state, self.glyphs, max(20, self.room.width))
        if self.count != before:
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.count

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out()

    def strip(self, place: int, width: int) -> Strip:
        if place >= len(self._lines):
            return self.line((), width)
        at, note = self._lines[place]
        if note:
            return self.line([(f"    {note}", "muted")], width)
        step, state = self._plan.steps[at], None if self._state is None else self._state.steps[at]
        checking = step.space_id in self._checking
        return self.line(plan_lines.head(step, state, checking, self.glyphs, width), width)

    def scroll_lines(self, lines: int) -> None:
        self.scroll_top(max(0, min(self.first_line + lines, self.count - self.room.height)))
