"""The demo hub's answers have the keys and types of what the Hub was seen to answer."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

SAMPLES = Path(__file__).parent.parent / "data" / "hub-samples"
REAL = re.findall(r"^\| `([^`]+)` \| real shape \|", (SAMPLES / "INDEX.md").read_text(), re.MULTILINE)

# Each sample, with the demo hub's answer to the same question about a Space in the same situation.
ASKED = {
    "error-401-anonymous-missing.json": "/api/spaces/nobody/nothing",
    "error-404.json": "/api/spaces/nobody/nothing",
    "runtime-minimal.json": "/api/spaces/ada/music-gen/runtime",
    "runtime-paused-quota.json": "/api/spaces/analytical/course-lab/runtime",
    "runtime-running-cpu-basic.json": "/api/spaces/analytical/docs-search/runtime",
    "runtime-running-error-null.json": "/api/spaces/analytical/docs-search/runtime",
    "runtime-static.json": "/api/spaces/ada/portfolio/runtime",
    "runtime-switching-hardware.json": "/api/spaces/analytical/eval-arena/runtime",
    "spaces-list-live.json": "/api/spaces?limit=1000&"
    + "&".join(
        f"expand={key}"
        for key in [
            "author",
            "disabled",
            "lastModified",
            "likes",
            "private",
            "sha",
            "subdomain",
            "sdk",
            "runtime",
            "region",
            "tags",
            "createdAt",
        ]
    ),
}


def sample(name: str) -> Any:
    return json.loads((SAMPLES / name).read_text())


def test_every_real_shape_is_compared() -> None:
    assert set(REAL) == set(ASKED)


def assert_shaped(ours: object, theirs: object, where: str = "answer") -> None:
    """Every key of theirs is in ours, with a value of the same type; what is null says nothing of its type."""
    if ours is None or theirs is None:
        return
    assert type(ours) is type(theirs), f"{where}: {ours!r} is no {type(theirs).__name__}"
    if isinstance(ours, dict) and isinstance(theirs, dict):
        assert theirs.keys() <= ours.keys(), f"{where} lacks {theirs.keys() - ours.keys()}"
        for key in theirs:
            assert_shaped(ours[key], theirs[key], f"{where}.{key}")
    if isinstance(ours, list) and isinstance(theirs, list) and theirs:
        assert ours, f"{where} is empty"
        assert_shaped(ours[0], theirs[0], f"{where}[0]")


@pytest.mark.parametrize("name", [name for name in ASKED if name.startswith("runtime-")])
def test_runtimes_are_shaped_like_the_hubs(owner: httpx.Client, name: str) -> None:
    ours, theirs = owner.get(ASKED[name]).json(), sample(name)
    assert_shaped(ours, theirs)
    assert ours["stage"] == theirs["stage"] or name == "runtime-switching-hardware.json"
    assert (ours["hardware"]["current"] is None) == (theirs.get("hardware", {}).get("current") is None)


def test_a_switching_runtime_asks_for_other_hardware_than_it_has(owner: httpx.Client) -> None:
    hardware = owner.get(ASKED["runtime-switching-hardware.json"]).json()["hardware"]
    assert hardware == {"current": "cpu-basic", "requested": "t4-medium"}


def test_errors_are_shaped_like_the_hubs(owner: httpx.Client, anonymous: httpx.Client) -> None:
    unknown, unseen = owner.get(ASKED["error-404.json"]), anonymous.get(ASKED["error-401-anonymous-missing.json"])
    assert (unknown.status_code, unknown.json()) == (404, sample("error-404.json"))
    assert unknown.headers["X-Error-Code"] == "RepoNotFound"
    assert (unseen.status_code, unseen.json()) == (401, sample("error-401-anonymous-missing.json"))


def test_list_items_are_shaped_like_the_hubs(owner: httpx.Client) -> None:
    ours = {item["id"]: item for item in owner.get(ASKED["spaces-list-live.json"]).json()}
    running, paused, auto, _ = sample("spaces-list-live.json")
    custom = ours["analytical/embed-api"] | {}
    assert custom.keys() == running.keys()
    assert_shaped(custom, running | {"runtime": running["runtime"] | {"gcTimeout": -1}})
    assert custom["runtime"].keys() == running["runtime"].keys()
    assert custom["runtime"]["domains"][1]["stage"] == "EXPIRED_CHALLENGE"
    assert ours["analytical/course-lab"]["runtime"] == paused["runtime"]
    assert_shaped(ours["ada/zero-flux"]["runtime"], auto["runtime"])
    assert_shaped(ours["ada/portfolio"]["runtime"], sample("runtime-static.json"))


def test_list_items_never_tell_commit_error_or_volumes(owner: httpx.Client) -> None:
    items = owner.get("/api/spaces", params={"expand": "runtime"}).json()
    told = {key for item in items for key in item["runtime"]}
    assert told.isdisjoint({"sha", "errorMessage", "volumes", "storage"})
    paused = [item["runtime"] for item in items if item["runtime"]["stage"] == "PAUSED"]
    assert all(runtime.keys() == {"stage", "hardware", "replicas"} for runtime in paused)


def test_a_runtime_by_itself_tells_everything(owner: httpx.Client) -> None:
    runtime = owner.get("/api/spaces/ada/notebook/runtime").json()
    assert_shaped(
        runtime, {k: v for k, v in sample("runtime-storage-volumes-devmode.json").items() if k != "hotReloading"}
    )
    paused = owner.get("/api/spaces/ada/diffusion-xl/runtime").json()
    assert {"gcTimeout", "devMode", "domains", "errorMessage"} <= paused.keys()


def test_the_catalog_has_the_published_prices_per_minute(anonymous: httpx.Client) -> None:
    ours = {flavor["name"]: flavor for flavor in anonymous.get("/api/spaces/hardware").json()}
    for theirs in sample("hardware-catalog.json"):
        assert ours[theirs["name"]] | {"ephemeralStorage": ...} == theirs | {"ephemeralStorage": ...}
    assert ours["rtx-pro-6000"]["unitCostMicroUSD"] * 60 == pytest.approx(2.75e6, rel=1e-4)
    assert ours["zero-a10g"]["unitCostMicroUSD"] == 0


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("whoami-write.json", "/api/whoami-v2"),
        ("space-info.json", "/api/spaces/ada/whisper-demo"),
        ("spaces-list-short.json", "/api/spaces?author=ada"),
        ("variables.json", "/api/spaces/ada/whisper-demo/variables"),
        ("runtime-sleeping.json", "/api/spaces/ada/pose-sketch/runtime"),
        ("runtime-build-error.json", "/api/spaces/ada/ocr-bot/runtime"),
        ("runtime-runtime-error.json", "/api/spaces/ada/chat-ui/runtime"),
        ("runtime-config-error.json", "/api/spaces/ada/config-clash/runtime"),
        ("runtime-building-first.json", "/api/spaces/ada/doc-parser/runtime"),
        ("runtime-auto-replicas.json", "/api/spaces/ada/zero-flux/runtime"),
        ("semantic-search.json", "/api/spaces/semantic-search?q=whisper"),
    ],
)
def test_answers_put_together_from_published_parts_fit_too(owner: httpx.Client, name: str, path: str) -> None:
    theirs = sample(name)
    ours = owner.get(path).json()
    if name == "variables.json":
        ours, theirs = ours["MODEL_REPO_ID"], theirs["MODEL_REPO_ID"]
    assert_shaped(ours, theirs)


def test_a_copy_and_a_taken_name_are_told_as_published(owner: httpx.Client) -> None:
    for name in ("duplicate.json", "error-409.json"):
        answer = owner.post("/api/spaces/ada/leaderboard/duplicate", json={"repository": "ada/copy"}).json()
        assert answer.keys() == sample(name).keys()
        assert_shaped(answer, sample(name))


def test_a_quota_has_the_published_keys(owner: httpx.Client) -> None:
    assert owner.get("/api/spaces/zero-gpu/quota").json().keys() == sample("zero-gpu-quota.json").keys()
