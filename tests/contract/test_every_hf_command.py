"""No `hf` command that concerns Spaces is forgotten, and each works against the demo hub."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest
from huggingface_hub.cli.hf import app

from spacetui.demo.server import DemoServer
from tests.contract.commands import COMMANDS
from tests.contract.conftest import Hf
from tests.contract.others import COMMANDS_NOT_OURS

OTHERS = [name for names in COMMANDS_NOT_OURS.values() for name in names]


def commands_below(command: click.Command, name: str) -> Iterator[str]:
    if not isinstance(command, click.Group):
        yield name
        return
    context = click.Context(command)
    for each in command.list_commands(context):
        below = command.get_command(context, each)
        assert below is not None
        yield from commands_below(below, f"{name} {each}".strip())


def test_each_command_on_spaces_and_repositories_is_used_here_or_said_not_to_be() -> None:
    there = {name for name in commands_below(app, "") if name.split()[0] in ("spaces", "repos")}
    assert len(there) > 30
    assert there == COMMANDS.keys() | set(OTHERS)
    assert COMMANDS.keys().isdisjoint(OTHERS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_command_has_its_effect_on_the_demo_hub(name: str, hf: Hf, quick_demo: DemoServer) -> None:
    COMMANDS[name](hf, quick_demo.world)


def test_hot_reload_reaches_no_space_of_the_demo_hub(hf: Hf, quick_demo: DemoServer) -> None:
    hf("spaces", "hot-reload", "ada/leaderboard", "app.py", fails=True)
    assert all(request.method == "GET" for request in quick_demo.requests)
