"""One volume as it is filled in: what is mounted, where, and whether the Space may write to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from textual import on
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Static

from spacetui import text
from spacetui.hub.errors import InvalidInput
from spacetui.hub.models import Volume
from spacetui.live.volumes import (
    TYPES,
    check_mount_path,
    check_path_within,
    check_revision,
    check_source,
)
from spacetui.ui.screens.dialog import Unfit
from spacetui.ui.widgets.choice import Choice, Option
from spacetui.ui.widgets.field import Field
from spacetui.ui.widgets.words import Words

_ACCESS = (Option("write", "read and write"), Option("read", "read-only"))


class VolumeEditor(Vertical):
    """A new volume, or `volume` as it is; `taken` are the paths that others are mounted at."""

    DEFAULT_CSS = """
    VolumeEditor { height: auto; }
    VolumeEditor .row { height: 1; }
    VolumeEditor .label { width: 12; }
    VolumeEditor Field { width: 1fr; }
    """

    def __init__(self, volume: Volume | None, taken: Collection[str]) -> None:
        super().__init__()
        self._volume = volume
        self._taken = frozenset(taken)

    def compose(self) -> Iterable[Widget]:
        volume = self._volume
        types = [volume.type, *(each for each in TYPES if each != volume.type)] if volume else TYPES
        writes = volume is None or not volume.read_only
        fields = (
            ("Type", Choice([Option(each, text.clean(each)) for each in types], id="type")),
            ("Source", Field(volume.source if volume else "", id="source", placeholder="owner/name")),
            ("Mounted at", Field(volume.mount_path if volume else "", id="mount-path", placeholder="/data")),
            ("Folder", Field((volume and volume.path) or "", id="path", placeholder="all of it")),
            ("Revision", Field((volume and volume.revision) or "", id="revision", placeholder="main")),
            ("Access", Choice(_ACCESS if writes else _ACCESS[::-1], id="access")),
        )
        for label, field in fields:
            with Horizontal(classes="row", id=f"{field.id}-row"):
                yield Static(label, classes="label")
                yield field
        yield Words(id="read-only", classes="note")

    def on_mount(self) -> None:
        self._fit_type()
        self.query_one("#type" if self._volume is None else "#source").focus()

    @on(Choice.Changed)
    def _fit_type(self) -> None:
        """A bucket has no revisions, and nothing else can be written to (the Hub's documentation)."""
        bucket = self._type == "bucket"
        self.query_one("#access-row").display = bucket
        self.query_one("#revision-row").display = not bucket
        self.query_one("#read-only", Words).tell("" if bucket else "Read-only: only buckets can be written to.")

    @property
    def _type(self) -> str:
        return self.query_one("#type", Choice).value

    def _typed(self, id: str) -> str:
        return self.query_one(f"#{id}", Field).value.strip()

    @property
    def edited(self) -> bool:
        """Whether something differs from what the editor began with."""
        before = self._volume
        if before is None:
            return any(self._typed(each) for each in ("source", "mount-path", "path", "revision"))
        try:
            return self.volume() != before
        except Unfit:
            return True

    def volume(self) -> Volume:
        """What was filled in. Raises Unfit."""
        before, bucket = self._volume, self._type == "bucket"
        return Volume(
            type=self._type,
            source=self._checked("source", check_source, before.source if before else None),
            mount_path=self._checked("mount-path", self._free, before.mount_path if before else None),
            path=self._checked("path", check_path_within, before.path if before else None) or None,
            revision=None
            if bucket
            else self._checked("revision", check_revision, before.revision if before else None) or None,
            read_only=self._read_only(bucket=bucket),
        )

    def _read_only(self, *, bucket: bool) -> bool | None:
        """What was not said stays unsaid where it means the same."""
        wanted = not bucket or self.query_one("#access", Choice).value == "read"
        before = self._volume
        unsaid = before is not None and before.read_only is None and before.type == self._type
        return None if unsaid and (not bucket or not wanted) else wanted

    def _free(self, path: str) -> str:
        return check_mount_path(path, self._taken)

    def _checked(self, id: str, check: Callable[[str], str], before: str | None) -> str:
        """What stands in a field: as the Hub told it where it was not touched, else checked. Raises Unfit."""
        typed = self._typed(id)
        if before is not None and typed == text.clean(before).strip():
            return before
        try:
            return check(typed)
        except InvalidInput as error:
            raise Unfit(str(error), self.query_one(f"#{id}")) from None
