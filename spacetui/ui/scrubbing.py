"""Textual's own environment variables, kept out of a run that holds a real token. Does not import Textual."""

from __future__ import annotations

from collections.abc import MutableMapping

# How things look and how keys arrive. All others log every key, open a debugger, press keys, take
# pictures or replace the driver; unknown ones are taken for one of these.
_HARMLESS = frozenset(
    {
        "TEXTUAL_ANIMATIONS",
        "TEXTUAL_COLOR_SYSTEM",
        "TEXTUAL_DIM_FACTOR",
        "TEXTUAL_DISABLE_KITTY_KEY",
        "TEXTUAL_FILTERS",
        "TEXTUAL_FPS",
        "TEXTUAL_SMOOTH_SCROLL",
    }
)


def scrub_environment(environ: MutableMapping[str, str]) -> None:
    """Remove what makes Textual record, drive or replay a run.

    Textual reads its variables while it is imported: call this with `os.environ` before that.
    """
    for name in [name for name in environ if name == "TEXTUAL" or name.startswith("TEXTUAL_")]:
        if name not in _HARMLESS:
            del environ[name]
