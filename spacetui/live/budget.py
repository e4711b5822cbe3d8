"""How many requests polling may make. Pure: the time is handed in.

The Hub counts requests in fixed windows. Polling takes at most half of one; a quarter is never touched, so that
what the user does always finds room, whoever else uses the same account. Times are seconds on the monotonic clock.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacetui.hub.ratelimit import RateLimit

WINDOW = 300.0
"""The Hub's windows, where it does not tell their length (its documentation)."""
_SAFE_SIDE = 1.0
"""The Hub tells whole seconds: a window may end so much later than it says."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """`requests` polling may still make until `resets_at`, which is `per_second` if spread evenly.

    `left` is the share of the whole window that is left for everybody, None where it is not known.
    """

    requests: float = math.inf
    per_second: float = math.inf
    resets_at: float = math.inf
    left: float | None = None

    @property
    def spent(self) -> bool:
        return self.requests < 1


UNLIMITED = Allowance()


class Ledger:
    """When polling made its requests, for as long as a window lasts."""

    def __init__(self) -> None:
        self._entries: deque[tuple[float, int]] = deque()

    def note(self, requests: int, now: float) -> None:
        self._entries.append((now, requests))
        while self._entries[0][0] < now - 2 * WINDOW:
            self._entries.popleft()

    def since(self, moment: float) -> int:
        return sum(requests for at, requests in self._entries if at >= moment)


def allowance(limit: RateLimit | None, ledger: Ledger, now: float) -> Allowance:
    """What the newest reading of the rate limit leaves for polling."""
    if limit is None:
        return UNLIMITED
    length = float(limit.window or WINDOW)
    resets_at = limit.read_at + limit.resets_in + _SAFE_SIDE
    quota, left = limit.quota, limit.remaining
    if now >= resets_at:  # a window nobody has told us of yet: it begins full
        if quota is None:
            return UNLIMITED
        resets_at += length * (1 + (now - resets_at) // length)
        left = quota
    if quota is None:
        requests, share = left // 2, None
    else:
        polled = ledger.since(resets_at - length)
        requests, share = max(0, min(quota // 2 - polled, left - quota // 4)), min(1.0, left / max(1, quota))
    return Allowance(requests, requests / (resets_at - now), resets_at, share)


def shown(share: float | None) -> float | None:
    """What is left of the window as worth showing: in tenths, rounded down, and nothing while it is half or more."""
    return None if share is None or share >= 0.5 else math.floor(share * 10) / 10
