"""The log-in of this user on this machine: found again, watched, and renewed by the `hf` tool that keeps it.

A browser log-in's token expires. The official client renews it whenever it is used and rewrites its two files; doing
that ourselves as well would race with it. So we look at its files, and where the token nears its end run the tool.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Mapping
from configparser import ConfigParser
from configparser import Error as BrokenFile
from pathlib import Path
from typing import TYPE_CHECKING

from spacetui.hub.token import find_token, token_path

if TYPE_CHECKING:
    from pydantic import SecretStr

    from spacetui.hub.token import FoundToken

RENEWED_WITHIN = 86_400.0
"""Seconds before its end from which on the official client renews a token (its `utils/_auth.py`)."""
RENEWAL_TIMEOUT = 30.0
"""Seconds the tool may take: it waits ten for the Hub, and is slow to start on a busy machine."""
_TICKS = 2.0
"""Seconds: the coarsest time stamps that file systems keep."""


class Login:
    """Looks where `find_token` looks. Every method may block for a moment, `renew` for RENEWAL_TIMEOUT; no HTTP."""

    def __init__(self, environ: Mapping[str, str], home: Path) -> None:
        self._environ = environ
        self._home = home
        self._path = token_path(environ, home)
        self._seen: _Stamp | None = None

    def find(self) -> FoundToken | None:
        """The token now, as `find_token` finds it. Raises InvalidInput for a file that cannot be read."""
        stamp = _stamp(self._path)  # before reading: what is written in between is a change
        self._seen = None if _fresh(stamp) else stamp
        return find_token(self._environ, self._home)

    def changed(self) -> bool:
        """Whether the token file is another than `find` last saw. A token of the environment stays what it is."""
        return not self._in_environment() and _stamp(self._path) != self._seen

    def follows_file(self) -> bool:
        """Whether a log-in with the `hf` tool changes what `find` gives: an environment's token goes before it."""
        return not self._in_environment()

    def expiry(self) -> float | None:
        """When the token in the file expires, in seconds since 1970 UTC; None where that is not told."""
        return self._stored().expires_at

    def renewable(self, now: float) -> bool:
        """Whether the `hf` tool would renew the token in the file at this time, and is there to do it."""
        stored = self._stored()
        due = stored.expires_at is not None and stored.refreshable and stored.expires_at - RENEWED_WITHIN <= now
        return due and self._tool() is not None

    def renew(self) -> None:
        """Have the tool renew the token. Whether it did is in the file: failing, it prints the old one and is content.

        What it prints is the token: it goes nowhere. Nothing is handed over but the environment. It runs on by
        itself should we end meanwhile, since the answer to a renewal must not be lost.
        """
        tool = self._tool()
        if tool is None:
            return
        try:
            subprocess.run(
                [tool, "auth", "token"],
                env=dict(self._environ),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=RENEWAL_TIMEOUT,
                start_new_session=True,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return
