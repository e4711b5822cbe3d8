"""Which Spaces a picture is to show: those of its owners, and those that are chosen for their own sake. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacetui.hub.terms import owner_of

if TYPE_CHECKING:
    from spacetui.live.fleet import Entries
    from spacetui.live.picture import Picture


def listed_with_owner(picture: Picture, space_id: str) -> bool:
    """Whether a Space belongs to one whose Spaces are all shown. The Hub takes names in any case."""
    return owner_of(space_id).lower() in map(str.lower, picture.owners)


def to_be_shown(picture: Picture, space_id: str) -> bool:
    """Whether it is one of those that the picture is to show, be it there or not."""
    chosen = picture.chosen.items()
    return listed_with_owner(picture, space_id) or any(space_id in (asked, each.id) for asked, each in chosen)


def shown_in(picture: Picture) -> Entries:
    """The Spaces of a picture without those that it is not to show."""
    owners = {owner.lower() for owner in picture.owners}
    chosen = {name for asked, each in picture.chosen.items() for name in (asked, each.id)}
    kept = {key: entry for key, entry in picture.spaces.items() if owner_of(key).lower() in owners or key in chosen}
    return picture.spaces if len(kept) == len(picture.spaces) else kept
