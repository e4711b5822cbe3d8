"""How many requests a caller may make: fixed windows, counted as the Hub's headers tell them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from spacetui.clock import Clock

WINDOW = 300


@dataclass
class _Window:
    ends: float
    used: int = 0


@dataclass(frozen=True)
class Standing:
    """What is left of a window after a request was counted; `allowed` is whether that request fitted in."""

    bucket: str
    quota: int
    left: int
    resets_in: int
    allowed: bool

    def headers(self) -> dict[str, str]:
        return {
            "RateLimit": f'"{self.bucket}";r={self.left};t={self.resets_in}',
            "RateLimit-Policy": f'"fixed window";"{self.bucket}";q={self.quota};w={WINDOW}',
        }


class Limits:
    """The windows of every caller. The second quota is that of the anonymous, the third whoami's own."""

    def __init__(self, clock: Clock, quota: int, anonymous_quota: int, whoami_quota: int) -> None:
        self.quota = quota
        self.anonymous_quota = anonymous_quota
        self.whoami_quota = whoami_quota
        self._clock = clock
        self._windows: dict[tuple[str, str], _Window] = {}
        self.refused = 0
        """Requests that did not fit in."""

    def count(self, bucket: str, caller: str | None) -> Standing:
        """Count a request of `caller` (a token's name with its account; None for the anonymous)."""
        quota = self.quota if caller is not None else min(self.quota, self.anonymous_quota)
        return self._count(bucket, caller, quota)

    def count_whoami(self, caller: str | None) -> Standing:
        """`whoami-v2` is limited by itself, besides its place in the `api` bucket."""
        return self._count("whoami", caller, self.whoami_quota)

    def _count(self, bucket: str, caller: str | None, quota: int) -> Standing:
        now = self._clock.now()
        # Invented: a window opens with its first request rather than at fixed times of the day.
        window = self._windows.get((bucket, caller or ""))
        if window is None or window.ends <= now:
            window = self._windows[bucket, caller or ""] = _Window(ends=now + WINDOW)
        allowed = window.used < quota
        window.used += allowed
        self.refused += not allowed
        return Standing(bucket, quota, quota - window.used, math.ceil(window.ends - now), allowed)
