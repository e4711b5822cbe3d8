"""Our own small files: JSON objects, written whole or not at all, readable by us alone, bounded. Blocking."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path

LARGEST = 64 * 2**20
"""Bytes: what is larger is not ours, or of no use at a start."""
VERSION = 1
"""Of what is in the files; those of another version are left out."""


class Unusable(Exception):
    """A file that cannot be read or written; the words say which, and why."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}.")


def named(folder: Path, *whose: object) -> Path:
    """The file in `folder` that is kept for `whose`, made of names and numbers that may hold any characters."""
    return folder / f"{sha256(json.dumps(whose).encode()).hexdigest()[:16]}.json"


def read(path: Path) -> dict[str, object] | None:
    """The object in a file, None where there is no such file. Raises Unusable."""
    try:
        content = _bytes(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unusable(path, f"cannot be read ({error.strerror}); it is left out") from None
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        raise Unusable(path, "is damaged; it is left out") from None
    if not isinstance(told, dict) or told.get("version") != VERSION:
        raise Unusable(path, "was written by another version of spacetui; it is left out")
    return told


def write(path: Path, told: Mapping[str, object]) -> None:
    """Put an object, with times in it, in the place of whatever the file held. Raises Unusable."""
    content = json.dumps({"version": VERSION, **told}, separators=(",", ":"), default=datetime.isoformat).encode()
    if len(content) > LARGEST:
        raise Unusable(path, f"would hold more than {LARGEST >> 20} MiB; it is not kept")
    try:
        for folder in (path.parent.parent, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(path, content)
    except OSError as error:
        raise Unusable(path, f"cannot be written ({error.strerror}); nothing is kept") from None


def prune(folder: Path, keep: int) -> None:
    """Remove all files of a folder but the newest; with them goes what a write that was cut short left behind."""
    with suppress(OSError):  # where it cannot be tidied now, it is the next time
        for old in sorted(folder.iterdir(), key=_written_at, reverse=True)[keep:]:
            old.unlink(missing_ok=True)


def _bytes(path: Path) -> bytes:
    """All of a file. Nothing is waited for that is none: a pipe, a device."""
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise Unusable(path, "is no file; it is left out")
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Unusable(path, f"holds more than {LARGEST >> 20} MiB; it is left out")
    return content


def _replace(path: Path, content: bytes) -> None:
    from tempfile import mkstemp  # half of what a start does not need

    descriptor, name = mkstemp(dir=path.parent, prefix=path.name)  # new, and for us alone
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _written_at(path: Path) -> int:
    with suppress(OSError):  # another of us has just removed it
        return path.lstat().st_mtime_ns
    return 0
