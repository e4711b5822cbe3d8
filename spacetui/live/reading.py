"""Asks the Hub for one thing and hangs what it says on the board."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from spacetui.hub.errors import HubError, HubRefused, HubUnwell, InvalidToken, NotFound, RateLimited
from spacetui.live import fleet
from spacetui.live.choices import TAKEN_IN_UNASKED
from spacetui.live.pace import Read, Subject
from spacetui.live.picture import Chosen, Environment, Known, Picture
from spacetui.live.showing import listed_with_owner, shown_in

if TYPE_CHECKING:
    from spacetui.clock import Clock
    from spacetui.hub.client import SpacesClient
    from spacetui.hub.models import Space, SpaceRuntime, SpaceSecret, SpaceVariable
    from spacetui.live.activity import Activity
    from spacetui.live.board import Board
    from spacetui.live.fleet import Entries
    from spacetui.live.preferences import Preferences

LIST_EXPAND = (
    "author",
    "cardData",
    "createdAt",
    "disabled",
    "lastModified",
    "likes",
    "private",
    "region",
    "runtime",
    "sdk",
    "sha",
    "subdomain",
    "tags",
)
"""What is asked for each Space of a listing; `runtime` is what makes a fleet live in one request a page."""


class Reader:
    """Reads of every subject. Each raises HubError, after noting it where it belongs.

    Answers may overtake each other. A read takes its turn when it is sent; what comes with the answer to a
    change takes one when it arrives, since all that was sent before may show the time before the change. An
    answer of an earlier turn than what is on the board does not replace it.
    """

    def __init__(
        self, client: SpacesClient, board: Board, clock: Clock, activity: Activity, preferences: Preferences
    ) -> None:
        self._client = client
        self._board = board
        self._clock = clock
        self._activity = activity
        self._preferences = preferences
        self._turns = count(1)
        self._lost: dict[str, int] = {}
        """Ids that were given up by a command of ours, and the turn at which: older answers still tell of them."""
        self.pages: dict[str, int] = {}
        """How many requests the listing of an owner took the last time."""
        self._by_subject: Mapping[Subject, Callable[[str], Awaitable[None]]] = {
            Subject.ACCOUNT: self._account,
            Subject.LISTING: self._listing,
            Subject.SPACE: self._space,
            Subject.CATALOG: self._catalog,
            Subject.RUNTIME: self._runtime,
            Subject.SECRETS: self._secrets,
            Subject.VARIABLES: self._variables,
            Subject.ZERO_GPU: self._zero_gpu,
        }

    async def read(self, read: Read) -> None:
        with self._activity:
            await self._by_subject[read.subject](read.of)

    async def exists(self, space_id: str) -> bool:
        """Whether there is such a Space that we can see."""
        with self._activity:
            try:
                found = await self._client.space_info(space_id, expand=("author",))
            except NotFound:
                return False
            return found.id.lower() == space_id.lower()  # else it has another name by now

    async def meet(self, space_id: str) -> None:
        """Read a Space as a list tells it, and take it in where it is shown, or its owner's are."""
        with self._activity:
            turn = next(self._turns)
            space = await self._client.space_info(space_id, expand=LIST_EXPAND)
            picture = self._board.picture
            if space.id in picture.spaces or space.owner.lower() in map(str.lower, picture.owners):
                entries = fleet.observe_space(picture.spaces, space, self._clock.now(), turn)
                self._lost |= dict.fromkeys(picture.spaces.keys() - entries.keys(), turn)
                self._show_spaces(entries, picture)

    def lose(self, space_id: str) -> None:
        """A Space is there no more."""
        self._lost[space_id] = next(self._turns)
        picture = self._board.picture
        entries = {key: entry for key, entry in picture.spaces.items() if key != space_id}
        self._show_spaces(entries, picture)

    def take_runtime(self, space_id: str, runtime: SpaceRuntime) -> None:
        """Take over the runtime that the answer to a change brought along."""
        self._show_runtime(space_id, runtime, next(self._turns))

    def take_variables(self, space_id: str, variables: Mapping[str, SpaceVariable]) -> None:
        """Take over the variables that the answer to a change brought along."""
        self._show_variables(space_id, variables, next(self._turns))

    async def _account(self, _: str) -> None:
        account = await self._client.whoami()
        await self._preferences.load(account)
        picture = self._board.picture
        if picture.account is not None and picture.account.name != account.name:  # remembered from another
            picture = Picture(
                connection=picture.connection, chosen=picture.chosen, commands=picture.commands, plans=picture.plans
            )
        self._board.show(replace(picture, account=account))
        self.show_owners()

    def show_owners(self) -> None:
        """Have the picture show those whose Spaces are wanted, the Spaces that are followed, and nobody else's."""
        picture = self._board.picture
        if picture.account is None:
            return
        owners = self._preferences.owners(picture.account)
        offered = {name: number for name, number in picture.offered.items() if name in owners}
        offered = {name: number for name, number in offered.items() if self._undecided(name)}
        shown = tuple(owner for owner in owners if owner not in offered)
        listed = {owner: known for owner, known in picture.listed.items() if owner in shown}
        chosen = {space_id: Chosen() for space_id in self._preferences.followed} | dict(picture.chosen)
        picture = replace(picture, owners=shown, offered=offered, listed=listed, chosen=chosen)
        self._show_spaces(shown_in(picture), picture)

    async def choose(self, space_id: str) -> str:
        """Read a Space and show it for its own sake from now on; its id as the Hub knows it."""
        with self._activity:
            turn = next(self._turns)
            space = await self._client.space_info(space_id, expand=LIST_EXPAND)
            picture, at = self._board.picture, self._clock.now()
            entries = fleet.observe_space(picture.spaces, space, at, turn)
            seen = Chosen(space.id, at=at)
            chosen = {name: seen if each.id == space.id else each for name, each in picture.chosen.items()}
            if seen not in chosen.values() and not listed_with_owner(picture, space.id):
                chosen[space.id] = seen
            self._show_spaces(entries, replace(picture, chosen=chosen))
            return space.id

    def let_go(self, space_id: str) -> list[str]:
        """Show a Space for its own sake no longer; the names it was asked for under."""
        picture = self._board.picture
        names = [name for name, chosen in picture.chosen.items() if space_id in (name, chosen.id)]
        kept = {name: chosen for name, chosen in picture.chosen.items() if name not in names}
        picture = replace(picture, chosen=kept)
        self._show_spaces(shown_in(picture), picture)
        return names

    async def _listing(self, owner: str) -> None:
        turn = next(self._turns)
        spaces: list[Space] = []
        unreadable = pages = 0
        large = TAKEN_IN_UNASKED if self._undecided(owner) and owner not in self._board.picture.listed else None
        limit = 1000 if large is None else large + 1
        async for page in self._client.list_space_pages(author=owner, expand=LIST_EXPAND, limit=limit):
            pages += 1
            spaces += page.spaces
            unreadable += page.unreadable
            if large is not None and len(spaces) > large:
                self._offer(owner, len(spaces))
                return
        picture = self._board.picture
        if owner not in picture.owners:  # not wanted any more
            return
        self.pages[owner] = pages
        spaces = [space for space in spaces if self._lost.get(space.id, 0) < turn]
        listed = {**picture.listed, owner: Known(unreadable, self._clock.now())}
        entries = fleet.observe_list(picture.spaces, owner, spaces, self._clock.now(), turn)
        self._show_spaces(entries, replace(picture, listed=listed))

    async def _space(self, asked: str) -> None:
        """A chosen Space. That it is not there, or not for us, is an answer too."""
        turn = next(self._turns)
        space: Space | None = None
        refused: HubRefused | None = None
        try:
            space = await self._client.space_info(asked, expand=LIST_EXPAND)
        except (HubUnwell, RateLimited):
            raise
        except HubRefused as error:
            if isinstance(error, InvalidToken) and self._board.picture.account is not None:
                raise
            refused = error
        picture, at = self._board.picture, self._clock.now()
        known = picture.chosen.get(asked)
        if known is None or self._lost.get(known.id or asked, 0) > turn:  # not wanted any more
            return
        entries: Entries = {key: entry for key, entry in picture.spaces.items() if key != known.id}
        name, seen = asked, Chosen(known.id, refused, at)
        if space is not None:
            entries = fleet.observe_space(picture.spaces if known.refused is None else entries, space, at, turn)
            name, seen = self._preferences.known_as(asked, space.id), Chosen(space.id, at=at)
        elif refused is not None and self._keeps_its_row(asked, picture):
            seen = Chosen(known.id or asked, refused, at)
            entries = fleet.observe_refusal(picture.spaces, known.id or asked, refused, at)
        chosen = {name if key == asked else key: each for key, each in picture.chosen.items()}
        self._show_spaces(entries, replace(picture, chosen={**chosen, name: seen}))

    def _keeps_its_row(self, asked: str, picture: Picture) -> bool:
        """Whether it stands in the list though it cannot be seen: one that is followed has to be let go of there."""
        return asked in self._preferences.followed and not listed_with_owner(picture, asked)

    def _undecided(self, owner: str) -> bool:
        return self._preferences.undecided(owner, self._board.picture.account)

    def _offer(self, owner: str, number: int) -> None:
        """An organization too large to be taken in unasked."""
        picture = self._board.picture
        owners = tuple(each for each in picture.owners if each != owner)
        self._board.show(replace(picture, owners=owners, offered={**picture.offered, owner: number}))

    def _show_spaces(self, entries: Entries, picture: Picture) -> None:
        """Show these Spaces, and of everything else only what belongs to them."""
        before = self._board.picture
        lost = not before.muted <= entries.keys()
        renamed = fleet.difference(before.spaces, entries).renamed if lost else {}
        environments = {key: held for key, held in picture.environments.items() if key in entries}
        shown = replace(picture, spaces=entries, environments=environments)
        self._board.show(self._preferences.with_muted(shown, renamed))

    async def _catalog(self, _: str) -> None:
        try:
            flavors = await self._client.list_spaces_hardware()
        except HubError as problem:
            self._board.show(replace(self._board.picture, catalog_problem=problem))
            raise
        catalog = Known(tuple(flavors), self._clock.now())
        self._board.show(replace(self._board.picture, catalog=catalog, catalog_problem=None))

    async def _zero_gpu(self, _: str) -> None:
        quota = Known(await self._client.get_zero_gpu_quota(), self._clock.now())
        self._board.show(replace(self._board.picture, zero_gpu=quota))

    async def _runtime(self, space_id: str) -> None:
        turn = next(self._turns)
        try:
            runtime = await self._client.get_space_runtime(space_id)
        except HubError as problem:
            picture = self._board.picture
            entries = fleet.observe_problem(picture.spaces, space_id, problem)
            self._board.show(replace(picture, spaces=entries))
            raise
        self._show_runtime(space_id, runtime, turn)

    def _show_runtime(self, space_id: str, runtime: SpaceRuntime, turn: int) -> None:
        picture = self._board.picture
        entries = fleet.observe_runtime(picture.spaces, space_id, runtime, self._clock.now(), turn)
        self._show_spaces(entries, picture)

    async def _secrets(self, space_id: str) -> None:
        turn = next(self._turns)
        try:
            secrets = await self._client.get_space_secrets(space_id)
        except HubError as problem:
            self._show_environment(space_id, replace(self._environment(space_id), secrets_problem=problem))
            raise
        held = self._environment(space_id)
        if _newer(turn, held.secrets):
            known: Known[Mapping[str, SpaceSecret]] = Known(secrets, self._clock.now(), turn)
            self._show_environment(space_id, replace(held, secrets=known, secrets_problem=None))

    async def _variables(self, space_id: str) -> None:
        turn = next(self._turns)
        try:
            variables = await self._client.get_space_variables(space_id)
        except HubError as problem:
            self._show_environment(space_id, replace(self._environment(space_id), variables_problem=problem))
            raise
        self._show_variables(space_id, variables, turn)

    def _show_variables(self, space_id: str, variables: Mapping[str, SpaceVariable], turn: int) -> None:
        held = self._environment(space_id)
        if _newer(turn, held.variables):
            known = Known(variables, self._clock.now(), turn)
            self._show_environment(space_id, replace(held, variables=known, variables_problem=None))

    def _environment(self, space_id: str) -> Environment:
        return self._board.picture.environment(space_id)

    def _show_environment(self, space_id: str, environment: Environment) -> None:
        picture = self._board.picture
        self._board.show(replace(picture, environments={**picture.environments, space_id: environment}))


def _newer(turn: int, known: Known[Any] | None) -> bool:
    return known is None or turn > known.turn
