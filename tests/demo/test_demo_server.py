"""The demo server starts at once, is reachable from here only, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from io import StringIO

import httpx
import pytest

from spacetui.demo.server import DemoServer, PortTaken, run_alone
from spacetui.demo.world import World


def test_it_answers_once_started_and_refuses_connections_once_stopped(world: World) -> None:
    server = DemoServer(world)
    server.start()
    with httpx.Client(base_url=server.url) as client:
        assert client.get("/api/spaces/hardware").status_code == 200
        server.stop()
        with pytest.raises(httpx.TransportError):
            client.get("/api/spaces/hardware")
    server.stop()


def test_it_listens_on_loopback_only(demo: DemoServer) -> None:
    assert demo.url.startswith("http://127.0.0.1:")
    port = int(demo.url.rpartition(":")[2])
    with socket.socket() as other, pytest.raises(OSError):
        other.settimeout(1)
        other.connect(("127.0.0.2", port))


def test_a_port_of_ones_own_choice_is_taken_and_given_back(world: World) -> None:
    with DemoServer(world) as first:
        port = int(first.url.rpartition(":")[2])
        with pytest.raises(PortTaken, match=f"Port {port} cannot be used"):
            DemoServer(world, port).start()
    with DemoServer(world, port) as again:
        assert again.url == first.url


def test_stopping_leaves_no_thread_even_with_a_request_under_way(world: World) -> None:
    from spacetui.demo.faults import Slow

    before = threading.active_count()
    with DemoServer(world) as server:
        server.faults.add(Slow(3600))
        asked = threading.Event()

        def ask() -> None:
            with httpx.Client() as client, pytest.raises(httpx.TransportError):
                asked.set()
                client.get(server.url + "/api/spaces", timeout=30)

        asking = threading.Thread(target=ask)
        asking.start()
        asked.wait()
        while not server.requests:
            asking.join(0.005)
    asking.join(5)
    assert not asking.is_alive()
    assert threading.active_count() == before


def test_requests_are_recorded_without_showing_the_token(demo: DemoServer, world: World) -> None:
    httpx.post(
        f"{demo.url}/api/spaces/ada/leaderboard/variables?a=1&a=2",
        json={"key": "A", "value": "b"},
        headers={"Authorization": f"Bearer {world.token}"},
    )
    (request,) = demo.requests
    assert (request.method, request.path) == ("POST", "/api/spaces/ada/leaderboard/variables")
    assert request.query == (("a", "1"), ("a", "2"))
    assert request.body == b'{"key":"A","value":"b"}'
    assert request.header("Authorization") == f"Bearer {world.token}"
    assert world.token not in repr(request)
    demo.recorder.clear()
    assert demo.requests == ()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_alone_it_says_how_to_reach_it_and_ends_well_by_signal(number: signal.Signals) -> None:
    code = "import sys; from spacetui.demo.server import run_alone; run_alone(0, 1.0, None, sys.stdout)"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    assert process.stdout is not None
    with process.stdout as out:
        first, token, _, line = (out.readline() for _ in range(4))
        assert first.startswith("Demo hub at http://127.0.0.1:")
        assert token.startswith("Token: hf_")
        assert line.strip().endswith("hf spaces ls")
        assert token.split()[1] in line
        process.send_signal(number)
        assert process.wait(10) == 0


def test_alone_it_says_in_a_sentence_that_a_port_is_taken(demo: DemoServer) -> None:
    out = StringIO()
    with pytest.raises(PortTaken, match="Choose another"):
        run_alone(int(demo.url.rpartition(":")[2]), 1.0, None, out)
    assert out.getvalue() == ""
