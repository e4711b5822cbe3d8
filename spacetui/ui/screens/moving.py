"""What moves the cursor, scrolls, and changes panes and tabs on the main screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

from spacetui.ui.widgets.drawn import Scrolled
from spacetui.ui.widgets.panes import TABS, DetailPane
from spacetui.ui.widgets.space_list import SpaceList

if TYPE_CHECKING:
    from spacetui.live.picture import Picture, SpaceEntry

_FAR = 100_000


class MovingScreen(Screen[None]):
    """A list beside a detail: moves go to the list, or scroll the detail while that has the focus."""

    @property
    def picture(self) -> Picture:
        raise NotImplementedError

    @property
    def list(self) -> SpaceList:
        return self.query_one(SpaceList)

    @property
    def detail(self) -> DetailPane:
        return self.query_one(DetailPane)

    @property
    def selected(self) -> SpaceEntry | None:
        return self.picture.spaces.get(self.list.cursor or "")

    def say(self, words: str, tone: str = "text") -> None:
        """Say something below the panes; nothing, to fall silent."""
        raise NotImplementedError

    def show_detail(self) -> None:
        """Draw the detail of what is under the cursor."""
        raise NotImplementedError

    # -- the cursor ----------------------------------------------------------------------------------

    def _scrolled(self, lines: int) -> bool:
        """Scroll the detail, where it has the focus."""
        if not isinstance(self.focused, Scrolled) or self.focused is self.list:
            return False
        self.focused.scroll_relative(y=lines, animate=False)
        return True

    def _move(self, lines: int) -> None:
        if not self._scrolled(lines):
            self.list.go(self.list.position + lines)

    @property
    def _half_page(self) -> int:
        pane = self.focused if isinstance(self.focused, Scrolled) else self.list
        return max(1, pane.size.height // 2)

    def action_down(self) -> None:
        self._move(1)

    def action_up(self) -> None:
        self._move(-1)

    def action_page_down(self) -> None:
        self._move(self._half_page)

    def action_page_up(self) -> None:
        self._move(-self._half_page)

    def action_first(self) -> None:
        self._move(-_FAR)

    def action_last(self) -> None:
        self._move(_FAR)

    def action_next_problem(self) -> None:
        self._to_problem(1)

    def action_previous_problem(self) -> None:
        self._to_problem(-1)

    def _to_problem(self, step: int) -> None:
        if not self.list.go_to_next(step, self._failed):
            self.say("Nothing has failed.", "running")

    def _failed(self, entry: SpaceEntry) -> bool:
        failed = entry.runtime is not None and entry.runtime.stage.kind == "failed"
        return failed and entry.id not in self.picture.muted

    # -- panes and tabs ------------------------------------------------------------------------------

    def action_next_pane(self) -> None:
        other = self.detail.panel.target if self.focused is self.list else self.list
        if other is self.list or self.detail.display:
            other.focus()

    action_previous_pane = action_next_pane

    def action_open(self) -> None:
        """Show the detail, over the list where there is no room beside it, and go into it."""
        if self.selected is not None:
            self.add_class("detail-open")
            if self.detail.display:
                self.detail.panel.target.focus()
            else:
                self.call_after_refresh(self._into_the_detail)

    def _into_the_detail(self) -> None:
        """It was not to be seen until now."""
        self.detail.panel.target.focus()
        self.show_detail()

    def close_a_pane(self) -> bool:
        """Give up the zoom, else the detail; False where there is neither."""
        if self._zoomed:
            self.remove_class("zoom-list", "zoom-detail")
        elif self.has_class("detail-open") or self.focused is not self.list:
            self.remove_class("detail-open")
            self.list.focus()
        else:
            return False
        self.call_after_refresh(self.show_detail)
        return True

    @property
    def _zoomed(self) -> bool:
        return self.has_class("zoom-list") or self.has_class("zoom-detail")

    def action_zoom(self) -> None:
        if self._zoomed:
            self.remove_class("zoom-list", "zoom-detail")
        else:
            self.add_class("zoom-list" if self.focused is self.list else "zoom-detail")
        self.call_after_refresh(self.show_detail)

    def action_tab(self, index: int) -> None:
        inside = self.focused is not None and self.focused is not self.list
        self.detail.choose(index)
        if inside:
            self.detail.panel.target.focus()
        self.show_detail()

    def action_into(self, tab: str) -> None:
        """Open the detail at the tab of that id, and go into it."""
        if self.selected is not None:
            self.detail.choose([each.id for each in TABS].index(tab))
            self.show_detail()
            self.action_open()

    def action_log(self, build: bool) -> None:
        """Go into the build log, or the run log, of the Space under the cursor."""
        from spacetui.ui.widgets.log_panel import LogPanel

        self.action_into("logs")
        if isinstance(self.detail.panel, LogPanel):
            self.detail.panel.choose(build=build)

    def action_next_tab(self) -> None:
        self.action_tab(self.detail.active + 1)

    def action_previous_tab(self) -> None:
        self.action_tab(self.detail.active - 1)
