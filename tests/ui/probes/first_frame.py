"""Runs the app until its first frame is painted, and no further."""

from __future__ import annotations

import asyncio
from pathlib import Path

from spacetui.launch import Launcher
from spacetui.settings import load_settings
from spacetui.ui import app as module
from spacetui.ui.app import SpacetuiApp


class UntilTheFirstFrame(SpacetuiApp):
    CSS_PATH = str(Path(module.__file__).with_name("app.tcss"))
    frame = ""

    async def _begin(self) -> None:
        self.frame = self.export_screenshot()
        self.exit()


async def run() -> str:
    app = UntilTheFirstFrame(Launcher({}, Path("/nonexistent"), demo=True), load_settings()[0])
    await app.run_async(headless=True)
    return app.frame


assert "connecting" in asyncio.run(run())
