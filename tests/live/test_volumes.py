"""Lists of volumes: how two differ, and what may be written into one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacetui.hub.errors import InvalidInput
from spacetui.hub.models import Volume
from spacetui.live.commands import Effect, SetVolumes, Situation
from spacetui.live.picture import Environment
from spacetui.live.volumes import (
    TYPES,
    check_mount_path,
    check_path_within,
    check_revision,
    check_source,
    difference,
    masked,
    writable,
)
from tests.live.made import runtime

DATA = Volume(type="dataset", source="ada/corpus", mount_path="/data", read_only=True)
SCRATCH = Volume(type="bucket", source="ada/scratch", mount_path="/scratch")

volumes = st.builds(
    Volume,
    type=st.sampled_from(TYPES),
    source=st.sampled_from(["ada/a", "ada/b"]),
    mount_path=st.sampled_from(["/a", "/b", "/c", "/d"]),
    read_only=st.sampled_from([None, True, False]),
)
lists = st.lists(volumes, max_size=5)
mounted = st.lists(volumes, max_size=4, unique_by=lambda volume: volume.mount_path)


@given(before=lists, after=lists)
def test_what_is_carried_out_of_a_difference_makes_one_list_of_the_other(
    before: list[Volume], after: list[Volume]
) -> None:
    changes = difference(before, after)
    made = list(before)
    for volume in (*changes.removed, *(old for old, _ in changes.changed)):
        made.remove(volume)
    made += [*changes.added, *(new for _, new in changes.changed)]
    assert sorted(map(repr, made)) == sorted(map(repr, after))


@given(before=mounted, after=mounted)
def test_at_each_path_one_thing_happens_at_most(before: list[Volume], after: list[Volume]) -> None:
    changes = difference(before, after)
    paths = [each.mount_path for each in (*changes.added, *changes.removed)]
    paths += [old.mount_path for old, _ in changes.changed]
    assert len(paths) == len(set(paths))
    assert all(old.mount_path == new.mount_path and old != new for old, new in changes.changed)


@given(of=lists, seed=st.randoms(use_true_random=False))
def test_another_order_is_no_difference(of: list[Volume], seed: object) -> None:
    other = list(of)
    seed.shuffle(other)  # type: ignore[attr-defined]  # hypothesis types its random source as any object
    assert not difference(of, other)


def test_another_source_at_a_path_is_a_change_and_another_path_is_one_volume_less_and_one_more() -> None:
    other = DATA.model_copy(update={"source": "ada/other"})
    moved = DATA.model_copy(update={"mount_path": "/elsewhere"})
    changed = difference([DATA, SCRATCH], [SCRATCH, other])
    assert (changed.added, changed.changed, changed.removed) == ((), ((DATA, other),), ())
    again = difference([DATA], [moved])
    assert (again.added, again.changed, again.removed) == ((moved,), (), (DATA,))


def test_a_source_with_stars_is_one_that_is_hidden() -> None:
    hidden = Volume(type="dataset", source="****/******", mount_path="/bench")
    assert masked([DATA, hidden]) == (hidden,)
    assert not masked([DATA, SCRATCH])


def test_only_a_bucket_can_be_written_to() -> None:
    assert writable("bucket", None)
    assert writable("bucket", read_only=False)
    assert not writable("bucket", read_only=True)
    assert not writable("dataset", read_only=False)


@pytest.mark.parametrize(
    "source", ["", "ada", "ada/", "ada/x/train", "ada/x@v1", "****/******", "ada/..", "hf://ada/x"]
)
def test_a_source_is_an_owner_and_a_name(source: str) -> None:
    with pytest.raises(InvalidInput, match="namespace/name"):
        check_source(source)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", "starts with /"),
        ("data", "starts with /"),
        ("/da\x1bta", "starts with /"),
        ("/", "whole file system"),
        ("/data/", "here /data"),
        ("//data", "here /data"),
        ("/a/../data", "here /data"),
        ("/./data", "here /data"),
        ("/taken", "mounted at /taken already"),
    ],
)
def test_a_mount_path_is_absolute_clean_and_free(path: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        check_mount_path(path, ["/taken"])


def test_what_can_be_mounted_is_taken_as_it_is() -> None:
    assert check_source("ada/Corpus_1.0") == "ada/Corpus_1.0"
    assert check_mount_path("/data/in put", ["/data"]) == "/data/in put"
    assert check_path_within("") == ""
    assert check_path_within("train/2024") == "train/2024"
    assert check_revision("refs/pr/3") == "refs/pr/3"


@pytest.mark.parametrize("path", ["/train", "train/", "a//b", "../up", "a/./b", "a\nb"])
def test_a_folder_within_a_source_stays_in_it(path: str) -> None:
    with pytest.raises(InvalidInput, match="folder within the source"):
        check_path_within(path)


@pytest.mark.parametrize("revision", ["two words", "-option", "a..b", "a:b", "a\x07"])
def test_a_revision_is_what_git_can_name(revision: str) -> None:
    with pytest.raises(InvalidInput, match="branch or tag"):
        check_revision(revision)


def test_a_folder_that_was_to_go_is_not_said_to_be_gone_while_it_is_there() -> None:
    """The Hub fills in what is left open, so that what is there besides says nothing by itself."""

    def mounting(**more: str) -> Situation:
        volume = {"type": "bucket", "source": "ada/scratch", "mountPath": "/scratch", **more}
        return Situation(runtime(volumes=[volume]), Environment())

    command = SetVolumes("ada/demo", (SCRATCH,))
    assert command.effect(mounting(path="runs"), mounting(path="runs")) is Effect.CANNOT_TELL
    assert command.effect(mounting(path="runs"), mounting()) is Effect.SEEN
    assert command.effect(Situation(runtime(), Environment()), mounting(revision="main")) is Effect.SEEN
    assert command.effect(mounting(), Situation(runtime(), Environment())) is Effect.NOT_SEEN
