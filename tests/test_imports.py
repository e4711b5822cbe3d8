"""The first frame waits for nothing it does not need: what importing a module brings along."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import spacetui

HEAVY = {"pydantic", "pydantic_core", "httpx", "httpcore", "starlette", "uvicorn", "sqlite3", "huggingface_hub"}
PACKAGE = Path(spacetui.__file__).parent


def modules_in(folder: str) -> list[str]:
    return [
        ".".join(("spacetui", *path.relative_to(PACKAGE).with_suffix("").parts))
        for path in sorted((PACKAGE / folder).rglob("*.py"))
        if path.stem != "__init__"
    ]


def brought_by(code: str, *, arguments: tuple[str, ...] = ()) -> set[str]:
    """The top-level modules that are there after a fresh interpreter ran `code`."""
    whole = f"import sys, json\n{code}\nprint(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    command = [sys.executable, "-c", whole, *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    names: list[str] = json.loads(ended.stderr.splitlines()[-1])
    return {name.partition(".")[0] for name in names}


def importing(*modules: str) -> set[str]:
    return brought_by("\n".join(f"import {module}" for module in modules))


def test_the_engine_brings_neither_a_screen_nor_what_only_talking_needs() -> None:
    brought = importing(*modules_in("live"))
    assert "spacetui" in brought
    assert brought & (HEAVY | {"textual", "rich"}) == set()


@pytest.mark.parametrize("module", ["spacetui.cli", "spacetui.launch", "spacetui.__main__", "spacetui.clock"])
def test_the_way_to_the_first_frame_is_light(module: str) -> None:
    assert importing(module) & (HEAVY | {"textual", "rich"}) == set()


def test_what_prints_without_a_screen_needs_none() -> None:
    for command in ("lists", "watch", "wait", "logs"):
        assert importing(f"spacetui.report.{command}") & {"textual"} == set()
    assert importing("spacetui.report.lists") & (HEAVY | {"textual"}) == set()


def test_client_and_demo_hub_need_no_screen() -> None:
    assert "textual" not in importing(*modules_in("hub"), *modules_in("demo"))


def test_a_whole_listing_is_printed_without_a_screen() -> None:
    brought = brought_by("from spacetui.cli import cockpit\ncockpit(['--demo', 'list'], standalone_mode=False)")
    assert "httpx" in brought
    assert "textual" not in brought


def test_after_the_first_frame_nothing_is_loaded_that_it_did_not_need() -> None:
    root = str(PACKAGE.parent)
    brought = brought_by(f"sys.path.insert(0, {root!r})\nimport tests.ui.probes.first_frame")
    assert "textual" in brought
    assert brought & HEAVY == set()
