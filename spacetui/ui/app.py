"""The app: opens a session, follows its engine, hands pictures to the screens and commands to the engine."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Coroutine, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.screen import Screen
from textual.signal import Signal
from textual.widgets import Input

from spacetui import text
from spacetui.hub.errors import HubError
from spacetui.launch import Launcher, Session
from spacetui.live.picture import Connection, Link, Picture, Update
from spacetui.ui import switching, theme
from spacetui.ui.glyphs import Glyphs
from spacetui.ui.screens.start import StartScreen
from spacetui.ui.terminal import TerminalApp
from spacetui.ui.theme import Tones

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacetui.clock import Clock
    from spacetui.live.commands import Command
    from spacetui.settings import Settings
    from spacetui.ui.screens.main import MainScreen


_AFTER_THE_DEMO = "That was the demo. For your own Spaces: `hf auth login`, then `spacetui`."
_TWICE = 2.0
"""Within so many seconds two ctrl+c quit."""
_DRAWN_WITHIN = 0.5


def _told(picture: Picture) -> bool:
    """Whether an engine has anything to show: Spaces, or why there are none."""
    return bool(picture.listed) or picture.connection.link is not Link.STARTING


def _palette() -> type[Provider]:
    from spacetui.ui.palette import ActionProvider

    return ActionProvider


class SpacetuiApp(TerminalApp):
    """Wires engine and screens. `updates` publishes each newer picture; `launcher` says where to look."""

    TITLE = "spacetui"
    CSS_PATH = "app.tcss"
    AUTO_FOCUS = None
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_palette}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "leave", "Quit", show=False, priority=True),
    ]

    def __init__(self, launcher: Launcher, settings: Settings, problems: Sequence[str] = ()) -> None:
        super().__init__()
        self._problems = problems
        self.HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-narrow"), (60, "-stacked"), (120, "-wide")]
        self.VERTICAL_BREAKPOINTS = [(0, "-flat"), (12, "-short"), (20, "-tall")]
        self.launcher = launcher
        self.glyphs = Glyphs(settings.ascii)
        self.session: Session | None = None
        self.in_focus = True
        """Whether the terminal has the focus, as far as it says so."""
        self._main_is_there = asyncio.Event()
        self._no_session = asyncio.Event()
        self._no_session.set()
        self._leaving = False
        self._token_chosen = False
        self._frozen = False
        self._interrupted = -_TWICE
        self._without_session = Picture()
        self.updates: Signal[Update] = Signal(self, "updates")
        self.ticks: Signal[float] = Signal(self, "ticks")
        for ours in theme.themes():
            self.register_theme(ours)
        self.theme = settings.theme

    @property
    def clock(self) -> Clock:
        return self.launcher.clock

    @property
    def tones(self) -> Tones:
        return theme.TONES.get(self.theme, theme.DARK)

    @property
    def picture(self) -> Picture:
        return self.session.engine.picture if self.session and not self.at_a_glance else self._without_session

    @property
    def at_a_glance(self) -> bool:
        """Whether the Spaces shown are the last ones that were kept: nothing can be done with them yet."""
        return bool(self._without_session.spaces) and (self.session is None or not _told(self.session.engine.picture))

    @property
    def follows_login(self) -> bool:
        """Whether it goes on by itself once somebody logs in with the `hf` tool."""
        return self.session is not None and self.session.follows_login

    def get_default_screen(self) -> Screen[Any]:
        return StartScreen()

    def on_mount(self) -> None:
        self.call_after_refresh(self._begin)
        self._tick()

    async def on_unmount(self) -> None:
        """Leave no connection open: the event loop ends after this."""
        await self._no_session.wait()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.MouseDown) and not self.in_focus:  # whatever the terminal said
            self._look(focused=True)
        await super().on_event(event)

    def on_app_focus(self, event: events.AppFocus) -> None:
        event.prevent_default()
        self._look(focused=True)

    def on_app_blur(self, event: events.AppBlur) -> None:
        """Textual would take the focus from its widget, and draw that: bytes, for somebody who looks elsewhere."""
        event.prevent_default()
        self._look(focused=False)

    def _look(self, *, focused: bool) -> None:
        self.in_focus = focused
        if self._main_is_there.is_set():
            self.main.attend()

    @work(group="ticks")
    async def _tick(self) -> None:
        """Ages grow: once a second whoever shows one may look again."""
        while True:
            await self.clock.sleep(1)
            self.ticks.publish(self.clock.now())

    async def _begin(self) -> None:
        """The first frame is out: load the rest, the session in a thread beside the main screen.

        Where a last picture was kept that is drawn first: what a session needs to be loaded would hold it up.
        """
        last = await asyncio.to_thread(self.launcher.last_picture)
        if last is None:
            self.open_session(self.launcher.open)
        else:
            self._without_session = last
        from spacetui.ui.screens.main import MainScreen

        with self.batch_update():  # one frame, where laying out in steps would send five
            await self.push_screen(MainScreen(id="main", classes=self._layout_classes()))
        self._main_is_there.set()
        if self._problems:
            self.main.say(text.clean(" ".join(self._problems)), "warning")
        if last is not None:
            await self._drawn()
            self.open_session(self.launcher.open)

    async def _drawn(self) -> None:
        """Return once the main screen has been drawn; before long in any case, as a key may have covered it."""
        drawn = asyncio.Event()
        self.main.call_after_refresh(drawn.set)
        with suppress(TimeoutError):
            async with asyncio.timeout(_DRAWN_WITHIN):
                await drawn.wait()

    def _layout_classes(self) -> str:
        """What Textual will put on the screen once it knows its size: so it need not be laid out twice."""
        width, height = self.size
        named = ((width, self.HORIZONTAL_BREAKPOINTS), (height, self.VERTICAL_BREAKPOINTS))
        return " ".join(max(pair for pair in pairs or () if pair[0] <= size)[1] for size, pairs in named)

    def submit(self, command: Command) -> int:
        """Hand a command to the engine; how it does is in the picture under the number returned."""
        assert self.session is not None, "commands come from screens that show a session"
        return self.session.engine.submit(command)

    @work(exclusive=True, group="token")
    async def use_token(self, name: str, refused: Callable[[str], object]) -> None:
        """Go on with another of the session's tokens, for this run: in a session of its own, nothing is kept.

        One that the Hub does not take is told to `refused`, and nothing changes.
        """
        session = self.session
        if session is None or name == session.token_name:
            return
        if session.demo is None:
            try:
                await session.client.whoami_with(await asyncio.to_thread(self.launcher.named_token, name))
            except (HubError, OSError) as error:
                refused(text.clean(str(error)))
                return
        if self.session is session:
            self.launcher = replace(self.launcher, token_name=name)
            self._token_chosen = True
            session.engine.supersede()

    @work(exclusive=True, group="session")
    async def open_session(self, opening: Callable[[], Session]) -> None:
        """Open a session off the event loop and live in it; the one before is closed.

        Where another token is chosen, or the one on this machine becomes another account's, its session follows.
        """
        left: Picture | None = None
        while True:
            try:
                session = await asyncio.to_thread(opening)
            except (HubError, OSError) as error:
                await self._main_is_there.wait()
                self.launcher, self._token_chosen = replace(self.launcher, token_name=""), False
                await self._welcome(str(error))
                return
            await self._main_is_there.wait()
            left = await self._live_in(session, left)
            opening = self.launcher.open_demo if session.demo else self.launcher.open

    async def _live_in(self, session: Session, before: Picture | None) -> Picture:
        """Follow a session until the token is another account's; its last picture.

        `before` is the last one of the account that was left for this session's, to be told of.
        """
        self.session = session
        self._no_session.clear()
        self.farewell = _AFTER_THE_DEMO if session.demo else ""
        first, self._frozen = not self._frozen, True
        if first:
            gc.freeze()  # what has been imported stays
        gc.enable()
        try:
            async with asyncio.TaskGroup() as tasks, aclosing(session.engine.changes()) as changes:
                running = tasks.create_task(session.engine.run())
                async for update in changes:
                    if update.picture.superseded:
                        running.cancel()
                        break
                    if _told(update.picture):
                        self._without_session = Picture()
                    self.updates.publish(update)
                    if first and update.picture.complete:  # later sessions may be left and have to go
                        first = False
                        gc.freeze()  # nor need a large fleet be looked through for what can go
                    if before is not None and update.picture.account is not None:
                        chosen = session.token_name if self._token_chosen else ""
                        self.main.say(switching.told(before, update.picture.account.name, chosen), "warning")
                        before, self._token_chosen = None, False
            await self._begin_anew()
            return session.engine.picture
        finally:
            self.session = None
            try:
                await _to_its_end(session.close())
            finally:
                self._no_session.set()

    async def _begin_anew(self) -> None:
        """Another account: dialogs, marks, filter, messages and Spaces of the one that was left are gone."""
        from spacetui.ui.screens.main import MainScreen

        with self.batch_update():
            while len(self.screen_stack) > 1:
                await self.screen.dismiss(None)
            self.session, self._without_session = None, Picture()
            await self.push_screen(MainScreen(id="main", classes=self._layout_classes()))

    async def _welcome(self, words: str) -> None:
        from spacetui.ui.screens.welcome import WelcomeScreen

        self._without_session = Picture(connection=Connection(Link.SIGNED_OUT))
        self.main.show()
        await self.push_screen(WelcomeScreen(text.clean(words)))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """None of Textual's own: our table of actions is all there is."""
        return ()

    def action_command_palette(self) -> None:
        super().action_command_palette()
        self.call_after_refresh(self._still_palette)

    def _still_palette(self) -> None:
        """A blinking cursor goes out on the wire twice a second."""
        for field in self.screen.query(Input):
            field.cursor_blink = False

    def action_help(self) -> None:
        from spacetui.ui.screens.help import HelpScreen
        from spacetui.ui.widgets.log_view import LogView

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(in_log=isinstance(self.screen.focused, LogView)))

    @work
    async def action_leave(self) -> None:
        """Quit; ask first while a change is under way, since what becomes of it would go unseen."""
        from spacetui.ui.deeds.leaving import may_leave

        if self._leaving:
            return
        self._leaving = True
        try:
            if await may_leave(self):
                self.exit()
        finally:
            self._leaving = False

    def action_help_quit(self) -> None:
        """ctrl+c: says how to quit; twice in a row quits."""
        from spacetui.ui.screens.dialog import Dialog

        before, self._interrupted = self._interrupted, self.clock.monotonic()
        if self._interrupted - before < _TWICE:
            if self._leaving:  # the question whether to quit is answered so, too
                self.exit()
            else:
                self.action_leave()
            return
        words = "ctrl+c once more quits, as q and ctrl+q do."
        if isinstance(self.screen, Dialog):
            self.screen.say(words)
        elif len(self.screen_stack) > 1:
            self.main.say(words)

    @property
    def main(self) -> MainScreen:
        """The main screen: over the first frame, beneath whatever dialogs are open."""
        return cast("MainScreen", self.screen_stack[1])


async def _to_its_end(closing: Coroutine[Any, Any, None]) -> None:
    """Wait until that is done, however often we are cancelled: Textual, when it leaves, does so more than once."""
    task, cancelled = asyncio.ensure_future(closing), False
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            cancelled = True
    if cancelled:
        raise asyncio.CancelledError
