"""What was chosen, followed and muted is there the next time, as far as it can be seen."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from spacetui.clock import ManualClock
from spacetui.demo.faults import NAMED, Says, Slow
from spacetui.demo.server import DemoServer
from spacetui.launch import Launcher
from spacetui.live.commands import Pause
from spacetui.live.engine import Engine
from spacetui.live.picture import Link
from spacetui.settings import Paths

CLUB = "readers/book-club"
PLANS = "babbage/plans"

Run = Callable[..., AbstractAsyncContextManager[Engine]]


@asynccontextmanager
async def opened(launcher: Launcher, *, settled: bool = True) -> AsyncIterator[Engine]:
    session = launcher.open()
    task = asyncio.create_task(session.engine.run())
    try:
        if settled:
            await asyncio.wait_for(session.engine.settled(), 15)
        yield session.engine
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await session.close()


@pytest.fixture
def run(demo: DemoServer, clock: ManualClock, tmp_path: Path) -> Run:
    """One run after the other on the same machine; each engine has settled, if wanted, and keeps its files."""
    paths = Paths(tmp_path / "config", tmp_path / "cache", tmp_path / "state")
    environ = {"HF_ENDPOINT": demo.url, "HF_TOKEN": demo.world.token}

    @asynccontextmanager
    async def running(*, settled: bool = True) -> AsyncIterator[Engine]:
        launcher = Launcher(environ, tmp_path, clock=clock, chance=lambda: 0.0, paths=paths)
        async with opened(launcher, settled=settled) as engine:
            yield engine

    return running


async def pass_time(engine: Engine, clock: ManualClock, seconds: int) -> None:
    for _ in range(seconds):
        clock.advance(1)
        await asyncio.wait_for(engine.settled(), 15)


def link(engine: Engine) -> Link:
    return engine.picture.connection.link


async def until_recalled(engine: Engine) -> None:
    """Until the last picture is there, and maybe nothing newer."""
    async with asyncio.timeout(15):
        while not engine.picture.spaces:  # noqa: ASYNC110 - a file is read in another thread
            await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("keeps", "only", "remembers"),
    [(True, (), True), (False, (), False), (True, (PLANS,), False)],
    ids=["an account's", "nowhere to keep it", "some Spaces only"],
)
async def test_whether_what_is_chosen_is_remembered_is_told(
    demo: DemoServer, clock: ManualClock, tmp_path: Path, keeps: bool, only: tuple[str, ...], remembers: bool
) -> None:
    paths = Paths(tmp_path / "config", tmp_path / "cache", tmp_path / "state") if keeps else None
    environ = {"HF_ENDPOINT": demo.url, "HF_TOKEN": demo.world.token}
    async with opened(Launcher(environ, tmp_path, clock=clock, chance=lambda: 0.0, paths=paths, only=only)) as engine:
        assert engine.remembers is remembers


async def test_what_is_followed_is_there_the_next_time_and_what_was_looked_at_is_not(run: Run) -> None:
    async with run() as engine:
        await engine.finder.look_at(CLUB)
        await engine.finder.look_at(PLANS)
        engine.finder.follow(CLUB)
    async with run() as engine:
        assert engine.picture.others == {CLUB}
        assert PLANS not in engine.picture.spaces
        assert engine.finder.follows(CLUB)
        engine.finder.unfollow(CLUB)
    async with run() as engine:
        assert not engine.picture.others


@pytest.mark.parametrize("recalled", [True, False])
async def test_one_that_cannot_be_seen_from_the_start_stands_there_to_be_let_go_of(
    recalled: bool, run: Run, demo: DemoServer, tmp_path: Path
) -> None:
    async with run() as engine:
        await engine.finder.look_at(PLANS)
        engine.finder.follow(PLANS)
    if not recalled:
        shutil.rmtree(tmp_path / "cache")
    with demo.world.lock:
        demo.world.spaces[PLANS].visibility = "private"
    for _ in range(2):
        async with run() as engine:
            assert engine.picture.unseen == {PLANS}
            assert engine.picture.spaces[PLANS].runtime is None
            assert link(engine) is Link.LIVE
    async with run() as engine:
        engine.finder.unfollow(PLANS)
    async with run() as engine:
        assert PLANS not in engine.picture.spaces
        assert not engine.picture.chosen


async def test_one_that_is_seen_again_under_another_name_has_one_row(
    run: Run, demo: DemoServer, clock: ManualClock
) -> None:
    async with run() as engine:
        await engine.finder.look_at(CLUB)
        engine.finder.follow(CLUB)
    demo.faults.add(Says(404, '{"error": "Repository not found"}'), path=f"/api/spaces/{CLUB}")
    async with run() as engine:
        assert engine.picture.unseen == {CLUB}
        with demo.world.lock:
            demo.world.move(demo.world.spaces[CLUB], "readers/circle")
        demo.faults.clear()
        await pass_time(engine, clock, 16)
        assert engine.picture.others == {"readers/circle"}
        assert CLUB not in engine.picture.spaces
        assert engine.finder.follows("readers/circle")


async def test_one_that_is_broken_from_the_start_is_not_waited_for(
    run: Run, demo: DemoServer, clock: ManualClock
) -> None:
    async with run() as engine:
        await engine.finder.look_at(CLUB)
        engine.finder.follow(CLUB)
    demo.faults.add(NAMED["503"], path=f"/api/spaces/{CLUB}")
    async with run() as engine:
        await pass_time(engine, clock, 60)
        assert link(engine) is Link.LIVE
        assert engine.picture.complete
        demo.faults.add(NAMED["503"])
        await pass_time(engine, clock, 60)
        assert link(engine) is Link.OFFLINE
        demo.faults.clear()
        demo.faults.add(NAMED["503"], path=f"/api/spaces/{CLUB}")
        await pass_time(engine, clock, 120)
        assert link(engine) is Link.LIVE
        demo.faults.clear()
        await pass_time(engine, clock, 120)
        assert engine.picture.others == {CLUB}


async def test_what_was_chosen_before_is_known_after_a_start_with_a_last_picture(run: Run) -> None:
    async with run() as engine:
        engine.mute(("ada/ocr-bot",), muted=True)
    async with run() as engine:
        assert engine.picture.muted == {"ada/ocr-bot"}
        engine.choose_owners({"analytical": False})
    async with run() as engine:
        assert engine.picture.owners == ("ada",)
        assert engine.picture.muted == {"ada/ocr-bot"}


async def test_what_is_chosen_while_the_token_is_asked_about_is_kept(run: Run) -> None:
    async with run():
        pass
    async with run(settled=False) as engine:
        await until_recalled(engine)
        engine.mute(("ada/ocr-bot",), muted=True)
        await asyncio.wait_for(engine.settled(), 15)
        assert engine.picture.muted == {"ada/ocr-bot"}
    async with run() as engine:
        assert engine.picture.muted == {"ada/ocr-bot"}


async def test_a_command_outlives_that_the_account_has_another_name_by_now(
    run: Run, demo: DemoServer, clock: ManualClock
) -> None:
    async with run():
        pass
    demo.faults.add(Says(200, '{"type": "user", "name": "lovelace", "orgs": []}'), path="/api/whoami-v2")
    demo.faults.add(Slow(5), path="*/pause", method="POST", times=1)
    async with run(settled=False) as engine:
        await until_recalled(engine)
        number = engine.submit(Pause("ada/leaderboard"))
        while engine.picture.account is None or engine.picture.account.name == "ada":  # noqa: ASYNC110 - another thread
            await asyncio.sleep(0.002)
        clock.advance(5)
        await asyncio.wait_for(engine.settled(), 15)
        assert engine.picture.commands[number].phase.ended


async def test_what_the_token_may_do_is_asked_anew_at_each_start(run: Run) -> None:
    async with run():
        pass
    async with run() as engine:
        assert engine.picture.account is not None
        assert engine.picture.account.token_name == "laptop"
