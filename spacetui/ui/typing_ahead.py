"""Keys and pastes one after the other: the next is looked at only when all that the one before did is done.

Textual hands each key to whatever has the focus when the key arrives. In a burst (a fast typist, a slow
line) that is the old focus for all of them: after `tab` a secret would go on into the field before, in clear.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from textual import events
from textual.app import App
from textual.message import Message

_LOST_AFTER = 0.25
"""Seconds after which a key whose end was not told (its widget was removed meanwhile) is taken for done."""


Typed = events.Key | events.Paste


class KeyDone(Message):
    """Follows a key on its way from the focused widget up to the app: when it arrives, so has the key."""

    def __init__(self, key: Typed) -> None:
        super().__init__()
        self.key = key


class OneKeyAtATime(App[None]):
    """An app that takes keys so."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[Typed] = deque()
        self._key: Typed | None = None
        self._lost: asyncio.TimerHandle | None = None

    @property
    def keys_are_waiting(self) -> bool:
        """Whether something typed has not been done yet."""
        return bool(self._typed) or self._key is not None

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, Typed) and not event.is_forwarded:
            self._typed.append(event)
            await self._next_key()
        else:
            await super().on_event(event)

    async def _next_key(self) -> None:
        while self._typed and self._key is None:
            key = self._typed.popleft()
            target: Any = self.focused or self.screen
            await super().on_event(key)
            if key.is_forwarded and target.post_message(KeyDone(key)):
                self._key = key
                self._lost = asyncio.get_running_loop().call_later(_LOST_AFTER, self.post_message, KeyDone(key))

    def on_key_done(self, message: KeyDone) -> None:
        """The key has been handled; what it set going (a screen, a field, the focus) comes to its end first."""
        self.screen.call_later(self.call_later, self._all_done, message.key)

    async def _all_done(self, key: Typed) -> None:
        if key is self._key:
            self._key = None
            if self._lost is not None:
                self._lost.cancel()
            await self._next_key()
