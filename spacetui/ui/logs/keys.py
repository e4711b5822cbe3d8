"""The keys of a log view, which hold while it has the focus: one table for its bindings, the key bar and the help."""

from __future__ import annotations

from typing import NamedTuple

from textual.binding import Binding, BindingType


class LogKey(NamedTuple):
    """`shown` is how the keys are written for people; those with a `label` stand in the key bar. Without `help`
    it means here what it means everywhere."""

    keys: str
    method: str
    help: str = ""
    label: str = ""
    shown: str = ""

    @property
    def key(self) -> str:
        """The key as people read it."""
        return self.shown or self.keys


LOG_KEYS = (
    LogKey("f", "follow", "Follow what comes, or stop", "follow"),
    LogKey("slash", "search", "Search; capitals count where there are any", "search", "/"),
    LogKey("n", "next_match", "Next match"),
    LogKey("N", "previous_match", "Match before"),
    LogKey("ampersand", "keep", "Keep only lines with these words", "only", "&"),
    LogKey("right_curly_bracket", "next_error", "Next line that looks like an error", "error", "}"),
    LogKey("left_curly_bracket", "previous_error", "Error before", "", "{"),
    LogKey("b", "switch", "The build log instead of the run log, or back", "build/run"),
    LogKey("w", "wrap", "Wrap long lines, or cut them", "wrap"),
    LogKey("t", "times", "Show when each line was written", "times"),
    LogKey("left,right", "sideways", "Move along cut lines", "", "← →"),
    LogKey("y", "copy", "Copy the matching lines, else what is in view", "copy"),
    LogKey("E", "save", "Save to a file", "save"),
    LogKey("escape", "clear", "End search and selection, then close", "", "esc"),
    LogKey("j,down", "scroll(1)"),
    LogKey("k,up", "scroll(-1)"),
    LogKey("ctrl+d,pagedown", "half_pages(1)"),
    LogKey("ctrl+u,pageup", "half_pages(-1)"),
    LogKey("g,home", "first"),
    LogKey("G,end", "last"),
)


def bindings() -> list[BindingType]:
    """For the widget; each key of `sideways` tells which way."""
    made: list[BindingType] = []
    for key in LOG_KEYS:
        if key.method == "sideways":
            made += [Binding("left", "sideways(-1)", show=False), Binding("right", "sideways(1)", show=False)]
        else:
            made.append(Binding(key.keys, key.method, show=False))
    return made
