"""Why an action does not apply where it would act, in words a person can act on. Pure.

The Hub has the last word: where something is not known, nothing speaks against trying.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from spacetui import text
from spacetui.live import rights
from spacetui.live.cost import NOT_BILLED_BY_THE_HOUR, is_zero_gpu
from spacetui.live.showing import listed_with_owner

if TYPE_CHECKING:
    from spacetui.hub.models import Account
    from spacetui.live.picture import Picture, SpaceEntry


class Context(NamedTuple):
    """Where an action would act: the Space under the cursor, in the present picture.

    `connected` is false while that is the last picture that was kept, and nobody is there to act yet.
    """

    picture: Picture
    entry: SpaceEntry | None
    own: bool
    """Whether the Space belongs to the account, or to an organization where it may act."""
    connected: bool = True
    marked: tuple[str, ...] = ()
    """The marked Spaces: an action that is for many acts on all of them, and not on the one under the cursor."""
    followed: bool = False
    """Whether the Space under the cursor is shown for its own sake until it is unfollowed."""


Objection = Callable[[Context], str]
"""Why an action does not apply here, in words; empty where it does."""


def needs_space(context: Context) -> str:
    return "" if context.entry else "There is no Space under the cursor."


def needs_session(context: Context) -> str:
    missing = needs_space(context)
    return missing if missing or context.connected else "Still connecting to the Hub: in a moment."


def of_marked(objection: Objection, context: Context) -> str:
    """Why something that is for many can be done to none of the marked Spaces, whosever they are; what speaks against
    each of them its plan says. `objection` is that of one Space."""
    if not context.connected and objection is not needs_space:
        return "Still connecting to the Hub: in a moment."
    account = context.picture.account
    if objection in (needs_space, needs_session, needs_stage):  # it changes nothing at the Hub
        return ""
    if account is None:
        return "Without a token this is read-only: log in with `hf auth login`, then start again."
    if rights.kind(account) == rights.READ:
        return rights.READS_ONLY
    return rights.start_objection(account) if objection is needs_startable else ""


def needs_plan(context: Context) -> str:
    return "" if context.picture.plans else "Nothing was done to several Spaces yet: space marks them."


def needs_right(context: Context) -> str:
    """Why the token may not act on the Space; the Hub has the last word where this is empty."""
    missing = needs_session(context)
    if missing:
        return missing
    account = context.picture.account
    if account is None:
        return "Without a token this is read-only: log in with `hf auth login`, then start again."
    return text.clean(rights.objection(account, context.entry.id)) if context.entry else ""


def needs_hardware(context: Context) -> str:
    refused = needs_right(context)
    if not refused and context.entry is not None and context.entry.space.static:
        return "A static Space has no hardware: it is always served, and free."
    return refused


def needs_container(context: Context) -> str:
    """Dev mode and volumes are of a container, which a static Space lacks (the Hub's documentation)."""
    refused = needs_right(context)
    if not refused and context.entry is not None and context.entry.space.static:
        return "A static Space has no container: there is nothing to mount into, or to connect to."
    return refused


def needs_paid_hardware(context: Context) -> str:
    """Replicas are for paid hardware (the Hub's documentation)."""
    refused = needs_hardware(context)
    runtime = context.entry.runtime if context.entry else None
    if refused or runtime is None:
        return refused
    if is_zero_gpu(runtime.next_flavor):
        return "On ZeroGPU the Hub decides how many replicas there are; h chooses hardware where you do."
    if runtime.next_flavor in NOT_BILLED_BY_THE_HOUR:
        return f"Replicas are for paid hardware, and {runtime.next_flavor} is free; h chooses another."
    return ""


def needs_startable(context: Context) -> str:
    """What the Hub refuses to a browser log-in besides: to start it, and what it runs on."""
    refused, account = needs_hardware(context), context.picture.account
    return refused or (rights.start_objection(account) if account is not None else "")


def needs_pausable(context: Context) -> str:
    """Of a paused Space: whether it may be resumed, which is what pausing it once more means."""
    stage = context.entry.runtime.stage if context.entry and context.entry.runtime else None
    refused = needs_startable(context) if stage == "PAUSED" else needs_hardware(context)
    return refused or ("This Space is being deleted." if stage == "DELETING" else "")


def needs_account(context: Context) -> str:
    return needs_session(context) or creating(context.picture.account)


def creating(account: Account | None) -> str:
    """Why there can be no copy of any Space."""
    if account is None:
        return "Without a token nothing can be duplicated: log in with `hf auth login`, then start again."
    return rights.create_objection(account)


def needs_followable(context: Context) -> str:
    """Whether it may be followed, or is: a Space of an owner whose Spaces are shown is there anyhow."""
    missing, entry = needs_session(context), context.entry
    if not missing and entry is not None and listed_with_owner(context.picture, entry.id):
        return text.clean(f"{entry.id} is in the list with all of {entry.space.owner}: c chooses whose Spaces are.")
    return missing


def needs_stage(context: Context) -> str:
    missing = needs_session(context)
    if not missing and context.entry is not None and context.entry.runtime is None:
        return "Its stage has not been told yet, and muting lasts until that changes."
    return missing
