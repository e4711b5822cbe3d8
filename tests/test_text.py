"""Hub text on a terminal: nothing it holds acts, and every width is what the terminal draws."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
import wcwidth
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from spacetui.text import clean, clean_lines, fit, truncate, width, wrap

HOSTILE = json.loads((Path(__file__).parent / "data" / "hostile-strings.json").read_text())

NASTY = [
    *"\x00\x07\b\t\n\v\f\r\x0e\x1b\x7f\x80\x84\x85\x90\x98\x9b\x9c\x9d\x9e\x9f",
    *"\u00ad\u034f\u115f\u1160\u11a8\u1100\u200b\u200d\u200e\u202e\u2028\u2066\u2069\u3164\ufe0e\ufe0f\ufeff\uffa0",
    *"\ue000\uffff\ud800\U000e0041\U000e0100\U0001f3fd\U0001f1e9\U0001f469\U0001f680\U0001f3f3\U0001d15e",
    *"e\u0301\u0323\u0344\u20e3漢字\u3000\uff76\u0915\u093f\u0940\u094d\u0937\u0e01\u0e33\ufb2c\u0958ab [];mM\\?0^_PX",
    *["\x1b[31m", "\x1b]0;title\x07", "\x1b]8;;x\x1b\\", "\x1bPq", "\x1b(B", "\x1bc", "\r\n", "\x9d0;t\x9c"],
]
TEXT = st.lists(st.sampled_from(NASTY) | st.characters(), max_size=40).map("".join)
CLEAN = TEXT.map(clean)


def is_harmless(text: str) -> bool:
    unseen = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    return not unseen & {unicodedata.category(character) for character in text} and bool(text.encode() or True)


@pytest.mark.parametrize("sample", HOSTILE, ids=[f"{sample['category']}: {sample['what']}" for sample in HOSTILE])
def test_no_hostile_string_leaves_anything_that_acts(sample: dict[str, str]) -> None:
    shown = clean(sample["text"])
    assert is_harmless(shown)
    assert cell_len(shown) == wcwidth.wcswidth(shown)
    assert all(is_harmless(line) for line in clean_lines(sample["text"]))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, with spaces  and [markup]", "plain, with spaces  and [markup]"),
        ("a\x1b[2Jb\x1b[38;5;196mc\x9b31md", "abcd"),
        ("a\x1b]0;owned\x07b\x1b]52;c;b3duZWQ=\x1b\\c\x9d0;t\x9cd", "abcd"),
        ("\x1bPq#0;2\x1b\\\x1b_Ga=T\x1b\\\x1b^x\x1b\\\x1bXx\x1b\\\x90q\x9c.", "."),
        ("a\x1bcb\x1b(0c\x1b7", "abc"),
        ("a\x1b[38;2;255;", "a"),
        ("a\x1b]0;no end\nnext", "a↵next"),
        ("a\x1bb\x1b", "a␛b␛"),
        ("\x1b\x1b[0m[31mred", "␛[31mred"),
        ("nul \x00 bell \x07 back \b del \x7f", "nul ␀ bell ␇ back ␈ del ␡"),
        ("secret\rpublic", "secret␍public"),
        ("a\nb\r\nc\x85d\u2028e\u2029f\vg\fh", "a↵b↵c↵d↵e↵f↵g↵h"),
        ("a\tb", "a b"),
        ("a\x81b", "a�b"),
        ("user\u202egpj.exe \u2066x\u2069 \u200fy", "usergpj.exe x y"),
        ("a\u200bb\u200c\u200dc\ufeffd\u00ade", "abcde"),
        ("👩\u200d👩\u200d👧\u200d👦 🏳\ufe0f\u200d🌈 👍🏽 ☁\ufe0f", "👩👩👧👦 🏳🌈 👍 ☁"),
        ("🇩🇪 🇯🇵", "DE JP"),
        ("a\U000e0041\U000e0042b", "ab"),
        ("\ue0b0 \uf8ff \uffff \ud800 \U000e0fff", "� � � � �"),
        ("e\u0301\u0323\u0301\u0301\u0301", "ẹ\u0301"),
        ("\u0301x", "◌\u0301x"),
        ("blank\u00a0\u3000\u2009name\u3164\u115f", "blank   name"),
        ("हिन्दी", "हन\u094dद"),
    ],
)
def test_what_is_shown_for_a_text(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_latin1_mojibake_of_quotation_marks_does_not_hide_the_sentence() -> None:
    spoiled = "he said “do not look” and left".encode().decode("latin-1")
    assert "do not look" in clean(spoiled)
    assert clean(spoiled).endswith("and left")


@given(TEXT)
@example("\u1100\u200d\u1161")
@example("e\u200d\u0301")
def test_clean_text_is_harmless_and_stays_as_it_is(text: str) -> None:
    shown = clean(text)
    assert is_harmless(shown)
    assert clean(shown) == shown


def without_viramas(text: str) -> str:
    """What joins letters of Indic scripts into one shape, which some terminals draw in two cells."""
    return "".join(character for character in text if unicodedata.combining(character) != 9)


@given(CLEAN)
def test_screen_and_terminal_agree_about_widths(text: str) -> None:
    assert width(without_viramas(text)) == wcwidth.wcswidth(without_viramas(text))


def test_every_character_has_one_width_wherever_it_stands() -> None:
    for code in (*range(0x20000), *range(0xE0000, 0xE0200)):
        shown = without_viramas(clean("a" + chr(code)))
        assert width(shown) == wcwidth.wcswidth(shown), hex(code)


@given(CLEAN, st.integers(0, 40))
def test_widths_add_up_at_any_cut(text: str, at: int) -> None:
    assert width(text[:at]) + width(text[at:]) == width(text)


@given(CLEAN, st.integers(-2, 30), st.sampled_from(["left", "right"]))
def test_fitted_text_has_exactly_its_width(text: str, cells: int, align: str) -> None:
    fitted = fit(text, cells, "left" if align == "left" else "right")
    assert width(fitted) == max(0, cells)


@given(CLEAN, st.integers(0, 30))
def test_truncated_text_is_the_text_or_its_begin_and_an_ellipsis(text: str, cells: int) -> None:
    cut = truncate(text, cells)
    assert width(cut) <= cells
    if width(text) <= cells:
        assert cut == text
    elif cells:
        assert cut.endswith("…")
        assert text.startswith(cut[:-1])
        assert width(cut) >= cells - 1


@given(CLEAN, st.integers(2, 20))
def test_wrapped_lines_fit_and_lose_only_spaces(text: str, cells: int) -> None:
    lines = wrap(text, cells)
    assert all(width(line) <= cells for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(TEXT, st.integers(1, 6))
def test_lines_are_clean_and_bounded(text: str, limit: int) -> None:
    lines = clean_lines(text, limit)
    assert len(lines) <= limit
    assert all(clean(line) == line and is_harmless(line) for line in lines)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("one", ["one"]),
        ("one\r\ntwo\n", ["one", "two"]),
        ("\n\nthree", ["", "", "three"]),
        ("a\tb\n漢\tb\n12345678\tb", ["a       b", "漢      b", "12345678        b"]),
        ("\x1b[31mred\x1b[0m\tx", ["red     x"]),
    ],
)
def test_lines_of_a_text(text: str, lines: list[str]) -> None:
    assert clean_lines(text) == lines


def test_lines_that_are_too_many_end_in_an_ellipsis() -> None:
    assert clean_lines("1\n2\n3\n4\n", limit=3) == ["1", "2", "…"]
    assert clean_lines("1\n2\n3\n", limit=3) == ["1", "2", "3"]


def test_no_wide_character_is_cut_in_half() -> None:
    assert truncate("漢字", 3) == "漢…"
    assert truncate("漢字", 2) == "…"
    assert fit("漢字", 3, "right") == "漢…"
    assert fit("漢字漢", 5) == "漢字…"
    assert fit("漢字漢", 4) == "漢… "
    assert wrap("漢字漢", 5) == ["漢字", "漢"]


def test_words_wrap_at_spaces_and_long_ones_break() -> None:
    assert wrap("the quick brown fox", 10) == ["the quick", "brown fox"]
    assert wrap("see https://example.org/path now", 10) == ["see", "https://ex", "ample.org/", "path now"]
    assert wrap("a  b", 10) == ["a  b"]
    assert wrap("", 10) == [""]


def test_long_hostile_text_costs_time_by_its_length_only() -> None:
    # Quadratic work on these would take minutes.
    for unit in ("e" + "\u0301" * 9, "\x9d1;", "\x1b]", "\x1b[", "\x90", "\u1161", "漢\u0301"):
        assert is_harmless(clean(unit * 20_000))
    assert is_harmless(clean("\u0301" * 200_000))


def test_what_is_passed_at_a_glance_is_what_a_closer_look_leaves() -> None:
    for code in range(0x20, 0x1_0000):
        closely, at_a_glance = clean(f"\x00{chr(code)}"), clean(f"|{chr(code)}")  # a control character never passes
        assert closely[1:] == at_a_glance[1:]
