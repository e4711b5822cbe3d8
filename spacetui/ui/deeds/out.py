"""Deeds that lead out of the terminal: to the app, to its page, to the clipboard."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from spacetui import text
from spacetui.ui import browser, links
from spacetui.ui.copies import copies, to_clipboard
from spacetui.ui.deeds.asking import price_once_running
from spacetui.ui.screens.confirm import Confirm, Question

if TYPE_CHECKING:
    from spacetui.live.picture import SpaceEntry
    from spacetui.ui.app import SpacetuiApp

_SIMULATED = "A simulated Space: nothing of it is to be found there."


def open_app(app: SpacetuiApp, entry: SpaceEntry) -> None:
    """A visit wakes a Space that sleeps: that is asked first, with its price."""
    url = links.app_url(entry)
    if url is None:
        app.main.say("The Hub tells no address of its app that can be used.", "warning")
        return
    heading, waking = f"App · {text.clean(entry.id)}", _waking(app, entry)
    if not waking or not _opens(app, url):
        _go(app, heading, url, waking)
        return

    def question() -> Question:
        now = _waking(app, app.picture.spaces.get(entry.id, entry))
        return Question(f"Open the app of {text.clean(entry.id)}?", [url, *now], yes="Open")

    asking = Confirm(question(), entry.id, anew=question)
    app.push_screen(asking, lambda sure: _go(app, heading, url, waking) if sure else None)


def open_page(app: SpacetuiApp, entry: SpaceEntry) -> None:
    url = links.page_url(_endpoint(app), entry.id)
    if url is None:
        app.main.say("The Hub cannot have a page for a name like this.", "warning")
    else:
        _go(app, f"Page · {text.clean(entry.id)}", url)


def copy_menu(app: SpacetuiApp, entry: SpaceEntry) -> None:
    from spacetui.ui.screens.menus import Menu

    offered = {copy.name: copy.value for copy in copies(entry, _endpoint(app))}
    rows = [(name, f" {text.fit(name, 15)} {_shown(value)}", False) for name, value in offered.items()]

    def chosen(name: str | None) -> None:
        if name is not None:
            app.main.say(to_clipboard(app, name, offered[name]))

    app.push_screen(Menu(f"Copy · {text.clean(entry.id)}", rows), chosen)


def _endpoint(app: SpacetuiApp) -> str:
    assert app.session is not None, "nothing is done with a Space before there is a session"
    return app.session.client.endpoint


def _simulated(app: SpacetuiApp) -> bool:
    return app.session is not None and app.session.demo is not None


def _opens(app: SpacetuiApp, url: str) -> bool:
    """Whether a browser is opened here: else the address is shown, to be opened elsewhere."""
    graphical = browser.is_graphical(app.launcher.environ, sys.platform)
    return graphical and url.startswith("https://") and not _simulated(app)


def _go(app: SpacetuiApp, heading: str, url: str, notes: Sequence[str] = ()) -> None:
    if _opens(app, url):
        app.main.say(f"Opening {url} …", "moving")
        app.run_worker(_open(app, heading, url), group="browser")
    else:
        _show(app, heading, url, [*notes, _SIMULATED] if _simulated(app) else notes)


async def _open(app: SpacetuiApp, heading: str, url: str) -> None:
    if await asyncio.to_thread(browser.open_url, url, app.launcher.environ):
        app.main.say(f"Opened {url} in your browser.")
    else:
        app.main.say("")
        _show(app, heading, url, ["No browser could be started here."])


def _show(app: SpacetuiApp, heading: str, url: str, notes: Sequence[str]) -> None:
    from spacetui.ui.screens.link import LinkDialog

    app.push_screen(LinkDialog(heading, url, notes))


def _waking(app: SpacetuiApp, entry: SpaceEntry) -> list[str]:
    """What a visit sets going, and what that costs; nothing where it serves already, or is not woken by one."""
    if entry.space.static:
        return []
    stage = entry.runtime.stage if entry.runtime else None
    if stage in ("SLEEPING", "STOPPED"):
        return ["A visit wakes it.", price_once_running(app, entry)]
    if stage is None or (stage != "PAUSED" and entry.stale(app.clock.now())):
        return ["Whether it sleeps by now is not known: then a visit wakes it.", price_once_running(app, entry)]
    return []


def _shown(value: str) -> str:
    """What a row of the menu says of a value: itself, on one line, or how much of it there is."""
    lines = value.count("\n") + 1
    return text.truncate(value, 200) if lines == 1 else f"{lines:,} lines"
