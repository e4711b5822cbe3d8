"""Whose Spaces are shown, which are followed and muted: what the user chose, loaded for an account and kept."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from spacetui.live import choices
from spacetui.live.choices import Choices
from spacetui.live.picture import Picture

if TYPE_CHECKING:
    from spacetui.hub.models import Account
    from spacetui.live.remember import Memory


class Preferences:
    """`authors` given on the command line are shown whatever was chosen, and nobody where `only` some Spaces are;
    without a memory nothing is kept.
    """

    def __init__(self, memory: Memory | None, authors: tuple[str, ...], *, only: bool) -> None:
        self._memory = memory
        self._authors = authors
        self._given = bool(authors) or only
        self._choices = Choices()
        self._account: str | None = None
        self.unsaved = False

    @property
    def kept(self) -> bool:
        """Whether what is chosen is there again in the next run."""
        return self._memory is not None and self._account is not None

    async def load(self, account: Account) -> None:
        """Take up what this account's user chose the last time; what was chosen since in this run stays."""
        if account.name == self._account:
            return
        self._account = account.name
        if self._memory is not None:
            self._choices = await asyncio.to_thread(self._memory.choices, account.name)

    async def save(self) -> None:
        """Keep what was chosen since."""
        await asyncio.to_thread(self.save_now)

    def save_now(self) -> None:
        """The same, without waiting: at the end."""
        if self.unsaved and self._memory is not None and self._account is not None:
            self.unsaved = False
            self._memory.keep_choices(self._account, self._choices)

    def owners(self, account: Account) -> tuple[str, ...]:
        return self._authors if self._given else choices.owners(account, self._choices)

    def undecided(self, owner: str, account: Account | None) -> bool:
        """Whether the Spaces of `owner` are taken in only where they are few."""
        return not self._given and choices.undecided(owner, account, self._choices)

    def choose(self, wanted: Mapping[str, bool]) -> None:
        self._choose(replace(self._choices, owners={**self._choices.owners, **wanted}))

    @property
    def followed(self) -> tuple[str, ...]:
        """Others' Spaces to show as well: none where the command line says what to show."""
        return () if self._given else self._choices.followed

    def follows(self, space_id: str) -> bool:
        return space_id in self._choices.followed

    def follow(self, space_id: str, *, followed: bool) -> None:
        others = tuple(each for each in self._choices.followed if each != space_id)
        self._choose(replace(self._choices, followed=(*others, space_id) if followed else others))

    def known_as(self, asked: str, space_id: str) -> str:
        """The name to go on with for a Space that was asked for under one name and has another: it is remembered
        under that one, since the old one may become somebody else's. What the command line says stays as it is.
        """
        if self._given or asked == space_id:
            return asked
        if self.follows(asked):
            names = dict.fromkeys(space_id if each == asked else each for each in self._choices.followed)
            self._choose(replace(self._choices, followed=tuple(names)))
        return space_id

    def mute(self, stages: Mapping[str, str]) -> None:
        """Mute Spaces, by id, as long as each stays in the stage given."""
        self._choose(replace(self._choices, muted={**self._choices.muted, **stages}))

    def unmute(self, space_ids: Collection[str]) -> None:
        """Hear of them again."""
        muted = {key: stage for key, stage in self._choices.muted.items() if key not in space_ids}
        self._choose(replace(self._choices, muted=muted))

    def with_muted(self, picture: Picture, renamed: Mapping[str, str]) -> Picture:
        """The picture with those Spaces muted that still are: a change of stage ends it, another name does not."""
        if not self._choices.muted:
            return picture if not picture.muted else replace(picture, muted=frozenset())
        held = {renamed.get(key, key): stage for key, stage in self._choices.muted.items()}
        muted = choices.still_muted(Choices(muted=held), picture.spaces)
        if muted != self._choices.muted.keys():
            self._choose(replace(self._choices, muted={key: held[key] for key in muted}))
        return picture if muted == picture.muted else replace(picture, muted=muted)

    def _choose(self, chosen: Choices) -> None:
        self._choices = chosen
        self.unsaved = True
