"""How a row of a log is drawn: its time, whose it is, its words in their ink, what was searched for in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from spacetui import text
from spacetui.ansi import PLAIN, Ink
from spacetui.live.log import Row
from spacetui.ui import theme
from spacetui.ui.theme import Tones

_TONES: Mapping[str, str] = {
    "": "text",
    "black": "muted",
    "red": "failed",
    "green": "running",
    "yellow": "warning",
    "blue": "accent",
    "magenta": "idle",
    "cyan": "moving",
    "white": "text",
}
SOURCE_TONES = ("accent", "running", "warning", "idle", "moving", "text")
_TIME = 9
_LONGEST_NAME = 16


class Prefix(NamedTuple):
    """What stands before each line: the time, and the name of its source in its tone, as wide as the longest."""

    times: bool = False
    tones: Mapping[str, str] = {}
    bar: str = "│"

    @property
    def _names(self) -> int:
        return min(_LONGEST_NAME, max(map(text.width, self.tones), default=0))

    @property
    def width(self) -> int:
        return self.times * _TIME + (self._names + 3 if self.tones else 0)

    def pieces(self, row: Row, *, first: bool) -> list[tuple[str, str]]:
        """Text and tones; on further rows of a wrapped line only the name's bar."""
        pieces = []
        if self.times:
            pieces.append((text.fit(time_of_day(row.at) if first else "", _TIME), "muted"))
        if self.tones:
            tone = self.tones.get(row.source, "text")
            pieces.append((text.fit(row.source if first else "", self._names) + f" {self.bar} ", tone))
        return pieces


def time_of_day(at: float | None) -> str:
    """A wall time in this machine's time zone, `12:03:45`; nothing for one that is not known."""
    return "" if at is None else datetime.fromtimestamp(at).strftime("%H:%M:%S")


def said(row: Row) -> str:
    """A sentence of ours between the lines, with whose it is and when that was."""
    words = f"{row.source}: {row.text}" if row.source else row.text
    return f"{words} {time_of_day(row.at)}".rstrip()


def ruled(row: Row, width: int, dash: str) -> str:
    """A sentence of ours across the view; where several logs are shown it says of whose."""
    words = f"{dash * 2} {said(row)} "
    return text.truncate(words + dash * max(0, width - text.width(words)), width)


def segments(
    row: Row, start: int, end: int, marks: Sequence[tuple[int, int]], tones: Tones, background: str
) -> list[Segment]:
    """The characters from `start` up to `end`, in ink; `marks` are stretches to be seen before others."""
    cuts = {start, end}
    for first, last, _ in row.runs:
        cuts |= {first, last}
    for first, last in marks:
        cuts |= {first, last}
    made = []
    for left, right in pairwise(sorted(cut for cut in cuts if start <= cut <= end)):
        ink = next((ink for first, last, ink in row.runs if first <= left < last), PLAIN)
        marked = any(first <= left < last for first, last in marks)
        made.append(Segment(row.text[left:right], style(tones, ink, background, marked)))
    return made


@lru_cache(maxsize=1024)
def style(tones: Tones, ink: Ink, background: str, marked: bool) -> Style:
    """Ink in a theme's colours. On a coloured ground the words take the theme's own ground: that can be read."""
    ground = ink.ground or (ink.colour or "white" if ink.inverse else "")
    tone = _TONES[ink.colour] if ink.colour or not ink.faint else "muted"
    if marked:
        made = theme.style(tones, "ground", "warning", bold=True)
    elif ground:
        made = theme.style(tones, "ground", _TONES[ground], bold=ink.bold)
    else:
        made = theme.style(tones, tone, background, bold=ink.bold)
    return made + Style(italic=ink.italic or None, underline=ink.underline or marked or None)
