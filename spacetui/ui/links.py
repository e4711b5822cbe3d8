"""Addresses and commands that lead out of the terminal, made only of what was checked. Pure.

What the Hub sends never becomes an address or an argument by itself. Each function gives None where nothing
that was told can be used.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from spacetui.hub.identifiers import is_space_id

if TYPE_CHECKING:
    from spacetui.hub.models import Space
    from spacetui.live.picture import SpaceEntry

_SUBDOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_APPS, _STATIC_APPS = ".hf.space", ".static.hf.space"


def subdomain(space: Space) -> str | None:
    """The Space's own part of its app's address."""
    told = space.subdomain or ""
    return told if _SUBDOMAIN.fullmatch(told) else None


def is_host_name(host: str) -> bool:
    """Whether this is the name of a host, written plainly: no address, port, path or login. One of the Hub's
    names for apps has to be a subdomain of the one form that there is."""
    if host.endswith(_APPS):
        return _SUBDOMAIN.fullmatch(host.removesuffix(_APPS).removesuffix(".static")) is not None
    labels = host.split(".")
    if len(host) > 253 or len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return False
    return not labels[-1][0].isdigit()


def app_host(entry: SpaceEntry) -> str | None:
    """Where its app is served: at the first of its domains that is ready, else at its subdomain."""
    domains = (entry.runtime.domains if entry.runtime else None) or ()
    ready = (domain.domain for domain in domains if domain.stage == "READY" and is_host_name(domain.domain))
    return next(ready, None) or _own_host(entry.space)


def _own_host(space: Space) -> str | None:
    own = subdomain(space)
    return own and own + (_STATIC_APPS if space.static else _APPS)


def app_url(entry: SpaceEntry) -> str | None:
    host = app_host(entry)
    return host and f"https://{host}"


def page_url(endpoint: str, space_id: str) -> str | None:
    """Its page at the Hub of `endpoint`, an address that was checked."""
    return f"{endpoint}/spaces/{space_id}" if is_space_id(space_id) else None


def editor_url(endpoint: str, space_id: str) -> str | None:
    """Where its editor is while dev mode is on, for a browser (the Hub's documentation)."""
    page = page_url(endpoint, space_id)
    return page and f"{page}/dev-mode/vscode-web"


def clone_command(endpoint: str, space_id: str) -> str | None:
    page = page_url(endpoint, space_id)
    return page and f"git clone {shlex.quote(page)}"


def ssh_address(space: Space) -> str | None:
    """Where its container is reached while dev mode is on (the Hub's documentation)."""
    own = subdomain(space)
    return own and f"{own}@ssh.hf.space"


def ssh_command(entry: SpaceEntry) -> str | None:
    """Into the container, while dev mode is on."""
    address = ssh_address(entry.space)
    return f"ssh -- {address}" if address and entry.runtime and entry.runtime.dev_mode else None


def hf_command(verb: str, space_id: str) -> str | None:
    """`hf spaces info …`"""
    return f"hf spaces {verb} {space_id}" if is_space_id(space_id) else None


def commit(sha: str | None) -> str | None:
    return sha if sha and _COMMIT.fullmatch(sha) else None
