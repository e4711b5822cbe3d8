"""JSON as lines to be read: indented, in tones, cut where there is too much of it. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from spacetui import text
from spacetui.ui.sought import Sought

MOST_LINES = 5000
LONGEST = 2000
"""Characters of a string that are shown."""
DEEPEST = 40

Token = tuple[str, str]
"""Clean text and its tone."""


class Line(NamedTuple):
    """One line, however wide; `indent` cells at its begin are blank."""

    indent: int
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        """What of it is searched."""
        return "".join(words for words, _ in self.tokens)


def whole(value: object) -> str:
    """The JSON to be copied: nothing is cut, and whatever is no plain letter is escaped. As by `json.dumps`, which
    gives up where it is nested too deep."""
    written: list[str] = []
    waiting = [_Waiting(0, "", value, "")]
    while waiting:
        depth, before, held, after = waiting.pop()
        written.append("  " * depth + before)
        if not isinstance(held, Mapping | list | tuple) or not held:
            written[-1] += (json.dumps(held) if held is not _NOTHING else "") + after
            continue
        if isinstance(held, Mapping):
            opening, closing = "{}"
            inside = [_Waiting(depth + 1, f"{json.dumps(str(key))}: ", each, ",") for key, each in held.items()]
        else:
            opening, closing = "[]"
            inside = [_Waiting(depth + 1, "", each, ",") for each in held]
        written[-1] += opening
        inside[-1] = inside[-1]._replace(after="")
        waiting += [_Waiting(depth, closing, _NOTHING, after), *reversed(inside)]
    return "\n".join(written)


class _Waiting(NamedTuple):
    """A value still to be written, after its key and before the comma."""

    depth: int
    before: str
    held: object
    after: str


_NOTHING = object()
"""Stands beside a bracket that closes."""


def lines(value: object) -> list[Line]:
    """The JSON to be shown. A string that is too long, a value too deep, and what follows the last line there is
    room for are cut; a note says so."""
    shown = list(islice(_lines(value, 0, (), ""), MOST_LINES + 1))
    if len(shown) > MOST_LINES:
        note = f"{text.ELLIPSIS} cut here, after {MOST_LINES:,} lines"
        shown[MOST_LINES - 1 :] = [Line(0, ((note, "muted"),))]
    return shown


def _lines(value: object, depth: int, before: tuple[Token, ...], after: str) -> Iterator[Line]:
    """`before` is the key, `after` the comma."""
    inside: Iterator[tuple[tuple[Token, ...], object]]
    if isinstance(value, Mapping) and value and depth < DEEPEST:
        opening, closing = "{}"
        inside = (((_literal(str(key), "accent"), (": ", "muted")), held) for key, held in value.items())
    elif isinstance(value, list | tuple) and value and depth < DEEPEST:
        opening, closing = "[]"
        inside = (((), held) for held in value)
    else:
        yield Line(2 * depth, (*before, *_scalar(value), *_comma(after)))
        return
    yield Line(2 * depth, (*before, (opening, "muted")))
    for number, (key, held) in enumerate(inside, start=1):
        yield from _lines(held, depth + 1, key, "," if number < len(value) else "")
    yield Line(2 * depth, ((closing + after, "muted"),))


def _scalar(value: object) -> Iterator[Token]:
    if isinstance(value, str):
        yield _literal(value[:LONGEST], "text")
        if len(value) > LONGEST:
            yield f" {text.ELLIPSIS} {len(value) - LONGEST:,} more characters", "muted"
    elif isinstance(value, Mapping | list | tuple):
        brackets = "{}" if isinstance(value, Mapping) else "[]"
        yield brackets if not value else f"{brackets[0]} {text.ELLIPSIS} {brackets[1]}", "muted"
    else:
        yield json.dumps(value), "moving"


def _literal(words: str, tone: str) -> Token:
    """A string in quotes, with what does something to a terminal written as an escape, or gone."""
    return text.clean(json.dumps(words, ensure_ascii=False)), tone


def _comma(after: str) -> Iterator[Token]:
    if after:
        yield after, "muted"


class Part(NamedTuple):
    """A stretch of a line in one tone; `found` is part of what is searched for."""

    text: str
    tone: str
    found: bool = False


def parts(line: Line, sought: Sought) -> list[Part]:
    """The line's tokens, torn where something that is searched for begins or ends."""
    spans = sought.spans(line.text)
    edges = sorted({edge for span in spans for edge in span})
    torn: list[Part] = []
    start = 0
    for words, tone in line.tokens:
        end = start + len(words)
        places = [start, *(edge for edge in edges if start < edge < end), end]
        for left, right in pairwise(places):
            inside = any(begin <= left < finish for begin, finish in spans)
            torn.append(Part(words[left - start : right - start], tone, inside))
        start = end
    return torn


def folded(parts: Sequence[Part], indent: int, width: int) -> list[list[Part]]:
    """The parts in rows of at most `width` cells, each after its indent; the indent goes where it would take more
    than half of that."""
    indent = indent if 2 * indent <= width else 0
    blank = [Part(" " * indent, "text")] if indent else []
    rows: list[list[Part]] = [[*blank]]
    left = room = max(2, width - indent)
    for part in parts:
        rest = part.text
        while text.width(rest) > left:
            head = text.chop(rest, left)[0] if left >= 2 else ""
            rows[-1].append(part._replace(text=head))
            rows.append([*blank])
            rest, left = rest[len(head) :], room
        rows[-1].append(part._replace(text=rest))
        left -= text.width(rest)
    return rows
