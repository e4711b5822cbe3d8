"""Words in a form that are told again with each newer picture, and mostly are the same."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class Words(Static):
    """What stands there already is not sent again; without words it takes no room."""

    DEFAULT_CSS = """
    Words { height: auto; display: none; }
    """

    def tell(self, words: str | Content) -> None:
        """Show these words, clean text; nothing, to fall silent."""
        content = Content(words) if isinstance(words, str) else words
        self.display = bool(content)
        if self.content != content:
            self.update(content)
