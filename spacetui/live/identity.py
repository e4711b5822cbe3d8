"""Watches over whose token this is: takes up a newer one of the same account, and notices another account's.

A token that was found beside us is asked for its owner before it is used for anything else.
"""

from __future__ import annotations

import asyncio
import math
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from spacetui.hub.errors import HubError, InvalidToken
from spacetui.live.activity import Activity
from spacetui.live.board import first_of

if TYPE_CHECKING:
    from pydantic import SecretStr

    from spacetui.clock import Clock
    from spacetui.hub.client import SpacesClient
    from spacetui.hub.login import Login
    from spacetui.hub.models import Account

WATCH_EVERY = 10.0
WATCH_EVERY_SIGNED_OUT = 5.0
RENEW_BEFORE = 600.0
"""Seconds of its life left from which on a token is renewed; of a shorter life, the second half."""
RENEW_AGAIN_AFTER = 600.0
ASK_AGAIN_AFTER = 60.0
"""Seconds between two whoami for one token: whoami has a strict limit of its own."""
MOST_REFUSED = 16
"""How many refused tokens are remembered, never to be asked for again."""


class Identity:
    """Keeps a session's client supplied with a token that works, as long as it is the session's account's.

    `account` gives the account of the session once it is known. `renewed` is told of each newer token that the client
    uses from then on; `superseded`, once and at the end, that the token on this machine is another account's.
    """

    def __init__(
        self,
        client: SpacesClient,
        login: Login,
        clock: Clock,
        *,
        account: Callable[[], Account | None],
        renewed: Callable[[SecretStr], None],
        superseded: Callable[[], None],
        activity: Activity | None = None,
    ) -> None:
        self._client = client
        self._login = login
        self._clock = clock
        self._account = account
        self._renewed = renewed
        self._superseded = superseded
        self._activity = activity or Activity()
        self._called = asyncio.Event()
        self._called.set()  # the first look learns when the token expires
        self._signed_out = False
        self._undecided = False
        """Whether the next look is to read the file, though it did not change: the last one came to no end."""
        self._over = False
        self._asked: tuple[SecretStr, float] | None = None
        self._refused: deque[SecretStr] = deque(maxlen=MOST_REFUSED)
        self._expires_at: float | None = None
        self._renew_before = RENEW_BEFORE
        self._renew_again_at = -math.inf

    def rouse(self) -> None:
        """The Hub refused the token: look now, and more often until there is one that it takes."""
        self._signed_out = True
        self._called.set()

    async def run(self) -> None:
        """Watch until cancelled, or until the token is another account's. What goes wrong is tried again."""
        while True:
            with self._activity, suppress(OSError, HubError):
                await self._look()
            if self._over:
                return
            every = WATCH_EVERY_SIGNED_OUT if self._signed_out else WATCH_EVERY
            await first_of(self._clock.sleep(every), self._called.wait())

    async def _look(self) -> None:
        called = self._called.is_set()
        self._called.clear()
        if not (called or self._undecided or self._near() or await asyncio.to_thread(self._login.changed)):
            return
        self._undecided = True  # should this look fail, the next one is not to wait for another change
        found = await asyncio.to_thread(self._login.find)
        if found is None or found.token in self._refused:  # logged out here: until the Hub says so we go on
            self._undecided = False
        elif found.token != self._client.token:
            await self._ask_whose(found.token)
        else:
            self._undecided = False
            self._expires_at = await asyncio.to_thread(self._login.expiry)
            if self._near() or self._signed_out:
                await self._renew()

    def _near(self) -> bool:
        """Whether ours ends so soon that it is time for another."""
        return self._expires_at is not None and self._clock.now() >= self._expires_at - self._renew_before

    async def _renew(self) -> None:
        if self._clock.monotonic() < self._renew_again_at:
            return
        if not await asyncio.to_thread(self._login.renewable, self._clock.now()):
            return
        self._renew_again_at = self._clock.monotonic() + RENEW_AGAIN_AFTER
        await _apart(self._login.renew)
        self._undecided = True
        found = await asyncio.to_thread(self._login.find)
        if found is None or found.token == self._client.token:
            self._undecided = False
        else:
            self._renew_again_at = -math.inf
            await self._ask_whose(found.token)

    async def _ask_whose(self, token: SecretStr) -> None:
        """Use it if it is the session's account's. While that account is not known it has to wait, unless ours is
        refused: then there is nothing it could be mixed up with.
        """
        now = self._clock.monotonic()
        asked_lately = self._asked is not None and self._asked[0] == token and now - self._asked[1] < ASK_AGAIN_AFTER
        if asked_lately or (self._account() is None and not self._signed_out):
            return
        self._asked = token, now
        try:
            owner = await self._client.whoami_with(token)
        except InvalidToken:
            self._refused.append(token)
            return
        ours = self._account()
        if ours is None or ours.name == owner.name:
            await self._use(token)
        else:
            self._over = True
            self._superseded()

    async def _use(self, token: SecretStr) -> None:
        self._client.use_token(token)
        self._signed_out = False
        self._renewed(token)
        self._expires_at = await asyncio.to_thread(self._login.expiry)
        if self._expires_at is not None:
            self._renew_before = min(RENEW_BEFORE, (self._expires_at - self._clock.now()) / 2)


async def _apart(work: Callable[[], None]) -> None:
    """Do it in a thread that nobody waits for who ends the program meanwhile."""
    loop, done = asyncio.get_running_loop(), asyncio.Event()

    def run() -> None:
        try:
            work()
        finally:
            with suppress(RuntimeError):  # the loop was closed: nobody waits any more
                loop.call_soon_threadsafe(done.set)

    threading.Thread(target=run, name="renewal", daemon=True).start()
    await done.wait()
