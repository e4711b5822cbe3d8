"""`spacetui watch`: a line a change, nothing else on stdout, and an end when somebody has seen enough."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest

from spacetui.clock import ManualClock
from spacetui.demo.faults import HTML_503, Says, redirect
from spacetui.demo.server import DemoServer
from spacetui.demo.space import DemoSpace
from spacetui.demo.world import World
from spacetui.report.changes import json_line, text_line
from spacetui.report.watch import watch_with
from tests.report.followed import Followed, following, launcher

LISTING = "/api/spaces"
WHISPER, BOARD = "ada/whisper-demo", "ada/leaderboard"
OWNERS = ("ada", "analytical")

Watch = Callable[..., AbstractAsyncContextManager[Followed]]


@pytest.fixture
def watch(demo: DemoServer, clock: ManualClock, capsys: pytest.CaptureFixture[str]) -> Watch:
    """`watch(ID…, authors=(…), token=…, as_json=…)`: a watch under way, its first lines printed."""

    def watching(
        *ids: str, authors: tuple[str, ...] = (), token: str | None = None, as_json: bool = False
    ) -> AbstractAsyncContextManager[Followed]:
        start, line = launcher(demo, clock, *authors, token=token), json_line if as_json else text_line
        session = replace(start, only=ids).open()
        return following(session, lambda out: watch_with(session, clock, out, line), demo, clock, capsys)

    return watching


def own(world: World) -> list[str]:
    return sorted(space.id for space in world.spaces.values() if space.namespace in OWNERS)


def vanish(space: DemoSpace, world: World) -> None:
    space.stage, space.due = "DELETING", world.clock.now()


async def test_the_first_lines_say_how_each_space_is(watch: Watch, world: World) -> None:
    async with watch() as followed:
        lines = followed.lines()
        assert sorted(line.partition("  ")[0] for line in lines) == own(world)
        assert f"{WHISPER}  RUNNING  a10g-small" in lines
        assert "analytical/eval-arena  RUNNING_BUILDING  cpu-basic → t4-medium" in lines
        assert "ada/portfolio  RUNNING" in lines
        assert followed.words() == ""


async def test_each_line_begins_with_the_time_of_day(watch: Watch, capsys: pytest.CaptureFixture[str]) -> None:
    async with watch(BOARD):
        assert re.fullmatch(rf"\d\d:\d\d:\d\d  {BOARD}  RUNNING  cpu-basic\n", capsys.readouterr().out)


async def test_as_json_the_first_objects_hold_all_that_is_watched(watch: Watch, world: World) -> None:
    async with watch(as_json=True) as followed:
        objects = followed.objects()
        assert sorted(each["id"] for each in objects) == own(world)
        whisper = next(each for each in objects if each["id"] == WHISPER)
        assert (whisper["change"], whisper["stage"], whisper["before"]) == ("first seen", "RUNNING", {})
        assert whisper["time"] == "2026-09-21T14:13:20Z"
        assert whisper["after"] == {
            "stage": "RUNNING",
            "hardware": "a10g-small",
            "requested_hardware": "a10g-small",
            "sleep_time": 3600,
            "replicas": {"current": 1, "requested": 1},
            "error_message": None,
            "domains": [{"domain": "ada-whisper-demo.hf.space", "stage": "READY"}],
            "dev_mode": False,
            "running_sha": None,
            "private": False,
        }


async def test_another_hardware_is_told_when_asked_for_and_when_there(watch: Watch, world: World) -> None:
    async with watch() as followed:
        followed.lines()
        await followed.pass_time(20)
        followed.lines()
        world.request_hardware(world.spaces[WHISPER], "a100-large", None, world.accounts["ada"])
        await followed.pass_time(40)
        told = [line.partition("  ")[2] for line in followed.lines() if line.startswith(WHISPER)]
        assert told[0] == "RUNNING → RUNNING_BUILDING  a10g-small → a100-large  sleep time 1 h → never"
        assert told[-1] == "RUNNING_APP_STARTING → RUNNING  now on a100-large"


async def test_as_json_a_change_has_what_it_was_and_what_it_is(watch: Watch, world: World) -> None:
    async with watch(WHISPER, as_json=True) as followed:
        followed.objects()
        world.request_hardware(world.spaces[WHISPER], "a100-large", None, world.accounts["ada"])
        await followed.pass_time(6)
        change = followed.objects()[0]
        assert (change["id"], change["stage"]) == (WHISPER, "RUNNING_BUILDING")
        assert {"stage", "requested_hardware"} <= set(change["change"])
        assert set(change["before"]) == set(change["after"]) == set(change["change"])
        assert (change["before"]["stage"], change["after"]["stage"]) == ("RUNNING", "RUNNING_BUILDING")
        assert (change["before"]["requested_hardware"], change["after"]["requested_hardware"]) == (
            "a10g-small",
            "a100-large",
        )


@pytest.mark.parametrize("ids", [(), (BOARD,), (BOARD, WHISPER, "ada/notebook")])
async def test_what_is_read_for_the_first_time_is_no_change(ids: tuple[str, ...], watch: Watch, world: World) -> None:
    for space in list(world.spaces.values()):
        if space.stage != "RUNNING" or space.fate.crash_every or space.fate.visits_every is None:
            vanish(space, world)
    async with watch(*ids) as followed:
        assert followed.lines()
        await followed.pass_time(60, step=5)
        assert followed.lines() == []


@pytest.mark.parametrize(
    ("name", "attribute", "value", "words"),
    [
        ("sleep_time", "sleep_seconds", 7200, "sleep time 1 h → 2 h"),
        ("replicas", "replicas", 3, "replicas 1 → 3"),
        ("replicas", "replicas", "auto", "replicas 1 → auto"),
        ("dev_mode", "dev_mode", True, "dev mode on"),
        ("domains", "custom_domains", (("w.ada.example", "PENDING"),), "w.ada.example PENDING"),
        ("running_sha", "running_sha", "abcdef0123", "→ abcdef0"),
        ("private", "visibility", "private", "now private"),
    ],
)
async def test_every_other_change_is_told_as_well(
    name: str, attribute: str, value: object, words: str, watch: Watch, world: World
) -> None:
    async with watch(WHISPER, as_json=True) as objects:
        objects.objects()
        setattr(world.spaces[WHISPER], attribute, value)
        await objects.pass_time(15)
        assert [each["change"] for each in objects.objects()] == [[name]]
    setattr(world.spaces[WHISPER], attribute, getattr(replace(world.spaces["ada/sd-turbo"]), attribute))
    world.spaces[WHISPER].sleep_seconds = 3600
    async with watch(WHISPER) as lines:
        lines.lines()
        setattr(world.spaces[WHISPER], attribute, value)
        await lines.pass_time(15)
        (line,) = lines.lines()
        assert line.startswith(f"{WHISPER}  RUNNING  ")
        assert words in line


async def test_a_space_that_fails_is_told_with_its_reason(watch: Watch, world: World) -> None:
    async with watch() as followed:
        followed.lines()
        space = world.spaces[WHISPER]
        space.stage, space.hardware, space.error = "RUNTIME_ERROR", None, "out of\nmemory"
        await followed.pass_time(20)
        told = [line for line in followed.lines() if line.startswith(WHISPER)]
        assert told == [f"{WHISPER}  RUNNING → RUNTIME_ERROR", f"{WHISPER}  RUNTIME_ERROR  out of↵memory"]


async def test_spaces_appear_get_another_name_and_go(watch: Watch, world: World) -> None:
    async with watch(as_json=True) as followed:
        await followed.pass_time(30)
        followed.objects()
        new = replace(world.spaces[BOARD], id="ada/newcomer", identity="")
        world.add(new)
        await followed.pass_time(20)
        appeared = next(each for each in followed.objects() if each["id"] == "ada/newcomer")
        assert (appeared["change"], appeared["before"]) == ("appeared", {})
        world.rename(BOARD, "ada/scores")
        await followed.pass_time(20)
        (renamed,) = [each for each in followed.objects() if each["id"] in (BOARD, "ada/scores")]
        assert (renamed["id"], renamed["change"]) == ("ada/scores", ["id", "domains"])
        assert (renamed["before"]["id"], renamed["after"]["id"]) == (BOARD, "ada/scores")
        vanish(world.spaces["ada/scores"], world)
        await followed.pass_time(20)
        gone = next(each for each in followed.objects() if each["id"] == "ada/scores")
        assert (gone["change"], gone["stage"], gone["after"]) == ("gone", None, {})
        assert gone["before"]["stage"] == "RUNNING"


async def test_these_are_told_in_words_too(watch: Watch, world: World) -> None:
    async with watch() as followed:
        followed.lines()
        world.rename(BOARD, "ada/scores")
        world.add(replace(world.spaces[WHISPER], id="ada/newcomer", identity=""))
        await followed.pass_time(5)
        lines = followed.lines()
        assert any(line.startswith(f"ada/scores  was {BOARD}  RUNNING  ada-scores.hf.space READY") for line in lines)
        assert "ada/newcomer  appeared  RUNNING_BUILDING  a10g-small" in lines
        vanish(world.spaces["ada/scores"], world)
        await followed.pass_time(20)
        assert "ada/scores  gone  was RUNNING" in followed.lines()


async def test_trouble_and_its_end_are_told_on_stderr_alone(watch: Watch, world: World, demo: DemoServer) -> None:
    async with watch(BOARD) as followed:
        followed.lines()
        demo.faults.add(Says(503, HTML_503, "text/html"))
        await followed.pass_time(60)
        words = followed.words()
        assert len(words.splitlines()) == 1
        assert "offline since" in words
        assert "503" in words
        demo.faults.clear()
        world.pause(world.spaces[BOARD])
        await followed.pass_time(90)
        assert "live again" in followed.words()
        (line,) = followed.lines()
        assert "RUNNING → PAUSED" in line


@pytest.mark.parametrize("ids", [(), (BOARD,)])
async def test_a_hub_that_is_away_at_the_start_is_waited_for(
    ids: tuple[str, ...], watch: Watch, demo: DemoServer
) -> None:
    demo.faults.add(Says(503, HTML_503, "text/html"))
    async with watch(*ids) as followed:
        assert "offline:" in followed.words()
        demo.faults.clear()
        await followed.pass_time(10)
        assert f"{BOARD}  RUNNING  cpu-basic" in followed.lines()


@pytest.mark.parametrize("ids", [(), (BOARD,)])
async def test_a_refused_token_is_told_and_waited_out(ids: tuple[str, ...], watch: Watch, world: World) -> None:
    token = world.tokens.pop(world.token)
    async with watch(*ids, token=world.token) as followed:
        assert "not valid any more" in followed.words()
        world.tokens[world.token] = token
        await followed.pass_time(70, step=5)
        assert f"{BOARD}  RUNNING  cpu-basic" in followed.lines()


async def test_with_ids_these_are_watched_and_no_lists_are_read(watch: Watch, world: World) -> None:
    async with watch(BOARD, "readers/book-club") as followed:
        assert sorted(followed.lines()) == [f"{BOARD}  RUNNING  cpu-basic", "readers/book-club  RUNNING  cpu-basic"]
        world.pause(world.spaces["readers/book-club"])
        world.pause(world.spaces[WHISPER])
        await followed.pass_time(20)
        assert followed.lines() == ["readers/book-club  RUNNING → PAUSED"]
        assert followed.asked(LISTING) == 0


async def test_one_space_is_followed_closely_at_little_cost(watch: Watch, world: World, demo: DemoServer) -> None:
    async with watch(BOARD) as followed:
        demo.recorder.clear()
        world.pause(world.spaces[BOARD])
        await followed.pass_time(6)
        assert f"{BOARD}  RUNNING → PAUSED" in followed.lines()
        await followed.pass_time(54)
        assert len(demo.requests) <= 20


async def test_each_of_many_is_read_by_itself(watch: Watch, world: World, demo: DemoServer) -> None:
    ids = [space_id for space_id in own(world) if space_id.startswith("ada/")]
    async with watch(*ids) as followed:
        assert len(followed.lines()) == len(ids)
        assert followed.asked(LISTING) == 0
        assert all(followed.asked(f"{LISTING}/{space_id}") == 1 for space_id in ids)


async def test_many_spaces_of_which_one_does_not_exist_are_not_watched(watch: Watch, world: World) -> None:
    ids = [space_id for space_id in own(world) if space_id.startswith("ada/")]
    async with watch(*ids, "ada/nowhere") as followed:
        assert await followed.status() == 1
        assert "ada/nowhere" in followed.words()


async def test_a_space_is_told_by_the_name_that_the_hub_knows_it_by(
    watch: Watch, world: World, demo: DemoServer
) -> None:
    demo.faults.add(redirect(f"{LISTING}/{BOARD}"), path=f"{LISTING}/Ada/old-board")
    async with watch("Ada/old-board") as followed:
        assert followed.lines() == [f"{BOARD}  RUNNING  cpu-basic"]
        world.pause(world.spaces[BOARD])
        await followed.pass_time(6)
        assert followed.lines() == [f"{BOARD}  RUNNING → PAUSED"]


@pytest.mark.parametrize("token", ["", None])
async def test_a_space_that_does_not_exist_at_the_first_look_ends_it(token: str | None, watch: Watch) -> None:
    async with watch("babbage/plans", "ada/nowhere", token=token) as followed:
        assert await followed.status() == 1
        assert "ada/nowhere" in followed.words()


async def test_a_public_space_is_watched_without_a_token(watch: Watch, world: World) -> None:
    async with watch("babbage/difference-engine", token="") as followed:
        world.pause(world.spaces["babbage/difference-engine"])
        await followed.pass_time(6)
        assert followed.lines()[-1] == "babbage/difference-engine  RUNNING → PAUSED"


async def test_a_watched_space_that_goes_is_told_with_why_and_the_watch_goes_on(watch: Watch, world: World) -> None:
    async with watch(BOARD, WHISPER) as followed:
        followed.lines()
        vanish(world.spaces[BOARD], world)
        await followed.pass_time(20)
        assert followed.lines() == [f"{BOARD}  gone  was RUNNING"]
        assert "does not exist" in followed.words()
        assert not followed.task.done()


async def test_authors_are_watched_instead(watch: Watch) -> None:
    async with watch(authors=("babbage",), token="") as followed:
        assert [line.split()[0] for line in followed.lines()] == ["babbage/difference-engine", "babbage/plans"]


async def test_a_large_organization_is_left_out_and_named(watch: Watch, world: World) -> None:
    for number in range(201):
        world.add(replace(world.spaces["analytical/style-guide"], id=f"analytical/page-{number}", identity=""))
    async with watch() as followed:
        assert {line.split("/")[0] for line in followed.lines()} == {"ada"}
        assert "--author analytical" in followed.words()


HOSTILE = r"\u001b[2J \u009b31m \u202e \u0000 \ud800 \u2028 \n"


@pytest.mark.parametrize("as_json", [False, True])
async def test_hostile_words_do_nothing_to_a_terminal(
    as_json: bool, watch: Watch, demo: DemoServer, capsys: pytest.CaptureFixture[str]
) -> None:
    def runtime(word: str) -> str:
        hardware = f'"hardware": {{"current": "{word}", "requested": "{word} 2"}}'
        domains = f'"domains": [{{"domain": "{word}", "stage": "{word}"}}]'
        return f'{{"stage": "{word}", {hardware}, {domains}, "errorMessage": "{word}", "sha": "{word}"}}'

    info = f'{{"id": "{BOARD}", "runtime": {runtime("A" + HOSTILE)}}}'
    demo.faults.add(Says(200, info), path=f"{LISTING}/{BOARD}")
    demo.faults.add(Says(200, runtime("B" + HOSTILE)), path=f"{LISTING}/{BOARD}/runtime")
    async with watch(BOARD, as_json=as_json):
        shown = capsys.readouterr().out
        assert len(shown.splitlines()) == shown.count("\n") == 2
        assert shown.replace("\n", "").isprintable()
        assert shown.isascii() or not as_json
