"""Long lists of Spaces, read again and again: an item that says what it said before is not read anew.

A listing that is refreshed finds nearly every item as it left it. An object's text ends where the object ends, so
where a page goes on with the very text an item had before, it is that item, with all that was made of it. Whatever
is new passes the strict reading of `answers`; so does a page that does not look like a list.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Any

from spacetui.hub.answers import parse, read_spaces, strict_decoder, without_doubles
from spacetui.hub.models import Space, SpacePage
from spacetui.hub.wire import Answer, Query, Request

MOST_KEPT = 20_000
"""How many items are remembered, of all lists together."""
_LARGE = 64 * 1024
"""Bytes: reading a larger page takes so long that it is done beside the event loop."""
_BEGINNING = 128
"""Characters by which an item is looked up: its `_id` stands among the first."""
_BLANK = re.compile(r"[ \t\n\r]*")


@dataclass(frozen=True, slots=True)
class _Item:
    """An item as it was read: its text, which is so many characters long, and the Space it is."""

    text: bytes
    length: int
    space: Space


class Walk:
    """One reading of a list, page by page, that knows the items of the walk before."""

    def __init__(self, known: dict[str, _Item]) -> None:
        self._known = known
        self.met: dict[str, _Item] = {}
        self._keys: dict[str, str] = {}
        self._decoder = strict_decoder(self._object)

    async def read(self, request: Request, answer: Answer) -> SpacePage:
        """A page; an item that cannot be read costs that item. Raises UnreadableAnswer."""
        if len(answer.body) > _LARGE:
            return await asyncio.to_thread(self._read, request, answer)
        return self._read(request, answer)

    def _read(self, request: Request, answer: Answer) -> SpacePage:
        try:
            items = self._items(answer.body.decode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError):
            return read_spaces(request, answer)
        spaces = tuple(space for space in items if space is not None)
        return SpacePage(spaces=spaces, unreadable=len(items) - len(spaces))

    def _items(self, page: str) -> list[Space | None]:
        """The items of a page, None for one without sense. Raises ValueError where it is no list of strict JSON."""
        at = _passed(page, _skip(page, 0), "[")
        items: list[Space | None] = []
        if page[at : at + 1] != "]":
            while True:
                space, at = self._item(page, at)
                items.append(space)
                at = _skip(page, at)
                if page[at : at + 1] != ",":
                    break
                at = _skip(page, at + 1)
        if _passed(page, at, "]") != len(page):
            raise ValueError("more than a list")
        return items

    def _item(self, page: str, at: int) -> tuple[Space | None, int]:
        """The item that begins there, and where it ends."""
        # A short item's would else be that of the next one, too.
        beginning = page[at : at + _BEGINNING].partition("}")[0]
        known = self._known.get(beginning)
        if known is not None and _text(page, at, at + known.length) == known.text:
            self.met[beginning] = known
            return known.space, at + known.length
        value, end = self._decoder.raw_decode(page, at)
        space = parse(Space, value)
        if space is not None and len(self.met) < MOST_KEPT:
            self.met[beginning] = _Item(_text(page, at, end), end - at, space)
        return space, end

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        # A decoder gives every item keys of its own; all of them share these.
        return without_doubles([(self._keys.setdefault(key, key), value) for key, value in pairs])


class Walks:
    """What the lists of a client held when they were last read to their end, by what was asked for."""

    def __init__(self) -> None:
        self._kept: dict[Query, dict[str, _Item]] = {}

    def begin(self, query: Query) -> Walk:
        return Walk(self._kept.get(query, {}))

    def keep(self, query: Query, walk: Walk) -> None:
        """Remember a walk that reached the end, in place of the one before it."""
        self._kept.pop(query, None)
        self._kept[query] = walk.met
        while sum(map(len, self._kept.values())) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]


def _skip(page: str, at: int) -> int:
    found = _BLANK.match(page, at)
    return at if found is None else found.end()


def _passed(page: str, at: int, sign: str) -> int:
    """Where it goes on after that sign and white space. Raises ValueError where something else stands there."""
    if page[at : at + 1] != sign:
        raise ValueError(f"no {sign}")
    return _skip(page, at + 1)


def _text(page: str, start: int, end: int) -> bytes:
    # As bytes: a text with a single emoji takes four bytes a character.
    return page[start:end].encode("utf-8", "surrogatepass")
