"""No operation of the official client that concerns Spaces is forgotten, and each works against the demo hub."""

from __future__ import annotations

import inspect
import re

import pytest
from huggingface_hub import HfApi

from spacetui.clock import ManualClock
from spacetui.demo.world import World
from spacetui.hub.client import SpacesClient
from tests.contract.effects import EFFECTS
from tests.contract.others import NOT_OURS
from tests.contract.requests_finding import FINDING
from tests.contract.requests_running import RUNNING

OFFICIAL = {name: member for name, member in inspect.getmembers(HfApi, callable) if not name.startswith("_")}
OURS = RUNNING.keys() | FINDING.keys()
OTHERS = [name for names in NOT_OURS.values() for name in names]

# Ours under another name, or part of another operation of ours.
NAMED = {
    "create_repo": "create_space",
    "delete_repo": "delete_space",
    "duplicate_repo": "duplicate_space",
    "move_repo": "move_space",
    "repo_info": "space_info",
    "update_repo_settings": "update_space_visibility",
    "wait_for_space": "get_space_runtime",
}


def concerns_spaces(name: str) -> bool:
    """Whether its name, its signature or what it says of itself mentions Spaces, or it takes any kind of repository."""
    member = OFFICIAL[name]
    signature = inspect.signature(member)
    said = f"{name} {signature} {inspect.getdoc(member)}"
    return "repo_type" in signature.parameters or re.search(r"(?<!name)space", said, re.IGNORECASE) is not None


def test_each_operation_of_the_official_client_on_spaces_is_ours_or_said_not_to_be() -> None:
    concerned = {name for name in OFFICIAL if concerns_spaces(name)}
    assert len(concerned) > 60
    assert concerned - OURS - set(OTHERS) == set()


def test_what_is_said_of_the_official_client_is_about_operations_it_has() -> None:
    assert len(OTHERS) == len(set(OTHERS))
    assert (OURS | set(OTHERS)) - OFFICIAL.keys() == set()
    assert OURS.isdisjoint(OTHERS)


def test_each_operation_of_ours_is_checked_both_ways_and_bears_its_official_name() -> None:
    assert EFFECTS.keys() == OURS
    assert {NAMED.get(name, name) for name in OURS} - set(dir(SpacesClient)) == set()


@pytest.mark.parametrize("name", EFFECTS)
def test_the_official_client_sees_the_effect(name: str, api: HfApi, world: World, clock: ManualClock) -> None:
    EFFECTS[name](api, world, clock)
