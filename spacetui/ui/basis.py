"""What a Space is judged by besides itself. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Basis(NamedTuple):
    """The price of one replica by flavor, in USD an hour, and which Spaces are muted."""

    prices: Mapping[str, float]
    muted: frozenset[str] = frozenset()


NO_BASIS = Basis({})
