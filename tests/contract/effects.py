"""Each operation, done by the official client on the demo hub, and its effect as that client sees it."""

from __future__ import annotations

from collections.abc import Callable

from huggingface_hub import HfApi, SpaceHardware, Volume

from spacetui.clock import ManualClock
from spacetui.demo.world import World

BOARD = "ada/leaderboard"
Effect = Callable[[HfApi, World, ManualClock], None]


def whoami(api: HfApi, world: World, clock: ManualClock) -> None:
    assert api.whoami()["name"] == "ada"


def list_spaces(api: HfApi, world: World, clock: ManualClock) -> None:
    linked = list(api.list_spaces(author="ada", linked=True, full=True))
    assert {space.id for space in linked} == {"ada/whisper-demo", "ada/sd-turbo", BOARD}
    assert [space.id for space in api.list_spaces(models="ada/sd-turbo-lora")] == ["ada/sd-turbo"]
    assert [space.id for space in api.list_spaces(datasets=["ada/results"])] == [BOARD]


def search_spaces(api: HfApi, world: World, clock: ManualClock) -> None:
    found = list(api.search_spaces("transcribe speech"))
    assert [(space.id, space.semantic_relevancy_score) for space in found] == [("ada/whisper-demo", 1.0)]
    assert found[0].runtime is not None
    assert found[0].runtime.stage == "RUNNING"
    assert not list(api.search_spaces("llama"))
    assert [space.id for space in api.search_spaces("llama", include_non_running=True)] == ["ada/llama-70b-demo"]
    assert not list(api.search_spaces("llama", include_non_running=True, sdk="docker"))
    assert not list(api.search_spaces("speech", filter="static"))


def space_info(api: HfApi, world: World, clock: ManualClock) -> None:
    assert api.space_info(BOARD).host == "https://ada-leaderboard.hf.space"


def repo_info(api: HfApi, world: World, clock: ManualClock) -> None:
    assert api.repo_info(BOARD, repo_type="space").sha == world.spaces[BOARD].sha


def repo_exists(api: HfApi, world: World, clock: ManualClock) -> None:
    assert [api.repo_exists(each, repo_type="space") for each in (BOARD, "ada/missing")] == [True, False]
    stranger = HfApi(endpoint=api.endpoint, token=world.other_token)
    assert [stranger.repo_exists(each, repo_type="space") for each in (BOARD, "ada/notebook")] == [True, False]


def auth_check(api: HfApi, world: World, clock: ManualClock) -> None:
    api.auth_check(BOARD, repo_type="space", write=True)


def list_spaces_hardware(api: HfApi, world: World, clock: ManualClock) -> None:
    assert {"cpu-basic", "t4-small"} < {flavor.name for flavor in api.list_spaces_hardware()}


def get_zero_gpu_quota(api: HfApi, world: World, clock: ManualClock) -> None:
    used = api.get_zero_gpu_quota()
    assert (used.base, used.remaining, used.overquota_used) == (2400.0, 1810.5, 0.0)
    assert used.resets_at is not None
    clock.advance(used.resets_at.timestamp() - clock.now())
    fresh = api.get_zero_gpu_quota()
    assert (fresh.remaining, fresh.resets_at) == (2400.0, None)


def list_space_templates(api: HfApi, world: World, clock: ManualClock) -> None:
    templates = {template.name: template for template in api.list_space_templates()}
    assert (templates["JupyterLab"].sdk, templates["JupyterLab"].preferred_private) == ("docker", True)


def get_space_runtime(api: HfApi, world: World, clock: ManualClock) -> None:
    assert api.get_space_runtime("ada/chat-ui").stage == "RUNTIME_ERROR"


def wait_for_space(api: HfApi, world: World, clock: ManualClock) -> None:
    api.restart_space(BOARD)
    clock.advance(15)
    assert api.wait_for_space(BOARD, timeout=1).stage == "RUNNING"


def request_space_hardware(api: HfApi, world: World, clock: ManualClock) -> None:
    api.request_space_hardware(BOARD, SpaceHardware.T4_SMALL)
    clock.advance(3)
    api.request_space_hardware(BOARD, SpaceHardware.T4_MEDIUM)
    clock.advance(15)
    settled = api.get_space_runtime(BOARD)
    assert (settled.stage, settled.hardware, settled.requested_hardware) == ("RUNNING", "t4-medium", "t4-medium")


def set_space_sleep_time(api: HfApi, world: World, clock: ManualClock) -> None:
    api.set_space_sleep_time("ada/sd-turbo", 600)
    assert api.get_space_runtime("ada/sd-turbo").sleep_time == 600


def pause_space(api: HfApi, world: World, clock: ManualClock) -> None:
    api.pause_space(BOARD)
    assert api.get_space_runtime(BOARD).stage == "PAUSED"


def restart_space(api: HfApi, world: World, clock: ManualClock) -> None:
    api.restart_space("ada/streamlit-2022")
    clock.advance(15)
    runtime = api.get_space_runtime("ada/streamlit-2022")
    assert (runtime.stage, runtime.hardware) == ("RUNNING", "cpu-performance")


def enable_space_dev_mode(api: HfApi, world: World, clock: ManualClock) -> None:
    assert api.enable_space_dev_mode(BOARD).stage == "RUNNING_BUILDING"
    clock.advance(15)
    assert api.get_space_runtime(BOARD).dev_mode is True
    clock.advance(48 * 3600)
    assert api.get_space_runtime(BOARD).dev_mode is False


def disable_space_dev_mode(api: HfApi, world: World, clock: ManualClock) -> None:
    assert api.disable_space_dev_mode("ada/notebook").dev_mode is False


def set_space_volumes(api: HfApi, world: World, clock: ManualClock) -> None:
    wanted = [
        Volume(type="model", source="ada/m", mount_path="/m", read_only=False),
        Volume(type="bucket", source="ada/b", mount_path="/b"),
    ]
    api.set_space_volumes("ada/notebook", wanted)
    mounted = api.get_space_runtime("ada/notebook").volumes
    assert mounted is not None
    assert [(each.source, each.read_only) for each in mounted] == [("ada/m", True), ("ada/b", False)]


def delete_space_volumes(api: HfApi, world: World, clock: ManualClock) -> None:
    api.delete_space_volumes("ada/notebook")
    assert not api.get_space_runtime("ada/notebook").volumes


def get_space_secrets(api: HfApi, world: World, clock: ManualClock) -> None:
    assert set(api.get_space_secrets("ada/notebook")) == {"JUPYTER_TOKEN", "HF_TOKEN"}


def add_space_secret(api: HfApi, world: World, clock: ManualClock) -> None:
    api.add_space_secret(BOARD, "API_KEY", "s3cret", description="for the judge")
    assert api.get_space_secrets(BOARD)["API_KEY"].description == "for the judge"


def delete_space_secret(api: HfApi, world: World, clock: ManualClock) -> None:
    api.delete_space_secret("ada/notebook", "HF_TOKEN")
    assert set(api.get_space_secrets("ada/notebook")) == {"JUPYTER_TOKEN"}


def get_space_variables(api: HfApi, world: World, clock: ManualClock) -> None:
    assert api.get_space_variables(BOARD)["REFRESH_MINUTES"].value == "15"


def add_space_variable(api: HfApi, world: World, clock: ManualClock) -> None:
    assert api.add_space_variable(BOARD, "MODE", "a\nb")["MODE"].value == "a\nb"


def delete_space_variable(api: HfApi, world: World, clock: ManualClock) -> None:
    assert set(api.delete_space_variable(BOARD, "RESULTS_REPO")) == {"REFRESH_MINUTES"}


def fetch_space_logs(api: HfApi, world: World, clock: ManualClock) -> None:
    assert any("CUDA out of memory" in line for line in api.fetch_space_logs("ada/chat-ui", follow=True))


def create_repo(api: HfApi, world: World, clock: ManualClock) -> None:
    made = api.create_repo("ada/lab", repo_type="space", space_template="jupyterlab", space_variables=[SETTING])
    assert made.url == f"{api.endpoint}/spaces/ada/lab"
    assert api.space_info("ada/lab").private is True
    assert set(api.get_space_variables("ada/lab")) == {"KEY"}
    clock.advance(15)
    assert api.get_space_runtime("ada/lab").stage == "RUNNING"
    api.create_repo("empty", repo_type="space", space_sdk="gradio")
    assert api.get_space_runtime("ada/empty").stage == "NO_APP_FILE"
    assert api.create_repo("ada/lab", repo_type="space", space_sdk="gradio", exist_ok=True).repo_id == "ada/lab"


def duplicate_repo(api: HfApi, world: World, clock: ManualClock) -> None:
    made = api.duplicate_repo(BOARD, "analytical/board", repo_type="space", space_secrets=[SETTING])
    assert set(api.get_space_secrets(made.repo_id)) == {"KEY"}
    assert set(api.get_space_variables(made.repo_id)) == {"RESULTS_REPO", "REFRESH_MINUTES"}


def update_repo_settings(api: HfApi, world: World, clock: ManualClock) -> None:
    api.update_repo_settings(BOARD, repo_type="space", visibility="private")
    assert api.space_info(BOARD).private is True
    api.update_repo_settings(BOARD, repo_type="space", private=False)
    assert api.space_info(BOARD).private is False


def move_repo(api: HfApi, world: World, clock: ManualClock) -> None:
    api.move_repo(BOARD, "analytical/board", repo_type="space")
    assert api.space_info(BOARD).id == "analytical/board"
    assert api.add_space_variable(BOARD, "MODE", "fast")["MODE"].value == "fast"
    assert set(api.get_space_variables("analytical/board")) == {"RESULTS_REPO", "REFRESH_MINUTES", "MODE"}


def delete_repo(api: HfApi, world: World, clock: ManualClock) -> None:
    api.delete_repo(BOARD, repo_type="space")
    assert api.get_space_runtime(BOARD).stage == "DELETING"
    clock.advance(5)
    assert not api.repo_exists(BOARD, repo_type="space")
    api.delete_repo(BOARD, repo_type="space", missing_ok=True)


SETTING = {"key": "KEY", "value": "x", "description": "about"}
EFFECTS: dict[str, Effect] = {
    effect.__name__: effect
    for effect in (
        *(whoami, list_spaces, search_spaces, space_info, repo_info, repo_exists, auth_check, list_spaces_hardware),
        *(get_zero_gpu_quota, list_space_templates, get_space_runtime, wait_for_space, request_space_hardware),
        *(set_space_sleep_time, pause_space, restart_space, enable_space_dev_mode, disable_space_dev_mode),
        *(set_space_volumes, delete_space_volumes, get_space_secrets, add_space_secret, delete_space_secret),
        *(get_space_variables, add_space_variable, delete_space_variable, fetch_space_logs, create_repo),
        *(duplicate_repo, update_repo_settings, move_repo, delete_repo),
    )
}
