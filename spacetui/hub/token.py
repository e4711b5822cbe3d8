"""Where the token comes from: the places in which the official client looks, in its order."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from spacetui.hub.errors import InvalidInput

if TYPE_CHECKING:
    from pydantic import SecretStr


TOKEN_VARIABLES = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
"""The environment variables that may hold it; the first that is set decides."""


@dataclass(frozen=True)
class FoundToken:
    """A token and where it was found: a variable's name or a file's path."""

    token: SecretStr
    source: str


def find_token(environ: Mapping[str, str], home: Path) -> FoundToken | None:
    """The token of this user: one of `TOKEN_VARIABLES`, or the token file; None where there is none.

    The same answer as `huggingface_hub.get_token` gives, without its OIDC exchange, Colab and refresh. Raises
    InvalidInput where the token file is there and cannot be read: going on without it would look like logged out.
    """
    from pydantic import SecretStr

    found = _find(environ, home)
    return None if found is None else FoundToken(SecretStr(found[0]), found[1])


def find_fingerprint(environ: Mapping[str, str], home: Path, endpoint: str) -> str | None:
    """The fingerprint of what `find_token` gives, taken without importing pydantic. Raises what that raises."""
    found = _find(environ, home)
    return None if found is None else fingerprint(found[0], endpoint)


def fingerprint(token: str, endpoint: str) -> str:
    """What stands for a token at an endpoint in our files: 16 hexadecimal digits.

    It tells nothing of the token. A Hub token holds some 200 random bits, far too many to try, and of the hash over
    it only 64 are kept: whoever could try them all would be left with 2^136 tokens that fit equally well.
    """
    return sha256(f"{endpoint}\n{token}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _find(environ: Mapping[str, str], home: Path) -> tuple[str, str] | None:
    """The token in clear, which goes no further than this module, and its source."""
    name = next((name for name in TOKEN_VARIABLES if environ.get(name)), TOKEN_VARIABLES[-1])
    if token := _clean(environ.get(name, "")):
        return token, name
    path = token_path(environ, home)
    try:
        # In the locale's encoding, as the official client wrote and reads it.
        token = _clean(path.read_text())
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "it is not text"
        advice = "Log in again with `hf auth login`, set HF_TOKEN, or correct HF_TOKEN_PATH and HF_HOME."
        raise InvalidInput(f"The token file {path} cannot be read: {why}.", advice=advice) from None
    return (token, str(path)) if token else None


def token_path(environ: Mapping[str, str], home: Path) -> Path:
    """The file in which `hf auth login` keeps the active token. A variable that is set but empty counts as set."""
    cache = environ.get("XDG_CACHE_HOME", str(home / ".cache"))
    hf_home = _expand(environ.get("HF_HOME", os.path.join(cache, "huggingface")), environ, home)  # noqa: PTH118
    # Strings, not Paths, are joined: Path would make "" a "." and the result another file's name.
    return Path(_expand(environ.get("HF_TOKEN_PATH", os.path.join(hf_home, "token")), environ, home))  # noqa: PTH118


def _expand(path: str, environ: Mapping[str, str], home: Path) -> str:
    """`~` first, then `$NAME` and `${NAME}` in one pass; unknown names stay as they are."""
    if path == "~" or path.startswith("~/"):
        path = str(home).rstrip("/") + path[1:] or "/"
    elif path.startswith("~"):
        path = os.path.expanduser(path)  # noqa: PTH111 - another user's home, "~name" itself where there is none
    return re.sub(
        r"\$(?:(\w+)|\{([^}]*)\})",
        lambda found: environ.get(found[1] or found[2] or "", found[0]),
        path,
        flags=re.ASCII,
    )


def _clean(token: str) -> str:
    return token.replace("\r", "").replace("\n", "").strip()
