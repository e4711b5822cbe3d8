"""A simulated hour keeps within its figures: requests asked, changes seen, outcomes told."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pytest

from tests.simulation.figures import Figure, table
from tests.simulation.scenarios import SCENARIOS, Scenario, bad_line, ten_thousand_spaces

SHORTER: Mapping[Scenario, Scenario] = {
    ten_thousand_spaces: partial(ten_thousand_spaces, 330.0),
    bad_line: partial(bad_line, 1200.0),
}
"""Those that take long and are much the same from one quarter of an hour to the next; `make simulate` runs the hour."""


@pytest.mark.parametrize(("name", "scenario"), SCENARIOS.items(), ids=list(SCENARIOS))
async def test_every_figure_holds(name: str, scenario: Scenario) -> None:
    figures = await SHORTER.get(scenario, scenario)()
    assert all(figure.ok for figure in figures), table(name, figures)


def test_a_figure_over_its_limit_does_not_pass_and_one_without_is_only_told() -> None:
    figures = [Figure("too many", 3, 2), Figure("just right", 2, 2), Figure("told", 99)]
    assert [figure.ok for figure in figures] == [False, True, True]
    printed = table("Scenario", figures).splitlines()
    assert ["TOO MUCH" in line for line in printed] == [False, True, False, False]
