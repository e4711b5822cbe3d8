"""A few Spaces followed by themselves, whoever they belong to, without their owners' whole lists."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from spacetui.hub.errors import HubRefused, HubUnwell, InvalidToken, RateLimited
from spacetui.hub.models import Space, SpacePage
from spacetui.launch import NoToken
from spacetui.live.engine import Engine
from spacetui.live.pace import Attention

if TYPE_CHECKING:
    from spacetui.hub.client import SpacesClient
    from spacetui.launch import Launcher, Session

SINGLY = 5
"""So many Spaces of one owner are read one by one; of more, the owner's list tells in fewer requests."""


class ChosenClient:
    """A client whose listings hold the chosen Spaces alone; in all else the client it was made from.

    `ids` are the Spaces as they were asked for, `names` the ids that the Hub knows them by, and `refused` tells
    why one could not be seen when it was last looked at.
    """

    def __init__(self, client: SpacesClient, ids: Sequence[str], *, signed_in: bool) -> None:
        self._client = client
        self._signed_in = signed_in
        self.ids = tuple(dict.fromkeys(ids))
        self.names: dict[str, str] = {}
        self.refused: dict[str, HubRefused] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    async def list_space_pages(
        self, *, author: str, expand: Sequence[str] = (), limit: int = 1000
    ) -> AsyncIterator[SpacePage]:
        """The chosen Spaces of `author`, as many pages as it takes requests."""
        left = {space_id.lower(): space_id for space_id in self.ids if owner(space_id) == author.lower()}
        if len(left) > SINGLY:
            async for page in self._client.list_space_pages(author=author, expand=expand, limit=limit):
                found = [space for space in page.spaces if space.id.lower() in left]
                for space in found:
                    self._seen(left.pop(space.id.lower()), space)
                yield SpacePage(spaces=tuple(found))
        for space_id in left.values():
            yield SpacePage(spaces=await self._read(space_id, expand))

    async def _read(self, space_id: str, expand: Sequence[str]) -> tuple[Space, ...]:
        """The Space; nothing where the Hub will not show it."""
        try:
            space = await self._client.space_info(space_id, expand=expand)
        except HubRefused as error:
            if self._of_more_than_one_space(error):
                raise
            self.refused[space_id] = error
            return ()
        self._seen(space_id, space)
        return (space,)

    def _seen(self, space_id: str, space: Space) -> None:
        self.names[space_id] = space.id
        self.refused.pop(space_id, None)

    def _of_more_than_one_space(self, error: HubRefused) -> bool:
        """Without a token a 401 only says that this Space is not public."""
        return isinstance(error, HubUnwell | RateLimited) or (isinstance(error, InvalidToken) and self._signed_in)


@dataclass(frozen=True)
class Chosen:
    """A session at the Hub, and an engine whose picture holds the chosen Spaces alone."""

    session: Session
    engine: Engine
    client: ChosenClient

    def attend(self) -> None:
        """Look at the chosen Spaces; closely, where it is one."""
        ids = tuple(self.client.names.values())
        self.engine.attend(Attention(selected=ids[0] if len(ids) == 1 else None, visible=ids))

    async def close(self) -> None:
        await self.session.close()


def open_chosen(launcher: Launcher, ids: Sequence[str]) -> Chosen:
    """These Spaces alone, own or public, the latter without a token too. Raises InvalidInput."""
    owners = tuple(dict.fromkeys(owner(space_id) for space_id in ids))
    try:
        session, signed_in = replace(launcher, authors=()).open(), True
    except NoToken:
        session, signed_in = replace(launcher, authors=owners).open(), False
    client = ChosenClient(session.client, ids, signed_in=signed_in)
    engine = Engine(
        cast("SpacesClient", client),  # it is one as far as an engine asks that sends no commands
        authors=owners,
        signed_in=signed_in,
        clock=launcher.clock,
        chance=launcher.chance,
    )
    return Chosen(session, engine, client)


def owner(space_id: str) -> str:
    """Whose Space it is, in lower case: the Hub takes names in any case."""
    return space_id.partition("/")[0].lower()
