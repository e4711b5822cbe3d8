"""The official Python client works against the demo hub as it does against the Hub."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from huggingface_hub import HfApi, SpaceCard, SpaceHardware, Volume
from huggingface_hub.errors import BadRequestError, HfHubHTTPError, RemoteEntryNotFoundError, RepositoryNotFoundError

from spacetui.clock import ManualClock
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from tests.contract.conftest import MakeApi


def status_of(error: pytest.ExceptionInfo[HfHubHTTPError]) -> int:
    return int(error.value.response.status_code)


def test_whoami(api: HfApi) -> None:
    me = api.whoami()
    assert me["name"] == "ada"
    assert {org["name"]: org["roleInOrg"] for org in me["orgs"]} == {"analytical": "admin", "readers": "read"}
    assert me["auth"]["accessToken"]["role"] == "write"


def test_list_spaces_over_pages_with_runtime(api: HfApi, demo: DemoServer) -> None:
    spaces = list(api.list_spaces(author="ada", expand=["runtime", "sdk", "cardData"], sort="likes"))
    assert len(spaces) == sum(space.namespace == "ada" for space in demo.world.spaces.values())
    runtimes = {space.id: space.runtime for space in spaces}
    whisper, zero = runtimes["ada/whisper-demo"], runtimes["ada/zero-flux"]
    assert whisper is not None
    assert (whisper.stage, whisper.hardware, whisper.sleep_time) == ("RUNNING", "a10g-small", 3600)
    assert zero is not None
    assert zero.raw["replicas"]["requested"] == "auto"
    assert len(list(api.list_spaces(author="ada", limit=3))) == 3
    assert [space.id for space in api.list_spaces(search="sd-turbo", full=True)] == ["ada/sd-turbo"]


def test_list_spaces_follows_the_links_of_a_hub_with_small_pages(clock: ManualClock) -> None:
    world = World(clock, largest_page=7)
    with DemoServer(world) as server:
        found = [space.id for space in HfApi(endpoint=server.url, token=world.token).list_spaces()]
        assert sorted(found) == sorted(world.spaces)
        assert len(server.requests) == -(-len(found) // 7)


def test_space_info_with_and_without_expand(api: HfApi) -> None:
    info = api.space_info("ada/whisper-demo")
    assert info.card_data is not None
    assert info.card_data.title == "Whisper demo"
    assert info.host == "https://ada-whisper-demo.hf.space"
    assert info.runtime is not None
    assert info.runtime.raw["sha"] != info.sha
    picked = api.space_info("ada/whisper-demo", expand=["subdomain"])
    assert (picked.subdomain, picked.host, picked.runtime) == ("ada-whisper-demo", None, None)


def test_missing_spaces_and_cards_raise_what_the_client_raises_for_the_hub(api: HfApi) -> None:
    with pytest.raises(RepositoryNotFoundError):
        api.space_info("ada/missing")
    with pytest.raises(RepositoryNotFoundError):
        api.get_space_runtime("babbage/missing")
    with pytest.raises(RemoteEntryNotFoundError):
        api.hf_hub_download("ada/untitled", "README.md", repo_type="space")


def test_the_card_is_found_and_its_head_read(api: HfApi) -> None:
    card = Path(api.hf_hub_download("ada/leaderboard", "README.md", repo_type="space")).read_text("utf-8")
    assert SpaceCard(card).data.get("title") == "Leaderboard"


def test_hardware_catalog(api: HfApi) -> None:
    flavors = {flavor.name: flavor for flavor in api.list_spaces_hardware()}
    assert flavors["a10g-small"].unit_cost_usd * 60 == pytest.approx(1.0, rel=1e-4)
    accelerator = flavors["l40sx8"].accelerator
    assert accelerator is not None
    assert (accelerator.quantity, accelerator.vram) == ("8", "384 GB")


def test_request_hardware_and_sleep_time(api: HfApi, clock: ManualClock) -> None:
    asked = api.request_space_hardware("ada/leaderboard", SpaceHardware.T4_MEDIUM, sleep_time=3600)
    assert (asked.hardware, asked.requested_hardware, asked.sleep_time) == ("cpu-basic", "t4-medium", 3600)
    clock.advance(15)
    settled = api.get_space_runtime("ada/leaderboard")
    assert (settled.stage, settled.hardware) == ("RUNNING", "t4-medium")
    assert api.set_space_sleep_time("ada/leaderboard", -1).sleep_time == -1


def test_sleep_time_on_cpu_basic_stays_48_hours(api: HfApi) -> None:
    with pytest.warns(UserWarning, match="48 hours"):
        assert api.set_space_sleep_time("ada/ocr-bot", 60).sleep_time == 172_800


def test_pause_restart_and_wait(api: HfApi, clock: ManualClock) -> None:
    assert api.pause_space("ada/sd-turbo").stage == "PAUSED"
    assert api.restart_space("ada/sd-turbo").stage == "BUILDING"
    clock.advance(15)
    assert api.wait_for_space("ada/sd-turbo", timeout=1).stage == "RUNNING"
    assert api.restart_space("ada/sd-turbo", factory_reboot=True).stage == "RUNNING_BUILDING"
    clock.advance(8)
    assert api.get_space_runtime("ada/sd-turbo").stage == "RUNNING_BUILDING"
    clock.advance(7)
    assert api.get_space_runtime("ada/sd-turbo").stage == "RUNNING"


def test_a_static_space_cannot_be_paused(api: HfApi) -> None:
    with pytest.raises(BadRequestError, match="Static Spaces cannot be paused"):
        api.pause_space("ada/portfolio")


def test_secrets(api: HfApi, clock: ManualClock) -> None:
    api.add_space_secret("ada/leaderboard", "API_KEY", "s3cret", description="for the judge")
    secret = api.get_space_secrets("ada/leaderboard")["API_KEY"]
    assert secret.description == "for the judge"
    assert secret.updated_at is not None
    assert secret.updated_at.timestamp() == clock.now()
    assert api.get_space_runtime("ada/leaderboard").stage == "RUNNING_BUILDING"
    api.delete_space_secret("ada/leaderboard", "API_KEY")
    api.delete_space_secret("ada/leaderboard", "API_KEY")
    assert api.get_space_secrets("ada/leaderboard") == {}


def test_variables(api: HfApi) -> None:
    after = api.add_space_variable("ada/leaderboard", "PROMPT", "two\nlines", description="how to ask")
    assert after["PROMPT"].value == "two\nlines"
    assert set(after) == {"PROMPT", "RESULTS_REPO", "REFRESH_MINUTES"}
    assert set(api.delete_space_variable("ada/leaderboard", "PROMPT")) == {"RESULTS_REPO", "REFRESH_MINUTES"}
    assert set(api.delete_space_variable("ada/leaderboard", "PROMPT")) == {"RESULTS_REPO", "REFRESH_MINUTES"}


def test_a_name_clash_is_a_config_error_until_one_is_deleted_and_it_is_restarted(
    api: HfApi, clock: ManualClock
) -> None:
    api.add_space_secret("ada/leaderboard", "RESULTS_REPO", "x")
    clash = api.get_space_runtime("ada/leaderboard")
    assert (clash.stage, clash.raw["errorMessage"]) == ("CONFIG_ERROR", "Collision on variables and secrets names")
    api.delete_space_secret("ada/leaderboard", "RESULTS_REPO")
    assert api.get_space_runtime("ada/leaderboard").stage == "CONFIG_ERROR"
    assert api.restart_space("ada/leaderboard").stage == "BUILDING"
    clock.advance(15)
    assert api.get_space_runtime("ada/leaderboard").stage == "RUNNING"


def test_duplicate_leaves_secrets_behind_and_takes_variables_along(
    api: HfApi, clock: ManualClock, demo: DemoServer
) -> None:
    made = api.duplicate_repo(
        "ada/whisper-demo",
        "analytical/whisper-copy",
        repo_type="space",
        visibility="private",
        space_hardware=SpaceHardware.T4_SMALL,
        space_sleep_time=600,
        space_secrets=[{"key": "HF_TOKEN", "value": "x", "description": "new"}],
        space_variables=[{"key": "BEAMS", "value": "1"}],
        space_volumes=[Volume(type="dataset", source="ada/corpus", mount_path="/data")],
    )
    assert made.url == f"{demo.url}/spaces/analytical/whisper-copy"
    assert set(api.get_space_secrets(made.repo_id)) == {"HF_TOKEN"}
    variables = {key: each.value for key, each in api.get_space_variables(made.repo_id).items()}
    assert variables == {"MODEL_REPO_ID": "ada/whisper-small-ada", "BEAMS": "1"}
    runtime = api.get_space_runtime(made.repo_id)
    assert (runtime.stage, runtime.hardware, runtime.requested_hardware) == ("BUILDING", None, "t4-small")
    assert runtime.volumes is not None
    assert (runtime.volumes[0].mount_path, runtime.volumes[0].read_only) == ("/data", True)
    clock.advance(15)
    settled = api.get_space_runtime(made.repo_id)
    assert (settled.stage, settled.hardware, settled.sleep_time) == ("RUNNING", "t4-small", 600)
    assert api.space_info(made.repo_id).private is True


def test_duplicate_of_little_said_runs_on_cpu_basic_under_ones_own_name(api: HfApi) -> None:
    made = api.duplicate_repo("babbage/difference-engine", repo_type="space")
    assert made.repo_id == "ada/difference-engine"
    assert api.get_space_runtime(made.repo_id).requested_hardware == "cpu-basic"
    with pytest.raises(HfHubHTTPError, match="already created") as again:
        api.duplicate_repo("babbage/difference-engine", repo_type="space")
    assert status_of(again) == 409
    assert api.duplicate_repo("babbage/difference-engine", repo_type="space", exist_ok=True).repo_id == made.repo_id


def test_auth_check(api: HfApi, api_with: MakeApi, world: World) -> None:
    api.auth_check("ada/leaderboard", repo_type="space", write=True)
    reading = api_with(world.read_token)
    reading.auth_check("ada/leaderboard", repo_type="space")
    with pytest.raises(HfHubHTTPError) as refused:
        reading.auth_check("ada/leaderboard", repo_type="space", write=True)
    assert status_of(refused) == 403
    with pytest.raises(RepositoryNotFoundError):
        api.auth_check("ada/missing", repo_type="space")


def test_a_token_without_the_right_is_told_so(api_with: MakeApi, world: World) -> None:
    with pytest.raises(HfHubHTTPError, match="you must use a write token to restart the Space") as reading:
        api_with(world.read_token).restart_space("ada/leaderboard")
    with pytest.raises(HfHubHTTPError, match="only the owner") as stranger:
        api_with(world.other_token).pause_space("ada/leaderboard")
    assert status_of(reading) == status_of(stranger) == 403
    scoped = api_with(world.finegrained_token)
    assert scoped.pause_space("ada/leaderboard").stage == "PAUSED"
    with pytest.raises(HfHubHTTPError, match="write token"):
        scoped.pause_space("analytical/docs-search")


def test_a_browser_log_in_may_pause_but_not_restart(api_with: MakeApi, world: World) -> None:
    browser = api_with(world.oauth_token)
    changes: tuple[Callable[[], object], ...] = (
        lambda: browser.restart_space("ada/leaderboard"),
        lambda: browser.request_space_hardware("ada/leaderboard", SpaceHardware.T4_SMALL),
        lambda: browser.set_space_sleep_time("ada/whisper-demo", 60),
    )
    for change in changes:
        with pytest.raises(HfHubHTTPError, match="Invalid username or password") as refused:
            change()
        assert status_of(refused) == 401
    assert browser.pause_space("ada/leaderboard").stage == "PAUSED"


def test_an_account_without_means_is_told_to_pay(api_with: MakeApi, world: World) -> None:
    poor = api_with(world.other_token)
    with pytest.raises(HfHubHTTPError, match="Missing payment method") as no_card:
        poor.request_space_hardware("babbage/difference-engine", SpaceHardware.T4_SMALL)
    with pytest.raises(HfHubHTTPError, match="PRO subscription") as no_plan:
        poor.duplicate_repo("ada/leaderboard", "babbage/copy", repo_type="space")
    assert (status_of(no_card), status_of(no_plan)) == (403, 402)
    assert poor.duplicate_repo("ada/portfolio", "babbage/copy", repo_type="space").repo_id == "babbage/copy"


def test_an_exhausted_quota_is_read_by_the_client_from_the_headers(clock: ManualClock) -> None:
    world = World(clock, quota=1)
    with DemoServer(world) as server:
        api = HfApi(endpoint=server.url, token=world.token)
        api.get_space_runtime("ada/leaderboard")
        with pytest.raises(HfHubHTTPError, match=r"'api' rate limit.*\nRetry after 300 seconds \(0/1"):
            api.get_space_runtime("ada/leaderboard")
