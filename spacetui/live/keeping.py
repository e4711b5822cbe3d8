"""Keeps the last picture and what the user chose on disk, and takes the picture up again at the next start."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import SecretStr

    from spacetui.clock import Clock
    from spacetui.live.activity import Activity
    from spacetui.live.board import Board
    from spacetui.live.picture import Picture
    from spacetui.live.preferences import Preferences
    from spacetui.live.remember import Memory

KEEP_EVERY = 30.0
"""Seconds between two looks at whether there is something new to keep."""


class Keeper:
    """Its work on files is done in threads."""

    def __init__(
        self, memory: Memory, board: Board, preferences: Preferences, clock: Clock, activity: Activity
    ) -> None:
        self._memory = memory
        self._board = board
        self._preferences = preferences
        self._clock = clock
        self._activity = activity
        self._kept: Picture | None = None
        self._token: SecretStr | None = None

    def renewed(self, token: SecretStr) -> None:
        """Note that what is kept belongs to this token too."""
        self._token = token

    async def recall(self) -> None:
        """Show the last picture, unless the Hub was faster."""
        with self._activity:
            last = await asyncio.to_thread(self._memory.last_picture)
            now = self._board.picture
            same = last is not None and now.account in (None, last.account)
            if last is not None and same and not now.listed:
                if last.account is not None:
                    await self._preferences.load(last.account)
                self._kept = last
                self._board.show(last)

    async def run(self) -> None:
        """Keep from time to time what is new, and once more at the end."""
        try:
            while True:
                await self._clock.sleep(KEEP_EVERY)
                if self._new():
                    self._kept = self._board.picture
                    await asyncio.to_thread(self._memory.keep_picture, self._kept)
                if self._token is not None:
                    token, self._token = self._token, None
                    await asyncio.to_thread(self._memory.renewed, token)
                if self._preferences.unsaved:
                    await self._preferences.save()
        finally:
            self._keep_now()

    def _new(self) -> bool:
        picture, kept = self._board.picture, self._kept
        return not picture.superseded and (kept is None or picture.listed is not kept.listed)

    def _keep_now(self) -> None:
        if self._token is not None:
            self._memory.renewed(self._token)
        if self._new():
            self._memory.keep_picture(self._board.picture)
        self._preferences.save_now()
