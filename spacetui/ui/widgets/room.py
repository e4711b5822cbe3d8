"""How the parts of a dialog share the rows of the window."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.css.scalar import Scalar, Unit
from textual.widget import Widget

from spacetui.ui.widgets.drawn import Scrolled
from spacetui.ui.widgets.pick_list import PickList

_LEAST = 3
"""Rows that are left to the content, however much there is to be said."""


def share(box: Widget, rows: int) -> list[PickList]:
    """The content takes what the frame, what is said and the buttons leave; of that, a list what the rest of the
    content leaves, so that nothing has to be scrolled for but the list. Gives the lists that are of another size.

    What is said leaves the content a few rows; where it is longer `tab` goes to it, and the arrows scroll it.
    """
    content, saying = box.query_one("#content"), box.query_one("#saying", VerticalScroll)
    left = rows - 2 - sum(_height(child) for child in box.children if child not in (content, saying))
    _limit(saying, max(1, left - _LEAST))
    saying.can_focus = saying.max_scroll_y > 0
    room = max(_LEAST, left - _height(saying))
    _limit(content, room)
    changed = []
    for lines in (*content.query(PickList), *content.query(Scrolled)):
        beside = sum(_height(child) for child in content.children if child is not lines)
        if _limit(lines, max(2, room - beside - lines.styles.margin.height)) and isinstance(lines, PickList):
            changed.append(lines)
    return changed


def _height(widget: Widget) -> int:
    """Rows a widget takes, its margin included."""
    if not widget.display:
        return 0
    return (widget.outer_size.height or 1) + widget.styles.margin.height


def _limit(widget: Widget, rows: int) -> bool:
    """Let a widget grow to so many rows; True if that is news, and everything is laid out again."""
    most = Scalar(rows, Unit.CELLS, Unit.HEIGHT)
    if widget.styles.max_height == most:
        return False
    widget.styles.max_height = most
    return True
