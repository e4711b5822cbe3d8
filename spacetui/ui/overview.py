"""What is made of the whole fleet at once: which Spaces are listed, in which order, how many stand where, what
they cost together. Pure.

Ten thousand Spaces take their time, so it is made again only where something it depends on has changed. That
a Space was told once more, and is as it was, changes none of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from spacetui.live import cost
from spacetui.live.cost import Burn
from spacetui.ui.basis import NO_BASIS, Basis
from spacetui.ui.ordering import Order, arrange

if TYPE_CHECKING:
    from spacetui.live.picture import Picture, SpaceEntry, Update
    from spacetui.ui.filtering import Filter


class Tally(NamedTuple):
    """How many `spaces` count, and how many of them stand in each stage of its kind; how many are `muted`.

    `burn` is what all cost: a muted Space is billed like any other.
    """

    spaces: int = 0
    stages: Mapping[tuple[str, str], int] = Counter[tuple[str, str]]()
    muted: int = 0
    burn: Burn = Burn(0.0, 0)


class Overview:
    """`hear` of each update, then `look` at a picture: `ids` are those listed, in order."""

    def __init__(self) -> None:
        self.ids: Sequence[str] = ()
        self.basis = NO_BASIS
        self.tally = Tally()
        self._spaces: Mapping[str, SpaceEntry] | None = None
        self._told: Mapping[str, SpaceEntry] | None = None
        self._news = False
        self._beside: object = None
        self._asked: object = None

    def hear(self, update: Update) -> None:
        self._told = update.picture.spaces
        self._news = self._news or bool(update.touched or update.gone)

    def look(self, picture: Picture, filter: Filter, order: Order) -> None:
        """Make what has to be made anew of a picture: it may be newer than what was heard of."""
        beside, asked = (picture.catalog, picture.muted, picture.others), (filter.text, order)
        anew = self._differs(picture.spaces) or beside != self._beside
        if anew:
            self.basis = Basis(cost.prices(picture), picture.muted)
            self.tally = tally(_ours(picture), self.basis)
        if anew or asked != self._asked:
            matching = (entry for entry in picture.spaces.values() if filter.holds(entry, self.basis))
            self.ids = [entry.id for entry in arrange(matching, order, self.basis)]
        self._spaces, self._news, self._beside, self._asked = picture.spaces, False, beside, asked

    def _differs(self, spaces: Mapping[str, SpaceEntry]) -> bool:
        return spaces is not self._spaces and (self._news or spaces is not self._told)


def _ours(picture: Picture) -> Mapping[str, SpaceEntry]:
    """Those that count: others' that are followed do not."""
    others = picture.others
    return {key: entry for key, entry in picture.spaces.items() if key not in others} if others else picture.spaces


def tally(spaces: Mapping[str, SpaceEntry], basis: Basis) -> Tally:
    muted = basis.muted & spaces.keys()
    counted = (entry.runtime for key, entry in spaces.items() if entry.runtime and key not in muted)
    stages = Counter((runtime.stage, runtime.stage.kind) for runtime in counted)
    by_words = {(str(stage), str(kind)): number for (stage, kind), number in stages.items()}
    return Tally(len(spaces) - len(muted), by_words, len(muted), cost.burn(spaces.values(), basis.prices))
