"""Operations on a Hub that answers oddly: less than expected, more, something else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from spacetui.hub.client import SpacesClient
from spacetui.hub.errors import InvalidInput, UnreadableAnswer
from spacetui.hub.models import NewSecret, NewVariable, Volume
from tests.hub.scripted import ScriptedHub, reply

Operation = Callable[[SpacesClient], Awaitable[object]]
WITHOUT_WORDS: dict[str, Operation] = {
    "set volumes": lambda client: client.set_space_volumes("ada/demo", []),
    "delete volumes": lambda client: client.delete_space_volumes("ada/demo"),
    "replicas": lambda client: client.set_space_replicas("ada/demo", 2),
    "visibility": lambda client: client.update_space_visibility("ada/demo", "private"),
    "move": lambda client: client.move_space("ada/demo", "ada/other"),
    "delete": lambda client: client.delete_space("ada/demo"),
    "may I": lambda client: client.auth_check("ada/demo", write=True),
}


@pytest.mark.parametrize("name", WITHOUT_WORDS)
@pytest.mark.parametrize("body", [b"", b"OK", b"{}", b'{"private": true}', b"null", b" \n"])
async def test_what_is_only_done_needs_no_particular_words(
    hub: ScriptedHub, client: SpacesClient, name: str, body: bytes
) -> None:
    hub.play(reply(body))
    await WITHOUT_WORDS[name](client)
    assert len(hub.requests) == 1


@pytest.mark.parametrize("name", WITHOUT_WORDS)
async def test_a_log_in_page_does_not_count_as_done(hub: ScriptedHub, client: SpacesClient, name: str) -> None:
    hub.play(reply(b"<html>Welcome to the airport</html>"))
    with pytest.raises(UnreadableAnswer) as caught:
        await WITHOUT_WORDS[name](client)
    assert caught.value.outcome_unknown is (hub.requests[0].method != "GET")


@pytest.mark.parametrize(
    ("said", "space_id"),
    [
        ({"url": "https://huggingface.co/spaces/ada/New"}, "ada/New"),
        ({"url": "/spaces/ada/new"}, "ada/new"),
        ({"url": "https://elsewhere.example/spaces/eve/trap"}, "ada/new"),
        ({"url": "https://huggingface.co/spaces/../eve"}, "ada/new"),
        ({"url": 3}, "ada/new"),
        ({}, "ada/new"),
    ],
)
async def test_a_new_space_is_at_home_on_this_hub_whatever_address_is_told(
    hub: ScriptedHub, client: SpacesClient, said: object, space_id: str
) -> None:
    hub.play(reply(said))
    made = await client.create_space("ada/new", sdk="static", visibility="public")
    assert (made.id, made.url) == (space_id, f"{hub.url}/spaces/{space_id}")


@pytest.mark.parametrize("body", [b"", b"OK", b"[]", b"<html>"])
async def test_a_new_space_without_an_object_for_an_answer_may_be_there(
    hub: ScriptedHub, client: SpacesClient, body: bytes
) -> None:
    hub.play(reply(body))
    with pytest.raises(UnreadableAnswer) as caught:
        await client.create_space("ada/new", sdk="static", visibility="public")
    assert caught.value.outcome_unknown is True


async def test_what_is_optional_is_not_sent(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(reply({}))
    await client.create_space("ada/new", sdk="docker", visibility="private")
    await client.duplicate_space("ada/demo", "ada/new", visibility="private")
    created, copied = (request.body for request in hub.requests)
    assert (
        created == b'{"name": "new", "organization": "ada", "type": "space", "sdk": "docker", "visibility": "private"}'
    )
    assert copied == b'{"repository": "ada/new", "visibility": "private"}'


async def test_items_that_make_no_sense_cost_only_themselves(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(reply([{"id": "ada/a", "semanticRelevancyScore": "high", "runtime": 3}, {"title": "no id"}, None, "x"]))
    (found,) = await client.search_spaces("x")
    assert (found.id, found.relevancy, found.stage) == ("ada/a", None, None)
    hub.play(reply({"templates": [{"name": "A", "repoId": "t/a", "sdk": 3}, {"name": "B"}, 7], "more": 1}))
    (template,) = await client.list_space_templates()
    assert (template.repo_id, template.sdk, template.preferred_private) == ("t/a", None, None)


@pytest.mark.parametrize("body", [{}, {"templates": {}}, [], None])
async def test_templates_that_are_no_list_are_unreadable(hub: ScriptedHub, client: SpacesClient, body: object) -> None:
    hub.play(reply(body))
    with pytest.raises(UnreadableAnswer):
        await client.list_space_templates()


async def test_a_quota_is_read_as_far_as_it_goes(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(reply({"base": 300, "current": 1.5, "resetsAt": "soon", "overquotaUsed": {}, "kind": "new"}))
    quota = await client.get_zero_gpu_quota()
    assert (quota.base, quota.current, quota.resets_at, quota.overquota_used) == (300.0, 1.5, None, None)
    hub.play(reply({"base": 300}))
    with pytest.raises(UnreadableAnswer):
        await client.get_zero_gpu_quota()


SECRET = NewSecret.model_validate({"key": "A", "value": "x"})
WRONG: dict[str, Operation] = {
    "full and expanded": lambda client: client.list_spaces(full=True, expand=["sdk"]),
    "no replica": lambda client: client.set_space_replicas("ada/demo", 0),
    "a name without an owner": lambda client: client.create_space("new", sdk="gradio", visibility="public"),
    "a new name that cannot be": lambda client: client.move_space("ada/demo", "ada/a--b"),
    "an old name that cannot be": lambda client: client.move_space("../demo", "ada/b"),
    "nothing to delete": lambda client: client.delete_space("ada"),
    "a sleep time of nothing": lambda client: client.create_space(
        "ada/new", sdk="gradio", visibility="public", sleep_time=0
    ),
    "a key that cannot be": lambda client: client.create_space(
        "ada/new", sdk="gradio", visibility="public", variables=[NewVariable(key="1", value="x")]
    ),
    "a key for both": lambda client: client.create_space(
        "ada/new", sdk="gradio", visibility="public", secrets=[SECRET], variables=[NewVariable(key="A", value="x")]
    ),
    "a masked volume": lambda client: client.set_space_volumes(
        "ada/demo",
        [
            Volume(type="bucket", source="ada/b", mount_path="/b"),
            Volume(type="model", source="ada/*****", mount_path="/m"),
        ],
    ),
}


@pytest.mark.parametrize("name", WRONG)
async def test_what_the_hub_would_not_take_is_refused_before_anything_is_sent(
    hub: ScriptedHub, client: SpacesClient, name: str
) -> None:
    with pytest.raises(InvalidInput):
        await WRONG[name](client)
    assert hub.requests == []
