"""The app at the demo hub, in which `!` makes a worker fail with the token in its hands."""

from __future__ import annotations

import os
from pathlib import Path

from spacetui.ui.scrubbing import scrub_environment

scrub_environment(os.environ)

from textual import work  # noqa: E402 - as in the product: only after the environment is clean

from spacetui.launch import Launcher  # noqa: E402
from spacetui.settings import Settings  # noqa: E402
from spacetui.ui import app  # noqa: E402
from spacetui.ui.app import SpacetuiApp  # noqa: E402
from spacetui.ui.terminal import run_and_exit  # noqa: E402


class Crashing(SpacetuiApp):
    CSS_PATH = str(Path(app.__file__).with_name("app.tcss"))
    BINDINGS = [("exclamation_mark", "fail", "Fail")]  # noqa: RUF012 - as Textual declares it

    @work
    async def action_fail(self) -> None:
        token = "hf_" + "crashSecretCrashSecret"
        raise ValueError(f"refused {token}")


run_and_exit(Crashing(Launcher(os.environ, Path.home(), demo=True), Settings()))
