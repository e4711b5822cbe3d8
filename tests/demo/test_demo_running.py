"""Replicas, dev mode, volumes, ZeroGPU, search: what the demo hub does and refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from spacetui.clock import ManualClock
from spacetui.demo.space import Volume
from spacetui.demo.stages import DEV_MODE_LASTS
from spacetui.demo.world import World

Caller = Callable[[str | None], httpx.Client]
TURBO = "/api/spaces/ada/sd-turbo"
BUCKET = {"type": "bucket", "source": "ada/scratch", "mountPath": "/scratch"}
CHANGES = [
    ("POST", "/replicas", {"replicas": 2}),
    ("POST", "/dev-mode", {"enabled": True}),
    ("PUT", "/volumes", {"volumes": [BUCKET]}),
    ("DELETE", "/volumes", None),
    ("PUT", "/settings", {"visibility": "private"}),
]


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_a_change_needs_a_token_that_may_make_it(
    calling_with: Caller, world: World, method: str, path: str, body: dict[str, Any] | None
) -> None:
    def status(token: str | None) -> int:
        return calling_with(token).request(method, TURBO + path, json=body).status_code

    world.spaces["ada/sd-turbo"].volumes = (Volume("dataset", "ada/corpus", "/data"),)
    before = repr(world.spaces["ada/sd-turbo"])
    assert [status(token) for token in (None, "hf_wrong", world.read_token, world.other_token)] == [401, 401, 403, 403]
    assert repr(world.spaces["ada/sd-turbo"]) == before
    assert status(world.token) == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "said"),
    [
        ("POST", "/replicas", {}, "replicas must be a number"),
        ("POST", "/replicas", {"replicas": 0}, "replicas must be a number"),
        ("POST", "/replicas", {"replicas": True}, "replicas must be a number"),
        ("POST", "/replicas", {"replicas": "auto"}, "replicas must be a number"),
        ("POST", "/replicas", {"replicas": 33}, "replicas must be a number"),
        ("POST", "/dev-mode", {}, "enabled is required"),
        ("POST", "/dev-mode", {"enabled": "yes"}, "enabled must be true or false"),
        ("PUT", "/volumes", {}, "volumes is required"),
        ("PUT", "/volumes", {"volumes": [BUCKET | {"type": "disk"}]}, "type must be one of"),
        ("PUT", "/volumes", {"volumes": [BUCKET | {"mountPath": "scratch"}]}, "mountPath must begin with /"),
        ("PUT", "/volumes", {"volumes": [BUCKET | {"source": "scratch"}]}, "source must be namespace/name"),
        ("PUT", "/volumes", {"volumes": [BUCKET | {"source": "****/******"}]}, "The source of a volume is masked"),
        ("PUT", "/volumes", {"volumes": [BUCKET, BUCKET]}, "Two volumes have the same mountPath"),
        ("DELETE", "/volumes", None, "The Space has no volumes"),
    ],
)
def test_a_bad_body_is_a_400_with_a_sentence_and_changes_nothing(
    owner: httpx.Client, world: World, method: str, path: str, body: object, said: str
) -> None:
    before = repr(world.spaces)
    answer = owner.request(method, TURBO + path, json=body)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(said)
    assert repr(world.spaces) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (CHANGES[0], "Replicas can be set on paid hardware only"),
        (CHANGES[1], "Static Spaces have no dev mode"),
        (CHANGES[2], "Static Spaces have no volumes"),
        (CHANGES[3], "Static Spaces have no volumes"),
    ],
)
def test_a_static_space_has_none_of_it(
    owner: httpx.Client, change: tuple[str, str, dict[str, Any] | None], said: str
) -> None:
    method, path, body = change
    answer = owner.request(method, f"/api/spaces/ada/portfolio{path}", json=body)
    assert (answer.status_code, answer.json()["error"]) == (400, said)


def test_replicas_follow_in_a_moment_and_each_costs(owner: httpx.Client, world: World, clock: ManualClock) -> None:
    assert owner.post(f"{TURBO}/replicas", json={"replicas": 3}).json()["replicas"] == {"current": 1, "requested": 3}
    assert world.spaces["ada/sd-turbo"].usd_per_hour == pytest.approx(4.5)
    clock.advance(5)
    assert owner.get(f"{TURBO}/runtime").json()["replicas"] == {"current": 3, "requested": 3}
    assert owner.post(f"{TURBO}/replicas", json={"replicas": 1}).json()["replicas"] == {"current": 3, "requested": 1}


@pytest.mark.parametrize("space", ["ada/leaderboard", "ada/zero-flux"])
def test_what_costs_nothing_is_not_scaled(owner: httpx.Client, space: str) -> None:
    refused = owner.post(f"/api/spaces/{space}/replicas", json={"replicas": 2})
    assert (refused.status_code, refused.json()["error"]) == (400, "Replicas can be set on paid hardware only")


def test_replicas_of_what_is_at_rest_wait_and_end_with_the_paid_hardware(
    owner: httpx.Client, world: World, clock: ManualClock
) -> None:
    path = "/api/spaces/ada/diffusion-xl"
    assert owner.post(f"{path}/replicas", json={"replicas": 2}).json()["replicas"] == {"current": None, "requested": 2}
    owner.post(f"{path}/restart")
    clock.advance(15)
    assert owner.get(f"{path}/runtime").json()["replicas"] == {"current": 2, "requested": 2}
    owner.post(f"{path}/hardware", json={"flavor": "cpu-basic"})
    clock.advance(15)
    assert owner.get(f"{path}/runtime").json()["replicas"] == {"current": 1, "requested": 1}


def test_dev_mode_restarts_the_container_and_ends_by_itself(
    owner: httpx.Client, world: World, clock: ManualClock
) -> None:
    asked = owner.post(f"{TURBO}/dev-mode", json={"enabled": True}).json()
    assert (asked["devMode"], asked["stage"]) == (True, "RUNNING_BUILDING")
    clock.advance(15)
    again = owner.post(f"{TURBO}/dev-mode", json={"enabled": True}).json()
    assert (again["devMode"], again["stage"]) == (True, "RUNNING")
    clock.advance(DEV_MODE_LASTS)
    ended = owner.get(f"{TURBO}/runtime").json()
    assert (ended["devMode"], ended["stage"]) == (False, "RUNNING_BUILDING")


def test_dev_mode_of_a_paused_space_waits_for_it_to_run(owner: httpx.Client, world: World, clock: ManualClock) -> None:
    path = "/api/spaces/ada/diffusion-xl"
    assert owner.post(f"{path}/dev-mode", json={"enabled": True}).json()["stage"] == "PAUSED"
    clock.advance(DEV_MODE_LASTS + 1)
    assert owner.get(f"{path}/runtime").json()["devMode"] is True
    owner.post(f"{path}/restart")
    clock.advance(60)
    ended = owner.get(f"{path}/runtime").json()
    assert (ended["devMode"], ended["stage"]) == (False, "RUNNING")


def test_dev_mode_needs_a_plan_to_begin_and_none_to_end(calling_with: Caller, world: World) -> None:
    poor = calling_with(world.other_token)
    path = "/api/spaces/babbage/difference-engine/dev-mode"
    refused = poor.post(path, json={"enabled": True})
    assert (refused.status_code, "PRO" in refused.json()["error"]) == (402, True)
    assert poor.post(path, json={"enabled": False}).json()["devMode"] is False


def test_repositories_are_mounted_read_only_whatever_is_asked(owner: httpx.Client, world: World) -> None:
    wanted = [
        {"type": kind, "source": "ada/x", "mountPath": f"/{kind}", "readOnly": False}
        for kind in ("bucket", "model", "dataset", "space")
    ]
    mounted = owner.put(f"{TURBO}/volumes", json={"volumes": wanted}).json()["volumes"]
    assert [each["readOnly"] for each in mounted] == [False, True, True, True]
    assert world.spaces["ada/sd-turbo"].stage == "RUNNING_BUILDING"


def test_the_list_is_replaced_whole_and_the_same_one_changes_nothing(owner: httpx.Client, world: World) -> None:
    path = "/api/spaces/ada/notebook"
    same = owner.get(f"{path}/runtime").json()["volumes"]
    assert owner.put(f"{path}/volumes", json={"volumes": same}).json()["stage"] == "RUNNING"
    assert "volumes" not in owner.put(f"{path}/volumes", json={"volumes": []}).json()
    assert owner.delete(f"{path}/volumes").status_code == 400


def test_a_colleagues_private_volume_is_masked_even_to_who_may_change_the_space(owner: httpx.Client) -> None:
    path = "/api/spaces/analytical/bench-ui"
    told = owner.get(f"{path}/runtime").json()["volumes"]
    assert [each["source"] for each in told] == ["****/******"]
    assert owner.put(f"{path}/volumes", json={"volumes": told}).status_code == 400
    assert owner.delete(f"{path}/volumes").status_code == 200


def test_hardware_that_is_no_longer_in_the_catalog_stays_with_who_has_it(
    owner: httpx.Client, clock: ManualClock
) -> None:
    path = "/api/spaces/ada/streamlit-2022"
    flavors = {each["name"] for each in owner.get("/api/spaces/hardware").json()}
    had = owner.get(f"{path}/runtime").json()["hardware"]["requested"]
    assert had not in flavors
    assert owner.post(f"{path}/hardware", json={"flavor": had, "sleepTimeSeconds": 600}).json()["gcTimeout"] == 600
    assert owner.post(f"{TURBO}/hardware", json={"flavor": had}).status_code == 400
    owner.post(f"{path}/restart")
    clock.advance(15)
    assert owner.get(f"{path}/runtime").json()["hardware"]["current"] == had
    owner.post(f"{path}/hardware", json={"flavor": "cpu-upgrade"})
    assert owner.post(f"{path}/hardware", json={"flavor": had}).status_code == 400


def test_a_hardware_request_under_way_is_replaced_by_the_next(owner: httpx.Client, clock: ManualClock) -> None:
    owner.post(f"{TURBO}/hardware", json={"flavor": "t4-small"})
    clock.advance(4)
    replaced = owner.post(f"{TURBO}/hardware", json={"flavor": "l4x1"}).json()
    assert replaced["hardware"] == {"current": "a10g-large", "requested": "l4x1"}
    clock.advance(15)
    assert owner.get(f"{TURBO}/runtime").json()["hardware"] == {"current": "l4x1", "requested": "l4x1"}


def test_the_zero_gpu_quota_is_told_to_accounts_and_is_whole_before_the_first_use(
    owner: httpx.Client, anonymous: httpx.Client, calling_with: Caller, world: World
) -> None:
    path = "/api/spaces/zero-gpu/quota"
    assert anonymous.get(path).status_code == 401
    assert owner.get(path).json().keys() == {"base", "current", "resetsAt", "overquotaUsed"}
    fresh = calling_with(world.other_token).get(path).json()
    assert (fresh["current"], fresh["resetsAt"]) == (fresh["base"], None)
    world.accounts["ada"].zero_gpu_used = 3000.0
    over = owner.get(path).json()
    assert (over["current"], over["overquotaUsed"]) == (0.0, 600.0)


def test_a_search_finds_what_is_public_the_best_first(owner: httpx.Client, anonymous: httpx.Client) -> None:
    def found(client: httpx.Client, **asked: Any) -> list[str]:
        return [each["id"] for each in client.get("/api/spaces/semantic-search", params=asked).json()]

    both = found(owner, q="speech demo")
    assert both[0] == "ada/whisper-demo"
    assert both == found(anonymous, q="speech demo")
    assert "ada/notebook" not in found(owner, q="notebook")
    assert found(owner, q="difference engine") == ["babbage/difference-engine", "ada/portfolio"]
    assert found(owner, q="difference engine", sdk=["docker", "static"]) == ["ada/portfolio"]
    assert found(owner, q="plans", filter=["static", "region:us"]) == ["babbage/plans"]
    assert found(owner, q="tagger") == []
    assert found(owner, q="tagger", includeNonRunning="true") == ["analytical/ner-tagger"]
    assert anonymous.get("/api/spaces/semantic-search?q=+").status_code == 400


def test_a_list_can_leave_out_what_names_no_model_or_dataset(anonymous: httpx.Client) -> None:
    listed = anonymous.get("/api/spaces", params={"linked": "true"}).json()
    assert {each["id"] for each in listed} == {"ada/whisper-demo", "ada/sd-turbo", "ada/leaderboard"}
