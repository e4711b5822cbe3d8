"""The Metrics tab: plots of the last ten minutes with axes and units, and why there are none."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest

from spacetui.demo.faults import Says
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.hub.stream_models import Metric
from spacetui.live.gauges import Gauge, Gauges, Window
from spacetui.settings import Settings
from spacetui.ui.metrics.charts import MOST_LINES, charts
from spacetui.ui.widgets.metrics_panel import MetricsPanel
from tests.streams import stream
from tests.ui.conftest import Cockpit, StartCockpit, until

GPU, BOARD, TWO, AUTO = "ada/whisper-demo", "ada/leaderboard", "analytical/embed-api", "ada/zero-flux"
NOW = 1_800_000_000.0
EIGHT = {
    f"gpu{number}": {"utilization": 10 * (number + 1), "memory_used_bytes": 2**30, "memory_total_bytes": 2**34}
    for number in range(8)
}


@pytest.fixture
async def wide(start: StartCockpit) -> AsyncIterator[Cockpit]:
    async with start(size=(140, 40)) as cockpit:
        yield cockpit


def panel(cockpit: Cockpit) -> MetricsPanel:
    return cockpit.app.main.query_one(MetricsPanel)


def shown(cockpit: Cockpit) -> list[str]:
    """The lines of the tab, also those that have to be scrolled to."""
    return [strip.text.rstrip() for strip in panel(cockpit).draw(panel(cockpit).room.width)]


def said(cockpit: Cockpit) -> str:
    return " ".join(" ".join(shown(cockpit)).split())


def replicas(cockpit: Cockpit, space_id: str) -> list[str]:
    assert cockpit.app.session is not None
    gauges = cockpit.app.session.engine.metering.gauges(space_id)
    assert gauges is not None
    return gauges.replicas(cockpit.clock.now())


async def open_at(cockpit: Cockpit, space_id: str) -> None:
    cockpit.app.main.list.go_to(space_id)
    await cockpit.press("m")


async def until_said(cockpit: Cockpit, *words: str) -> None:
    """Until all of it is said, while time passes."""

    def there() -> bool:
        cockpit.clock.advance(0.2)
        return all(each in said(cockpit) for each in words)

    await until(there, cockpit.pilot)


def asked(demo: DemoServer, space_id: str) -> int:
    return sum(request.path == f"/api/spaces/{space_id}/metrics" for request in demo.requests)


@pytest.mark.parametrize(
    ("space_id", "words"),
    [
        ("ada/portfolio", "A static Space has no metrics"),
        ("ada/pose-sketch", "Asleep: nothing runs, so nothing is measured."),
        ("ada/llama-70b-demo", "Paused: nothing runs, so nothing is measured."),
        ("ada/untitled", "It has no app file"),
        ("ada/ocr-bot", "its build failed"),
    ],
)
async def test_where_nothing_is_measured_it_says_why_and_asks_nothing(
    space_id: str, words: str, cockpit: Cockpit, demo: DemoServer
) -> None:
    await open_at(cockpit, space_id)
    await until_said(cockpit, words)
    await cockpit.pass_time(5)
    assert asked(demo, space_id) == 0


async def test_a_running_space_has_plots_with_axes_units_and_times(wide: Cockpit) -> None:
    await open_at(wide, BOARD)
    assert panel(wide).has_focus
    await until_said(wide, "live", "CPU", "memory", "network", "received")
    lines = shown(wide)
    assert any("100%┤" in line for line in lines)
    assert any("16G┤" in line for line in lines)
    assert any("min ago" in line and "now" in line for line in lines)
    assert "GiB, peak" in said(wide)
    assert "GPU" not in said(wide)
    assert any("⠀" < mark < "⣿" for mark in said(wide))


async def test_a_gpu_has_its_use_and_its_memory(wide: Cockpit) -> None:
    await open_at(wide, GPU)
    await until_said(wide, "GPU", "VRAM", "of 24 GiB", "24G┤")


async def test_replicas_are_lines_in_one_plot_and_keys_choose_one(wide: Cockpit) -> None:
    await open_at(wide, TWO)
    await until_said(wide, "live · 2 replicas")
    title = next(line for line in shown(wide) if line.startswith("CPU"))
    names = replicas(wide, TWO)
    assert all(name in title for name in names)
    await wide.pass_time(2)
    assert "replica" in wide.screen().splitlines()[-1]
    await wide.press("right")
    assert f"replica {names[0]}, 1 of 2" in said(wide)
    assert names[1] not in said(wide)
    await wide.press("right", "right")
    assert "live · 2 replicas" in said(wide)
    await wide.press("left")
    assert f"replica {names[1]}, 2 of 2" in said(wide)


async def test_more_replicas_than_can_be_told_apart_are_counted(wide: Cockpit, world: World) -> None:
    with world.lock:
        world.set_replicas(world.spaces[GPU], 9)
    await open_at(wide, GPU)
    await until_said(wide, "9 replicas", "CPU (5 of 9)")


async def test_figures_that_a_narrow_title_has_no_room_for_leave_a_sign(start: StartCockpit, world: World) -> None:
    with world.lock:
        world.set_replicas(world.spaces[GPU], 9)
    async with start(size=(80, 40)) as cockpit:
        await open_at(cockpit, GPU)
        await until_said(cockpit, "memory (5 of 9)")
        figures = re.search(r"memory \(5 of 9\)((?: \S+ [GM]iB)+) …", said(cockpit))
        assert figures is not None
        assert 0 < figures[1].count("iB") < 5


async def test_when_a_space_stops_its_last_picture_stays_with_its_age_and_goes_on_when_it_runs(
    wide: Cockpit, world: World
) -> None:
    await open_at(wide, BOARD)
    await until_said(wide, "live", "CPU")
    with world.lock:
        world.pause(world.spaces[BOARD])
    await until_said(wide, "Paused: nothing runs", "as it was")
    await wide.pass_time(180, step=20)
    await until_said(wide, "as it was 3 m ago", "CPU", "100%┤")
    with world.lock:
        world.restart(world.spaces[BOARD], factory=False)
    await until_said(wide, "live", "CPU")


async def test_the_cursor_comes_back_to_the_minutes_it_left(wide: Cockpit, demo: DemoServer) -> None:
    await open_at(wide, BOARD)
    await until_said(wide, "live", "CPU")
    gauges = wide.app.session.engine.metering.gauges(BOARD) if wide.app.session else None
    wide.app.main.list.go_to(GPU)
    await until_said(wide, "VRAM")
    seen = asked(demo, BOARD)
    await wide.pass_time(5)
    assert asked(demo, BOARD) == seen
    wide.app.main.list.go_to(BOARD)
    await wide.pilot.pause()
    assert "CPU" in said(wide)
    assert wide.app.session is not None
    assert wide.app.session.engine.metering.gauges(BOARD) is gauges


async def test_another_tab_ends_the_stream(wide: Cockpit, demo: DemoServer) -> None:
    await open_at(wide, BOARD)
    await until_said(wide, "live", "CPU")
    await wide.press("1")
    seen = asked(demo, BOARD)
    await wide.pass_time(20, step=5)
    assert asked(demo, BOARD) == seen
    await wide.press("3")
    await until_said(wide, "live")
    assert asked(demo, BOARD) == seen + 1


async def test_another_accounts_space_says_what_is_missing(start: StartCockpit, world: World) -> None:
    async with start(size=(140, 40), token=world.other_token, authors=("ada",)) as cockpit:
        await open_at(cockpit, BOARD)
        await until_said(cockpit, "This one is not yours")


async def test_without_a_token_it_says_so(start: StartCockpit) -> None:
    async with start(size=(140, 40), token=None, authors=("ada",)) as cockpit:
        await open_at(cockpit, BOARD)
        await until_said(cockpit, "Metrics need a token", "`hf auth login`")


async def test_a_refusal_is_told_in_the_hubs_words(wide: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Says(403, '{"error": "not for \\u001b[31myou"}'), path=f"/api/spaces/{BOARD}/metrics")
    await open_at(wide, BOARD)
    await until_said(wide, "refused", "not for you")
    assert "\x1b" not in said(wide)


async def test_names_from_the_hub_do_nothing_to_the_screen(wide: Cockpit, demo: DemoServer) -> None:
    names = ("\x1b[2Jevil", "[b]bold[/b]")
    told = ({"cpu_usage_pct": 5, "replica": name} for name in names)
    demo.faults.add(stream(told, "metric"), path=f"/api/spaces/{BOARD}/metrics")
    await open_at(wide, BOARD)
    await until_said(wide, "CPU", "evil", "[b]bold[/b]")
    assert "\x1b" not in "".join(shown(wide))


async def test_at_80_columns_two_plots_are_beside_each_other_and_the_others_below(start: StartCockpit) -> None:
    async with start(size=(80, 24)) as cockpit:
        await open_at(cockpit, GPU)
        await until_said(cockpit, "network")
        titles = [line.split()[0] for line in shown(cockpit) if "peak" in line or "received" in line]
        assert titles == ["CPU", "GPU", "network"]
        visible = cockpit.screen()
        assert "CPU" in visible
        assert "memory" in visible
        assert "VRAM" not in visible
        await cockpit.press("G")
        assert "network" in cockpit.screen()


async def test_at_40_columns_there_are_figures_with_a_line_of_a_few_cells(start: StartCockpit) -> None:
    async with start(size=(40, 12)) as cockpit:
        await open_at(cockpit, GPU)
        await until_said(cockpit, "CPU", "memory", "GPU", "VRAM", "network")
        visible = cockpit.screen()
        for name in ("CPU", "memory", "GPU", "VRAM", "network"):
            line = next(line for line in visible.splitlines() if line.strip().startswith(name))
            assert "peak" in line
            assert set(line) & set("▁▂▃▄▅▆▇█")


async def test_without_colours_lines_are_letters(start: StartCockpit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with start(size=(140, 40)) as cockpit:
        await open_at(cockpit, TWO)
        await until_said(cockpit, "2 replicas", "a=", "b=", "│")


async def test_in_ascii_lines_are_letters_that_the_title_explains(start: StartCockpit) -> None:
    async with start(size=(140, 40), settings=Settings(ascii=True)) as cockpit:
        await open_at(cockpit, TWO)
        await until_said(cockpit, "2 replicas")
        title = next(line for line in shown(cockpit) if line.startswith("CPU"))
        assert all(f"{letter}={name}" in title for letter, name in zip("ab", replicas(cockpit, TWO), strict=True))
        assert "\n".join(shown(cockpit)).isascii()


async def test_a_wide_list_shows_what_the_cpu_did_where_it_was_looked_at(wide: Cockpit) -> None:
    await open_at(wide, BOARD)
    await until_said(wide, "live", "CPU")
    await wide.pilot.pause()

    def row(name: str) -> str:
        return next(line for line in (each[:84] for each in wide.screen().splitlines()) if name in line)

    assert set(row("leaderboard")) & set("▁▂▃▄▅▆▇█")
    assert not set(row("notebook")) & set("▁▂▃▄▅▆▇█")


async def test_as_long_as_nothing_comes_plots_stand_still_and_move_on_now_and_then(wide: Cockpit) -> None:
    await open_at(wide, BOARD)
    await until_said(wide, "live", "CPU")
    drawn: list[list[str]] = []
    for _ in range(20):  # nothing else has its turn in between
        wide.clock.advance(1)
        drawn.append(shown(wide))
    assert 1 <= sum(before != after for before, after in pairwise(drawn)) <= 3


def test_what_draws_plots_is_loaded_with_the_first_of_them() -> None:
    root = str(Path(__file__).parents[2])
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import tests.ui.probes.first_frame\n"
        "import spacetui.ui.widgets.metrics_panel\n"
        "assert 'plotext' not in sys.modules\n"
        "import spacetui.ui.metrics.plotting\n"
        "assert 'plotext' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, root], check=True, capture_output=True, timeout=60)


def test_of_more_gpus_than_can_be_told_apart_it_is_said_how_many_are_drawn() -> None:
    gauges = Gauges()
    gauges.take(Metric.model_validate({"replica": "r", "gpus": EIGHT}), NOW)
    drawn = next(chart for chart in charts(gauges, Window.ending(NOW, 10), NOW) if chart.gauge is Gauge.GPU)
    assert (len(drawn.drawn), len(drawn.lines)) == (MOST_LINES, 8)


async def test_where_there_is_room_for_figures_alone_the_busiest_of_all_gpus_is_told(
    start: StartCockpit, demo: DemoServer
) -> None:
    told = {"replica": "r", "cpu_usage_pct": 1.0, "gpus": EIGHT}
    demo.faults.add(stream([told], "metric"), path=f"/api/spaces/{GPU}/metrics")
    async with start(size=(40, 12)) as cockpit:
        await open_at(cockpit, GPU)
        await until_said(cockpit, "GPU 80 %")
    async with start(size=(140, 40)) as cockpit:
        await open_at(cockpit, GPU)
        await until_said(cockpit, "GPU (5 of 8)")
