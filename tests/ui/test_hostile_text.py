"""Whatever the Hub's text holds, the screen shows characters, and nothing else happens."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from unicodedata import category

import pytest
from textual.strip import Strip

from spacetui import text
from spacetui.demo.faults import Says
from spacetui.demo.server import DemoServer
from spacetui.hub.errors import HubRefused
from spacetui.live.picture import CommandState, Connection, Link, Phase
from spacetui.ui import summary
from spacetui.ui.glyphs import Glyphs
from spacetui.ui.rows import Columns
from tests.ui.conftest import Cockpit, StartCockpit

HOSTILE: list[str] = [
    entry["text"]
    for entry in json.loads((Path(__file__).parent.parent / "data" / "hostile-strings.json").read_text("utf-8"))
]
SHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
MARKUP = [words for words in HOSTILE if "[" in words and "\x1b" not in words]


def says(answer: Any, status: int = 200) -> Says:
    """An answer with every character escaped, as also a lone surrogate can be sent."""
    return Says(status, json.dumps(answer))


def hostile_runtime(words: str) -> dict[str, Any]:
    """A runtime with the same words wherever words are."""
    return {
        "stage": words or "RUNNING",
        "hardware": {"current": words, "requested": words},
        "storage": {"current": words},
        "gcTimeout": 3600,
        "replicas": {"current": 1, "requested": 1},
        "devMode": True,
        "domains": [{"domain": words, "stage": words}],
        "sha": words * 9,
        "errorMessage": f"first line\n{words}",
        "volumes": [{"type": words, "source": words, "mountPath": words, "readOnly": True}],
    }


def hostile_space(space_id: str, words: str, runtime: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": space_id,
        "sdk": words,
        "private": False,
        "disabled": True,
        "sha": words,
        "region": words,
        "subdomain": words,
        "lastModified": words,
        "tags": [words],
        "cardData": {"title": words, "short_description": words},
        "runtime": runtime,
    }


def strips(cockpit: Cockpit) -> list[Strip]:
    return list(cockpit.app.screen._compositor.render_strips(cockpit.app.size))


def harmless(cockpit: Cockpit) -> str:
    """What is on the screen, after a look that it is harmless and as wide as the window everywhere."""
    lines = strips(cockpit)
    shown = "\n".join(line.text for line in lines)
    bad = {f"U+{ord(character):04X}" for character in shown if character != "\n" and category(character) in SHOWN}
    assert not bad, shown
    assert {line.cell_length for line in lines} == {cockpit.app.size.width}
    assert {text.width(line.text) for line in lines} == {cockpit.app.size.width}
    return shown


def squeezed(words: str) -> str:
    """Without white space, so that it does not matter where a line was broken."""
    return "".join(words.split())


def ids(count: int) -> Iterator[str]:
    return (f"ada/h{number:02}" for number in range(count))


def list_rows(cockpit: Cockpit) -> list[str]:
    """The list's rows as text, from the first Space on."""
    widget = cockpit.app.main.list
    region = widget.region
    return [line.crop(region.x, region.right).text for line in strips(cockpit)[region.y : region.bottom]]


def start_of(word: str, row: str) -> int:
    """The cell a word begins in."""
    return text.width(row[: row.index(word)])


def listing(demo: DemoServer, spaces: Iterable[dict[str, Any]]) -> None:
    """The account has these Spaces, its organization none."""
    demo.world.accounts["ada"].roles.clear()
    demo.faults.add(says(list(spaces)), path="/api/spaces")


@pytest.mark.parametrize("size", [(120, 90), (80, 90), (40, 90)], ids=["wide", "stacked", "narrow"])
async def test_names_of_any_shape_leave_the_columns_where_they_are(
    start: StartCockpit, demo: DemoServer, size: tuple[int, int]
) -> None:
    runtime = {"stage": "PAUSED", "hardware": {"current": None, "requested": "t4-small"}}
    listing(demo, (hostile_space(f"ada/{number:02}{words}", words, runtime) for number, words in enumerate(HOSTILE)))
    async with start(size=size) as cockpit:
        await cockpit.press("greater_than_sign", "F")
        harmless(cockpit)
        rows = [row for row in list_rows(cockpit) if row.strip()]
        assert len(rows) == len(HOSTILE)
        assert len({start_of("PAUSED", row) for row in rows}) == 1
        names = Columns.within(cockpit.app.main.list.room.width).name
        for number, (row, words) in enumerate(zip(rows, HOSTILE, strict=True)):
            assert text.truncate(text.clean(f"{number:02}{words}"), names) in row


async def test_stages_and_flavors_of_any_shape_leave_the_columns_where_they_are(
    start: StartCockpit, demo: DemoServer
) -> None:
    listing(
        demo,
        (
            {"id": space_id, "runtime": {"stage": words, "hardware": {"requested": words}, "gcTimeout": 61}}
            for space_id, words in zip(ids(len(HOSTILE)), HOSTILE, strict=True)
        ),
    )
    async with start(size=(200, 90)) as cockpit:
        await cockpit.press("greater_than_sign")
        harmless(cockpit)
        rows = [row for row in list_rows(cockpit) if row.strip()]
        assert len(rows) == len(HOSTILE)
        assert len({start_of("1 m", row) for row in rows}) == 1


async def test_every_field_of_the_detail_is_shown_letter_by_letter(start: StartCockpit, demo: DemoServer) -> None:
    spaces = dict(zip(ids(len(HOSTILE)), HOSTILE, strict=True))
    listing(demo, (hostile_space(space_id, words, hostile_runtime(words)) for space_id, words in spaces.items()))
    for space_id, words in spaces.items():
        demo.faults.add(says(hostile_runtime(words)), path=f"/api/spaces/{space_id}/runtime")
    async with start(size=(100, 60)) as cockpit:
        await cockpit.press("greater_than_sign", "tab", "F")
        for space_id, words in spaces.items():
            cockpit.app.main.list.go_to(space_id)
            await cockpit.settle()
            await cockpit.press()
            shown = squeezed(harmless(cockpit))
            clean = squeezed(text.clean(words))
            if text.width(clean) > 60:
                continue
            assert squeezed(f"Stage ? {text.clean(words or 'RUNNING')}") in shown or not words
            assert f"Title{clean}" in shown or not clean
            assert squeezed(f"Volumes 1 mounted {text.clean(words)}") in shown
            assert f"Kind{clean},{clean}" in shown or not clean


async def test_every_field_of_a_volume_is_shown_letter_by_letter(start: StartCockpit, demo: DemoServer) -> None:
    spaces = dict(zip(ids(len(HOSTILE)), HOSTILE, strict=True))
    listing(demo, (hostile_space(space_id, words, hostile_runtime(words)) for space_id, words in spaces.items()))
    for space_id, words in spaces.items():
        demo.faults.add(says(hostile_runtime(words)), path=f"/api/spaces/{space_id}/runtime")
    async with start(size=(100, 60)) as cockpit:
        await cockpit.press("5", "tab", "F")
        for space_id, words in spaces.items():
            cockpit.app.main.list.go_to(space_id)
            await cockpit.settle()
            await cockpit.press()
            shown = squeezed(harmless(cockpit))
            clean = squeezed(text.clean(words))
            assert shown.count(clean) >= 3 or text.width(clean) > 60, shown


async def test_raw_json_and_what_can_be_copied_show_anything_and_do_nothing(
    start: StartCockpit, demo: DemoServer
) -> None:
    runtime = hostile_runtime("RUNNING") | {"errorMessage": "\n".join(HOSTILE)}
    space = hostile_space("ada/h000", "x", runtime)
    listing(demo, [space | {"tags": HOSTILE, "cardData": {words: words for words in HOSTILE}}])
    demo.faults.add(says(runtime), path="/api/spaces/ada/h000/runtime")
    async with start(size=(100, 60)) as cockpit:
        await cockpit.press("Y")
        harmless(cockpit)
        await cockpit.press("escape", "i")
        seen = ""
        for _ in range(12):
            seen += squeezed(harmless(cockpit))
            await cockpit.press("ctrl+d")
        for words in MARKUP:
            assert squeezed(text.clean(json.dumps(words, ensure_ascii=False))) in seen


async def test_secrets_and_variables_of_any_shape_are_shown_and_never_obeyed(
    start: StartCockpit, demo: DemoServer
) -> None:
    entries = {f"{number:02}{words}": {"value": words, "description": words} for number, words in enumerate(HOSTILE)}
    for kind in ("secrets", "variables"):
        demo.faults.add(says(entries), path=f"/api/spaces/*/{kind}")
    async with start(size=(100, 50)) as cockpit:
        await cockpit.press("4", "enter", "F")
        await cockpit.settle()
        seen = ""
        for _ in range(8):
            seen += harmless(cockpit)
            await cockpit.press("ctrl+d", "ctrl+d")
        for words in MARKUP:
            assert squeezed(text.clean(words)) in squeezed(seen)
        for key in ("s", "v", "D"):
            await cockpit.press(key)
            await cockpit.settle()
            for _ in range(4):
                harmless(cockpit)
                await cockpit.press("pagedown")
            await cockpit.press("escape")


async def test_a_catalog_of_any_shape_is_offered_in_columns(start: StartCockpit, demo: DemoServer) -> None:
    flavors = [
        {
            "name": f"{number:02}{words}",
            "prettyName": words,
            "cpu": words,
            "ram": words,
            "accelerator": {"type": words, "model": words, "quantity": "1", "vram": words, "manufacturer": words},
            "unitCostMicroUSD": 10_000,
            "unitLabel": "minute",
        }
        for number, words in enumerate(HOSTILE)
    ]
    demo.faults.add(says(flavors), path="/api/spaces/hardware")
    async with start(size=(100, 30)) as cockpit:
        for key, rounds in (("h", 5), ("D", 1)):
            await cockpit.press(key)
            await cockpit.settle()
            await cockpit.press("g")
            for _ in range(rounds):
                rows = [row for row in harmless(cockpit).split("\n") if re.search("│.* 0.60 .*│", row)]
                assert len({start_of("0.60", row) for row in rows}) <= 1
                await cockpit.press("pagedown")
            await cockpit.press("escape", "y")


async def test_every_dialog_names_a_hostile_space_harmlessly(start: StartCockpit, demo: DemoServer) -> None:
    chosen = [words for words in HOSTILE if words.strip()][2::24]
    listing(demo, (hostile_space(f"ada/{words}", "docker", hostile_runtime(words)) for words in chosen))
    async with start(size=(80, 24)) as cockpit:
        for words in chosen:
            cockpit.app.main.list.go_to(f"ada/{words}")
            for key in ("r", "p", "h", "z", "s", "D", "a", "y"):
                await cockpit.press(key)
                shown = harmless(cockpit)
                if key in "rp" and text.width(text.clean(words)) < 40:
                    assert f"ada/{text.clean(words)}" in shown
                await cockpit.press("escape", *(["y"] if key == "D" else []))


async def test_what_the_hub_says_when_it_refuses_is_shown_letter_by_letter(
    start: StartCockpit, demo: DemoServer
) -> None:
    async with start(size=(200, 40)) as cockpit:
        for first in range(0, len(HOSTILE), 6):
            said = HOSTILE[first : first + 6]
            demo.faults.clear()
            demo.faults.add(says({"errors": [{"message": f"{words}|"} for words in said]}, 403), method="POST")
            await cockpit.press("r", "y")
            await cockpit.settle()
            shown = squeezed(harmless(cockpit))
            assert "(requestRoot=1-" in shown or any(len(words) > 300 for words in said)
            for words in said:
                told = squeezed(text.clean(" ".join(f"{words}|".split())))
                assert told in shown or text.width(told) > 100


async def test_hostile_names_of_account_and_organizations_stay_on_the_status_line(
    start: StartCockpit, demo: DemoServer
) -> None:
    orgs = [{"name": words, "fullname": words, "roleInOrg": "admin"} for words in HOSTILE]
    auth = {"type": "access_token", "accessToken": {"displayName": HOSTILE[0], "role": HOSTILE[3]}}
    for name in ("ada", HOSTILE[14], HOSTILE[49]):
        demo.faults.clear()
        demo.faults.add(says({"name": name, "fullname": name, "orgs": orgs, "auth": auth}), path="/api/whoami-v2")
        async with start(size=(120, 30)) as cockpit:
            await cockpit.press("question_mark")
            harmless(cockpit)
            await cockpit.press("escape")
            assert text.clean(f"{name} ({HOSTILE[3]})") in harmless(cockpit)


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_a_request_id_and_a_warning_of_any_shape_are_told_harmlessly(words: str) -> None:
    error = HubRefused("Cannot restart it.", hub_words=words, request_id=words)
    state = CommandState(1, f"ada/{words}", words, Phase.FAILED, error=error)
    told = [
        summary.told(error),
        summary.outcome(state, Glyphs())[0],
        summary.trouble(Connection(Link.OFFLINE, problem=error, next_try=5.0), 0.0),
    ]
    for line in told:
        assert not {character for character in line if category(character) in SHOWN}
        assert text.clean(line) == line


def test_the_strings_are_hostile() -> None:
    assert len(HOSTILE) > 70
    assert sum(bool(re.search(r"[\x00-\x1f\x7f-\x9f]", words)) for words in HOSTILE) > 25
