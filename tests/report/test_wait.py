"""`spacetui wait`: when it ends, with what status, and what it prints until then."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result

from spacetui.cli import cockpit
from spacetui.clock import ManualClock
from spacetui.demo.faults import HTML_503, Cut, Says
from spacetui.demo.server import DemoServer
from spacetui.demo.space import DemoSpace
from spacetui.demo.world import World
from spacetui.report.wait import json_line, text_line, wait_with
from tests.report.followed import Followed, following, launcher

RUNS, BUILDS, STARTS, SWITCHES = "ada/whisper-demo", "ada/music-gen", "ada/rag-notes", "analytical/eval-arena"
FAILS, SLEEPS, GOES = "ada/doc-parser", "ada/pose-sketch", "ada/old-mnist"

Wait = Callable[..., AbstractAsyncContextManager[Followed]]


@pytest.fixture
def wait(demo: DemoServer, clock: ManualClock, capsys: pytest.CaptureFixture[str]) -> Wait:
    """`wait(ID…, seconds=…, token=…, as_json=…)`: a wait under way, the first look done."""

    def waiting(
        *ids: str, seconds: float | None = None, token: str | None = None, as_json: bool = False
    ) -> AbstractAsyncContextManager[Followed]:
        session = replace(launcher(demo, clock, token=token), only=ids).open()
        line = json_line if as_json else text_line
        return following(session, lambda out: wait_with(session, clock, out, line, seconds), demo, clock, capsys)

    return waiting


@pytest.mark.parametrize(
    ("ids", "status"),
    [
        ((RUNS,), 0),
        (("ada/portfolio",), 0),
        ((RUNS, "readers/book-club"), 0),
        ((SLEEPS,), 4),
        (("ada/diffusion-xl",), 4),
        (("ada/streamlit-2022",), 4),
        (("ada/untitled",), 4),
        ((RUNS, SLEEPS), 4),
        (("ada/chat-ui",), 1),
        (("ada/ocr-bot", SLEEPS, RUNS), 1),
        (("ada/config-clash",), 1),
        (("ada/nowhere",), 1),
        (("ada/nowhere", SLEEPS, RUNS), 1),
    ],
)
async def test_what_is_settled_ends_it_at_once_and_the_worst_counts(
    ids: tuple[str, ...], status: int, wait: Wait
) -> None:
    async with wait(*ids) as followed:
        assert await followed.status() == status
        assert sorted(line.split()[0] for line in followed.lines()) == sorted(ids)


async def test_each_space_is_printed_as_it_settles(wait: Wait) -> None:
    async with wait(RUNS, STARTS, SWITCHES) as followed:
        assert followed.lines() == [f"{RUNS}  RUNNING  a10g-small"]
        assert not followed.task.done()
        await followed.pass_time(17)
        assert followed.lines() == [f"{STARTS}  RUNNING  cpu-basic"]
        await followed.pass_time(10)
        assert followed.lines() == [f"{SWITCHES}  RUNNING  t4-medium"]
        assert await followed.status() == 0


async def test_what_is_under_way_is_told_on_stderr(wait: Wait) -> None:
    async with wait(RUNS, BUILDS) as followed:
        words = followed.words()
        assert f"{BUILDS}  BUILDING  t4-small" in words
        assert RUNS not in words
        await followed.pass_time(12)
        assert f"{BUILDS}  BUILDING → APP_STARTING" in followed.words()


async def test_a_build_that_fails_is_one_with_its_reason(wait: Wait) -> None:
    async with wait(FAILS) as followed:
        await followed.pass_time(30)
        assert await followed.status() == 1
        (line,) = followed.lines()
        assert line.startswith(f"{FAILS}  BUILD_ERROR  cpu-basic  Job failed")


async def test_a_space_that_is_deleted_is_one(wait: Wait) -> None:
    async with wait(GOES) as followed:
        assert not followed.task.done()
        await followed.pass_time(60)
        assert await followed.status() == 1
        assert followed.lines() == [f"{GOES}  cannot be seen"]
        assert "does not exist" in followed.words()


async def test_hardware_that_was_asked_for_is_waited_for(wait: Wait, world: World) -> None:
    space = world.spaces[RUNS]
    space.requested = "a100-large"
    async with wait(RUNS) as followed:
        await followed.pass_time(10)
        assert not followed.task.done()
        space.hardware = "a100-large"
        await followed.pass_time(10)
        assert await followed.status() == 0
        assert followed.lines() == [f"{RUNS}  RUNNING  a100-large"]


async def test_a_stage_that_nobody_knows_is_under_way(wait: Wait, world: World) -> None:
    space = world.spaces[RUNS]
    space.stage = "RUNNING_CONTAINER_STARTING"
    async with wait(RUNS) as followed:
        await followed.pass_time(10)
        assert not followed.task.done()
        space.stage = "RUNNING"
        await followed.pass_time(10)
        assert await followed.status() == 0


async def test_a_space_that_starts_anew_meanwhile_is_waited_for_again(wait: Wait, world: World) -> None:
    async with wait(RUNS, GOES) as followed:
        assert followed.lines() == [f"{RUNS}  RUNNING  a10g-small"]
        world.spaces[RUNS].stage = "RUNNING_BUILDING"
        await followed.pass_time(15)
        assert "RUNNING → RUNNING_BUILDING" in followed.words()
        world.spaces[RUNS].stage = "RUNNING"
        await followed.pass_time(15)
        assert followed.lines() == [f"{RUNS}  RUNNING  a10g-small"]


async def test_the_time_is_up_after_the_time_given(wait: Wait) -> None:
    async with wait(RUNS, GOES, seconds=10) as followed:
        await followed.pass_time(9)
        assert not followed.task.done()
        await followed.pass_time(2)
        assert await followed.status() == 3
        assert followed.lines() == [f"{RUNS}  RUNNING  a10g-small"]
        assert f"{GOES} is not settled" in followed.words()


async def test_a_failed_space_counts_more_than_that_the_time_is_up(wait: Wait) -> None:
    async with wait("ada/chat-ui", GOES, seconds=10) as followed:
        await followed.pass_time(11)
        assert await followed.status() == 1


@pytest.mark.parametrize(("space_id", "status"), [(RUNS, 0), (SLEEPS, 4), (GOES, 3)])
async def test_no_time_at_all_looks_once(space_id: str, status: int, wait: Wait) -> None:
    async with wait(space_id, seconds=0) as followed:
        assert await followed.status() == status


async def test_a_look_that_fails_is_a_look(wait: Wait, demo: DemoServer) -> None:
    demo.faults.add(Says(503, HTML_503, "text/html"))
    async with wait(RUNS, seconds=0) as followed:
        assert await followed.status() == 3
        assert "503" in followed.words()


async def test_a_hub_that_stumbles_does_not_end_it(wait: Wait, demo: DemoServer) -> None:
    async with wait(BUILDS) as followed:
        demo.faults.add(Says(503, HTML_503, "text/html"), times=4)
        demo.faults.add(Cut(), times=3)
        demo.faults.add(Says(429, headers={"Retry-After": "7"}), times=2)
        await followed.pass_time(200)
        assert await followed.status() == 0
        assert "offline" in followed.words()


@pytest.mark.parametrize(("space_id", "status"), [("babbage/plans", 0), ("ada/notebook", 1)])
async def test_without_a_token_public_spaces_can_be_waited_for(space_id: str, status: int, wait: Wait) -> None:
    async with wait(space_id, token="") as followed:
        assert await followed.status() == status


async def test_a_token_refused_from_the_first_is_one(wait: Wait) -> None:
    async with wait(RUNS, token="hf_wrong") as followed:
        assert await followed.status() == 1
        assert "not valid any more" in followed.words()


async def test_as_json_a_settled_space_has_the_keys_of_show_and_how_it_turned_out(wait: Wait) -> None:
    async with wait(RUNS, "ada/chat-ui", "ada/nowhere", as_json=True) as followed:
        told = {each["id"]: each for each in followed.objects()}
        assert {key: each["outcome"] for key, each in told.items()} == {
            RUNS: "running",
            "ada/chat-ui": "failed",
            "ada/nowhere": "cannot be seen",
        }
        assert (told[RUNS]["stage"], told[RUNS]["hardware"], told[RUNS]["sleep_time"]) == (
            "RUNNING",
            "a10g-small",
            3600,
        )
        assert told[RUNS]["time"].endswith("Z")
        assert "CUDA out of memory" in told["ada/chat-ui"]["error_message"]
        assert (told["ada/nowhere"]["stage"], "does not exist" in told["ada/nowhere"]["problem"]) == (None, True)


@pytest.mark.parametrize("as_json", [False, True])
async def test_hostile_words_do_nothing_to_a_terminal(
    as_json: bool, wait: Wait, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    space: DemoSpace = world.spaces["ada/chat-ui"]
    space.error = space.title = "\x1b[2J\u202e\n\x9b31m\x00"
    async with wait("ada/chat-ui", as_json=as_json) as followed:
        assert await followed.status() == 1
        shown = capsys.readouterr().out
        assert shown.count("\n") == 1
        assert shown[:-1].isprintable()


def ended(*arguments: str) -> Result:
    return CliRunner().invoke(cockpit, ["--demo", "wait", *arguments])


def test_the_command_ends_with_the_status() -> None:
    assert ended(RUNS).exit_code == 0
    assert ended("ada/chat-ui", "--json").exit_code == 1
    late = ended(GOES, "--timeout", "0")
    assert (late.exit_code, late.stdout) == (3, "")
    assert ended(SLEEPS, "--timeout", "1h 30m").exit_code == 4


@pytest.mark.parametrize("arguments", [(), ("no-id",), (RUNS, "--timeout", "soon"), (RUNS, "--timeout", "-3")])
def test_wrong_usage_is_two(arguments: tuple[str, ...]) -> None:
    result = ended(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")


def test_help_tells_the_statuses() -> None:
    told = ended("--help").stdout
    for status in ("0  all are running", "1  one failed", "3  the time is up", "4  settled"):
        assert status in told


def test_a_signal_ends_it_as_a_shell_expects(demo: DemoServer) -> None:
    environ = os.environ | {"HF_ENDPOINT": demo.url, "HF_TOKEN": demo.world.token}
    command = [sys.executable, "-m", "spacetui", "wait", RUNS, GOES, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["id"] == RUNS
        process.send_signal(signal.SIGINT)
        _, words = process.communicate(timeout=15)
        assert process.returncode == 128 + signal.SIGINT
        assert "Traceback" not in words
