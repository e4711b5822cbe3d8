"""The palette's commands: the table of actions once more."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from spacetui import text
from spacetui.ui import actions
from spacetui.ui.actions import Action
from spacetui.ui.screens.main import MainScreen

_UNNAMED = frozenset(
    {
        "app.command_palette",
        "close",
        "down",
        "first",
        "last",
        "menu",
        "next_pane",
        "open",
        "page_down",
        "page_up",
        "previous_pane",
        "up",
    }
)
"""What needs no name: the palette itself, and moving about."""
_NAMED = 1000.0
"""More than any score: what is called so comes before what only has the letters somewhere in its words."""


class ActionProvider(Provider):
    """Finds actions by their help; what does not apply to the Space says why when it is chosen."""

    async def discover(self) -> Hits:
        for action, words in self._actions():
            yield DiscoveryHit(Content(words), self._run(action), text=words)

    async def search(self, query: str) -> Hits:
        matcher, typed = self.matcher(query), query.strip().casefold()
        for action, words in self._actions():
            score = matcher.match(words)
            if score > 0:
                named = action.label.casefold().startswith(typed)
                yield Hit(score + _NAMED * named, matcher.highlight(words), self._run(action), text=words)

    def _actions(self) -> list[tuple[Action, str]]:
        """Each action worth finding, as `key  name: what it does`."""
        found = [action for action in actions.ACTIONS if action.id not in _UNNAMED]
        context = self._main.context
        keys = {action.id: text.fit(action.key if action.keys else "", 7) for action in found}
        return [(action, f"{keys[action.id]} {action.label}: {actions.described(action, context)}") for action in found]

    @property
    def _main(self) -> MainScreen:
        return next(screen for screen in self.app.screen_stack if isinstance(screen, MainScreen))

    def _run(self, action: Action) -> partial[None]:
        return partial(self._soon, action)

    def _soon(self, action: Action) -> None:
        self._main.call_later(self._main.run_action, action.method)
