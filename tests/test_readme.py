"""The README says what the program does: its table of keys is made from the table of actions."""

from __future__ import annotations

from pathlib import Path

from spacetui.ui.actions import Group, of_group

README = Path(__file__).parent.parent / "README.md"
BEGIN = "<!-- keys: made from the table of actions; a test holds it to that -->\n"
END = "<!-- end of keys -->"


def key_table() -> str:
    lines = ["| key | what it does |", "|---|---|"]
    for group in Group:
        lines.append(f"| **{group.value}** | |")
        for action in of_group(group):
            keys = " ".join(f"`{key}`" for key in action.key.split())
            lines.append(f"| {keys} | {action.help} |")
    return "\n".join(lines) + "\n"


def test_the_readme_lists_the_keys_of_the_action_table() -> None:
    before, _, rest = README.read_text().partition(BEGIN)
    table, _, _ = rest.partition(END)
    assert before
    assert table == key_table()


def test_the_readme_shows_only_pictures_that_exist() -> None:
    import re

    pictures = re.findall(r"\]\((screenshots/[^)]+)\)", README.read_text())
    assert pictures
    assert [name for name in pictures if not (README.parent / name).exists()] == []
