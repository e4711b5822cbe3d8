"""What can be done through the demo hub: each function is one operation and answers its effect."""

from __future__ import annotations

from dataclasses import replace

from spacetui.demo import shapes
from spacetui.demo.access import WRITING_ROLES, changeable, visible
from spacetui.demo.accounts import Token
from spacetui.demo.call import Answer, Call
from spacetui.demo.catalog import BY_NAME, CPU_BASIC
from spacetui.demo.listing import flag
from spacetui.demo.refusal import Refusal, not_logged_in
from spacetui.demo.space import DemoSpace, Fate, Secret, Variable, Visibility


def _runtime(space: DemoSpace) -> Answer:
    return Answer(shapes.runtime(space, manages=True))


def restart(call: Call) -> Answer:
    space, _ = changeable(call.world, call.token, call.space_id, "restart the Space", oauth_may=False)
    call.world.restart(space, factory=flag(call.request.query_params, "factory"))
    return _runtime(space)


def pause(call: Call) -> Answer:
    space, _ = changeable(call.world, call.token, call.space_id, "pause the Space")
    call.world.pause(space)
    return _runtime(space)


def hardware(call: Call) -> Answer:
    space, account = changeable(call.world, call.token, call.space_id, "request hardware", oauth_may=False)
    flavor, seconds = call.body.text("flavor"), call.body.optional_seconds("sleepTimeSeconds")
    call.world.request_hardware(space, flavor, seconds, account)
    return _runtime(space)


def sleep_time(call: Call) -> Answer:
    space, _ = changeable(call.world, call.token, call.space_id, "set the sleep time", oauth_may=False)
    call.world.set_sleep_time(space, call.body.seconds("seconds"))
    return _runtime(space)


def add_secret(call: Call) -> Answer:
    space, _ = changeable(call.world, call.token, call.space_id, "change the secrets")
    sent = call.body.setting()
    call.world.set_secret(space, sent.key, sent.description)
    return Answer({})


def delete_secret(call: Call) -> Answer:
    space, _ = changeable(call.world, call.token, call.space_id, "change the secrets")
    call.world.delete_secret(space, call.body.key())
    return Answer({})


def add_variable(call: Call) -> Answer:
    space, _ = changeable(call.world, call.token, call.space_id, "change the variables")
    sent = call.body.setting()
    call.world.set_variable(space, sent.key, sent.value, sent.description)
    return Answer(shapes.variables(space))


def delete_variable(call: Call) -> Answer:
    space, _ = changeable(call.world, call.token, call.space_id, "change the variables")
    call.world.delete_variable(space, call.body.key())
    return Answer(shapes.variables(space))


def duplicate(call: Call) -> Answer:
    if call.token is None:
        raise not_logged_in()
    source = visible(call.world, call.token, call.space_id)
    target = call.body.repository()
    url = f"{call.base}/spaces/{target}"
    _may_create(call.token, target.partition("/")[0])
    if target in call.world.spaces:
        raise Refusal(409, "You already created this space repo", also={"url": url})
    call.world.add(_copy(call, call.token, source, target))
    # Invented: whose files still wait to be copied.
    return Answer({"url": url, "filesCopyPending": source.sdk == "docker"})


def _may_create(token: Token, namespace: str) -> None:
    if token.account.role_in(namespace) not in WRITING_ROLES:
        # Invented: the sentence.
        raise Refusal(403, f"You don't have the rights to create a Space under the namespace {namespace}")
    if not token.may_write(namespace):
        raise Refusal(403, "Forbidden: you must use a write token to create a Space")


def _copy(call: Call, token: Token, source: DemoSpace, target: str) -> DemoSpace:
    """A new Space from what was asked; raises Refusal for what cannot be."""
    body, now = call.body, call.world.play()
    secrets = [each.setting() for each in body.objects("secrets")]
    variables = [each.setting() for each in body.objects("variables")]
    flavor = _flavor(call, token, source)
    seconds = body.optional_seconds("sleepTimeSeconds")
    return replace(
        source,
        id=target,
        identity="",
        stage="BUILDING",
        requested=flavor,
        hardware=None,
        running_sha=None,
        created_at=now,
        modified_at=now,
        visibility=_visibility(call, token, source),
        likes=0,
        sleep_seconds=None if flavor == CPU_BASIC else seconds,
        replicas=1,
        error=None,
        storage=None,
        dev_mode=False,
        volumes=tuple(each.volume() for each in body.objects("volumes")),
        custom_domains=(),
        # Secrets stay behind; variables come along.
        secrets={each.key: Secret(each.description, now) for each in secrets},
        variables=source.variables | {each.key: Variable(each.value, each.description, now) for each in variables},
        fate=Fate(build_error=source.fate.build_error, start_error=source.fate.start_error, visits_every=40.0),
        due=None,
        crashes=0,
    )


def _flavor(call: Call, token: Token, source: DemoSpace) -> str | None:
    flavor = call.body.optional_text("hardware") or CPU_BASIC
    if source.static:
        return None
    call.world.check_flavor(flavor, source.sdk, token.account)
    if not BY_NAME[flavor].paid and not token.account.pro:
        raise Refusal(402, "Payment required: a PRO subscription is needed to create this type of Space")
    return flavor


def _visibility(call: Call, token: Token, source: DemoSpace) -> Visibility:
    """Invented: without a word on it the copy is as visible as the original."""
    visibility = call.body.visibility() or source.visibility
    if visibility == "protected" and not token.account.pro:
        # Invented: the sentence.
        raise Refusal(402, "Payment required: a PRO subscription is needed for protected Spaces")
    return visibility
