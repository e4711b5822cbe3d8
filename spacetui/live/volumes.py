"""Lists of volumes: what a person may mount, and how two lists differ. Pure.

A list is always written whole, so what is about to change has to be worked out before it is sent.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacetui.hub.errors import InvalidInput
from spacetui.hub.identifiers import MASKED, is_space_id

if TYPE_CHECKING:
    from spacetui.hub.models import Volume
    from spacetui.live.picture import SpaceEntry

TYPES = ("bucket", "model", "dataset", "space")
"""What can be mounted; only a bucket can be written to (the Hub's documentation)."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What another list of volumes brings; `changed` are pairs of what is and what shall be at one path."""

    added: tuple[Volume, ...] = ()
    changed: tuple[tuple[Volume, Volume], ...] = ()
    removed: tuple[Volume, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def difference(before: Sequence[Volume], after: Sequence[Volume]) -> Difference:
    """What has to happen for `before` to become `after`. The order of mounts means nothing."""
    gone, new = _without(before, after), _without(after, before)
    changed: list[tuple[Volume, Volume]] = []
    added: list[Volume] = []
    for volume in new:
        was = next((each for each in gone if each.mount_path == volume.mount_path), None)
        if was is None:
            added.append(volume)
        else:
            gone.remove(was)
            changed.append((was, volume))
    return Difference(tuple(added), tuple(changed), tuple(gone))


def _without(volumes: Iterable[Volume], others: Iterable[Volume]) -> list[Volume]:
    """Those that have no equal among the others; each of the others answers for one."""
    left = list(others)
    remaining: list[Volume] = []
    for volume in volumes:
        if volume in left:
            left.remove(volume)
        else:
            remaining.append(volume)
    return remaining


def mounted(entry: SpaceEntry | None) -> tuple[Volume, ...] | None:
    """What is mounted into a Space, None until it was read: a list tells nothing of it, and leaves out is not none."""
    if entry is None or entry.runtime is None:
        return None
    read = entry.read_singly_at is not None or entry.runtime.volumes is not None
    return (entry.runtime.volumes or ()) if read else None


def masked(volumes: Iterable[Volume]) -> tuple[Volume, ...]:
    """Those whose source is hidden from this token: a list with one of them must not be written back."""
    return tuple(volume for volume in volumes if MASKED in volume.source)


def writable(type: str, read_only: bool | None) -> bool:
    """Whether the Space may write there: to a bucket, unless it is mounted read-only."""
    return type == "bucket" and not read_only


def check_source(source: str) -> str:
    """The bucket or repository as `namespace/name`; raises InvalidInput for anything else."""
    if not is_space_id(source):
        raise InvalidInput(
            "A source is namespace/name: letters, digits, '-', '_' and '.', at most 96 in each part.",
            advice="Its type is chosen beside it, and a folder or revision has a field of its own.",
        )
    return source


def check_mount_path(path: str, taken: Iterable[str] = ()) -> str:
    """Where it shall be mounted: absolute, clean and free. Raises InvalidInput."""
    if not path.startswith("/") or not path.isprintable():
        raise InvalidInput("A mount path starts with / and is a folder in the Space, such as /data.")
    if path == "/":
        raise InvalidInput("A volume cannot take the place of the whole file system: choose a folder, such as /data.")
    clean = "/" + posixpath.normpath(path).lstrip("/")
    if clean != path:
        raise InvalidInput(f"A mount path is written without '//', '.', '..' and a '/' at its end: here {clean}.")
    if path in taken:
        raise InvalidInput(f"Another volume is mounted at {path} already.")
    return path


def check_path_within(path: str) -> str:
    """A folder of the source, relative to its top; empty for all of it. Raises InvalidInput."""
    if not path:
        return path
    parts = path.split("/")
    if not path.isprintable() or any(part in ("", ".", "..") for part in parts):
        raise InvalidInput("A folder within the source is written like train/2024, without '/' at its ends or '..'.")
    return path


def check_revision(revision: str) -> str:
    """A branch, tag or commit; empty for the main branch. Raises InvalidInput."""
    bad = set(" ~^:?*[\\").intersection(revision) or ".." in revision or revision.startswith(("-", "/"))
    if bad or not revision.isprintable():
        raise InvalidInput("A revision is the name of a branch or tag, or a commit.")
    return revision
