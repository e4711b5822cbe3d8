"""The log-in on this machine: when it expires, whether it changed, and that the `hf` tool renews it for us."""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from huggingface_hub import _login as official_login
from huggingface_hub import constants
from huggingface_hub.errors import DeviceCodeError
from huggingface_hub.utils import _auth as official

from spacetui.hub.errors import InvalidInput
from spacetui.hub.login import Login
from tests.hub.scripted import ScriptedHub, reply

NOW = 1_790_000_000
DAY = 86_400
OURS = "hf_oauth_the_one_in_use"
NEWER = "hf_oauth_the_newer_one"


class Machine:
    """A home in which the official client keeps its files, and a PATH with whatever tool a test puts there."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.bin = home / "bin"
        self.bin.mkdir()
        self.folder = home / ".cache" / "huggingface"
        self.environ = {"HOME": str(home), "PATH": str(self.bin), "HF_HUB_DISABLE_UPDATE_CHECK": "1"}

    @property
    def token(self) -> Path:
        return self.folder / "token"

    def log_in(self, token: str, name: str = "browser", refresh: str | None = None, expires: int | None = None) -> None:
        """As `hf auth login` does."""
        official._save_token(token, name, refresh_token=refresh, expires_at=expires)
        official_login._set_active_token(name, add_to_git_credential=False)

    def log_in_an_hour_ago(self, token: str) -> None:
        self.log_in(token)
        os.utime(self.token, (time.time() - 3600,) * 2)

    def put_tool(self, script: str) -> None:
        tool = self.bin / "hf"
        tool.write_text(f"#!/bin/sh\n{script}\n")
        tool.chmod(0o755)

    def login(self, **environ: str) -> Login:
        return Login({**self.environ, **environ}, self.home)


def secret(login: Login) -> str | None:
    found = login.find()
    return None if found is None else found.token.get_secret_value()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    there = Machine(tmp_path)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(there.token))
    monkeypatch.setattr(constants, "HF_STORED_TOKENS_PATH", str(there.folder / "stored_tokens"))
    return there


# -- what the files tell -----------------------------------------------------------------------------------


def test_a_browser_log_ins_expiry_is_told_and_another_tokens_is_not(machine: Machine) -> None:
    machine.log_in("hf_pasted", name="laptop %(x)s ☕")
    assert machine.login().expiry() is None
    machine.log_in(OURS, refresh="r", expires=NOW)
    assert machine.login().expiry() == NOW
    assert machine.login(HF_TOKEN=OURS).expiry() is None
    assert machine.login(HF_HOME=str(machine.home)).expiry() is None


ENTRIES: list[str] = [
    f"[a]\nhf_token = {OURS}\nrefresh_token = r\nexpires_at = {{}}",
    f"[a]\nhf_token = {OURS}\nrefresh_token =\nexpires_at = {{}}",
    f"[a]\nhf_token = {OURS}\nexpires_at = {{}}",
    f"[a]\nhf_token = {OURS}\nrefresh_token = r\nexpires_at = soon",
    f"[a]\nhf_token = {OURS}\nrefresh_token = r",
    "[a]\nhf_token = hf_another\nrefresh_token = r\nexpires_at = {}",
    f"[DEFAULT]\nrefresh_token = r\n[a%b]\nHF_TOKEN = {OURS}\nexpires_at : {{}}",
    f"[a]\nhf_token = {OURS}\n[b]\nhf_token = {OURS}\nrefresh_token = r\nexpires_at = {{}}",
    f"[a]\nhf_token = {OURS}\nrefresh_token = r\nexpires_at = {{}}\n[a]\n",
    "no sections",
    "",
]


def test_we_hold_renewable_what_the_official_client_would_renew(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def refuse(refresh_token: str) -> object:
        tried.append(refresh_token)
        raise DeviceCodeError("not now")

    monkeypatch.setattr(official, "refresh_access_token", refuse)
    monkeypatch.setattr(time, "time", lambda: float(NOW))
    machine.log_in(OURS)
    machine.put_tool("exit 1")
    told = []
    for entry, left in itertools.product(ENTRIES, (-DAY, 0, DAY - 1, DAY, DAY + 1, 30 * DAY)):
        (machine.folder / "stored_tokens").write_text(entry.format(NOW + left))
        monkeypatch.setattr(official, "_OAUTH_REFRESH_CACHE", None)
        tried.clear()
        assert official.get_token() == OURS  # failing it goes on with the old one
        assert machine.login().renewable(NOW) == bool(tried), (entry, left)
        told.append(bool(tried))
    assert any(told)
    assert not all(told)


def test_nothing_is_renewable_without_the_tool_or_with_a_token_of_the_environment(machine: Machine) -> None:
    machine.log_in(OURS, refresh="r", expires=NOW)
    assert not machine.login().renewable(NOW)
    machine.put_tool("exit 0")
    assert machine.login().renewable(NOW)
    assert not machine.login(HF_TOKEN=OURS).renewable(NOW)
    assert not machine.login(PATH="").renewable(NOW)


def test_stored_tokens_that_are_no_text_tell_nothing(machine: Machine) -> None:
    machine.log_in(OURS, refresh="r", expires=NOW)
    (machine.folder / "stored_tokens").write_bytes(b"\xff\xfe\x00")
    assert machine.login().expiry() is None


# -- whether it changed ------------------------------------------------------------------------------------


def test_a_file_that_stays_has_not_changed_and_one_that_is_written_again_has(machine: Machine) -> None:
    machine.log_in_an_hour_ago(OURS)
    login = machine.login()
    assert secret(login) == OURS
    assert not login.changed()
    machine.log_in(OURS[:-1] + "X")
    assert login.changed()


def test_a_token_written_twice_in_the_same_tick_is_not_overlooked(machine: Machine) -> None:
    machine.log_in(OURS)
    written = machine.token.stat()
    login = machine.login()
    assert secret(login) == OURS
    machine.token.write_text(OURS[:-1] + "X")
    os.utime(machine.token, ns=(written.st_atime_ns, written.st_mtime_ns))
    assert login.changed()
    assert secret(login) == OURS[:-1] + "X"


def test_logging_out_and_in_are_changes(machine: Machine) -> None:
    machine.log_in_an_hour_ago(OURS)
    login = machine.login()
    login.find()
    official_login.logout()
    assert login.changed()
    assert login.find() is None
    assert not login.changed()
    machine.log_in(NEWER)
    assert login.changed()
    assert secret(login) == NEWER


def test_switching_between_stored_tokens_is_a_change(machine: Machine) -> None:
    machine.log_in(NEWER, name="other")
    machine.log_in_an_hour_ago(OURS)
    login = machine.login()
    login.find()
    official_login.auth_switch("other")
    assert login.changed()
    assert secret(login) == NEWER


def test_a_token_of_the_environment_never_changes(machine: Machine) -> None:
    login = machine.login(HF_TOKEN="hf_env")
    assert secret(login) == "hf_env"
    assert not login.follows_file
    machine.log_in(OURS)
    assert not login.changed()
    assert secret(login) == "hf_env"


def test_a_file_that_cannot_be_read_is_a_sentence(machine: Machine) -> None:
    machine.token.mkdir(parents=True)
    with pytest.raises(InvalidInput, match="cannot be read"):
        machine.login().find()


# -- renewing ----------------------------------------------------------------------------------------------


@pytest.fixture
def real(machine: Machine, hub: ScriptedHub) -> Callable[..., Login]:
    """A log-in that the real tool keeps, at a hub whose answer to a renewal is handed in."""

    def make(answer: bytes) -> Login:
        hub.play(answer)
        machine.log_in(OURS, refresh="r_1", expires=int(time.time()) + 3600)
        return machine.login(HF_ENDPOINT=hub.url, PATH=str(Path(sys.executable).parent))

    return make


def renewals(hub: ScriptedHub) -> int:
    return sum(each.path == "/oauth/token" for each in hub.requests)


async def test_the_real_tool_renews_both_files(real: Callable[..., Login], hub: ScriptedHub) -> None:
    login = real(reply({"access_token": NEWER, "refresh_token": "r_2", "expires_in": 8 * DAY}))
    assert login.renewable(time.time())
    await asyncio.to_thread(login.renew)
    assert renewals(hub) == 1
    assert secret(login) == NEWER
    expiry = login.expiry()
    assert expiry is not None
    assert expiry > time.time() + 7 * DAY
    assert not login.renewable(time.time())


async def test_the_real_tool_leaves_the_file_as_it_is_where_the_hub_refuses(
    real: Callable[..., Login], hub: ScriptedHub
) -> None:
    login = real(reply({"error": "invalid_grant"}, 400))
    await asyncio.to_thread(login.renew)
    assert renewals(hub) == 1
    assert secret(login) == OURS


def test_the_tool_is_told_nothing_but_the_environment_and_its_output_goes_nowhere(
    machine: Machine, capfd: pytest.CaptureFixture[str]
) -> None:
    machine.log_in(OURS, refresh="r", expires=NOW)
    seen = machine.home / "seen"
    machine.put_tool(
        f'echo "$0 $*" > {seen}; read -r line || echo nothing >> {seen}; echo "$MARK" >> {seen}; '
        f"echo {OURS}; echo {OURS} >&2"
    )
    machine.login(MARK="as it is").renew()
    assert seen.read_text() == f"{machine.bin / 'hf'} auth token\nnothing\nas it is\n"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("tool", ["exit 1", "kill -9 $$", "exec yes"])
def test_a_tool_that_fails_is_borne(machine: Machine, monkeypatch: pytest.MonkeyPatch, tool: str) -> None:
    machine.log_in(OURS)
    machine.put_tool(tool)
    monkeypatch.setattr("spacetui.hub.login.RENEWAL_TIMEOUT", 0.2)
    login = machine.login(PATH=f"{machine.bin}:/usr/bin:/bin")
    login.renew()
    assert secret(login) == OURS


def test_a_tool_that_is_gone_or_cannot_be_run_is_borne(machine: Machine) -> None:
    machine.log_in(OURS)
    machine.login().renew()
    tool = machine.bin / "hf"
    tool.write_text("#!/nowhere/python\n")
    tool.chmod(0o755)
    login = machine.login()
    login.renew()
    assert secret(login) == OURS


def test_no_token_stands_in_a_repr(machine: Machine) -> None:
    machine.log_in(OURS, refresh="r", expires=NOW)
    login = machine.login()
    shown = repr(login.find()) + repr(login) + repr(vars(login))
    assert OURS not in shown
