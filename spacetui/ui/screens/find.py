"""Finding others' Spaces: by words, by owner, by what they do; looked at, followed, duplicated from here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option as Row

from spacetui import text
from spacetui.hub.errors import HubError
from spacetui.live.finding import By, Findings, Found
from spacetui.live.showing import listed_with_owner
from spacetui.ui import objections, phrases, summary
from spacetui.ui.copies import to_clipboard
from spacetui.ui.deeds import finding
from spacetui.ui.glyphs import Glyphs, stage_tone, stage_word
from spacetui.ui.screens.dialog import Dialog, button
from spacetui.ui.screens.duplicate import DuplicateForm
from spacetui.ui.widgets.choice import Choice, Option
from spacetui.ui.widgets.field import Field
from spacetui.ui.widgets.pick_list import PickList
from spacetui.ui.widgets.words import Words

if TYPE_CHECKING:
    from spacetui.live.finding import Finder

_WAYS = (
    Option(By.WORDS, "words in name or title"),
    Option(By.OWNER, "owner: all their public Spaces"),
    Option(By.MEANING, "what they do, in your words"),
)
_HINTS = {By.WORDS: "whisper", By.OWNER: "an account or organization", By.MEANING: "turn speech into text"}
_KEYS = ("enter look", "K follow", "D duplicate", "y copy id", "o app", "O page", "/ again")
_IN_TWO = (_KEYS[:3], _KEYS[3:])
"""For a narrow window, in so many lines."""
_WIDTH = 110
_ROOMY = 70
_LEAST_TITLE = 4
"""Less of a title tells nothing."""


class FoundList(PickList):
    """What was found; the keys of the main list mean here what they mean there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("K", "screen.follow", show=False),
        Binding("D", "screen.duplicate", show=False),
        Binding("o", "screen.leave_for('open_app')", show=False),
        Binding("O", "screen.leave_for('open_page')", show=False),
        Binding("y", "screen.copy_id", show=False),
        Binding("slash", "screen.again", show=False),
        Binding("q", "screen.cancel", show=False),
    ]


class FindScreen(Dialog[None]):
    """Asks the Hub when enter is pressed, not while one types."""

    DEFAULT_CSS = """
    FindScreen #box { width: 110; }
    FindScreen .row { height: auto; }
    FindScreen .label { width: 10; }
    FindScreen #keys-note { color: $muted; }
    FindScreen #found { margin-top: 1; }
    FindScreen.-short #found { margin-top: 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._found: Sequence[Found] = ()

    @property
    def heading(self) -> str:
        return "Find Spaces"

    def body(self) -> Iterable[Widget]:
        with Horizontal(classes="row"):
            yield Static("Find by", classes="label")
            yield Choice(_WAYS, id="by")
        with Horizontal(classes="row"):
            yield Static("Look for", classes="label")
            yield Field(id="words", placeholder=_HINTS[By.WORDS])
        yield FoundList(id="found")
        yield Words(id="keys-note")

    def buttons(self) -> Iterable[Widget]:
        yield button("Close", "close")

    def on_mount(self) -> None:
        self.query_one("#found").display = False
        self.query_one("#words").focus()

    # -- asking --------------------------------------------------------------------------------------

    @property
    def _finder(self) -> Finder | None:
        session = self.cockpit.session
        return None if session is None else session.engine.finder

    @on(Choice.Changed)
    def _another_way(self) -> None:
        self.query_one("#words", Field).placeholder = _HINTS[By(self.query_one("#by", Choice).value)]

    @on(Input.Submitted)
    def _asked(self, event: Input.Submitted) -> None:
        self.say("Asking the Hub …", "busy")
        self._find(event.value, By(self.query_one("#by", Choice).value))

    @work(exclusive=True, group="finding")
    async def _find(self, words: str, by: By) -> None:
        if self._finder is None:
            self.say("Still connecting to the Hub: in a moment.", "trouble")
            return
        try:
            findings = await self._finder.find(words, by)
        except HubError as error:
            self.say(summary.told(error), "trouble")
        else:
            self._show(findings, by)

    def _show(self, findings: Findings, by: By) -> None:
        self._found = findings.found
        picks = self.query_one(FoundList)
        picks.display = bool(self._found)
        self.fresh()
        if not self._found:
            nobody = "Nobody of that name has a public Space." if by is By.OWNER else "No public Space fits that."
            self.say(nobody, "trouble")
            return
        many = phrases.count(len(self._found), "Space")
        self.say(f"The first {many}; say more to find others." if findings.more else f"{many} found.")
        picks.highlighted = 0
        picks.focus()

    # -- what is shown -------------------------------------------------------------------------------

    @on(events.Resize)
    def fresh(self) -> None:
        """Show the rows as they are now; what stands there already is left alone."""
        picks, room = self.query_one(FoundList), min(_WIDTH, self.app.size.width) - 6
        rows = [_row(each, each.id in self.picture.spaces, room, self.cockpit.glyphs) for each in self._found]
        if rows != [option.prompt for option in picks.options]:
            before = picks.highlighted
            picks.set_options(Row(row) for row in rows)
            picks.highlighted = min(before or 0, len(rows) - 1) if rows else None
        keys = f" {self.cockpit.glyphs.dot} ".join(_KEYS) if room >= _ROOMY else "\n".join(map("  ".join, _IN_TWO))
        self.query_one("#keys-note", Words).tell(keys if rows else "")

    # -- what is done --------------------------------------------------------------------------------

    @property
    def _selected(self) -> Found | None:
        place = self.query_one(FoundList).highlighted
        return None if place is None or place >= len(self._found) else self._found[place]

    @work(exclusive=True, group="taking")
    async def _take(self, then: Callable[[str], None]) -> None:
        """Have the selected one shown beside the others, then go on with it by the id it has."""
        finder, found = self._finder, self._selected
        if finder is None or found is None:
            return
        self.say(f"Reading {text.clean(found.id)} …", "busy")
        try:
            known = await finder.look_at(found.id)
        except HubError as error:
            self.say(summary.told(error), "trouble")
        else:
            self.say("")
            then(known)

    @on(OptionList.OptionSelected)
    def _look(self) -> None:
        self._take(self._leave_for)

    def _leave_for(self, space_id: str) -> None:
        main = self.cockpit.main
        self.dismiss(None)
        if main.filter.text:
            main.set_filter("")
        main.follow(space_id)
        if space_id in self.picture.others:
            main.say(f"{text.clean(space_id)} is in the list for this run; K follows it from now on.")

    def action_duplicate(self) -> None:
        refused = objections.creating(self.picture.account)
        if refused:
            self.say(refused, "trouble")
        else:
            self._take(self._duplicate)

    def _duplicate(self, space_id: str) -> None:
        self._leave_for(space_id)
        self.cockpit.push_screen(DuplicateForm(space_id))

    def action_leave_for(self, deed: str) -> None:
        """What the deed of that name does to a Space under the cursor, once it is that."""
        from spacetui.ui import deeds

        def there(space_id: str) -> None:
            self._leave_for(space_id)
            if entry := self.picture.spaces.get(space_id):
                deeds.BY_ACTION[deed](self.cockpit, entry)

        self._take(there)

    def action_follow(self) -> None:
        """Once more on one that is followed ends it."""
        finder, found = self._finder, self._selected
        if finder is None or found is None:
            return
        if finder.follows(found.id):
            finder.unfollow(found.id)
            self.say(finding.unfollowed(found.id))
        elif listed_with_owner(self.picture, found.id):
            self.say(finding.in_the_list(found.id), "trouble")
        else:
            self._take(self._followed)

    def _followed(self, space_id: str) -> None:
        if self._finder is not None:
            self._finder.follow(space_id)
            self.say(finding.followed(self.cockpit, space_id))

    def action_copy_id(self) -> None:
        if self._selected is not None:
            copied = text.clean(self._selected.id)
            self.say(to_clipboard(self.cockpit, copied, copied))

    def action_again(self) -> None:
        self.query_one("#words", Field).focus()

    @on(Button.Pressed)
    def _close(self) -> None:
        self.dismiss(None)


def _row(found: Found, known: bool, room: int, glyphs: Glyphs) -> Content:
    """Stage and id; where there is room hardware, likes and title. A sign where it is in the list already."""
    stage = str(found.stage) if found.stage is not None else ""
    kind = str(found.stage.kind) if found.stage is not None else "unknown"
    glyph, tone = glyphs.stage(stage, kind), stage_tone(stage, kind)
    likes = "" if found.likes is None else f"{found.likes:,}"
    lead = Content.assemble((glyphs.done if known else " ", "$muted"), " ", (glyph, f"${tone}"), " ")
    if room < _ROOMY:
        name = max(8, room - 5 - len(likes))
        return lead + Content(f"{text.fit(text.clean(found.id), name)} {likes}")
    words = text.fit(text.clean(stage_word(stage)) or "not told", 12)
    hardware = "static" if found.static else text.clean(str(found.hardware or "–"))
    told = f"{words} {text.fit(hardware, 13)} {text.fit(text.clean(found.id), 32)} {likes:>7}  "
    title = text.truncate(text.clean(found.title or ""), max(0, room - 4 - text.width(told)))
    return lead + Content(told + (title if text.width(title) >= _LEAST_TITLE else ""))
