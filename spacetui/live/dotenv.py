"""Reading `.env` text: what it sets, and by line what in it is of no use. No value stands in any sentence here.

Values are literal: `${NAME}` is not filled in from our own environment. Values become SecretStr at once, whatever
kind of entry they are for.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from spacetui.live.environments import takes_key

if TYPE_CHECKING:
    from dotenv.parser import Binding
    from pydantic import SecretStr

LARGEST = 1 << 20
"""Bytes of a file, or characters of a text, that are read."""
_BLANKS = 256
"""So many blanks in a row are no .env file, and would take the parser minutes."""

_MANY_BLANKS = re.compile(rf"[^\S\n]{{{_BLANKS}}}")
_QUOTED = re.compile(r"""\s*[^=]*=[^\S\n]*(?P<quote>["'])(?P<closed>(?:\\.|(?!(?P=quote))[^\\])*(?P=quote))?""", re.S)


class NotReadable(Exception):
    """A text that is not read at all; the message says why, without anything of it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """`key` is one that the Hub takes; `line` is where it is set, the first being 1."""

    key: str
    value: SecretStr
    line: int


@dataclass(frozen=True, slots=True)
class Dotenv:
    """What a text sets, in its order, each key once; and sentences on what in it is left out, and why."""

    settings: tuple[Setting, ...] = ()
    remarks: tuple[str, ...] = ()


def read(path: Path) -> Dotenv:
    """Read a file of at most LARGEST bytes of UTF-8; `~` is the home folder. Raises NotReadable. Blocks."""
    try:
        path = path.expanduser()
        if path.exists() and not path.is_file():
            raise NotReadable("That is no file.")
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise NotReadable(f"It cannot be read: {error.strerror or type(error).__name__}.") from None
    except (RuntimeError, ValueError):  # no home folder, or a NUL in the name
        raise NotReadable("No file has such a name.") from None
    if len(raw) > LARGEST:
        raise NotReadable("It is larger than 1 MiB: that is no .env file.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:  # its own words would show what it stumbled over
        at = raw.count(b"\n", 0, error.start) + 1
        raise NotReadable(f"It is not UTF-8 text (line {at}).") from None
    return parse(text)


def parse(text: str) -> Dotenv:
    """What a text sets: of a key that is set twice the last. Raises NotReadable for one that is too large."""
    if len(text) > LARGEST:
        raise NotReadable("It is larger than 1 MiB: that is no .env file.")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    blanks = _MANY_BLANKS.search(text)
    if blanks is not None:
        line = text.count("\n", 0, blanks.start()) + 1
        raise NotReadable(f"Line {line} has {_BLANKS} blanks in a row or more: that is no .env file.")
    from pydantic import SecretStr

    settings: dict[str, Setting] = {}
    remarks: list[str] = []
    for line, binding in _bindings(text):
        against = _objection(binding)
        if against:
            remarks.append(f"{_where(line, binding)}: {against}.")
            if _unclosed(binding) or _torn(binding.value or ""):
                break
        elif binding.key is not None and binding.value is not None:
            earlier = settings.pop(binding.key, None)
            if earlier is not None:
                remarks.append(f"{binding.key} is set in line {earlier.line} and in line {line}: the last one counts.")
            settings[binding.key] = Setting(binding.key, SecretStr(binding.value), line)
    return Dotenv(tuple(settings.values()), tuple(remarks))


def _bindings(text: str) -> Iterator[tuple[int, Binding]]:
    """Each statement with the line it begins in."""
    from dotenv.parser import parse_stream

    for binding in parse_stream(io.StringIO(text)):
        source = binding.original.string
        yield binding.original.line + source[: len(source) - len(source.lstrip())].count("\n"), binding


def _objection(binding: Binding) -> str:
    """Why a statement sets nothing; empty where it does, or is a comment. What stands in the place of a key may be
    a part of a value that was torn apart, so it is shown only where it was given a value of its own.
    """
    if binding.error:
        if _unclosed(binding):
            return "a quote is opened and never closed; what follows it is not read"
        return "it is not KEY=value"
    if binding.key is None:
        return ""
    if binding.value is None:
        return "it is not KEY=value"
    if not takes_key(binding.key):
        return "its key is not made of letters, digits and '_', or starts with a digit"
    return _against_value(binding.value)


def _against_value(value: str) -> str:
    if _torn(value):
        return "a PEM block needs quotes around all its lines; what follows it is not read"
    return "its value has a NUL character" if "\0" in value else ""


def _unclosed(binding: Binding) -> bool:
    quoted = _QUOTED.match(binding.original.string) if binding.error else None
    return quoted is not None and quoted["closed"] is None


def _torn(value: str) -> bool:
    """Whether a value is the first line alone of a key: the others would be taken for keys and values."""
    return value.startswith("-----BEGIN") and "-----END" not in value


def _where(line: int, binding: Binding) -> str:
    last = line + binding.original.string.strip().count("\n")
    return f"Line {line}" if last == line else f"Lines {line} to {last}"
