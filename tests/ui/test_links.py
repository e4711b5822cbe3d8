"""Addresses and commands that lead out: made only of what was checked, whatever the Hub says."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacetui.live.picture import SpaceEntry
from spacetui.ui import links
from spacetui.ui.copies import copies
from tests.live.made import entry, runtime

HUB = "https://huggingface.co"
HOSTILE: list[str] = [
    entry["text"]
    for entry in json.loads((Path(__file__).parent.parent / "data" / "hostile-strings.json").read_text("utf-8"))
]
FORGED = [
    "-oProxyCommand=sh",
    "ada-demo.evil.example",
    "ada-demo/../x",
    "ada-demo@evil.example",
    "ADA-DEMO",
    "ada_demo",
    "ada demo",
    "ada-demo\n",
    "ada-demo;reboot",
    "$(reboot)",
    "а-demo",
    "",
    "z" * 64,
]
TRICKS = [*FORGED, *(words for words in HOSTILE if not re.fullmatch("[a-z0-9]+", words))]


def served(*domains: tuple[str, str], stage: str = "RUNNING", **more: Any) -> SpaceEntry:
    told = [{"domain": domain, "stage": how} for domain, how in domains]
    return entry(runtime(stage, domains=told, **more.pop("runtime", {})), **{"subdomain": "ada-demo", **more})


def test_an_app_is_opened_at_its_first_domain_that_is_ready() -> None:
    assert links.app_url(served(("ada-demo.hf.space", "READY"), ("lab.example.org", "READY"))) == (
        "https://ada-demo.hf.space"
    )
    assert links.app_url(served(("lab.example.org", "PENDING"), ("x.example.org", "READY"))) == "https://x.example.org"


def test_an_app_without_a_domain_that_is_ready_is_at_its_subdomain() -> None:
    assert links.app_url(served(("lab.example.org", "EXPIRED_CHALLENGE"))) == "https://ada-demo.hf.space"
    assert links.app_url(entry(None, subdomain="ada-demo", sdk="static")) == "https://ada-demo.static.hf.space"
    assert links.app_url(entry(runtime())) is None


@pytest.mark.parametrize("told", TRICKS)
def test_a_subdomain_of_another_form_becomes_no_address_and_no_argument(told: str) -> None:
    space = entry(runtime(devMode=True), subdomain=told)
    assert links.app_url(space) is None
    assert links.ssh_command(space) is None


@pytest.mark.parametrize(
    "host",
    [
        *(words for words in FORGED if words != "ada-demo.evil.example"),
        "localhost",
        "127.0.0.1",
        "0x7f.1",
        "[::1]",
        "lab.example.org:8080",
        "lab.example.org/path",
        "user@lab.example.org",
        "-lab.example.org",
        "lab..org",
        "lab.example.org.",
        "LAB.example.org",
        "a.b.hf.space",
        "-x.hf.space",
        ".hf.space",
        "x" * 64 + ".org",
        "javascript:alert(1)",
        ".".join(["abcdefgh"] * 40),
    ],
)
def test_what_is_no_plain_host_name_becomes_no_address(host: str) -> None:
    assert not links.is_host_name(host)


@pytest.mark.parametrize("host", ["lab.example.org", "x.io", "xn--bcher-kva.example", "ada-demo.hf.space"])
def test_a_plain_host_name_is_one(host: str) -> None:
    assert links.is_host_name(host)


@given(st.one_of(st.text(max_size=40), st.sampled_from(TRICKS)), st.text(max_size=20))
def test_whatever_is_told_an_address_is_https_and_holds_only_the_host_that_is_shown(domain: str, own: str) -> None:
    url = links.app_url(served((domain, "READY"), subdomain=own))
    if url is not None:
        parts = urlsplit(url)
        assert (parts.scheme, parts.path, parts.query, parts.fragment) == ("https", "", "", "")
        assert parts.netloc in (domain, f"{own}.hf.space")
        assert re.fullmatch(r"https://[a-z0-9.-]+", url)


@pytest.mark.parametrize("space_id", ["../../etc", "ada/demo?x", "ada/demo#x", "ada/de mo", "ada", "-ada/x", "a//b"])
def test_an_id_no_space_can_have_becomes_no_page_and_no_command(space_id: str) -> None:
    assert links.page_url(HUB, space_id) is None
    assert links.clone_command(HUB, space_id) is None
    assert links.hf_command("info", space_id) is None


def test_the_page_is_at_the_endpoint_that_is_used() -> None:
    assert links.page_url("https://mirror.example/hub", "ada/demo") == "https://mirror.example/hub/spaces/ada/demo"
    assert links.clone_command(HUB, "ada/demo") == "git clone https://huggingface.co/spaces/ada/demo"
    assert shlex.split(links.clone_command("https://x/;reboot", "a/b") or "")[2] == "https://x/;reboot/spaces/a/b"


def test_ssh_is_offered_while_dev_mode_is_on() -> None:
    assert links.ssh_command(entry(runtime(), subdomain="ada-demo")) is None
    assert links.ssh_command(entry(runtime(devMode=True), subdomain="ada-demo")) == "ssh -- ada-demo@ssh.hf.space"


def test_all_there_is_to_copy_is_offered_and_nothing_else() -> None:
    space = served(
        ("ada-demo.hf.space", "READY"),
        stage="RUNTIME_ERROR",
        sha="abcdef1234",
        runtime={"sha": "1234567890", "errorMessage": "one\n\x1b[2Jtwo", "devMode": True},
    )
    offered = dict(copies(space, HUB))
    raw = json.loads(offered.pop("raw JSON"))
    assert raw["space"]["sha"] == "abcdef1234"
    assert raw["runtime"]["errorMessage"] == "one\n\x1b[2Jtwo"
    assert offered == {
        "id": "ada/demo",
        "app URL": "https://ada-demo.hf.space",
        "Hub page URL": "https://huggingface.co/spaces/ada/demo",
        "git clone": "git clone https://huggingface.co/spaces/ada/demo",
        "subdomain": "ada-demo",
        "ssh": "ssh -- ada-demo@ssh.hf.space",
        "running commit": "1234567890",
        "newest commit": "abcdef1234",
        "error message": "one\ntwo",
        "hf: look": "hf spaces info ada/demo",
        "hf: run log": "hf spaces logs ada/demo",
        "hf: build log": "hf spaces logs --build ada/demo",
        "hf: restart": "hf spaces restart ada/demo",
    }


@pytest.mark.parametrize("words", TRICKS)
def test_nothing_that_is_copied_does_something_where_it_is_pasted(words: str) -> None:
    space = entry(runtime(sha=words, errorMessage=words, devMode=True), sha=words, subdomain=words)
    offered = copies(space, HUB)
    assert "running commit" not in dict(offered)
    for copy in offered:
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", copy.value)
