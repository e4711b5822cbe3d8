"""Each operation, sent by the official client and by ours to one recording server: the same request."""

from __future__ import annotations

import warnings

import pytest
from huggingface_hub import HfApi
from pydantic import SecretStr

from spacetui.hub.client import SpacesClient
from tests.contract.conftest import TOKEN
from tests.contract.recording import RecordingServer
from tests.contract.requests_finding import FINDING
from tests.contract.requests_running import RUNNING

PAIRS = {(name, about): pair for name, pairs in (RUNNING | FINDING).items() for about, pair in pairs.items()}


@pytest.mark.parametrize(("name", "about"), PAIRS, ids=[" ".join(key).strip() for key in PAIRS])
async def test_the_request_is_the_one_the_official_client_sends(
    name: str, about: str, server: RecordingServer, official: HfApi
) -> None:
    theirs, ours = PAIRS[name, about]
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        theirs(official)
    expected = server.take()
    async with SpacesClient(endpoint=server.url, token=SecretStr(TOKEN)) as client:
        await ours(client)
    assert server.take() == expected
    assert len(expected) == (2 if "template" in about else 1)
    assert {sent["authorization"] for sent in expected} == {f"Bearer {TOKEN}"}


async def test_an_anonymous_request_carries_no_token_as_there(server: RecordingServer) -> None:
    HfApi(endpoint=server.url, token=False).get_space_runtime("ada/demo")
    async with SpacesClient(endpoint=server.url) as client:
        await client.get_space_runtime("ada/demo")
    theirs, ours = server.take()
    assert ours == theirs
    assert ours["authorization"] is None


async def test_a_new_space_is_named_by_its_answer_on_our_endpoint(server: RecordingServer) -> None:
    async with SpacesClient(endpoint=server.url, token=SecretStr(TOKEN)) as client:
        copy = await client.duplicate_space("ada/demo", "Ada/Copy", visibility="private")
        new = await client.create_space("Ada/New", sdk="static", visibility="private")
    assert (copy.id, copy.url) == ("ada/copy", f"{server.url}/spaces/ada/copy")
    assert copy.files_copy_pending is True
    assert (new.id, new.url) == ("ada/new", f"{server.url}/spaces/ada/new")
    assert new.files_copy_pending is False
