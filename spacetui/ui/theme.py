"""Colours: few, one meaning each, and none carries a meaning alone, since each stage has a glyph and a word.

All read on their backgrounds with a contrast of 4.5 or more (WCAG AA).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from rich.style import Style
from textual.theme import Theme


class Tones(NamedTuple):
    """One theme's colours, as `#rrggbb`. `ground` is behind the panes, `bar` behind headings and bars."""

    ground: str
    bar: str
    cursor: str
    """Behind the row under the cursor while its pane has the focus."""
    rest: str
    """Behind that row while it has not."""
    text: str
    muted: str
    accent: str
    running: str
    moving: str
    failed: str
    idle: str
    warning: str

    @property
    def unknown(self) -> str:
        return self.text


DARK = Tones(
    ground="#12151a",
    bar="#1c2129",
    cursor="#2b3a55",
    rest="#232a35",
    text="#dfe4ec",
    muted="#9fabbd",
    accent="#8cb8ff",
    running="#7fd39b",
    moving="#6fd0e6",
    failed="#ff968c",
    idle="#bfb2e6",
    warning="#f0c060",
)
LIGHT = Tones(
    ground="#fbfbf9",
    bar="#eceef1",
    cursor="#cfdff7",
    rest="#e2e6ec",
    text="#1c2128",
    muted="#4b5563",
    accent="#0b4aa8",
    running="#0f5c28",
    moving="#05586e",
    failed="#9c1420",
    idle="#553098",
    warning="#714600",
)

TONES: Mapping[str, Tones] = {"spacetui-dark": DARK, "spacetui-light": LIGHT}


def themes() -> list[Theme]:
    """Our themes for Textual; dialogs use their variables (`$running`, `$muted` …) in CSS."""
    return [_theme(name, tones, dark=tones is DARK) for name, tones in TONES.items()]


def _theme(name: str, tones: Tones, *, dark: bool) -> Theme:
    return Theme(
        name=name,
        dark=dark,
        primary=tones.accent,
        secondary=tones.idle,
        accent=tones.accent,
        foreground=tones.text,
        background=tones.ground,
        surface=tones.ground,
        panel=tones.bar,
        success=tones.running,
        warning=tones.warning,
        error=tones.failed,
        variables={
            "muted": tones.muted,
            "running": tones.running,
            "moving": tones.moving,
            "failed": tones.failed,
            "idle": tones.idle,
            "cursor-row": tones.cursor,
            "rest-row": tones.rest,
            "bar": tones.bar,
            "block-cursor-foreground": tones.text,
            "block-cursor-background": tones.cursor,
            "block-cursor-text-style": "none",
            "block-cursor-blurred-foreground": tones.text,
            "block-cursor-blurred-background": tones.rest,
            "block-cursor-blurred-text-style": "none",
            "input-cursor-background": tones.text,
            "input-cursor-foreground": tones.ground,
            "input-selection-background": tones.cursor,
            "border": tones.accent,
            "border-blurred": tones.muted,
            "text-muted": tones.muted,
            "text-disabled": tones.muted,
            "scrollbar": tones.rest,
            "scrollbar-background": tones.ground,
            "scrollbar-hover": tones.muted,
            "scrollbar-active": tones.accent,
            "button-foreground": tones.text,
            "button-color-foreground": tones.ground,
            "button-focus-text-style": "b",
        },
    )


@lru_cache(maxsize=256)
def style(tones: Tones, tone: str, background: str = "ground", *, bold: bool = False) -> Style:
    """The Rich style of one tone on one background of a theme, both by their names in `Tones`."""
    return Style(color=getattr(tones, tone), bgcolor=getattr(tones, background), bold=bold or None)
