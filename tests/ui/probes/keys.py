"""Shows every key, paste and press of the mouse; `q` quits, `s` lends the terminal, digits go wrong."""

from __future__ import annotations

import asyncio
import os
import subprocess
import threading

from spacetui.ui.scrubbing import scrub_environment

scrub_environment(os.environ)

from textual import events  # noqa: E402 - as in the product: only after the environment is clean
from textual.app import ComposeResult  # noqa: E402
from textual.content import Content  # noqa: E402
from textual.widgets import Static  # noqa: E402

from spacetui.ui.terminal import TerminalApp, run_and_exit  # noqa: E402

TOKEN = "hf_" + "probeSecretProbeSecret"


class Keys(TerminalApp):
    BINDINGS = [("ctrl+z", "suspend_process", "Suspend")]  # noqa: RUF012 - as Textual declares it

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def compose(self) -> ComposeResult:
        yield Static(Content("ready"), id="seen")
        yield Static(Content("never changes"))

    def show(self, what: str) -> None:
        self.seen.append(what)
        self.query_one("#seen", Static).update(Content("seen " + " ".join(self.seen[-12:])))

    def on_key(self, event: events.Key) -> None:
        if event.key == "q":
            self.exit()
        else:
            self.show(event.key)

    def on_paste(self, event: events.Paste) -> None:
        self.show(f"paste({event.text!r})")

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self.show(f"mouse({event.screen_x},{event.screen_y})")

    def key_s(self) -> None:
        self.run_worker(self._lend())

    async def _lend(self) -> None:
        with self.lend():
            await asyncio.to_thread(subprocess.run, ["sh", "-c", "echo lent; exec sleep 60"], check=False)

    def key_1(self) -> None:
        """Fail in a handler, with a token in a local variable, the message and the cause."""
        token = TOKEN
        try:
            raise KeyError(token)
        except KeyError as error:
            raise ValueError(f"refused {token}") from error

    def key_2(self) -> None:
        self.run_worker(self._fail_late(TOKEN))

    async def _fail_late(self, token: str) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._fail(token))

    async def _fail(self, token: str) -> None:
        raise RuntimeError(token)

    async def key_3(self) -> None:
        """Lose a task."""
        await asyncio.wait([asyncio.create_task(self._fail(TOKEN))])

    def key_4(self) -> None:
        threading.Thread(target=int, args=[TOKEN]).start()

    def key_5(self) -> None:
        self.query_one("#seen", Static).update("[/]")

    def key_6(self) -> None:
        """Draw more at once than a terminal takes at once."""
        lines = (f"{number:03} " + "x" * (self.size.width - 4) for number in range(self.size.height - 1))
        self.query_one("#seen", Static).update(Content("\n".join(lines)))

    def key_7(self) -> None:
        """Draw without end."""
        self.set_interval(0.001, self.flood)

    def flood(self) -> None:
        self.show("flood")
        self.refresh(layout=True)


run_and_exit(Keys())
