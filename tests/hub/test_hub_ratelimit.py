from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacetui.hub.ratelimit import RateLimit, parse_rate_limit, parse_retry_after
from spacetui.hub.wire import Headers


def headers(**values: str) -> Headers:
    return Headers(tuple((name.replace("_", "-"), value) for name, value in values.items()))


def test_a_reading_holds_what_is_left_until_when_and_the_quota() -> None:
    told = headers(ratelimit='"api";r=489;t=83', ratelimit_policy='"fixed window";"api";q=500;w=300')
    assert parse_rate_limit(told, 7.5) == RateLimit("api", 489, 83, 500, 300, 7.5)


def test_the_quota_is_unknown_where_the_policy_is_missing_or_speaks_of_another_bucket() -> None:
    assert parse_rate_limit(headers(ratelimit='"api";r=1;t=2'), 0) == RateLimit("api", 1, 2, None, None, 0)
    told = headers(ratelimit='"api";r=1;t=2', ratelimit_policy='"fixed window";"pages";q=9;w=9')
    assert parse_rate_limit(told, 0) == RateLimit("api", 1, 2, None, None, 0)


@pytest.mark.parametrize(
    "text", ["", "api", '"api";r=x;t=1', '"api";r=-1;t=1', '"api";r=1', "r=1;t=2", '"api";r=1.5;t=2']
)
def test_what_is_no_reading_gives_none(text: str) -> None:
    assert parse_rate_limit(headers(ratelimit=text), 0) is None


@given(st.text(alphabet='"api;rtqw=0123456789 ,-', max_size=60))
def test_any_header_is_read_without_an_error(text: str) -> None:
    found = parse_rate_limit(headers(ratelimit=text, ratelimit_policy=text), 0)
    assert found is None or (found.remaining >= 0 and found.resets_in >= 0)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ({"retry_after": "12"}, 12.0),
        ({"retry_after": "12", "ratelimit": '"api";r=0;t=55'}, 12.0),
        ({"ratelimit": '"api";r=0;t=55'}, 55.0),
        ({"ratelimit": '"api";r=37;t=55'}, None),
        ({"retry_after": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        ({"retry_after": "-3"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_told_by_retry_after_or_by_an_exhausted_window(
    told: dict[str, str], seconds: float | None
) -> None:
    assert parse_retry_after(headers(**told)) == seconds
