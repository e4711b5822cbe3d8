"""The command line as a shell sees it: what goes to stdout and stderr, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from spacetui import __version__
from spacetui.cli import cockpit
from spacetui.demo.faults import Says
from spacetui.demo.server import DemoServer
from tests.terminal import Terminal

COMMAND = (sys.executable, "-m", "spacetui")
HOSTILE: list[dict[str, str]] = json.loads((Path(__file__).parent / "data" / "hostile-strings.json").read_text())


def spacetui(*arguments: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    command, environment = [*COMMAND, *arguments], os.environ | environ
    return subprocess.run(
        command, check=False, capture_output=True, env=environment, stdin=subprocess.DEVNULL, timeout=60
    )


def at(demo: DemoServer, *arguments: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    return spacetui(*arguments, **{"HF_ENDPOINT": demo.url, "HF_TOKEN": demo.world.token, **environ})


def test_help_names_the_commands_and_where_the_token_comes_from() -> None:
    ended = spacetui("--help")
    assert ended.returncode == 0
    for words in ("list", "show", "demo-hub", "--demo", "--author", "--endpoint", "hf auth login"):
        assert words in ended.stdout.decode()
    for command in ("list", "show", "demo-hub"):
        assert spacetui(command, "--help").returncode == 0


def test_the_version_is_told() -> None:
    assert __version__ in spacetui("--version").stdout.decode()


def test_without_a_terminal_one_is_told_what_to_do_instead() -> None:
    for arguments in ((), ("--demo",)):
        ended = spacetui(*arguments)
        assert (ended.returncode, ended.stdout) == (1, b"")
        assert "spacetui list --json" in ended.stderr.decode()


def test_the_demos_spaces_are_listed_and_shown() -> None:
    listed = spacetui("--demo", "list", "--json")
    assert (listed.returncode, listed.stderr) == (0, b"")
    assert len(json.loads(listed.stdout)) > 20
    shown = spacetui("--demo", "show", "ada/notebook")
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert shown.stdout.decode().startswith("ada/notebook\n")


def test_a_hub_is_asked_as_the_environment_says(demo: DemoServer) -> None:
    assert at(demo, "list").stdout.decode().splitlines()[0].split()[0] == "SPACE"
    shown = at(demo, "show", "ada/notebook", "--json")
    assert json.loads(shown.stdout)["stage"] == "RUNNING"
    authors = at(demo, "--author", "readers", "--author", "babbage", "list", "--json", HF_TOKEN="")
    assert {each["author"] for each in json.loads(authors.stdout)} == {"readers", "babbage"}


def test_what_fails_is_words_on_stderr_and_status_one(demo: DemoServer) -> None:
    ended = at(demo, "show", "ada/nowhere")
    assert (ended.returncode, ended.stdout) == (1, b"")
    assert b"does not exist" in ended.stderr
    assert b"Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "environ", "words"),
    [
        (("list",), {"HF_TOKEN": "hf_wrong"}, "not valid"),
        (("list",), {"HF_TOKEN": ""}, "hf auth login"),
        (("--endpoint", "ftp://x", "list"), {}, "address"),
        (("--endpoint", "http://127.0.0.1:9", "show", "ada/notebook"), {}, "no connection"),
        (("list",), {"HF_HUB_OFFLINE": "1"}, "HF_HUB_OFFLINE"),
    ],
)
def test_each_failure_has_its_words(
    arguments: tuple[str, ...], environ: dict[str, str], words: str, demo: DemoServer
) -> None:
    usual = {"HF_ENDPOINT": demo.url, "HF_TOKEN": demo.world.token}
    ended = CliRunner(env={**usual, **environ}).invoke(cockpit, arguments)
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert isinstance(ended.exception, SystemExit)
    assert words in ended.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("list", "--nonsense"),
        ("show",),
        ("show", "no-id"),
        ("show", "ada/x/y"),
        ("--demo", "--author", "ada", "list"),
        ("--demo", "--endpoint", "https://hub.example", "list"),
        ("--demo-speed", "0", "list"),
        ("--demo-speed", "nan", "--demo", "list"),
        ("demo-hub", "--port", "70000"),
        ("demo-hub", "--fault", "gremlins"),
    ],
)
def test_wrong_usage_is_status_two(arguments: tuple[str, ...]) -> None:
    ended = spacetui(*arguments)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr


def test_what_the_hub_says_in_an_error_does_nothing_to_a_terminal(demo: DemoServer) -> None:
    words = "".join(each["text"] for each in HOSTILE if each["category"] in ("escape", "control"))
    demo.faults.add(Says(400, json.dumps({"error": words})))
    for ended in (at(demo, "list"), at(demo, "show", "ada/notebook")):
        assert ended.returncode == 1
        assert not set(ended.stderr.decode().replace("\n", "")) & {chr(code) for code in (*range(32), *range(127, 160))}


def test_a_reader_that_has_seen_enough_causes_no_traceback() -> None:
    program = " ".join(COMMAND)
    ended = subprocess.run(
        ["sh", "-c", f"{program} --demo list | head -n 1; {program} --demo list --json | true"],
        check=False,
        capture_output=True,
        env=os.environ,
        timeout=60,
    )
    assert ended.stdout.decode().startswith("SPACE")
    assert ended.stderr == b""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_encoding_of_the_terminal_will_do(encoding: str) -> None:
    ended = spacetui("--demo", "list", PYTHONIOENCODING=encoding)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"ada/notebook" in ended.stdout


@pytest.fixture
def demo_hub() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*COMMAND, "demo-hub"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    ) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_hub_serves_until_it_is_told_to_end(demo_hub: subprocess.Popen[str], number: signal.Signals) -> None:
    assert demo_hub.stdout is not None
    address = demo_hub.stdout.readline().split(",")[0].rpartition(" ")[2]
    token = demo_hub.stdout.readline().split()[-1]
    listed = spacetui("list", "--json", HF_ENDPOINT=address, HF_TOKEN=token)
    assert len(json.loads(listed.stdout)) > 20
    demo_hub.send_signal(number)
    _, words = demo_hub.communicate(timeout=15)
    assert (demo_hub.returncode, words) == (0, "")


def test_a_port_in_use_is_said(demo: DemoServer) -> None:
    ended = spacetui("demo-hub", "--port", demo.url.rpartition(":")[2])
    assert ended.returncode == 1
    assert "Port" in ended.stderr.decode()
    assert b"Traceback" not in ended.stderr


def test_on_a_terminal_the_listing_is_plain_text() -> None:
    with Terminal(*COMMAND, "--demo", "list") as terminal:
        assert terminal.wait() == 0
        assert b"\x1b" not in terminal.output
        assert b"ada/notebook" in terminal.output
