"""The demo hub answers questions over HTTP as the Hub does."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from spacetui.clock import ManualClock
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World

Caller = Callable[[str | None], httpx.Client]


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()]


def all_pages(client: httpx.Client, url: str) -> list[str]:
    found: list[str] = []
    following: str | None = url
    while following:
        answer = client.get(following)
        found += ids(answer)
        following = answer.links.get("next", {}).get("url")
        assert following is None or following.startswith(str(client.base_url).rstrip("/") + "/api/spaces?")
    return found


@pytest.mark.parametrize("sort", ["likes", "createdAt", "lastModified", "trendingScore"])
def test_following_links_gives_every_space_once_in_descending_order(owner: httpx.Client, sort: str) -> None:
    by_page = all_pages(owner, f"/api/spaces?author=ada&limit=4&sort={sort}")
    assert by_page == ids(owner.get("/api/spaces", params={"author": "ada", "sort": sort}))
    assert len(by_page) == len(set(by_page)) > 20
    shown = owner.get("/api/spaces", params={"author": "ada", "sort": sort, "expand": [sort]}).json()
    assert [item[sort] for item in shown] == sorted((item[sort] for item in shown), reverse=True)


def test_a_page_holds_no_more_than_the_hub_allows() -> None:
    world = World(ManualClock(), largest_page=5)
    with DemoServer(world) as server, httpx.Client(base_url=server.url) as client:
        answer = client.get("/api/spaces", params={"limit": 1000})
        assert len(ids(answer)) == 5
        assert "next" in answer.links


def test_spaces_are_found_by_search_and_filter(owner: httpx.Client) -> None:
    assert ids(owner.get("/api/spaces", params={"search": "WHISPER"})) == ["ada/whisper-demo"]
    assert ids(owner.get("/api/spaces", params={"search": "翻訳"})) == ["ada/translate-ja"]
    assert ids(owner.get("/api/spaces", params={"author": "analytical", "filter": ["static", "region:us"]})) == [
        "analytical/style-guide"
    ]
    assert ids(owner.get("/api/spaces", params={"datasets": "ada/results"})) == ["ada/leaderboard"]
    assert ids(owner.get("/api/spaces", params={"models": "ada/sd-turbo-lora"})) == ["ada/sd-turbo"]
    assert ids(owner.get("/api/spaces", params={"author": "nobody"})) == []


def test_private_spaces_are_listed_to_those_who_see_them(
    calling_with: Caller, owner: httpx.Client, anonymous: httpx.Client, world: World
) -> None:
    assert "ada/notebook" in ids(owner.get("/api/spaces"))
    assert "ada/notebook" not in ids(anonymous.get("/api/spaces"))
    other = ids(calling_with(world.other_token).get("/api/spaces"))
    assert "ada/notebook" not in other
    assert "analytical/queue-worker" in other


def test_expand_gives_the_keys_asked_for_alone_in_both_spellings(owner: httpx.Client) -> None:
    for name in ("expand", "expand[]"):
        item = owner.get("/api/spaces", params={name: ["sdk", "likes"], "limit": 1}).json()[0]
        assert item.keys() == {"_id", "id", "sdk", "likes"}
    info = owner.get("/api/spaces/ada/leaderboard", params={"expand": ["runtime"]}).json()
    assert info.keys() == {"_id", "id", "runtime"}
    assert "sha" in info["runtime"]


def test_without_expand_items_are_short_and_a_space_tells_its_host(owner: httpx.Client) -> None:
    assert "runtime" not in owner.get("/api/spaces", params={"limit": 1}).json()[0]
    full = owner.get("/api/spaces", params={"limit": 1, "full": "true"}).json()[0]
    assert full["runtime"] is None
    assert {"siblings", "cardData", "sha"} <= full.keys()
    assert owner.get("/api/spaces/ada/leaderboard").json()["host"] == "https://ada-leaderboard.hf.space"
    assert owner.get("/api/spaces/ada/portfolio").json()["host"] == "https://ada-portfolio.static.hf.space"


@pytest.mark.parametrize(
    "query",
    [
        "expand=runtime&full=true",
        "expand=nonsense",
        "sort=name",
        "limit=0",
        "limit=x",
        "limit=-1",
        "cursor=%21",
        "cursor=W10=",
    ],
)
def test_a_question_that_makes_no_sense_is_a_400_with_a_sentence(anonymous: httpx.Client, query: str) -> None:
    answer = anonymous.get(f"/api/spaces?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"] == answer.headers["X-Error-Message"] != ""


def test_whoami_tells_each_kind_of_token(calling_with: Caller, world: World) -> None:
    def auth(token: str) -> dict[str, object]:
        answer: dict[str, object] = calling_with(token).get("/api/whoami-v2").json()["auth"]
        return answer

    for token, role in ((world.token, "write"), (world.read_token, "read"), (world.finegrained_token, "fineGrained")):
        access = auth(token)["accessToken"]
        assert isinstance(access, dict)
        assert access["role"] == role
    assert auth(world.oauth_token).keys() == {"type", "expiresAt"}
    assert calling_with(world.other_token).get("/api/whoami-v2").json()["name"] == "babbage"


@pytest.mark.parametrize("path", ["/api/whoami-v2", "/api/spaces", "/api/spaces/ada/leaderboard/runtime"])
def test_a_wrong_token_is_refused_everywhere_by_name(calling_with: Caller, path: str) -> None:
    answer = calling_with("hf_wrong").get(path)
    assert answer.status_code == 401
    assert answer.headers["X-Error-Message"] == "Invalid credentials in Authorization header"


def test_an_oauth_token_expires(calling_with: Caller, world: World, clock: ManualClock) -> None:
    client = calling_with(world.oauth_token)
    assert client.get("/api/whoami-v2").status_code == 200
    clock.advance(21 * 86_400)
    assert client.get("/api/whoami-v2").status_code == 401


@pytest.mark.parametrize("what", ["", "/runtime", "/secrets", "/variables", "/auth-check"])
def test_missing_and_private_spaces_look_the_same_to_a_stranger(
    calling_with: Caller, anonymous: httpx.Client, world: World, what: str
) -> None:
    stranger = calling_with(world.other_token)
    for space in ("ada/notebook", "ada/missing"):
        assert anonymous.get(f"/api/spaces/{space}{what}").headers["X-Error-Message"] == "Invalid username or password."
        refused = stranger.get(f"/api/spaces/{space}{what}")
        assert (refused.status_code, refused.headers["X-Error-Code"]) == (404, "RepoNotFound")


def test_secret_values_are_never_told(owner: httpx.Client, calling_with: Caller, world: World) -> None:
    secrets = owner.get("/api/spaces/ada/whisper-demo/secrets").json()
    assert secrets["HF_TOKEN"].keys() == {"key", "description", "updatedAt"}
    assert secrets["SENTRY_DSN"].keys() == {"key", "updatedAt"}
    assert calling_with(world.other_token).get("/api/spaces/ada/whisper-demo/secrets").status_code == 403


def test_variables_of_several_lines_come_back_whole(anonymous: httpx.Client) -> None:
    variables = anonymous.get("/api/spaces/ada/sd-turbo/variables").json()
    assert variables["NEGATIVE_PROMPT"]["value"] == "blurry\nlow quality\nextra fingers"


def test_whether_one_may_write_can_be_asked(calling_with: Caller, owner: httpx.Client, world: World) -> None:
    path = "/api/spaces/ada/leaderboard/auth-check"
    assert owner.get(f"{path}/write").status_code == 200
    for token in (world.read_token, world.other_token):
        assert calling_with(token).get(path).status_code == 200
        assert calling_with(token).get(f"{path}/write").status_code == 403


def test_private_volumes_are_masked_to_those_who_may_not_change_them(
    owner: httpx.Client, calling_with: Caller, world: World
) -> None:
    world.spaces["ada/notebook"].visibility = "public"
    path = "/api/spaces/ada/notebook/runtime"
    assert [each["source"] for each in owner.get(path).json()["volumes"]] == ["ada/corpus", "ada/scratch"]
    other = calling_with(world.other_token).get(path).json()["volumes"]
    assert [each["source"] for each in other] == ["****/******", "ada/scratch"]


def test_the_card_is_markdown_with_a_head_and_404_without_one(owner: httpx.Client) -> None:
    card = owner.get("/spaces/ada/translate-ja/resolve/main/README.md")
    assert card.text.startswith('---\ntitle: "日本語翻訳デモ"\n')
    assert card.headers["RateLimit"].startswith('"resolvers";')
    missing = owner.get("/spaces/ada/untitled/resolve/main/README.md")
    assert (missing.status_code, missing.headers["X-Error-Code"]) == (404, "EntryNotFound")


def test_unknown_routes_are_404_in_json(owner: httpx.Client) -> None:
    for path in ("/api/nothing", "/api/spaces/ada/leaderboard/nothing", "/api/spaces/", "/"):
        answer = owner.get(path)
        assert answer.status_code == 404, path
        assert "error" in answer.json()


def test_every_answer_has_an_id_of_its_own_and_the_worlds_date(owner: httpx.Client) -> None:
    answers = [owner.get(path) for path in ("/api/spaces", "/api/nothing", "/api/spaces/ada/missing")]
    assert len({answer.headers["X-Request-Id"] for answer in answers}) == 3
    assert {answer.headers["Date"] for answer in answers} == {"Mon, 21 Sep 2026 14:13:20 GMT"}
