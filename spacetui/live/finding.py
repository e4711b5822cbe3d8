"""Finding others' Spaces: searched and browsed when somebody asks, followed for their own sake from then on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from spacetui.hub.errors import InvalidInput
from spacetui.hub.identifiers import check_namespace
from spacetui.live.reading import LIST_EXPAND
from spacetui.live.showing import listed_with_owner

if TYPE_CHECKING:
    from spacetui.hub.client import SpacesClient
    from spacetui.hub.models import Space, SpaceSearchResult
    from spacetui.hub.terms import SpaceHardware, SpaceStage
    from spacetui.live.activity import Activity
    from spacetui.live.board import Board
    from spacetui.live.preferences import Preferences
    from spacetui.live.reading import Reader

MOST_FOUND = 200
"""One page: who looks for more says more."""
MOST_FOLLOWED = 50
"""Each is read by itself, at least once a minute."""


class By(StrEnum):
    """How to look: words in ids and titles, an owner's name, or words that say what a Space does."""

    WORDS = "words"
    OWNER = "owner"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Found:
    """A Space that was found, as far as the answer told; its texts are the Hub's."""

    id: str
    title: str | None = None
    stage: SpaceStage | None = None
    hardware: SpaceHardware | None = None
    likes: int | None = None
    static: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, in the Hub's order; `more` says that there would have been more."""

    found: tuple[Found, ...]
    more: bool = False


class Finder:
    """Asks at once, whatever polling may still ask for: half of the rate limit is kept for what the user does.

    Every method that asks raises HubError.
    """

    def __init__(
        self, client: SpacesClient, board: Board, reader: Reader, preferences: Preferences, activity: Activity
    ) -> None:
        self._client = client
        self._board = board
        self._reader = reader
        self._preferences = preferences
        self._activity = activity

    async def find(self, words: str, by: By) -> Findings:
        """One request."""
        words = words.strip()
        if not words:
            raise InvalidInput("Type what to look for, or an owner's name.")
        if by is By.OWNER:
            check_namespace(words)
        with self._activity:
            if by is By.MEANING:
                meant = await self._client.search_spaces(words, include_non_running=True)
                return Findings(tuple(map(_meant, meant[:MOST_FOUND])), more=len(meant) > MOST_FOUND)
            return await self._listed(words, by)

    async def _listed(self, words: str, by: By) -> Findings:
        author, search = (words, None) if by is By.OWNER else (None, words)
        pages = self._client.list_space_pages(
            author=author, search=search, sort="likes", expand=LIST_EXPAND, limit=MOST_FOUND + 1
        )
        async for page in pages:
            found = tuple(map(_listed, page.spaces))
            return Findings(found[:MOST_FOUND], more=len(found) > MOST_FOUND)
        return Findings(())

    async def look_at(self, space_id: str) -> str:
        """Show a Space beside the others, for this run; its id as the Hub knows it."""
        picture = self._board.picture
        if space_id not in picture.spaces and len(picture.chosen) >= MOST_FOLLOWED:
            raise InvalidInput(
                f"{MOST_FOLLOWED} Spaces are followed already.",
                advice="Stop following one first, to keep requests few.",
            )
        return await self._reader.choose(space_id)

    def follows(self, space_id: str) -> bool:
        """Whether it is shown until it is unfollowed."""
        return self._preferences.follows(space_id)

    def follow(self, space_id: str) -> None:
        """Go on showing a Space that is looked at until it is unfollowed, also the next time."""
        if not listed_with_owner(self._board.picture, space_id):
            self._preferences.follow(space_id, followed=True)

    def unfollow(self, space_id: str) -> None:
        """Show it no longer."""
        for name in (space_id, *self._reader.let_go(space_id)):
            self._preferences.follow(name, followed=False)


def _listed(space: Space) -> Found:
    runtime = space.runtime
    return Found(
        space.id,
        space.title,
        runtime.stage if runtime else None,
        runtime.flavor if runtime else None,
        space.likes,
        static=space.static,
    )


def _meant(result: SpaceSearchResult) -> Found:
    return Found(
        result.id, result.title or result.summary, result.stage, None, result.likes, static=result.sdk == "static"
    )
