"""The client and the demo hub, over real HTTP: each operation works and shows its effect."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from spacetui.clock import ManualClock
from spacetui.demo.faults import Cut, HalfJson, Says
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.hub.client import SpacesClient
from spacetui.hub.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    HubUnwell,
    InvalidToken,
    NoAnswer,
    NotFound,
    TokenNotAllowed,
    UnreadableAnswer,
)
from spacetui.hub.models import NewSecret, NewVariable
from tests.hub.conftest import client_of

SPACE = "ada/notebook"


async def test_the_account_and_its_organizations_are_told(owner: SpacesClient) -> None:
    account = await owner.whoami()
    assert (account.name, account.token_type, account.token_role) == ("ada", "access_token", "write")
    roles = {org.name: org.writable for org in account.orgs or ()}
    assert roles == {"analytical": True, "readers": False}


async def test_the_fleet_is_read_in_pages_of_any_size(owner: SpacesClient) -> None:
    whole = await owner.list_spaces(author="ada", expand=["runtime", "sdk"])
    pages = [page async for page in owner.list_space_pages(author="ada", expand=["runtime", "sdk"], limit=4)]
    assert len(pages) > 2
    assert {space.id for page in pages for space in page.spaces} == {space.id for space in whole}
    assert sum(page.unreadable for page in pages) == 0
    assert all(space.runtime is not None for space in whole)
    assert owner.rate_limit is not None
    assert owner.rate_limit.quota is not None


async def test_what_an_anonymous_reader_sees_is_less(owner: SpacesClient, demo: DemoServer) -> None:
    async with client_of(demo, None) as reader:
        seen = {space.id for space in await reader.list_spaces(author="ada")}
        assert SPACE not in seen
        with pytest.raises(InvalidToken):
            await reader.space_info(SPACE)
    assert SPACE in {space.id for space in await owner.list_spaces(author="ada")}


async def test_one_space_is_told_in_full(owner: SpacesClient) -> None:
    space = await owner.space_info(SPACE)
    assert (space.id, space.sdk, space.private) == (SPACE, "docker", True)
    assert space.runtime is not None
    assert space.runtime == (await owner.get_space_runtime(SPACE)).model_copy(update={"raw": space.runtime.raw})


async def test_pausing_and_restarting_show_in_the_answer_and_after_it(owner: SpacesClient, world: World) -> None:
    assert (await owner.pause_space(SPACE)).stage == "PAUSED"
    assert (await owner.get_space_runtime(SPACE)).stage == "PAUSED"
    assert (await owner.restart_space(SPACE, factory_reboot=True)).stage.transitional


async def test_hardware_and_sleep_time_change(owner: SpacesClient) -> None:
    runtime = await owner.request_space_hardware(SPACE, "a10g-small", sleep_time=1800)
    assert (runtime.requested_hardware, runtime.sleep_time) == ("a10g-small", 1800)
    assert (await owner.set_space_sleep_time(SPACE, 900)).sleep_time == 900
    assert "a10g-small" in {info.name for info in await owner.list_spaces_hardware()}


async def test_secrets_and_variables_are_saved_read_and_deleted(owner: SpacesClient) -> None:
    await owner.add_space_secret(SPACE, "NEW_SECRET", SecretStr("x"), description="why")
    assert (await owner.get_space_secrets(SPACE))["NEW_SECRET"].description == "why"
    await owner.delete_space_secret(SPACE, "NEW_SECRET")
    assert "NEW_SECRET" not in await owner.get_space_secrets(SPACE)
    assert (await owner.add_space_variable(SPACE, "NEW_VAR", "two\nlines"))["NEW_VAR"].value == "two\nlines"
    assert "NEW_VAR" in await owner.get_space_variables(SPACE)
    assert "NEW_VAR" not in await owner.delete_space_variable(SPACE, "NEW_VAR")


async def test_a_duplicate_has_its_own_settings_and_its_name_once(owner: SpacesClient) -> None:
    copy = await owner.duplicate_space(
        "ada/translate-ja",
        "ada/copy",
        visibility="private",
        hardware="t4-small",
        sleep_time=900,
        secrets=[NewSecret(key="S", value=SecretStr("x"))],
        variables=[NewVariable(key="V", value="y")],
    )
    assert (copy.id, copy.url) == ("ada/copy", f"{owner.endpoint}/spaces/ada/copy")
    assert (await owner.space_info("ada/copy")).private is True
    assert "S" in await owner.get_space_secrets("ada/copy")
    assert (await owner.get_space_variables("ada/copy"))["V"].value == "y"
    with pytest.raises(Conflict) as caught:
        await owner.duplicate_space("ada/translate-ja", "ada/copy", visibility="private")
    assert caught.value.outcome_unknown is False


async def test_refusals_are_named_by_whose_fault_they_are(owner: SpacesClient, demo: DemoServer, world: World) -> None:
    with pytest.raises(BadRequest):
        await owner.pause_space("ada/portfolio")
    with pytest.raises(NotFound):
        await owner.get_space_runtime("ada/missing")
    with pytest.raises(Forbidden):
        await owner.pause_space("babbage/difference-engine")
    for token in (world.read_token, world.oauth_token):
        async with client_of(demo, token) as limited:
            with pytest.raises(TokenNotAllowed):
                await limited.restart_space(SPACE)
    async with client_of(demo, "hf_wrong") as wrong:
        with pytest.raises(InvalidToken):
            await wrong.restart_space(SPACE)


async def test_an_exhausted_window_tells_when_it_resets(owner: SpacesClient, world: World, clock: ManualClock) -> None:
    await owner.list_spaces_hardware()
    before = owner.rate_limit
    assert before is not None
    clock.advance(100)
    await owner.list_spaces_hardware()
    after = owner.rate_limit
    assert after is not None
    assert (before.remaining - after.remaining, before.resets_in - after.resets_in) == (1, 100)


async def test_a_change_whose_answer_is_lost_was_made_and_says_it_does_not_know(
    owner: SpacesClient, demo: DemoServer
) -> None:
    demo.faults.add(Cut(after_acting=True), method="POST", times=1)
    with pytest.raises(NoAnswer) as caught:
        await owner.pause_space(SPACE)
    assert caught.value.outcome_unknown is True
    assert (await owner.get_space_runtime(SPACE)).stage == "PAUSED"
    assert [request.path for request in demo.requests if request.method == "POST"] == [f"/api/spaces/{SPACE}/pause"]


async def test_a_list_cut_in_half_or_replaced_by_a_web_page_is_an_error_that_passes(
    owner: SpacesClient, demo: DemoServer
) -> None:
    for fault, kind in (
        (HalfJson(), NoAnswer),
        (Says(200, "<html>"), UnreadableAnswer),
        (Says(503, "<html>"), HubUnwell),
    ):
        demo.faults.add(fault, times=1)
        with pytest.raises(kind):
            await owner.list_spaces(author="ada")
        assert await owner.list_spaces(author="ada")
