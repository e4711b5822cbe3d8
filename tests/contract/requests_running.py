"""Pairs of calls that send the same request: what a Space runs on, in which environment, and what it writes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from huggingface_hub import HfApi, SpaceHardware
from huggingface_hub import Volume as OfficialVolume
from pydantic import SecretStr

from spacetui.hub.client import SpacesClient
from spacetui.hub.models import Volume

Theirs = Callable[[HfApi], object]
Ours = Callable[[SpacesClient], Awaitable[object]]
Pairs = dict[str, dict[str, tuple[Theirs, Ours]]]
"""By the official client's name, and by what is special about the call."""

SPACE = "ada/demo"
OFFICIAL_VOLUMES = [
    OfficialVolume(type="bucket", source="ada/b", mount_path="/data", read_only=False, path="sub"),
    OfficialVolume(type="dataset", source="ada/d", mount_path="/d", revision="main"),
]
VOLUMES = [
    Volume(type="bucket", source="ada/b", mount_path="/data", read_only=False, path="sub"),
    Volume(type="dataset", source="ada/d", mount_path="/d", revision="main"),
]


async def read_log(client: SpacesClient, *, build: bool = False, tail: int | None = None) -> list[str]:
    async with client.fetch_space_logs(SPACE, build=build, tail=tail) as lines:
        return [line.text async for line in lines]


RUNNING: Pairs = {
    "get_space_runtime": {
        "": (
            lambda api: api.get_space_runtime("a.d_a/de-mo"),
            lambda client: client.get_space_runtime("a.d_a/de-mo"),
        ),
    },
    "wait_for_space": {
        "of one that runs": (
            lambda api: api.wait_for_space(SPACE, timeout=1),
            lambda client: client.get_space_runtime(SPACE),
        ),
    },
    "request_space_hardware": {
        "": (
            lambda api: api.request_space_hardware(SPACE, SpaceHardware.T4_MEDIUM),
            lambda client: client.request_space_hardware(SPACE, "t4-medium"),
        ),
        "with a sleep time": (
            lambda api: api.request_space_hardware(SPACE, SpaceHardware.T4_MEDIUM, sleep_time=-1),
            lambda client: client.request_space_hardware(SPACE, "t4-medium", sleep_time=-1),
        ),
    },
    "set_space_sleep_time": {
        "": (
            lambda api: api.set_space_sleep_time(SPACE, 3600),
            lambda client: client.set_space_sleep_time(SPACE, 3600),
        ),
    },
    "pause_space": {"": (lambda api: api.pause_space(SPACE), lambda client: client.pause_space(SPACE))},
    "restart_space": {
        "": (lambda api: api.restart_space(SPACE), lambda client: client.restart_space(SPACE)),
        "factory": (
            lambda api: api.restart_space(SPACE, factory_reboot=True),
            lambda client: client.restart_space(SPACE, factory_reboot=True),
        ),
    },
    "enable_space_dev_mode": {
        "": (lambda api: api.enable_space_dev_mode(SPACE), lambda client: client.enable_space_dev_mode(SPACE)),
    },
    "disable_space_dev_mode": {
        "": (lambda api: api.disable_space_dev_mode(SPACE), lambda client: client.disable_space_dev_mode(SPACE)),
    },
    "set_space_volumes": {
        "": (
            lambda api: api.set_space_volumes(SPACE, OFFICIAL_VOLUMES),
            lambda client: client.set_space_volumes(SPACE, VOLUMES),
        ),
        "none": (lambda api: api.set_space_volumes(SPACE, []), lambda client: client.set_space_volumes(SPACE, [])),
    },
    "delete_space_volumes": {
        "": (lambda api: api.delete_space_volumes(SPACE), lambda client: client.delete_space_volumes(SPACE)),
    },
    "get_space_secrets": {
        "": (lambda api: api.get_space_secrets(SPACE), lambda client: client.get_space_secrets(SPACE)),
    },
    "add_space_secret": {
        "": (
            lambda api: api.add_space_secret(SPACE, "KEY", "välue\n"),
            lambda client: client.add_space_secret(SPACE, "KEY", SecretStr("välue\n")),
        ),
        "described": (
            lambda api: api.add_space_secret(SPACE, "KEY", "v", description=""),
            lambda client: client.add_space_secret(SPACE, "KEY", SecretStr("v"), description=""),
        ),
    },
    "delete_space_secret": {
        "": (
            lambda api: api.delete_space_secret(SPACE, "KEY"),
            lambda client: client.delete_space_secret(SPACE, "KEY"),
        ),
    },
    "get_space_variables": {
        "": (lambda api: api.get_space_variables(SPACE), lambda client: client.get_space_variables(SPACE)),
    },
    "add_space_variable": {
        "": (
            lambda api: api.add_space_variable(SPACE, "KEY", "v", description="about"),
            lambda client: client.add_space_variable(SPACE, "KEY", "v", description="about"),
        ),
    },
    "delete_space_variable": {
        "": (
            lambda api: api.delete_space_variable(SPACE, "KEY"),
            lambda client: client.delete_space_variable(SPACE, "KEY"),
        ),
    },
    "fetch_space_logs": {
        "": (lambda api: list(api.fetch_space_logs(SPACE)), read_log),
        "of the build": (
            lambda api: list(api.fetch_space_logs(SPACE, build=True)),
            lambda client: read_log(client, build=True),
        ),
    },
}
