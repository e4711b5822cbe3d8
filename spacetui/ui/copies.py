"""What can be copied of a Space, by name; and copying."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from spacetui import text
from spacetui.ui import links
from spacetui.ui.json_lines import whole

if TYPE_CHECKING:
    from textual.app import App

    from spacetui.live.picture import SpaceEntry

MOST = 100_000
"""Characters: more than that hardly a terminal takes into the clipboard."""


class Copy(NamedTuple):
    """`value` goes to the clipboard, and is harmless there."""

    name: str
    value: str


def to_clipboard(app: App[None], name: str, value: str) -> str:
    """Copy what is harmless to a terminal, and give the words to be said of it; more than `MOST` is not copied."""
    if len(value) > MOST:
        return f"Not copied: {name} has {len(value):,} characters, and terminals take fewer."
    app.copy_to_clipboard(value)
    return f"Copied {name}, where your terminal allows it."


def copies(entry: SpaceEntry, endpoint: str) -> list[Copy]:
    """What there is to copy of the Space, as seen at the Hub of `endpoint`."""
    return [Copy(name, value) for name, value in _all(entry, endpoint) if value]


def _all(entry: SpaceEntry, endpoint: str) -> Iterator[tuple[str, str | None]]:
    space, runtime = entry.space, entry.runtime
    running = links.commit(runtime.sha) if runtime else None
    yield "id", text.clean(entry.id)
    yield "app URL", links.app_url(entry)
    yield "Hub page URL", links.page_url(endpoint, entry.id)
    yield "git clone", links.clone_command(endpoint, entry.id)
    yield "subdomain", links.subdomain(space)
    yield "ssh", links.ssh_command(entry)
    yield "running commit", running
    if links.commit(space.sha) != running:
        yield "newest commit", links.commit(space.sha)
    if runtime and runtime.error_message:
        yield "error message", "\n".join(text.clean_lines(runtime.error_message))
    yield "hf: look", links.hf_command("info", entry.id)
    yield "hf: run log", links.hf_command("logs", entry.id)
    yield "hf: build log", links.hf_command("logs --build", entry.id)
    yield "hf: restart", links.hf_command("restart", entry.id)
    yield "raw JSON", whole(told(entry))


def told(entry: SpaceEntry) -> dict[str, object]:
    """What the Hub told of a Space, as it came: its item of the list, and its runtime."""
    return {"space": entry.space.raw, "runtime": entry.runtime.raw if entry.runtime else None}
