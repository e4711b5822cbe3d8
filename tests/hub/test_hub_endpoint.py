from __future__ import annotations

import pytest

from spacetui.hub.endpoint import (
    find_endpoint,
    implicit_token_disabled,
    is_loopback,
    offline,
    on_endpoint,
    same_origin,
)
from spacetui.hub.errors import InvalidInput

MIRROR = "https://mirror.example/hub"


@pytest.mark.parametrize(
    ("value", "endpoint"),
    [
        ("", "https://huggingface.co"),
        ("  ", "https://huggingface.co"),
        ("https://hub.example//", "https://hub.example"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://[::1]:80", "http://[::1]:80"),
        (MIRROR + "/", MIRROR),
    ],
)
def test_the_endpoint_is_the_variable_without_slashes_at_its_end(value: str, endpoint: str) -> None:
    assert find_endpoint({"HF_ENDPOINT": value}) == endpoint


def test_without_the_variable_the_public_hub_is_asked() -> None:
    assert find_endpoint({}) == "https://huggingface.co"


@pytest.mark.parametrize(
    "value",
    [
        "huggingface.co",
        "ftp://huggingface.co",
        "https://",
        "https://user:word@hub.example",
        "https://user@hub.example",
        "https://hub.example?x=1",
        "https://hub.example#x",
        "https://hub.example:port",
        "https://hub.example:99999",
        "https://hub exa.mple",
        "https://hub\n.example",
        "https://[::1",
        "https://-x-.example/\\",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_plain_http_address_is_refused(value: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        find_endpoint({"HF_ENDPOINT": value})
    assert "word" not in str(caught.value)
    assert caught.value.advice


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, False),
        ({"HF_HUB_OFFLINE": "1"}, True),
        ({"HF_HUB_OFFLINE": "yes"}, True),
        ({"HF_HUB_OFFLINE": "On"}, True),
        ({"HF_HUB_OFFLINE": "2"}, False),
        ({"TRANSFORMERS_OFFLINE": "TRUE"}, True),
        ({"HF_HUB_OFFLINE": "", "TRANSFORMERS_OFFLINE": "1"}, True),
        ({"HF_HUB_OFFLINE": "0", "TRANSFORMERS_OFFLINE": "1"}, False),
    ],
)
def test_offline_is_read_as_the_official_client_reads_it(environ: dict[str, str], expected: bool) -> None:
    assert offline(environ) is expected


def test_a_found_token_can_be_kept_out_of_calls() -> None:
    assert implicit_token_disabled({"HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"})
    assert not implicit_token_disabled({"HF_HUB_DISABLE_IMPLICIT_TOKEN": "0"})


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:80", True),
        ("http://127.8.9.1", True),
        ("http://localhost:1", True),
        ("http://[::1]:1", True),
        ("http://localhost.example", False),
        ("http://127.0.0.1.example", False),
        ("http://10.0.0.1", False),
        ("https://huggingface.co", False),
    ],
)
def test_loopback_is_this_machine_only(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://huggingface.co/api/spaces?cursor=a", MIRROR + "/api/spaces?cursor=a"),
        (MIRROR + "/api/spaces?cursor=a", MIRROR + "/api/spaces?cursor=a"),
        ("http://mirror.example/hub/api/spaces", MIRROR + "/api/spaces"),
        ("/hub/api/spaces", MIRROR + "/api/spaces"),
        ("https://huggingface.co.evil.example/api", None),
        ("https://huggingface.co@evil.example/api", None),
        ("https://user@mirror.example/api", None),
        ("//evil.example/api", None),
        ("https://mirror.example:444/api", None),
        ("file:///etc/passwd", None),
        ("https://[", None),
    ],
)
def test_an_address_from_the_hub_stays_on_the_endpoint_or_is_none(url: str, expected: str | None) -> None:
    assert on_endpoint(url, MIRROR) == expected


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/b?c=d#e", "https://hub.example/b?c=d"),
        ("https://hub.example:443/b", "https://hub.example:443/b"),
        ("https://HUB.example/b", "https://HUB.example/b"),
        ("http://hub.example/b", None),
        ("https://hub.example:8443/b", None),
        ("https://hub.example.evil.example/b", None),
        ("https://me@hub.example/b", None),
        ("//evil.example/b", None),
        ("https://hub.example:x/b", None),
    ],
)
def test_a_redirect_stays_on_scheme_host_and_port_or_is_none(location: str, expected: str | None) -> None:
    assert same_origin(location, "https://hub.example/a") == expected
