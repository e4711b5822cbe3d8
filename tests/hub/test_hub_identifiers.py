from __future__ import annotations

import pytest
from pydantic import SecretStr

from spacetui.hub.client import SpacesClient
from spacetui.hub.errors import InvalidInput, OfflineMode
from spacetui.hub.identifiers import is_space_id
from spacetui.hub.models import NewSecret, NewVariable


@pytest.mark.parametrize("space_id", ["ada/demo", "a/b", "_a_/b.c-d", "A" * 96 + "/" + "b" * 96, "a.b/c_d"])
def test_ids_that_the_hub_allows_are_taken(space_id: str) -> None:
    assert is_space_id(space_id)


@pytest.mark.parametrize(
    "space_id",
    [
        "",
        "ada",
        "/demo",
        "ada/",
        "ada/demo/x",
        "ada/-demo",
        "ada/demo.",
        "ada/de--mo",
        "ada/de..mo",
        "ada/demo.git",
        "ada/" + "x" * 97,
        "../whoami-v2",
        "ada/demo\n",
        "ada/dé",
        "ada/de mo",
        "ada/demo?x",
        "ada/%2e",
    ],
)
async def test_other_ids_are_refused_before_anything_is_sent(space_id: str) -> None:
    client = SpacesClient(offline=True)
    with pytest.raises(InvalidInput):
        await client.pause_space(space_id)


@pytest.mark.parametrize("key", ["", "1A", "A-B", "A B", "A\n", "Ä", "A=B"])
async def test_keys_that_are_no_names_are_refused_before_anything_is_sent(key: str) -> None:
    client = SpacesClient(offline=True)
    with pytest.raises(InvalidInput):
        await client.add_space_variable("ada/demo", key, "x")
    with pytest.raises(InvalidInput):
        await client.delete_space_secret("ada/demo", key)


@pytest.mark.parametrize("author", ["a b", "a/b", "-a", "\x1b[2J", "a\n"])
async def test_an_author_that_nobody_can_be_is_refused_before_anything_is_sent(author: str) -> None:
    with pytest.raises(InvalidInput):
        await SpacesClient(offline=True).list_spaces(author=author)


async def test_one_key_cannot_be_a_secret_and_a_variable_of_a_duplicate() -> None:
    secret, variable = NewSecret(key="KEY", value=SecretStr("x")), NewVariable(key="KEY", value="x")
    with pytest.raises(InvalidInput, match="KEY"):
        await SpacesClient(offline=True).duplicate_space(
            "ada/demo", "ada/copy", visibility="private", secrets=[secret], variables=[variable]
        )


@pytest.mark.parametrize("seconds", [0, -2])
async def test_a_sleep_time_is_positive_or_never(seconds: int) -> None:
    client = SpacesClient(offline=True)
    with pytest.raises(InvalidInput):
        await client.set_space_sleep_time("ada/demo", seconds)
    with pytest.raises(InvalidInput):
        await client.request_space_hardware("ada/demo", "t4-small", sleep_time=seconds)
    with pytest.raises(OfflineMode):
        await client.set_space_sleep_time("ada/demo", -1)


def test_an_endpoint_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(InvalidInput):
        SpacesClient(endpoint="https://user:word@hub.example")
