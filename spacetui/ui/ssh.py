"""Reaching a Space in dev mode: its addresses, and ssh in the place of our own screen.

What the Hub says never becomes an option: a subdomain is checked, and comes after `--`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from spacetui.hub.token import TOKEN_VARIABLES
from spacetui.ui import links

if TYPE_CHECKING:
    from spacetui.hub.models import Space
    from spacetui.ui.app import SpacetuiApp

_SSH_FAILED = 255
"""What ssh itself exits with where it failed; else it is the status of what ran at the other end."""


def command(space: Space | None) -> tuple[str, ...]:
    """The command that connects to a Space; ValueError says in words why there is none."""
    if space is None or not space.subdomain:
        raise ValueError("The Hub has not told this Space's subdomain, so there is no address to connect to.")
    address = links.ssh_address(space)
    if address is None:
        raise ValueError("The Hub tells a subdomain for this Space that no Space can have: it is not used.")
    return ("ssh", "--", address)


def editor(endpoint: str, space_id: str) -> str | None:
    """Where its editor is, for a browser (the Hub's documentation); None for an id that no Space can have."""
    page = links.page_url(endpoint, space_id)
    return page and f"{page}/dev-mode/vscode-web"


def connect(app: SpacetuiApp, command: tuple[str, ...]) -> tuple[bool, str]:
    """Leave the terminal to ssh until it ends; whether it ended well, and that in words."""
    program = shutil.which(command[0])
    if program is None:
        return False, "There is no ssh on this machine: install it, or copy the command for another one."
    kept = {name: value for name, value in app.launcher.environ.items() if name not in TOKEN_VARIABLES}
    if not (sys.__stdin__ and sys.__stdin__.isatty()):
        return False, "ssh needs a terminal, and there is none here: copy the command."
    try:
        with app.suspend():
            sys.stdout.write(f"$ {' '.join(command)}\n")
            sys.stdout.flush()
            status = subprocess.run(  # noqa: S603 - no shell; what the Hub told was checked, and is no option
                (program, *command[1:]), env=kept, check=False
            ).returncode
    except SuspendNotSupported:
        return False, "This terminal cannot be left to another program: copy the command."
    except OSError as error:
        app.repaint()
        return False, f"ssh could not be started: {error.strerror}."
    app.repaint()
    return status == 0, _ending(status)


def _ending(status: int) -> str:
    if status == 0:
        return "ssh has ended."
    if status == _SSH_FAILED:
        return "ssh could not connect, or lost the connection (status 255). Is your public key on your account?"
    return f"ssh has ended with status {status}." if status > 0 else f"ssh was ended by signal {-status}."
