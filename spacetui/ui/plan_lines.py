"""What a plan and its account say, line by line, as clean text: the widget only places and colours it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from spacetui import text
from spacetui.live import planning
from spacetui.live.commands import EntryCommand, RequestHardware, SetSleepTime
from spacetui.live.fleet import NEVER
from spacetui.live.picture import Phase
from spacetui.live.plans import StepPhase
from spacetui.ui import phrases, summary

if TYPE_CHECKING:
    from spacetui.live.commands import Command
    from spacetui.live.cost import Burn
    from spacetui.live.picture import Picture
    from spacetui.live.plans import Plan, PlanState, Step, StepState
    from spacetui.ui.glyphs import Glyphs
    from spacetui.ui.widgets.drawn import Piece

_TONES = {
    StepPhase.WAITING: "muted",
    StepPhase.UNDER_WAY: "moving",
    StepPhase.DONE: "running",
    StepPhase.FAILED: "failed",
    StepPhase.CANNOT_TELL: "warning",
    StepPhase.STOPPED: "warning",
    StepPhase.NOT_APPLYING: "muted",
}
_AT_THE_END = (
    StepPhase.FAILED,
    StepPhase.CANNOT_TELL,
    StepPhase.STOPPED,
    StepPhase.DONE,
    StepPhase.NOT_APPLYING,
)
_INDENT, _PHASE, _PRICE, _ROOMY = 4, 11, 13, 56


class Line(NamedTuple):
    """One line of the table: of the step at that place in the plan, its `note` or, without one, the step itself."""

    at: int
    note: str = ""


def lines(plan: Plan, state: PlanState | None, glyphs: Glyphs, width: int) -> list[Line]:
    """The steps, each followed by what there is to be said of it. Those that apply stand first; once all has ended,
    what went wrong does."""
    found = []
    for at in _order(plan, state):
        found.append(Line(at))
        words = note(plan.steps[at], None if state is None else state.steps[at], glyphs)
        if words:
            found += [Line(at, line) for line in _wrapped(words, width - _INDENT)]
    return found


def _order(plan: Plan, state: PlanState | None) -> Sequence[int]:
    if state is not None and state.has_ended:
        ended = state.steps
        return sorted(range(len(ended)), key=lambda at: _AT_THE_END.index(ended[at].phase))
    return sorted(range(len(plan.steps)), key=lambda at: bool(plan.steps[at].objection))


@lru_cache(maxsize=1024)
def _wrapped(words: str, width: int) -> Sequence[str]:
    return text.wrap(words, width)


def note(step: Step, state: StepState | None, glyphs: Glyphs) -> str:
    """Why a step does not apply, or how it ended where that is more than a word."""
    if state is None or state.phase is StepPhase.NOT_APPLYING:
        return text.clean(step.objection)
    if state.phase in (StepPhase.WAITING, StepPhase.UNDER_WAY):
        return ""
    done = sum(ended.phase is Phase.CONFIRMED for ended in state.ended)
    parts = dict.fromkeys(summary.reason(ended, glyphs) for ended in state.ended)
    if state.phase is not StepPhase.DONE:
        parts |= dict.fromkeys([f"{done} done"] if done else [])
        parts |= dict.fromkeys([f"{state.unsent} not sent"] if state.unsent and state.ended else [])
    return f" {glyphs.dot} ".join(filter(None, parts))


def head(step: Step, state: StepState | None, checking: bool, glyphs: Glyphs, width: int) -> list[Piece]:
    """One step in a line of `width` cells: the Space, and what is to be done to it, or how that is doing.

    `checking` says that no answer came back, and it is being found out.
    """
    roomy, phase = width >= _ROOMY, StepPhase.NOT_APPLYING if step.objection else StepPhase.WAITING
    phase = phase if state is None else state.phase
    tone = _TONES[phase]
    if state is None:
        sign, end, end_tone = ("-" if step.objection else " "), _price(step, glyphs) if roomy else "", "text"
        size = _PRICE if roomy else 0
    else:
        sign, size, end_tone = _sign(phase, glyphs), _PHASE, tone
        end = "checking" if checking else "not applied" if phase is StepPhase.NOT_APPLYING else phase.value
    room = width - 2 - (size + 1 if size else 0)
    names = max(12, room * 2 // 5) if state is None or roomy else room
    said = "muted" if phase is StepPhase.NOT_APPLYING else "text"
    pieces: list[Piece] = [(f"{sign} ", tone), (text.fit(text.clean(step.space_id), names), said)]
    if room > names:
        pieces.append((" " + text.fit(_change(step, glyphs), room - names - 1), "muted"))
    if size:
        pieces.append((" " + text.fit(end, size, "right" if state is None else "left"), end_tone))
    return pieces


def _sign(phase: StepPhase, glyphs: Glyphs) -> str:
    return {
        StepPhase.WAITING: " ",
        StepPhase.UNDER_WAY: glyphs.kind("moving"),
        StepPhase.DONE: glyphs.done,
        StepPhase.FAILED: glyphs.failed,
        StepPhase.CANNOT_TELL: "?",
        StepPhase.STOPPED: "!",
        StepPhase.NOT_APPLYING: "-",
    }[phase]


def _change(step: Step, glyphs: Glyphs) -> str:
    if step.objection:
        return text.clean(step.before)
    return text.clean(f"{step.before} {glyphs.arrow} {step.after}" if step.before else step.after)


def _price(step: Step, glyphs: Glyphs) -> str:
    if step.objection:
        return ""
    before, after = phrases.per_hour_cell(step.usd_before), phrases.per_hour_cell(step.usd_after)
    return after if before == after else f"{before} {glyphs.arrow} {after}"


def total(plan: Plan, glyphs: Glyphs) -> str:
    """`3 of 5 Spaces: $0.60/h → $1.00/h`: to how many it applies, and what these cost together."""
    applying, all_of_them = plan.applying, len(plan.steps)
    spaces = phrases.count(all_of_them, "Space")
    words = spaces if len(applying) == all_of_them else f"{len(applying):,} of {spaces}"
    if not applying:
        return f"It applies to none of {spaces}."
    before, after = map(_burn, planning.totals(applying))
    price = f"{after}, as now" if before == after else f"{before} {glyphs.arrow} {after}"
    return f"{words}, together {price}."


def _burn(burn: Burn) -> str:
    if not burn.usd_per_hour and not burn.unknown:
        return "free"
    return f"{phrases.money(burn.usd_per_hour)}/h" + (" + ?" if burn.unknown else "")


def never_sleeping(plan: Plan) -> list[str]:
    """What those cost a month that will not go to sleep by themselves any more."""
    awake = [step for step in plan.applying if any(map(_never, step.commands))]
    _, after = planning.totals(awake)
    if not after.usd_per_hour:
        return []
    month = phrases.per_month(after.usd_per_hour)
    return [f"{len(awake):,} of them will never sleep: {month} a month, visited or not, until you pause them."]


def unread(plan: Plan, picture: Picture) -> Iterator[str]:
    """Of how many Spaces it is not known what is there under the keys that are written."""
    writing = [step for step in plan.applying if isinstance(step.commands[0], EntryCommand)]
    held = [picture.environment(step.space_id) for step in writing]
    if number := sum(each.secrets is None or each.variables is None for each in held):
        one = len({command.title for step in writing for command in step.commands}) == 1
        spaces = f"{phrases.count(number, 'Space')} {'has' if number == 1 else 'have'}"
        yield f"What {spaces} under {'that key' if one else 'those keys'} was not read."


def _never(command: Command) -> bool:
    if isinstance(command, RequestHardware):
        return command.sleep_time == NEVER
    return isinstance(command, SetSleepTime) and command.seconds == NEVER


def progress(state: PlanState) -> str:
    """`12 of 40 done, 1 failed, 4 under way`, of the steps that apply."""
    apply = len(state.steps) - state.count(StepPhase.NOT_APPLYING)
    others = (StepPhase.FAILED, StepPhase.CANNOT_TELL, StepPhase.STOPPED, StepPhase.UNDER_WAY)
    counts = [f"{state.count(phase):,} {phase.value}" for phase in others if state.count(phase)]
    return ", ".join([f"{state.count(StepPhase.DONE):,} of {apply:,} done", *counts])


def outcome(state: PlanState) -> tuple[str, str]:
    """How a plan ended, in words and a tone: `5 done, 1 failed, 1 cannot tell`."""
    counts = [(phase, state.count(phase)) for phase in (StepPhase.DONE, *_AT_THE_END[:3])]
    words = ", ".join(f"{number:,} {phase.value}" for phase, number in counts if number)
    worst = next(phase for phase in _AT_THE_END if state.count(phase))
    return words, _TONES[worst]
