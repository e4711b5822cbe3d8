"""Figures as people read and type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacetui.live.fleet import NEVER
from spacetui.ui.phrases import duration, parse_duration


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("90m", 5400),
        ("1h 30m", 5400),
        ("1h30m", 5400),
        ("2H", 7200),
        (" 1 d ", 86_400),
        ("3600", 3600),
        ("never", NEVER),
        ("-1", NEVER),
    ],
)
def test_a_time_as_people_type_it(typed: str, seconds: int) -> None:
    assert parse_duration(typed) == seconds


@pytest.mark.parametrize("typed", ["", "soon", "0", "0h", "1h30", "1w", "-5m", "1.5h", "m"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"expected|needs its unit"):
        parse_duration(typed)


@given(st.integers(1, 10**8))
def test_a_sleep_time_put_into_a_field_comes_out_of_it_as_it_was(seconds: int) -> None:
    assert parse_duration(duration(seconds)) == seconds
