"""The official client: asking a recording server, driving the demo hub, and as its command `hf`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner
from huggingface_hub import HfApi, close_session
from huggingface_hub.cli.hf import app

from spacetui.clock import SystemClock
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from tests.contract.recording import RecordingServer

TOKEN = "hf_contract"

MakeApi = Callable[[str], HfApi]
Hf = Callable[..., str]


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither what it sends about itself, nor its one session, which would outlive the server."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_TELEMETRY", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    yield
    close_session()


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
def official(server: RecordingServer) -> HfApi:
    """The official client of the recording server."""
    return HfApi(endpoint=server.url, token=TOKEN)


@pytest.fixture
def api_with(demo: DemoServer) -> MakeApi:
    """Makes official clients of the demo hub, for a token."""
    return lambda token: HfApi(endpoint=demo.url, token=token)


@pytest.fixture
def api(api_with: MakeApi, world: World) -> HfApi:
    return api_with(world.token)


@pytest.fixture
def quick_demo() -> Iterator[DemoServer]:
    """A demo hub on the system's clock, as the command waits by it; everything takes a fiftieth of its time."""
    with DemoServer(World(SystemClock(), speed=50)) as running:
        yield running


@pytest.fixture
def hf(quick_demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> Hf:
    """Runs the command with these arguments in this process; what it printed, and where it `fails` what it said."""
    template = f"{quick_demo.url}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", quick_demo.url)
    monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setenv("HF_TOKEN", quick_demo.world.token)

    def run(*arguments: str, fails: bool = False) -> str:
        done = CliRunner().invoke(app, arguments)
        assert (done.exit_code != 0) == fails, (done.output, done.exception)
        return f"{done.output}{done.exception}" if fails else done.stdout

    return run
