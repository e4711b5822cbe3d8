"""What a user may set, and where our files live. Reading settings never stops a start."""

from __future__ import annotations

import os
import reprlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

Theme = Literal["spacetui-dark", "spacetui-light"]


@dataclass(frozen=True, slots=True)
class Settings:
    """`ascii` draws stages and borders without characters beyond ASCII."""

    theme: Theme = "spacetui-dark"
    ascii: bool = False


@dataclass(frozen=True, slots=True)
class Paths:
    """Where our files belong on this machine; none of them needs to exist."""

    config_file: Path
    cache_dir: Path
    state_dir: Path


def paths() -> Paths:
    """The platform's places for us (XDG variables included). Creates nothing."""
    from platformdirs import PlatformDirs

    places = PlatformDirs("spacetui", appauthor=False)
    return Paths(places.user_config_path / "config.toml", places.user_cache_path, places.user_state_path)


def load_settings(config_file: Path | None = None) -> tuple[Settings, list[str]]:
    """Settings from `SPACETUI_<KEY>` variables, else the file, else defaults; with a sentence for each problem.

    Without `config_file` the user's own is read, which need not exist. An entry that is unknown or cannot
    be used is left out and told.
    """
    entries, problems = _read(config_file)
    values: dict[str, Any] = {}
    rejected: list[tuple[str, _Entry]] = []
    for entry in [*entries, *_environment()]:
        if entry.key not in _KEYS:
            problems.append(f"{entry.place}: there is no such setting (there are {', '.join(_KEYS)}); it is ignored.")
        elif (value := _KEYS[entry.key].read(entry.value)) is None:
            rejected.append((_KEYS[entry.key].expected, entry))
        else:
            values[entry.key] = value
    settings = Settings(**values)
    for expected, entry in rejected:
        used = str(getattr(settings, entry.key)).lower()
        problems.append(f"{entry.place}: {reprlib.repr(entry.value)} is not {expected}; {used} is used.")
    return settings, problems


@dataclass(frozen=True, slots=True)
class _Entry:
    place: str
    key: str
    value: object


def _read(config_file: Path | None) -> tuple[list[_Entry], list[str]]:
    path = config_file or paths().config_file
    try:
        # A byte order mark, which some editors write, is no part of the TOML.
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return [], [f"{path}: there is no such file; it is left out."] if config_file else []
    except OSError as error:
        return [], [f"{path}: cannot be read ({error.strerror}); it is left out."]
    except UnicodeDecodeError:
        return [], [f"{path}: UTF-8 text is expected; the whole file is left out."]
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return [], [f"{path}: TOML is expected: {error}; the whole file is left out."]
    return [_Entry(f"{path}, {_shown(key)}", key, value) for key, value in table.items()], []


def _environment() -> list[_Entry]:
    named = ((f"SPACETUI_{key.upper()}", key) for key in _KEYS)
    return [_Entry(name, key, os.environ[name]) for name, key in named if os.environ.get(name)]


def _shown(key: str) -> str:
    return key if key.isprintable() else reprlib.repr(key)


def _theme(value: object) -> Theme | None:
    return next((theme for theme in get_args(Theme) if theme == value), None)


def _switch(value: object) -> bool | None:
    return _WORDS.get(str(value).lower())


_WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


@dataclass(frozen=True, slots=True)
class _Key:
    expected: str
    read: Callable[[object], object | None]


_KEYS = {
    "theme": _Key(" or ".join(get_args(Theme)), _theme),
    "ascii": _Key("true or false", _switch),
}
