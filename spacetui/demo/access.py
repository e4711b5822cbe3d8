"""Who may see and who may change a Space, and what those hear who may not."""

from __future__ import annotations

from spacetui.demo.accounts import Account, Kind, Token
from spacetui.demo.refusal import Refusal, not_logged_in, repository_not_found
from spacetui.demo.space import DemoSpace
from spacetui.demo.world import World

WRITING_ROLES = ("admin", "write")


def sees(token: Token | None, space: DemoSpace) -> bool:
    """Whether the Space exists for this caller."""
    if not space.private:
        return True
    return token is not None and token.account.role_in(space.namespace) is not None


def manages(token: Token | None, space: DemoSpace) -> bool:
    """Whether the caller's role lets them change the Space, whatever kind their token is."""
    return token is not None and token.account.role_in(space.namespace) in WRITING_ROLES


def visible(world: World, token: Token | None, space_id: str) -> DemoSpace:
    """The Space, or for who cannot see it: 401 to the anonymous, 404 to everybody else."""
    space = world.spaces.get(space_id)
    if space is not None and sees(token, space):
        return space
    raise not_logged_in() if token is None else repository_not_found()


def changeable(
    world: World, token: Token | None, space_id: str, doing: str, *, oauth_may: bool = True
) -> tuple[DemoSpace, Account]:
    """The Space and who changes it, or why not. `doing` ends the sentence, such as "restart the Space"."""
    if token is None:
        raise not_logged_in()
    space = visible(world, token, space_id)
    if token.kind is Kind.OAUTH and not oauth_may:
        raise not_logged_in()
    if not manages(token, space):
        # Invented: the sentence.
        raise Refusal(403, f"Forbidden: only the owner can {doing}")
    if not token.may_write(space.namespace):
        raise Refusal(403, f"Forbidden: you must use a write token to {doing}")
    return space, token.account
