"""Files of ours that are damaged, hostile, in the way or written by two at once: they cost the memory, no more."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from spacetui.live.choices import Choices
from spacetui.live.picture import Connection, Picture
from spacetui.live.remember import Memory
from tests.live import made
from tests.live.keeping import NOON, TOKEN, Disk, account, picture


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def no_text(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00{")


def a_list(path: Path) -> None:
    path.write_text("[1]")


def another_version(path: Path) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), "version": 2}))


def too_deep(path: Path) -> None:
    path.write_text("[" * 100_000)


def too_long_a_number(path: Path) -> None:
    path.write_text('{"version": 1, "since": ' + "9" * 5000 + "}")


def too_large(path: Path) -> None:
    os.truncate(path, 2**26 + 1)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def a_device(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def a_loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


WRONG = [
    nothing,
    half,
    no_text,
    a_list,
    another_version,
    too_deep,
    too_long_a_number,
    too_large,
    a_folder,
    a_pipe,
    a_device,
    a_loop,
]


@pytest.mark.parametrize("damage", WRONG)
def test_a_file_that_is_no_use_is_told_and_left_out(damage: Callable[[Path], None], disk: Disk) -> None:
    disk.memory().keep_picture(picture())
    disk.memory().keep_choices("ada", Choices({"analytical": True}))
    (kept,), (chosen,) = disk.pictures(), disk.choices()
    damage(kept)
    damage(chosen)
    memory = disk.memory()
    assert memory.last_picture() is None
    assert memory.choices("ada") == Choices()
    assert len(memory.problems) == 2
    for path, words in zip((kept, chosen), memory.problems, strict=True):
        assert words.startswith(f"{path}: ")
        assert words.endswith(("left out.", "it is left out."))


@pytest.mark.parametrize("damage", WRONG)
def test_whose_a_token_is_may_be_lost_as_well(damage: Callable[[Path], None], disk: Disk) -> None:
    disk.memory().keep_picture(picture())
    (index,) = disk.tokens()
    damage(index)
    memory = disk.memory()
    assert memory.last_picture() is None
    assert str(index) in memory.problems[0]


def test_a_damaged_file_is_replaced_by_the_next_picture(disk: Disk) -> None:
    disk.memory().keep_picture(picture())
    for path in disk.pictures():
        half(path)
    memory = disk.memory()
    memory.keep_picture(picture())
    assert memory.last_picture() is not None


@pytest.mark.parametrize("blocked", ["cache", "state"])
def test_where_nothing_can_be_written_that_is_told_once(blocked: str, disk: Disk) -> None:
    (disk.folder / blocked).write_text("in the way")
    memory = disk.memory()
    for _ in range(2):
        memory.keep_picture(picture())
        memory.keep_choices("ada", Choices())
        memory.renewed(SecretStr(TOKEN))
    folders = {path.partition(": ")[0].partition(f"{disk.folder}/")[2].partition("/")[0] for path in memory.problems}
    assert folders == {blocked}
    assert len(memory.problems) == len(set(memory.problems))
    assert all("nothing is kept" in words for words in memory.problems)


def test_a_picture_too_large_to_be_read_again_is_not_written(disk: Disk) -> None:
    huge = made.entry(made.runtime(errorMessage="x" * 2**26), "ada/demo", NOON)
    shown = replace(made.picture(huge, connection=Connection(since=NOON)), account=account())
    memory = disk.memory()
    memory.keep_picture(shown)
    assert "64 MiB" in memory.problems[0]
    assert disk.files() == []


def test_what_makes_no_sense_in_a_picture_is_left_out_of_it(disk: Disk) -> None:
    disk.memory().keep_picture(picture("ada/one", "ada/two", "ada/three", "ada/four"))
    (path,) = disk.pictures()
    told = json.loads(path.read_text())
    told["spaces"][0]["space"]["id"] = 7
    told["spaces"][1]["runtime"]["stage"] = None
    told["spaces"][2]["since"] = float("nan")
    told["spaces"].append("no Space")
    told["offered"] = {"large": "many", "small": 3}
    told["muted"] = [None, "ada/two"]
    path.write_text(json.dumps(told))
    last = disk.memory().last_picture()
    assert last is not None
    assert set(last.spaces) == {"ada/two", "ada/four"}
    assert last.spaces["ada/two"].runtime is None
    assert last.offered == {"small": 3}
    assert last.muted == {"ada/two"}


# -- several at once, and for long -------------------------------------------------------------------------


def test_two_at_once_never_see_half_a_file(disk: Disk) -> None:
    disk.memory().keep_picture(picture())
    small, large = picture(), picture(*(f"ada/{number}" for number in range(300)))
    memories = [disk.memory() for _ in range(3)]

    def keeps(memory: Memory, shown: Picture) -> None:
        for _ in range(25):
            memory.keep_picture(shown)

    writers = [threading.Thread(target=keeps, args=pair) for pair in zip(memories, (small, large), strict=False)]
    for writer in writers:
        writer.start()
    seen = set()
    while any(writer.is_alive() for writer in writers):
        last = memories[2].last_picture()
        seen.add(len(last.spaces) if last else 0)
    for writer in writers:
        writer.join()
    assert seen <= {1, 300}
    assert [memory.problems for memory in memories] == [[], [], []]
    assert len(disk.files()) == 2


def test_only_the_newest_pictures_and_tokens_are_kept(disk: Disk) -> None:
    for number in range(40):
        disk.memory(f"hf_{number}").keep_picture(picture(f"ada{number}/demo", of=f"ada{number}"))
        for path in disk.files():
            if path.stat().st_mtime > 40:  # written just now
                os.utime(path, (number, number))
    assert len(disk.pictures()) == 8
    assert len(disk.tokens()) == 32
    assert disk.memory("hf_39").last_picture() is not None
    assert disk.memory("hf_0").last_picture() is None


def test_what_a_write_left_that_was_cut_short_goes_with_the_old(disk: Disk) -> None:
    disk.memory().keep_picture(picture())
    left = disk.pictures()[0].with_suffix(".json8xk2")
    left.write_text("{")
    os.utime(left, (0, 0))
    for number in range(8):
        disk.memory(f"hf_{number}").keep_picture(picture(of=f"ada{number}"))
    assert left not in disk.files()
