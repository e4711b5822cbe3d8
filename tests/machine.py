"""A home as the `hf` tool keeps it, written with plain files, and stand-ins for the tool itself."""

from __future__ import annotations

import os
import time
from pathlib import Path

RENEWAL = 'printf "%s" "{token}" > "{folder}/token"\nprintf "%s" "{stored}" > "{folder}/stored_tokens"\n'


class Machine:
    """`environ` and `home` are what a launcher is given; the PATH holds the stand-in and nothing else."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.bin = home / "bin"
        self.bin.mkdir()
        self.folder = home / ".cache" / "huggingface"
        self.folder.mkdir(parents=True)
        self.environ = {"PATH": str(self.bin)}
        self._log_ins = 0

    @property
    def token(self) -> Path:
        return self.folder / "token"

    def log_in(self, token: str, expires_at: float | None = None) -> None:
        """As `hf auth login` does: a browser log-in where it expires, else a token that was pasted.

        The files look as if that had been an hour ago: what was written just now is looked at twice.
        """
        (self.folder / "stored_tokens").write_text(_entry(token, expires_at))
        self.token.write_text(token)
        self._log_ins += 1
        os.utime(self.token, (time.time() - 3600 + self._log_ins,) * 2)

    def log_out(self) -> None:
        """As `hf auth logout` does."""
        self.token.unlink()
        (self.folder / "stored_tokens").unlink()

    def renews_with(self, token: str, expires_at: float, first: str = "") -> None:
        """A tool that renews as the real one does; `first` is what it does before."""
        written = RENEWAL.format(token=token, stored=_entry(token, expires_at), folder=self.folder)
        self._put_tool(f"{first}\n{written}echo {token}")

    def fails_to_renew(self) -> None:
        """A tool that fails as the real one does: it prints the token that is there, and is content."""
        self._put_tool(f'read -r token < "{self.token}"\necho "$token"\necho "Could not refresh" >&2')

    def _put_tool(self, script: str) -> None:
        tool = self.bin / "hf"
        tool.write_text(f'#!/bin/sh\necho "$*" >> "{self.home}/runs"\n{script}\n')
        tool.chmod(0o755)

    @property
    def runs(self) -> list[str]:
        """The arguments of each run of the tool."""
        runs = self.home / "runs"
        return runs.read_text().splitlines() if runs.exists() else []

    def pipe(self) -> Path:
        """Something a tool can wait at."""
        path = self.home / "pipe"
        os.mkfifo(path)
        return path


def _entry(token: str, expires_at: float | None) -> str:
    renewal = "" if expires_at is None else f"refresh_token = r\nexpires_at = {int(expires_at)}\n"
    return f"[browser]\nhf_token = {token}\n{renewal}\n"
