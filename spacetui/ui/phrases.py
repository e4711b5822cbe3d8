"""Figures as people read them: ages, durations, money, sizes. Pure."""

from __future__ import annotations

import re

from spacetui.live.cost import HOURS_A_MONTH
from spacetui.live.fleet import NEVER

MINUTE, HOUR, DAY = 60, 3600, 86_400


def age(seconds: float) -> str:
    """How long ago or since, in at most two units: `12 s`, `4 m`, `3 h 12 m`, `6 d 7 h`."""
    whole = max(0, int(seconds))
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return f"{whole // MINUTE} m"
    if whole < DAY:
        return _two(whole, HOUR, "h", MINUTE, "m")
    return _two(whole, DAY, "d", HOUR, "h")


def slow_age(seconds: float) -> str:
    """The same in steps of five while it is seconds: each step is a line on the wire."""
    return age(seconds // 5 * 5 if seconds < MINUTE else seconds)


def short_age(seconds: float) -> str:
    """The same in its larger unit alone, four cells at most: `12s`, `4m`, `3h`, `6d`, `>2y`."""
    whole = max(0, int(seconds))
    if whole >= 999 * DAY:
        return ">2y"
    for unit, letter in ((DAY, "d"), (HOUR, "h"), (MINUTE, "m")):
        if whole >= unit:
            return f"{whole // unit}{letter}"
    return f"{whole}s"


def duration(seconds: int | None) -> str:
    """A sleep time: `15 m`, `1 h`, `48 h`, `never`, to the second; `–` where it was not told."""
    if seconds is None:
        return "–"
    if seconds == NEVER:
        return "never"
    if seconds >= 3 * DAY and seconds % DAY == 0:
        return f"{seconds // DAY} d"
    if seconds and seconds % HOUR == 0:
        return f"{seconds // HOUR} h"
    if seconds and seconds % MINUTE == 0 and seconds < DAY:
        return f"{seconds // MINUTE} m"
    parts = (
        (seconds // DAY, "d"),
        (seconds % DAY // HOUR, "h"),
        (seconds % HOUR // MINUTE, "m"),
        (seconds % MINUTE, "s"),
    )
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"


_DURATION = re.compile(r"\s*(\d{1,9})\s*([smhd]?)\s*", re.IGNORECASE)
_SECONDS = {"": 1, "s": 1, "m": MINUTE, "h": HOUR, "d": DAY}


def parse_duration(text: str) -> int:
    """Seconds of `90m`, `2h`, `1d`, `1h 30m`, `3600`, or NEVER for `never`; ValueError says what is expected."""
    words = text.strip().lower()
    if words in ("never", "-1"):
        return NEVER
    parts = _DURATION.findall(words)
    if not parts or _DURATION.sub("", words):
        raise ValueError("a time such as 90m, 2h, 1d, or never is expected")
    if len(parts) > 1 and any(not unit for _, unit in parts):
        raise ValueError("each number needs its unit: s, m, h or d")
    total = sum(int(number) * _SECONDS[unit] for number, unit in parts)
    if total <= 0:
        raise ValueError("a time longer than nothing is expected, or never")
    return total


def money(usd: float) -> str:
    """`$0.40`; a tenth of a cent where it matters: `$0.005`."""
    return f"${usd:,.2f}" if round(usd, 2) == round(usd, 3) else f"${usd:,.3f}"


def per_hour(usd: float | None) -> str:
    """`$1.00/h`, `free`, or `price unknown`."""
    if usd is None:
        return "price unknown"
    return f"{money(usd)}/h" if usd else "free"


def per_month(usd_per_hour: float) -> str:
    """What an hourly price comes to in a month that never sleeps, in whole dollars from $10 on."""
    usd = usd_per_hour * HOURS_A_MONTH
    return f"${usd:,.0f}" if usd >= 10 else money(usd)


def per_hour_cell(usd: float | None) -> str:
    """For a column: `1.00`, `?` where the price is not known; `–` where nothing is charged."""
    if usd is None:
        return "?"
    return f"{usd:,.2f}" if usd else "–"


def count(number: int, one: str, many: str = "") -> str:
    """`1 Space`, `24 Spaces`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _two(whole: int, large: int, large_letter: str, small: int, small_letter: str) -> str:
    rest = whole % large // small
    return f"{whole // large} {large_letter}" + (f" {rest} {small_letter}" if rest else "")
