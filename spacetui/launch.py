"""Opens sessions: where the Hub is, which token is used, and whether the demo hub stands in for it.

What opening needs (HTTP, models, the demo hub's server) is imported here when it is asked for, so that the
first screen does not wait for it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from spacetui.clock import Clock, SystemClock
from spacetui.hub.errors import HubError

if TYPE_CHECKING:
    from pydantic import SecretStr

    from spacetui.demo.server import DemoServer
    from spacetui.hub.client import SpacesClient
    from spacetui.hub.login import Login
    from spacetui.hub.stored import StoredToken
    from spacetui.hub.token import FoundToken
    from spacetui.live.engine import Engine
    from spacetui.live.picture import Picture
    from spacetui.live.remember import Memory
    from spacetui.settings import Paths


class NoToken(HubError):
    """No token was found, and nothing was asked for that could do without."""


def _no_token(*, unwanted: bool) -> NoToken:
    return NoToken(
        "There is no token on this machine, so your Spaces cannot be shown.",
        advice="Unset HF_HUB_DISABLE_IMPLICIT_TOKEN, which forbids using one."
        if unwanted
        else "Log in with `hf auth login`, or set HF_TOKEN.",
    )


@dataclass(frozen=True)
class Session:
    """One account at one endpoint: its client and engine. Another account is another session."""

    client: SpacesClient
    engine: Engine
    place: str
    """Where it is, in a word or two for the status line: empty for the Hub itself."""
    demo: DemoServer | None = None
    follows_login: bool = False
    """Whether a newer log-in on this machine is taken up by itself: not where the environment holds the token."""
    token_source: str = ""
    """Where the token was found: a variable's name or a file's path; empty for the demo's, and without one."""
    tokens: tuple[str, ...] = ("",)
    """The names under which a token can be chosen instead, as they were when this was opened; "" for one without."""
    token_name: str = ""
    """Which of them this is."""

    async def close(self) -> None:
        """Close the connections, and the demo hub where there is one. The engine must have stopped."""
        try:
            await self.client.aclose()
        finally:
            if self.demo is not None:
                self.demo.stop()


@dataclass(frozen=True)
class Launcher:
    """`authors` are those whose Spaces to show instead of the account's own, `only` the Spaces to show instead of
    anybody's whole list; `speed` is the demo hub's; `hints` listens to the Hub's event streams as well.

    `token_name` chooses one of the tokens that a session offers, where it is not the one used without choosing.
    `paths` is where the last picture and the user's choices are kept; without it, and for the demo, nothing is.
    """

    environ: Mapping[str, str]
    home: Path
    endpoint: str | None = None
    authors: Sequence[str] = ()
    demo: bool = False
    speed: float = 1.0
    clock: Clock = field(default_factory=SystemClock)
    chance: Callable[[], float] = random.random
    paths: Paths | None = None
    only: Sequence[str] = ()
    hints: bool = False
    token_name: str = ""

    def last_picture(self) -> Picture | None:
        """The last picture of what `open` opens, to be drawn meanwhile. Blocks; imports no more than drawing needs."""
        if self.demo or self.paths is None:
            return None
        from spacetui.hub.endpoint import implicit_token_disabled
        from spacetui.hub.token import find_fingerprint
        from spacetui.live.glance import glance

        try:
            endpoint, unwanted = self._endpoint(), implicit_token_disabled(self.environ)
            whose = None if unwanted else find_fingerprint(self.environ, self.home, endpoint)
        except HubError:  # opening says it
            return None
        return glance(self.paths.cache_dir, endpoint, whose, self.authors)

    def open(self, *, retries: int = 0) -> Session:
        """Open what was asked for. Blocks while it imports. Raises NoToken, InvalidInput."""
        return self.open_demo(retries=retries) if self.demo else self.open_hub(self.authors, retries=retries)

    def open_hub(self, authors: Sequence[str] = (), *, retries: int = 0) -> Session:
        """The Hub's session: of the account whose token is found, or of the public Spaces of `authors`.

        Raises NoToken, also where the one that was chosen is there no more, and InvalidInput.
        """
        from spacetui.hub.client import SpacesClient
        from spacetui.hub.endpoint import DEFAULT_ENDPOINT, implicit_token_disabled, offline
        from spacetui.hub.login import Login
        from spacetui.live.engine import Engine

        login, unwanted = Login(self.environ, self.home), implicit_token_disabled(self.environ)
        found = None if unwanted else login.find()
        if found is None and not authors and not self.only:
            raise _no_token(unwanted=unwanted)
        active, choosable = self._choosable(login, found, authors)
        name = self.token_name or active
        if name != active:
            found = self._named(choosable, name)
        token = None if found is None else found.token
        follows_login = token is not None and name == active and login.follows_file
        endpoint = self._endpoint()
        client = SpacesClient(
            endpoint=endpoint, token=token, retries=retries, clock=self.clock, offline=offline(self.environ)
        )
        engine = Engine(
            client,
            authors=authors,
            only=self.only,
            signed_in=token is not None,
            clock=self.clock,
            chance=self.chance,
            memory=self._memory(endpoint, token, authors),
            login=login if follows_login else None,
            hints=self.hints,
        )
        place = "" if endpoint == DEFAULT_ENDPOINT else endpoint.partition("://")[2]
        return Session(
            client,
            engine,
            place,
            follows_login=follows_login,
            token_source="" if found is None else found.source,
            tokens=tuple(dict.fromkeys([active, *(each.name for each in choosable)])),
            token_name=name,
        )

    def named_token(self, name: str) -> SecretStr:
        """The token of that name, or with "" the one that is used without choosing. Blocks. Raises NoToken."""
        from spacetui.hub.login import Login

        found = Login(self.environ, self.home).find()
        if found is None or name:
            found = self._named(self._stored(found), name)
        return found.token

    def token_names(self, session: Session) -> tuple[str, ...]:
        """The names under which a token can be chosen instead of a session's, as they are now, and its own. Blocks.

        Raises InvalidInput where the token's file cannot be read.
        """
        from spacetui.hub.login import Login

        if session.demo is not None or not session.token_source:
            return session.tokens
        login = Login(self.environ, self.home)
        found = login.find()
        active, choosable = self._choosable(login, found, self.authors)
        names = [] if found is None else [active, *(each.name for each in choosable)]
        return tuple(dict.fromkeys([*names, session.token_name]))

    def _choosable(
        self, login: Login, found: FoundToken | None, authors: Sequence[str]
    ) -> tuple[str, Sequence[StoredToken]]:
        """The name of the token that is used without choosing, "" where it has none, and the named ones to choose from:
        none where the environment or the command line decides.
        """
        stored = () if authors or self.only or not login.follows_file else self._stored(found)
        return next((each.name for each in stored if found is not None and each.token == found.token), ""), stored

    def _stored(self, found: FoundToken | None) -> Sequence[StoredToken]:
        """The named tokens of this machine, where one was found at all."""
        from spacetui.hub.stored import stored_tokens

        return () if found is None else stored_tokens(self.environ, self.home)

    def _named(self, choosable: Sequence[StoredToken], name: str) -> FoundToken:
        from spacetui.hub.stored import stored_path
        from spacetui.hub.token import FoundToken

        for stored in choosable:
            if stored.name == name:
                return FoundToken(stored.token, str(stored_path(self.environ, self.home)))
        raise NoToken(f"There is no token named {name} on this machine any more.", advice="Try again with another.")

    def _endpoint(self) -> str:
        from spacetui.hub.endpoint import find_endpoint

        return find_endpoint({**self.environ, **({"HF_ENDPOINT": self.endpoint} if self.endpoint else {})})

    def _memory(self, endpoint: str, token: SecretStr | None, authors: Sequence[str]) -> Memory | None:
        from spacetui.live.remember import Memory

        if self.paths is None or self.only:
            return None
        return Memory(self.paths.cache_dir, self.paths.state_dir, endpoint, token, authors)

    def open_demo(self, *, retries: int = 0) -> Session:
        """A simulated Hub on loopback, and a session at it. Touches neither token nor endpoint of the user."""
        from pydantic import SecretStr

        from spacetui.demo.server import DemoServer
        from spacetui.demo.world import World
        from spacetui.hub.client import SpacesClient
        from spacetui.live.engine import Engine

        world = World(clock=self.clock, speed=self.speed)
        named = {token.name: secret for secret, token in world.tokens.items()}
        secret = named.get(self.token_name, world.token)
        server = DemoServer(world)
        server.start()
        client = SpacesClient(endpoint=server.url, token=SecretStr(secret), retries=retries, clock=self.clock)
        return Session(
            client,
            Engine(client, only=self.only, clock=self.clock, chance=self.chance, hints=self.hints),
            "demo hub",
            server,
            tokens=tuple(named),
            token_name=world.tokens[secret].name,
        )
