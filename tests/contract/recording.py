"""A server that writes down what it is asked and answers with something that each client can read."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

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
TEMPLATE = {"name": "Chatbot", "repoId": "templates/chatbot", "sdk": "gradio", "preferredPrivate": False}
_ANSWERS: dict[str, object] = {
    "/api/whoami-v2": {"name": "ada", "auth": {"type": "access_token"}, "orgs": []},
    "/api/spaces": [SPACE],
    "/api/spaces/hardware": [FLAVOR],
    "/api/spaces/semantic-search": [SPACE | {"author": "ada", "title": "Demo"}],
    "/api/spaces/templates": {"templates": [TEMPLATE]},
    "/api/spaces/zero-gpu/quota": {"base": 2400, "current": 1810.5, "resetsAt": None},
    "/api/spaces/ada/demo": SPACE,
    "/api/spaces/ada/demo/secrets": {"KEY": {"key": "KEY"}},
    "/api/spaces/ada/demo/variables": {"KEY": {"key": "KEY", "value": "x"}},
    "/api/spaces/ada/demo/duplicate": {"url": "https://huggingface.co/spaces/ada/copy", "filesCopyPending": True},
    "/api/repos/create": {"url": "https://huggingface.co/spaces/ada/new", "name": "ada/new", "id": "1"},
}

Sent = dict[str, Any]


class RecordingServer(ThreadingHTTPServer):
    """Listens on loopback; `take` gives the requests since it was last called."""

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
        # A log is empty and over at once; whatever else is not named here answers a runtime.
        answer = b"" if "/logs/" in url.path else json.dumps(_ANSWERS.get(url.path, RUNTIME)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = do_DELETE = _record  # noqa: N815 -- names of the standard library

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""
