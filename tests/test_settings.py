from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacetui.settings import Settings, load_settings, paths


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("SPACETUI_THEME", "SPACETUI_ASCII"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    for kind in ("CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))
    return tmp_path


@pytest.fixture
def config(home: Path) -> Path:
    path = paths().config_file
    path.parent.mkdir(parents=True)
    return path


def only(problems: list[str]) -> str:
    assert len(problems) == 1, problems
    return problems[0]


def test_without_any_file_the_defaults_hold_and_nothing_is_said() -> None:
    assert load_settings() == (Settings(theme="spacetui-dark", ascii=False), [])


def test_the_users_file_is_read(config: Path) -> None:
    config.write_text('theme = "spacetui-light"\nascii = true\n')
    assert load_settings() == (Settings(theme="spacetui-light", ascii=True), [])


def test_a_named_file_is_read_instead_of_the_users(config: Path, tmp_path: Path) -> None:
    config.write_text("ascii = true\n")
    other = tmp_path / "other.toml"
    other.write_text('theme = "spacetui-light"\n')
    assert load_settings(other) == (Settings(theme="spacetui-light", ascii=False), [])


def test_a_named_file_that_is_missing_is_told(tmp_path: Path) -> None:
    settings, problems = load_settings(tmp_path / "absent.toml")
    assert settings == Settings()
    assert "absent.toml: there is no such file" in only(problems)


def test_the_environment_wins_over_the_file(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.write_text('theme = "spacetui-light"\nascii = true\n')
    monkeypatch.setenv("SPACETUI_THEME", "spacetui-dark")
    monkeypatch.setenv("SPACETUI_ASCII", "off")
    assert load_settings() == (Settings(theme="spacetui-dark", ascii=False), [])


def test_an_empty_variable_is_no_setting(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.write_text("ascii = true\n")
    monkeypatch.setenv("SPACETUI_ASCII", "")
    assert load_settings() == (Settings(ascii=True), [])


def test_a_value_that_does_not_fit_costs_only_itself(config: Path) -> None:
    config.write_text('theme = "solarized"\nascii = true\n')
    settings, problems = load_settings()
    assert settings == Settings(theme="spacetui-dark", ascii=True)
    assert only(problems) == (
        f"{config}, theme: 'solarized' is not spacetui-dark or spacetui-light; spacetui-dark is used."
    )


@pytest.mark.parametrize("value", ['"maybe"', "2", "[true]", "{ on = true }", "1979-05-27"])
def test_a_switch_takes_nothing_but_yes_and_no(config: Path, value: str) -> None:
    config.write_text(f"ascii = {value}\n")
    settings, problems = load_settings()
    assert settings == Settings()
    assert "is not true or false; false is used." in only(problems)


def test_a_bad_variable_falls_back_to_the_file_and_says_so(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.write_text('theme = "spacetui-light"\n')
    monkeypatch.setenv("SPACETUI_THEME", "pink")
    settings, problems = load_settings()
    assert settings.theme == "spacetui-light"
    assert only(problems) == "SPACETUI_THEME: 'pink' is not spacetui-dark or spacetui-light; spacetui-light is used."


def test_an_unknown_key_is_named_but_its_value_is_not_shown(config: Path) -> None:
    config.write_text('token = "not-for-the-screen"\nascii = true\n')
    settings, problems = load_settings()
    assert settings == Settings(ascii=True)
    assert only(problems) == f"{config}, token: there is no such setting (there are theme, ascii); it is ignored."


def test_broken_toml_is_told_with_its_line(config: Path) -> None:
    config.write_text('ascii = true\ntheme = "spacetui-dark\n')
    settings, problems = load_settings()
    assert settings == Settings()
    assert only(problems).startswith(f"{config}: ")
    assert "line 2" in problems[0]


def test_text_in_another_encoding_is_told(config: Path) -> None:
    config.write_bytes("theme = 'größer'\n".encode("latin-1"))
    settings, problems = load_settings()
    assert settings == Settings()
    assert "UTF-8 text is expected" in only(problems)


def test_a_byte_order_mark_is_no_problem(config: Path) -> None:
    config.write_bytes(b"\xef\xbb\xbfascii = true\r\n")
    assert load_settings() == (Settings(ascii=True), [])


def test_a_folder_in_the_files_place_is_told(config: Path) -> None:
    config.mkdir()
    settings, problems = load_settings()
    assert settings == Settings()
    assert "cannot be read" in only(problems)


def test_nesting_without_end_is_told(config: Path) -> None:
    config.write_text("ascii = " + "[" * 100_000)
    settings, problems = load_settings()
    assert settings == Settings()
    assert "TOML is expected" in only(problems)


def test_control_characters_of_the_file_do_not_reach_a_problem(config: Path) -> None:
    config.write_text('"\\u001b[2J" = 1\ntheme = "\\u009b2J"\n')
    _, problems = load_settings()
    assert len(problems) == 2
    assert all(problem.isprintable() for problem in problems)


@given(content=st.binary() | st.text().map(str.encode))
def test_no_content_stops_a_start(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "arbitrary.toml"
    path.write_bytes(content)
    settings, problems = load_settings(path)
    assert isinstance(settings, Settings)
    assert all(problem and problem.isprintable() for problem in problems)


def test_settings_do_not_change_once_read() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().ascii = True  # type: ignore[misc]  # what the test is about


def test_asking_where_files_live_creates_nothing(home: Path) -> None:
    places = paths()
    load_settings()
    assert {places.config_file.name, places.cache_dir.name, places.state_dir.name} == {"config.toml", "spacetui"}
    assert list(home.iterdir()) == []


def test_importing_the_settings_loads_neither_pydantic_nor_platformdirs() -> None:
    code = "import sys, spacetui.settings; print(sorted({'pydantic', 'platformdirs'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.strip() == "[]"
