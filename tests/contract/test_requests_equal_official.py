"""Each operation, sent by the official client and by ours to one recording server: the same request."""

from __future__ import annotations

import json
import threading
import warnings
from collections.abc import Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from huggingface_hub import HfApi, SpaceHardware
from huggingface_hub import Volume as OfficialVolume
from pydantic import SecretStr

from spacetui.hub.client import SpacesClient
from spacetui.hub.models import NewSecret, NewVariable, Volume

TOKEN = "hf_contract"
RUNTIME = {"stage": "RUNNING", "hardware": {"current": "t4-small", "requested": "t4-small"}, "storage": None}
SPACE = {"id": "ada/demo", "likes": 0, "private": False, "tags": []}
FLAVOR = {
    "name": "t4-small",
    "prettyName": "T4",
    "cpu": "4 vCPU",
    "ram": "15 GB",
    "accelerator": None,
    "unitCostMicroUSD": 1,
    "unitCostUSD": 0.000001,
    "unitLabel": "minute",
}

Sent = dict[str, Any]


def answer_to(path: str) -> object:
    last = path.rpartition("/")[2]
    known: dict[str, object] = {
        "whoami-v2": {"name": "ada", "auth": {"type": "access_token"}, "orgs": []},
        "spaces": [SPACE],
        "hardware": [FLAVOR] if path == "/api/spaces/hardware" else RUNTIME,
        "demo": SPACE,
        "secrets": {"KEY": {"key": "KEY"}},
        "variables": {"KEY": {"key": "KEY", "value": "x"}},
        "duplicate": {"url": "https://huggingface.co/spaces/ada/copy", "filesCopyPending": True},
    }
    return known.get(last, RUNTIME)


class RecordingServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Recorder)
        self.sent: list[Sent] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def take(self) -> list[Sent]:
        taken, self.sent = self.sent, []
        return taken


class Recorder(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: RecordingServer

    def _record(self) -> None:
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.sent.append(
            {
                "method": self.command,
                "path": url.path,
                "query": sorted(parse_qsl(url.query, keep_blank_values=True)),
                "body": json.loads(body) if body else None,
                "type": self.headers.get("Content-Type"),
                "authorization": self.headers.get("Authorization"),
            }
        )
        answer = json.dumps(answer_to(url.path)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_DELETE = _record  # noqa: N815 -- names of the standard library

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def server() -> Iterator[RecordingServer]:
    recording = RecordingServer()
    thread = threading.Thread(target=recording.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield recording
    recording.shutdown()
    thread.join()
    recording.server_close()


@pytest.fixture
def official(server: RecordingServer, monkeypatch: pytest.MonkeyPatch) -> HfApi:
    """The official client, without what it asks and sends about itself."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_TELEMETRY", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    return HfApi(endpoint=server.url, token=TOKEN)


SECRETS = [{"key": "S", "value": "s1"}, {"key": "T", "value": "two\nlines ü", "description": "about"}]
VARIABLES = [{"key": "V", "value": "", "description": ""}]

Theirs = Callable[[HfApi], object]
Ours = Callable[[SpacesClient], Awaitable[object]]

OPERATIONS: dict[str, tuple[Theirs, Ours]] = {
    "whoami": (lambda api: api.whoami(), lambda client: client.whoami()),
    "list_spaces": (
        lambda api: list(
            api.list_spaces(
                author="ada",
                search="whisper & co",
                filter=["a", "b"],
                sort="likes",
                expand=["runtime", "sdk"],
                limit=1000,
            )
        ),
        lambda client: client.list_spaces(
            author="ada", search="whisper & co", filter=["a", "b"], sort="likes", expand=["runtime", "sdk"]
        ),
    ),
    "list_spaces, one filter": (
        lambda api: list(api.list_spaces(filter="ünï", limit=1000)),
        lambda client: client.list_spaces(filter="ünï"),
    ),
    "space_info": (lambda api: api.space_info("ada/demo"), lambda client: client.space_info("ada/demo")),
    "space_info, expanded": (
        lambda api: api.space_info("ada/demo", expand=["runtime", "cardData"]),
        lambda client: client.space_info("ada/demo", expand=["runtime", "cardData"]),
    ),
    "get_space_runtime": (
        lambda api: api.get_space_runtime("a.d_a/de-mo"),
        lambda client: client.get_space_runtime("a.d_a/de-mo"),
    ),
    "request_space_hardware": (
        lambda api: api.request_space_hardware("ada/demo", SpaceHardware.T4_MEDIUM),
        lambda client: client.request_space_hardware("ada/demo", "t4-medium"),
    ),
    "request_space_hardware, sleep time": (
        lambda api: api.request_space_hardware("ada/demo", SpaceHardware.T4_MEDIUM, sleep_time=-1),
        lambda client: client.request_space_hardware("ada/demo", "t4-medium", sleep_time=-1),
    ),
    "set_space_sleep_time": (
        lambda api: api.set_space_sleep_time("ada/demo", 3600),
        lambda client: client.set_space_sleep_time("ada/demo", 3600),
    ),
    "pause_space": (lambda api: api.pause_space("ada/demo"), lambda client: client.pause_space("ada/demo")),
    "restart_space": (lambda api: api.restart_space("ada/demo"), lambda client: client.restart_space("ada/demo")),
    "restart_space, factory": (
        lambda api: api.restart_space("ada/demo", factory_reboot=True),
        lambda client: client.restart_space("ada/demo", factory_reboot=True),
    ),
    "get_space_secrets": (
        lambda api: api.get_space_secrets("ada/demo"),
        lambda client: client.get_space_secrets("ada/demo"),
    ),
    "add_space_secret": (
        lambda api: api.add_space_secret("ada/demo", "KEY", "välue\n"),
        lambda client: client.add_space_secret("ada/demo", "KEY", SecretStr("välue\n")),
    ),
    "add_space_secret, described": (
        lambda api: api.add_space_secret("ada/demo", "KEY", "v", description=""),
        lambda client: client.add_space_secret("ada/demo", "KEY", SecretStr("v"), description=""),
    ),
    "delete_space_secret": (
        lambda api: api.delete_space_secret("ada/demo", "KEY"),
        lambda client: client.delete_space_secret("ada/demo", "KEY"),
    ),
    "get_space_variables": (
        lambda api: api.get_space_variables("ada/demo"),
        lambda client: client.get_space_variables("ada/demo"),
    ),
    "add_space_variable": (
        lambda api: api.add_space_variable("ada/demo", "KEY", "v", description="about"),
        lambda client: client.add_space_variable("ada/demo", "KEY", "v", description="about"),
    ),
    "delete_space_variable": (
        lambda api: api.delete_space_variable("ada/demo", "KEY"),
        lambda client: client.delete_space_variable("ada/demo", "KEY"),
    ),
    "list_spaces_hardware": (lambda api: api.list_spaces_hardware(), lambda client: client.list_spaces_hardware()),
    "duplicate_space": (
        lambda api: api.duplicate_repo("ada/demo", "ada/copy", repo_type="space", visibility="protected"),
        lambda client: client.duplicate_space("ada/demo", "ada/copy", visibility="protected"),
    ),
    "duplicate_space, with everything": (
        lambda api: api.duplicate_repo(
            "ada/demo",
            "ada/copy",
            repo_type="space",
            visibility="private",
            space_hardware=SpaceHardware.T4_SMALL,
            space_sleep_time=900,
            space_secrets=SECRETS,
            space_variables=VARIABLES,
            space_volumes=[
                OfficialVolume(type="bucket", source="ada/b", mount_path="/data", read_only=False, path="sub"),
                OfficialVolume(type="dataset", source="ada/d", mount_path="/d", revision="main"),
            ],
        ),
        lambda client: client.duplicate_space(
            "ada/demo",
            "ada/copy",
            visibility="private",
            hardware="t4-small",
            sleep_time=900,
            secrets=[NewSecret.model_validate(secret) for secret in SECRETS],
            variables=[NewVariable.model_validate(variable) for variable in VARIABLES],
            volumes=[
                Volume(type="bucket", source="ada/b", mount_path="/data", read_only=False, path="sub"),
                Volume(type="dataset", source="ada/d", mount_path="/d", revision="main"),
            ],
        ),
    ),
}


@pytest.mark.parametrize("name", OPERATIONS)
async def test_the_request_is_the_one_the_official_client_sends(
    name: str, server: RecordingServer, official: HfApi
) -> None:
    theirs, ours = OPERATIONS[name]
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        theirs(official)
    expected = server.take()
    async with SpacesClient(endpoint=server.url, token=SecretStr(TOKEN)) as client:
        await ours(client)
    assert server.take() == expected
    assert len(expected) == 1
    assert expected[0]["authorization"] == f"Bearer {TOKEN}"


async def test_an_anonymous_request_carries_no_token_as_there(server: RecordingServer) -> None:
    HfApi(endpoint=server.url, token=False).get_space_runtime("ada/demo")
    async with SpacesClient(endpoint=server.url) as client:
        await client.get_space_runtime("ada/demo")
    theirs, ours = server.take()
    assert ours == theirs
    assert ours["authorization"] is None


async def test_a_duplicate_is_named_by_its_answer_on_our_endpoint(server: RecordingServer) -> None:
    async with SpacesClient(endpoint=server.url, token=SecretStr(TOKEN)) as client:
        copy = await client.duplicate_space("ada/demo", "Ada/Copy", visibility="private")
    assert (copy.id, copy.url) == ("ada/copy", f"{server.url}/spaces/ada/copy")
    assert copy.files_copy_pending is True
