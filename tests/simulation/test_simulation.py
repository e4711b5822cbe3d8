"""A simulated hour keeps within its figures: requests asked, changes seen, outcomes told."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import pytest

from tests.simulation.figures import Figure, table
from tests.simulation.scenarios import SCENARIOS, ten_thousand_spaces

TEN_MINUTES = 600.0
"""A long list is read as often in any ten minutes; `make simulate` reads it for an hour."""


@pytest.mark.parametrize(
    ("name", "scenario"),
    [
        (name, partial(ten_thousand_spaces, TEN_MINUTES) if scenario is ten_thousand_spaces else scenario)
        for name, scenario in SCENARIOS.items()
    ],
    ids=list(SCENARIOS),
)
async def test_every_figure_holds(name: str, scenario: Callable[[], Coroutine[Any, Any, list[Figure]]]) -> None:
    figures = await scenario()
    assert all(figure.ok for figure in figures), table(name, figures)


def test_a_figure_over_its_limit_does_not_pass_and_one_without_is_only_told() -> None:
    figures = [Figure("too many", 3, 2), Figure("just right", 2, 2), Figure("told", 99)]
    assert [figure.ok for figure in figures] == [False, True, True]
    printed = table("Scenario", figures).splitlines()
    assert ["TOO MUCH" in line for line in printed] == [False, True, False, False]
