"""Sessions are opened from what the machine tells, or say what is missing; closed they leave nothing."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from spacetui.clock import ManualClock
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.hub.errors import InvalidInput
from spacetui.launch import Launcher, NoToken, Session
from spacetui.live.picture import Link, Picture


async def first_picture(session: Session) -> Picture:
    """What is known once everything was read; the session is closed afterwards."""
    running = asyncio.create_task(session.engine.run())
    try:
        await asyncio.wait_for(session.engine.settled(), 15)
        return session.engine.picture
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await session.close()


def at(demo: DemoServer, clock: ManualClock, home: Path, *authors: str, **environ: str) -> Launcher:
    return Launcher({"HF_ENDPOINT": demo.url, **environ}, home, authors=authors, clock=clock)


def files_in(folder: Path) -> list[Path]:
    return list(folder.rglob("*"))


@pytest.fixture(autouse=True)
def nothing_is_left_open() -> Iterator[None]:
    """A socket that nobody closed warns when it is collected, and a warning fails the test."""
    threads = set(threading.enumerate())
    yield
    gc.collect()
    left = {thread.name for thread in set(threading.enumerate()) - threads if not thread.name.startswith("asyncio")}
    assert left == set()


async def test_the_token_of_the_environment_opens_the_accounts_own(
    demo: DemoServer, clock: ManualClock, tmp_path: Path
) -> None:
    picture = await first_picture(at(demo, clock, tmp_path, HF_TOKEN=demo.world.token).open())
    assert picture.account is not None
    assert picture.owners == ("ada", "analytical")


async def test_the_token_of_the_file_does_as_well(demo: DemoServer, clock: ManualClock, tmp_path: Path) -> None:
    (tmp_path / ".cache" / "huggingface").mkdir(parents=True)
    (tmp_path / ".cache" / "huggingface" / "token").write_text(f"{demo.world.other_token}\n")
    picture = await first_picture(at(demo, clock, tmp_path).open())
    assert picture.account is not None
    assert picture.account.name == "babbage"


def test_without_a_token_one_is_told_how_to_log_in(demo: DemoServer, clock: ManualClock, tmp_path: Path) -> None:
    with pytest.raises(NoToken, match="hf auth login"):
        at(demo, clock, tmp_path).open()


async def test_authors_need_no_token(demo: DemoServer, clock: ManualClock, tmp_path: Path) -> None:
    picture = await first_picture(at(demo, clock, tmp_path, "babbage").open())
    assert picture.account is None
    assert set(picture.spaces) == {"babbage/difference-engine", "babbage/plans"}
    assert picture.connection.link is Link.LIVE


def test_a_token_the_user_keeps_back_is_not_used_and_that_is_said(
    demo: DemoServer, clock: ManualClock, tmp_path: Path
) -> None:
    with pytest.raises(NoToken, match="HF_HUB_DISABLE_IMPLICIT_TOKEN"):
        at(demo, clock, tmp_path, HF_TOKEN=demo.world.token, HF_HUB_DISABLE_IMPLICIT_TOKEN="1").open()


async def test_a_token_kept_back_stays_back_where_authors_are_shown(
    demo: DemoServer, clock: ManualClock, tmp_path: Path
) -> None:
    kept = {"HF_TOKEN": demo.world.token, "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"}
    picture = await first_picture(at(demo, clock, tmp_path, "ada", **kept).open())
    assert picture.account is None
    assert all(each.header("Authorization") is None for each in demo.requests)


@pytest.mark.parametrize(
    "endpoint", ["ftp://hub.example", "https://user:hf_secret@hub.example", "no address", "http://"]
)
def test_an_endpoint_that_is_none_is_a_sentence_without_what_it_holds(endpoint: str, tmp_path: Path) -> None:
    for launcher in (
        Launcher({"HF_TOKEN": "hf_x"}, tmp_path, endpoint=endpoint),
        Launcher({"HF_TOKEN": "hf_x", "HF_ENDPOINT": endpoint}, tmp_path),
    ):
        with pytest.raises(InvalidInput, match="address") as caught:
            launcher.open()
        assert "hf_secret" not in str(caught.value)


async def test_the_endpoint_asked_for_wins_over_the_environments(
    demo: DemoServer, clock: ManualClock, tmp_path: Path
) -> None:
    environ = {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_TOKEN": demo.world.token}
    session = Launcher(environ, tmp_path, endpoint=demo.url + "/", clock=clock).open()
    assert session.place == demo.url.removeprefix("http://")
    assert (await first_picture(session)).complete


async def test_the_hub_itself_needs_no_mention(tmp_path: Path) -> None:
    session = Launcher({"HF_TOKEN": "hf_x"}, tmp_path).open()
    assert session.place == ""
    await session.close()


async def test_where_the_environment_forbids_requests_the_session_says_so(
    demo: DemoServer, clock: ManualClock, tmp_path: Path
) -> None:
    picture = await first_picture(at(demo, clock, tmp_path, "ada", HF_HUB_OFFLINE="1").open())
    assert "HF_HUB_OFFLINE" in str(picture.connection.problem)
    assert demo.requests == ()


async def test_the_demo_ignores_token_endpoint_proxies_and_offline_mode(
    clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    environ = {"HF_TOKEN": "hf_the_users_own", "HF_ENDPOINT": "http://127.0.0.1:9", "HF_HUB_OFFLINE": "1"}
    session = Launcher(environ, tmp_path, demo=True, clock=clock).open()
    assert session.demo is not None
    assert session.place == "demo hub"
    picture = await first_picture(session)
    assert picture.complete
    assert {each.header("Authorization") for each in session.demo.requests} == {f"Bearer {session.demo.world.token}"}
    assert files_in(tmp_path) == []


async def test_closing_a_demo_session_ends_its_hub(clock: ManualClock, tmp_path: Path) -> None:
    session = Launcher({}, tmp_path, demo=True, clock=clock).open()
    assert session.demo is not None
    port = int(session.demo.url.rpartition(":")[2])
    await first_picture(session)
    with pytest.raises(ConnectionError):
        await asyncio.open_connection("127.0.0.1", port)
    await session.close()


async def test_a_demo_lives_as_fast_as_it_is_asked_to(clock: ManualClock, tmp_path: Path) -> None:
    session = Launcher({}, tmp_path, demo=True, speed=10, clock=clock).open()
    clock.advance(2)  # a build of nine seconds and a start of five, ten times as fast
    picture = await first_picture(session)
    runtime = picture.spaces["ada/music-gen"].runtime
    assert runtime is not None
    assert runtime.stage == "RUNNING"


async def test_a_session_may_be_opened_in_another_thread_than_it_runs_in(
    demo: DemoServer, clock: ManualClock, tmp_path: Path
) -> None:
    for launcher in (
        at(demo, clock, tmp_path, HF_TOKEN=demo.world.token),
        Launcher({}, tmp_path, demo=True, clock=clock),
    ):
        assert (await first_picture(await asyncio.to_thread(launcher.open))).complete


async def test_a_session_that_was_never_used_closes_too(clock: ManualClock, tmp_path: Path) -> None:
    for launcher in (Launcher({}, tmp_path, demo=True, clock=clock), Launcher({"HF_TOKEN": "hf_x"}, tmp_path)):
        await launcher.open().close()


def test_tokens_stand_in_no_repr_of_a_session(world: World, clock: ManualClock, tmp_path: Path) -> None:
    session = Launcher({"HF_TOKEN": world.token}, tmp_path, clock=clock).open()
    assert world.token not in repr(session) + repr(session.client) + repr(vars(session.client))
    asyncio.run(session.close())
