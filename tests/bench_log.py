"""How fast logs are taken in and drawn, and how much they take. By hand: `python -m tests.bench_log`."""

from __future__ import annotations

import asyncio
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from textual.app import App, ComposeResult

from spacetui.clock import SystemClock
from spacetui.hub.stream_models import LogLine
from spacetui.live.log import Log
from spacetui.ui.glyphs import Glyphs
from spacetui.ui.theme import DARK, Tones, themes
from spacetui.ui.widgets.log_view import LogView

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
LINES = 100_000


def plain(number: int) -> str:
    return f"2026-11-25 12:00:00 INFO worker {number} did a thing that took {number % 977} ms and went fine\n"


def coloured(number: int) -> str:
    return f'\x1b[32mINFO\x1b[0m:     10.16.{number % 256}.7:0 - "\x1b[1mGET /{number}\x1b[0m" \x1b[32m200 OK\x1b[0m\n'


def wide(number: int) -> str:
    return f"\x1b[33m第{number}行\x1b[0m 日本語のログ、進捗 ━━━━━━╸ 12.3 MB\n"


def pictured(number: int) -> str:
    return f"✔️ step {number} ⚠️ warning: the cache ❤️ was cold 👩‍💻 12.3 MB of it\n"


class Bench(App[None]):
    """A log view and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.tones: Tones = DARK
        self.glyphs = Glyphs()
        self.clock = SystemClock()
        for ours in themes():
            self.register_theme(ours)
        self.theme = "spacetui-dark"

    def compose(self) -> ComposeResult:
        yield LogView()


def report(name: str, figure: float, unit: str) -> None:
    sys.stdout.write(f"{name:<58} {figure:8.2f} {unit}\n")


def take_in(name: str, written: Callable[[int], str]) -> Log:
    lines = [LogLine(written(number), NOON) for number in range(LINES)]
    log, began = Log(), time.perf_counter()
    for start in range(0, LINES, 1000):
        log.take(lines[start : start + 1000])
    report(f"{LINES:,} {name} lines taken in", time.perf_counter() - began, "s")
    tracemalloc.start()
    measured = Log()
    measured.take(lines)
    report("  they take", tracemalloc.get_traced_memory()[0] / 2**20, "MiB")
    tracemalloc.stop()
    return log


async def draw(log: Log) -> None:
    app = Bench()
    async with app.run_test(size=(140, 40)) as pilot:
        view = app.query_one(LogView)
        began = time.perf_counter()
        view.show(log)
        await pilot.pause()
        report("the whole log shown", (time.perf_counter() - began) * 1000, "ms")
        longest = spent = 0.0
        batches = 50
        for number in range(batches):
            since = log.take(LogLine(coloured(number), NOON) for number in range(number * 100, number * 100 + 100))
            began = time.perf_counter()
            view.changed(since)
            taken = time.perf_counter() - began
            longest, spent = max(longest, taken), spent + taken
            await pilot.pause()
        report("100 more lines in view, on the average of 50", spent / batches * 1000, "ms")
        report("  the longest", longest * 1000, "ms")
        began = time.perf_counter()
        view.look(view.looks._replace(wrapped=False))
        report("wrapped otherwise", (time.perf_counter() - began) * 1000, "ms")


async def main() -> None:
    log = Log()
    for name, written in (("plain", plain), ("pictured", pictured), ("coloured", coloured), ("wide", wide)):
        log = take_in(name, written)
    await draw(log)


if __name__ == "__main__":
    asyncio.run(main())
    status = Path("/proc/self/status").read_text(encoding="ascii").split("VmHWM:")[1].split()[0]
    report("memory of the whole process at its highest", int(status) / 1024, "MiB")
