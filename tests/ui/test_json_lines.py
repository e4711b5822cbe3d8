"""JSON made into lines: whole where it fits, harmless always, folded without losing a letter."""

from __future__ import annotations

import json
from pathlib import Path
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacetui import text
from spacetui.ui import json_lines
from spacetui.ui.json_lines import LONGEST, MOST_LINES, folded, lines, parts
from spacetui.ui.sought import Sought

HOSTILE: list[str] = [
    entry["text"]
    for entry in json.loads((Path(__file__).parent.parent / "data" / "hostile-strings.json").read_text("utf-8"))
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
PLAIN = st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=8)


def shown(value: object) -> str:
    return "\n".join(" " * line.indent + line.text for line in lines(value))


@given(VALUES)
def test_what_is_copied_is_the_json_itself_in_plain_letters(value: object) -> None:
    copied = json_lines.whole(value)
    assert json.loads(copied) == value
    assert copied.isascii()


def test_however_deep_it_is_nested_it_is_copied_whole() -> None:
    value: object = "innermost"
    for _ in range(3000):
        value = {"held": [value]}
    copied = json_lines.whole({"deep": value, "after": 1})
    opened, closed = '{"held":[' * 3000, "]}" * 3000
    assert "".join(copied.split()) == f'{{"deep":{opened}"innermost"{closed},"after":1}}'


@given(VALUES)
def test_what_is_copied_is_indented_as_by_the_library(value: object) -> None:
    assert json_lines.whole(value) == json.dumps(value, indent=2)


@given(st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN, inner, max_size=4)))
def test_what_is_shown_of_plain_json_is_what_is_copied(value: object) -> None:
    assert shown(value) == json_lines.whole(value)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_strings_are_shown_as_characters(words: str) -> None:
    seen = shown({words: [words, {"k": words}]})
    assert not [letter for letter in seen if letter != "\n" and category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn")]


def test_a_string_that_is_too_long_is_cut_and_says_so() -> None:
    line = lines(["a" * (LONGEST + 1234)])[1]
    assert line.text == f'"{"a" * LONGEST}" … 1,234 more characters'


def test_lines_are_bounded_and_say_so() -> None:
    made = lines(list(range(MOST_LINES + 5)))
    assert len(made) == MOST_LINES
    assert made[-1].text == f"… cut here, after {MOST_LINES:,} lines"
    assert len(lines(list(range(MOST_LINES - 2)))) == MOST_LINES
    assert "cut" not in shown(list(range(MOST_LINES - 2)))


def test_depth_is_bounded() -> None:
    value: object = "x"
    for _ in range(500):
        value = [value]
    assert "[ … ]" in shown(value)
    assert len(lines(value)) < 100


def test_found_words_are_marked_wherever_they_stand() -> None:
    (line,) = lines("Ada and ada")
    assert [part.text for part in parts(line, Sought("ada")) if part.found] == ["Ada", "ada"]
    assert [part.text for part in parts(line, Sought("Ada")) if part.found] == ["Ada"]
    (_, line, _) = lines({"sha": "x"})
    assert "".join(part.text for part in parts(line, Sought('a": "x')) if part.found) == 'a": "x'
    assert not any(part.found for part in parts(line, Sought()))


@given(VALUES, st.integers(2, 30))
def test_folding_loses_nothing_and_keeps_to_the_width(value: object, width: int) -> None:
    for line in lines(value):
        rows = folded(parts(line, Sought()), line.indent, width)
        assert max(sum(text.width(part.text) for part in row) for row in rows) <= width
        indent = line.indent if 2 * line.indent <= width else 0
        assert "".join("".join(part.text for part in row)[indent:] for row in rows) == line.text
