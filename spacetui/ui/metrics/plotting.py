"""Plots drawn by plotext, as rows of text whose tones are ours. Loaded when the first plot is drawn.

The library keeps one figure for the whole process: each plot begins with an empty one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import plotext

LABEL = 5
"""Cells for the marks beside the axis."""
_AXIS = 1
_COLOUR = re.compile(r"\x1b\[(?:38;5;(\d+)|0)m")
_PLAIN = str.maketrans("┤│└┬─", "+|++-")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Axes(NamedTuple):
    """`marks` are the values that are named beside the upright axis, which goes from 0 to `top`; `times` the words
    below the other, evenly spread.
    """

    top: float
    marks: Sequence[tuple[float, str]]
    times: Sequence[str]


Row = list[tuple[str, int | None]]
"""Pieces of text, each with the number of the line it belongs to, None for the axes."""


def across(width: int, *, plain: bool) -> int:
    """Of how many columns a plot of `width` cells is made: two a cell, or one where it is drawn in letters."""
    cells = max(1, width - LABEL - _AXIS)
    return cells if plain else 2 * cells


def letter(number: int) -> str:
    """What stands for a line where it is drawn in letters."""
    return _LETTERS[number % len(_LETTERS)]


def plot(
    lines: Sequence[Sequence[float | None]], axes: Axes, width: int, height: int, *, plain: bool, ascii_only: bool
) -> list[Row]:
    """The rows of a plot; each line has a value a column, None where nothing is known. Where it is `plain` a line is
    made of a letter, since colours are not seen.
    """
    columns = across(width, plain=plain)
    plotext.clear_figure()
    plotext.limit_size(False, False)  # as wide as it is told, whatever the terminal
    plotext.plot_size(width, height)
    plotext.theme("clear")
    plotext.xaxes(True, False)
    plotext.yaxes(True, False)
    plotext.xlim(0, columns - 1)
    plotext.ylim(0, axes.top)
    plotext.yticks([value for value, _ in axes.marks], [mark.rjust(LABEL) for _, mark in axes.marks])
    last = len(axes.times) - 1
    plotext.xticks([place * (columns - 1) / last for place in range(len(axes.times))], list(axes.times))
    for number, line in enumerate(lines):
        marker = letter(number) if plain else "braille"
        for places, values in _runs(line):
            plotext.plot(places, values, marker=marker, color=number)
    rows = [_row(row) for row in plotext.build().splitlines()[:height]]
    plotext.clear_figure()
    return [[(words.translate(_PLAIN), line) for words, line in row] for row in rows] if ascii_only else rows


def _runs(columns: Sequence[float | None]) -> Iterator[tuple[list[int], list[float]]]:
    """The stretches without a gap: their places, and the values there."""
    places: list[int] = []
    values: list[float] = []
    for place, value in enumerate((*columns, None)):
        if value is not None:
            places.append(place)
            values.append(value)
        elif places:
            yield places, values
            places, values = [], []


def _row(line: str) -> Row:
    pieces = _COLOUR.split(line)
    row: Row = [(pieces[0], None)]
    for colour, words in zip(pieces[1::2], pieces[2::2], strict=True):
        row.append((words, None if colour is None else int(colour)))
    return [(words, number) for words, number in row if words]
