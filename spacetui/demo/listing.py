"""`GET /api/spaces`: which Spaces, in what order, and where the next page begins."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from spacetui.demo.refusal import bad_request
from spacetui.demo.shapes import EXPANDABLE, tags, trending
from spacetui.demo.space import DemoSpace

# Invented: the page size where none is asked for.
DEFAULT_LIMIT = 500

_SORTS: Mapping[str, Callable[[DemoSpace], float]] = {
    "createdAt": lambda space: space.created_at,
    "lastModified": lambda space: space.modified_at,
    "likes": lambda space: float(space.likes),
    "trendingScore": lambda space: float(trending(space)),
}

Position = tuple[float, str]


@dataclass(frozen=True)
class Query:
    """What was asked for. `filters` must all be tags of a Space."""

    author: str | None
    search: str
    filters: tuple[str, ...]
    models: tuple[str, ...]
    datasets: tuple[str, ...]
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
            sort=sort,
            limit=min(_limit(params), largest_page),
            expand=wanted,
            full=full,
            after=_position(params.get("cursor")),
        )

    def admits(self, space: DemoSpace) -> bool:
        return (
            (self.author is None or space.namespace.casefold() == self.author.casefold())
            and (self.search in space.id.casefold() or self.search in space.title.casefold())
            and set(self.filters) <= set(tags(space))
            and set(self.models) <= set(space.models)
            and set(self.datasets) <= set(space.datasets)
        )

    def page(self, spaces: Iterable[DemoSpace]) -> tuple[list[DemoSpace], str | None]:
        """The Spaces of this page, and the cursor of the next one if there is any."""

        def place(space: DemoSpace) -> Position:
            return -_SORTS[self.sort](space), space.id

        ordered = sorted((space for space in spaces if self.admits(space)), key=place)
        rest = [space for space in ordered if self.after is None or place(space) > self.after]
        page = rest[: self.limit]
        return page, _cursor(place(page[-1])) if len(rest) > len(page) else None


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
