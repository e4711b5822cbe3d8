"""Lines that may be very many: only those in view are laid out."""

from __future__ import annotations

from textual.strip import Strip

from spacetui.ui.widgets.drawn import Scrolled


class LongLines(Scrolled, inherit_bindings=False):
    """Subclasses say how many lines there are, and make the strip of one when it comes into view."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._first = 0

    @property
    def count(self) -> int:
        raise NotImplementedError

    def strip(self, place: int, width: int) -> Strip:
        """The line at a place, from 0; an empty one behind the last."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw what is in view again; the strips of lines that did not change are kept and not sent."""
        width, height = self.room
        if not self.is_attached or width <= 0:
            return
        self.fit_virtual_size(self.count)
        top = self.first_line
        before, moved = self._strips, top != self._first
        self._strips, self._first = [self.strip(y, width) for y in range(top, top + height)], top
        self.drawn(top, height)
        if moved:
            self.refresh()
        else:
            self.send_changed(before, first=0)

    def drawn(self, top: int, height: int) -> None:
        """So many lines from `top` on are in view now."""

    def render_line(self, y: int) -> Strip:
        width = self.room.width
        if self.scroll_offset.y == self._first and y < len(self._strips) and self._fits(width):
            return self._strips[y]
        return self.strip(y + self.scroll_offset.y, width)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.redraw()

    def scroll_top(self, top: int) -> None:
        """Bring a line to the top, as far as there are lines to scroll by."""
        self.fit_virtual_size(self.count)
        self.scroll_to(y=top, animate=False, immediate=True, force=True)
