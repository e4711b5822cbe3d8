"""Whether anything is on its way to or from the Hub right now."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self


class Activity:
    """Entered around each exchange; `quiet` is set while there is none."""

    def __init__(self) -> None:
        self._under_way = 0
        self.quiet = asyncio.Event()
        self.quiet.set()

    def __enter__(self) -> Self:
        self._under_way += 1
        self.quiet.clear()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._under_way -= 1
        if not self._under_way:
            self.quiet.set()
