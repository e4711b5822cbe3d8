"""The one table of actions: bindings, key bar, help, palette and the actions menu all come from it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from textual.binding import Binding, BindingType

from spacetui.ui import objections
from spacetui.ui.objections import Context, Objection


class Group(StrEnum):
    """Headings of the help, in its order."""

    MOVE = "Move"
    FIND = "Find"
    MARK = "Mark, to act on several"
    ACT = "Act on a Space"
    LOOK = "Look closer"
    OUT = "Open and copy"
    APP = "spacetui"


class Action(NamedTuple):
    """`handler` is the action method of the main screen; `shown` is how a key is written for people.

    One without `keys` is reached through the menu of actions and the palette. One that is for `many`, and says
    how, means with marks all the marked Spaces, and not the one under the cursor.
    """

    id: str
    keys: str
    label: str
    help: str
    group: Group
    handler: str = ""
    objection: Objection = lambda context: ""
    footer: bool = False
    shown: str = ""
    many: str = ""

    @property
    def method(self) -> str:
        return self.handler or self.id

    @property
    def key(self) -> str:
        """The key as people read it."""
        return self.shown or self.keys.split(",", maxsplit=1)[0]

    def against(self, context: Context) -> str:
        """Why it does not apply where it would act."""
        return (
            objections.of_marked(self.objection, context) if self.many and context.marked else self.objection(context)
        )


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
    Action("close", "escape", "close", "Close the detail, then clear message, offer, filter and marks; never quits", Group.MOVE, shown="esc"),
    Action("tab_1", "1", "Runtime", "Show the Runtime tab", Group.MOVE, handler="tab(0)"),
    Action("tab_2", "2", "Logs", "Show the Logs tab", Group.MOVE, handler="tab(1)"),
    Action("tab_3", "3", "Metrics", "Show the Metrics tab: CPU, memory, GPU, VRAM, network", Group.MOVE, handler="tab(2)"),
    Action("tab_4", "4", "Env", "Show the Env tab: secrets and variables", Group.MOVE, handler="tab(3)"),
    Action("tab_5", "5", "Volumes", "Show the Volumes tab: what is mounted", Group.MOVE, handler="tab(4)"),
    Action("next_tab", "right_square_bracket", "next tab", "Next tab of the detail", Group.MOVE, shown="]"),
    Action("previous_tab", "left_square_bracket", "previous tab", "Previous tab of the detail", Group.MOVE, shown="["),
    Action("zoom", "F", "zoom", "Give the whole screen to the pane with the focus, or back", Group.MOVE),
    Action("filter", "slash", "filter", "Filter as you type: words, stage: hw: org: sdk: is:paid is:failing is:muted !word", Group.FIND, footer=True, shown="/"),
    Action("sort", "S", "sort", "Choose what to sort by; the same once more turns it round", Group.FIND),
    Action("sort_previous", "less_than_sign", "sort by previous", "Sort by the previous column", Group.FIND, shown="<"),
    Action("sort_next", "greater_than_sign", "sort by next", "Sort by the next column", Group.FIND, shown=">"),
    Action("next_problem", "n", "next problem", "To the next failed Space", Group.FIND),
    Action("previous_problem", "N", "previous problem", "To the previous failed Space", Group.FIND),
    Action("find_spaces", "B", "find Spaces", "Browse and search others' Spaces: look at them, follow, duplicate", Group.FIND),
    Action("mark", "space", "mark", "Mark the Space, or unmark it: actions then go to the marked ones", Group.MARK),
    Action("mark_range", "V", "mark range", "Begin a range; again at its other end marks all between", Group.MARK),
    Action("mark_all", "asterisk", "mark all", "Mark all that are shown; again: none of them", Group.MARK, shown="*"),
    Action("menu", "a", "actions", "Menu of all actions on the Space", Group.ACT, handler="deed('menu')", objection=objections.needs_space, many="what can be done to all of them"),
    Action("restart", "r", "restart", "Restart, or wake a sleeping Space; says the price, asks", Group.ACT, handler="deed('restart')", objection=objections.needs_startable, footer=True, many="restart, resume or wake them; says the price, asks"),
    Action("rebuild", "R", "rebuild", "Factory rebuild: from nothing, without cache; asks", Group.ACT, handler="deed('rebuild')", objection=objections.needs_startable, many="factory rebuild of each, without cache; asks"),
    Action("pause", "p", "pause", "Pause; on a paused Space resume, with its price; asks", Group.ACT, handler="deed('pause')", objection=objections.needs_pausable, footer=True, many="pause them; asks"),
    Action("hardware", "h", "hardware", "Choose hardware, with specs and prices, and a sleep time", Group.ACT, handler="deed('hardware')", objection=objections.needs_startable, footer=True, many="choose hardware for all of them, and a sleep time"),
    Action("sleep_time", "z", "sleep", "Set after how much idle time it sleeps", Group.ACT, handler="deed('sleep_time')", objection=objections.needs_startable, footer=True, many="set after how much idle time they sleep"),
    Action("replicas", "x", "replicas", "Set how many replicas run, with the price of all together", Group.ACT, handler="deed('replicas')", objection=objections.needs_paid_hardware),
    Action("volumes", "M", "volumes", "Volumes: mount buckets, models, datasets, Spaces, or unmount them", Group.ACT, handler="deed('volumes')", objection=objections.needs_container),
    Action("dev_mode", "t", "dev mode", "Dev mode: on, off, connect by ssh, copy the command for it", Group.ACT, handler="deed('dev_mode')", objection=objections.needs_container),
    Action("secrets", "s", "secrets", "Secrets: add, replace, delete, import .env, copy, compare", Group.ACT, handler="deed('secrets')", objection=objections.needs_right, footer=True, many="add, replace or delete a secret in all of them"),
    Action("variables", "v", "variables", "Variables: add, replace, delete, import .env, copy, compare", Group.ACT, handler="deed('variables')", objection=objections.needs_right, footer=True, many="add, replace or delete a variable in all of them"),
    Action("import_env", "", "import .env", "Import secrets and variables from a .env file; looked through first", Group.ACT, handler="deed('import_env')", objection=objections.needs_right, shown="a :"),
    Action("compare_env", "", "compare", "Compare its secrets and variables with those of another Space", Group.ACT, handler="deed('compare_env')", objection=objections.needs_right, shown="a :"),
    Action("duplicate", "D", "duplicate", "Make a copy, with its own name, hardware and secrets", Group.ACT, handler="deed('duplicate')", objection=objections.needs_account),
    Action("plan", "A", "outcome", "What became of each when something was done to several; what goes on", Group.ACT, objection=objections.needs_plan),
    Action("mute", "H", "mute", "Mute until its stage changes: not counted, sorted last, no problem; it still costs", Group.ACT, handler="deed('mute')", objection=objections.needs_stage, many="mute them until the stage of each changes"),
    Action("visibility", "", "visibility", "Choose who sees it: public, private or protected", Group.ACT, handler="deed('visibility')", objection=objections.needs_right, shown="a :"),
    Action("rename", "", "rename", "Give it another name or owner; says what becomes of its addresses", Group.ACT, handler="deed('rename')", objection=objections.needs_right, shown="a :"),
    Action("delete", "X", "delete", "Delete it for good; its name has to be typed", Group.ACT, handler="deed('delete')", objection=objections.needs_right),
    Action("run_log", "l", "logs", "Run log, followed live", Group.LOOK, handler="log(False)", objection=objections.needs_space, footer=True),
    Action("build_log", "b", "build log", "Build log, followed live", Group.LOOK, handler="log(True)", objection=objections.needs_space),
    Action("merged_log", "L", "merged log", "Run logs of several Spaces as one: of the marked, else of those shown that run", Group.LOOK, handler="deed('merged_log')", objection=objections.needs_session, many="their run logs as one"),
    Action("metrics", "m", "metrics", "CPU, memory, GPU, VRAM and network of the last ten minutes, live", Group.LOOK, handler="into('metrics')", objection=objections.needs_space),
    Action("raw_json", "i", "raw JSON", "What the Hub tells of it, as it came; / searches", Group.LOOK, handler="deed('raw_json')", objection=objections.needs_session),
    Action("open_app", "o", "open app", "Open the app in a browser, or show and copy its URL; asks before that wakes it", Group.OUT, handler="deed('open_app')", objection=objections.needs_session),
    Action("open_page", "O", "Hub page", "Open its page on the Hub, or show and copy its URL", Group.OUT, handler="deed('open_page')", objection=objections.needs_session),
    Action("copy_id", "y", "copy id", "Copy the Space's id to the clipboard", Group.OUT, handler="deed('copy_id')", objection=objections.needs_space, many="copy their ids, one a line"),
    Action("copy_menu", "Y", "copy …", "Copy URL, commit, error, commands or raw JSON, from a menu", Group.OUT, handler="deed('copy_menu')", objection=objections.needs_session),
    Action("follow", "K", "follow", "Keep another's Space in the list, also the next time; once more lets it go", Group.ACT, handler="deed('follow')", objection=objections.needs_followable),
    Action("owners", "c", "owners", "Choose whose Spaces are shown; who you are", Group.APP),
    Action("account", "", "who you are", "Account, organizations, token and what it may do; other tokens of this machine", Group.APP, shown="c c"),
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
    return [
        Binding(action.keys, action.method, action.label, show=False, id=action.id) for action in ACTIONS if action.keys
    ]


def of_group(group: Group) -> Iterator[Action]:
    return (action for action in ACTIONS if action.group is group)


def described(action: Action, context: Context) -> str:
    """What it does, after where that goes while Spaces are marked."""
    if not context.marked or action.group not in (Group.ACT, Group.LOOK, Group.OUT) or action.id == "plan":
        return action.help
    return f"{len(context.marked):,} marked: {action.many}" if action.many else f"One Space at a time: {action.help}"


def label_for(action: Action, context: Context) -> str:
    """What the action is called here: on a paused Space `p` resumes, on a sleeping one `r` wakes, on a followed one `K`
    lets go of it. With marks it means
    one thing for all of them."""
    if context.marked and action.many:
        return "unmute" if action.id == "mute" and context.picture.muted.issuperset(context.marked) else action.label
    if action.id == "mute" and context.entry is not None and context.entry.id in context.picture.muted:
        return "unmute"
    if action.id == "follow" and context.followed:
        return "unfollow"
    stage = context.entry.runtime.stage if context.entry and context.entry.runtime else None
    if action.id == "pause" and stage == "PAUSED":
        return "resume"
    if action.id == "restart" and stage in ("SLEEPING", "STOPPED"):
        return "wake"
    return action.label
