"""Forms that write several entries by one plan: what goes out, how far it is, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual import events, on
from textual.widgets import Button

from spacetui import text
from spacetui.live import environments, planning
from spacetui.live.picture import Phase
from spacetui.ui import phrases, summary
from spacetui.ui.screens.dialog import Form, relabel
from spacetui.ui.screens.environment_edit import look_away

if TYPE_CHECKING:
    from pydantic import SecretStr
    from textual.await_complete import AwaitComplete

    from spacetui.live.environments import Wanted
    from spacetui.live.picture import Update
    from spacetui.live.plans import PlanState, StepState

Name = tuple[str, str, bool]
"""A Space, a key, and whether that is a secret's."""

_WRITTEN, _CANNOT_TELL = "written", "cannot tell"
_TOLD = 3
"""Of so many Spaces it is told what became of it there; the list says it of the others."""


class Writing(NamedTuple):
    """A plan that was handed over: its number, and what each of its steps writes."""

    number: int
    sent: Sequence[tuple[str, Sequence[Wanted]]]


class WritingForm(Form):
    """Subclasses say in `chosen` what is to be written where. What a plan wrote is not written again: after one
    that stumbled, the next writes what is left.

    It stays open when all is done, to be read. Escape stops a plan that is under way.
    """

    def __init__(self, space_id: str) -> None:
        super().__init__(space_id)
        self.writing: Writing | None = None
        self._states: dict[Name, tuple[str, SecretStr]] = {}

    def chosen(self) -> Mapping[str, Sequence[Wanted]]:
        """What is to be written, by Space, as far as it is writable and not settled yet."""
        raise NotImplementedError

    @property
    def looked_at(self) -> Sequence[str]:
        """The Spaces whose environments are read while this is open."""
        return (self.space_id,)

    @on(events.ScreenResume)
    def _attend(self) -> None:
        self.cockpit.main.attend_to_environments(*self.looked_at)

    def on_unmount(self) -> None:
        look_away(self.cockpit)

    def _keep_up(self, update: Update) -> None:
        """What was written to a Space was written to it under its new name too."""
        super()._keep_up(update)
        names = update.renamed
        if not names:
            return
        self._states = {
            (names.get(each, each), key, secret): state for (each, key, secret), state in self._states.items()
        }
        if self.writing is not None:
            sent = tuple((names.get(each, each), wanted) for each, wanted in self.writing.sent)
            self.writing = self.writing._replace(sent=sent)
        if self.app.screen is self:
            self._attend()

    @property
    def under_way(self) -> bool:
        return self.writing is not None

    @property
    def has_written(self) -> bool:
        """Whether a plan was handed over, and has ended."""
        return bool(self._states) and not self.under_way

    def state_of(self, space_id: str, wanted: Wanted) -> str:
        """In a word how an entry stands that was sent with that very value; empty where it was not."""
        word, value = self._states.get((space_id, wanted.key, wanted.secret), ("", None))
        return word if value == wanted.value else ""

    def is_settled(self, space_id: str, wanted: Wanted) -> bool:
        """Whether it was written, or may have been: only what is known not to be done is sent again."""
        return self.state_of(space_id, wanted) in (_WRITTEN, _CANNOT_TELL)

    # -- sending -------------------------------------------------------------------------------------

    @on(Button.Pressed, "#write")
    def _write(self) -> None:
        if self.under_way or not self.ready():
            return
        against = self.objection()
        chosen = {space_id: wanted for space_id, wanted in self.chosen().items() if wanted}
        if against or not chosen:
            self.say(against or "There is nothing to be written.", "trouble")
            return
        session = self.cockpit.session
        if session is not None:
            steps = tuple(environments.writing(space_id, wanted) for space_id, wanted in chosen.items())
            plan = planning.written("secrets and variables", steps)
            self.writing = Writing(session.engine.carry_out(plan), tuple(chosen.items()))
            self.cockpit.main.planned.begin(self.writing.number, plan)
            self.query_one("#buttons").add_class("busy")
            self.fresh()

    def objection(self) -> str:
        """Why nothing can be written now; empty where it can."""
        return ""

    @on(Button.Pressed, "#stop")
    def _stop(self) -> None:
        session = self.cockpit.session
        if session is not None and self.writing is not None:
            session.engine.stop(self.writing.number)
            self.follow_plan()

    # -- following -----------------------------------------------------------------------------------

    def fresh(self) -> None:
        self.follow_plan()
        self.query_one("#stop").display = self.under_way
        many = sum(len(wanted) for wanted in self.chosen().values())
        relabel(self.query_one("#write", Button), f"Write {many}" if many else "Write")

    def follow_plan(self) -> None:
        """Take over how the plan stands; when it has ended, give the account of it."""
        if self.writing is None:
            return
        state = self.picture.plans.get(self.writing.number)
        if state is None:
            return
        self._note_states(self.writing, state)
        if not state.has_ended:
            self.say(self._going_on(self.writing, state), "busy")
            return
        accounts = [
            account_words(wanted, step) for (_, wanted), step in zip(self.writing.sent, state.steps, strict=True)
        ]
        well = all(map(_went_well, state.steps))
        said = self._total(accounts, state)
        sign = self.cockpit.glyphs.done if well else self.cockpit.glyphs.failed
        self.say(f"{sign} {said}.", "" if well else "trouble")
        self.writing = None
        self.query_one("#buttons").remove_class("busy")

    def _going_on(self, writing: Writing, state: PlanState) -> str:
        """How far it is, and whether an answer is missing: then it is looked for a while what was done."""
        words = "Stopping: what is on its way is followed to its end …" if state.stopping else "Writing …"
        commands = self.picture.commands
        current = [commands.get(step.current) for step in state.steps if step.current is not None]
        if any(each is not None and each.phase is Phase.CHECKING for each in current):
            words = "No answer came back. It is not sent again; looking whether it was done …"
            words = f"Stopping. {words}" if state.stopping else words
        done = sum(step.phase is Phase.CONFIRMED for each in state.steps for step in each.ended)
        total = sum(len(wanted) for _, wanted in writing.sent)
        return f"{words} {done} of {total} written"

    def _total(self, accounts: Sequence[str], state: PlanState) -> str:
        """All of it in one: what one Space's account says, or how many entries were written to how many Spaces."""
        if len(accounts) == 1 or self.writing is None:
            return accounts[0]
        if not all(map(_is_plain, state.steps)):
            return _by_name(accounts, state.steps)
        entries = sum(len(wanted) for _, wanted in self.writing.sent)
        return f"{entries} written to {phrases.count(len(accounts), 'Space')}"

    def _note_states(self, writing: Writing, state: PlanState) -> None:
        """In a word how each entry that was sent stands."""
        for (space_id, sent), step in zip(writing.sent, state.steps, strict=True):
            account = environments.account(step)
            for at, wanted in enumerate(sent):
                if at in account.written:
                    word = _WRITTEN
                elif account.stumbled is not None and at == account.stumbled[0]:
                    word = _stumbled_in_a_word(account.stumbled[1].phase)
                elif at in account.unsent:
                    word = "not sent" if state.has_ended else "waiting"
                else:
                    word = "sending"
                self._states[space_id, wanted.key, wanted.secret] = word, wanted.value

    def action_cancel(self) -> None:
        """The first time it stops what is under way; then it closes, and asks where something typed would be lost."""
        if self.writing is None or self.picture.plans[self.writing.number].stopping:
            super().action_cancel()
        else:
            self._stop()

    def dismiss(self, result: None = None) -> AwaitComplete:
        if self.writing is not None:
            self.cockpit.main.planned.show(None)  # the main screen tells its end
        return super().dismiss(result)


def _by_name(accounts: Sequence[str], steps: Sequence[StepState]) -> str:
    """What became of it in each Space, as far as there is room: first where something was not written, then where
    there is something to say of what was."""
    ordered = sorted(zip(steps, accounts, strict=True), key=lambda each: (_went_well(each[0]), _is_plain(each[0])))
    parts = [f"{text.clean(step.space_id)}: {words}" for step, words in ordered[:_TOLD]]
    if rest := [step for step, _ in ordered[_TOLD:]]:
        more = phrases.count(len(rest), "more Space")
        parts.append(f"{more} with all written" if all(map(_is_plain, rest)) else f"{more}, see the list")
    return "; ".join(parts)


def account_words(sent: Sequence[Wanted], state: StepState) -> str:
    """What became of the entries sent to a Space: `3 written, OPENAI_KEY refused, 2 not sent: Forbidden`."""
    account = environments.account(state)
    parts, why = [f"{len(account.written)} written"], ""
    if account.stumbled is not None:
        at, ended = account.stumbled
        why = summary.told(ended.error) if ended.error is not None and ended.phase is Phase.FAILED else ended.note
        parts.append(f"{sent[at].key} {_stumbled_in_a_word(ended.phase)}")
    if account.unsent:
        parts.append(f"{len(account.unsent)} not sent")
    return text.clean(", ".join(parts) + (f": {why.rstrip('.')}" if why else _notes(sent, state)))


def _notes(sent: Sequence[Wanted], state: StepState) -> str:
    """What there is to say of entries that were written: an answer was lost, or it does not show yet."""
    noted: dict[str, list[str]] = {}
    for wanted, ended in zip(sent, state.ended, strict=False):
        if ended.note:
            noted.setdefault(ended.note, []).append(wanted.key)
    return "".join(f"; {text.truncate(', '.join(keys), 40)}: {note}" for note, keys in noted.items())


def _went_well(step: StepState) -> bool:
    return bool(step.ended) and not step.unsent and all(ended.phase is Phase.CONFIRMED for ended in step.ended)


def _is_plain(step: StepState) -> bool:
    """Whether there is no more to say than that all was written."""
    return _went_well(step) and not any(ended.note for ended in step.ended)


def _stumbled_in_a_word(phase: Phase) -> str:
    return {Phase.FAILED: "refused", Phase.NOT_DONE: "not done"}.get(phase, _CANNOT_TELL)
