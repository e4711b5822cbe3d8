"""What a tab of the detail is: a widget that draws the Space under the cursor, and lets go of it when it is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.widget import Widget

from spacetui.ui.widgets.drawn import Scrolled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacetui.live.picture import Picture, SpaceEntry
    from spacetui.ui.widgets.bars import Hint


class Sight(NamedTuple):
    """What there is to be seen at the wall time `now`: `entry` is the Space under the cursor."""

    entry: SpaceEntry
    picture: Picture
    now: float


class Panel(Widget):
    """One tab of the detail. It is made when its tab is opened for the first time.

    While its tab is to be seen `look_at` is called with every newer picture, every second, and when the cursor
    moves; once it is not, `look_away`.
    """

    def look_at(self, sight: Sight) -> None:
        """Draw that Space."""
        raise NotImplementedError

    def look_away(self) -> None:
        """It is not to be seen any more, or no Space is selected: stop following what was followed."""

    @property
    def target(self) -> Scrolled:
        """What takes the focus, and is scrolled by the keys that move."""
        raise NotImplementedError

    def hints(self) -> Sequence[Hint]:
        """The keys that hold while the focus is in it, for the bar at the bottom; none where it has no own."""
        return ()


class ScrolledPanel(Scrolled, Panel, can_focus=True, inherit_bindings=False):
    """A panel of lines and nothing else."""

    DEFAULT_CSS = """
    ScrolledPanel { height: 1fr; padding: 0 1; }
    """

    @property
    def target(self) -> Scrolled:
        return self
