"""How a stage is drawn: its glyph, its tone (a name in `theme.Tones`), its word. Pure, without a screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Look(NamedTuple):
    """How a kind of stage is shown."""

    glyph: str
    ascii: str
    tone: str


_KINDS: Mapping[str, Look] = {
    "running": Look("●", "o", "running"),
    "moving": Look("◐", "~", "moving"),
    "failed": Look("✖", "x", "failed"),
    "idle": Look("☾", "z", "idle"),
    "unknown": Look("?", "?", "unknown"),
}
_STAGES: Mapping[str, Look] = {
    "PAUSED": Look("‖", "=", "idle"),
    "NO_APP_FILE": Look("○", ".", "idle"),
}
_WORDS: Mapping[str, str] = {
    "APP_STARTING": "STARTING",
    "RUNNING_BUILDING": "RUN+BUILD",
    "RUNNING_APP_STARTING": "RUN+START",
    "RUNTIME_ERROR": "RUNTIME ERR",
    "BUILD_ERROR": "BUILD ERR",
    "CONFIG_ERROR": "CONFIG ERR",
    "NO_APP_FILE": "NO APP FILE",
}

KINDS_IN_ORDER = ("failed", "moving", "running", "idle", "unknown")
"""The most pressing first: what does not fit is cut at the end."""


class Glyphs(NamedTuple):
    """The characters beyond words. The ASCII set serves fonts and terminals that draw others two cells wide."""

    ascii: bool = False

    def stage(self, stage: str, kind: str) -> str:
        return self._of(_STAGES.get(stage) or _KINDS[kind])

    def kind(self, kind: str) -> str:
        return self._of(_KINDS[kind])

    @property
    def cursor(self) -> str:
        return ">" if self.ascii else "▸"

    @property
    def arrow(self) -> str:
        return "->" if self.ascii else "→"

    @property
    def up(self) -> str:
        return "^" if self.ascii else "▲"

    @property
    def down(self) -> str:
        return "v" if self.ascii else "▼"

    @property
    def dot(self) -> str:
        return "-" if self.ascii else "·"

    @property
    def bar(self) -> str:
        return "|" if self.ascii else "│"

    @property
    def muted(self) -> str:
        return "#" if self.ascii else "⊘"

    @property
    def marked(self) -> str:
        return "*"

    @property
    def done(self) -> str:
        return "+" if self.ascii else "✓"

    @property
    def failed(self) -> str:
        return "x" if self.ascii else "✖"

    def _of(self, look: Look) -> str:
        return look.ascii if self.ascii else look.glyph


def stage_tone(stage: str, kind: str) -> str:
    """The tone (a name in `Tones`) a stage is drawn in."""
    return (_STAGES.get(stage) or _KINDS[kind]).tone


def stage_word(stage: str) -> str:
    """A stage in at most eleven cells, where one is known; an unknown one as it is."""
    return _WORDS.get(stage, stage)
