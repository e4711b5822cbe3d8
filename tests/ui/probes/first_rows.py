"""Runs the app until the last picture is drawn, and no further: its arguments are our cache and the Hub's address."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from spacetui.launch import Launcher, NoToken, Session
from spacetui.settings import Paths, load_settings
from spacetui.ui import app as module
from spacetui.ui.app import SpacetuiApp

TOKEN = "hf_probe"


class UntilTheFirstRows(SpacetuiApp):
    CSS_PATH = str(Path(module.__file__).with_name("app.tcss"))
    frame = ""

    def take(self) -> None:
        self.frame = self.export_screenshot()
        self.exit()


class NoFurther(Launcher):
    """Opens nothing: when it is asked to, the first rows have been drawn."""

    def open(self, *, retries: int = 0) -> Session:
        app.call_from_thread(app.take)
        raise NoToken("There is no further to go.")


cache, endpoint = sys.argv[1:]
paths = Paths(Path("/nonexistent"), Path(cache), Path("/nonexistent"))
launcher = NoFurther({"HF_TOKEN": TOKEN}, Path("/nonexistent"), endpoint=endpoint, paths=paths)
app = UntilTheFirstRows(launcher, load_settings()[0])
asyncio.run(app.run_async(headless=True, size=(120, 40)))
assert "whisper-demo" in app.frame
