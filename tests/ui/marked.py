"""Spaces that are marked, and the plans for all of them."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import Any

from spacetui.demo.faults import Slow
from spacetui.demo.server import DemoServer
from spacetui.live.plans import AT_ONCE
from tests.ui.conftest import Cockpit, until

FIVE = ("ada/notebook", "ada/sd-turbo", "ada/whisper-demo", "ada/leaderboard", "ada/translate-ja")
SIX = (*FIVE, "ada/zero-flux")


def posts(demo: DemoServer, path: str = "*") -> int:
    return sum(each.method == "POST" and fnmatchcase(each.path, path) for each in demo.requests)


def bodies(demo: DemoServer) -> list[Any]:
    """What was posted, read as JSON."""
    return [json.loads(each.body) for each in demo.requests if each.method == "POST"]


async def mark(cockpit: Cockpit, *space_ids: str) -> None:
    for space_id in space_ids:
        cockpit.app.main.list.go_to(space_id)
        await cockpit.press("space")


async def ended(cockpit: Cockpit) -> None:
    """Until every plan has ended, time passing as it needs."""
    for _ in range(60):
        await cockpit.settle()
        if all(plan.has_ended for plan in cockpit.app.picture.plans.values()):
            return
        await cockpit.pass_time(1)
    raise AssertionError("a plan did not end")


def line_of(cockpit: Cockpit, space_id: str) -> str:
    (line,) = [line for line in cockpit.screen().split("\n") if f" {space_id} " in line]
    return line


async def pause_slowly(cockpit: Cockpit, demo: DemoServer, *space_ids: str) -> None:
    """Pause Spaces by one plan, as far as many are worked on at a time: their answers take five seconds."""
    demo.faults.add(Slow(5.0), method="POST", times=AT_ONCE)
    await mark(cockpit, *space_ids)
    await cockpit.press("p", "y")
    await until(lambda: posts(demo) == AT_ONCE, cockpit.pilot)
