"""The graphical browser beside this terminal, where there is likely to be one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import PurePath

from spacetui.hub.token import TOKEN_VARIABLES

_FAR_AWAY = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
_IN_A_TERMINAL = frozenset({"browsh", "carbonyl", "elinks", "links", "links2", "lynx", "w3m", "www-browser"})
_KEPT_BACK = frozenset({"TERM", *TOKEN_VARIABLES})
"""Without TERM Python looks for no browser that runs in a terminal; and no browser needs the token."""
_OPEN = "import sys, webbrowser; sys.exit(not webbrowser.open(sys.argv[1]))"
_PATIENCE = 5.0
"""Seconds: what has not failed by then runs."""


def is_graphical(environ: Mapping[str, str], platform: str) -> bool:
    """Whether a browser opened here shows itself in a window before whoever sits at this terminal: not over SSH,
    not one that runs in a terminal, and only where there is a display."""
    if any(environ.get(name) for name in _FAR_AWAY):
        return False
    command = environ.get("BROWSER", "").partition(":")[0].split()
    if command and PurePath(command[0]).name in _IN_A_TERMINAL:
        return False
    return platform in ("darwin", "win32") or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def open_url(url: str, environ: Mapping[str, str]) -> bool:
    """Have the browser open an https address, and say whether it did. Blocks for some seconds at most.

    It is started from a process without a terminal: what a browser writes would go over our screen.
    """
    if not url.startswith("https://"):
        return False
    kept = {name: value for name, value in environ.items() if name not in _KEPT_BACK}
    try:
        starting = subprocess.Popen(  # noqa: S603 - our own interpreter; the address was checked
            [sys.executable, "-I", "-c", _OPEN, url],
            env=kept,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        return starting.wait(_PATIENCE) == 0
    except subprocess.TimeoutExpired:
        return True
