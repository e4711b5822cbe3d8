"""What is left of a terminal's colours in a line of a log: runs of ink over clean text, and nothing else.

Colours are kept as eight names, whatever palette they came from: a theme has a readable shade of each, on dark
ground and on light. What would hide text (conceal, black on black) or move the cursor has no effect.
"""

from __future__ import annotations

import colorsys
import re
from functools import lru_cache
from typing import NamedTuple
from unicodedata import is_normalized

from spacetui import text

COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_HUES = ("red", "yellow", "green", "cyan", "blue", "magenta")
_CUBE = (0, 95, 135, 175, 215, 255)
_GREY = 48
"""Of a colour whose channels differ by less than this only the brightness is seen."""

# Select graphic rendition, ECMA-48 8.3.117; colons as in ITU-T T.416.
_RENDITION = re.compile(r"\x1b\[([0-9;:]*)m")


class Ink(NamedTuple):
    """How characters are drawn: `colour` and `ground` are names in COLOURS, or empty for the terminal's own."""

    colour: str = ""
    ground: str = ""
    bold: bool = False
    faint: bool = False
    italic: bool = False
    underline: bool = False
    inverse: bool = False


PLAIN = Ink()

Run = tuple[int, int, Ink]
"""Characters from one offset up to another, and how they are drawn."""


def dress(line: str, ink: Ink = PLAIN) -> tuple[str, tuple[Run, ...], Ink]:
    """A line made clean (as `text.clean_row` does), its runs of other than plain ink in order, and the ink that the
    next line begins with; `ink` is what this one does.
    """
    if "\x1b" not in line and ink == PLAIN:
        return text.clean_row(line), (), ink
    shown, runs, column, tabbed = "", [], 0, "\t" in line
    for index, part in enumerate(_RENDITION.split(line)):
        if index % 2:
            ink = _rendered(ink, part)
            continue
        piece = text.clean_row(part, column)
        if piece and ink != PLAIN:
            runs.append((len(shown), len(shown) + len(piece), ink))
        shown += piece
        column += text.width(piece) if tabbed else 0
    if not is_normalized("NFC", shown):
        return text.clean(shown), (), ink  # pieces that compose with their neighbours: no offset in them would hold
    return shown, tuple(runs), ink


def undress(line: str, runs: tuple[Run, ...]) -> str:
    """Clean text with its runs as a terminal takes them."""
    parts, at = [], 0
    for start, end, ink in runs:
        parts += [line[at:start], f"\x1b[{_codes(ink)}m", line[start:end], "\x1b[0m"]
        at = end
    return "".join((*parts, line[at:]))


@lru_cache(maxsize=1024)
def _rendered(ink: Ink, parameters: str) -> Ink:
    """The ink after one rendition; what is not known of it changes nothing."""
    codes = parameters.split(";")
    while codes:
        code, _, rest = codes.pop(0).partition(":")
        number = _number(code)
        if number in (38, 48):
            colour = _palette([_number(each) for each in rest.split(":") if each] if rest else _taken(codes))
            ink = ink._replace(colour=colour) if number == 38 else ink._replace(ground=colour)
        elif not rest or number == 4:
            ink = _with(ink, 24 if rest == "0" else number)
    return ink


def _taken(codes: list[str]) -> list[int]:
    """The parameters of a colour, taken from the front: `5;n` or `2;r;g;b`."""
    count = {"5": 2, "2": 4}.get(codes[0] if codes else "", 0)
    taken = [_number(code) for code in codes[:count]]
    del codes[:count]
    return taken


def _number(code: str) -> int:
    """Longer ones than any that means something are none."""
    if not code:
        return 0
    return int(code) if len(code) <= 3 else -1


_ON = {1: "bold", 2: "faint", 3: "italic", 4: "underline", 7: "inverse", 21: "underline"}
_OFF = {22: ("bold", "faint"), 23: ("italic",), 24: ("underline",), 27: ("inverse",), 39: ("colour",), 49: ("ground",)}


def _with(ink: Ink, number: int) -> Ink:
    tens, name = divmod(number, 10)
    if number == 0:
        return PLAIN
    if number in _ON:
        return Ink(**{**ink._asdict(), _ON[number]: True})
    if number in _OFF:
        return Ink(**{**ink._asdict(), **{each: Ink._field_defaults[each] for each in _OFF[number]}})
    if tens in (3, 9) and name < 8:
        return ink._replace(colour=COLOURS[name])
    if tens in (4, 10) and name < 8:
        return ink._replace(ground=COLOURS[name])
    return ink


def _palette(numbers: list[int]) -> str:
    """The name of `5, n` of 256 colours, or of `2, red, green, blue`; empty for what is neither."""
    if len(numbers) == 2 and numbers[0] == 5 and 0 <= numbers[1] < 256:
        number = numbers[1]
        if number < 16:
            return COLOURS[number % 8]
        if number >= 232:
            return _nearest(*[8 + 10 * (number - 232)] * 3)
        number -= 16
        return _nearest(_CUBE[number // 36], _CUBE[number // 6 % 6], _CUBE[number % 6])
    if len(numbers) >= 4 and numbers[0] == 2:
        return _nearest(*numbers[-3:])
    return ""


def _nearest(red: int, green: int, blue: int) -> str:
    if max(red, green, blue) - min(red, green, blue) < _GREY:
        return "white" if max(red, green, blue) > 127 else "black"
    hue, _, _ = colorsys.rgb_to_hsv(red, green, blue)
    return _HUES[round(hue * 6) % 6]


def _codes(ink: Ink) -> str:
    codes = [str(number) for number in (1, 2, 3, 4, 7) if getattr(ink, _ON[number])]
    if ink.colour:
        codes.append(str(30 + COLOURS.index(ink.colour)))
    if ink.ground:
        codes.append(str(40 + COLOURS.index(ink.ground)))
    return ";".join(codes)
