"""A world of many Spaces works out again only what changed, and still nobody is told anything old."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import httpx
import pytest

from spacetui.clock import ManualClock
from spacetui.demo.server import DemoServer
from spacetui.demo.space import DemoSpace
from spacetui.demo.world import World

TURBO = "ada/sd-turbo"
FORM = "/api/spaces?author=ada&expand=runtime&expand=likes"


def listed(caller: httpx.Client, url: str = FORM) -> dict[str, Any]:
    return {item["id"]: item for item in caller.get(url).json()}


@pytest.mark.parametrize(
    ("change", "value", "told"),
    [
        ("likes", 4321, lambda item: item["likes"]),
        ("stage", "PAUSED", lambda item: item["runtime"]["stage"]),
        ("replicas", 5, lambda item: item["runtime"]["replicas"]["requested"]),
        ("requested", "t4-small", lambda item: item["runtime"]["hardware"]["requested"]),
    ],
)
def test_a_list_tells_what_changed_since_it_was_last_asked_for(
    owner: httpx.Client, world: World, change: str, value: object, told: Any
) -> None:
    before = listed(owner)
    setattr(world.spaces[TURBO], change, value)
    after = listed(owner)
    assert told(after[TURBO]) == value
    assert {key: item for key, item in after.items() if key != TURBO} == {
        key: item for key, item in before.items() if key != TURBO
    }


def test_an_item_has_the_form_that_is_asked_for_whoever_asked_before(owner: httpx.Client) -> None:
    forms = ("/api/spaces?author=ada", "/api/spaces?author=ada&full=true", FORM)
    keys = [set(listed(owner, form)[TURBO]) for form in forms]
    assert [set(listed(owner, form)[TURBO]) for form in forms] == keys
    assert keys[0] < keys[1]
    assert keys[2] == {"_id", "id", "runtime", "likes"}


def test_who_sees_less_is_shown_less_after_somebody_who_sees_more(
    owner: httpx.Client, anonymous: httpx.Client, world: World
) -> None:
    private = {space.id for space in world.spaces.values() if space.private and space.namespace == "ada"}
    assert private
    assert listed(owner).keys() - listed(anonymous).keys() == private
    world.spaces[TURBO].visibility = "private"
    assert listed(owner).keys() - listed(anonymous).keys() == private | {TURBO}


def test_what_is_liked_more_comes_first_from_then_on(owner: httpx.Client, world: World) -> None:
    url = "/api/spaces?author=ada&sort=likes"
    first, *_, last = listed(owner, url)
    world.spaces[last].likes = world.spaces[first].likes + 1
    assert next(iter(listed(owner, url))) == last


def test_new_renamed_and_deleted_spaces_are_in_the_next_list(
    owner: httpx.Client, world: World, clock: ManualClock
) -> None:
    listed(owner)
    world.add(replace(world.spaces[TURBO], id="ada/new", identity=""))
    world.rename("ada/leaderboard", "ada/board")
    assert {"ada/new", "ada/board"} <= listed(owner).keys()
    assert "ada/leaderboard" not in listed(owner)
    doomed = world.spaces["ada/new"]
    doomed.stage, doomed.due = "DELETING", clock.now() + 5
    assert "ada/new" in listed(owner)
    clock.advance(5)
    assert "ada/new" not in listed(owner)


def still(world: World) -> DemoSpace:
    """A world in which nothing happens by itself, and one Space of it that runs."""
    for space in world.spaces.values():
        space.due = space.fate.crash_every = space.fate.visits_every = None
        space.dev_mode = False
        if space.stage not in ("PAUSED", "RUNNING"):
            space.stage = "PAUSED"
        space.requested, space.sleep_seconds = ("a10g-small" if not space.static else None), -1
    return world.spaces[TURBO]


def test_the_next_event_is_that_of_the_space_whose_turn_it_is(world: World, clock: ManualClock) -> None:
    space = still(world)
    assert world.next_event() == math.inf
    space.sleep_seconds, space.idle_since = 600, clock.now()
    assert world.next_event() == clock.now() + 600
    space.stage, space.due = "BUILDING", clock.now() + 7
    assert world.next_event() == clock.now() + 7
    clock.advance(7)
    assert space.stage == "BUILDING"  # nobody has looked
    assert world.next_event() > clock.now()
    assert space.stage == "APP_STARTING"


def test_requests_that_do_not_fit_into_the_window_are_counted(owner: httpx.Client, world: World) -> None:
    world.limits.quota = 3
    for _ in range(5):
        owner.get("/api/spaces/hardware")
    assert world.limits.refused == 2


def test_what_was_asked_can_be_taken_once(owner: httpx.Client, demo: DemoServer) -> None:
    owner.get("/api/spaces/hardware")
    owner.get("/api/spaces")
    assert [request.path for request in demo.recorder.take()] == ["/api/spaces/hardware", "/api/spaces"]
    assert demo.recorder.take() == demo.requests == ()
