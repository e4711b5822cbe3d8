"""Each `hf` command that concerns Spaces, run against the demo hub, and its effect there."""

from __future__ import annotations

import json
from collections.abc import Callable

from spacetui.demo.world import World
from tests.contract.conftest import Hf

BOARD = "ada/leaderboard"
Use = Callable[[Hf, World], None]


def _list(hf: Hf, world: World) -> None:
    listed = json.loads(hf("spaces", "ls", "--author", "ada", "--search", "demo", "--format", "json"))
    assert "ada/whisper-demo" in {space["id"] for space in listed}


def _info(hf: Hf, world: World) -> None:
    assert json.loads(hf("spaces", "info", "ada/whisper-demo"))["runtime"]["hardware"] == "a10g-small"
    assert "not found" in hf("spaces", "info", "ada/missing", fails=True).lower()


def _card(hf: Hf, world: World) -> None:
    assert "title: Leaderboard" in hf("spaces", "card", BOARD)


def _search(hf: Hf, world: World) -> None:
    assert "ada/whisper-demo" in hf("spaces", "search", "transcribe speech", "--sdk", "gradio", "--limit", "3")


def _templates(hf: Hf, world: World) -> None:
    assert "spaces-templates/jupyterlab" in hf("spaces", "templates")


def _hardware(hf: Hf, world: World) -> None:
    assert "$1.50" in hf("spaces", "hardware")


def _quota(hf: Hf, world: World) -> None:
    assert "1810.5" in hf("spaces", "zero-gpu", "quota")


def _pause(hf: Hf, world: World) -> None:
    assert "PAUSED" in hf("spaces", "pause", BOARD)
    assert world.spaces[BOARD].stage == "PAUSED"
    assert "static" in hf("spaces", "pause", "ada/portfolio", fails=True).lower()


def _restart(hf: Hf, world: World) -> None:
    assert "BUILDING" in hf("spaces", "restart", "ada/diffusion-xl", "--factory-reboot")
    assert world.spaces["ada/diffusion-xl"].stage != "PAUSED"


def _wait(hf: Hf, world: World) -> None:
    assert "RUNNING" in hf("spaces", "wait", BOARD, "--timeout", "60s")
    assert "PAUSED" in hf("spaces", "wait", "ada/diffusion-xl", fails=True)


def _settings(hf: Hf, world: World) -> None:
    hf("spaces", "settings", "ada/sd-turbo", "--hardware", "t4-small", "--sleep-time", "600")
    space = world.spaces["ada/sd-turbo"]
    assert (space.requested, space.sleep_seconds) == ("t4-small", 600)


def _dev_mode(hf: Hf, world: World) -> None:
    assert "ada-leaderboard@ssh.hf.space" in hf("spaces", "dev-mode", BOARD)
    assert world.spaces[BOARD].dev_mode is True
    hf("spaces", "dev-mode", BOARD, "--stop")
    assert world.spaces[BOARD].dev_mode is False


def _ssh(hf: Hf, world: World) -> None:
    assert hf("spaces", "ssh", "ada/notebook", "--dry-run") == "ssh ada-notebook@ssh.hf.space\n"


def _logs(hf: Hf, world: World) -> None:
    assert "CUDA out of memory" in hf("spaces", "logs", "ada/chat-ui", "--follow")
    assert hf("spaces", "logs", "ada/ocr-bot", "--build", "--tail", "1").count("\n") == 1


def _list_secrets(hf: Hf, world: World) -> None:
    assert "SENTRY_DSN" in hf("spaces", "secrets", "ls", "ada/whisper-demo")


def _add_secret(hf: Hf, world: World) -> None:
    hf("spaces", "secrets", "add", BOARD, "-s", "API_KEY=s3cret")
    assert set(world.spaces[BOARD].secrets) == {"API_KEY"}


def _delete_secret(hf: Hf, world: World) -> None:
    hf("spaces", "secrets", "delete", "ada/whisper-demo", "SENTRY_DSN", "--yes")
    assert set(world.spaces["ada/whisper-demo"].secrets) == {"HF_TOKEN"}


def _list_variables(hf: Hf, world: World) -> None:
    assert "REFRESH_MINUTES" in hf("spaces", "variables", "ls", BOARD)


def _add_variable(hf: Hf, world: World) -> None:
    hf("spaces", "variables", "add", BOARD, "-e", "MODE=fast")
    assert world.spaces[BOARD].variables["MODE"].value == "fast"


def _delete_variable(hf: Hf, world: World) -> None:
    hf("spaces", "variables", "delete", BOARD, "RESULTS_REPO", "--yes")
    assert set(world.spaces[BOARD].variables) == {"REFRESH_MINUTES"}


def _list_volumes(hf: Hf, world: World) -> None:
    assert "/scratch" in hf("spaces", "volumes", "ls", "ada/notebook")


def _set_volumes(hf: Hf, world: World) -> None:
    hf("spaces", "volumes", "set", BOARD, "-v", "hf://buckets/ada/b:/data", "-v", "hf://datasets/ada/d:/d:ro")
    mounted = {each.mount_path: (each.source, each.read_only) for each in world.spaces[BOARD].volumes}
    assert mounted == {"/data": ("ada/b", False), "/d": ("ada/d", True)}
    refused = hf("spaces", "volumes", "set", "ada/portfolio", "-v", "hf://buckets/ada/b:/data", fails=True)
    assert "Static Spaces have no volumes" in refused


def _delete_volumes(hf: Hf, world: World) -> None:
    hf("spaces", "volumes", "delete", "ada/notebook", "--yes")
    assert world.spaces["ada/notebook"].volumes == ()
    assert "no volumes" in hf("spaces", "volumes", "delete", "ada/notebook", "--yes", fails=True)


def _create(hf: Hf, world: World) -> None:
    hf("repos", "create", "ada/lab", "--type", "space", "--template", "JupyterLab", "--env", "A=b")
    space = world.spaces["ada/lab"]
    assert (space.sdk, space.visibility, set(space.variables)) == ("docker", "private", {"A"})
    assert "already" in hf("repos", "create", "ada/lab", "--type", "space", "--sdk", "docker", fails=True)


def _duplicate(hf: Hf, world: World) -> None:
    hf("repos", "duplicate", BOARD, "ada/copy", "--type", "space", "--private", "--secrets", "KEY=x")
    assert (world.spaces["ada/copy"].visibility, set(world.spaces["ada/copy"].secrets)) == ("private", {"KEY"})


def _move(hf: Hf, world: World) -> None:
    hf("repos", "move", BOARD, "analytical/board", "--type", "space")
    assert "analytical/board" in world.spaces
    assert json.loads(hf("spaces", "info", BOARD))["id"] == "analytical/board"
    assert "already" in hf("repos", "move", "ada/sd-turbo", "ada/portfolio", "--type", "space", fails=True)


def _repo_settings(hf: Hf, world: World) -> None:
    hf("repos", "settings", BOARD, "--type", "space", "--protected")
    assert world.spaces[BOARD].visibility == "protected"


def _delete(hf: Hf, world: World) -> None:
    hf("repos", "delete", BOARD, "--type", "space", "--yes")
    assert BOARD not in world.spaces or world.spaces[BOARD].stage == "DELETING"
    assert "not found" in hf("repos", "delete", "ada/missing", "--type", "space", "--yes", fails=True).lower()


COMMANDS: dict[str, Use] = {
    "repos create": _create,
    "repos delete": _delete,
    "repos duplicate": _duplicate,
    "repos move": _move,
    "repos settings": _repo_settings,
    "spaces card": _card,
    "spaces dev-mode": _dev_mode,
    "spaces hardware": _hardware,
    "spaces info": _info,
    "spaces list": _list,
    "spaces logs": _logs,
    "spaces pause": _pause,
    "spaces restart": _restart,
    "spaces search": _search,
    "spaces secrets add": _add_secret,
    "spaces secrets delete": _delete_secret,
    "spaces secrets list": _list_secrets,
    "spaces settings": _settings,
    "spaces ssh": _ssh,
    "spaces templates": _templates,
    "spaces variables add": _add_variable,
    "spaces variables delete": _delete_variable,
    "spaces variables list": _list_variables,
    "spaces volumes delete": _delete_volumes,
    "spaces volumes list": _list_volumes,
    "spaces volumes set": _set_volumes,
    "spaces wait": _wait,
    "spaces zero-gpu quota": _quota,
}
