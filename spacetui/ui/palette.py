"""The palette's commands: the table of actions once more."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from spacetui.ui import actions
from spacetui.ui.actions import Action
from spacetui.ui.screens.main import MainScreen

_UNNAMED = ("app.command_palette",)


class ActionProvider(Provider):
    """Finds actions by their help; what does not apply to the Space says why when it is chosen."""

    async def discover(self) -> Hits:
        for action in self._actions():
            yield DiscoveryHit(Content(action.help), self._run(action), text=action.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for action in self._actions():
            score = matcher.match(action.help)
            if score > 0:
                yield Hit(score, matcher.highlight(action.help), self._run(action), text=action.help)

    def _actions(self) -> list[Action]:
        groups = (actions.Group.ACT, actions.Group.FIND, actions.Group.OUT, actions.Group.APP)
        return [action for action in actions.ACTIONS if action.group in groups and action.id not in _UNNAMED]

    def _run(self, action: Action) -> partial[None]:
        return partial(self._soon, action)

    def _soon(self, action: Action) -> None:
        main = next(screen for screen in self.app.screen_stack if isinstance(screen, MainScreen))
        main.call_later(main.run_action, action.method)
