"""A burst of keys does what the same keys do one by one."""

from __future__ import annotations

import asyncio

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input

from spacetui.ui.terminal import TerminalApp


class Question(ModalScreen[None]):
    BINDINGS = [Binding("y", "dismiss")]  # noqa: RUF012


class Naming(ModalScreen[None]):
    def compose(self) -> ComposeResult:
        yield Input(id="name")

    def on_mount(self) -> None:
        self.query_one(Input).focus()


class TwoFields(TerminalApp):
    BINDINGS = [Binding("ctrl+o", "ask"), Binding("ctrl+n", "name"), Binding("ctrl+t", "second")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield Input(id="first", select_on_focus=False)
        yield Input(id="second")

    def action_ask(self) -> None:
        self.push_screen(Question())

    def action_name(self) -> None:
        self.push_screen(Naming())

    def action_second(self) -> None:
        self.query_one("#second").focus()

    def value(self, field: str) -> str:
        return self.screen_stack[0].query_one(f"#{field}", Input).value


def burst(app: TwoFields, *typed: str | events.Paste) -> None:
    """All of them arrive before the first is looked at."""
    for key in typed:
        app.post_message(key if isinstance(key, events.Paste) else events.Key(key, key if len(key) == 1 else None))


async def until_quiet(app: TwoFields, pilot: Pilot[None]) -> None:
    async with asyncio.timeout(10):
        while app.keys_are_waiting:
            await pilot.pause(0.01)
    await pilot.pause()


async def test_keys_after_tab_go_into_the_next_field() -> None:
    app = TwoFields()
    async with app.run_test() as pilot:
        burst(app, "a", "b", "tab", "c", "d")
        await until_quiet(app, pilot)
        assert (app.value("first"), app.value("second")) == ("ab", "cd")


async def test_a_paste_after_tab_goes_into_the_next_field() -> None:
    app = TwoFields()
    async with app.run_test() as pilot:
        burst(app, "a", "tab", events.Paste("secret"), "shift+tab", "b")
        await until_quiet(app, pilot)
        assert (app.value("first"), app.value("second")) == ("ab", "secret")


async def test_keys_go_on_after_one_that_removed_the_screen_it_went_to() -> None:
    app = TwoFields()
    async with app.run_test() as pilot:
        burst(app, "ctrl+o", "y", "a", "b")
        await until_quiet(app, pilot)
        assert app.value("first") == "ab"


async def test_keys_after_one_that_moves_the_focus_go_where_it_went() -> None:
    app = TwoFields()
    async with app.run_test() as pilot:
        burst(app, "a", "ctrl+t", "b", "c")
        await until_quiet(app, pilot)
        assert (app.value("first"), app.value("second")) == ("a", "bc")


async def test_keys_after_one_that_opens_a_screen_go_into_the_field_it_focuses() -> None:
    app = TwoFields()
    async with app.run_test() as pilot:
        burst(app, "ctrl+n", "a", "b")
        await until_quiet(app, pilot)
        assert app.screen.query_one("#name", Input).value == "ab"
