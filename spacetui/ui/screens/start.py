"""What is painted first: a line, while everything else is still being loaded."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static


class StartScreen(Screen[None]):
    """Needs next to nothing, so that a start over a slow line shows at once that it is one."""

    DEFAULT_CSS = """
    StartScreen Static { height: 1; background: $bar; color: $accent; text-style: bold; }
    """

    def compose(self) -> ComposeResult:
        yield Static(" spacetui  connecting …", markup=False)
