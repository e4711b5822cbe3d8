"""Lists that are read again: what did not change is not read anew, and nothing passes that would not have passed."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacetui.hub import answers, pages
from spacetui.hub.client import SpacesClient
from spacetui.hub.errors import UnreadableAnswer
from spacetui.hub.models import Space, SpacePage
from spacetui.hub.pages import Walks
from spacetui.hub.wire import Answer, Headers, Request
from tests.hub.scripted import ScriptedHub, reply

READ = Request("GET", "/spaces", "list Spaces")


def item(space_id: str, likes: int = 0) -> dict[str, Any]:
    """An item with an emoji, which makes a page wider in memory than on the wire."""
    return {"_id": f"{space_id:_<24}", "id": space_id, "likes": likes, "cardData": {"title": "Demo 🎤"}}


async def listed(hub: ScriptedHub, client: SpacesClient, *items: object, author: str = "ada") -> dict[str, Space]:
    hub.play(reply(json.dumps(list(items), ensure_ascii=False).encode()))
    return {space.id: space for space in await client.list_spaces(author=author)}


async def test_an_item_that_says_the_same_is_the_very_space_it_was(hub: ScriptedHub, client: SpacesClient) -> None:
    before = await listed(hub, client, item("ada/a"), item("ada/b"), item("ada/c"))
    after = await listed(hub, client, item("ada/c"), item("ada/new"), item("ada/b", likes=1), item("ada/a"))
    assert after["ada/a"] is before["ada/a"]
    assert after["ada/c"] is before["ada/c"]
    assert (before["ada/b"].likes, after["ada/b"].likes) == (0, 1)
    assert list(after) == ["ada/c", "ada/new", "ada/b", "ada/a"]


async def test_what_left_the_list_is_forgotten(hub: ScriptedHub, client: SpacesClient) -> None:
    before = await listed(hub, client, item("ada/a"), item("ada/b"))
    await listed(hub, client, item("ada/b"))
    after = await listed(hub, client, item("ada/a"))
    assert after["ada/a"] == before["ada/a"]
    assert after["ada/a"] is not before["ada/a"]


async def test_each_list_remembers_its_own_items(hub: ScriptedHub, client: SpacesClient) -> None:
    ours = await listed(hub, client, item("ada/a"))
    await listed(hub, client, item("babbage/a"), author="babbage")
    assert (await listed(hub, client, item("ada/a")))["ada/a"] is ours["ada/a"]


async def test_a_walk_that_did_not_reach_the_end_replaces_nothing(hub: ScriptedHub, client: SpacesClient) -> None:
    before = await listed(hub, client, item("ada/a"))
    hub.play(reply([item("ada/b")], headers={"Link": f'<{hub.url}/api/spaces?cursor=2>; rel="next"'}), reply({}, 500))
    with pytest.raises(Exception, match="not well"):
        await client.list_spaces(author="ada")
    assert (await listed(hub, client, item("ada/a")))["ada/a"] is before["ada/a"]


async def test_lists_too_long_to_be_remembered_are_read_all_the_same(
    hub: ScriptedHub, client: SpacesClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_KEPT", 3)
    await listed(hub, client, *(item(f"ada/{index}") for index in range(9)))
    again = await listed(hub, client, *(item(f"ada/{index}") for index in range(9)))
    assert list(again) == [f"ada/{index}" for index in range(9)]


async def test_a_page_of_a_thousand_is_read_beside_what_else_goes_on() -> None:
    answer = Answer(200, Headers(), json.dumps([item(f"ada/{index:04}") for index in range(1000)]).encode())
    reading = asyncio.create_task(Walks().begin(()).read(READ, answer))
    await asyncio.sleep(0)
    assert not reading.done(), "it was read in the event loop's own turn"
    assert len((await reading).spaces) == 1000


@pytest.mark.parametrize(
    "spoiled",
    [
        b'[{"id": "ada/a", "likes": 0}{"id": "ada/b"}]',
        b'[{"id": "ada/a", "likes": 0},]',
        b'[{"id": "ada/a", "likes": 0}',
        b'[{"id": "ada/a", "likes": 0}] []',
        b'{"id": "ada/a", "likes": 0}',
        b'[{"id": "ada/a", "likes": 0}, {"id": "ada/b", "likes": NaN}]',
        b'[{"id": "ada/a", "likes": 0}, {"id": "ada/b", "likes": 1, "likes": 2}]',
        b'[{"id": "ada/a", "likes": 0}, {"id": "ada/b", "x": {"y": 1, "y": 1}}]',
        b'[{"id": "ada/a", "likes": 0}, ' + b"[" * 100_000,
        b'[{"id": "ada/a", "likes": 0}, "\xff"]',
        b"[,]",
        b"",
    ],
)
async def test_a_spoiled_page_is_unreadable_though_its_items_are_known(
    hub: ScriptedHub, client: SpacesClient, spoiled: bytes
) -> None:
    good = b'[{"id": "ada/a", "likes": 0}]'
    hub.play(reply(good))
    before = await client.list_spaces()
    hub.play(reply(spoiled))
    with pytest.raises(UnreadableAnswer):
        await client.list_spaces()
    hub.play(reply(good))
    assert (await client.list_spaces())[0] is before[0]


def as_a_whole(body: bytes) -> SpacePage | None:
    try:
        return answers.read_spaces(READ, Answer(200, Headers(), body))
    except UnreadableAnswer:
        return None


ITEMS: st.SearchStrategy[list[Any]] = st.lists(
    st.builds(item, st.sampled_from(["ada/a", "ada/ab", "ada/b", "\ud800", ""]), st.integers(0, 3))
    | st.sampled_from([None, 3, 34, "ada/a", [], {}, {"id": 3}]),
    max_size=5,
)
CUTS = st.tuples(st.integers(0, 400), st.integers(0, 4), st.sampled_from([b"", b" ", b",", b"]", b"}", b"[", b"1"]))


def spoiled(items: list[object], cut: tuple[int, int, bytes] | None) -> bytes:
    """The list as JSON, a few bytes at some place taken out and others put in."""
    body = json.dumps(items).encode()
    if cut is None:
        return body
    at, length, instead = cut
    return body[:at] + instead + body[at + length :]


@given(st.lists(st.tuples(ITEMS, st.none() | CUTS), min_size=1, max_size=4))
def test_item_by_item_reads_what_the_whole_page_would(readings: list[tuple[list[object], Any]]) -> None:
    async def read() -> None:
        walks = Walks()
        for items, cut in readings:
            body, walk = spoiled(items, cut), walks.begin(())
            try:
                page: SpacePage | None = await walk.read(READ, Answer(200, Headers(), body))
            except UnreadableAnswer:
                page = None
            else:
                walks.keep((), walk)
            assert page == as_a_whole(body)

    asyncio.run(read())
