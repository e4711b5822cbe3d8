"""Finding Spaces: lists, search, one by one."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl

from spacetui.hub import answers
from spacetui.hub.asking import Asking
from spacetui.hub.endpoint import on_endpoint
from spacetui.hub.errors import InvalidInput, InvalidToken, NotFound
from spacetui.hub.identifiers import check_namespace
from spacetui.hub.models import Space, SpacePage, SpaceSearchResult, SpaceTemplate
from spacetui.hub.pages import Walks
from spacetui.hub.wire import Answer, Request

_MAX_PAGES = 1000


class Listing(Asking):
    """Operations that find Spaces."""

    _walks: Walks

    async def list_space_pages(
        self,
        *,
        author: str | None = None,
        search: str | None = None,
        filter: str | Sequence[str] | None = None,
        models: str | Sequence[str] | None = None,
        datasets: str | Sequence[str] | None = None,
        linked: bool = False,
        sort: str | None = None,
        expand: Sequence[str] = (),
        full: bool = False,
        limit: int = 1000,
    ) -> AsyncIterator[SpacePage]:
        """Spaces page by page, at most `limit` in each; the next page is asked for when it is wanted.

        `filter` is tags, `models` and `datasets` are those it says it uses, `linked` leaves out who says none.
        `expand` names the keys wanted (`runtime`, `sdk`, `cardData`, …), `full` asks for a long form and excludes it;
        `sort` is one of createdAt, lastModified, likes, trendingScore, always descending.
        """
        if full and expand:
            raise InvalidInput("A list is asked for in full, or with the keys that are named.")
        doing = f"list the Spaces of {check_namespace(author)}" if author else "list Spaces"
        several = ("filter", filter), ("models", models), ("datasets", datasets)
        query = [(key, value) for key, values in several for value in _each(values)]
        query += [(key, "true") for key, wanted in (("linked", linked), ("full", full)) if wanted]
        query += [(key, value) for key, value in (("author", author), ("search", search), ("sort", sort)) if value]
        query += [("limit", str(limit)), *(("expand", key) for key in expand)]
        request = Request("GET", "/spaces", doing, tuple(query))
        asked = request.query
        walk = self._walks.begin(asked)
        for _ in range(_MAX_PAGES):
            answer = await self._caller.call(request)
            yield await walk.read(request, answer)
            following = self._next_page(request, answer)
            if following is None:
                self._walks.keep(asked, walk)
                return
            request = following
        raise answers.unreadable(request, "the list has no end")

    async def list_spaces(
        self,
        *,
        author: str | None = None,
        search: str | None = None,
        filter: str | Sequence[str] | None = None,
        models: str | Sequence[str] | None = None,
        datasets: str | Sequence[str] | None = None,
        linked: bool = False,
        sort: str | None = None,
        expand: Sequence[str] = (),
        full: bool = False,
        limit: int = 1000,
    ) -> list[Space]:
        """All pages of `list_space_pages` in one list."""
        pages = self.list_space_pages(
            author=author,
            search=search,
            filter=filter,
            models=models,
            datasets=datasets,
            linked=linked,
            sort=sort,
            expand=expand,
            full=full,
            limit=limit,
        )
        return [space async for page in pages for space in page.spaces]

    async def space_info(self, space_id: str, *, expand: Sequence[str] = ()) -> Space:
        """One Space: all the Hub tells without `expand` (then with `host`), else its id and the keys wanted."""
        request = self._about(space_id, "", f"read {space_id}", query=tuple(("expand", key) for key in expand))
        return await self._model(request, Space)

    async def repo_exists(self, space_id: str) -> bool:
        """Whether there is such a Space that this token, or nobody in particular, may see."""
        try:
            await self._caller.call(self._about(space_id, "", f"look for {space_id}"))
        except NotFound:
            return False
        except InvalidToken:
            if self._caller.token is not None:
                raise
            return False
        return True

    async def search_spaces(
        self,
        query: str,
        *,
        filter: str | Sequence[str] | None = None,
        sdk: str | Sequence[str] | None = None,
        include_non_running: bool = False,
    ) -> list[SpaceSearchResult]:
        """Public Spaces that do what the words say, the best first; without `include_non_running` only running ones.

        Items that cannot be read are left out.
        """
        asked = [
            ("q", query),
            *(("filter", value) for value in _each(filter)),
            *(("sdk", value) for value in _each(sdk)),
        ]
        if include_non_running:
            asked.append(("includeNonRunning", "true"))
        request = Request("GET", "/spaces/semantic-search", "search Spaces", tuple(asked))
        return answers.read_items(request, await self._caller.call(request), SpaceSearchResult)

    async def list_space_templates(self) -> list[SpaceTemplate]:
        """The official starting points for a new Space."""
        request = Request("GET", "/spaces/templates", "read the Space templates")
        return answers.read_items(request, await self._caller.call(request), SpaceTemplate, within="templates")

    def _next_page(self, request: Request, answer: Answer) -> Request | None:
        """The request for the page that `Link` names; raises UnreadableAnswer where it leads elsewhere."""
        link = _link_next(answer)
        if link is None:
            return None
        url, here = on_endpoint(link, self.endpoint), f"{self.endpoint}/api{request.path}?"
        if url is None or not url.startswith(here):
            raise answers.unreadable(request, "the list goes on at another address", answer)
        following = replace(request, query=tuple(parse_qsl(url.removeprefix(here), keep_blank_values=True)))
        if following == request:
            raise answers.unreadable(request, "the list goes in a circle", answer)
        return following


def _each(value: str | Sequence[str] | None) -> Sequence[str]:
    return [value] if isinstance(value, str) else value or ()


def _link_next(answer: Answer) -> str | None:
    for header in answer.headers.all("Link"):
        for target, terms in re.findall(r"<([^<>]*)>([^<]*)", header):
            if re.search(r';\s*rel\s*=\s*"?next\b', terms, re.IGNORECASE):
                return str(target)
    return None
