"""Whether a graphical browser is likely to be here, and that one is started without our terminal."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from spacetui.ui.browser import is_graphical, open_url


@pytest.mark.parametrize(
    ("environ", "platform", "likely"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({}, "darwin", True),
        ({"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, "darwin", False),
        ({"DISPLAY": "localhost:10.0", "SSH_TTY": "/dev/pts/1"}, "linux", False),
        ({"DISPLAY": ":0", "BROWSER": "w3m"}, "linux", False),
        ({"DISPLAY": ":0", "BROWSER": "/usr/bin/lynx -nopause %s:firefox"}, "linux", False),
        ({"DISPLAY": ":0", "BROWSER": "firefox"}, "linux", True),
    ],
)
def test_a_browser_with_a_window_is_likely_only_beside_ones_own_display(
    environ: Mapping[str, str], platform: str, likely: bool
) -> None:
    assert is_graphical(environ, platform) is likely


def browser(folder: Path, *commands: str) -> dict[str, str]:
    """An environment whose browser is a script of these commands."""
    script = folder / "browser"
    script.write_text("\n".join(["#!/bin/sh", *commands, ""]))
    script.chmod(0o700)
    return {"BROWSER": f"{script} %s", "DISPLAY": ":0", "TERM": "xterm", "HF_TOKEN": "hf_x", "PATH": os.defpath}


def test_a_browser_gets_the_address_and_neither_token_nor_terminal(tmp_path: Path) -> None:
    environ = browser(
        tmp_path, f'cd "{tmp_path}"', 'echo "$1 ${HF_TOKEN-none} ${TERM-none}" > got', "echo noise; echo noise >&2"
    )
    assert open_url("https://ada-demo.hf.space", environ)
    assert (tmp_path / "got").read_text() == "https://ada-demo.hf.space none none\n"


def test_a_browser_that_fails_is_told(tmp_path: Path) -> None:
    # Without a display and a PATH Python finds no other one to try.
    environ = {**browser(tmp_path, "exit 1"), "DISPLAY": "", "PATH": str(tmp_path)}
    assert not open_url("https://ada-demo.hf.space", environ)


@pytest.mark.parametrize("url", ["http://ada-demo.hf.space", "file:///etc/passwd", "-x", ""])
def test_nothing_but_https_is_opened(url: str, tmp_path: Path) -> None:
    assert not open_url(url, browser(tmp_path, f"touch {tmp_path}/got"))
    assert not (tmp_path / "got").exists()
