"""Our `find_token` against the official `get_token`, over every combination of environment and file."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from spacetui.hub.errors import InvalidInput
from spacetui.hub.token import find_token

# One process for the whole matrix: the official client reads its environment when `constants` is imported.
OFFICIAL = """
import importlib, json, os, sys
from huggingface_hub import constants, get_token

base = dict(os.environ)
answers = []
for changes in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update(base | changes)
    importlib.reload(constants)
    try:
        answers.append(get_token())
    except (OSError, UnicodeDecodeError):
        answers.append(["unreadable"])
json.dump(answers, sys.stdout)
"""

FILES = {
    "plain": b"hf_plain",
    "spaced": b"  hf_spaced \t\n\n",
    "broken": b"hf_\nbro\r\nken\r\n",
    "empty": b"",
    "blank": b" \n\t\r\n ",
    "latin": b"hf_\xff\xfe",
    "mark": b"\xef\xbb\xbfhf_mark",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a token file of every kind, each in a folder of its own, and one in the usual place."""
    for name, content in FILES.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "token").write_bytes(content)
    (tmp_path / "folder" / "token").mkdir(parents=True)
    usual = tmp_path / ".cache" / "huggingface" / "token"
    usual.parent.mkdir(parents=True)
    usual.write_text("hf_usual\n")
    cache = tmp_path / "cache" / "huggingface" / "token"
    cache.parent.mkdir(parents=True)
    cache.write_text("hf_cache")
    return tmp_path


def matrix(home: Path) -> Iterator[dict[str, str]]:
    """Each variable unset, empty, blank and set, in every combination; then files and spellings one by one."""
    choices = {
        "HF_TOKEN": [None, "", " \n", " hf_env\r\n"],
        "HUGGING_FACE_HUB_TOKEN": [None, "", "hf_old"],
        "HF_TOKEN_PATH": [None, "", "~/spaced/token", "/nowhere"],
        "HF_HOME": [None, "", str(home / "plain")],
        "XDG_CACHE_HOME": [None, "", str(home / "cache")],
    }
    for values in itertools.product(*choices.values()):
        yield {name: value for name, value in zip(choices, values, strict=True) if value is not None}
    for name in (*FILES, "folder", "missing", "plain/token"):
        yield {"HF_HOME": str(home / name)}
        yield {"HF_TOKEN_PATH": str(home / name / "token")}
    spellings = (
        "~ ~/ ~/plain $HOME/plain ${HOME}/plain $PART/plain ${PART}plain $NONE/plain ${NONE} ~nobody9/x $ ${ $$HOME"
    )
    for spelling in [*spellings.split(), "$TILDE/plain", "$NESTED/plain", "${}", "./plain", "$HOMEx", "a~/b", "$HÖME"]:
        more = {"PART": f"{home}/", "TILDE": "~", "NESTED": "$HOME"}
        yield {"HF_HOME": spelling, **more}
        yield {"HF_TOKEN_PATH": f"{spelling}/token", **more}
        yield {"XDG_CACHE_HOME": spelling, **more}


def ours(environ: dict[str, str], home: Path) -> object:
    try:
        found = find_token(environ, home)
    except InvalidInput as error:
        assert error.advice
        return ["unreadable"]
    return found and found.token.get_secret_value()


def test_every_environment_gives_the_token_that_the_official_client_takes(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environments = list(matrix(home))
    base = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    answer = subprocess.run(
        [sys.executable, "-c", OFFICIAL],
        input=json.dumps(environments),
        env=base,
        cwd=home / "plain",
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    official = json.loads(answer.stdout)
    monkeypatch.chdir(home / "plain")
    got = [ours({**base, **environ}, home) for environ in environments]
    differing = [
        (environ, theirs, mine)
        for environ, theirs, mine in zip(environments, official, got, strict=True)
        if theirs != mine
    ]
    assert not differing
    assert {"hf_env", "hf_old", "hf_usual", "hf_cache", "hf_plain", "hf_spaced", "hf_broken", None} <= {
        answer for answer in got if not isinstance(answer, list)
    }
    assert ["unreadable"] in got


def test_the_source_is_the_variable_or_the_file(home: Path) -> None:
    found = find_token({"HF_TOKEN": "hf_a"}, home)
    assert found is not None
    assert (found.source, repr(found.token)) == ("HF_TOKEN", "SecretStr('**********')")
    found = find_token({"HUGGING_FACE_HUB_TOKEN": "hf_a"}, home)
    assert found is not None
    assert found.source == "HUGGING_FACE_HUB_TOKEN"
    found = find_token({}, home)
    assert found is not None
    assert found.source == str(home / ".cache" / "huggingface" / "token")
    assert "hf_usual" not in repr(found)


def test_a_token_file_that_cannot_be_read_says_why(home: Path) -> None:
    with pytest.raises(InvalidInput, match="directory"):
        find_token({"HF_HOME": str(home / "folder")}, home)
    with pytest.raises(InvalidInput, match="not text"):
        find_token({"HF_HOME": str(home / "latin")}, home)
    loop = home / "loop"
    loop.symlink_to(loop)
    with pytest.raises(InvalidInput, match="symbolic link"):
        find_token({"HF_TOKEN_PATH": str(loop)}, home)
