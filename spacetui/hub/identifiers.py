"""The Hub's rules for names, checked before anything is sent."""

from __future__ import annotations

import re

from spacetui.hub.errors import InvalidInput

_PART = re.compile(r"(?=.{1,96}\Z)[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?")
MASKED = "*"
"""Stands in the source of a private volume that is not shown (the Hub's documentation)."""
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def is_space_id(space_id: str) -> bool:
    """Whether this is `namespace/name` as the Hub allows it."""
    parts = space_id.split("/")
    if len(parts) != 2 or not all(_PART.fullmatch(part) for part in parts):
        return False
    return "--" not in space_id and ".." not in space_id and not space_id.endswith(".git")


def check_space_id(space_id: str) -> str:
    """The id; raises InvalidInput where no Space can have it."""
    if not is_space_id(space_id):
        raise InvalidInput(
            "A Space's id is namespace/name: letters, digits, '-', '_' and '.', at most 96 in each part.",
            advice="Each part starts and ends with a letter, digit or '_', without '--', '..' or a final '.git'.",
        )
    return space_id


def is_namespace(name: str) -> bool:
    """Whether an account or organization can have this name."""
    return _PART.fullmatch(name) is not None


def check_namespace(name: str) -> str:
    """The name of an account or organization; raises InvalidInput where none can have it."""
    if not is_namespace(name):
        raise InvalidInput("The name of an account or organization is made of letters, digits, '-', '_' and '.'.")
    return name


def check_key(key: str) -> str:
    """The key of a secret or variable; raises InvalidInput where the Hub takes no such key."""
    if not _KEY.fullmatch(key):
        raise InvalidInput("A key is made of letters, digits and '_', and does not start with a digit.")
    return key


def check_sleep_time(seconds: int) -> int:
    """A sleep time in seconds, -1 for never; raises InvalidInput for anything else below one."""
    if seconds != -1 and seconds < 1:
        raise InvalidInput("A sleep time is a number of seconds, or -1 for never.")
    return seconds
