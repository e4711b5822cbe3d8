"""Files that somebody asked for are written whole or not at all, for their owner alone, over nothing unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from spacetui.saving import save


def names_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_file_is_its_owners_alone(tmp_path: Path) -> None:
    save(tmp_path / "a.log", "日本\n")
    assert (tmp_path / "a.log").read_text(encoding="utf-8") == "日本\n"
    assert (tmp_path / "a.log").stat().st_mode & 0o777 == 0o600
    assert names_in(tmp_path) == ["a.log"]


def test_one_that_is_there_is_replaced_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(FileExistsError):
        save(path, "new")
    assert path.read_text(encoding="utf-8") == "old"
    save(path, "new", replace=True)
    assert path.read_text(encoding="utf-8") == "new"
    assert names_in(tmp_path) == ["a.log"]


def test_a_folder_is_never_replaced_and_nothing_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for replace in (False, True):
        with pytest.raises(IsADirectoryError, match="folder"):
            save(tmp_path / "folder", "new", replace=replace)
    assert names_in(tmp_path) == ["folder"]


def test_the_users_home_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    save(Path("~/a.log"), "x")
    assert names_in(tmp_path) == ["a.log"]
