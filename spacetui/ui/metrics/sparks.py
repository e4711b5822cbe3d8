"""Lines of a few cells, and figures short enough to stand beside them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

_LEVELS = "▁▂▃▄▅▆▇█"
_ASCII_LEVELS = "_.-~=+*#"
_STEPS = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_LETTERS = "kMGTPE"


def spark(columns: Sequence[float | None], top: float, *, ascii_only: bool = False) -> str:
    """A character for each column, from 0 to `top`; a blank where nothing is known."""
    levels = _ASCII_LEVELS if ascii_only else _LEVELS
    last = len(levels) - 1
    return "".join(
        " " if value is None else levels[max(0, min(last, int(value / top * len(levels))))] for value in columns
    )


def ceiling(value: float) -> float:
    """The next round number that is not below: an axis that seldom changes."""
    unit = 1.0
    while unit * 10 < value:
        unit *= 10
    return unit * next(step for step in _STEPS if unit * step >= value)


def short(number: float, base: int = 1000) -> str:
    """A number in at most four cells: `0`, `7.2k`, `250k`, `16G`; of bytes by 1024."""
    letter = ""
    for larger in _LETTERS:
        if number < base - 0.5:
            break
        number, letter = number / base, larger
    figure = f"{number:.1f}".removesuffix(".0") if letter and number < 9.95 else f"{number:.0f}"
    return figure + letter
