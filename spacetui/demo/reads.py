"""What can be asked of the demo hub: each function answers one operation."""

from __future__ import annotations

import hashlib

from spacetui.demo import accounts, shapes
from spacetui.demo.access import changeable, manages, sees, visible
from spacetui.demo.call import Answer, Call
from spacetui.demo.catalog import FLAVORS
from spacetui.demo.listing import Query, expand
from spacetui.demo.refusal import BAD_CREDENTIALS, Refusal, not_logged_in


def whoami(call: Call) -> Answer:
    if call.token is None:
        raise Refusal(401, BAD_CREDENTIALS)
    return Answer(accounts.whoami(call.token, call.world.organizations))


def list_spaces(call: Call) -> Answer:
    params = call.request.query_params
    query = Query.read(params, call.world.largest_page)
    page, cursor = query.page(call.world, lambda space: sees(call.token, space))
    items = f"[{', '.join(shapes.list_item_text(space, query.expand, full=query.full) for space in page)}]"
    if cursor is None:
        return Answer(items)
    following = call.request.url.remove_query_params("cursor").include_query_params(cursor=cursor)
    return Answer(items, {"Link": f'<{following}>; rel="next"'})


def space_info(call: Call) -> Answer:
    space = visible(call.world, call.token, call.space_id)
    return Answer(shapes.info(space, expand(call.request.query_params), call.account))


def runtime(call: Call) -> Answer:
    space = visible(call.world, call.token, call.space_id)
    return Answer(shapes.runtime(space, call.account))


def hardware(_: Call) -> Answer:
    return Answer([flavor.answer() for flavor in FLAVORS])


def zero_gpu_quota(call: Call) -> Answer:
    if call.account is None:
        raise not_logged_in()
    return Answer(accounts.zero_gpu(call.account, call.world.play()))


def auth_check(call: Call) -> Answer:
    visible(call.world, call.token, call.space_id)
    return Answer({})


def auth_check_write(call: Call) -> Answer:
    changeable(call.world, call.token, call.space_id, "change the Space")
    return Answer({})


def secrets(call: Call) -> Answer:
    """Invented: a read token of somebody who manages the Space may see the names; nobody else may."""
    if call.token is None:
        raise not_logged_in()
    space = visible(call.world, call.token, call.space_id)
    if not manages(call.token, space):
        raise Refusal(403, "Forbidden: only the owner can see the secrets of the Space")
    return Answer(shapes.secrets(space))


def variables(call: Call) -> Answer:
    """Invented: whoever sees the Space may ask, as variables are public."""
    return Answer(shapes.variables(visible(call.world, call.token, call.space_id)))


def readme(call: Call) -> Answer:
    space = visible(call.world, call.token, call.space_id)
    if not space.has_card:
        raise Refusal(404, "Entry not found", code="EntryNotFound")
    text = shapes.readme(space)
    etag = hashlib.sha256(text.encode()).hexdigest()[:40]
    headers = {"ETag": f'"{etag}"', "X-Repo-Commit": space.sha}
    return Answer(text, headers, media_type="text/plain; charset=utf-8")
