"""The demo hub makes, copies, renames, shows and deletes Spaces, and refuses what cannot be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from spacetui.clock import ManualClock
from spacetui.demo.world import World

Caller = Callable[[str | None], httpx.Client]
BOARD = "/api/spaces/ada/leaderboard"


def create(client: httpx.Client, name: str = "new", **more: Any) -> httpx.Response:
    body = {"type": "space", "name": name, "organization": None, "sdk": "gradio", **more}
    return client.post("/api/repos/create", json=body)


def move(client: httpx.Client, from_id: str, to_id: str) -> httpx.Response:
    return client.post("/api/repos/move", json={"fromRepo": from_id, "toRepo": to_id, "type": "space"})


def delete(client: httpx.Client, name: str, organization: str | None = None) -> httpx.Response:
    body = {"type": "space", "name": name, "organization": organization}
    return client.request("DELETE", "/api/repos/delete", json=body)


def test_an_empty_space_has_nothing_to_run_until_there_is_code(owner: httpx.Client, world: World) -> None:
    made = create(owner)
    space = world.spaces["ada/new"]
    assert made.json() == {
        "url": f"{str(owner.base_url).rstrip('/')}/spaces/ada/new",
        "name": space.id,
        "id": space.identity,
    }
    assert (space.stage, space.visibility, space.requested) == ("NO_APP_FILE", "public", "cpu-basic")


def test_a_static_space_is_there_at_once_made_or_copied(owner: httpx.Client, world: World) -> None:
    assert create(owner, sdk="static", hardware="t4-small").status_code == 200
    assert owner.post("/api/spaces/ada/portfolio/duplicate", json={"repository": "ada/copy"}).status_code == 200
    assert [(world.spaces[each].stage, world.spaces[each].requested) for each in ("ada/new", "ada/copy")] == [
        ("RUNNING", None)
    ] * 2


def test_a_space_from_a_template_runs_with_what_it_was_given(
    owner: httpx.Client, world: World, clock: ManualClock
) -> None:
    made = create(
        owner,
        organization="analytical",
        sdk="docker",
        template="spaces-templates/jupyterlab",
        visibility="private",
        hardware="t4-small",
        sleepTimeSeconds=900,
        secrets=[{"key": "S", "value": "x", "description": "why"}],
        variables=[{"key": "V", "value": "y"}],
        volumes=[{"type": "bucket", "source": "ada/b", "mountPath": "/b"}],
    )
    assert made.status_code == 200
    clock.advance(15)
    space = world.spaces["analytical/new"]
    assert (space.stage, space.hardware, space.sleep_time, space.visibility) == ("RUNNING", "t4-small", 900, "private")
    assert (space.secrets["S"].description, space.variables["V"].value, space.volumes[0].source) == (
        "why",
        "y",
        "ada/b",
    )


def test_a_name_clash_in_a_new_space_is_a_config_error(owner: httpx.Client, world: World) -> None:
    same = [{"key": "A", "value": "x"}]
    create(owner, sdk="docker", template="spaces-templates/streamlit", secrets=same, variables=same)
    assert world.spaces["ada/new"].stage == "CONFIG_ERROR"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"type": "model"}, "type must be space"),
        ({"sdk": "streamlit"}, "sdk must be one of"),
        ({"sdk": None}, "sdk is required"),
        ({"template": "a/b"}, "Unknown template"),
        ({"template": "spaces-templates/react"}, "sdk must be that of the template"),
        ({"name": "a--b"}, "name must be"),
        ({"organization": "a/b"}, "name must be"),
        ({"hardware": "abacus"}, "Unknown hardware flavor"),
        ({"hardware": "cpu-performance"}, "Unknown hardware flavor"),
        ({"sdk": "static", "volumes": [{"type": "bucket", "source": "a/b", "mountPath": "/b"}]}, "Static Spaces have"),
    ],
)
def test_a_space_that_cannot_be_is_not_made(owner: httpx.Client, world: World, more: dict[str, Any], said: str) -> None:
    before = set(world.spaces)
    refused = create(owner, **more)
    assert (refused.status_code, refused.json()["error"].startswith(said)) == (400, True)
    assert set(world.spaces) == before


def test_who_may_make_a_space_where(owner: httpx.Client, calling_with: Caller, world: World) -> None:
    poor = calling_with(world.other_token)
    assert create(calling_with(None)).status_code == 401
    assert create(calling_with(world.read_token)).status_code == 403
    assert create(owner, organization="readers").status_code == 403
    assert create(poor).status_code == 402
    assert create(poor, hardware="t4-small").status_code == 403
    assert create(poor, sdk="static", visibility="protected").status_code == 402
    assert create(poor, sdk="static").json()["name"] == "babbage/new"
    taken = create(owner, "leaderboard")
    assert (taken.status_code, taken.json()["error"]) == (409, "You already created this space repo")
    assert taken.json()["url"].endswith("/spaces/ada/leaderboard")


def test_old_ids_lead_to_the_renamed_space_with_method_and_query_kept(owner: httpx.Client, world: World) -> None:
    identity = world.spaces["ada/leaderboard"].identity
    assert (move(owner, "ada/leaderboard", "ada/board").text, move(owner, "ada/board", "analytical/b").status_code) == (
        "OK",
        200,
    )
    for old in ("ada/leaderboard", "ada/board"):
        led = owner.post(f"/api/spaces/{old}/restart?factory=true")
        assert (led.status_code, led.headers["Location"]) == (307, "/api/spaces/analytical/b/restart?factory=true")
    assert owner.get(BOARD, follow_redirects=True).json()["_id"] == identity
    assert owner.get("/spaces/ada/board/resolve/main/README.md", follow_redirects=True).status_code == 200
    assert "ada/leaderboard" not in world.spaces


def test_a_renamed_space_keeps_its_logs_and_runs_on(owner: httpx.Client, world: World) -> None:
    before = owner.get("/api/spaces/ada/chat-ui/logs/run").text
    move(owner, "ada/chat-ui", "ada/chat")
    after = owner.get("/api/spaces/ada/chat-ui/logs/run", follow_redirects=True).text
    assert "CUDA out of memory" in after
    assert len(after.splitlines()) == len(before.splitlines())


def test_an_old_id_is_free_again_for_a_new_space_or_the_old_one(owner: httpx.Client, world: World) -> None:
    move(owner, "ada/leaderboard", "ada/board")
    move(owner, "ada/board", "ada/leaderboard")
    assert owner.get(BOARD).json()["id"] == "ada/leaderboard"
    assert owner.get("/api/spaces/ada/board").headers["Location"] == BOARD
    assert create(owner, "board").status_code == 200
    assert owner.get("/api/spaces/ada/board").json()["id"] == "ada/board"


def test_a_new_space_under_an_old_name_is_another_one(owner: httpx.Client, world: World) -> None:
    for name in ("ada/first", "ada/second"):
        assert owner.post(f"{BOARD}/duplicate", json={"repository": "ada/copy"}).status_code == 200
        move(owner, "ada/copy", name)
    identities = [world.spaces[each].identity for each in ("ada/leaderboard", "ada/first", "ada/second")]
    assert len(set(identities)) == 3


def test_an_old_id_says_nothing_of_what_one_may_not_see(
    owner: httpx.Client, calling_with: Caller, clock: ManualClock
) -> None:
    move(owner, "ada/notebook", "ada/research")
    assert calling_with(None).get("/api/spaces/ada/notebook").status_code == 401
    delete(owner, "research", "ada")
    clock.advance(6)
    assert owner.get("/api/spaces/ada/notebook").status_code == 404


def test_a_space_is_moved_by_whom_and_to_where_one_may_write(
    owner: httpx.Client, calling_with: Caller, world: World
) -> None:
    before = set(world.spaces)
    assert move(owner, "ada/leaderboard", "ada/portfolio").status_code == 409
    assert move(owner, "ada/leaderboard", "readers/board").status_code == 403
    assert move(owner, "babbage/plans", "ada/plans").status_code == 403
    assert move(owner, "ada/missing", "ada/there").status_code == 404
    assert move(owner, "ada/leaderboard", "board").status_code == 400
    assert move(calling_with(None), "ada/leaderboard", "ada/board").status_code == 401
    assert move(calling_with(world.finegrained_token), "ada/leaderboard", "analytical/board").status_code == 403
    assert set(world.spaces) == before


def test_a_deleted_space_is_seen_deleting_for_a_moment_and_then_gone(
    owner: httpx.Client, world: World, clock: ManualClock
) -> None:
    assert (delete(owner, "leaderboard").text, delete(owner, "docs-search", "analytical").text) == ("OK", "OK")
    assert owner.get(f"{BOARD}/runtime").json()["stage"] == "DELETING"
    assert owner.post(f"{BOARD}/restart").json()["stage"] == "DELETING"
    assert delete(owner, "leaderboard").status_code == 200
    clock.advance(5)
    assert owner.get(BOARD).headers["X-Error-Code"] == "RepoNotFound"
    assert delete(owner, "leaderboard").status_code == 404
    assert "analytical/docs-search" not in world.spaces


def test_a_space_is_deleted_by_its_owner_alone(owner: httpx.Client, calling_with: Caller, world: World) -> None:
    for client in (calling_with(world.read_token), calling_with(world.other_token)):
        assert delete(client, "leaderboard", "ada").status_code == 403
    assert delete(calling_with(None), "leaderboard", "ada").status_code == 401
    assert delete(owner, "plans", "babbage").status_code == 403
    assert world.spaces["ada/leaderboard"].stage == "RUNNING"


def test_the_visibility_is_echoed_as_it_was_said(owner: httpx.Client, calling_with: Caller, world: World) -> None:
    def put(body: object, client: httpx.Client = owner, space: str = "ada/leaderboard") -> httpx.Response:
        return client.put(f"/api/spaces/{space}/settings", json=body)

    assert put({"visibility": "protected"}).json() == {"visibility": "protected"}
    assert owner.get(BOARD).json()["private"] is False
    assert put({"private": True}).json() == {"private": True}
    assert world.spaces["ada/leaderboard"].visibility == "private"
    assert put({}).status_code == put({"visibility": "hidden"}).status_code == 400
    poor = calling_with(world.other_token)
    assert put({"visibility": "protected"}, poor, "babbage/plans").status_code == 402
    assert put({"visibility": "private"}, poor, "babbage/plans").status_code == 200
    assert put({"visibility": "public"}, poor, "analytical/docs-search").status_code == 403
