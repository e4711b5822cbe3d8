"""Secrets and variables of the selected Space, to be read; `s` and `v` open the form that changes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.strip import Strip

from spacetui import text
from spacetui.hub.errors import HubError
from spacetui.live.picture import Environment
from spacetui.ui import phrases
from spacetui.ui.widgets.drawn import Piece
from spacetui.ui.widgets.panel import ScrolledPanel, Sight

_SHOWN_LINES = 12
_NO_TOKEN = "Secrets and variables need a token that may write to the Space."
_OTHERS = "Only those who may change a Space see which secrets it has."


class EnvPanel(ScrolledPanel):
    """Names, ages and descriptions of both; values of variables whole, up to a dozen lines each."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._environment = Environment()
        self._words = ""
        self._own = True

    def look_at(self, sight: Sight) -> None:
        self._environment = sight.picture.environment(sight.entry.id)
        self._words = "" if sight.picture.account else _NO_TOKEN
        self._own = sight.picture.may_act_on(sight.entry.space.owner)
        self.redraw()

    def draw(self, width: int) -> list[Strip]:
        if self._words:
            return [self.line([(line, "muted")], width) for line in text.wrap(self._words, width)]
        return [*self._secrets(width), self.line((), width), *self._variables(width)]

    def _secrets(self, width: int) -> list[Strip]:
        known, problem = self._environment.secrets, self._environment.secrets_problem
        heading = self._heading("Secrets", None if known is None else len(known.value), width)
        if known is None and not self._own:
            return [heading, *(self.line([(line, "muted")], width) for line in text.wrap(_OTHERS, width))]
        if known is None:
            return [heading, *self._pending(problem, width)]
        if not known.value:
            return [heading, self.line([("none; s adds one", "muted")], width)]
        lines = [heading]
        for key, secret in sorted(known.value.items()):
            lines.append(self._entry(key, secret.updated_at, secret.description, width))
        return lines

    def _variables(self, width: int) -> list[Strip]:
        known, problem = self._environment.variables, self._environment.variables_problem
        heading = self._heading("Variables", None if known is None else len(known.value), width)
        if known is None:
            return [heading, *self._pending(problem, width)]
        if not known.value:
            return [heading, self.line([("none; v adds one", "muted")], width)]
        lines = [heading]
        for key, variable in sorted(known.value.items()):
            lines.append(self._entry(key, variable.updated_at, variable.description, width))
            lines += self._value(variable.value, width)
        return lines

    def _heading(self, name: str, count: int | None, width: int) -> Strip:
        return self.line([(name, "accent", True), ("" if count is None else f"  {count}", "muted")], width)

    def _pending(self, problem: HubError | None, width: int) -> list[Strip]:
        words = "reading …" if problem is None else text.clean(str(problem))
        tone = "muted" if problem is None else "failed"
        return [self.line([(line, tone)], width) for line in text.wrap(words, width)]

    def _entry(self, key: str, updated: datetime | None, description: str | None, width: int) -> Strip:
        pieces: list[Piece] = [(text.truncate(text.clean(key), width - 12), "text", True)]
        if updated is not None:
            age = phrases.age(self.cockpit.clock.now() - updated.timestamp())
            pieces.append((f"  {age} ago", "muted"))
        if description:
            room = width - sum(text.width(piece[0]) for piece in pieces) - 2
            pieces.append(("  " + text.truncate(text.clean(description), max(0, room)), "muted"))
        return self.line(pieces, width)

    def _value(self, value: str, width: int) -> Sequence[Strip]:
        wrapped = [part for line in text.clean_lines(value) for part in text.wrap(line, width - 2) or [""]]
        lines = [self.line([("  " + line, "text")], width) for line in wrapped[:_SHOWN_LINES]]
        if len(wrapped) > _SHOWN_LINES:
            more = phrases.count(len(wrapped) - _SHOWN_LINES, "more line")
            lines.append(self.line([(f"  … {more}: v shows all", "muted")], width))
        return lines
