"""The Hub's rate limit headers: how many requests are left, and until when."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacetui.hub.wire import Headers


@dataclass(frozen=True)
class RateLimit:
    """One reading. `resets_in` and `window` are seconds, `read_at` is the clock's monotonic time.

    `quota` requests are allowed in each `window`; both are None where the Hub does not tell.
    """

    bucket: str
    remaining: int
    resets_in: int
    quota: int | None
    window: int | None
    read_at: float


def parse_rate_limit(headers: Headers, read_at: float) -> RateLimit | None:
    """Read `RateLimit: "api";r=37;t=55` and `RateLimit-Policy: "fixed window";"api";q=500;w=300`.

    None where the first is missing or says something else.
    """
    reading = headers.get("RateLimit")
    names, numbers = _names(reading), _numbers(reading)
    if not names or "r" not in numbers or "t" not in numbers:
        return None
    policy = next((value for value in headers.all("RateLimit-Policy") if names[-1] in _names(value)), "")
    terms = _numbers(policy)
    return RateLimit(names[-1], numbers["r"], numbers["t"], terms.get("q"), terms.get("w"), read_at)


def parse_retry_after(headers: Headers) -> float | None:
    """Seconds to wait after a 429: `Retry-After`, else the window's reset where that is what ran out.

    With requests left in the window another limit fired, and its reset is not known.
    """
    told = headers.get("Retry-After").strip()
    if re.fullmatch(r"[0-9]{1,6}", told):
        return float(told)
    limit = parse_rate_limit(headers, 0.0)
    return float(limit.resets_in) if limit and limit.remaining == 0 else None


def _names(header: str) -> list[str]:
    return re.findall(r'"([^"]*)"', header.partition(",")[0])


def _numbers(header: str) -> dict[str, int]:
    pairs = re.findall(r";\s*([a-z])\s*=\s*([0-9]{1,9})(?![0-9.])", header.partition(",")[0])
    return {name: int(number) for name, number in pairs}
