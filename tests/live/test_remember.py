"""What is kept on disk between runs: whole or not at all, nobody else's, never a secret, and never in the way."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from spacetui.hub.errors import NoAnswer
from spacetui.hub.models import HardwareInfo, Model, Space, SpaceRuntime
from spacetui.hub.token import fingerprint
from spacetui.live.choices import Choices
from spacetui.live.commands import SetSecret, SetVariable
from spacetui.live.glance import glance
from spacetui.live.picture import (
    CommandState,
    Connection,
    Known,
    Link,
    Phase,
    SpaceEntry,
)
from spacetui.live.remember import Memory
from tests.live import made
from tests.live.conftest import Live
from tests.live.keeping import HUB, NOON, TOKEN, Disk, account, as_kept, picture

# -- what comes back ---------------------------------------------------------------------------------------


async def test_the_demos_whole_fleet_comes_back_as_it_was_catching_up(live: Live, disk: Disk) -> None:
    shown = replace(live.picture, muted=frozenset({"ada/ocr"}), offered={"large": 201})
    disk.memory().keep_picture(shown)
    last = disk.memory().last_picture()
    assert last == as_kept(shown)
    assert last.connection == Connection(Link.CATCHING_UP, since=live.clock.now())
    assert last.account is not None
    assert (last.account.token_role, last.may_act_on("analytical")) == ("write", True)


async def test_a_glance_tells_all_that_the_models_tell(live: Live, disk: Disk) -> None:
    disk.memory().keep_picture(live.picture)
    last = disk.memory().last_picture()
    light = glance(disk.cache, HUB, fingerprint(TOKEN, HUB))
    assert last is not None
    assert light is not None
    assert light.spaces.keys() == last.spaces.keys()
    tell_alike(light.account, last.account)
    tell_alike(light.catalog and light.catalog.value, last.catalog and last.catalog.value)
    for key, entry in last.spaces.items():
        tell_alike(light.spaces[key].space, entry.space)
        tell_alike(light.spaces[key].runtime, entry.runtime)
        assert replace(light.spaces[key], space=entry.space, runtime=entry.runtime) == entry
    assert replace(light, account=last.account, catalog=last.catalog, spaces=last.spaces) == last


def tell_alike(light: object, model: object) -> None:
    """That each attribute and property of a model has the same value in what stands for it."""
    if isinstance(model, tuple):
        assert isinstance(light, tuple)
        for each, other in zip(light, model, strict=True):
            tell_alike(each, other)
    elif isinstance(model, Model):
        properties = {name for name, value in vars(type(model)).items() if isinstance(value, property)}
        for name in (type(model).model_fields.keys() | properties) - {"raw", "runtime"}:
            tell_alike(getattr(light, name), getattr(model, name))
    else:
        assert (light, type(light)) == (model, type(model))


def test_unknown_words_auto_replicas_and_what_was_not_told_come_back(disk: Disk) -> None:
    told = made.runtime("HIBERNATING", "b900-huge", replicas={"current": 2, "requested": "auto"}, storage="vast")
    entry = replace(made.entry(told, since=NOON), since_exact=True, read_singly_at=NOON, untold=True)
    silent = replace(made.entry(None, "ada/silent", NOON), read_at=NOON + 1)
    shown = replace(made.picture(entry, silent, connection=Connection(Link.LIVE, since=NOON)), account=account())
    disk.memory().keep_picture(shown)
    last = disk.memory().last_picture()
    assert last == as_kept(shown)
    runtime = last.spaces["ada/demo"].runtime
    assert runtime is not None
    assert (runtime.stage.kind, runtime.flavor) == ("unknown", "b900-huge")


words = st.text(st.characters(), max_size=12)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
KEYS = """
    stage hardware gcTimeout storage replicas errorMessage domains sha volumes devMode _id author sdk private disabled
    likes tags createdAt lastModified subdomain host region cardData name prettyName cpu ram accelerator
    unitCostMicroUSD unitCostUSD unitLabel
"""
keys = st.sampled_from(sorted(KEYS.split()))
bodies = st.dictionaries(keys, anything | st.datetimes().map(str) | st.just({"requested": "auto"}), max_size=12)


@given(bodies, bodies, bodies, words)
def test_whatever_the_models_hold_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    space: dict[str, Any],
    runtime: dict[str, Any],
    flavor: dict[str, Any],
    stage: str,
) -> None:
    entry = SpaceEntry(
        Space.model_validate({**space, "id": "ada/demo"}),
        SpaceRuntime.model_validate({**runtime, "stage": stage}),
        read_at=NOON,
        since=NOON,
    )
    catalog = Known((HardwareInfo.model_validate({**flavor, "name": stage}),), NOON)
    shown = replace(made.picture(entry, catalog=catalog, connection=Connection(since=NOON)), account=account())
    memory = Disk(tmp_path_factory.mktemp("kept")).memory()
    memory.keep_picture(shown)
    assert memory.last_picture() == as_kept(shown)
    assert memory.problems == []


def test_a_picture_that_misses_an_owner_does_not_replace_the_last(disk: Disk) -> None:
    disk.memory().keep_picture(picture())
    disk.memory().keep_picture(replace(picture("ada/other"), owners=("ada", "analytical")))
    last = disk.memory().last_picture()
    assert last is not None
    assert set(last.spaces) == {"ada/demo"}


def test_where_nothing_was_kept_nothing_comes_back_and_nothing_is_wrong(disk: Disk) -> None:
    memory = disk.memory()
    assert memory.last_picture() is None
    assert memory.choices("ada") == Choices()
    assert (memory.problems, disk.files()) == ([], [])


# -- whose it is -------------------------------------------------------------------------------------------


def test_nobody_sees_a_picture_under_anothers_token_at_another_hub_or_with_other_authors(disk: Disk) -> None:
    disk.memory().keep_picture(picture())
    disk.memory(TOKEN, "analytical").keep_picture(picture("analytical/ocr"))
    disk.memory("hf_babbages").keep_picture(picture("babbage/plans", of="babbage"))
    disk.memory(None, "ada").keep_picture(picture("ada/public", of=None))

    def shown(memory: Memory) -> set[str] | None:
        last = memory.last_picture()
        return None if last is None else set(last.spaces)

    assert shown(disk.memory()) == {"ada/demo"}
    assert shown(disk.memory(TOKEN, "analytical")) == {"analytical/ocr"}
    assert shown(disk.memory("hf_babbages")) == {"babbage/plans"}
    assert shown(disk.memory(None, "ada")) == {"ada/public"}
    for stranger in (
        disk.memory("hf_another"),
        disk.memory(None),
        disk.memory(None, "babbage"),
        disk.memory(TOKEN, "ada"),
        disk.memory(endpoint="https://other.example"),
    ):
        assert shown(stranger) is None
        assert stranger.problems == []


def test_the_order_in_which_authors_are_given_is_no_matter(disk: Disk) -> None:
    disk.memory(None, "babbage", "ada").keep_picture(picture("ada/demo", "babbage/plans", of=None))
    assert disk.memory(None, "ada", "babbage", "ada").last_picture() is not None


def test_a_newer_token_of_the_same_account_finds_its_picture(disk: Disk) -> None:
    memory = disk.memory()
    memory.keep_picture(picture())
    memory.renewed(SecretStr("hf_newer"))
    assert disk.memory("hf_newer").last_picture() is not None
    later = disk.memory("hf_newer")
    later.last_picture()
    later.renewed(SecretStr("hf_newest"))
    assert disk.memory("hf_newest").last_picture() is not None


def test_a_token_that_came_before_its_account_was_known_is_nobodys_yet(disk: Disk) -> None:
    disk.memory().keep_picture(picture())
    memory = disk.memory()
    memory.renewed(SecretStr("hf_whose"))
    assert disk.memory("hf_whose").last_picture() is None


def test_a_picture_whose_account_is_not_known_is_not_kept(disk: Disk) -> None:
    disk.memory().keep_picture(picture(of=None))
    assert disk.files() == []


def test_a_file_under_anothers_name_is_not_believed(disk: Disk) -> None:
    disk.memory().keep_picture(picture())
    (ours,) = disk.pictures()
    disk.memory("hf_babbages").keep_picture(picture("babbage/plans", of="babbage"))
    (theirs,) = set(disk.pictures()) - {ours}
    theirs.replace(ours)
    memory = disk.memory()
    assert memory.last_picture() is None
    assert str(ours) in memory.problems[0]


# -- what is never kept ------------------------------------------------------------------------------------


async def test_neither_tokens_nor_secrets_nor_variables_nor_errors_are_in_any_file(live: Live, disk: Disk) -> None:
    world, space_id = live.demo.world, "ada/whisper-demo"
    await live.carry_out(SetSecret(space_id, "KEY_OF_SECRET", SecretStr("value-of-secret"), "words on secret"))
    await live.carry_out(SetVariable(space_id, "KEY_OF_VARIABLE", "value-of-variable", "words on variable"))
    failed = CommandState(
        len(live.picture.commands) + 1, space_id, "restart", Phase.FAILED, error=NoAnswer("value-of-error")
    )
    entry = replace(live.entry(space_id), problem=failed.error)
    shown = replace(
        live.picture,
        commands={**live.picture.commands, failed.number: failed},
        spaces={**live.picture.spaces, space_id: entry},
    )
    held = repr(shown) + repr(failed.error)
    memory = disk.memory(world.token)
    memory.keep_picture(shown)
    memory.keep_choices("ada", Choices({"ada": True}, {space_id: "RUNNING"}))
    memory.renewed(SecretStr(world.other_token))
    assert len(disk.files()) == 4
    written = "".join(path.name + path.read_text() for path in disk.files())
    for word in ("KEY_OF_SECRET", "KEY_OF_VARIABLE", "value-of-variable", "words on secret", "value-of-error"):
        assert word in held
        assert word not in written
    assert "value-of-secret" not in written
    for token in (world.token, world.other_token):
        assert not [token[at : at + 8] for at in range(len(token) - 8) if token[at : at + 8] in written]


def test_files_and_folders_are_ours_alone(disk: Disk) -> None:
    disk.memory().keep_picture(picture())
    disk.memory().keep_choices("ada", Choices())
    assert {path.stat().st_mode & 0o777 for path in disk.files()} == {0o600}
    folders = [path for path in disk.folder.rglob("*") if path.is_dir()]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}
    assert len(folders) == 5


# -- choices -----------------------------------------------------------------------------------------------


def test_choices_are_each_accounts_own_at_each_hub(disk: Disk) -> None:
    adas = Choices({"analytical": False, "readers": True}, {"ada/old": "RUNTIME_ERROR"})
    disk.memory().keep_choices("ada", adas)
    disk.memory().keep_choices("../babbage", Choices(muted={"babbage/\ud800": "STOPPED"}))
    assert disk.memory("hf_newer").choices("ada") == adas
    assert disk.memory().choices("../babbage").muted == {"babbage/\ud800": "STOPPED"}
    assert disk.memory().choices("babbage") == Choices()
    assert disk.memory(endpoint="https://other.example").choices("ada") == Choices()


def test_choices_that_make_no_sense_are_left_out(disk: Disk) -> None:
    disk.memory().keep_choices("ada", Choices({"analytical": True}, {"ada/old": "PAUSED"}))
    (path,) = disk.files()
    told = json.loads(path.read_text())
    path.write_text(json.dumps({**told, "owners": {"x": 1, "y": False}, "muted": ["ada/old"]}))
    assert disk.memory().choices("ada") == Choices({"y": False})
