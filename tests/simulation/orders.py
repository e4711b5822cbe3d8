"""Commands of every kind, none like another, and a judge of what was said to have become of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from pydantic import SecretStr

from spacetui.demo.space import Secret, Variable
from spacetui.live.commands import Command, DeleteVariable, Pause, Restart, SetSecret, SetSleepTime, SetVariable
from spacetui.live.picture import Phase
from tests.simulation.hub import RecordedWorld
from tests.simulation.simulation import Simulation

TOKEN, STEPS = "API_TOKEN", "STEPS"
"""A secret and a variable that every Space has."""

_KINDS: Sequence[Callable[[str], Command]] = (
    Restart,
    Pause,
    lambda space_id: SetSleepTime(space_id, 7200),
    lambda space_id: SetVariable(space_id, "LAYERS", "4"),
    lambda space_id: SetSecret(space_id, "NEW_TOKEN", SecretStr("never read back")),
    lambda space_id: SetSecret(space_id, TOKEN, SecretStr("never read back")),
    lambda space_id: DeleteVariable(space_id, STEPS),
)


@dataclass(frozen=True)
class Verdict:
    """`wrong` were told done and were not, or the other way; `evaded` could have been told.

    `lost` had no answer; of `untold` nobody can say what became of them.
    """

    sent_twice: int
    wrong: list[tuple[Command, Phase]]
    evaded: list[Command]
    lost: int
    untold: int


class Orders:
    """Gives each Space each kind of command once, one Space after the other."""

    def __init__(self, world: RecordedWorld, ids: Sequence[str]) -> None:
        self._ids = ids
        self._numbers = count()
        self._world = world
        self._hidden: set[tuple[str, str]] = set()
        for space_id in ids:
            space = world.spaces[space_id]
            space.secrets = {TOKEN: Secret(None, world.clock.now() - 3600)}
            space.variables = {STEPS: Variable("1", None, world.clock.now() - 3600)}

    def give(self, session: Simulation) -> None:
        number = next(self._numbers)
        command = _KINDS[number % len(_KINDS)](self._ids[number % len(self._ids)])
        space = self._world.spaces[command.space_id]
        if isinstance(command, Pause) and space.stage == "PAUSED":  # it would be right whatever becomes of it
            command = Restart(space.id)
        runs = space.hardware is not None
        # One that runs may have gone round; of a secret it may not be known whether it was there before.
        if isinstance(command, SetSecret) or (isinstance(command, Restart) and runs):
            self._hidden.add(_key(command))
        session.submit(command)

    def judge(self, session: Simulation) -> Verdict:
        done = set(self._world.done)
        sent = Counter((request.method, request.path, request.body) for _, request in session.changes())
        wrong: list[tuple[Command, Phase]] = []
        evaded: list[Command] = []
        lost = untold = 0
        for number, (_, command) in session.submitted.items():
            state = session.outcomes.get(number)
            phase = Phase.QUEUED if state is None else state.phase
            lost += state is not None and ("no answer" in state.note)
            if phase is Phase.CANNOT_TELL:
                untold += 1
                if _key(command) not in self._hidden:
                    evaded.append(command)
            elif not phase.ended or (phase is Phase.CONFIRMED) != (_key(command) in done):
                wrong.append((command, phase))
        return Verdict(sent.total() - len(sent), wrong, evaded, lost, untold)


def _key(command: Command) -> tuple[str, str]:
    return command.title, command.space_id
