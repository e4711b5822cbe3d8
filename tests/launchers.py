"""Launchers as the command line makes them, at a hub of the test's."""

from __future__ import annotations

from pathlib import Path

from spacetui.clock import Clock
from spacetui.launch import Launcher


def launcher_at(url: str, token: str | None, clock: Clock, *authors: str) -> Launcher:
    """Endpoint and token come from the environment; an empty token is none. Nothing is read from a disk."""
    environ = {"HF_ENDPOINT": url, **({"HF_TOKEN": token} if token else {})}
    return Launcher(environ, Path("/nonexistent"), authors=authors, clock=clock, chance=lambda: 0.0)
