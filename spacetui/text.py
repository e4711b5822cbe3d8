"""Hub text made safe for a terminal, with or without a screen.

`clean`, `clean_row` and `clean_lines` take anything; every other function takes text that they gave. In clean text a
character has the same width wherever it stands, so widths add up at any cut and the screen's measure
agrees with the terminal's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Literal
from unicodedata import category, normalize

from rich.cells import cell_len, get_character_cell_size

ELLIPSIS = "…"
_TAB = 8
_MARKS = 2

# ECMA-48. What is unfinished ends with its line. The 8-bit forms count only when they are whole: their
# introducers are also what UTF-8 read as Latin-1 is full of, and a quotation mark must not eat a sentence.
_SEQUENCE = re.compile(
    r"""
      \x1b\[ [0-?]* [\ -/]* [@-~]?                                      # CSI
    | \x1b[\]PX^_] [^\x07\x1b\x9c\r\n]* (?: \x07 | \x1b\\ | \x9c )?     # OSC, DCS, SOS, PM, APC
    | \x1b [#%()*+\-./] [0-~]  |  \x1b\ [FGLMN]                         # character sets and the like
    | \x1b [78=>DEHMNOZcno|}~\\]                                        # save, restore, reset, …
    | \x9b [0-?]* [\ -/]* [@-~]
    | [\x90\x98\x9e\x9f] [^\x07\x1b\x90\x98\x9b-\x9f\r\n]* (?: \x1b\\ | \x9c )
    | \x9d [0-9]+ ; [^\x07\x1b\x90\x98\x9b-\x9f\r\n]* (?: \x07 | \x1b\\ | \x9c )
    """,
    re.VERBOSE,
)
_LINE_BREAK = re.compile(r"\r\n|[\n\v\f\x85\u2028\u2029]")

# Letters and marks that are drawn as nothing, and those that change how their neighbour is drawn: variation selectors,
# skin tones, the joiner, the fillers of Hangul and Khmer; and a mark that became a spacing one.
_UNSEEN = re.compile(
    "[\u200d\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U0001171e\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]"
)
# What most lines are made of besides ASCII, and stays as it is whatever its neighbours: Latin, Cyrillic, punctuation,
# arrows, boxes, signs, Braille (which spins), kana, ideographs, Hangul, the fullwidth forms, pictures. To be sure of
# that at a glance makes them ten times as fast.
_COMMON = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02af\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u2190-\u2328\u232b-\u23ff"
    "\u2500-\u27bf\u2800-\u28ff\u3001-\u3029\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fa5\uac00-\ud7a3\uff01-\uff5e"
    "\U0001f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f900-\U0001f9ff]*"
)

_REGIONAL_A, _REGIONAL_Z = 0x1F1E6, 0x1F1FF


def clean(text: str) -> str:
    """One line that does to a terminal nothing but show characters; `clean(clean(x)) == clean(x)`.

    Escape sequences vanish, line breaks become `↵`, tabs one space, other control characters their
    pictures (`␀ ␍ ␛`). What draws nothing or redirects its neighbours goes: bidirectional controls,
    joiners, selectors, skin tones; flags become letters. So do the spacing marks of Indic scripts, about
    whose width screen and terminals disagree. What cannot be shown at all is `�`.
    """
    if _is_clean(text):
        return text
    text = _UNSEEN.sub("", _LINE_BREAK.sub("↵", _SEQUENCE.sub("", text)))
    return text if _is_clean(text) else _plain(text)


def clean_row(text: str, column: int = 0) -> str:
    """One line as `clean` gives it, but with its tabs expanded to eight columns; it begins at `column`."""
    return text if _is_clean(text) else _untab(_SEQUENCE.sub("", text), column)


def clean_lines(text: str, limit: int = 1000) -> list[str]:
    """The text's lines, each as `clean` gives it but with its tabs expanded to eight columns.

    At most `limit` lines (one or more); where more were there, the last one is `…`.
    """
    *lines, rest = _LINE_BREAK.split(_SEQUENCE.sub("", text), limit)
    if rest and len(lines) == limit:
        return [*map(_untab, lines[:-1]), ELLIPSIS]
    return [_untab(line) for line in (*lines, *([rest] if rest else []))]


def chop(text: str, width: int) -> list[str]:
    """The text in pieces of at most `width` cells, one or more, wherever they end; nothing of it goes. Less than
    two cells count as two."""
    return _pieces(text, max(2, width)) or [text]


def width(text: str) -> int:
    """How many cells the text takes."""
    return cell_len(text)


def truncate(text: str, width: int) -> str:
    """At most `width` cells of the text, ending in `…` where something was cut."""
    if _head(text, width) == text:
        return text
    return _head(text, width - 1) + ELLIPSIS if width > 0 else ""


def fit(text: str, width: int, align: Literal["left", "right"] = "left") -> str:
    """Exactly `width` cells: padded with spaces, or truncated."""
    shown = truncate(text, width)
    padding = " " * (width - cell_len(shown))
    return shown + padding if align == "left" else padding + shown


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, broken at spaces, and inside words only where one is
    longer than a line. Less than two cells, which a wide character needs, count as two."""
    width = max(2, width)
    lines: list[str] = []
    line: str | None = None
    for word in text.split(" "):
        longer = word if line is None else f"{line} {word}"
        if cell_len(longer) <= width:
            line = longer
        elif word:
            if line and not line.isspace():
                lines.append(line.rstrip())
            *full, line = _pieces(word, width)
            lines += full
    return [*lines, (line or "").rstrip()]


def _is_clean(text: str) -> bool:
    """Whether that shows at a glance."""
    return (text.isascii() and text.isprintable()) or _COMMON.fullmatch(text) is not None


def _plain(text: str) -> str:
    """Safe characters only, composed, few marks each: repeated until it changes nothing, since a character
    that goes may bring two together that compose, and a composed one may come apart."""
    while (safer := normalize("NFC", _few_marks("".join(map(_safe, text))))) != text:
        text = safer
    return text


@lru_cache(maxsize=4096)
def _safe(character: str) -> str:
    """What is shown for one character: itself, a stand-in, or nothing."""
    code = ord(character)
    if code < 0x20:
        return " " if character == "\t" else chr(0x2400 + code)
    if _REGIONAL_A <= code <= _REGIONAL_Z:
        return chr(ord("A") + code - _REGIONAL_A)
    kind = category(character)
    if kind in ("Cf", "Mc") or _UNSEEN.match(character):
        return ""
    if kind in ("Cc", "Cs", "Co", "Cn"):
        return "␡" if character == "\x7f" else "�"
    return " " if kind == "Zs" else character


def _few_marks(text: str) -> str:
    """Each base with at most two of its marks; marks without a base get one."""
    widths = bytes(map(get_character_cell_size, text))
    if not widths.startswith(b"\0") and bytes(_MARKS + 1) not in widths:
        return text
    clusters = (cluster[: 1 + _MARKS] for cluster in _clusters(text))
    shown = "".join(clusters)
    return "◌" + shown if shown and not get_character_cell_size(shown[0]) else shown


def _clusters(text: str) -> Iterator[str]:
    """Each base with the zero-width characters after it: what is never torn apart."""
    start = 0
    for index in range(1, len(text)):
        if get_character_cell_size(text[index]):
            yield text[start:index]
            start = index
    if text:
        yield text[start:]


def _head(text: str, width: int) -> str:
    """As much of the text's begin as `width` cells hold."""
    if text.isascii():
        return text[: max(0, width)]
    end = 0
    for cluster in _clusters(text):
        width -= cell_len(cluster)
        if width < 0:
            break
        end += len(cluster)
    return text[:end]


def _pieces(word: str, width: int) -> list[str]:
    """A word cut into pieces of at most `width` cells, two or more; what draws nothing stays with what it is on."""
    if word.isascii():
        return [word[start : start + width] for start in range(0, len(word), width)]
    ends = list(accumulate(map(get_character_cell_size, word)))
    pieces, start, cells = [], 0, 0
    while start < len(word):
        end = bisect_right(ends, cells + width, start)
        pieces.append(word[start:end])
        start, cells = end, ends[end - 1]
    return pieces


def _untab(line: str, column: int = 0) -> str:
    """A clean line with its tabs filled up to the next eighth column; it begins at `column`."""
    shown = ""
    for index, part in enumerate(line.split("\t")):
        if index:
            shown += " " * (_TAB - (column + cell_len(shown)) % _TAB)
        shown += clean(part)
    return shown
