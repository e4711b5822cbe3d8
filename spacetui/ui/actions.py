"""The one table of actions: bindings, key bar, help, palette and the actions menu all come from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from textual.binding import Binding, BindingType

if TYPE_CHECKING:
    from spacetui.live.picture import Picture, SpaceEntry


class Group(StrEnum):
    """Headings of the help, in its order."""

    MOVE = "Move"
    FIND = "Find"
    ACT = "Act on a Space"
    OUT = "Copy"
    APP = "spacetui"


class Context(NamedTuple):
    """Where an action would act: the Space under the cursor, in the present picture.

    `connected` is false while that is the last picture that was kept, and nobody is there to act yet.
    """

    picture: Picture
    entry: SpaceEntry | None
    own: bool
    """Whether the Space belongs to the account, or to an organization where it may act."""
    connected: bool = True


Objection = Callable[[Context], str]
"""Why an action does not apply here, in words; empty where it does."""


class Action(NamedTuple):
    """`handler` is the action method of the main screen; `shown` is how a key is written for people."""

    id: str
    keys: str
    label: str
    help: str
    group: Group
    handler: str = ""
    objection: Objection = lambda context: ""
    footer: bool = False
    shown: str = ""

    @property
    def method(self) -> str:
        return self.handler or self.id

    @property
    def key(self) -> str:
        """The key as people read it."""
        return self.shown or self.keys.split(",", maxsplit=1)[0]


def _needs_space(context: Context) -> str:
    return "" if context.entry else "There is no Space under the cursor."


def _needs_session(context: Context) -> str:
    missing = _needs_space(context)
    return missing if missing or context.connected else "Still connecting to the Hub: in a moment."


def _needs_right(context: Context) -> str:
    """Why the token may not act on the Space; the Hub has the last word where this is empty."""
    missing = _needs_session(context)
    if missing:
        return missing
    account = context.picture.account
    if account is None:
        return "Without a token this is read-only: log in with `hf auth login`, then start again."
    if not context.own:
        return "This Space is not yours, and no organization of yours lets you act on it."
    if account.token_role == "read":
        return "Your token can only read: log in with one of role write (`hf auth login`)."
    return ""


def _needs_hardware(context: Context) -> str:
    refused = _needs_right(context)
    if not refused and context.entry is not None and context.entry.space.static:
        return "A static Space has no hardware: it is always served, and free."
    return refused


def _needs_pausable(context: Context) -> str:
    refused = _needs_hardware(context)
    if not refused and context.entry and context.entry.runtime and context.entry.runtime.stage == "DELETING":
        return "This Space is being deleted."
    return refused


def _needs_account(context: Context) -> str:
    missing = _needs_session(context)
    if not missing and context.picture.account is None:
        return "Without a token nothing can be duplicated: log in with `hf auth login`, then start again."
    return missing


def _needs_stage(context: Context) -> str:
    missing = _needs_session(context)
    if not missing and context.entry is not None and context.entry.runtime is None:
        return "Its stage has not been told yet, and muting lasts until that changes."
    return missing


# fmt: off
ACTIONS: tuple[Action, ...] = (
    Action("down", "j,down", "down", "Next Space, or scroll down", Group.MOVE, shown="j ↓"),
    Action("up", "k,up", "up", "Previous Space, or scroll up", Group.MOVE, shown="k ↑"),
    Action("first", "g,home", "first", "First Space, or the top", Group.MOVE, shown="g home"),
    Action("last", "G,end", "last", "Last Space, or the end", Group.MOVE, shown="G end"),
    Action("page_down", "ctrl+d,pagedown", "page down", "Half a page down", Group.MOVE, shown="ctrl+d pgdn"),
    Action("page_up", "ctrl+u,pageup", "page up", "Half a page up", Group.MOVE, shown="ctrl+u pgup"),
    Action("next_pane", "tab", "other pane", "To the other pane", Group.MOVE, shown="tab"),
    Action("previous_pane", "shift+tab", "other pane", "To the other pane, backwards", Group.MOVE, shown="shift+tab"),
    Action("open", "enter", "open", "Open the Space's detail", Group.MOVE, shown="enter"),
    Action("close", "escape", "close", "Close the detail, then clear message, offer and filter; never quits", Group.MOVE, shown="esc"),
    Action("tab_1", "1", "Runtime", "Show the Runtime tab", Group.MOVE, handler="tab(0)"),
    Action("tab_2", "2", "Env", "Show the Env tab: secrets and variables", Group.MOVE, handler="tab(1)"),
    Action("next_tab", "right_square_bracket", "next tab", "Next tab of the detail", Group.MOVE, shown="]"),
    Action("previous_tab", "left_square_bracket", "previous tab", "Previous tab of the detail", Group.MOVE, shown="["),
    Action("zoom", "F", "zoom", "Give the whole screen to the pane with the focus, or back", Group.MOVE),
    Action("filter", "slash", "filter", "Filter as you type: words, stage: hw: org: sdk: is:paid is:failing is:muted !word", Group.FIND, footer=True, shown="/"),
    Action("sort", "S", "sort", "Choose what to sort by; the same once more turns it round", Group.FIND),
    Action("sort_previous", "less_than_sign", "sort by previous", "Sort by the previous column", Group.FIND, shown="<"),
    Action("sort_next", "greater_than_sign", "sort by next", "Sort by the next column", Group.FIND, shown=">"),
    Action("next_problem", "n", "next problem", "To the next failed Space", Group.FIND),
    Action("previous_problem", "N", "previous problem", "To the previous failed Space", Group.FIND),
    Action("menu", "a", "actions", "Menu of all actions on the Space", Group.ACT, handler="deed('menu')", objection=_needs_space),
    Action("restart", "r", "restart", "Restart, or wake a sleeping Space; says the price, asks", Group.ACT, handler="deed('restart')", objection=_needs_hardware, footer=True),
    Action("rebuild", "R", "rebuild", "Factory rebuild: from nothing, without cache; asks", Group.ACT, handler="deed('rebuild')", objection=_needs_hardware),
    Action("pause", "p", "pause", "Pause; on a paused Space resume, with its price; asks", Group.ACT, handler="deed('pause')", objection=_needs_pausable, footer=True),
    Action("hardware", "h", "hardware", "Choose hardware, with specs and prices, and a sleep time", Group.ACT, handler="deed('hardware')", objection=_needs_hardware, footer=True),
    Action("sleep_time", "z", "sleep", "Set after how much idle time it sleeps", Group.ACT, handler="deed('sleep_time')", objection=_needs_hardware, footer=True),
    Action("secrets", "s", "secrets", "Secrets: list, add, replace, delete", Group.ACT, handler="deed('secrets')", objection=_needs_right, footer=True),
    Action("variables", "v", "variables", "Variables: list, add, replace, delete", Group.ACT, handler="deed('variables')", objection=_needs_right, footer=True),
    Action("duplicate", "D", "duplicate", "Make a copy, with its own name, hardware and secrets", Group.ACT, handler="deed('duplicate')", objection=_needs_account),
    Action("mute", "H", "mute", "Mute until its stage changes: not counted, sorted last, no problem; it still costs", Group.ACT, handler="deed('mute')", objection=_needs_stage),
    Action("copy_id", "y", "copy id", "Copy the Space's id to the clipboard", Group.OUT, handler="deed('copy_id')", objection=_needs_space),
    Action("owners", "c", "owners", "Choose whose Spaces are shown; who you are", Group.APP),
    Action("refresh", "ctrl+r", "refresh", "Read everything again now", Group.APP),
    Action("redraw_screen", "ctrl+l", "redraw", "Draw the screen again", Group.APP),
    Action("app.command_palette", "colon,ctrl+p", "palette", "Find any action by name", Group.APP, shown=":"),
    Action("app.help", "question_mark", "help", "Show all keys", Group.APP, shown="?"),
    Action("app.suspend_process", "ctrl+z", "suspend", "Back to the shell; `fg` returns", Group.APP),
    Action("quit_or_back", "q", "quit", "Back; at the root quits (asks while a change is under way)", Group.APP),
    Action("app.leave", "ctrl+q", "quit", "Quit (asks while a change is under way)", Group.APP),
)
# fmt: on

BY_ID = {action.id: action for action in ACTIONS}


def bindings() -> list[BindingType]:
    """All of them for Textual; our own key bar shows them, not its footer."""
    return [Binding(action.keys, action.method, action.label, show=False, id=action.id) for action in ACTIONS]


def of_group(group: Group) -> Iterator[Action]:
    return (action for action in ACTIONS if action.group is group)


def label_for(action: Action, context: Context) -> str:
    """What the action is called here: on a paused Space `p` resumes, on a sleeping one `r` wakes."""
    if action.id == "mute" and context.entry is not None and context.entry.id in context.picture.muted:
        return "unmute"
    stage = context.entry.runtime.stage if context.entry and context.entry.runtime else None
    if action.id == "pause" and stage == "PAUSED":
        return "resume"
    if action.id == "restart" and stage in ("SLEEPING", "STOPPED"):
        return "wake"
    return action.label
