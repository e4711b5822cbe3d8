"""Marks: the Spaces that an action means all at once. And the plans that come of it, once their dialogs are closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from spacetui import text
from spacetui.live import cost
from spacetui.live.cost import Burn
from spacetui.ui import phrases
from spacetui.ui.actions import BY_ID
from spacetui.ui.screens.moving import MovingScreen

if TYPE_CHECKING:
    from spacetui.live.picture import SpaceEntry, Update
    from spacetui.ui.app import SpacetuiApp
    from spacetui.ui.objections import Context
    from spacetui.ui.planned import Planned
    from spacetui.ui.widgets.list_heading import Heading


class Range(NamedTuple):
    """A range that is being marked: where it was begun, and what was marked before."""

    begun_at: str
    before: frozenset[str]


class MarkingScreen(MovingScreen):
    """Marks are on Spaces, not on lines: they outlast another order or filter, follow a rename, and go with their
    Space."""

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._marks: frozenset[str] = frozenset()
        self._range: Range | None = None
        self._burn: tuple[frozenset[str], Mapping[str, SpaceEntry], object, Burn] | None = None
        self._planned: Planned | None = None

    @property
    def cockpit(self) -> SpacetuiApp:
        raise NotImplementedError

    @property
    def context(self) -> Context:
        """Where an action would act now."""
        raise NotImplementedError

    def show(self) -> None:
        """Draw everything."""
        raise NotImplementedError

    # -- what is marked ------------------------------------------------------------------------------

    @property
    def marked(self) -> tuple[str, ...]:
        """The marked Spaces: those in the list in its order, then those that the filter hides."""
        if not self._marks:
            return ()
        spaces, marks = self.picture.spaces, self._marks
        shown = [space_id for space_id in self.list.ids if space_id in marks and space_id in spaces]
        if len(shown) == len(marks):
            return tuple(shown)
        seen = set(shown)
        return (*shown, *(space_id for space_id in spaces if space_id in marks and space_id not in seen))

    @property
    def hidden_marks(self) -> int:
        """How many marked Spaces the filter hides."""
        return sum(not self.list.holds(space_id) for space_id in self._marks) if self._marks else 0

    def marks_words(self) -> str:
        """`3 marked, 1 hidden by the filter`."""
        hidden = self.hidden_marks
        return f"{len(self._marks):,} marked" + (f", {hidden:,} hidden by the filter" if hidden else "")

    def marks_burn(self) -> Burn:
        """What the marked Spaces cost now."""
        spaces, catalog = self.picture.spaces, self.picture.catalog
        held = self._burn
        if held is None or held[0] is not self._marks or held[1] is not spaces or held[2] is not catalog:
            entries = [spaces[space_id] for space_id in self._marks if space_id in spaces]
            held = self._burn = (self._marks, spaces, catalog, cost.burn(entries, cost.prices(self.picture)))
        return held[3]

    def with_marks(self, heading: Heading) -> Heading:
        """The list's heading, and what is marked."""
        if not self._marks:
            return heading
        return heading._replace(marked=len(self._marks), hidden=self.hidden_marks, burn=self.marks_burn())

    def mark(self, marks: frozenset[str]) -> None:
        self._marks = marks
        self.show()

    def keep_marks(self, update: Update) -> None:
        """Marks go where their Spaces went."""
        if not self._marks and self._range is None:
            return
        renamed = update.renamed
        if update.gone:
            self._marks = frozenset(renamed.get(each, each) for each in self._marks) - update.gone
        if update.picture.complete and not self._marks <= update.picture.spaces.keys():
            self._marks &= update.picture.spaces.keys()
        if self._range is not None:
            begun_at = renamed.get(self._range.begun_at, self._range.begun_at)
            before = frozenset(renamed.get(each, each) for each in self._range.before) - update.gone
            self._range = None if begun_at in update.gone else Range(begun_at, before)

    def action_mark(self) -> None:
        """Mark the Space under the cursor, or unmark it, and go to the next."""
        cursor = self.list.cursor
        if cursor is not None:
            self._range = None
            self.mark(self._marks ^ {cursor})
            self.list.go(self.list.position + 1)

    def action_mark_range(self) -> None:
        """Begin a range at the cursor; the second time it ends there."""
        cursor = self.list.cursor
        if self._range is not None:
            self._range = None
            self.say(f"{self.marks_words()}.")
        elif cursor is not None:
            self._range = Range(cursor, self._marks)
            self.say(f"A range from {text.clean(cursor)}: move to its other end; V keeps it, esc drops it.", "muted")
            self.mark(self._marks | {cursor})

    def extend_range(self) -> None:
        """The cursor has moved: the range goes that far."""
        if self._range is None:
            return
        if not self.list.holds(self._range.begun_at):
            self._range = None
            return
        first, last = sorted((self.list.place_of(self._range.begun_at), self.list.position))
        self.mark(self._range.before | frozenset(self.list.ids[first : last + 1]))

    def action_mark_all(self) -> None:
        """Mark all that the list shows; where all are, none of them."""
        shown = frozenset(self.list.ids)
        self._range = None
        self.mark(self._marks - shown if shown <= self._marks else self._marks | shown)

    def drop_range(self) -> bool:
        """Give up a range that is being marked; False where there is none."""
        if self._range is None:
            return False
        before, self._range = self._range.before, None
        self.say("")
        self.mark(before)
        return True

    def drop_marks(self) -> None:
        if self._marks:
            self.say(f"{phrases.count(len(self._marks), 'mark')} dropped.", "muted")
            self.mark(frozenset())

    # -- doing ---------------------------------------------------------------------------------------

    def action_deed(self, action_id: str) -> None:
        """One of the deeds on the marked Spaces, or on that under the cursor; what speaks against it is said."""
        from spacetui.ui import deeds

        context, action = self.context, BY_ID[action_id]
        objection = action.against(context)
        if objection:
            self.say(objection, "warning")
        elif context.marked and action.many:
            self.say("")
            deeds.ON_MARKED[action_id](self.cockpit, context.marked)
        elif context.entry is not None:
            alone = f"One Space at a time: {action.label} goes to {text.clean(context.entry.id)}, under the cursor."
            self.say(alone if context.marked else "", "muted")
            deeds.BY_ACTION[action_id](self.cockpit, context.entry)

    # -- plans ---------------------------------------------------------------------------------------

    @property
    def planned(self) -> Planned:
        if self._planned is None:
            from spacetui.ui.planned import Planned

            self._planned = Planned()
        return self._planned

    def hear_of_plans(self, update: Update) -> None:
        """Say how plans ended whose dialogs are closed."""
        if self._planned is not None:
            for words, tone in self._planned.hear(update, self.picture):
                self.say(words, tone)

    def plan_progress(self) -> str:
        return "" if self._planned is None else self._planned.progress(self.picture)

    def action_plan(self) -> None:
        """Look at the plan that goes on, or at the last one's account."""
        begun = self.planned.to_show(self.picture)
        if begun is None:
            self.say("Nothing was done to several Spaces yet: space marks them.", "muted")
            return
        from spacetui.ui.screens.plan import PlanDialog

        self.app.push_screen(PlanDialog(begun.plan, begun=begun))
