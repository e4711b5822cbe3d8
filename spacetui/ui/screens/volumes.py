"""What is mounted into a Space: one list that is edited whole, its difference shown before it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, NamedTuple

from textual import events, on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, OptionList
from textual.widgets.option_list import Option

from spacetui import text
from spacetui.hub.models import Volume
from spacetui.live.commands import SetVolumes
from spacetui.live.volumes import Difference, difference, masked, mounted
from spacetui.ui import mounts
from spacetui.ui.screens.confirm import Confirm, Question
from spacetui.ui.screens.dialog import Form, Unfit, button, relabel
from spacetui.ui.screens.environment_edit import price, restart_words
from spacetui.ui.screens.volumes_edit import VolumeEditor
from spacetui.ui.widgets.pick_list import PickList
from spacetui.ui.widgets.words import Words

_NAMED = 6
"""So many changes are named in the question; of the others only the number is told."""
_HIDDEN = (
    "The source of a volume is hidden from this token. It would be lost if the list were written back: nothing is "
    "saved while it is in it."
)


class Row(NamedTuple):
    """A volume of the list, and what saving does to it: "+" adds, "~" changes, "-" removes it."""

    mark: str
    volume: Volume


class VolumeList(PickList):
    """What its letters do is done by the form."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "screen.add", show=False),
        Binding("x,delete", "screen.remove", show=False),
        Binding("w", "screen.save", show=False),
    ]


class VolumesForm(Form):
    """A list, and an editor that takes its place while a volume is added or changed. Nothing is sent before `w`."""

    DEFAULT_CSS = """
    VolumesForm #words { color: $muted; }
    VolumesForm #hidden { color: $warning; }
    VolumesForm #effect { margin-top: 1; color: $muted; }
    VolumesForm .editing, VolumesForm.-editing .browsing { display: none; }
    VolumesForm.-editing #volumes { display: none; }
    VolumesForm.-editing .editing { display: block; }
    VolumesForm.-short #effect { margin-top: 0; }
    VolumesForm.-narrow #edit, VolumesForm.-narrow #close { display: none; }
    """

    def __init__(self, space_id: str) -> None:
        super().__init__(space_id)
        self._wanted: tuple[Volume, ...] | None = None
        self._told: tuple[Volume, ...] | None = None
        self._rows: list[Row] = []
        self._edits: Volume | None = None

    @property
    def heading(self) -> str:
        return f"Volumes · {self.named()}"

    @property
    def edited(self) -> bool:
        return bool(self.changes) or (self.editor is not None and self.editor.edited)

    @property
    def editor(self) -> VolumeEditor | None:
        return self.query(VolumeEditor).first() if self.query(VolumeEditor) else None

    @property
    def known(self) -> tuple[Volume, ...] | None:
        """What is mounted, None until it was read."""
        return mounted(self.entry)

    @property
    def wanted(self) -> tuple[Volume, ...]:
        """What shall be mounted: as edited here, else as it is."""
        return self._wanted if self._wanted is not None else self.known or ()

    @property
    def changes(self) -> Difference:
        """What saving would do to what is mounted now."""
        return difference(self.known or (), self.wanted)

    def body(self) -> Iterable[Widget]:
        yield VolumeList(id="volumes")
        yield Words(id="words")
        yield Words(id="hidden")
        yield Words(id="storage", classes="note")
        yield Words(id="effect")

    def buttons(self) -> Iterable[Widget]:
        yield button("a Add", "add", kind="browsing")
        yield button("Edit", "edit", kind="browsing")
        yield button("x Remove", "remove", kind="browsing")
        yield button("w Save", "save", kind="browsing danger")
        yield button("Close", "close", kind="browsing")
        yield button("Back", "back", kind="editing")
        yield button("Put in the list", "keep", kind="editing")

    def on_mount(self) -> None:
        self.fresh()
        self.query_one(VolumeList).focus()

    # -- what is shown -------------------------------------------------------------------------------

    @on(events.Resize)
    def fresh(self) -> None:
        """Show what is known now, and what was made of it here."""
        self._notice_others()
        self._fill()
        self.query_one("#words", Words).tell("" if self.editor else self._words())
        self.query_one("#hidden", Words).tell(_HIDDEN if masked(self.wanted) and not self.editor else "")
        runtime = self.entry.runtime if self.entry else None
        tier = mounts.tier(str(runtime.storage)) if runtime and runtime.storage else ""
        old = f"Besides, persistent storage of the older kind: {tier}. It cannot be changed any more."
        self.query_one("#storage", Words).tell(old if tier and not self.editor else "")
        self.query_one("#effect", Words).tell(self._effect)
        saving = self.query_one("#save", Button)
        relabel(saving, f"w Save {_counted(self.changes)}".strip() if self.app.size.width >= 60 else "w Save")
        saving.disabled = not self.changes

    @property
    def _effect(self) -> str:
        return restart_words(self.entry, price(self.picture, self.entry))

    def _notice_others(self) -> None:
        """What is mounted changed at the Hub meanwhile: what is edited here would replace that."""
        before, self._told = self._told, self.known
        if self._wanted is None or before is None or not difference(before, self._told or ()):
            return
        if not self.changes and self.editor is None:
            self._wanted = None
        elif self.number is None:
            self.say("The volumes changed at the Hub meanwhile; the marks tell what saving does to those now.", "busy")

    def _words(self) -> str:
        if self.known is None:
            return "Reading what is mounted …"
        if self.changes:
            return f"Not saved yet: {_counted(self.changes)}."
        return "" if self.known else "Nothing is mounted; a adds a bucket or a repository."

    def _fill(self) -> None:
        changes = self.changes
        marks = [Row("+", each) for each in changes.added] + [Row("~", new) for _, new in changes.changed]
        marked = {id(row.volume): row.mark for row in marks}
        rows = [Row(marked.get(id(volume), " "), volume) for volume in self.wanted]
        rows += [Row("-", volume) for volume in changes.removed]
        listed = self.query_one(VolumeList)
        width = min(78, self.app.size.width) - 6
        highlighted, self._rows = listed.highlighted, rows
        lines = [Content(_line(row, width)).stylize("bold" if row.mark != " " else "") for row in rows]
        if [option.prompt for option in listed.options] == lines:
            return
        listed.clear_options()
        listed.add_options(Option(line) for line in lines)
        if rows:
            listed.highlighted = min(highlighted or 0, len(rows) - 1)

    @property
    def highlighted(self) -> Row | None:
        place = self.query_one(VolumeList).highlighted
        return None if place is None or place >= len(self._rows) else self._rows[place]

    # -- editing the list ----------------------------------------------------------------------------

    @on(Button.Pressed, "#add")
    async def action_add(self) -> None:
        if self.known is None:
            self.say("What is mounted is not known yet, and saving replaces all of it: in a moment.", "trouble")
        else:
            await self._edit(None)

    @on(OptionList.OptionSelected)
    @on(Button.Pressed, "#edit")
    async def _edit_highlighted(self) -> None:
        row = self.highlighted
        if row is None:
            return
        if row.mark == "-":
            self.say("It is removed when you save; x takes that back.", "trouble")
        elif masked([row.volume]):
            self.say("Its source is hidden from this token, so it cannot be changed; x removes it.", "trouble")
        else:
            await self._edit(row.volume)

    @on(Button.Pressed, "#remove")
    def action_remove(self) -> None:
        """Take a volume out of the list; one that was taken out comes back."""
        row = self.highlighted
        if row is None or self.number is not None or self.editor is not None:
            return
        self.say("")
        if row.mark != "-":
            self._wanted = tuple(each for each in self.wanted if each is not row.volume)
        elif row.volume.mount_path in {each.mount_path for each in self.wanted}:
            self.say("Another volume is mounted there by now.", "trouble")
            return
        else:
            self._wanted = (*self.wanted, row.volume)
        self.fresh()

    async def _edit(self, volume: Volume | None) -> None:
        if self.number is not None or self.editor is not None:
            return
        self.say("")
        self._edits, self._wanted = volume, self.wanted
        taken = [each.mount_path for each in self.wanted if each is not volume]
        self.add_class("-editing")
        await self.query_one("#content").mount(VolumeEditor(volume, taken), before="#effect")
        self.query_one("#box").border_title = Content(
            f"{'Add' if volume is None else 'Change'} volume · {self.named()}"
        )
        self.fresh()

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.focus_next()

    @on(Button.Pressed, "#keep")
    def _keep(self) -> None:
        """Put what was filled in into the list."""
        editor = self.editor
        if editor is None:
            return
        try:
            volume = editor.volume()
        except Unfit as unfit:
            self.refuse(unfit)
            return
        if self._edits is None:
            self._wanted = (*self.wanted, volume)
        else:
            self._wanted = tuple(volume if each is self._edits else each for each in self.wanted)
        self.call_later(self._close_editor)

    async def _close_editor(self) -> None:
        self.say("")
        await self.query(VolumeEditor).remove()
        self.remove_class("-editing")
        self.query_one("#box").border_title = Content(self.heading)
        self.query_one(VolumeList).focus()
        if not self.changes:
            self._wanted = None
        self.fresh()

    @on(Button.Pressed, "#close")
    @on(Button.Pressed, "#back")
    def action_cancel(self) -> None:
        """From the editor back to the list; from the list out."""
        if self.editor is None or self.number is not None or self.editor.edited:
            super().action_cancel()
        else:
            self.call_later(self._close_editor)

    def _discard(self, sure: bool | None) -> None:
        if sure and self.editor is not None:
            self.call_later(self._close_editor)
        else:
            super()._discard(sure)

    # -- saving --------------------------------------------------------------------------------------

    @on(Button.Pressed, "#save")
    @work
    async def action_save(self) -> None:
        changes = self.changes
        if self.number is not None or self.editor is not None:
            return
        if not changes:
            self.say("Nothing has been changed.", "trouble")
        elif masked(self.wanted):
            self.say(_HIDDEN, "trouble")
        elif await self.app.push_screen_wait(Confirm(self._question(), self.space_id, anew=self._question)):
            self.send(SetVolumes(self.space_id, self.wanted))

    def _question(self) -> Question:
        lines = told(self.changes)
        if len(lines) > _NAMED:
            lines = [*lines[: _NAMED - 1], f"and {len(lines) - _NAMED + 1} more"]
        lines.append(self._effect)
        if not self.wanted:
            return Question(f"Unmount everything from {self.named()}?", lines, yes="Unmount all")
        return Question(f"Save the volumes of {self.named()}?", lines, yes="Save")


def told(changes: Difference) -> list[str]:
    """Each change in a line."""
    lines = [f"+ {_mount(volume)}" for volume in changes.added]
    lines += [f"~ {_mount(new)}; was {mounts.source(old)}, {mounts.access(old)}" for old, new in changes.changed]
    return lines + [f"- {_mount(volume)}" for volume in changes.removed]


def _mount(volume: Volume) -> str:
    return f"{text.clean(volume.mount_path)} = {mounts.source(volume)}, {mounts.access(volume)}"


def _counted(changes: Difference) -> str:
    """`1 added, 2 removed`; empty without any."""
    parts = ((changes.added, "added"), (changes.changed, "changed"), (changes.removed, "removed"))
    return ", ".join(f"{len(each):,} {word}" for each, word in parts if each)


def _line(row: Row, width: int) -> str:
    """Mark, path, source and access in exactly `width` cells."""
    path, what = text.clean(row.volume.mount_path), mounts.source(row.volume)
    access = "" if width < 50 else mounts.access(row.volume)
    ends = text.fit(access, 15, "right") if access else ""
    room = width - 2 - len(ends)
    paths = min(max(10, text.width(path)), room * 2 // 5)
    return f"{row.mark} {text.fit(path, paths)} {text.fit(what, room - paths - 1)}{ends}"
