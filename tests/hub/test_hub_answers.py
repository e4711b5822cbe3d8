from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spacetui.hub import answers
from spacetui.hub.client import SpacesClient
from spacetui.hub.errors import HubError, UnreadableAnswer
from spacetui.hub.models import Account, HardwareInfo, Space, SpaceRuntime
from spacetui.hub.wire import Answer, Headers, Request
from tests.hub.scripted import ScriptedHub, reply

SAMPLES = Path(__file__).parent.parent / "data" / "hub-samples"
READ = Request("GET", "/spaces", "list Spaces")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=[])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)
KEYS = ["id", "stage", "hardware", "current", "requested", "gcTimeout", "storage", "replicas", "domains", "domain"]
KEYS += ["volumes", "runtime", "cardData", "title"]
HUB_LIKE = st.recursive(
    JSON | st.sampled_from(["auto", "RUNNING", "small", -1, 0, "2026-01-01", "unknown"]),
    lambda inner: st.dictionaries(st.sampled_from(KEYS), inner, max_size=8) | st.lists(inner, max_size=3),
    max_leaves=30,
)


def answer(body: bytes) -> Answer:
    return Answer(200, Headers(), body)


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("runtime-*.json")), ids=lambda path: path.name)
def test_every_runtime_sample_parses_and_keeps_what_it_came_from(path: Path) -> None:
    runtime = answers.read_model(READ, answer(path.read_bytes()), SpaceRuntime)
    assert runtime.stage == json.loads(path.read_bytes())["stage"]
    assert runtime.raw == json.loads(path.read_bytes())


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("spaces-list-*.json")), ids=lambda path: path.name)
def test_every_item_of_the_list_samples_parses(path: Path) -> None:
    page = answers.read_spaces(READ, answer(path.read_bytes()))
    assert [space.id for space in page.spaces] == [item["id"] for item in json.loads(path.read_bytes())]
    assert page.unreadable == 0


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("whoami-*.json")), ids=lambda path: path.name)
def test_every_account_sample_parses(path: Path) -> None:
    assert answers.read_model(READ, answer(path.read_bytes()), Account).name == "ada"


def test_the_other_samples_parse() -> None:
    assert answers.read_model(READ, answer(sample("space-info.json")), Space).runtime is not None
    catalog = answers.read_items(READ, answer(sample("hardware-catalog.json")), HardwareInfo)
    assert len(catalog) == len(json.loads(sample("hardware-catalog.json")))
    assert all(info.usd_per_hour is not None for info in catalog)
    secrets = answers.read_secrets(READ, answer(sample("secrets.json")))
    assert secrets["HF_TOKEN"].key == "HF_TOKEN"
    variables = answers.read_variables(READ, answer(sample("variables.json")))
    assert variables["PROMPT"].value == "line one\nline two\t[bold]not markup[/bold]"
    assert variables["PROMPT"].key == "PROMPT"


def test_a_list_item_without_sense_costs_that_item_only() -> None:
    items = [{"id": "ada/a"}, {"name": "no id"}, None, 3, {"id": "ada/b", "runtime": {"replicas": "auto"}}]
    page = answers.read_spaces(READ, answer(json.dumps(items).encode()))
    assert [space.id for space in page.spaces] == ["ada/a", "ada/b"]
    assert page.unreadable == 3
    assert page.spaces[1].runtime is None


def test_a_flavor_of_the_catalog_without_sense_costs_that_flavor_only() -> None:
    flavors = answers.read_items(READ, answer(b'[{"name": "t4-small"}, {"name": 3}, null]'), HardwareInfo)
    assert [info.name for info in flavors] == ["t4-small"]


def test_a_variable_whose_value_is_no_text_is_shown_as_its_json() -> None:
    body = b'{"A": {"value": 3}, "B": {"value": null}, "C": null, "D": {"value": [true]}, "E": "x"}'
    read = answers.read_variables(READ, answer(body))
    assert {key: variable.value for key, variable in read.items()} == {
        "A": "3",
        "B": "",
        "C": "",
        "D": "[true]",
        "E": "",
    }


def test_lone_surrogates_survive() -> None:
    body = (
        rb'[{"id": "ada/a", "subdomain": "\ud800", "cardData": {"title": "\udfff x"}, "runtime": {"stage": "\ud800"}}]'
    )
    (space,) = answers.read_spaces(READ, answer(body)).spaces
    assert (space.subdomain, space.title) == ("\ud800", "\udfff x")
    assert space.runtime is not None
    assert space.runtime.stage == "\ud800"
    variables = answers.read_variables(READ, answer(rb'{"A": {"value": "\udc00"}, "\ud800": {"value": ""}}'))
    assert [(key, variable.value) for key, variable in variables.items()] == [("A", "\udc00"), ("\ud800", "")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"stage": "RUNNING"',
        b'{"stage": NaN}',
        b'{"stage": "RUNNING", "x": -Infinity}',
        b'{"stage": "RUNNING", "x": 1e999}',
        b'{"stage": "RUNNING", "x": ' + b"1" * 5000 + b"}",
        b'{"stage": "RUNNING", "stage": "PAUSED"}',
        b'{"stage": "RUNNING", "x": ' + b"[" * 100_000,
        b'{"stage": "RUNNING", "x": ' + b'{"a":' * 100_000,
        b"\xff\xfe\xfd",
        b'["RUNNING"]',
        b"null",
        b'"RUNNING"',
        b"{}",
        b'{"stage": 3}',
    ],
)
async def test_an_answer_that_is_not_what_the_hub_would_say_is_unreadable(
    hub: ScriptedHub, client: SpacesClient, body: bytes
) -> None:
    hub.play(reply(body))
    with pytest.raises(UnreadableAnswer) as caught:
        await client.get_space_runtime("ada/demo")
    assert caught.value.outcome_unknown is False
    with pytest.raises(UnreadableAnswer) as caught:
        await client.pause_space("ada/demo")
    assert caught.value.outcome_unknown is True


@pytest.mark.parametrize("body", [b"{}", b"3", b'{"a": {}}', b"null"])
async def test_lists_and_maps_of_another_type_are_unreadable(
    hub: ScriptedHub, client: SpacesClient, body: bytes
) -> None:
    hub.play(reply(body))
    with pytest.raises(UnreadableAnswer):
        await client.list_spaces()
    with pytest.raises(UnreadableAnswer):
        await client.list_spaces_hardware()
    hub.play(reply(b"[]"))
    with pytest.raises(UnreadableAnswer):
        await client.get_space_secrets("ada/demo")
    with pytest.raises(UnreadableAnswer):
        await client.get_space_variables("ada/demo")


@pytest.mark.parametrize("body", [b"", b"OK", b"{}", b'{"ok": true}', b" \n"])
async def test_a_deleted_secret_needs_no_particular_words(hub: ScriptedHub, client: SpacesClient, body: bytes) -> None:
    hub.play(reply(body))
    await client.delete_space_secret("ada/demo", "KEY")
    assert hub.requests[0].method == "DELETE"


async def test_a_log_in_page_does_not_count_as_a_deleted_secret(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(reply(b"<html>Welcome to the airport</html>"))
    with pytest.raises(UnreadableAnswer) as caught:
        await client.delete_space_secret("ada/demo", "KEY")
    assert caught.value.outcome_unknown is True


READERS: list[Any] = [
    lambda read: answers.read_model(READ, read, SpaceRuntime),
    lambda read: answers.read_model(READ, read, Space),
    lambda read: answers.read_model(READ, read, Account),
    lambda read: answers.read_model(READ, read, HardwareInfo),
    lambda read: answers.read_spaces(READ, read),
    lambda read: answers.read_items(READ, read, HardwareInfo),
    lambda read: answers.read_secrets(READ, read),
    lambda read: answers.read_variables(READ, read),
]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(JSON | HUB_LIKE | st.lists(HUB_LIKE, max_size=3))
def test_any_json_is_read_or_refused_but_never_crashes(value: object) -> None:
    for read in READERS:
        try:
            read(answer(json.dumps(value).encode()))
        except HubError as error:
            assert isinstance(error, UnreadableAnswer)


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused_but_never_crash(body: bytes) -> None:
    for read in READERS:
        try:
            read(answer(body))
        except HubError as error:
            assert isinstance(error, UnreadableAnswer)
