"""A Hub of a few lines that plays what it is told to: whole answers, broken ones, none at all."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from spacetui.hub.client import SpacesClient

Connect = Callable[..., SpacesClient]

CUT = b""
"""Played: the connection is closed without a word."""
HANG = None
"""Played: no answer, and the connection stays open."""


@dataclass(frozen=True)
class Received:
    """A request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(urlsplit(self.target).query)


def reply(body: object = b"", status: int = 200, headers: dict[str, str] | None = None, **named: str) -> bytes:
    """A whole answer: bytes go as they are, anything else as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = {"Content-Length": str(len(content)), **(headers or {}), **named}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} X\r\n{head}\r\n".encode("latin-1") + content


@dataclass
class ScriptedHub:
    """Answers requests in the order of `script`; the last entry is repeated for all further ones."""

    url: str = ""
    script: list[bytes | None] = field(default_factory=lambda: [reply({}, 404)])
    requests: list[Received] = field(default_factory=list)
    connections: int = 0
    open: int = 0
    most_at_once: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    def play(self, *answers: bytes | None) -> None:
        self.script = list(answers)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open += 1
        self.most_at_once = max(self.open, self.most_at_once)
        try:
            while (received := await _receive(reader)) is not None:
                self.requests.append(received)
                self.asked.set()
                answer = self.script.pop(0) if len(self.script) > 1 else self.script[0]
                if answer is HANG:
                    await reader.read()
                    return
                writer.write(answer)
                await writer.drain()
                if not answer.startswith(b"HTTP/1.1") or not _whole(answer):
                    return
        except ConnectionError:
            return
        finally:
            self.open -= 1
            writer.close()


async def _receive(reader: asyncio.StreamReader) -> Received | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.strip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(method, target, headers, body)


def _whole(answer: bytes) -> bool:
    head, _, content = answer.partition(b"\r\n\r\n")
    return f"content-length: {len(content)}\r\n".encode() in head.lower() + b"\r\n"
