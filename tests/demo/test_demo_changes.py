"""The demo hub makes changes over HTTP, and refuses those that cannot be, as the Hub does."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from spacetui.demo.world import World

Caller = Callable[[str | None], httpx.Client]
SPACE = "/api/spaces/ada/leaderboard"

CHANGES = [
    ("POST", "/restart", None),
    ("POST", "/pause", None),
    ("POST", "/hardware", {"flavor": "t4-small"}),
    ("POST", "/sleeptime", {"seconds": 60}),
    ("POST", "/secrets", {"key": "A", "value": "b"}),
    ("DELETE", "/secrets", {"key": "A"}),
    ("POST", "/variables", {"key": "A", "value": "b"}),
    ("DELETE", "/variables", {"key": "A"}),
]


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_a_change_needs_a_token_that_may_make_it(
    calling_with: Caller, world: World, method: str, path: str, body: dict[str, Any] | None
) -> None:
    def status(token: str | None) -> int:
        return calling_with(token).request(method, SPACE + path, json=body).status_code

    before = repr(world.spaces["ada/leaderboard"])
    assert [status(token) for token in (None, "hf_wrong", world.read_token, world.other_token)] == [401, 401, 403, 403]
    assert repr(world.spaces["ada/leaderboard"]) == before
    assert status(world.token) == 200


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/hardware", {}, "flavor is required"),
        ("/hardware", {"flavor": 1}, "flavor must be a string"),
        ("/hardware", {"flavor": "abacus"}, "Unknown hardware flavor"),
        ("/hardware", {"flavor": "t4-small", "sleepTimeSeconds": "1h"}, "sleepTimeSeconds must be a number"),
        ("/sleeptime", {}, "seconds is required"),
        ("/sleeptime", {"seconds": True}, "seconds must be a number"),
        ("/sleeptime", {"seconds": 0}, "seconds must be a number"),
        ("/sleeptime", {"seconds": 10**400}, "seconds must be a number"),
        ("/variables", {"key": "A", "value": "\ud800"}, "value must be a string"),
        ("/sleeptime", {"seconds": -2}, "seconds must be a number"),
        ("/secrets", {"key": "1A", "value": "x"}, "key must be letters"),
        ("/secrets", {"key": "A-B", "value": "x"}, "key must be letters"),
        ("/secrets", {"key": "A"}, "value is required"),
        ("/variables", {"key": "A", "value": 1}, "value must be a string"),
        ("/variables", {"key": "A", "value": "x", "description": 1}, "description must be a string"),
        ("/variables", ["A"], "Expected a JSON object"),
        ("/duplicate", {"repository": "alone"}, "repository must be namespace/name"),
        ("/duplicate", {"repository": "ada/a--b"}, "repository must be namespace/name"),
        ("/duplicate", {"repository": "ada/copy", "visibility": "hidden"}, "visibility must be"),
        ("/duplicate", {"repository": "ada/copy", "private": "yes"}, "private must be true or false"),
        ("/duplicate", {"repository": "ada/copy", "secrets": {}}, "secrets must be a list"),
        ("/duplicate", {"repository": "ada/copy", "hardware": "abacus"}, "Unknown hardware flavor"),
        ("/duplicate", {"repository": "ada/copy", "volumes": [{"type": "disk", "mountPath": "/d"}]}, "type must be"),
        (
            "/duplicate",
            {"repository": "ada/copy", "volumes": [{"type": "model", "source": "a/b", "mountPath": "d"}]},
            "mountPath must begin",
        ),
    ],
)
def test_a_bad_body_is_a_400_with_a_sentence_and_changes_nothing(
    owner: httpx.Client, world: World, path: str, body: object, said: str
) -> None:
    before = repr(world.spaces)
    answer = owner.post(SPACE + path, content=json.dumps(body))
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(said)
    assert repr(world.spaces) == before


def test_a_body_that_is_no_json_is_a_400_and_one_too_large_a_413(owner: httpx.Client, world: World) -> None:
    assert owner.post(f"{SPACE}/secrets", content=b'{"key": "A"').status_code == 400
    assert owner.post(f"{SPACE}/secrets", content=b"\xff\xfe").status_code == 400
    assert owner.post(f"{SPACE}/secrets", content=b"[" * 100_000).status_code == 400
    too_large = owner.post(f"{SPACE}/variables", json={"key": "A", "value": "x" * 2**20})
    assert too_large.status_code == 413
    assert "A" not in world.spaces["ada/leaderboard"].variables
    assert owner.post(f"{SPACE}/variables", json={"key": "A", "value": "x" * 2**19}).status_code == 200


def test_changes_answer_the_runtime_that_they_made(owner: httpx.Client) -> None:
    paused = owner.post(f"{SPACE}/pause").json()
    assert paused["stage"] == "PAUSED"
    assert paused["hardware"] == {"current": None, "requested": "cpu-basic"}
    assert {"gcTimeout", "devMode", "domains"} <= paused.keys()
    restarted = owner.post(f"{SPACE}/restart?factory=true").json()
    assert restarted["stage"] == "BUILDING"


def test_an_older_client_says_private_instead_of_visibility(owner: httpx.Client, world: World) -> None:
    body = {"repository": "ada/copy", "private": True}
    assert owner.post(f"{SPACE}/duplicate", json=body).status_code == 200
    assert world.spaces["ada/copy"].visibility == "private"


def test_what_exists_or_belongs_to_others_cannot_be_the_target_of_a_copy(
    owner: httpx.Client, anonymous: httpx.Client, calling_with: Caller, world: World
) -> None:
    def duplicate(client: httpx.Client, target: str) -> httpx.Response:
        return client.post(f"{SPACE}/duplicate", json={"repository": target})

    exists = duplicate(owner, "ada/sd-turbo")
    base = str(owner.base_url).rstrip("/")
    assert (exists.status_code, exists.json()["url"]) == (409, f"{base}/spaces/ada/sd-turbo")
    assert duplicate(owner, "readers/copy").status_code == 403
    assert duplicate(anonymous, "ada/copy").status_code == 401
    assert duplicate(calling_with(world.read_token), "ada/copy").status_code == 403
    assert "ada/copy" not in world.spaces
