"""The Hub's Space API: one async method per operation, named as the official client names it.

The operations stand in the modules of the classes that make up the client.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Self

from pydantic import SecretStr

from spacetui.clock import Clock, SystemClock
from spacetui.hub import answers
from spacetui.hub.caller import WHOAMI, Caller, Connection
from spacetui.hub.endpoint import DEFAULT_ENDPOINT, check_endpoint
from spacetui.hub.environment import EnvironmentOperations
from spacetui.hub.listing import Listing
from spacetui.hub.models import Account
from spacetui.hub.pages import Walks
from spacetui.hub.ratelimit import RateLimit
from spacetui.hub.repositories import Repositories
from spacetui.hub.running import Running
from spacetui.hub.streaming import Streaming
from spacetui.hub.wire import Timeouts


class SpacesClient(Listing, Running, EnvironmentOperations, Repositories, Streaming):
    """Asks one Hub, as one account or nobody. Use it as an async context manager, or call `aclose`.

    Every method raises a HubError: see `errors.py`; InvalidInput and OfflineMode before anything is sent.
    Reads are repeated up to `retries` times where the network or the Hub stumbles; a change is sent once,
    and an error whose `outcome_unknown` is true leaves open whether it was made. `origin` names what runs
    us in the User-Agent. Creating a client costs nothing: HTTP is loaded with the first request.
    """

    def __init__(
        self,
        *,
        endpoint: str = DEFAULT_ENDPOINT,
        token: SecretStr | None = None,
        retries: int = 0,
        clock: Clock | None = None,
        jitter: Callable[[], float] = random.random,
        offline: bool = False,
        timeouts: Timeouts | None = None,
        origin: str | None = None,
    ) -> None:
        self.endpoint = check_endpoint(endpoint)
        connection = Connection(self.endpoint, timeouts or Timeouts(), offline, origin)
        self._caller = Caller(connection, token, retries=retries, clock=clock or SystemClock(), jitter=jitter)
        self._walks = Walks()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections; the client cannot be used afterwards."""
        await self._caller.aclose()

    @property
    def token(self) -> SecretStr | None:
        """The token it asks with, None for nobody's."""
        return self._caller.token

    @property
    def rate_limit(self) -> RateLimit | None:
        """The newest reading of the `api` bucket, None before the first."""
        return self._caller.rate_limit

    @property
    def warnings(self) -> Mapping[str, str]:
        """What the Hub warned of (`X-HF-Warning`): the first message of each topic. Untrusted text."""
        return MappingProxyType(self._caller.warnings)

    async def whoami(self) -> Account:
        """Whose token this is. It has a strict limit of its own: ask at the start and after an InvalidToken."""
        return answers.read_model(WHOAMI, await self._caller.call(WHOAMI), Account)

    async def whoami_with(self, token: SecretStr) -> Account:
        """Whose token another one is. This client goes on with its own, and nothing it knows changes."""
        async with self._caller.another(token) as other:
            return answers.read_model(WHOAMI, await other.call(WHOAMI), Account)

    def use_token(self, token: SecretStr) -> None:
        """Ask with a newer token of the same account from now on; what is on its way is not disturbed.

        Another account's token belongs to another client.
        """
        self._caller.token = token
