"""The faults of a bad line, by chance and the same every run."""

from __future__ import annotations

from spacetui.demo.faults import HTML_503, Cut, Says, Slow, Stall, Storm
from spacetui.hub.wire import Timeouts

IMPATIENT = Timeouts(read=0.3, whole=5.0)
"""A client's time-outs are real seconds: this is how long a simulation waits for what will never come."""


def storm(seed: int, *, slow: float = 8.0, stalled: float = 20.0) -> Storm:
    """5 % 5xx, 2 % cut connections, 1 % time-outs (half of both after acting), 10 % slow.

    A slow answer comes so many seconds later; one that never comes is waited for so long, both on the clock.
    """
    return Storm(
        [
            (Says(503, HTML_503, "text/html"), 0.04),
            (Says(500, '{"error": "Internal Server Error"}'), 0.01),
            (Cut(), 0.01),
            (Cut(after_acting=True), 0.01),
            (Stall(stalled), 0.005),
            (Stall(stalled, after_acting=True), 0.005),
            (Slow(slow), 0.1),
        ],
        seed,
    )
