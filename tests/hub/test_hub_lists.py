from __future__ import annotations

import pytest

from spacetui.hub.client import SpacesClient
from spacetui.hub.errors import HubUnwell, UnreadableAnswer
from tests.hub.scripted import Connect, ScriptedHub, reply


def page(*ids: str, following: str | None = None, rel: str = 'rel="next"') -> bytes:
    link = {"Link": f"<{following}>; {rel}"} if following else {}
    return reply([{"id": space_id} for space_id in ids], headers=link)


async def test_pages_come_one_by_one_as_they_are_wanted(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(page("ada/a", "ada/b", following=f"{hub.url}/api/spaces?limit=2&cursor=eyI%3D%3D"), page("ada/c"))
    pages = client.list_space_pages(author="ada", expand=["runtime", "sdk"], limit=2)
    first = await anext(pages)
    assert [space.id for space in first.spaces] == ["ada/a", "ada/b"]
    assert len(hub.requests) == 1
    assert [space.id async for found in pages for space in found.spaces] == ["ada/c"]
    assert hub.requests[0].query == [("author", "ada"), ("limit", "2"), ("expand", "runtime"), ("expand", "sdk")]
    assert hub.requests[1].query == [("limit", "2"), ("cursor", "eyI==")]


async def test_a_mirror_that_names_the_public_hub_is_asked_for_the_next_page(
    hub: ScriptedHub, client: SpacesClient
) -> None:
    hub.play(page("ada/a", following="https://huggingface.co/api/spaces?cursor=2"), page("ada/b"))
    assert [space.id for space in await client.list_spaces()] == ["ada/a", "ada/b"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/api/spaces?cursor=2",
        "https://huggingface.co.evil.example/api/spaces?cursor=2",
        "//evil.example/api/spaces?cursor=2",
        "https://huggingface.co/api/whoami-v2?cursor=2",
        "https://huggingface.co/api/spaces/../whoami-v2?cursor=2",
        "https://huggingface.co",
        "",
    ],
)
async def test_a_next_page_elsewhere_is_not_asked_for_and_not_silently_missing(
    hub: ScriptedHub, client: SpacesClient, elsewhere: str
) -> None:
    hub.play(page("ada/a", following=elsewhere or " "))
    pages = client.list_space_pages()
    assert (await anext(pages)).spaces[0].id == "ada/a"
    with pytest.raises(UnreadableAnswer):
        await anext(pages)
    assert len(hub.requests) == 1


async def test_a_list_that_goes_in_a_circle_ends(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(page("ada/a", following=f"{hub.url}/api/spaces?cursor=2"))
    with pytest.raises(UnreadableAnswer):
        await client.list_spaces()
    assert len(hub.requests) == 2


@pytest.mark.parametrize("rel", ['rel="prev"', "rel=previous", 'title="next"'])
async def test_other_links_are_no_next_page(hub: ScriptedHub, client: SpacesClient, rel: str) -> None:
    hub.play(page("ada/a", following=f"{hub.url}/api/spaces?cursor=2", rel=rel))
    assert len(await client.list_spaces()) == 1


async def test_a_next_page_is_found_among_other_links(hub: ScriptedHub, client: SpacesClient) -> None:
    links = f'<{hub.url}/a>; rel="first", <{hub.url}/api/spaces?cursor=2>; rel=next; title="x"'
    hub.play(reply([], headers={"link": links}), page("ada/b"))
    assert [space.id for space in await client.list_spaces()] == ["ada/b"]


async def test_a_page_that_fails_ends_the_list_with_its_error(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(page("ada/a", following=f"{hub.url}/api/spaces?cursor=2"), reply(b"", 500))
    with pytest.raises(HubUnwell):
        await client.list_spaces()


async def test_filters_search_and_sort_are_sent_as_given(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(page())
    await client.list_spaces(filter=["a", "b"], search="x y&z", sort="likes")
    await client.list_spaces(filter="a")
    assert hub.requests[0].query == [
        ("filter", "a"),
        ("filter", "b"),
        ("search", "x y&z"),
        ("sort", "likes"),
        ("limit", "1000"),
    ]
    assert hub.requests[1].query == [("filter", "a"), ("limit", "1000")]


async def test_the_newest_reading_of_the_api_bucket_is_kept(hub: ScriptedHub, client: SpacesClient) -> None:
    assert client.rate_limit is None
    for told, remaining in (('"api";r=9;t=5', 9), ('"pages";r=1;t=5', 9), ("nonsense", 9), ('"api";r=3;t=2', 3)):
        hub.play(reply([], headers={"RateLimit": told}))
        await client.list_spaces()
        assert client.rate_limit is not None
        assert client.rate_limit.remaining == remaining


async def test_warnings_are_kept_once_a_topic_and_bounded(hub: ScriptedHub, connect: Connect) -> None:
    client = connect()
    head = "".join(f"X-HF-Warning: {line}\r\n" for line in ("old; Move on.", "old; Again.", "No topic", "empty;", ";"))
    hub.play(f"HTTP/1.1 200 OK\r\n{head}Content-Length: 2\r\n\r\n[]".encode())
    await client.list_spaces()
    assert client.warnings == {"old": "Move on.", "": "No topic"}
    many = "".join(f"X-HF-Warning: t{number}; {'x' * 900}\r\n" for number in range(50))
    hub.play(f"HTTP/1.1 200 OK\r\n{many}Content-Length: 2\r\n\r\n[]".encode())
    await client.list_spaces()
    assert len(client.warnings) == 32
    assert max(map(len, client.warnings.values())) == 500
