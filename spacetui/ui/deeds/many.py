"""What actions do to the marked Spaces: a plan says what for each of them before anything is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from spacetui import text
from spacetui.live import fleet, planning
from spacetui.ui import phrases
from spacetui.ui.copies import to_clipboard

if TYPE_CHECKING:
    from spacetui.live.plans import Plan
    from spacetui.ui.app import SpacetuiApp


def restart(app: SpacetuiApp, space_ids: Sequence[str]) -> None:
    effect = "Those that run stop serving until they have started again; the others start, at the price shown."
    _propose(app, planning.restart(app.picture, space_ids), effect)


def rebuild(app: SpacetuiApp, space_ids: Sequence[str]) -> None:
    effect = "Builds each image from nothing, without cache, then starts it; a build itself is not billed."
    _propose(app, planning.restart(app.picture, space_ids, factory=True), effect)


def pause(app: SpacetuiApp, space_ids: Sequence[str]) -> None:
    """With marks this never resumes."""
    effect = "They stop serving, and visits do not wake them: only a restart by their owner does."
    _propose(app, planning.pause(app.picture, space_ids), effect)


def _propose(app: SpacetuiApp, plan: Plan, effect: str) -> None:
    from spacetui.ui.screens.plan import PlanDialog

    app.push_screen(PlanDialog(plan, [effect], hidden(app)))


def hidden(app: SpacetuiApp) -> list[str]:
    """What has to be said where the filter hides marked Spaces, which are meant all the same."""
    number = app.main.hidden_marks
    return [f"The filter hides {number:,} of them; they are meant as well."] if number else []


def hardware(app: SpacetuiApp, space_ids: Sequence[str]) -> None:
    from spacetui.ui.screens.several import SeveralHardware

    app.push_screen(SeveralHardware(space_ids, hidden(app)))


def sleep_time(app: SpacetuiApp, space_ids: Sequence[str]) -> None:
    from spacetui.ui.screens.several import SeveralSleepTimes

    app.push_screen(SeveralSleepTimes(space_ids, hidden(app)))


def secrets(app: SpacetuiApp, space_ids: Sequence[str]) -> None:
    from spacetui.ui.screens.environment_edit import SECRETS
    from spacetui.ui.screens.several_environments import SeveralEnvironments

    app.push_screen(SeveralEnvironments(space_ids, hidden(app), SECRETS))


def variables(app: SpacetuiApp, space_ids: Sequence[str]) -> None:
    from spacetui.ui.screens.environment_edit import VARIABLES
    from spacetui.ui.screens.several_environments import SeveralEnvironments

    app.push_screen(SeveralEnvironments(space_ids, hidden(app), VARIABLES))


def mute(app: SpacetuiApp, space_ids: Sequence[str]) -> None:
    """Where all of them are muted, the same key ends it."""
    session = app.session
    if session is None:
        return
    told = fleet.stages(app.picture.spaces, space_ids).keys()  # until it changes: one not told yet cannot
    muted = not told or not app.picture.muted >= told
    session.engine.mute(space_ids, muted=muted)
    spaces = phrases.count(len(told if muted else space_ids), "marked Space")
    what = "muted until the stage of each changes" if muted else "not muted any more"
    app.main.say(f"{spaces}: {what}.")


def copy_id(app: SpacetuiApp, space_ids: Sequence[str]) -> None:
    """One a line."""
    copied = "\n".join(map(text.clean, space_ids))
    app.main.say(to_clipboard(app, phrases.count(len(space_ids), "id"), copied))
