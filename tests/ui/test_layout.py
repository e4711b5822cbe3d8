"""The screen in windows of every size: nothing wider than the window, nothing cut without a sign of it."""

from __future__ import annotations

import re

import pytest

from spacetui import text
from spacetui.demo.server import DemoServer
from spacetui.ui.actions import ACTIONS
from tests.ui.conftest import Cockpit, StartCockpit

SIZES = [(40, 12), (60, 20), (80, 24), (119, 30), (120, 40), (140, 40), (200, 60), (39, 11), (20, 5)]
SMALL = [(39, 11), (20, 5), (39, 40), (120, 11)]
USUAL = [size for size in SIZES if size not in SMALL]
SIDES = re.compile("[│▏▐▌]")


async def resize(cockpit: Cockpit, size: tuple[int, int]) -> str:
    await cockpit.pilot.resize_terminal(*size)
    await cockpit.pilot.pause()
    await cockpit.pilot.pause()
    return fits(cockpit)


def fits(cockpit: Cockpit) -> str:
    """The screen, after a look that each line is as wide as the window."""
    strips = list(cockpit.app.screen._compositor.render_strips(cockpit.app.size))
    assert len(strips) == cockpit.app.size.height
    assert {strip.cell_length for strip in strips} == {cockpit.app.size.width}
    return "\n".join(strip.text.rstrip() for strip in strips)


def boxed(screen: str) -> list[str]:
    """What stands inside the frame of a dialog, line by line."""
    found = [re.search("│(.*)│", line) for line in screen.split("\n")]
    return [match[1].strip(" ▁▂▃▄▅▆▇█▎") for match in found if match]


def whole(told: str, lines: list[str]) -> bool:
    """Whether words are all there, wherever they were broken."""
    return "".join(told.split()) in "".join("".join(lines).split())


async def test_a_running_app_takes_every_size_one_after_the_other(cockpit: Cockpit) -> None:
    for size in [*SIZES, *reversed(SIZES)]:
        screen = await resize(cockpit, size)
        if size in SMALL:
            assert "40x12" in screen
            assert "✖4" in screen
            assert "$3.42/h" in screen
        else:
            assert "▸ ✖ chat-ui" in screen
            assert "? help" in screen


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (200, 60)])
async def test_every_panel_and_dialog_fits_the_window(start: StartCockpit, size: tuple[int, int]) -> None:
    async with start(size=size) as cockpit:
        for keys in ("enter", "2", "F", "F", "escape", "h", "z", "v", "D", "R", "a", "S", "?", ":", "/"):
            await cockpit.press({"?": "question_mark", ":": "colon", "/": "slash"}.get(keys, keys))
            fits(cockpit)
            if keys in "hzvDRaS?:/":
                await cockpit.press("escape")
        assert "▸ ✖ chat-ui" in fits(cockpit)


@pytest.mark.parametrize("size", [(40, 12), (120, 40)])
async def test_dialogs_survive_a_resize_to_every_size(start: StartCockpit, size: tuple[int, int]) -> None:
    async with start(size=size) as cockpit:
        for key in ("h", "s", "D", "question_mark"):
            await cockpit.press(key)
            for other in ((20, 5), (200, 60), size):
                await resize(cockpit, other)
            assert len(cockpit.app.screen_stack) > 2
            await cockpit.press("escape")


@pytest.mark.parametrize("size", [(40, 12), (59, 24), (80, 19)])
async def test_in_a_small_window_enter_opens_the_detail_over_the_list_and_escape_closes_it(
    start: StartCockpit, size: tuple[int, int]
) -> None:
    async with start(size=size) as cockpit:
        assert "1 Runtime" not in cockpit.screen()
        await cockpit.press("j", "enter")
        assert "1 Runtime" in cockpit.screen()
        assert "ocr-bot" not in cockpit.screen()
        await cockpit.press("escape")
        assert "▸ ✖ config-clash" in cockpit.screen()
        assert "1 Runtime" not in cockpit.screen()


async def test_a_detail_opened_in_a_small_window_stays_beside_the_list_in_a_large_one(start: StartCockpit) -> None:
    async with start(size=(40, 12)) as cockpit:
        await cockpit.press("enter")
        for size in ((80, 24), (120, 40)):
            screen = await resize(cockpit, size)
            assert "▸ ✖ chat-ui" in screen
            assert "1 Runtime" in screen


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
async def test_zoom_gives_the_window_to_the_pane_with_the_focus_and_back(
    start: StartCockpit, size: tuple[int, int]
) -> None:
    async with start(size=size) as cockpit:
        await cockpit.press("F")
        assert "1 Runtime" not in cockpit.screen()
        assert "▸ ✖ chat-ui" in cockpit.screen()
        await cockpit.press("F", "enter", "F")
        assert "1 Runtime" in cockpit.screen()
        assert "config-clash" not in cockpit.screen()
        await cockpit.press("escape", "escape")
        assert "config-clash" in cockpit.screen()


async def test_tab_moves_the_focus_and_digits_and_brackets_the_tab(cockpit: Cockpit) -> None:
    main = cockpit.app.main
    assert main.focused is main.list
    await cockpit.press("4")
    assert "Secrets" in cockpit.screen()
    assert main.focused is main.list
    await cockpit.press("tab")
    assert main.focused is main.detail.panel.target
    await cockpit.press("left_square_bracket")
    assert "Secrets" not in cockpit.screen()
    assert main.focused is main.detail.panel.target
    await cockpit.press("right_square_bracket", "shift+tab")
    assert "Secrets" in cockpit.screen()
    assert main.focused is main.list


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (80, 24), (119, 30), (200, 60)])
async def test_the_status_line_and_the_headings_are_cut_between_words_or_with_an_ellipsis(
    start: StartCockpit, demo: DemoServer, size: tuple[int, int]
) -> None:
    demo.world.accounts["ada"].roles.update(readers="admin")
    async with start(size=size) as cockpit:
        status = fits(cockpit).split("\n")[0]
        where = demo.url.removeprefix("http://")
        allowed = (
            f"spacetui ada (write) + analytical + readers 33 Spaces 33 ●16 ◐6 ✖4 ‖3 ☾3 ○1 $3.82/h live {where}".split()
        )
        for word in status.split():
            assert word in allowed or word.endswith(text.ELLIPSIS), status
        assert "live" in status
        assert "$3.82/h" in status
        if size[0] >= 60:
            assert "✖4" in status or text.ELLIPSIS in status


async def test_the_heading_stands_over_its_columns(cockpit: Cockpit) -> None:
    for size in USUAL:
        lines = (await resize(cockpit, size)).split("\n")
        heading = lines[1]
        row = next(line for line in lines if "music-gen" in line)
        assert heading.index("STAGE") == row.index("BUILDING")
        assert heading.index("$/H") + 3 == row.index("(0.40)") + 6
        if "HARDWARE" in heading:
            assert heading.index("HARDWARE") == row.index("t4-small")
        if "SLEEP" in heading:
            assert heading.index("SLEEP") == row.index("1 h")


@pytest.mark.parametrize("size", [(40, 12), (60, 12), (80, 24)])
async def test_what_a_confirmation_says_is_all_there(start: StartCockpit, size: tuple[int, int]) -> None:
    async with start(size=size) as cockpit:
        cockpit.app.main.list.go_to("ada/sd-turbo")
        await cockpit.press("r")
        screen = fits(cockpit)
        assert "Restart ada/sd-turbo?" in screen
        assert whole(
            "a10g-large: $1.50/h while it starts and runs, until you pause it: it never sleeps.", boxed(screen)
        )
        assert whole("y Restart", boxed(screen))


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (80, 24)])
async def test_no_row_of_a_picker_is_cut_without_a_sign(start: StartCockpit, size: tuple[int, int]) -> None:
    async with start(size=size) as cockpit:
        await cockpit.press("a")
        for _ in range(3):
            for line in boxed(fits(cockpit)):
                cut = line.startswith(("r ", "R ", "p ", "h ", "z ", "s ", "v ", "D ", "y "))
                words = line.split("  ")[-1].strip()
                complete = words.endswith((".", *(action.help[-12:] for action in ACTIONS)))
                assert not cut or complete or line.endswith(text.ELLIPSIS), line
            await cockpit.press("pagedown")


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (80, 24), (120, 40)])
async def test_the_welcome_says_everything_in_every_window(start: StartCockpit, size: tuple[int, int]) -> None:
    async with start(size=size, token=None, settled=False) as cockpit:
        for _ in range(200):
            await cockpit.pilot.pause(0.02)
            if "Welcome" in cockpit.screen():
                break
        lines = boxed(fits(cockpit))
        assert whole("Demo Try again Quit", lines)
        content = cockpit.app.screen.query_one("#content")
        for _ in range(content.max_scroll_y):
            content.scroll_relative(y=1, animate=False)
            await cockpit.pilot.pause()
            lines += boxed(fits(cockpit))
        for told in ("Log in with `hf auth login`", "Look around without an account", "type an account"):
            assert any(whole(told, lines[at : at + 4]) for at in range(len(lines))), told


async def test_a_message_is_wrapped_anew_when_the_window_changes(cockpit: Cockpit) -> None:
    words = "This token may not restart it: a token with that right is needed, and here is how you get one."
    cockpit.app.main.say(words)
    for size in ((120, 40), (40, 20), (80, 24), (120, 40)):
        screen = await resize(cockpit, size)
        assert whole(words, screen.split("\n")[-6:-1]), screen
