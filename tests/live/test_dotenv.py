"""Reading .env text: what it sets, what is said of the rest, and that no value is ever told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spacetui.live import dotenv
from spacetui.live.dotenv import LARGEST, Dotenv, NotReadable


def values(text: str) -> dict[str, str]:
    return {setting.key: setting.value.get_secret_value() for setting in dotenv.parse(text).settings}


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("A=b", "A", "b"),
        ("export A=b", "A", "b"),
        ("  A = b  ", "A", "b"),
        ("A=b # a comment", "A", "b"),
        ("A=b#c", "A", "b#c"),
        ("A='b # c'", "A", "b # c"),
        ('A="one\\ntwo"', "A", "one\ntwo"),
        ("A='one\\ntwo'", "A", "one\\ntwo"),
        ('A="one\ntwo\n\nfour"', "A", "one\ntwo\n\nfour"),
        ("A=", "A", ""),
        ("A=x=y", "A", "x=y"),
        ("\ufeffA=b", "A", "b"),
        ("A='one\r\ntwo'\r\n", "A", "one\ntwo"),
        ("A=日本 語", "A", "日本 語"),
    ],
)
def test_what_is_set(text: str, key: str, value: str) -> None:
    assert values(text) == {key: value}
    assert dotenv.parse(text).remarks == ()


def test_comments_and_empty_lines_set_nothing_and_are_no_trouble() -> None:
    assert dotenv.parse("# A=b\n\n   \n#\n") == Dotenv()


def test_nothing_is_filled_in_from_our_own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("B", "ours")
    assert values("A=${B}\nC=\"$B\"\nD='${B:-x}'") == {"A": "${B}", "C": "$B", "D": "${B:-x}"}


def test_each_setting_knows_its_line() -> None:
    parsed = dotenv.parse("\n# words\nA=1\n\nB='2\n2'\nC=3\n")
    assert [(setting.key, setting.line) for setting in parsed.settings] == [("A", 3), ("B", 5), ("C", 7)]


def test_of_a_key_set_twice_the_last_counts_and_that_is_said() -> None:
    parsed = dotenv.parse("A=hush1\nB=2\nA=hush2")
    assert [(each.key, each.value.get_secret_value()) for each in parsed.settings] == [("B", "2"), ("A", "hush2")]
    assert parsed.remarks == ("A is set in line 1 and in line 3: the last one counts.",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A=1\nhush", "Line 2: it is not KEY=value."),
        ("A=1\nhush here", "Line 2: it is not KEY=value."),
        ("1A=hush", "Line 1: its key is not made of letters, digits and '_', or starts with a digit."),
        ("A-B=hush", "Line 1: its key is not made of letters, digits and '_', or starts with a digit."),
        ("=hush", "Line 1: it is not KEY=value."),
        ("\n\nA='x' hush", "Line 3: it is not KEY=value."),
        ("A='hush\nhush' hush", "Lines 1 to 2: it is not KEY=value."),
        ("A=hu\0sh", "Line 1: its value has a NUL character."),
    ],
)
def test_what_is_of_no_use_is_said_by_its_line(text: str, said: str) -> None:
    parsed = dotenv.parse(text)
    assert parsed.remarks == (said,)
    assert "hush" not in repr(parsed)


@pytest.mark.parametrize("quote", ["'", '"'])
def test_behind_a_quote_that_is_never_closed_nothing_is_taken_for_a_key(quote: str) -> None:
    parsed = dotenv.parse(f"A=1\nPEM={quote}-----BEGIN\nMIIEhush==\nB=2\n")
    assert [setting.key for setting in parsed.settings] == ["A"]
    assert parsed.remarks == ("Line 2: a quote is opened and never closed; what follows it is not read.",)


def test_behind_a_pem_block_without_quotes_nothing_is_taken_for_a_key() -> None:
    parsed = dotenv.parse("A=1\nPEM=-----BEGIN KEY-----\nMIIEhush==\n-----END KEY-----\nB=2\n")
    assert [setting.key for setting in parsed.settings] == ["A"]
    (remark,) = parsed.remarks
    assert remark == "Line 2: a PEM block needs quotes around all its lines; what follows it is not read."


@pytest.mark.parametrize(
    "pem", ["'-----BEGIN\nMII==\n-----END'", '"-----BEGIN\\nMII==\\n-----END"', "-----BEGIN-----END"]
)
def test_a_pem_block_that_is_whole_is_a_value(pem: str) -> None:
    assert values(f"A={pem}\nB=2").keys() == {"A", "B"}


def test_a_line_of_blanks_without_end_is_refused_at_once() -> None:
    with pytest.raises(NotReadable, match="Line 2 has 256 blanks"):
        dotenv.parse("A=1\nB=x" + " " * (LARGEST // 2))


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfA='\xc3\xa9'\r\nB=2\r\n")
    settings = dotenv.read(tmp_path / ".env").settings
    assert [(each.key, each.value.get_secret_value()) for each in settings] == [("A", "é"), ("B", "2")]


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "mine.env").write_text("A=1")
    assert [setting.key for setting in dotenv.read(Path("~/mine.env")).settings] == ["A"]


def test_why_a_file_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"A=1\nB=hush\xe9\n")
    (tmp_path / "large").write_bytes(b"A=" + b"x" * LARGEST)
    said = {}
    for name in ("missing", "latin", "large", ".", "a\0b"):
        with pytest.raises(NotReadable) as refused:
            dotenv.read(tmp_path / name)
        said[name] = str(refused.value)
        assert refused.value.__suppress_context__ or refused.value.__context__ is None
    assert said == {
        "missing": "It cannot be read: No such file or directory.",
        "latin": "It is not UTF-8 text (line 2).",
        "large": "It is larger than 1 MiB: that is no .env file.",
        ".": "That is no file.",
        "a\0b": "No file has such a name.",
    }


def test_a_text_that_is_too_large_is_refused() -> None:
    with pytest.raises(NotReadable, match="1 MiB"):
        dotenv.parse("x" * (LARGEST + 1))


_ODD = st.text(st.sampled_from("ab=\"'\\ #$\n\r\t\0-é"), max_size=12)


@settings(deadline=None)
@given(_ODD, _ODD, _ODD, _ODD)
def test_no_value_is_ever_told(before: str, around: str, between: str, after: str) -> None:
    hush = "\u2603hush\u2603"
    text = f"{before}\nKEY={around}{hush}{between}{hush}\n{after}"
    try:
        parsed = dotenv.parse(text)
    except NotReadable as refused:
        assert "hush" not in str(refused)
    else:
        assert "hush" not in repr(parsed) + "".join(parsed.remarks)


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"]), max_size=60))
def test_what_is_quoted_comes_back_to_the_letter(value: str) -> None:
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    if " " * 200 not in value:
        assert values(f"BEFORE=1\nA='{quoted}'\nAFTER=2") == {"BEFORE": "1", "A": value, "AFTER": "2"}


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    parsed = dotenv.parse(text)
    assert len({setting.key for setting in parsed.settings}) == len(parsed.settings)
