"""The keys, by what they are for, from the one table of actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from spacetui import text
from spacetui.ui import actions
from spacetui.ui.actions import Group
from spacetui.ui.glyphs import Glyphs, stage_tone
from spacetui.ui.logs.keys import LOG_KEYS
from spacetui.ui.screens.dialog import Dialog, button

_STAGES = (
    ("RUNNING", "running", "running"),
    ("BUILDING", "moving", "building or starting"),
    ("RUNTIME_ERROR", "failed", "failed"),
    ("SLEEPING", "idle", "asleep: a visit wakes it"),
    ("PAUSED", "idle", "paused by its owner"),
    ("NO_APP_FILE", "idle", "no app file yet"),
)


class HelpScreen(Dialog[None]):
    """Scrolls with the list's keys; `q`, `?` and escape close it. Asked for `in_log`, it begins with the log's keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,question_mark,enter", "cancel", show=False),
        Binding("j,down", "scroll(1)", show=False, priority=True),
        Binding("k,up", "scroll(-1)", show=False, priority=True),
        Binding("ctrl+d,pagedown,space", "scroll(10)", show=False, priority=True),
        Binding("ctrl+u,pageup", "scroll(-10)", show=False, priority=True),
        Binding("g,home", "scroll(-1000)", show=False, priority=True),
        Binding("G,end", "scroll(1000)", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    HelpScreen #box { width: 84; }
    """

    def __init__(self, *, in_log: bool = False) -> None:
        super().__init__()
        self._in_log = in_log

    @property
    def heading(self) -> str:
        return "Help"

    def body(self) -> Iterable[Widget]:
        yield Static(self._keys, id="keys")

    def buttons(self) -> Iterable[Widget]:
        yield button("Close", "close")

    def on_mount(self) -> None:
        self.query_one("#close").focus()

    @property
    def _keys(self) -> Content:
        room = min(84, self.app.size.width) - 5  # the frame, its padding, the scrollbar
        return help_content(self.cockpit.glyphs, room, in_log=self._in_log)

    @on(events.Resize)
    def _refit(self) -> None:
        self.query_one("#keys", Static).update(self._keys)

    @on(Button.Pressed)
    def _close_pressed(self) -> None:
        self.dismiss(None)


def help_content(glyphs: Glyphs, width: int, *, in_log: bool = False) -> Content:
    """Keys by group, then what the glyphs mean."""
    lines: list[Content] = []
    keys = 14 if width >= 60 else 9
    groups = [(group.value, [(each.key, each.help) for each in actions.of_group(group)]) for group in Group]
    of_logs = ("In a log, while it has the focus", [(each.key, each.help) for each in LOG_KEYS if each.help])
    groups.insert(0 if in_log else len(groups), of_logs)
    for heading, described in groups:
        lines.append(Content(heading).stylize("bold $accent"))
        for key, words in described:
            wrapped = text.wrap(words, max(10, width - keys - 1))
            lines.append(Content.assemble((text.fit(key, keys), "bold"), " ", wrapped[0]))
            lines += [Content(" " * (keys + 1) + more) for more in wrapped[1:]]
        lines.append(Content(""))
    lines.append(Content("Signs").stylize("bold $accent"))
    for stage, kind, words in _STAGES:
        lines.append(
            Content.assemble((text.fit(glyphs.stage(stage, kind), keys), f"${stage_tone(stage, kind)}"), " ", words)
        )
    for sign, style, words in (
        ("!", "$warning", "runs on paid hardware and never sleeps"),
        (glyphs.muted, "$muted", "muted until its stage changes"),
        ("RUNNING?", "$muted", "what it was when last told, 4m ago"),
        ("(0.40)", "$foreground", "what it will cost an hour once it starts"),
    ):
        lines.append(Content.assemble((text.fit(sign, keys), style), " ", words))
    return Content("\n").join(lines)
