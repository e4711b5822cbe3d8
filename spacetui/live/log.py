"""A log as it is read: lines out of whatever pieces the Hub sends, bounded, clean, with their colours. Pure.

The Hub hands on what a container runtime read: an event is a line with or without its end, or several. It is a part
of a line only where the runtime cuts lines that are very long. A progress bar returns to the line's begin instead
of ending it: of such a line the last state is kept.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from spacetui.ansi import Run
    from spacetui.hub.stream_models import LogLine

MOST_LINES = 100_000
MOST_BYTES = 48 * 2**20
LONGEST = 32 * 1024
"""Characters kept of a line."""
_CUT_AT = 16 * 1024
"""Where container runtimes cut a line and go on in another event."""
_ROW_SIZE = 160
"""Bytes that a row takes besides its text, roughly."""
_MOST_SHAPES = 4096

_ERROR = re.compile(
    r"""
      Traceback\ \(most\ recent
    | \b (?: ERROR | CRITICAL | FATAL | SEVERE | PANIC ) \b
    | (?: ^ | [\s.] ) [A-Za-z]* (?: Error | Exception ) \b (?: : | \s* $ )
    | (?: ^ | \s ) (?: error | fatal | panic ) (?: \[ [^\]]* \] )? : \s
    | npm\ ERR!
    | ^ E \d{4} \s
    | [Ss]egmentation\ fault | OOMKilled | ^ Killed $
    | exit(?:ed\ with)?\ (?:code|status):?\ [1-9]
    """,
    re.VERBOSE,
)
_MAYBE_ERROR = re.compile("[Ee]rror|ERR|rac[ek]|CRIT|FATAL|SEVERE|PANIC|panic|fatal|xception|fault|ill|exit|^E")
"""A quick look that most lines do not pass."""


class Row(NamedTuple):
    """A line of a log, clean. `at` is the wall time it was written, None where that was not told.

    A `rule` is a sentence of ours between lines. `source` names whose line it is, where several are shown as one.
    """

    text: str
    runs: tuple[Run, ...] = ()
    at: float | None = None
    error: bool = False
    rule: bool = False
    source: str = ""


_FORGOTTEN = Row("")


class Lines(Protocol):
    """Rows that are numbered from the first that ever was; those before `first` are forgotten, `end` will come."""

    @property
    def first(self) -> int: ...

    @property
    def end(self) -> int: ...

    def __getitem__(self, number: int) -> Row:
        """The row, empty where it is forgotten: whoever looks may not have heard of that yet."""

    def span(self, start: int, end: int) -> list[Row]:
        """The rows from one number up to another, as far as they are kept."""


class Log:
    """One Space's run or build log. Of more than `most_lines` or `most_bytes` the oldest are forgotten."""

    def __init__(self, most_lines: int = MOST_LINES, most_bytes: int = MOST_BYTES) -> None:
        from spacetui.ansi import PLAIN, dress  # brings what draws: not before there is a log

        self.most_bytes = most_bytes
        self.first = 0
        """How many were forgotten."""
        self.returns = False
        """Whether the last line is written over again and again, and may be so once more."""
        self._most_lines = most_lines
        self._rows: list[Row] = []
        self._bytes = 0
        self._dress = dress
        self._plain = self._ink = self._open_ink = PLAIN
        self._open: str | None = None
        self._shapes: dict[tuple[Run, ...], tuple[Run, ...]] = {(): ()}

    @property
    def end(self) -> int:
        return self.first + len(self._rows)

    @property
    def is_open(self) -> bool:
        """Whether the last line had no end, so that it may yet be written over."""
        return self._open is not None

    @property
    def size(self) -> int:
        """Bytes it takes, roughly."""
        return self._bytes

    def __getitem__(self, number: int) -> Row:
        return self._rows[number - self.first] if number >= self.first else _FORGOTTEN

    def span(self, start: int, end: int) -> list[Row]:
        return self._rows[max(0, start - self.first) : max(0, end - self.first)]

    def take(self, lines: Iterable[LogLine], dropped: int = 0) -> int:
        """Add what came, before which `dropped` entries were lost; the number from which rows are new or changed."""
        since = self.end - (self._open is not None)
        if dropped:
            self._open = None
            self._append(Row(f"{dropped:,} entries came too fast, and were lost", rule=True))
        for line in lines:
            at = None if line.timestamp is None else line.timestamp.timestamp()
            self._add(line.text, at, line.skipped)
        self._forget()
        return since

    def rule(self, words: str, at: float | None) -> int:
        """Draw a line under what is there: what comes next is another container's. Its number."""
        self._open = None
        self._ink = self._plain
        self._append(Row(words, at=at, rule=True))
        return self.end - 1

    @property
    def last_at(self) -> float | None:
        """When the last line whose time was told was written."""
        return next((row.at for row in reversed(self._rows) if row.at is not None), None)

    def _add(self, raw: str, at: float | None, skipped: int) -> None:
        if self._open is not None and self._goes_on(raw):
            raw, self._ink = self._open + raw, self._open_ink
            self._bytes -= _size(self._rows.pop())
        parts = raw.split("\n")
        whole = len(parts) > 1 and not parts[-1]
        if whole:
            parts.pop()
        for part in parts[:-1]:
            self._append(self._row(part, at))
        self._open, self._open_ink = None if whole else _state(parts[-1])[: LONGEST + 1], self._ink
        self.returns = not whole and "\r" in parts[-1]
        self._append(self._row(parts[-1], at, skipped))

    def _goes_on(self, raw: str) -> bool:
        """Whether it belongs to the line before, which has no end yet."""
        before = self._open or ""
        return before.endswith("\r") or raw.startswith("\r") or _CUT_AT <= len(before) <= LONGEST

    def _row(self, raw: str, at: float | None, skipped: int = 0) -> Row:
        part = _state(raw).rstrip("\r") if "\r" in raw else raw
        left_out = max(0, len(part) - LONGEST) + skipped
        shown, runs, self._ink = self._dress(part[:LONGEST], self._ink)
        if left_out:
            shown += f"… {left_out:,} characters more"
        if runs:
            if len(self._shapes) > _MOST_SHAPES:
                self._shapes.clear()
            runs = self._shapes.setdefault(runs, runs)
        return Row(shown, runs, at, looks_like_error(shown))

    def _append(self, row: Row) -> None:
        self._rows.append(row)
        self._bytes += _size(row)

    def _forget(self) -> None:
        """Keep within the bounds; at least one row stays."""
        surplus = max(0, len(self._rows) - self._most_lines)
        for row in self._rows[:surplus]:
            self._bytes -= _size(row)
        while self._bytes > self.most_bytes and surplus < len(self._rows) - 1:
            self._bytes -= _size(self._rows[surplus])
            surplus += 1
        if surplus:
            del self._rows[:surplus]
            self.first += surplus


def looks_like_error(line: str) -> bool:
    """Whether a clean line is one that somebody looking for what went wrong wants to see."""
    return _MAYBE_ERROR.search(line) is not None and _ERROR.search(line) is not None


def _state(raw: str) -> str:
    """What a line shows after its last return to the begin; that it returned once more is kept at its end."""
    if "\r" not in raw:
        return raw
    states = [state for state in raw.split("\r") if state.strip()]
    return (states[-1] if states else "") + ("\r" if raw.endswith("\r") else "")


def _size(row: Row) -> int:
    return sys.getsizeof(row.text) + _ROW_SIZE


def rows_between(lines: Lines, start: int, end: int) -> Iterator[tuple[int, Row]]:
    """The rows kept from one number up to another, each with its number."""
    start = max(start, lines.first)
    return enumerate(lines.span(start, end), start)
