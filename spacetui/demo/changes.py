"""What can be done to how a Space runs: each function is one operation and answers its effect."""

from __future__ import annotations

from spacetui.demo import shapes
from spacetui.demo.access import changeable
from spacetui.demo.call import Answer, Call
from spacetui.demo.listing import flag
from spacetui.demo.refusal import bad_request, plan_needed


def restart(call: Call) -> Answer:
    space, account = changeable(call.world, call.token, call.space_id, "restart the Space", oauth_may=False)
    call.world.restart(space, factory=flag(call.request.query_params, "factory"))
    return Answer(shapes.runtime(space, account))


def pause(call: Call) -> Answer:
    space, account = changeable(call.world, call.token, call.space_id, "pause the Space")
    call.world.pause(space)
    return Answer(shapes.runtime(space, account))


def hardware(call: Call) -> Answer:
    space, account = changeable(call.world, call.token, call.space_id, "request hardware", oauth_may=False)
    flavor, seconds = call.body.text("flavor"), call.body.optional_seconds("sleepTimeSeconds")
    call.world.request_hardware(space, flavor, seconds, account)
    return Answer(shapes.runtime(space, account))


def sleep_time(call: Call) -> Answer:
    space, account = changeable(call.world, call.token, call.space_id, "set the sleep time", oauth_may=False)
    call.world.set_sleep_time(space, call.body.seconds("seconds"))
    return Answer(shapes.runtime(space, account))


def replicas(call: Call) -> Answer:
    """Invented: that it answers the runtime."""
    space, account = changeable(call.world, call.token, call.space_id, "set the replicas")
    call.world.set_replicas(space, call.body.replicas())
    return Answer(shapes.runtime(space, account))


def dev_mode(call: Call) -> Answer:
    space, account = changeable(call.world, call.token, call.space_id, "set dev mode")
    enabled = call.body.flag("enabled")
    if enabled and not space.static and not account.pro:
        raise plan_needed("for dev mode")
    call.world.set_dev_mode(space, enabled=enabled)
    return Answer(shapes.runtime(space, account))


def set_volumes(call: Call) -> Answer:
    """Invented: that it answers the runtime, and that an empty list is as good as any."""
    space, account = changeable(call.world, call.token, call.space_id, "change the volumes")
    call.world.set_volumes(space, call.body.volumes(required=True))
    return Answer(shapes.runtime(space, account))


def delete_volumes(call: Call) -> Answer:
    space, account = changeable(call.world, call.token, call.space_id, "change the volumes")
    if not space.static and not space.volumes:
        # Invented: the sentence.
        raise bad_request("The Space has no volumes")
    call.world.set_volumes(space, ())
    return Answer(shapes.runtime(space, account))


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
