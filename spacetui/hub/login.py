"""The log-in of this user on this machine: found again, watched, and renewed by the `hf` tool that keeps it.

A browser log-in's token expires. The official client renews it when it is used, and rewrites its two files; doing
that ourselves as well would race with it. So we look at its files, and where the token nears its end run the tool.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from spacetui.hub.stored import stored_tokens
from spacetui.hub.token import find_token, token_path

if TYPE_CHECKING:
    from spacetui.hub.stored import StoredToken
    from spacetui.hub.token import FoundToken

RENEWED_WITHIN = 86_400
"""Seconds before its end from which on the official client renews a token (its `utils/_auth.py`)."""
RENEWAL_TIMEOUT = 30.0
"""Seconds the tool may take: it waits ten for the Hub, and for another process that renews at the same time."""
_COARSEST_TICK = 2.0
"""Seconds between two time stamps that some file systems cannot tell apart."""

_Stamp = tuple[int, ...]


class Login:
    """Looks where `find_token` looks. Each method may block for a moment, `renew` for RENEWAL_TIMEOUT; no HTTP."""

    def __init__(self, environ: Mapping[str, str], home: Path) -> None:
        self._environ = environ
        self._home = home
        self._path = token_path(environ, home)
        self._seen: _Stamp | None = None
        self._in_environment = False

    @property
    def follows_file(self) -> bool:
        """Whether logging in with the tool changes what `find` gives: a token of the environment goes before it."""
        return not self._in_environment

    def find(self) -> FoundToken | None:
        """The token as it is now. Raises InvalidInput where its file cannot be read."""
        stamp = _stamp(self._path)  # first: what is written in between is a change
        self._seen = None if _may_hide_a_change(stamp) else stamp
        found = find_token(self._environ, self._home)
        self._in_environment = found is not None and found.source != str(self._path)
        return found

    def changed(self) -> bool:
        """Whether the token's file may be another than `find` last read; a token of the environment stays as it is."""
        return self.follows_file and _stamp(self._path) != self._seen

    def expiry(self) -> float | None:
        """When the token in the file expires, in seconds since 1970 UTC; None where that is not told."""
        stored = self._stored()
        return None if stored is None else stored.expires_at

    def renewable(self, now: float) -> bool:
        """Whether the tool is there and would renew the token in the file at that wall time."""
        stored = self._stored()
        if stored is None or not stored.renewable or stored.expires_at is None:
            return False
        return stored.expires_at - RENEWED_WITHIN <= now and self._tool() is not None

    def renew(self) -> None:
        """Have the tool renew the token. Whether it did shows the file: when it fails it says the old one is fine.

        It prints the token, which goes nowhere, and is told nothing but the environment. It has a session of its
        own, so that it can take down the answer to a renewal even if we are ended meanwhile.
        """
        tool = self._tool()
        if tool is None:
            return
        try:
            subprocess.run(  # noqa: S603 - no shell, and no argument comes from outside
                [tool, "auth", "token"],
                check=False,
                env=dict(self._environ),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=RENEWAL_TIMEOUT,
                start_new_session=True,
            )
        except (OSError, subprocess.TimeoutExpired):
            return  # the file shows it

    def _tool(self) -> str | None:
        return shutil.which("hf", path=self._environ.get("PATH", ""))

    def _stored(self) -> StoredToken | None:
        """What the tool keeps of the active token beside it."""
        found = find_token(self._environ, self._home)
        if found is None or found.source != str(self._path):
            return None
        kept = stored_tokens(self._environ, self._home)
        return next((stored for stored in kept if stored.token == found.token), None)


def _stamp(path: Path) -> _Stamp:
    """What changes when a file is written anew; empty where there is none."""
    try:
        told = path.stat()
    except OSError:
        return ()
    return told.st_mtime_ns, told.st_size, told.st_ino


def _may_hide_a_change(stamp: _Stamp) -> bool:
    """Whether a file was written so lately that writing it again, as long as before, could leave the same stamp."""
    return bool(stamp) and time.time() - stamp[0] / 1e9 < _COARSEST_TICK
