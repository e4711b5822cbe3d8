"""Which Hub to ask, and whether any may be asked."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import SplitResult, urljoin, urlsplit

from spacetui.hub.errors import InvalidInput

DEFAULT_ENDPOINT = "https://huggingface.co"
_ADVICE = "Set HF_ENDPOINT to an address such as https://huggingface.co, or unset it."
_TRUE = frozenset({"1", "ON", "YES", "TRUE"})


def find_endpoint(environ: Mapping[str, str]) -> str:
    """The Hub's address from `HF_ENDPOINT` (empty means unset), without a slash at its end.

    Raises InvalidInput where it is no http(s) address, or holds a login.
    """
    return check_endpoint(environ.get("HF_ENDPOINT", "").strip() or DEFAULT_ENDPOINT)


def check_endpoint(url: str) -> str:
    """The address without a slash at its end; raises InvalidInput where requests could not be sent there."""
    url = url.rstrip("/")
    if not re.fullmatch(r"[!-~]+", url) or "\\" in url:
        raise InvalidInput("The Hub's address holds characters that no address has.", advice=_ADVICE)
    try:
        parts = urlsplit(url)
        host, port_ok = parts.hostname or "", parts.port != 0
    except ValueError:
        host, port_ok, parts = "", False, urlsplit("")
    if "@" in parts.netloc:
        raise InvalidInput("The Hub's address must not hold a login.", advice=_ADVICE)
    if parts.scheme not in ("http", "https") or not port_ok or not _is_host(host):
        raise InvalidInput("The Hub's address is not an http or https address.", advice=_ADVICE)
    if parts.query or parts.fragment or url.endswith(("?", "#")):
        raise InvalidInput("The Hub's address must end before any ? or #.", advice=_ADVICE)
    return url


def offline(environ: Mapping[str, str]) -> bool:
    """Whether the environment forbids every request, as the official client reads it."""
    return _true(environ.get("HF_HUB_OFFLINE") or environ.get("TRANSFORMERS_OFFLINE"))


def implicit_token_disabled(environ: Mapping[str, str]) -> bool:
    """Whether the environment wants a found token kept out of ordinary calls (`HF_HUB_DISABLE_IMPLICIT_TOKEN`)."""
    return _true(environ.get("HF_HUB_DISABLE_IMPLICIT_TOKEN"))


def is_loopback(url: str) -> bool:
    """Whether the address names this machine, so that nothing sent there leaves it."""
    host = urlsplit(url).hostname or ""
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def on_endpoint(url: str, endpoint: str) -> str | None:
    """An address the Hub names, as one of the endpoint's own; None where it leads elsewhere.

    A mirror may name the public Hub: that prefix is swapped. The endpoint's scheme always wins.
    """
    if url == DEFAULT_ENDPOINT or url.startswith((DEFAULT_ENDPOINT + "/", DEFAULT_ENDPOINT + "?")):
        return endpoint + url.removeprefix(DEFAULT_ENDPOINT)
    base = urlsplit(endpoint)
    try:
        parts = urlsplit(urljoin(endpoint + "/", url))
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or parts.netloc.lower() != base.netloc.lower():
        return None
    return parts._replace(scheme=base.scheme, fragment="").geturl()


def same_origin(url: str, base: str) -> str | None:
    """Where a redirect from `base` leads, if that has the same scheme, host and port; else None."""
    try:
        target = urlsplit(urljoin(base, url))
        here = _origin(target) == _origin(urlsplit(base))
    except ValueError:
        return None
    return target._replace(fragment="").geturl() if here and "@" not in target.netloc else None


def _origin(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def _true(value: str | None) -> bool:
    return (value or "").upper() in _TRUE


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_host(host: str) -> bool:
    return _is_address(host) or re.fullmatch(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?", host) is not None
