"""The one-line bars: status at the top, headings, keys at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.message import Message
from textual.strip import Strip

from spacetui import text
from spacetui.ui.widgets.drawn import Bar, Piece


class SidedBar(Bar):
    """Pieces at the left and at the right; what does not fit between them is cut at the left."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._left: Sequence[Piece] = ()
        self._right: Sequence[Piece] = ()

    def show(self, left: Sequence[Piece], right: Sequence[Piece] = ()) -> None:
        self._left, self._right = left, right
        self.redraw()

    def draw(self, width: int) -> list[Strip]:
        right = cut(self._right, width)
        room = width - cells(right)
        left = cut(self._left, room)
        gap = (" " * (room - cells(left)), "text")
        return [self.line([*left, gap, *right], width)]


class FittedBar(Bar):
    """Pieces, in a bar as wide as they are. At the end of a line it spares the wire: of a widget all is sent up to
    where it changes."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._pieces: Sequence[Piece] = ()

    def show(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self.styles.width = cells(pieces)
        self.redraw()

    def draw(self, width: int) -> list[Strip]:
        return [self.line(cut(self._pieces, width), width)]


def cells(pieces: Sequence[Piece]) -> int:
    return sum(text.width(piece[0]) for piece in pieces)


def cut(pieces: Sequence[Piece], room: int) -> list[Piece]:
    """As many of the pieces as fit; an ellipsis at the end says that there are more."""
    if cells(pieces) <= room:
        return list(pieces)
    kept: list[Piece] = []
    for piece in pieces:
        size = text.width(piece[0])
        if size > room - 2:
            words = f"{piece[0]} {text.ELLIPSIS}" if room >= 6 else f" {text.ELLIPSIS}"
            kept.append((text.truncate(words, room), *piece[1:]))
            break
        kept.append(piece)
        room -= size
    return kept


class Hint(NamedTuple):
    """A key and what it does here; `dim` where it would only say why it does not."""

    key: str
    label: str
    dim: bool = False


class KeyBar(Bar):
    """As many keys as fit, the most useful first; the last ones are always shown."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._hints: Sequence[Hint] = ()
        self._always: Sequence[Hint] = ()

    def show(self, hints: Sequence[Hint], always: Sequence[Hint]) -> None:
        self._hints, self._always = hints, always
        self.redraw()

    def draw(self, width: int) -> list[Strip]:
        right = [piece for hint in self._always for piece in self._hint(hint)]
        room = width - cells(right) - 1
        left: list[Piece] = []
        for hint in self._hints:
            pieces = self._hint(hint)
            if cells(left) + cells(pieces) > room:
                break
            left += pieces
        gap = (" " * max(0, width - cells(left) - cells(right)), "text")
        return [self.line([*left, gap, *right], width)]

    @staticmethod
    def _hint(hint: Hint) -> list[Piece]:
        tone = "muted" if hint.dim else "accent"
        return [(f" {hint.key}", tone, not hint.dim), (f" {hint.label} ", "muted" if hint.dim else "text")]


class Tabs(Bar):
    """Numbered tabs; posts `Chosen` on a click."""

    class Chosen(Message):
        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, names: Sequence[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._names = names
        self._active = 0

    def show(self, active: int, names: Sequence[str] | None = None) -> None:
        """Mark the active one; `names` replace the present ones, as counts in them change."""
        self._active = active
        self._names = self._names if names is None else names
        self.redraw()

    def draw(self, width: int) -> list[Strip]:
        pieces: list[Piece] = []
        for index, label in enumerate(self._labels(width)):
            active = index == self._active
            pieces.append((label, "accent" if active else "muted", active))
        return [self.line(cut(pieces, width), width)]

    def _labels(self, width: int) -> list[str]:
        """What each is called; nearer to each other where there is no room."""
        labels = [f" {index} {name}" for index, name in enumerate(self._names, 1)]
        roomy = sum(map(len, labels)) + len(labels) <= width
        return [f"{label} " if roomy else label for label in labels]

    def on_click(self, event: events.Click) -> None:
        right = 0
        for index, label in enumerate(self._labels(self.room.width)):
            right += len(label)
            if event.x < right:
                self.post_message(self.Chosen(index))
                return


class MessageBar(Bar):
    """What was said last: the outcome of an action, or why it failed. Up to half the window; gone when cleared."""

    DEFAULT_CSS = """
    MessageBar { height: auto; display: none; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._words = ""
        self._tone = "text"

    @property
    def saying(self) -> bool:
        return bool(self._words)

    @property
    def words(self) -> str:
        return self._words

    def say(self, words: str, tone: str = "text") -> None:
        """Say something; nothing, to fall silent. `words` are clean text."""
        if (words, tone) == (self._words, self._tone):
            return
        self._words, self._tone = words, tone
        self.fit()
        self.display = bool(words)
        if words and not self.room.width:  # as wide as the screen once it has room: its first frame is not blank
            self._strips = self.draw(self.screen.size.width)
        self.redraw()

    def fit(self) -> None:
        """Take as many lines as the words need in the window as it is now."""
        self.styles.height = len(self._lines(self.screen.size.width))

    def draw(self, width: int) -> list[Strip]:
        return [self.line([(f" {line}", self._tone)], width) for line in self._lines(width)]

    def _lines(self, width: int) -> list[str]:
        lines, most = text.wrap(self._words, width - 2), max(4, self.screen.size.height // 2)
        if len(lines) > most:
            lines[most - 1 :] = [text.truncate(f"{lines[most - 1]} {lines[most]}", width - 2)]
        return lines
