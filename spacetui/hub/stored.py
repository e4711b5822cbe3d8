"""The named tokens that the `hf` tool keeps beside the active one. They are read, never written."""

from __future__ import annotations

from collections.abc import Mapping
from configparser import ConfigParser
from configparser import Error as NoIni
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from spacetui.hub.token import token_path

if TYPE_CHECKING:
    from pydantic import SecretStr


@dataclass(frozen=True)
class StoredToken:
    """`expires_at` is in seconds since 1970 UTC; `renewable` says that the tool can renew it."""

    name: str
    token: SecretStr
    expires_at: int | None = None
    renewable: bool = False


def stored_tokens(environ: Mapping[str, str], home: Path) -> tuple[StoredToken, ...]:
    """All of them, in the order of the file, read as the official client reads it; none where it cannot be read."""
    from pydantic import SecretStr

    entries = ConfigParser(interpolation=None)
    try:
        entries.read(stored_path(environ, home), encoding="utf-8")
    except (NoIni, UnicodeDecodeError, OSError):
        return ()
    return tuple(
        StoredToken(
            name,
            SecretStr(token),
            _whole_number(entries.get(name, "expires_at", fallback="")),
            renewable=entries.has_option(name, "refresh_token"),
        )
        for name in entries.sections()
        if (token := entries.get(name, "hf_token", fallback="").strip())
    )


def stored_path(environ: Mapping[str, str], home: Path) -> Path:
    """The file they are in."""
    return token_path(environ, home).parent / "stored_tokens"


def _whole_number(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None
