"""What happens to a demo world behind the back of whoever looks at it."""

from __future__ import annotations

from dataclasses import replace

from spacetui.demo.world import World


def grow(world: World, owner: str, number: int) -> None:
    """Give an owner so many Spaces more, all like one that is there."""
    model = world.spaces["ada/sd-turbo"]
    for index in range(number):
        space = replace(model, id=f"{owner}/more-{index:04}", identity="")
        world.add(space)
        space.stage, space.due = "PAUSED", None


def vanish(world: World, space_id: str) -> None:
    """Have a Space deleted by somebody else."""
    with world.lock:
        space = world.spaces[space_id]
        space.stage, space.due = "DELETING", world.clock.now()
