"""The log in its tab: followed, searched, looked at in other ways, taken along."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from rich.color import Color
from textual import events

from spacetui.demo.server import DemoServer
from spacetui.ui.theme import DARK
from spacetui.ui.widgets.field import Field
from spacetui.ui.widgets.log_pane import LogPane
from spacetui.ui.widgets.log_view import LogView
from tests.streams import log
from tests.ui.conftest import Cockpit, StartCockpit, until

BOARD = "ada/leaderboard"
Opened = Callable[..., AbstractAsyncContextManager[Cockpit]]
RUN_LOG = f"/api/spaces/{BOARD}/logs/run"


def serve(demo: DemoServer, lines: Sequence[str], path: str = RUN_LOG) -> None:
    """Every connection brings these lines, a second after each other, and is closed."""
    demo.faults.clear()
    demo.faults.add(log(lines, every=1.0), path=path)


def view(cockpit: Cockpit) -> LogView:
    return cockpit.app.screen.query_one(LogView)


def shown(cockpit: Cockpit) -> list[str]:
    """What the view shows, row by row."""
    region = view(cockpit).content_region
    lines = cockpit.screen().split("\n")[region.y : region.bottom]
    rows = [line[region.x : region.right].rstrip() for line in lines]
    while rows and not rows[-1]:
        rows.pop()
    return rows


def standing(cockpit: Cockpit) -> str:
    """The line below the log."""
    return cockpit.screen().split("\n")[cockpit.app.screen.query_one(LogPane).region.bottom - 1]


def names_in(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()]


async def until_lines(cockpit: Cockpit, count: int, shown_count: int | None = None) -> None:
    """Until the log has so many lines, and they are drawn."""

    def there() -> bool:
        cockpit.clock.advance(0.1)
        return view(cockpit).lines.end >= count

    await until(there, cockpit.pilot)
    cockpit.clock.advance(0.2)
    await until(lambda: view(cockpit).shown_count >= (shown_count or count), cockpit.pilot)
    await cockpit.pilot.pause()


@pytest.fixture
def opened(start: StartCockpit, demo: DemoServer) -> Opened:
    """`opened(lines, size=…)`: the run log of a Space, with these lines, at the end and with the focus."""

    @asynccontextmanager
    async def opening(lines: Sequence[str], size: tuple[int, int] = (80, 24)) -> AsyncIterator[Cockpit]:
        serve(demo, lines)
        async with start(size=size) as cockpit:
            cockpit.app.main.list.go_to(BOARD)
            await cockpit.press("l")
            await until_lines(cockpit, len(lines))
            yield cockpit

    return opening


NUMBERED = [f"line {number}" for number in range(200)]


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (140, 40)])
async def test_it_opens_at_the_end_and_moves_by_keys_alone(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(NUMBERED, size) as cockpit:
        height = view(cockpit).room.height
        assert shown(cockpit) == NUMBERED[-height:]
        await cockpit.press("g")
        assert shown(cockpit) == NUMBERED[:height]
        await cockpit.press("j", "j", "k")
        assert shown(cockpit)[0] == "line 1"
        await cockpit.press("ctrl+d")
        assert shown(cockpit)[0] == f"line {1 + max(1, height // 2)}"
        await cockpit.press("ctrl+u", "G")
        assert shown(cockpit) == NUMBERED[-height:]


async def test_what_comes_is_followed_until_it_is_scrolled_away(opened: Opened, demo: DemoServer) -> None:
    async with opened(NUMBERED) as cockpit:
        serve(demo, [*NUMBERED, "new"])
        await until_lines(cockpit, 201)
        assert shown(cockpit)[-1] == "new"
        await cockpit.press("k")
        before = shown(cockpit)
        serve(demo, [*NUMBERED, "new", "newer", "newest"])
        await until_lines(cockpit, 203)
        assert shown(cockpit) == before
        assert "2 new lines: G" in standing(cockpit)
        await cockpit.press("G")
        assert shown(cockpit)[-1] == "newest"
        assert "new lines" not in standing(cockpit)


async def test_f_stays_at_the_end_without_going_along(opened: Opened, demo: DemoServer) -> None:
    async with opened(NUMBERED) as cockpit:
        await cockpit.press("f")
        assert "not following" in standing(cockpit)
        serve(demo, [*NUMBERED, "new"])
        await until_lines(cockpit, 201)
        assert shown(cockpit)[-1] == "line 199"
        await cockpit.press("f")
        assert shown(cockpit)[-1] == "new"


async def test_long_lines_are_wrapped_or_cut_and_moved_along(opened: Opened) -> None:
    long = "".join(f"{number:04}" for number in range(50))
    async with opened([long, "日本語" * 40, "end"], (80, 24)) as cockpit:
        width = view(cockpit).room.width - 1
        assert shown(cockpit)[:2] == [long[:width], long[width : 2 * width]]
        assert shown(cockpit)[-1] == "end"
        await cockpit.press("w")
        assert shown(cockpit)[0] == long[: width - 1] + "…"
        assert shown(cockpit)[1].endswith("…")
        assert shown(cockpit)[2] == "end"
        assert "Lines cut: left, right move." in standing(cockpit)
        await cockpit.press("right")
        assert shown(cockpit)[0] == long[view(cockpit).room.width // 2 :][: width - 1] + "…"
        await cockpit.press(*["right"] * 6)
        assert shown(cockpit)[1].endswith("本語")  # the longest line is at its end, and says so
        await cockpit.press(*["left"] * 7)
        assert shown(cockpit)[0] == long[: width - 1] + "…"
        await cockpit.press("w")
        assert shown(cockpit)[1] == long[width : 2 * width]


async def test_times_come_and_go(opened: Opened) -> None:
    async with opened(["one", "two"]) as cockpit:
        await cockpit.press("t")
        times = [row.partition(" ") for row in shown(cockpit)]
        assert [(time.count(":"), words) for time, _, words in times] == [(2, "one"), (2, "two")]
        await cockpit.press("t")
        assert shown(cockpit) == ["one", "two"]


async def test_words_are_searched_for_as_they_are_typed(opened: Opened) -> None:
    lines = [f"line {number}" + (" with a Needle" if number % 50 == 7 else "") for number in range(200)]
    async with opened(lines) as cockpit:
        await cockpit.press("slash")
        await cockpit.type("needle")
        assert "/needle: 4" in standing(cockpit)
        await cockpit.press("enter")
        assert "/needle: 1 of 4" in standing(cockpit)
        assert "line 7 with a Needle" in shown(cockpit)
        await cockpit.press("n")
        assert "/needle: 2 of 4" in standing(cockpit)
        assert "line 57 with a Needle" in shown(cockpit)
        await cockpit.press("N", "N")
        assert "/needle: 4 of 4" in standing(cockpit)
        region, strips = view(cockpit).content_region, cockpit.app.screen._compositor.render_strips(cockpit.app.size)
        marked = [
            segment.text
            for strip in strips[region.y : region.bottom]
            for segment in strip
            if segment.style and segment.style.bgcolor == Color.parse(DARK.warning)
        ]
        assert marked == ["Needle"]
        await cockpit.press("escape")
        assert "needle" not in standing(cockpit)


async def test_a_search_that_is_given_up_leaves_what_was_there(opened: Opened) -> None:
    async with opened(NUMBERED) as cockpit:
        await cockpit.press("slash", "7", "7", "enter", "slash", "8")
        assert "/778" in standing(cockpit)
        await cockpit.press("escape")
        assert "/77:" in standing(cockpit)
        assert cockpit.app.focused is view(cockpit)
        await cockpit.press("slash", "ctrl+u", "x", "x", "enter")
        assert "No line with xx." in standing(cockpit)


async def test_only_lines_with_words_are_kept_and_new_ones_too(opened: Opened, demo: DemoServer) -> None:
    async with opened(NUMBERED) as cockpit:
        await cockpit.press("ampersand", "9", "9", "enter")
        assert shown(cockpit) == ["line 99", "line 199"]
        serve(demo, [*NUMBERED, "no", "99 again"])
        await until_lines(cockpit, 202, shown_count=3)
        assert shown(cockpit)[-1] == "99 again"
        await cockpit.press("escape")
        assert shown(cockpit)[-1] == "99 again"
        assert "no" in shown(cockpit)


async def test_where_no_line_is_kept_it_is_the_words_that_are_blamed(opened: Opened) -> None:
    async with opened(NUMBERED) as cockpit:
        await cockpit.press("ampersand")
        await cockpit.type("nowhere")
        assert shown(cockpit) == [" No line with nowhere yet."]
        await cockpit.press("escape")
        assert shown(cockpit)[-1] == NUMBERED[-1]


async def test_errors_are_gone_to_one_after_the_other(opened: Opened) -> None:
    lines = [*NUMBERED[:60], "ValueError: first", *NUMBERED[60:150], "ERROR second", *NUMBERED[150:]]
    async with opened(lines) as cockpit:
        assert "2 errors" in standing(cockpit)
        await cockpit.press("left_curly_bracket")
        assert "ERROR second" in shown(cockpit)
        await cockpit.press("left_curly_bracket")
        assert "ValueError: first" in shown(cockpit)
        await cockpit.press("right_curly_bracket")
        assert "ERROR second" in shown(cockpit)


async def test_copied_is_what_matches_else_what_is_in_view(opened: Opened) -> None:
    async with opened(NUMBERED) as cockpit:
        await cockpit.press("g", "y")
        height = view(cockpit).room.height
        assert cockpit.app.clipboard == "\n".join(NUMBERED[:height])
        assert f"Copied {height} lines in view" in standing(cockpit)
        await cockpit.press("slash", "9", "9", "enter", "y")
        assert cockpit.app.clipboard == "line 99\nline 199"
        assert "Copied 2 matching lines" in standing(cockpit)


async def test_no_more_is_copied_than_a_terminal_takes(opened: Opened) -> None:
    async with opened([f"{number} hit {'x' * 30_000}" for number in range(9)]) as cockpit:
        await cockpit.press("slash")
        await cockpit.type("hit")
        await cockpit.press("enter", "y")
        assert "Copied the last 3 matching lines" in standing(cockpit)
        assert [line[:5] for line in cockpit.app.clipboard.split("\n")] == ["6 hit", "7 hit", "8 hit"]


async def test_a_log_is_saved_for_its_owner_alone_and_over_nothing_unasked(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("old")
    async with opened(NUMBERED) as cockpit:
        await cockpit.press("E")
        assert "./ada_leaderboard-run-" in cockpit.screen()
        cockpit.app.screen.query_one(Field).value = str(path)
        await cockpit.press("enter")
        await until(lambda: "there already" in cockpit.screen(), cockpit.pilot)
        assert path.read_text() == "old"
        await cockpit.press("enter")
        await until(lambda: "Saved to" in standing(cockpit), cockpit.pilot)
    assert path.read_text() == "".join(f"{line}\n" for line in NUMBERED)
    assert path.stat().st_mode & 0o777 == 0o600
    assert names_in(tmp_path) == ["a.log"]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/none/a.log", "No such file or directory."),
        ("/", "Is a directory."),
        ("~nobody-of-that-name/a.log", "Could not determine home directory. "),
    ],
)
async def test_why_a_log_cannot_be_saved_is_said_and_the_path_stays(path: str, why: str, opened: Opened) -> None:
    async with opened(NUMBERED) as cockpit:
        await cockpit.press("E")
        cockpit.app.screen.query_one(Field).value = path
        await cockpit.press("enter")
        await until(lambda: "could not be saved" in cockpit.screen(), cockpit.pilot)
        assert f"saved: {why}" in cockpit.screen()
        assert cockpit.app.screen.query_one(Field).value == path
        await cockpit.press("escape")
        assert cockpit.app.focused is view(cockpit)


async def test_a_paste_of_several_lines_for_the_path_is_refused_in_words(opened: Opened) -> None:
    async with opened(NUMBERED) as cockpit:
        await cockpit.press("E")
        cockpit.app.post_message(events.Paste("/tmp/a\n/tmp/b"))
        await cockpit.pilot.pause()
        assert "That paste has 2 lines; this field takes one." in cockpit.screen()


async def test_colours_are_the_themes_and_nothing_else_of_a_terminal_is_left(opened: Opened) -> None:
    async with opened(["\x1b[31mred\x1b[0m plain \x1b[2J\x1b]0;title\x07\x1b[8mseen\x1b[0m"]) as cockpit:
        assert shown(cockpit) == ["red plain seen"]
        region, strips = view(cockpit).content_region, cockpit.app.screen._compositor.render_strips(cockpit.app.size)
        inks = {segment.text: segment.style.color for segment in strips[region.y] if segment.style}
        assert inks["red"] == Color.parse(DARK.failed)
        assert inks[" plain seen"] == Color.parse(DARK.text)


async def test_its_keys_hold_only_while_it_has_the_focus(opened: Opened) -> None:
    async with opened(NUMBERED) as cockpit:
        assert "follow" in cockpit.screen().split("\n")[-1]
        await cockpit.press("tab")
        assert "filter" in cockpit.screen().split("\n")[-1]
        await cockpit.press("slash")
        assert cockpit.app.focused is cockpit.app.main.query_one("#filter")
        await cockpit.press("escape", "tab", "escape")
        assert cockpit.app.focused is cockpit.app.main.list


async def test_the_help_names_its_keys(cockpit: Cockpit) -> None:
    await cockpit.press("question_mark", "G")
    assert "In a log, while it has the focus" in cockpit.screen()


async def test_a_resized_log_stays_at_its_lines(opened: Opened) -> None:
    async with opened([f"{line} " + "x" * 100 for line in NUMBERED], (80, 24)) as cockpit:
        await cockpit.press("g", *["j"] * 20)
        top = shown(cockpit)[0][:8]
        await cockpit.pilot.resize_terminal(140, 40)
        await cockpit.pilot.pause()
        assert shown(cockpit)[0][:8] == top
