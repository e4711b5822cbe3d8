"""`GET /api/spaces`: which Spaces, in what order, and where the next page begins."""

from __future__ import annotations

import base64
import binascii
import json
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice

from starlette.datastructures import QueryParams

from spacetui.demo.refusal import bad_request
from spacetui.demo.shapes import EXPANDABLE, tags, trending
from spacetui.demo.space import DemoSpace
from spacetui.demo.world import World

# Invented: the page size where none is asked for.
DEFAULT_LIMIT = 500
_MOST_ORDERS = 32

_SORTS: Mapping[str, Callable[[DemoSpace], float]] = {
    "createdAt": lambda space: space.created_at,
    "lastModified": lambda space: space.modified_at,
    "likes": lambda space: float(space.likes),
    "trendingScore": lambda space: float(trending(space)),
}

Position = tuple[float, str]


@dataclass(frozen=True)
class Query:
    """What was asked for. `filters` must all be tags of a Space; `linked` wants those that name a model or dataset."""

    author: str | None
    search: str
    filters: tuple[str, ...]
    models: tuple[str, ...]
    datasets: tuple[str, ...]
    linked: bool
    sort: str
    limit: int
    expand: list[str]
    full: bool
    after: Position | None

    @classmethod
    def read(cls, params: QueryParams, largest_page: int) -> Query:
        """Raises Refusal (400) for what cannot be understood."""
        wanted = expand(params)
        full = flag(params, "full")
        if wanted and full:
            raise bad_request("expand and full exclude each other")
        sort = params.get("sort", "trendingScore")
        if sort not in _SORTS:
            raise bad_request(f"sort must be one of {', '.join(_SORTS)}")
        return cls(
            author=params.get("author"),
            search=params.get("search", "").casefold(),
            filters=tuple(params.getlist("filter")),
            models=tuple(params.getlist("models")),
            datasets=tuple(params.getlist("datasets")),
            linked=flag(params, "linked"),
            sort=sort,
            limit=min(_limit(params), largest_page),
            expand=wanted,
            full=full,
            after=_position(params.get("cursor")),
        )

    def admits(self, space: DemoSpace) -> bool:
        return (
            (self.author is None or space.namespace.casefold() == self.author.casefold())
            and (not self.search or self.search in space.id.casefold() or self.search in space.title.casefold())
            and (not self.filters or set(self.filters) <= set(tags(space)))
            and (not self.models or set(self.models) <= set(space.models))
            and (not self.datasets or set(self.datasets) <= set(space.datasets))
            and (not self.linked or bool(space.models or space.datasets))
        )

    def page(self, world: World, sees: Callable[[DemoSpace], bool]) -> tuple[list[DemoSpace], str | None]:
        """The Spaces of this page as far as the caller sees them, and the cursor of the next one if there is any."""
        spaces = world.spaces
        order = self._order(world.orders, spaces)
        start = 0 if self.after is None else bisect_right(order, self.after)
        visible = (each for each in (order[index] for index in range(start, len(order))) if sees(spaces[each[1]]))
        page = list(islice(visible, self.limit))
        more = next(visible, None) is not None
        return [spaces[space_id] for _, space_id in page], _cursor(page[-1]) if more else None

    def _order(self, orders: dict[object, list[Position]], spaces: Mapping[str, DemoSpace]) -> list[Position]:
        """The places of all Spaces that are admitted; the next page asks for the same."""
        asked = (self.author, self.search, self.filters, self.models, self.datasets, self.linked, self.sort)
        if asked not in orders:
            if len(orders) >= _MOST_ORDERS:
                orders.clear()
            value = _SORTS[self.sort]
            orders[asked] = sorted((-value(space), space.id) for space in spaces.values() if self.admits(space))
        return orders[asked]


def expand(params: QueryParams) -> list[str]:
    """The keys asked for with `expand` or `expand[]`, in that order. Raises Refusal for an unknown one."""
    wanted = [*params.getlist("expand"), *params.getlist("expand[]")]
    for key in wanted:
        if key not in EXPANDABLE:
            raise bad_request(f"Invalid value for expand: {key[:60]!a}")
    return wanted


def flag(params: QueryParams, name: str) -> bool:
    return params.get(name, "").lower() in ("1", "true")


def _limit(params: QueryParams) -> int:
    text = params.get("limit", str(DEFAULT_LIMIT))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise bad_request("limit must be a positive number")
    return int(text)


def _cursor(position: Position) -> str:
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode()


def _position(cursor: str | None) -> Position | None:
    if cursor is None:
        return None
    try:
        value, space_id = json.loads(base64.urlsafe_b64decode(cursor))
        return float(value), str(space_id)
    except (binascii.Error, ValueError, TypeError) as error:
        raise bad_request("Invalid cursor") from error
