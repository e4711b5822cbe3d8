"""Spaces as repositories: create, copy, rename, show, delete. Each function is one operation."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Literal

from spacetui.demo.access import WRITING_ROLES, changeable, visible
from spacetui.demo.accounts import Token
from spacetui.demo.bodies import Body
from spacetui.demo.call import Answer, Call
from spacetui.demo.catalog import BY_NAME, CPU_BASIC
from spacetui.demo.finding import TEMPLATES, Template
from spacetui.demo.refusal import Refusal, bad_request, not_logged_in, plan_needed
from spacetui.demo.space import DemoSpace, Fate, Secret, Variable, Visibility
from spacetui.demo.world import World

Sdk = Literal["gradio", "docker", "static"]
SDKS: dict[str, Sdk] = {"gradio": "gradio", "docker": "docker", "static": "static"}
_VISITS_EVERY = 40.0


def create(call: Call) -> Answer:
    token = _logged_in(call)
    body, world = call.body, call.world
    _check_type(body)
    space_id = body.named(token.account.name)
    url = _unused(call, token, space_id)
    template = _template(body)
    sdk = _sdk(body, template)
    now = world.play()
    flavor = None if sdk == "static" else _flavor(world, token, body, sdk)
    new = DemoSpace(
        id=space_id,
        title=space_id.partition("/")[2],
        emoji="🐣",
        sdk=sdk,
        stage="BUILDING",
        requested=flavor,
        created_at=now,
        modified_at=now,
        sha=f"{random.Random(f'{world.seed} {space_id} {now}').getrandbits(160):040x}",
        visibility=_allowed(token, body.visibility() or "public"),
        # Invented: a static Space begins with a page; others without a template have nothing to run.
        has_app_file=template is not None or sdk == "static",
        fate=Fate(visits_every=_VISITS_EVERY),
    )
    _equip(new, body, now)
    world.add(new)
    return Answer({"url": url, "name": space_id, "id": new.identity})


def duplicate(call: Call) -> Answer:
    token = _logged_in(call)
    source = visible(call.world, token, call.space_id)
    target = call.body.repository()
    url = _unused(call, token, target)
    call.world.add(_copy(call, token, source, target))
    # Invented: whose files still wait to be copied.
    return Answer({"url": url, "filesCopyPending": source.sdk == "docker"})


def settings(call: Call) -> Answer:
    """Answers the setting as it was sent."""
    space, account = changeable(call.world, call.token, call.space_id, "change the settings")
    visibility = call.body.visibility()
    if visibility is None:
        raise bad_request("visibility is required")
    if visibility == "protected" and not account.pro:
        raise plan_needed("for protected Spaces")
    space.visibility = visibility
    asked = call.body.optional_text("visibility")
    return Answer({"private": space.private} if asked is None else {"visibility": asked})


def move(call: Call) -> Answer:
    """Invented: that it goes on running under the new name, and the answer."""
    _check_type(call.body)
    from_id, to_id = call.body.repository("fromRepo"), call.body.repository("toRepo")
    token = _logged_in(call)
    space, _ = changeable(call.world, token, from_id, "rename the Space")
    _unused(call, token, to_id)
    call.world.move(space, to_id)
    return _done()


def delete(call: Call) -> Answer:
    token = _logged_in(call)
    _check_type(call.body)
    space, _ = changeable(call.world, token, call.body.named(token.account.name), "delete the Space")
    call.world.delete(space)
    return _done()


def _done() -> Answer:
    return Answer("OK", media_type="text/plain; charset=utf-8")


def _logged_in(call: Call) -> Token:
    if call.token is None:
        raise not_logged_in()
    return call.token


def _check_type(body: Body) -> None:
    if body.optional_text("type") != "space":
        # Invented: that there is nothing else.
        raise bad_request("type must be space: this demo hub has nothing else")


def _unused(call: Call, token: Token, space_id: str) -> str:
    """The address of a Space that may be created there; raises Refusal where it may not."""
    url = f"{call.base}/spaces/{space_id}"
    namespace = space_id.partition("/")[0]
    if token.account.role_in(namespace) not in WRITING_ROLES:
        # Invented: the sentence.
        raise Refusal(403, f"You don't have the rights to create a Space under the namespace {namespace}")
    if not token.may_write(namespace):
        raise Refusal(403, "Forbidden: you must use a write token to create a Space")
    if space_id in call.world.spaces:
        raise Refusal(409, "You already created this space repo", also={"url": url})
    return url


def _copy(call: Call, token: Token, source: DemoSpace, target: str) -> DemoSpace:
    """A new Space from what was asked; raises Refusal for what cannot be."""
    body, now = call.body, call.world.play()
    new = replace(
        source,
        id=target,
        stage="BUILDING",
        requested=None if source.static else _flavor(call.world, token, body, source.sdk),
        hardware=None,
        running_sha=None,
        created_at=now,
        modified_at=now,
        # Invented: without a word on it the copy is as visible as the original.
        visibility=_allowed(token, body.visibility() or source.visibility),
        likes=0,
        sleep_seconds=None,
        replicas=1,
        scaling=None,
        error=None,
        storage=None,
        dev_mode=False,
        volumes=(),
        custom_domains=(),
        # Secrets stay behind; variables come along.
        secrets={},
        variables=dict(source.variables),
        fate=Fate(build_error=source.fate.build_error, start_error=source.fate.start_error, visits_every=_VISITS_EVERY),
        due=None,
        crashes=0,
    )
    _equip(new, body, now)
    return new


def _equip(space: DemoSpace, body: Body, now: float) -> None:
    """Give a new Space what was asked for it."""
    seconds = body.optional_seconds("sleepTimeSeconds")
    space.sleep_seconds = None if space.requested == CPU_BASIC else seconds
    space.volumes = body.volumes()
    if space.static and space.volumes:
        raise bad_request("Static Spaces have no volumes")
    for sent in (each.setting() for each in body.objects("secrets")):
        space.secrets[sent.key] = Secret(sent.description, now)
    for sent in (each.setting() for each in body.objects("variables")):
        space.variables[sent.key] = Variable(sent.value, sent.description, now)


def _flavor(world: World, token: Token, body: Body, sdk: str) -> str:
    flavor = body.optional_text("hardware") or CPU_BASIC
    world.check_flavor(flavor, sdk, token.account)
    if not BY_NAME[flavor].paid and not token.account.pro:
        raise plan_needed("to create this type of Space")
    return flavor


def _allowed(token: Token, visibility: Visibility) -> Visibility:
    if visibility == "protected" and not token.account.pro:
        raise plan_needed("for protected Spaces")
    return visibility


def _template(body: Body) -> Template | None:
    repo_id = body.optional_text("template")
    if repo_id is None:
        return None
    found = next((each for each in TEMPLATES if each.repo_id == repo_id), None)
    if found is None:
        # Invented: the sentence.
        raise bad_request(f"Unknown template: {repo_id[:60]!a}")
    return found


def _sdk(body: Body, template: Template | None) -> Sdk:
    """Invented: the sentences. Streamlit is an SDK no more: it has a Docker template."""
    sdk = body.text("sdk")
    if sdk not in SDKS:
        raise bad_request(f"sdk must be one of {', '.join(SDKS)}")
    if template is not None and template.sdk != sdk:
        raise bad_request("sdk must be that of the template")
    return SDKS[sdk]
