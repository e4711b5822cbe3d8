"""Secrets and variables of one Space: listed, added, replaced, deleted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from textual import events, on, work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, OptionList
from textual.widgets.option_list import Option

from spacetui import text
from spacetui.live import environments
from spacetui.ui import summary
from spacetui.ui.screens.confirm import Confirm, Question
from spacetui.ui.screens.dialog import Form, Unfit, button
from spacetui.ui.screens.environment_edit import (
    SECRETS,
    VARIABLES,
    EntryEditor,
    Kind,
    look_away,
    objection,
    price,
    remark,
    restart_words,
)
from spacetui.ui.screens.environment_keys import KeyList, about, row
from spacetui.ui.widgets.bars import Tabs
from spacetui.ui.widgets.words import Words

if TYPE_CHECKING:
    from spacetui.live.picture import CommandState, Environment, Update

_KINDS = (SECRETS, VARIABLES)


class EnvironmentForm(Form):
    """A list for each kind, and an editor that takes its place while an entry is added or replaced."""

    DEFAULT_CSS = """
    EnvironmentForm #kinds { margin-bottom: 1; }
    EnvironmentForm #words { color: $muted; }
    EnvironmentForm #words.trouble { color: $failed; }
    EnvironmentForm #effect { margin-top: 1; color: $muted; }
    EnvironmentForm .editing, EnvironmentForm.-editing .browsing { display: none; }
    EnvironmentForm.-editing #kinds, EnvironmentForm.-editing #keys { display: none; }
    EnvironmentForm.-editing .editing { display: block; }
    EnvironmentForm #about { margin-top: 1; }
    EnvironmentForm.-narrow .roomy { display: none; }
    EnvironmentForm.-short #kinds { margin-bottom: 0; }
    EnvironmentForm.-short #effect { margin-top: 0; }
    EnvironmentForm.-short ValueArea { height: 3; }
    """

    def __init__(self, space_id: str, *, tab: Literal["secrets", "variables"] = "secrets") -> None:
        super().__init__(space_id)
        self.kind = SECRETS if tab == "secrets" else VARIABLES
        self._rows: list[tuple[str, str]] = []
        self._wanted: str | None = None
        self._marked: set[tuple[str, bool]] = set()

    @property
    def heading(self) -> str:
        return f"Environment · {self.named()}"

    @property
    def environment(self) -> Environment:
        return self.picture.environment(self.space_id)

    @property
    def edited(self) -> bool:
        return self.editor is not None and self.editor.edited

    @property
    def editor(self) -> EntryEditor | None:
        return self.query(EntryEditor).first() if self.query(EntryEditor) else None

    def body(self) -> Iterable[Widget]:
        yield Tabs([kind.many for kind in _KINDS], id="kinds")
        yield KeyList(id="keys")
        yield Words(id="about")
        yield Words(id="words")
        yield Words(id="effect")

    def buttons(self) -> Iterable[Widget]:
        yield button("a Add", "add", kind="browsing")
        yield button("Edit", "edit", kind="browsing roomy")
        yield button("x Delete", "delete", kind="browsing danger")
        yield button("i Import", "import", kind="browsing roomy")
        yield button("c Copy", "copy", kind="browsing roomy")
        yield button("= Compare", "compare", kind="browsing roomy")
        yield button("Close", "close", kind="browsing")
        yield button("Cancel", "back", kind="editing")
        yield button("Save", "save", kind="editing danger")

    def on_mount(self) -> None:
        self.fresh()
        self.query_one(KeyList).focus()

    @on(events.ScreenResume)
    def _attend(self) -> None:
        """Also once a form that was opened from here, and looked at others, is closed."""
        self.cockpit.main.attend_to_environments(self.space_id)
        self.fresh()

    def on_unmount(self) -> None:
        look_away(self.cockpit)

    def _keep_up(self, update: Update) -> None:
        super()._keep_up(update)
        if update.renamed and self.app.screen is self:
            self._attend()

    # -- what is shown -------------------------------------------------------------------------------

    @on(events.Resize)
    def fresh(self) -> None:
        """Show the environment as it is known now; the cursor stays on its key. Beneath another form nothing is
        drawn: the whole window would go out again."""
        if self.app.screen is not self:
            return
        self.query_one("#kinds", Tabs).show(_KINDS.index(self.kind), [self._tab_name(kind) for kind in _KINDS])
        keys = "i import · c copy · = compare" if self.app.size.width < 60 else "space marks what c copies"
        self.query_one("#box").border_subtitle = Content("" if self.editor else keys)
        self._fill()
        self._tell_about()
        self._tell_words()
        self.query_one("#effect", Words).tell(self._effect)
        self._tell_about_key()

    @property
    def _effect(self) -> str:
        return restart_words(self.entry, price(self.picture, self.entry))

    def _tab_name(self, kind: Kind) -> str:
        known = kind.known(self.environment)
        return kind.many if known is None else f"{kind.many} {len(known.value)}"

    def _fill(self) -> None:
        keys, width = self.query_one(KeyList), min(78, self.app.size.width) - 6
        now = self.cockpit.clock.now()
        entries = sorted(self.kind.entries(self.environment).items())
        rows = [
            (key, row(key, entry, now, width, marked=(key, self.kind.secret) in self._marked)) for key, entry in entries
        ]
        if rows == self._rows:
            return
        highlighted = keys.highlighted or 0
        cursor = self._wanted or (self._rows[highlighted][0] if self._rows else None)
        self._rows = rows
        keys.clear_options()
        keys.add_options(Option(Content(row)) for _, row in rows)
        places = {key: place for place, (key, _) in enumerate(rows)}
        if rows:
            keys.highlighted = places.get(cursor or "", min(highlighted, len(rows) - 1))
        if cursor in places:
            self._wanted = None

    @on(OptionList.OptionHighlighted)
    def _tell_about(self) -> None:
        roomy = self.editor is None and self.app.size.height >= 20
        entry = self.kind.entries(self.environment).get(self.highlighted or "") if roomy else None
        self.query_one("#about", Words).tell(about(entry, min(78, self.app.size.width) - 4))

    def _tell_words(self) -> None:
        """What stands below the list, or in its place: loading, empty, why it cannot be read."""
        known, problem = self.kind.known(self.environment), self.kind.problem(self.environment)
        words = ""
        if problem is not None:
            earlier = "" if known is None else "Not read again: "
            words = earlier + summary.told(problem)
        elif known is None:
            words = f"Reading the {self.kind.tab} …"
        elif not known.value:
            words = f"No {self.kind.tab} yet; a adds one."
        shown = self.query_one("#words", Words)
        shown.set_class(problem is not None, "trouble")
        shown.tell("" if self.editor else words)

    @on(Input.Changed, "#key")
    def _tell_about_key(self) -> None:
        editor = self.editor
        if editor is None or not editor.is_mounted:
            return
        if not editor.key:
            editor.tell("", trouble=False)
            return
        against = objection(self.kind, editor.key, self.environment)
        besides = remark(self.kind, editor.key, self.environment) if editor.adding else ""
        editor.tell(against or besides, trouble=bool(against))

    def action_mark(self) -> None:
        """Mark the key under the cursor for copying, or no longer; the cursor goes on to the next."""
        if self.highlighted is not None:
            self._marked ^= {(self.highlighted, self.kind.secret)}
            self.fresh()
            self.query_one(KeyList).action_cursor_down()

    # -- forms that write several ----------------------------------------------------------------------

    @on(Button.Pressed, "#import")
    def action_import(self) -> None:
        from spacetui.ui.screens.environment_import import ImportForm

        if self.number is None:
            self.app.push_screen(ImportForm(self.space_id))

    @on(Button.Pressed, "#copy")
    def action_copy(self) -> None:
        """Copy the marked keys, else the one under the cursor."""
        from spacetui.ui.screens.environment_copy import begin_copy

        here = environments.held(self.environment)
        marked = [key for key in here if key in self._marked]
        keys = marked or [key for key in here if key == (self.highlighted, self.kind.secret)]
        if keys and self.number is None:
            begin_copy(self.cockpit, self.space_id, keys)

    @on(Button.Pressed, "#compare")
    def action_compare(self) -> None:
        from spacetui.ui.screens.environment_compare import begin_compare

        if self.number is None:
            begin_compare(self.cockpit, self.space_id)

    # -- moving between list and editor --------------------------------------------------------------

    def action_kind(self, index: int) -> None:
        if _KINDS[index] is not self.kind:
            self.kind = _KINDS[index]
            self._rows = []
            self.query_one(KeyList).clear_options()
            self.say("")
            self.fresh()

    def action_other_kind(self) -> None:
        self.action_kind(_KINDS.index(self.kind.other))

    @on(Tabs.Chosen)
    def _tab_clicked(self, chosen: Tabs.Chosen) -> None:
        self.action_kind(chosen.index)

    @on(Button.Pressed, "#add")
    async def action_add(self) -> None:
        await self._edit(None)

    @on(OptionList.OptionSelected)
    @on(Button.Pressed, "#edit")
    async def _edit_highlighted(self) -> None:
        if self.highlighted is not None:
            await self._edit(self.highlighted)

    @property
    def highlighted(self) -> str | None:
        """The key under the cursor."""
        place = self.query_one(KeyList).highlighted
        return None if place is None or place >= len(self._rows) else self._rows[place][0]

    async def _edit(self, key: str | None) -> None:
        if self.number is not None or self.editor is not None:
            return
        self.say("")
        self.add_class("-editing")
        entry = None if key is None else self.kind.entries(self.environment).get(key)
        environ = self.cockpit.launcher.environ
        await self.query_one("#content").mount(EntryEditor(self.kind, key, entry, environ), before="#effect")
        self._title(f"{'Add' if key is None else 'Replace'} {self.kind.one} · {self.named()}")
        self.fresh()

    async def _close_editor(self) -> None:
        await self.query(EntryEditor).remove()
        self.remove_class("-editing")
        self._title(self.heading)
        self.query_one(KeyList).focus()
        self.fresh()

    def _title(self, words: str) -> None:
        self.query_one("#box").border_title = Content(words)

    @on(Button.Pressed, "#close")
    @on(Button.Pressed, "#back")
    def action_cancel(self) -> None:
        """From the editor back to the list; from the list, or while something is sent, out."""
        if self.editor is None:
            self.dismiss(None)
        elif self.edited or self.number is not None:
            super().action_cancel()
        else:
            self._discard(True)

    def _discard(self, sure: bool | None) -> None:
        if sure:
            self.say("")
            self.call_later(self._close_editor)

    # -- what is done --------------------------------------------------------------------------------

    @on(Input.Submitted, "#key")
    def _key_entered(self) -> None:
        self.query_one("#value").focus()

    @on(Input.Submitted, "#description")
    @on(Button.Pressed, "#save")
    def _save(self) -> None:
        editor = self.editor
        if editor is None or self.number is not None:
            return
        try:
            editor.check(self.environment)
            if not (editor.adding or editor.edited or self.kind.secret):
                raise Unfit("Nothing is changed: there is nothing to be saved.", self.query_one("#value"))
        except Unfit as unfit:
            self.refuse(unfit)
            return
        if not self.stands():
            return
        if editor.empty:
            self._save_empty(editor)
        else:
            self._send(editor)

    @work
    async def _save_empty(self, editor: EntryEditor) -> None:
        question = Question(f"Save {text.clean(editor.key)} without a value?", (), yes="Save empty", no="Keep editing")
        if await self.app.push_screen_wait(Confirm(question)):
            self._send(editor)

    def _send(self, editor: EntryEditor) -> None:
        self._wanted = editor.key
        self.send(editor.command(self.space_id))

    @on(Button.Pressed, "#delete")
    @work
    async def action_delete(self) -> None:
        key, kind = self.highlighted, self.kind
        if key is None or self.number is not None:
            return
        lost = "Its value is lost for ever: nobody can read it back." if kind.secret else "Its value is lost."

        def question() -> Question:
            return Question(f"Delete {kind.one} {text.clean(key)}?", (lost, self._effect), yes="Delete")

        if await self.app.push_screen_wait(Confirm(question(), self.space_id, anew=question)):
            self.send(kind.deletion(self.space_id, key))

    def succeeded(self, state: CommandState) -> None:
        """Back to the list, where the change shows."""
        self.call_later(self._back_to_list, summary.outcome(state, self.cockpit.glyphs)[0])

    async def _back_to_list(self, words: str) -> None:
        await self._close_editor()
        self.say(words)
