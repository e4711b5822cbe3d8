"""What is mounted into the selected Space, to be read; `M` opens the form that changes it."""

from __future__ import annotations

from textual.strip import Strip

from spacetui import text
from spacetui.hub.models import Volume
from spacetui.live.volumes import masked
from spacetui.ui import mounts
from spacetui.ui.widgets.panel import ScrolledPanel, Sight

_STATIC = "A static Space has no container: nothing can be mounted into it."
_HIDDEN = "What is hidden is private to somebody else; the list cannot be written back while it is in it."


class VolumesPanel(ScrolledPanel):
    """Each volume with its source and access, then the persistent storage of older Spaces."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._volumes: tuple[Volume, ...] = ()
        self._words = ""
        self._storage = ""

    def look_at(self, sight: Sight) -> None:
        entry, runtime = sight.entry, sight.entry.runtime
        self._volumes = (runtime.volumes if runtime else None) or ()
        self._storage = mounts.tier(str(runtime.storage)) if runtime and runtime.storage else ""
        if entry.space.static:
            self._words = _STATIC
        elif self._volumes:
            self._words = _HIDDEN if masked(self._volumes) else ""
        elif entry.read_singly_at is None:  # a list tells nothing of volumes
            self._words = "reading …" if entry.problem is None else text.clean(str(entry.problem))
        else:
            self._words = "Nothing is mounted; M adds a bucket or a repository."
        self.redraw()

    def draw(self, width: int) -> list[Strip]:
        lines = [strip for volume in self._volumes for strip in self._volume(volume, width)]
        lines += [self.line([(line, "muted")], width) for line in text.wrap(self._words, width)]
        if self._storage:
            storage = f"Besides, persistent storage of the older kind: {self._storage}."
            lines += [self.line([(line, "muted")], width) for line in text.wrap(storage, width)]
        return lines

    def _volume(self, volume: Volume, width: int) -> list[Strip]:
        path, access = text.clean(volume.mount_path), mounts.access(volume)
        room = max(8, width - text.width(access) - 2)
        head = self.line([(text.truncate(path, room), "text", True), (f"  {access}", "muted")], width)
        source = [self.line([(f"  {line}", "text")], width) for line in text.wrap(mounts.source(volume), width - 2)]
        return [head, *source]
