"""Server-sent events out of pieces of bytes, whatever comes: bounded, incremental, no HTTP.

The format is that of the HTML standard's event streams. The Hub's own are not always true to it: its `/events`
is said to mix plain text with JSON, so lines are there to be had as well.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterable, Iterator
from dataclasses import dataclass, field

MAX_LINE = 1024 * 1024
"""Bytes kept of a line; the rest of a longer one is counted and left out."""
MAX_EVENT = 1024 * 1024
"""Bytes kept of the data of one event, of however many lines it is made."""

_LINE_END = re.compile(rb"\r\n|\r|\n")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end; `skipped` bytes of it were left out."""

    content: bytes = field(repr=False)
    skipped: int = 0

    @property
    def tells(self) -> bool:
        """Whether it says that something happened: data, or words outside the format; not what keeps alive."""
        name, _, value = self.content.partition(b":")
        return bool(value.strip()) if name == b"data" else name not in (b"", b"event", b"id", b"retry")


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """An event with data; `kind` is "message" where it has no name. `skipped` bytes of its data were left out."""

    kind: str
    data: str = field(repr=False)
    skipped: int = 0


class LineReader:
    """Cuts pieces of bytes into lines that end in CR, LF or both. Holds MAX_LINE bytes, however long a line is."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._skipped = 0
        self._after_return = False
        self._at_start = True

    def feed(self, piece: bytes) -> Iterator[Line]:
        """The lines that end in this piece. To be exhausted before the next piece."""
        if not piece:
            return
        if self._after_return:
            piece = piece.removeprefix(b"\n")
        self._after_return = piece.endswith(b"\r")
        *ends, rest = _LINE_END.split(piece)
        for end in ends:
            self._add(end)
            yield self._take()
        self._add(rest)

    def end(self) -> Iterator[Line]:
        """What came after the last end of a line, if anything."""
        if self._line:
            yield self._take()

    def _add(self, part: bytes) -> None:
        kept = part[: MAX_LINE - len(self._line)]
        self._line += kept
        self._skipped += len(part) - len(kept)

    def _take(self) -> Line:
        content = bytes(self._line)
        if self._at_start:
            content = content.removeprefix(_BYTE_ORDER_MARK)
        line = Line(content, self._skipped)
        self._line, self._skipped, self._at_start = bytearray(), 0, False
        return line


class EventReader:
    """Puts lines together to events. Comments, events without data, `id` and `retry` are passed over."""

    def __init__(self) -> None:
        self._lines = LineReader()
        self._reset()

    def _reset(self) -> None:
        self._kind = ""
        self._data: bytearray | None = None
        self._skipped = 0

    def feed(self, piece: bytes) -> Iterator[ServerEvent]:
        """The events that end in this piece. To be exhausted before the next piece."""
        for line in self._lines.feed(piece):
            yield from self._read(line)

    def end(self) -> Iterator[ServerEvent]:
        """The event that only a last empty line is missing from: the stream was closed properly, so it is whole."""
        for line in self._lines.end():
            yield from self._read(line)
        yield from self._ended()

    def _read(self, line: Line) -> Iterator[ServerEvent]:
        if not line.content:
            yield from self._ended()
            return
        name, _, value = line.content.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._add(value, line.skipped)
        elif name == b"event":
            self._kind = value.decode("utf-8", "replace")

    def _add(self, value: bytes, skipped: int) -> None:
        if self._data is None:
            self._data = bytearray()
        else:
            value = b"\n" + value
        kept = value[: MAX_EVENT - len(self._data)]
        self._data += kept
        self._skipped += skipped + len(value) - len(kept)

    def _ended(self) -> Iterator[ServerEvent]:
        if self._data:
            yield ServerEvent(self._kind or "message", self._data.decode("utf-8", "replace"), self._skipped)
        self._reset()


async def read_lines(pieces: AsyncIterable[bytes]) -> AsyncGenerator[Line, None]:
    """Every line of a body, as they come."""
    reader = LineReader()
    async for piece in pieces:
        for line in reader.feed(piece):
            yield line
    for line in reader.end():
        yield line


async def read_events(pieces: AsyncIterable[bytes]) -> AsyncGenerator[ServerEvent, None]:
    """Every event of a body, as they come."""
    reader = EventReader()
    async for piece in pieces:
        for event in reader.feed(piece):
            yield event
    for event in reader.end():
        yield event
