"""The field for secret values, in an app of its own."""

from __future__ import annotations

import io

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from spacetui.ui import theme
from spacetui.ui.glyphs import Glyphs
from spacetui.ui.widgets.field import Field
from spacetui.ui.widgets.secret_field import SecretField


class Bench(App[None]):
    """What the field asks of the app it is in, and a field after it."""

    tones = theme.DARK
    glyphs = Glyphs()

    def compose(self) -> ComposeResult:
        yield SecretField(id="secret")
        yield Field(id="next")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theme.themes()[0].variables

    @property
    def secret(self) -> SecretField:
        return self.query_one(SecretField)

    def on_mount(self) -> None:
        self.secret.focus()

    def words(self) -> str:
        strips = self.screen._compositor.render_strips(self.size)
        return "\n".join(strip.text.rstrip() for strip in strips)


def held(app: Bench) -> str:
    return app.secret.value.get_secret_value()


async def paste(app: Bench, pilot: Pilot[None], words: str) -> None:
    """As a terminal with bracketed paste delivers it."""
    app.post_message(events.Paste(words))
    await pilot.pause()
    await pilot.pause()


async def test_typed_characters_are_held_and_shown_as_dots() -> None:
    app = Bench()
    async with app.run_test(size=(60, 6)) as pilot:
        await pilot.press(*"pa5s", "space", "question_mark")
        assert held(app) == "pa5s ?"
        assert "••••••" in app.words()
        assert "pa5s" not in app.words()


async def test_a_paste_of_several_lines_is_held_whole_and_measured() -> None:
    app = Bench()
    async with app.run_test(size=(60, 6)) as pilot:
        await paste(app, pilot, "-----BEGIN-----\r\tabc\rdef\r-----END-----")
        assert held(app) == "-----BEGIN-----\n\tabc\ndef\n-----END-----"
        assert "•••• 4 lines, 38 characters" in app.words()


async def test_a_line_break_at_the_end_of_a_paste_is_kept_and_told() -> None:
    app = Bench()
    async with app.run_test(size=(60, 6)) as pilot:
        await paste(app, pilot, "hf_abc\n")
        assert held(app) == "hf_abc\n"
        assert "1 line, 7 characters, ends in a line break" in app.words()


async def test_a_paste_that_arrives_as_keys_stays_whole_and_in_the_field() -> None:
    app = Bench()
    async with app.run_test(size=(60, 6)) as pilot:
        await pilot.press(*"one", "enter", "enter", *"two", "ctrl+j", *"three", "enter")
        assert held(app) == "one\n\ntwo\nthree"
        assert app.query_one("#next", Field).value == ""


async def test_enter_after_a_password_adds_nothing_to_it_and_says_how_to_go_on() -> None:
    app = Bench()
    async with app.run_test(size=(60, 6)) as pilot:
        await pilot.press(*"word", "enter")
        assert "tab goes on" in app.words()
        await pilot.press("tab", "shift+tab", "x")
        assert held(app) == "wordx"


async def test_enter_in_an_empty_field_goes_on() -> None:
    app = Bench()
    async with app.run_test(size=(60, 6)) as pilot:
        await pilot.press("enter")
        assert app.focused is app.query_one("#next")


async def test_it_is_revealed_on_demand_and_hidden_again_when_left() -> None:
    app = Bench()
    async with app.run_test(size=(60, 8)) as pilot:
        await pilot.press(*"open sesame".replace(" ", "_"))
        await pilot.press("ctrl+t")
        assert "open_sesame" in app.words()
        await pilot.press("ctrl+t")
        assert "open_sesame" not in app.words()
        await pilot.press("ctrl+t", "tab")
        assert "open_sesame" not in app.words()
        await pilot.press("shift+tab")
        assert "open_sesame" not in app.words()


async def test_what_is_revealed_does_nothing_to_the_terminal() -> None:
    app = Bench()
    async with app.run_test(size=(60, 8)) as pilot:
        await paste(app, pilot, "a\x1b[2Jb[@click=app.quit]c[/]\x9b31m")
        await pilot.press("ctrl+t")
        assert "ab[@click=app.quit]c[/]" in app.words()
        assert "\x1b" not in app.words()
        assert held(app) == "a\x1b[2Jb[@click=app.quit]c[/]\x9b31m"


async def test_a_long_value_revealed_says_how_much_is_above() -> None:
    app = Bench()
    async with app.run_test(size=(60, 12)) as pilot:
        await paste(app, pilot, "\n".join(f"line {number}" for number in range(20)))
        await pilot.press("ctrl+t")
        assert "… 17 lines above" in app.words()
        assert "line 19" in app.words()


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        (["backspace"], "one tw"),
        (["ctrl+w"], "one "),
        (["ctrl+w", "ctrl+w"], ""),
        (["ctrl+w", "ctrl+w", "ctrl+w"], ""),
        (["ctrl+u"], ""),
        (["enter", "backspace", "x"], "one twox"),
    ],
)
async def test_editing_keys(keys: list[str], left: str) -> None:
    app = Bench()
    async with app.run_test(size=(60, 6)) as pilot:
        await paste(app, pilot, "one two")
        await pilot.press(*keys)
        assert held(app) == left
        assert app.secret.is_empty == (left == "")


async def test_clear_empties_it() -> None:
    app = Bench()
    async with app.run_test(size=(60, 6)) as pilot:
        await pilot.press(*"abc")
        app.secret.clear()
        await pilot.pause()
        assert app.secret.is_empty
        assert "•" not in app.words()


async def test_neither_copy_nor_cut_nor_a_selection_gives_the_value() -> None:
    app = Bench()
    async with app.run_test(size=(60, 6)) as pilot:
        await pilot.press(*"hush", "ctrl+t", "ctrl+a", "ctrl+c", "ctrl+x")
        await pilot.mouse_down("#secret", offset=(0, 0))
        await pilot.hover("#secret", offset=(8, 0))
        await pilot.mouse_up("#secret", offset=(8, 0))
        await pilot.press("ctrl+c")
        assert held(app) == "hush"
        assert app.clipboard == ""
        assert "hush" not in (app.screen.get_selected_text() or "")


async def test_the_value_is_in_no_repr() -> None:
    app = Bench()
    async with app.run_test(size=(60, 6)) as pilot:
        await pilot.press(*"hush")
        field = app.secret
        seen = io.StringIO()
        print(field, repr(field), vars(field), field.value, file=seen)
        assert "hush" not in seen.getvalue()


async def test_in_ascii_the_dots_are_stars() -> None:
    app = Bench()
    app.glyphs = Glyphs(ascii=True)
    async with app.run_test(size=(60, 6)) as pilot:
        await pilot.press(*"abc")
        assert "***" in app.words()


async def test_more_than_fits_is_counted_instead_of_cut() -> None:
    app = Bench()
    async with app.run_test(size=(30, 6)) as pilot:
        await paste(app, pilot, "x" * 231)
        assert "•••• 231 characters" in app.words()


async def test_that_it_changed_is_told_without_the_value() -> None:
    told: list[SecretField.Changed] = []

    class Listening(Bench):
        def on_secret_field_changed(self, message: SecretField.Changed) -> None:
            told.append(message)

    app = Listening()
    async with app.run_test(size=(60, 6)) as pilot:
        await pilot.press(*"hush")
        await pilot.pause()
        assert [message.field for message in told] == [app.secret] * 4
        assert "hush" not in repr(told)
