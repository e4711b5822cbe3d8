"""What all operations share: a request on one Space, and who sends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from spacetui.hub import answers
from spacetui.hub.caller import Caller
from spacetui.hub.identifiers import check_space_id
from spacetui.hub.models import Model, SpaceRuntime
from spacetui.hub.wire import Query, Request

M = TypeVar("M", bound=Model)


class Asking:
    """The ground of the client's groups of operations. `endpoint` is where the Hub is."""

    endpoint: str
    _caller: Caller

    def _about(
        self,
        space_id: str,
        what: str,
        doing: str,
        *,
        method: str | None = None,
        query: Query = (),
        body: Mapping[str, Any] | None = None,
    ) -> Request:
        """A request on one Space: by default a POST where there is a body, else a GET."""
        namespace, name = check_space_id(space_id).split("/")
        path = f"/spaces/{quote(namespace, safe='')}/{quote(name, safe='')}{what}"
        return Request(method or ("GET" if body is None else "POST"), path, doing, query, body)

    async def _model(self, request: Request, model: type[M]) -> M:
        return answers.read_model(request, await self._caller.call(request), model)

    async def _runtime(self, request: Request) -> SpaceRuntime:
        return await self._model(request, SpaceRuntime)

    async def _nothing(self, request: Request) -> None:
        answers.read_nothing(request, await self._caller.call(request))
