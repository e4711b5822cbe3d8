"""What is printed for people and scripts: the hub's Spaces, whole, in the official client's words, harmless."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from spacetui.demo.faults import HTML_503, Cut, Says
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.hub.errors import HubError, HubUnwell, InvalidToken, NotFound, RateLimited
from spacetui.launch import Launcher, NoToken
from spacetui.report import lists
from tests.launchers import launcher_at

HOSTILE: list[dict[str, str]] = json.loads((Path(__file__).parent.parent / "data" / "hostile-strings.json").read_text())
KEYS = {
    *("id", "author", "private", "sdk", "title", "created_at", "last_modified", "sha"),
    *("stage", "hardware", "requested_hardware", "sleep_time", "storage", "replicas", "error_message"),
    *("domains", "volumes", "dev_mode", "running_sha", "usd_per_hour"),
}
LISTING = "/api/spaces"
CATALOG = "/api/spaces/hardware"


class Unhurried:
    """A clock on which waiting takes no time, for what tries again by itself."""

    def now(self) -> float:
        return 1_790_000_000.0

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        return None


def launcher(demo: DemoServer, token: str | None, *authors: str) -> Launcher:
    return launcher_at(demo.url, token, Unhurried(), *authors)


@pytest.fixture
def own(demo: DemoServer) -> Launcher:
    return launcher(demo, demo.world.token)


def text_of(result: str | HubError) -> str:
    assert isinstance(result, str), result
    return result


def json_of(result: str | HubError) -> Any:
    return json.loads(text_of(result))


def test_the_listing_has_a_line_for_each_space_below_its_head(own: Launcher, world: World) -> None:
    head, *lines = text_of(lists.listing(own, as_json=False)).splitlines()
    assert head.split() == ["SPACE", "STAGE", "HARDWARE", "SLEEP", "$/H"]
    mine = sorted((s.id for s in world.spaces.values() if s.namespace in ("ada", "analytical")), key=str.lower)
    assert [line.split()[0] for line in lines] == mine
    rows = {line.split()[0]: line.split()[1:] for line in lines}
    assert rows["ada/whisper-demo"] == ["RUNNING", "a10g-small", "1", "h", "1.00"]
    assert rows["ada/notebook"] == ["RUNNING", "t4-small", "never", "0.40"]
    assert rows["ada/portfolio"] == ["RUNNING", "static", "–", "–"]
    assert rows["ada/diffusion-xl"] == ["PAUSED", "l40sx1", "–", "–"]


def test_the_columns_stand_under_each_other(own: Launcher) -> None:
    lines = text_of(lists.listing(own, as_json=False)).splitlines()
    for name in ("STAGE", "HARDWARE", "SLEEP", "$/H"):
        place = lines[0].index(name)
        assert all(line[place - 1] == " " and line[place] != " " for line in lines)


def test_as_json_the_listing_has_the_official_clients_keys(own: Launcher) -> None:
    spaces = json_of(lists.listing(own, as_json=True))
    assert all(set(each) == KEYS for each in spaces)
    whisper = next(each for each in spaces if each["id"] == "ada/whisper-demo")
    assert (whisper["stage"], whisper["hardware"], whisper["sleep_time"]) == ("RUNNING", "a10g-small", 3600)
    assert (whisper["replicas"], whisper["usd_per_hour"]) == ({"current": 1, "requested": 1}, 1.0)
    assert whisper["domains"] == [{"domain": "ada-whisper-demo.hf.space", "stage": "READY", "is_custom": None}]
    assert whisper["created_at"].endswith("Z")


def test_authors_are_listed_without_a_token(demo: DemoServer) -> None:
    spaces = json_of(lists.listing(launcher(demo, None, "babbage", "readers"), as_json=True))
    assert {each["author"] for each in spaces} == {"babbage", "readers"}


def test_one_space_is_told_with_all_that_lists_leave_out(own: Launcher) -> None:
    shown = text_of(lists.one(own, "ada/chat-ui", as_json=False))
    assert shown.splitlines()[0] == "ada/chat-ui"
    assert "RUNTIME_ERROR" in shown
    assert "CUDA out of memory" in shown
    told = json_of(lists.one(own, "ada/chat-ui", as_json=True))
    assert set(told) == KEYS
    assert "CUDA out of memory" in told["error_message"]


def test_one_running_space_tells_commit_volumes_and_price(own: Launcher, world: World) -> None:
    told = json_of(lists.one(own, "ada/notebook", as_json=True))
    assert told["running_sha"] == world.spaces["ada/notebook"].running_sha
    assert [volume["mount_path"] for volume in told["volumes"]] == ["/data", "/scratch"]
    assert (told["sleep_time"], told["usd_per_hour"], told["dev_mode"]) == (-1, 0.4, True)


def test_a_public_space_is_shown_without_a_token(demo: DemoServer) -> None:
    assert json_of(lists.one(launcher(demo, None), "babbage/plans", as_json=True))["sdk"] == "static"
    assert "babbage/plans" in text_of(lists.one(launcher(demo, None), "babbage/plans", as_json=False))


def test_what_cannot_be_read_is_the_error(own: Launcher, demo: DemoServer) -> None:
    assert isinstance(lists.one(own, "ada/nowhere", as_json=True), NotFound)
    assert isinstance(lists.listing(launcher(demo, None), as_json=True), NoToken)
    assert isinstance(lists.listing(launcher(demo, "hf_wrong"), as_json=True), InvalidToken)


def test_a_hub_that_stumbles_is_asked_again_before_giving_up(own: Launcher, demo: DemoServer) -> None:
    demo.faults.add(Says(503, HTML_503, "text/html"), path=LISTING, times=2)
    demo.faults.add(Cut(), path="/api/whoami-v2", times=2)
    assert "ada/notebook" in text_of(lists.listing(own, as_json=False))


def test_a_hub_that_stays_unwell_is_given_up_and_not_hammered(own: Launcher, demo: DemoServer) -> None:
    demo.faults.add(Says(503, HTML_503, "text/html"))
    assert isinstance(lists.listing(own, as_json=False), HubUnwell)
    assert len(demo.requests) == 1 + lists.RETRIES
    assert isinstance(lists.one(own, "ada/notebook", as_json=False), HubUnwell)


def test_a_rate_limit_is_told_and_not_waited_for(own: Launcher, demo: DemoServer) -> None:
    demo.faults.add(Says(429, headers={"Retry-After": "90"}), path=LISTING)
    assert isinstance(lists.listing(own, as_json=False), RateLimited)


@pytest.mark.parametrize("status", [403, 500])
def test_without_prices_the_rest_is_told_all_the_same(status: int, own: Launcher, demo: DemoServer) -> None:
    demo.faults.add(Says(status), path=CATALOG)
    assert "ada/whisper-demo" in text_of(lists.listing(own, as_json=False))
    assert json_of(lists.one(own, "ada/whisper-demo", as_json=True))["usd_per_hour"] is None


def test_an_owner_without_spaces_is_an_empty_list(demo: DemoServer) -> None:
    assert json_of(lists.listing(launcher(demo, None, "nobody"), as_json=True)) == []
    assert len(text_of(lists.listing(launcher(demo, None, "nobody"), as_json=False)).splitlines()) == 1


def harmless(shown: str) -> bool:
    """Whether nothing in it but line breaks acts on a terminal: no control, format or surrogate character."""
    return not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in shown.replace("\n", ""))


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda each: f"{each['category']}-{each['what']}".replace(" ", "-"))
def test_hostile_words_do_nothing_to_a_terminal(hostile: dict[str, str], own: Launcher, world: World) -> None:
    words = hostile["text"].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    space = world.spaces["ada/chat-ui"]
    space.title = space.error = space.description = words
    shown = text_of(lists.one(own, space.id, as_json=False))
    assert harmless(shown)
    listed = text_of(lists.listing(own, as_json=False))
    assert harmless(listed)
    for told in (lists.one(own, space.id, as_json=True), lists.listing(own, as_json=True)):
        assert text_of(told).isascii()
        assert harmless(text_of(told))
    assert json_of(lists.one(own, space.id, as_json=True))["error_message"] == words


@pytest.mark.parametrize("letters", ["\\u001b[2J", "\\ud800", "\\u202e", "\\u009b31m", "\\n"])
def test_hostile_names_stages_and_flavors_do_nothing_either(letters: str, own: Launcher, demo: DemoServer) -> None:
    runtime = (
        f'{{"stage": "S{letters}", "hardware": {{"current": "h{letters}"}}, "domains": [{{"domain": "{letters}"}}]}}'
    )
    demo.faults.add(Says(200, f'[{{"id": "ada/x{letters}", "runtime": {runtime}}}]'), path=LISTING)
    listed = text_of(lists.listing(own, as_json=False))
    assert harmless(listed)
    assert len(listed.splitlines()) == 2
    assert text_of(lists.listing(own, as_json=True)).isascii()
