"""The demo hub on loopback: in a background thread beside the application, or alone."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import threading
from types import FrameType, TracebackType
from typing import Self, TextIO

import uvicorn
from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

from spacetui.demo.door import Door
from spacetui.demo.faults import Faults
from spacetui.demo.hub import hub
from spacetui.demo.record import RecordedRequest, Recorder
from spacetui.demo.world import World

HOST = "127.0.0.1"


class PortTaken(OSError):
    """The port asked for is in use; its text is a sentence for a person."""


class _Uvicorn(uvicorn.Server):
    """Uvicorn that ends at once and leaves no connection open."""

    def __init__(self, config: uvicorn.Config, started: threading.Event) -> None:
        super().__init__(config)
        self._ready = started
        self._ending = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ready.set()
        await self._ending.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        tasks = list(self.server_state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for server in self.servers:
            await server.wait_closed()

    def end(self) -> None:
        """Let `serve` return; from another thread, once the server is ready."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._ending.set)

    def hang_up(self, scope: Scope) -> None:
        """Cut the connection of a request, from within the server's loop."""
        for connection in list(self.server_state.connections):
            if isinstance(connection, H11Protocol) and connection.client == tuple(scope["client"]):
                connection.transport.abort()


class DemoServer:
    """A demo hub for `world`, reachable from this machine only.

    Port 0 takes any free one. `faults` may be changed while it runs; `requests` is what was asked so far.
    Raises PortTaken in `start`.
    """

    def __init__(self, world: World, port: int = 0, faults: Faults | None = None) -> None:
        self.world = world
        self.faults = faults or Faults()
        self.recorder = Recorder()
        self._port = port
        self._server: _Uvicorn | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address, without a slash at the end."""
        return f"http://{HOST}:{self._port}"

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        return self.recorder.requests()

    def start(self) -> None:
        """Return once requests are answered."""
        listener = _listen(self._port)
        self._port = listener.getsockname()[1]
        started = threading.Event()
        door = Door(hub(self.world), self.world, self.faults, self.recorder, self._hang_up)
        config = uvicorn.Config(
            door,
            http=H11Protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            # The hub dates its answers by the world's clock.
            date_header=False,
            timeout_keep_alive=75,
        )
        self._server = server = _Uvicorn(config, started)
        self._thread = threading.Thread(target=_serve, args=(server, listener), name="demo-hub", daemon=True)
        self._thread.start()
        started.wait()

    def stop(self) -> None:
        """Cut what is under way and return once everything is closed; may be called again."""
        if self._server is None or self._thread is None:
            return
        self._server.end()
        self._thread.join()
        self._server = self._thread = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _hang_up(self, scope: Scope) -> None:
        if self._server is not None:
            self._server.hang_up(scope)


def _serve(server: uvicorn.Server, listener: socket.socket) -> None:
    with listener:
        asyncio.run(server.serve(sockets=[listener]))


def _listen(port: int) -> socket.socket:
    # Named as TCP, so that asyncio turns Nagle's algorithm off: it costs 40 ms an answer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortTaken(f"Port {port} cannot be used: {error.strerror}. Choose another, or 0 for any.") from error
        raise
    listener.setblocking(False)
    return listener


def run_alone(port: int, speed: float, fault: str | None, out: TextIO) -> None:
    """Serve a demo hub until ctrl+c or SIGTERM, after saying on `out` how to reach it.

    `fault` is a name of `faults.NAMED`. Raises PortTaken, KeyError for an unknown fault, ValueError for a speed
    that makes no sense. To be called in the main thread, whose signal handlers it gives back.
    """
    world = World(speed=speed)
    ended = threading.Event()

    def end(_: int, __: FrameType | None) -> None:
        ended.set()

    with DemoServer(world, port, None if fault is None else Faults.named(fault)) as server:
        before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            print(_greeting(server), file=out, flush=True)
            ended.wait()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _greeting(server: DemoServer) -> str:
    token = server.world.token
    return (
        f"Demo hub at {server.url}, until ctrl+c. Nothing in it is real, nothing is billed.\n"
        f"Token: {token}\n\n"
        f"  HF_ENDPOINT={server.url} HF_TOKEN={token} hf spaces ls"
    )
