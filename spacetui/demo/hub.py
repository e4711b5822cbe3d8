"""The demo hub's protocol: which handler answers which request, and the answers' common parts."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from spacetui.demo import changes, finding, reads, repositories, streams
from spacetui.demo.access import sees
from spacetui.demo.accounts import Token
from spacetui.demo.bodies import Body
from spacetui.demo.call import Answer, Call, Handler, Stream
from spacetui.demo.limits import Standing
from spacetui.demo.refusal import BAD_CREDENTIALS, Refusal
from spacetui.demo.world import World

SPACE = "/api/spaces/{namespace}/{name}"
ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/api/whoami-v2", reads.whoami),
    ("GET", "/api/spaces", reads.list_spaces),
    ("GET", "/api/spaces/hardware", reads.hardware),
    ("GET", "/api/spaces/semantic-search", finding.semantic_search),
    ("GET", "/api/spaces/templates", finding.templates),
    ("GET", "/api/spaces/zero-gpu/quota", reads.zero_gpu_quota),
    ("GET", SPACE, reads.space_info),
    ("GET", f"{SPACE}/runtime", reads.runtime),
    ("GET", f"{SPACE}/auth-check", reads.auth_check),
    ("GET", f"{SPACE}/auth-check/write", reads.auth_check_write),
    ("GET", f"{SPACE}/secrets", reads.secrets),
    ("GET", f"{SPACE}/variables", reads.variables),
    ("GET", f"{SPACE}/events", streams.events),
    ("GET", f"{SPACE}/logs/run", streams.run_log),
    ("GET", f"{SPACE}/logs/build", streams.build_log),
    ("GET", f"{SPACE}/metrics", streams.metrics),
    ("GET", "/spaces/{namespace}/{name}/resolve/main/README.md", reads.readme),
    ("POST", f"{SPACE}/restart", changes.restart),
    ("POST", f"{SPACE}/pause", changes.pause),
    ("POST", f"{SPACE}/hardware", changes.hardware),
    ("POST", f"{SPACE}/sleeptime", changes.sleep_time),
    ("POST", f"{SPACE}/secrets", changes.add_secret),
    ("DELETE", f"{SPACE}/secrets", changes.delete_secret),
    ("POST", f"{SPACE}/variables", changes.add_variable),
    ("DELETE", f"{SPACE}/variables", changes.delete_variable),
    ("POST", f"{SPACE}/replicas", changes.replicas),
    ("POST", f"{SPACE}/dev-mode", changes.dev_mode),
    ("PUT", f"{SPACE}/volumes", changes.set_volumes),
    ("DELETE", f"{SPACE}/volumes", changes.delete_volumes),
    ("PUT", f"{SPACE}/settings", repositories.settings),
    ("POST", f"{SPACE}/duplicate", repositories.duplicate),
    ("POST", "/api/repos/create", repositories.create),
    ("POST", "/api/repos/move", repositories.move),
    ("DELETE", "/api/repos/delete", repositories.delete),
)


def hub(world: World) -> ASGIApp:
    """The whole hub as an ASGI application."""
    routes = [Route(path, _endpoint(world, handler), methods=[method]) for method, path, handler in ROUTES]
    app = Starlette(routes=routes, exception_handlers={HTTPException: _no_such_route})
    # The Hub has no route that differs from another by a slash alone.
    app.router.redirect_slashes = False
    return app


def _endpoint(world: World, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        raw = await request.body()
        with world.lock:
            world.play()
            headers: dict[str, str] = {}
            try:
                token = _token(world, request)
                headers |= _count(world, request, token)
                if (location := _moved(world, request, token)) is not None:
                    return Response(status_code=307, headers=headers | {"Location": location})
                answer = handler(Call(world, token, request, Body.parse(raw)))
            except Refusal as refusal:
                return _refused(refusal, headers)
        return _answered(answer, headers)

    return endpoint


def _token(world: World, request: Request) -> Token | None:
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, secret = header.partition(" ")
    token = world.tokens.get(secret.strip()) if scheme.lower() == "bearer" else None
    if token is None or (token.expires_at is not None and token.expires_at <= world.clock.now()):
        raise Refusal(401, BAD_CREDENTIALS)
    return token


def _count(world: World, request: Request, token: Token | None) -> dict[str, str]:
    """Count the request; the headers that tell what is left. Raises Refusal (429)."""
    caller = None if token is None else f"{token.account.name} {token.name}"
    bucket = "api" if request.url.path.startswith("/api/") else "resolvers"
    standing = world.limits.count(bucket, caller)
    headers = standing.headers()
    if not standing.allowed:
        raise _too_many(standing, headers)
    if request.url.path == "/api/whoami-v2":
        own = world.limits.count_whoami(caller)
        if not own.allowed:
            # The headers go on telling of the `api` bucket, which is not what ran out.
            raise _too_many(own, headers | {"Retry-After": str(own.resets_in)})
    return headers


def _moved(world: World, request: Request, token: Token | None) -> str | None:
    """Where to ask about a Space that had this id before it was renamed. Invented: that it is a 307."""
    old = "/".join(request.path_params.values())
    new = world.moved.get(old)
    space = world.spaces.get(new or "")
    if new is None or space is None or not sees(token, space):
        return None
    path = request.url.path.replace(f"/spaces/{old}", f"/spaces/{new}", 1)
    return f"{path}?{request.url.query}" if request.url.query else path


def _too_many(standing: Standing, headers: dict[str, str]) -> Refusal:
    sentence = f"Too many requests: the limit is {standing.quota} in 5 minutes"
    return Refusal(429, sentence, headers=headers)


def _answered(answer: Answer | Stream, headers: dict[str, str]) -> Response:
    if isinstance(answer, Stream):
        headers = {"Cache-Control": "no-cache"} | headers
        return StreamingResponse(answer.pieces, headers=headers, media_type="text/event-stream")
    text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body, ensure_ascii=False)
    return Response(text, headers=answer.headers | headers, media_type=answer.media_type)


def _refused(refusal: Refusal, headers: dict[str, str]) -> Response:
    said = refusal.sentence.encode("ascii", "backslashreplace").decode()
    told = {"X-Error-Message": said} | ({"X-Error-Code": refusal.code} if refusal.code else {})
    return JSONResponse(
        {"error": refusal.sentence} | refusal.also, refusal.status, headers=headers | refusal.headers | told
    )


def _no_such_route(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _refused(Refusal(status, "Sorry, we can't find the page you are looking for."), {})
