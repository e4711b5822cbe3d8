"""The client and the demo hub, over real HTTP: volumes, replicas, dev mode, search, and Spaces as repositories."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from pydantic import SecretStr

from spacetui.clock import ManualClock
from spacetui.demo.faults import Cut, Says
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.hub.client import SpacesClient
from spacetui.hub.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidInput,
    InvalidToken,
    NoAnswer,
    NotFound,
    PaymentRequired,
    TokenNotAllowed,
)
from spacetui.hub.models import NewVariable, Volume
from spacetui.hub.repositories import Visibility
from tests.hub.conftest import client_of

SPACE = "ada/notebook"


async def test_volumes_are_replaced_as_one_list_and_removed(owner: SpacesClient) -> None:
    wanted = Volume(type="bucket", source="ada/b", mount_path="/b", read_only=False, path="sub")
    await owner.set_space_volumes(SPACE, [wanted])
    assert (await owner.get_space_runtime(SPACE)).volumes == (wanted,)
    await owner.delete_space_volumes(SPACE)
    assert not (await owner.get_space_runtime(SPACE)).volumes
    with pytest.raises(BadRequest):
        await owner.delete_space_volumes(SPACE)
    with pytest.raises(BadRequest):
        await owner.set_space_volumes("ada/portfolio", [wanted])


async def test_a_masked_list_is_read_and_never_sent_back(owner: SpacesClient, demo: DemoServer) -> None:
    masked = (await owner.get_space_runtime("analytical/bench-ui")).volumes
    assert masked is not None
    assert masked[0].source == "****/******"
    with pytest.raises(InvalidInput):
        await owner.set_space_volumes("analytical/bench-ui", masked)
    with pytest.raises(InvalidInput):
        await owner.duplicate_space("analytical/bench-ui", "ada/copy", visibility="private", volumes=masked)
    with pytest.raises(InvalidInput):
        await owner.create_space("ada/new", sdk="gradio", visibility="private", volumes=masked)
    assert [request.method for request in demo.requests] == ["GET"]


async def test_replicas_are_asked_for_and_come(owner: SpacesClient, clock: ManualClock) -> None:
    await owner.set_space_replicas(SPACE, 3)
    replicas = (await owner.get_space_runtime(SPACE)).replicas
    assert replicas is not None
    assert (replicas.current, replicas.requested) == (1, 3)
    clock.advance(5)
    replicas = (await owner.get_space_runtime(SPACE)).replicas
    assert replicas is not None
    assert replicas.current == 3
    with pytest.raises(BadRequest):
        await owner.set_space_replicas("ada/leaderboard", 2)
    with pytest.raises(InvalidInput):
        await owner.set_space_replicas(SPACE, 0)


async def test_dev_mode_is_turned_off_and_on_where_the_plan_has_it(
    owner: SpacesClient, demo: DemoServer, world: World
) -> None:
    assert (await owner.disable_space_dev_mode(SPACE)).dev_mode is False
    assert (await owner.enable_space_dev_mode(SPACE)).dev_mode is True
    async with client_of(demo, world.other_token) as poor:
        with pytest.raises(PaymentRequired):
            await poor.enable_space_dev_mode("babbage/difference-engine")
        assert (await poor.disable_space_dev_mode("babbage/difference-engine")).dev_mode is False


async def test_the_zero_gpu_quota_is_an_accounts_own(owner: SpacesClient, demo: DemoServer, world: World) -> None:
    quota = await owner.get_zero_gpu_quota()
    assert (quota.base, quota.current, quota.overquota_used) == (2400.0, 1810.5, 0.0)
    assert quota.resets_at is not None
    assert quota.resets_at.timestamp() > world.clock.now()
    async with client_of(demo, world.other_token) as fresh, client_of(demo, None) as nobody:
        assert (await fresh.get_zero_gpu_quota()).resets_at is None
        with pytest.raises(InvalidToken):
            await nobody.get_zero_gpu_quota()


async def test_spaces_are_found_by_words_and_by_what_they_use(owner: SpacesClient) -> None:
    (found,) = await owner.search_spaces("transcribe speech")
    assert (found.id, found.stage, found.relevancy) == ("ada/whisper-demo", "RUNNING", 1.0)
    assert found.summary == "Transcribe speech in 96 languages"
    assert await owner.search_spaces("llama") == []
    assert [each.id for each in await owner.search_spaces("llama", include_non_running=True)] == ["ada/llama-70b-demo"]
    assert await owner.search_spaces("transcribe speech", sdk=["docker", "static"]) == []
    assert await owner.search_spaces("transcribe speech", filter="docker") == []
    (linked,) = await owner.list_spaces(datasets="ada/results", linked=True, full=True)
    assert (linked.id, linked.runtime, linked.title) == ("ada/leaderboard", None, "Leaderboard")
    assert [each.id for each in await owner.list_spaces(models=["ada/sd-turbo-lora"])] == ["ada/sd-turbo"]


async def test_a_space_is_made_from_a_template(owner: SpacesClient, clock: ManualClock) -> None:
    template = next(each for each in await owner.list_space_templates() if each.preferred_private)
    made = await owner.create_space(
        "analytical/lab",
        sdk=template.sdk or "",
        visibility="private",
        template=template.repo_id,
        hardware="t4-small",
        sleep_time=600,
        variables=[NewVariable(key="A", value="b")],
    )
    assert (made.id, made.url) == ("analytical/lab", f"{owner.endpoint}/spaces/analytical/lab")
    clock.advance(15)
    space = await owner.space_info(made.id)
    assert space.private is True
    assert space.runtime is not None
    assert (space.runtime.stage, space.runtime.hardware, space.runtime.sleep_time) == ("RUNNING", "t4-small", 600)
    with pytest.raises(Conflict):
        await owner.create_space("analytical/lab", sdk="static", visibility="public")


async def test_another_creation_under_way_is_a_conflict_that_made_nothing(
    owner: SpacesClient, demo: DemoServer, world: World
) -> None:
    demo.faults.add(Says(409, "Cannot create repo: another conflicting operation is in progress"), times=1)
    with pytest.raises(Conflict) as caught:
        await owner.create_space("ada/new", sdk="static", visibility="public")
    assert caught.value.outcome_unknown is False
    await owner.create_space("ada/new", sdk="static", visibility="public")
    assert "ada/new" in world.spaces


async def test_a_renamed_space_is_found_and_changed_under_its_old_name(owner: SpacesClient, world: World) -> None:
    await owner.move_space(SPACE, "analytical/research")
    assert (await owner.space_info(SPACE)).id == "analytical/research"
    await owner.add_space_secret(SPACE, "NEW", SecretStr("x"))
    await owner.delete_space_secret(SPACE, "HF_TOKEN")
    assert set(world.spaces["analytical/research"].secrets) == {"JUPYTER_TOKEN", "NEW"}
    with pytest.raises(Conflict):
        await owner.move_space("ada/sd-turbo", "ada/portfolio")


async def test_a_deleted_space_is_gone_after_a_moment(owner: SpacesClient, clock: ManualClock) -> None:
    await owner.delete_space(SPACE)
    assert (await owner.get_space_runtime(SPACE)).stage == "DELETING"
    assert await owner.repo_exists(SPACE) is True
    clock.advance(5)
    assert await owner.repo_exists(SPACE) is False
    with pytest.raises(NotFound):
        await owner.delete_space(SPACE)


async def test_the_visibility_changes_as_far_as_the_plan_goes(
    owner: SpacesClient, demo: DemoServer, world: World
) -> None:
    private_as: dict[Visibility, bool] = {"public": False, "protected": False, "private": True}
    for visibility, private in private_as.items():
        await owner.update_space_visibility(SPACE, visibility)
        assert (await owner.space_info(SPACE)).private is private
    async with client_of(demo, world.other_token) as poor:
        with pytest.raises(PaymentRequired):
            await poor.update_space_visibility("babbage/plans", "protected")


async def test_what_a_token_may_do_is_asked_without_doing_it(
    owner: SpacesClient, demo: DemoServer, world: World
) -> None:
    await owner.auth_check(SPACE, write=True)
    async with client_of(demo, world.read_token) as reader, client_of(demo, world.other_token) as stranger:
        await reader.auth_check(SPACE)
        with pytest.raises(TokenNotAllowed):
            await reader.auth_check(SPACE, write=True)
        with pytest.raises(NotFound):
            await stranger.auth_check(SPACE)
        with pytest.raises(Forbidden):
            await stranger.auth_check("ada/leaderboard", write=True)


async def test_whether_a_space_exists_is_answered_as_far_as_it_may_be_seen(demo: DemoServer, world: World) -> None:
    async with (
        client_of(demo, None) as nobody,
        client_of(demo, world.other_token) as stranger,
        client_of(demo, "hf_wrong") as wrong,
    ):
        for client in (nobody, stranger):
            assert [await client.repo_exists(each) for each in ("ada/leaderboard", SPACE)] == [True, False]
        with pytest.raises(InvalidToken):
            await wrong.repo_exists(SPACE)


CHANGES: dict[str, tuple[Callable[[SpacesClient], Awaitable[object]], Callable[[World], bool]]] = {
    "volumes": (lambda client: client.delete_space_volumes(SPACE), lambda world: not world.spaces[SPACE].volumes),
    "replicas": (lambda client: client.set_space_replicas(SPACE, 2), lambda world: world.spaces[SPACE].replicas == 2),
    "dev mode": (
        lambda client: client.disable_space_dev_mode(SPACE),
        lambda world: not world.spaces[SPACE].dev_mode,
    ),
    "visibility": (
        lambda client: client.update_space_visibility(SPACE, "public"),
        lambda world: not world.spaces[SPACE].private,
    ),
    "name": (lambda client: client.move_space(SPACE, "ada/other"), lambda world: "ada/other" in world.spaces),
    "delete": (lambda client: client.delete_space(SPACE), lambda world: world.spaces[SPACE].stage == "DELETING"),
    "create": (
        lambda client: client.create_space("ada/new", sdk="static", visibility="public"),
        lambda world: "ada/new" in world.spaces,
    ),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_a_change_whose_answer_is_lost_is_sent_once_and_may_have_been_made(
    name: str, owner: SpacesClient, demo: DemoServer, world: World
) -> None:
    change, made = CHANGES[name]
    assert not made(world)
    demo.faults.add(Cut(after_acting=True), times=1)
    with pytest.raises(NoAnswer) as caught:
        await change(owner)
    assert caught.value.outcome_unknown is True
    assert made(world)
    assert len(demo.requests) == 1
