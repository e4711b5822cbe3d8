"""What is measured in a scenario, and what it may be at most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`measured` must not be more than `limit`; None only reports it. Both are in `unit`."""

    what: str
    measured: float
    limit: float | None = None
    unit: str = ""

    @property
    def ok(self) -> bool:
        return self.limit is None or self.measured <= self.limit


def table(scenario: str, figures: Iterable[Figure]) -> str:
    """A line for each figure: what, limit, measured, whether it holds."""
    rows = [
        (each.what, _number(each.limit, each.unit), _number(each.measured, each.unit), "ok" if each.ok else "TOO MUCH")
        for each in figures
    ]
    lines = [f"  {what:<58}{limit:>12}{measured:>12}  {verdict}" for what, limit, measured, verdict in rows]
    return "\n".join([scenario, *lines])


def _number(value: float | None, unit: str) -> str:
    return "–" if value is None else f"{value:.1f}".removesuffix(".0") + f" {unit}".rstrip()
