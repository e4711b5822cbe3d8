"""The environments of two Spaces side by side, and copying what one lacks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, OptionList
from textual.widgets.option_list import Option

from spacetui import text
from spacetui.live import environments
from spacetui.live.environments import Held, Likeness, Pair
from spacetui.ui import phrases, summary
from spacetui.ui.screens.dialog import Form, button, relabel
from spacetui.ui.screens.environment_copy import CopyForm
from spacetui.ui.screens.environment_edit import look_away
from spacetui.ui.screens.environment_keys import ago
from spacetui.ui.screens.environment_spaces import SpacePicker
from spacetui.ui.widgets.pick_list import PickList
from spacetui.ui.widgets.words import Words

if TYPE_CHECKING:
    from spacetui.hub.errors import HubError
    from spacetui.live.picture import Environment, Update
    from spacetui.ui.app import SpacetuiApp


def begin_compare(app: SpacetuiApp, space_id: str) -> None:
    """Ask which other Space, then show both."""

    def chosen(other: tuple[str, ...] | None) -> None:
        if other:
            app.push_screen(CompareForm(space_id, other[0]))

    app.push_screen(SpacePicker(f"Compare {text.clean(space_id)} with …", space_id), chosen)


class PairList(PickList):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "screen.copy_missing", show=False),
        Binding("d", "screen.differing", show=False),
    ]


class CompareForm(Form):
    """Every key with its age here and there, and whether the values of variables are the same."""

    DEFAULT_CSS = """
    CompareForm #box { width: 96; }
    CompareForm #heads { color: $muted; height: 1; text-wrap: nowrap; }
    CompareForm #words.trouble { color: $failed; }
    CompareForm #words, CompareForm #about { color: $muted; }
    CompareForm #about { margin-top: 1; }
    CompareForm.-short #about { margin-top: 0; }
    """

    def __init__(self, space_id: str, other: str) -> None:
        super().__init__(space_id)
        self.other = other
        self._pairs: list[Pair] = []
        self._only_differing = False

    @property
    def heading(self) -> str:
        return f"{self.named()} · {text.clean(self.other)}"

    def body(self) -> Iterable[Widget]:
        yield Words(id="heads")
        yield PairList(id="pairs")
        yield Words(id="words")
        yield Words(id="about")

    def buttons(self) -> Iterable[Widget]:
        yield button("Close", "cancel")
        yield button("d Differing", "differing")
        yield button("c Copy missing", "copy")

    def on_mount(self) -> None:
        self.query_one("#box").border_subtitle = Content("enter copies a key from there")
        self.query_one(PairList).focus()

    @on(events.ScreenResume)
    def _attend(self) -> None:
        self.cockpit.main.attend_to_environments(self.space_id, self.other)
        self.fresh()

    def on_unmount(self) -> None:
        look_away(self.cockpit)

    def _keep_up(self, update: Update) -> None:
        super()._keep_up(update)
        self.other = update.renamed.get(self.other, self.other)
        if update.renamed and self.app.screen is self:
            self.query_one("#box").border_title = Content(self.heading)
            self._attend()

    # -- what is shown -------------------------------------------------------------------------------

    @on(events.Resize)
    def fresh(self) -> None:
        if self.app.screen is not self:
            return
        here, there = self.picture.environment(self.space_id), self.picture.environment(self.other)
        pairs = environments.compare(here, there)
        self._pairs = [pair for pair in pairs if not self._only_differing or pair.likeness in _DIFFERING]
        width, now = min(96, self.app.size.width) - 6, self.cockpit.clock.now()
        self.query_one("#heads", Words).tell(_columns("", "here", "there", "", width))
        picks = self.query_one(PairList)
        rows = [Content(_row(pair, now, width)) for pair in self._pairs]
        if rows != [option.prompt for option in picks.options]:
            before = picks.highlighted
            picks.set_options(Option(row) for row in rows)
            picks.highlighted = min(before or 0, len(rows) - 1) if rows else None
        self._tell_words(here, there)
        missing = len(environments.missing_here(pairs))
        self._name_buttons(missing, narrow=self.app.size.width < 60)
        self._tell_about()

    def _name_buttons(self, missing: int, *, narrow: bool) -> None:
        differing = "d All" if self._only_differing else "d Diff" if narrow else "d Differing"
        relabel(self.query_one("#differing", Button), differing)
        relabel(self.query_one("#copy", Button), f"c Copy {missing}" if narrow else f"c Copy missing: {missing}")

    def _tell_words(self, here: Environment, there: Environment) -> None:
        problem = next(filter(None, map(_problem, (here, there))), None)
        words = ""
        if problem is not None:
            words = f"Not all could be read: {summary.told(problem)}"
        elif not (_whole(here) and _whole(there)):
            words = "Reading both …"
        elif not self._pairs:
            words = "They have nothing that differs." if self._only_differing else "Neither has a secret or variable."
        shown = self.query_one("#words", Words)
        shown.set_class(problem is not None, "trouble")
        shown.tell(words)

    @on(OptionList.OptionHighlighted)
    def _tell_about(self) -> None:
        """Both values of the variable under the cursor; of a secret that nobody can say."""
        place = self.query_one(PairList).highlighted
        pair = None if place is None or place >= len(self._pairs) else self._pairs[place]
        self.query_one("#about", Words).tell("" if pair is None else _about(pair, min(96, self.app.size.width) - 4))

    @on(Button.Pressed, "#differing")
    def action_differing(self) -> None:
        """Show only what is not the same on both sides, or all again."""
        self._only_differing = not self._only_differing
        self.fresh()
        self.query_one(PairList).focus()

    # -- what is done --------------------------------------------------------------------------------

    @on(Button.Pressed, "#copy")
    def action_copy_missing(self) -> None:
        """Copy what only the other Space has."""
        here, there = self.picture.environment(self.space_id), self.picture.environment(self.other)
        missing = environments.missing_here(environments.compare(here, there))
        if not missing:
            self.say("Nothing is only there.")
        elif not (_whole(here) and _whole(there)):
            self.say("Not before both have been read: something might only seem to be missing.", "trouble")
        else:
            self.app.push_screen(CopyForm(self.other, list(missing), (self.space_id,)))

    @on(OptionList.OptionSelected)
    def _copy_one(self) -> None:
        """Enter copies the key under the cursor from there, where it has it."""
        place = self.query_one(PairList).highlighted
        pair = None if place is None else self._pairs[place]
        if pair is not None and pair.there is not None:
            self.app.push_screen(CopyForm(self.other, [(pair.key, pair.secret)], (self.space_id,)))
        elif pair is not None:
            self.say(f"{text.clean(pair.key)} is only here: there is nothing to copy from there.")


_DIFFERING = frozenset(Likeness) - {Likeness.SAME, Likeness.BOTH}


def _whole(environment: Environment) -> bool:
    return environment.secrets is not None and environment.variables is not None


def _problem(environment: Environment) -> HubError | None:
    return environment.secrets_problem or environment.variables_problem


def _columns(key: str, here: str, there: str, likeness: str, width: int) -> str:
    ages = 10 if width >= 50 else 6
    room = width - 2 * (ages + 1) - (13 if width >= 50 else 0)
    words = f"{text.fit(key, room)} {text.fit(here, ages, 'right')} {text.fit(there, ages, 'right')}"
    return f"{words}  {text.fit(likeness, 11)}" if width >= 50 else words


def _row(pair: Pair, now: float, width: int) -> str:
    """Key and kind, the ages on both sides, and how they stand to each other; in little room that by a sign."""
    short = width < 50
    mark = f"{'=' if pair.likeness not in _DIFFERING else '!'} " if short else ""
    kind = "" if short else f" ({'secret' if pair.secret else 'variable'})"
    here, there = (_age(held, now, short=short) for held in (pair.here, pair.there))
    return _columns(f"{mark}{text.clean(pair.key)}{kind}", here, there, str(pair.likeness), width)


def _age(held: Held | None, now: float, *, short: bool) -> str:
    if held is None:
        return "–"
    if held.updated_at is None:
        return "there"
    return phrases.short_age(now - held.updated_at.timestamp()) if short else ago(held.updated_at, now)


def _about(pair: Pair, width: int) -> str:
    """In up to three lines: how they stand, and both values."""
    if pair.likeness is Likeness.OTHER_KIND:
        return f"It is a {'variable' if pair.secret else 'secret'} on the other side."
    if pair.likeness is Likeness.BOTH:
        return "Both have it. Whether the values are the same nobody can read."
    if pair.secret:
        return f"It is {pair.likeness}: enter copies it, with a value you type." if pair.here is None else ""
    sides = [("here ", pair.here), ("there", pair.there)]
    if pair.likeness is Likeness.SAME:
        sides = [("both ", pair.here)]
    return "\n".join(
        text.truncate(f"{side} {text.clean(held.value or '')}", width) for side, held in sides if held is not None
    )
