"""One secret or variable for several Spaces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events, on
from textual.widget import Widget
from textual.widgets import Button, Input

from spacetui import text
from spacetui.live import planning
from spacetui.live.picture import Environment
from spacetui.ui.screens.dialog import Unfit, button, relabel
from spacetui.ui.screens.environment_edit import EntryEditor, Kind, look_away, objection
from spacetui.ui.screens.several import Several

MOST_READ = 25
"""So many Spaces have their environments read for it: two requests each, of a window that is for all there is."""
_NEXT = "Next: what it means"
_RESTART = "Each Space that runs restarts: it stops serving until it has started again."


class SeveralEnvironments(Several):
    """Asks for key, value and description, or for the key alone of what is to be deleted; what is there under that
    key the plan says for each Space.

    Of more than `MOST_READ` Spaces those read are the first: what the others have is not known, and said so.
    """

    DEFAULT_CSS = """
    SeveralEnvironments #box { width: 78; }
    """

    def __init__(self, space_ids: Sequence[str], remarks: Sequence[str], kind: Kind) -> None:
        super().__init__(space_ids, remarks)
        self._kind = kind
        self.deed = kind.one.capitalize()

    def body(self) -> Iterable[Widget]:
        yield EntryEditor(self._kind, None, None, self.cockpit.launcher.environ)

    def buttons(self) -> Iterable[Widget]:
        yield button("Cancel", "cancel")
        yield button(_NEXT, "next")
        yield button("Delete", "delete", kind="danger")

    @on(events.Resize)
    def _name_buttons(self) -> None:
        narrow = self.app.size.width < 60
        relabel(self.query_one("#next", Button), "Next" if narrow else _NEXT)
        relabel(self.query_one("#delete", Button), "Delete" if narrow else "Delete it instead")

    def on_mount(self) -> None:
        self.cockpit.main.attend_to_environments(*self.space_ids[:MOST_READ])

    def on_unmount(self) -> None:
        look_away(self.cockpit)

    @property
    def edited(self) -> bool:
        return self._editor.edited

    @property
    def _editor(self) -> EntryEditor:
        return self.query_one(EntryEditor)

    @on(Input.Submitted, "#key")
    def _key_entered(self) -> None:
        self.query_one("#value").focus()

    @on(Input.Submitted, "#description")
    @on(Button.Pressed, "#next")
    def _accepted(self) -> None:
        editor, kind = self._editor, self._kind
        try:
            editor.check(Environment())
        except Unfit as unfit:
            self.refuse(unfit)
            return
        self.say("")
        commands = [editor.command(space_id) for space_id in self.space_ids]
        effect = [_RESTART]
        if kind.secret:
            effect.append("A secret that is replaced is lost for ever: nobody can read it back.")
        self.propose(planning.environment(f"{kind.one} {text.clean(editor.key)}", self.picture, commands), effect)

    @on(Button.Pressed, "#delete")
    def _deletion(self) -> None:
        """Of the key alone: what stands in the other fields is not looked at."""
        key, kind = self._editor.key, self._kind
        if against := objection(kind, key, Environment()):
            self.refuse(Unfit(against, self.query_one("#key")))
            return
        self.say("")
        lost = "The values are lost for ever: nobody can read them back." if kind.secret else "The values are lost."
        commands = [kind.deletion(space_id, key) for space_id in self.space_ids]
        title = f"deletion of {kind.one} {text.clean(key)}"
        self.propose(planning.environment(title, self.picture, commands), [_RESTART, lost])
