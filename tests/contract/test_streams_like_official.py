"""The official client reads the demo hub's logs, and asks for them as our client does."""

from __future__ import annotations

from itertools import islice

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError
from pydantic import SecretStr

from spacetui.demo.logs import REQUESTS_KEPT
from spacetui.demo.server import DemoServer
from spacetui.hub.client import SpacesClient

ENDLESS = 2 * REQUESTS_KEPT
"""More lines than there are of the past and of the second that the client allows for; the log itself has no end."""


@pytest.fixture
def reader(quick_demo: DemoServer) -> HfApi:
    return HfApi(endpoint=quick_demo.url, token=quick_demo.world.token)


@pytest.mark.parametrize("build", [False, True])
async def test_logs_are_asked_for_and_read_as_the_official_client_does(
    quick_demo: DemoServer, reader: HfApi, build: bool
) -> None:
    theirs = list(reader.fetch_space_logs("ada/chat-ui", build=build, follow=True))
    token = SecretStr(quick_demo.world.token)
    async with (
        SpacesClient(endpoint=quick_demo.url, token=token) as client,
        client.fetch_space_logs("ada/chat-ui", build=build) as lines,
    ):
        ours = [line.text async for line in lines]
    assert ours == theirs
    first, second = quick_demo.requests
    assert (first.method, first.path, first.query) == (second.method, second.path, second.query)
    assert first.header("Authorization") == second.header("Authorization")


def test_without_following_it_stops_where_the_past_ends(reader: HfApi) -> None:
    read = list(islice(reader.fetch_space_logs("ada/leaderboard"), ENDLESS))
    assert any("GET /" in line for line in read)
    assert len(read) < ENDLESS


def test_following_a_build_ends_with_it(quick_demo: DemoServer, reader: HfApi) -> None:
    reader.restart_space("ada/leaderboard", factory_reboot=True)
    read = list(reader.fetch_space_logs("ada/leaderboard", build=True, follow=True))
    assert read[-1] == "DONE 0.6s\n"
    assert quick_demo.world.spaces["ada/leaderboard"].stage != "RUNNING_BUILDING"


def test_a_refusal_is_an_error_to_it(quick_demo: DemoServer, reader: HfApi) -> None:
    with pytest.raises(HfHubHTTPError, match="403"):
        list(reader.fetch_space_logs("ada/chat-ui", token=quick_demo.world.read_token))
