"""The named tokens of the `hf` tool: read as it wrote them, never shown, never written."""

from __future__ import annotations

from pathlib import Path

import pytest

from spacetui.hub.stored import stored_path, stored_tokens

STORE = """[work laptop]
hf_token = hf_laptop%40

[browser]
hf_token = hf_oauth_browser
refresh_token = r
expires_at = 1790000000

[empty]
hf_token =

[odd]
hf_token = hf_odd
expires_at = soon
"""


def store(home: Path, text: str) -> dict[str, str]:
    """The environment of a machine with that store."""
    (home / "stored_tokens").write_text(text)
    return {"HF_TOKEN_PATH": str(home / "token")}


def test_tokens_come_by_name_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = stored_tokens(store(tmp_path, STORE), tmp_path)
    assert [each.name for each in found] == ["work laptop", "browser", "odd"]
    assert [each.token.get_secret_value() for each in found] == ["hf_laptop%40", "hf_oauth_browser", "hf_odd"]


def test_what_the_tool_notes_beside_a_token_comes_along(tmp_path: Path) -> None:
    laptop, browser, odd = stored_tokens(store(tmp_path, STORE), tmp_path)
    assert (browser.expires_at, browser.renewable) == (1_790_000_000, True)
    assert (laptop.expires_at, laptop.renewable) == (None, False)
    assert odd.expires_at is None


def test_no_token_stands_in_what_is_printed_of_it(tmp_path: Path) -> None:
    assert "hf_" not in repr(stored_tokens(store(tmp_path, STORE), tmp_path))


@pytest.mark.parametrize("text", ["", "hf_token = x", "[a]\nhf_token = 1\n[a]\nhf_token = 2\n", "\0[["])
def test_a_store_that_makes_no_sense_has_no_tokens(tmp_path: Path, text: str) -> None:
    assert stored_tokens(store(tmp_path, text), tmp_path) == ()


def test_without_a_store_there_are_none(tmp_path: Path) -> None:
    assert stored_tokens({"HF_HOME": str(tmp_path / "nowhere")}, tmp_path) == ()


def test_it_stands_beside_the_token_file(tmp_path: Path) -> None:
    assert stored_path({"HF_HOME": "~/hf"}, tmp_path) == tmp_path / "hf" / "stored_tokens"
