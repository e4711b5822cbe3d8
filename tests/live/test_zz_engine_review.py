from __future__ import annotations

import asyncio
from pathlib import Path

from pydantic import SecretStr

from spacetui.clock import ManualClock
from spacetui.demo.faults import Says, Slow, NAMED
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.launch import Launcher
from spacetui.live.commands import Delete, Move, Pause
from spacetui.live.follow import Phase as FP
from spacetui.live.pace import Attention
from spacetui.live.picture import Link
from spacetui.live.plans import Plan, Step, StepPhase
from spacetui.settings import Paths
from tests.live.conftest import Live, StartLive
from tests.machine import Machine
from tests.live.test_engine_races import held_up, arrived
from tests.live.test_plans import pausing, ended
from tests.live.test_logbook import until_phase, rest, BOARD

CLUB = "readers/book-club"


async def test_one_followed_broken_space(live: Live, demo: DemoServer) -> None:
    await live.engine.finder.look_at(CLUB)
    await live.settle()
    demo.faults.add(Says(500, '{"error": "boom"}'), path=f"/api/spaces/{CLUB}")
    await live.pass_time(60, step=1)
    live.forget()
    await live.pass_time(300, step=1)
    print(live.connection, live.asked("/api/spaces"))
    assert live.asked("/api/spaces") >= 30


async def test_ghost_after_delete(start: StartLive) -> None:
    async with start("ada") as live:
        await held_up(live, "/api/spaces", lambda: live.clock.advance(15))
        number = live.engine.submit(Delete(BOARD))
        await live.until(lambda: live.picture.commands[number].phase.ended)
        assert BOARD not in live.picture.spaces
        live.updates.clear()
        await arrived(live)
        assert not any(BOARD in u.touched for u in live.updates)


async def test_old_name_after_move(start: StartLive) -> None:
    async with start("ada") as live:
        await held_up(live, "/api/spaces", lambda: live.clock.advance(15))
        number = live.engine.submit(Move(BOARD, "ada/board"))
        await live.until(lambda: live.picture.commands[number].phase.ended)
        assert "ada/board" in live.picture.spaces
        await asyncio.sleep(0)
        live.updates.clear()
        await arrived(live)
        print([u.renamed for u in live.updates])
        assert not any(BOARD in u.picture.spaces for u in live.updates)


async def test_plan_goes_on_under_429(live: Live, demo: DemoServer) -> None:
    demo.faults.add(Says(429, '{"error": "x"}'), method="POST")
    ids = [each for each in live.picture.spaces if each.startswith("ada/")][:12]
    state = await ended(live, live.engine.carry_out(pausing(*ids)))
    print(len(ids), live.asked("*", "POST"))
    assert live.asked("*", "POST") < len(ids)


async def test_choice_before_whoami(demo: DemoServer, clock: ManualClock, tmp_path: Path) -> None:
    paths = Paths(tmp_path / "config", tmp_path / "cache", tmp_path / "state")
    environ = {"HF_ENDPOINT": demo.url, "HF_TOKEN": demo.world.token}

    async def run(act):
        session = Launcher(environ, tmp_path, clock=clock, chance=lambda: 0.0, paths=paths).open()
        task = asyncio.create_task(session.engine.run())
        await act(session.engine)
        await asyncio.wait_for(session.engine.settled(), 15)
        p = session.engine.picture
        task.cancel()
        r = await asyncio.gather(task, return_exceptions=True)
        print(r)
        await session.close()
        return p

    async def first(engine):
        pass

    async def second(engine):
        while not engine.picture.spaces:
            await asyncio.sleep(0)
        engine.mute("ada/ocr-bot", muted=True)

    await run(first)
    p = await run(second)
    assert p.muted == {"ada/ocr-bot"}


async def test_command_before_renamed_account(demo: DemoServer, clock: ManualClock, tmp_path: Path) -> None:
    paths = Paths(tmp_path / "config", tmp_path / "cache", tmp_path / "state")
    environ = {"HF_ENDPOINT": demo.url, "HF_TOKEN": demo.world.token}

    async def run(act):
        session = Launcher(environ, tmp_path, clock=clock, chance=lambda: 0.0, paths=paths).open()
        task = asyncio.create_task(session.engine.run())
        try:
            await act(session.engine, task)
            return session.engine.picture
        finally:
            task.cancel()
            r = await asyncio.gather(task, return_exceptions=True)
            print(r)
            await session.close()

    async def first(engine, task):
        await asyncio.wait_for(engine.settled(), 15)

    async def second(engine, task):
        while not engine.picture.spaces:
            await asyncio.sleep(0)
        n = engine.submit(Pause("ada/leaderboard"))
        for _ in range(300):
            await asyncio.sleep(0.005)
            assert not task.done(), task
        print(engine.picture.commands)

    await run(first)
    who = '{"type":"user","name":"lovelace","id":"1","orgs":[],"auth":{"type":"access_token","accessToken":{"displayName":"x","role":"write"}}}'
    demo.faults.add(Says(200, who), path="/api/whoami-v2")
    demo.faults.add(Slow(5), path="*/pause", method="POST")
    async def third(engine, task):
        while not engine.picture.spaces:
            await asyncio.sleep(0)
        n = engine.submit(Pause("ada/leaderboard"))
        while engine.picture.account.name != "lovelace":
            await asyncio.sleep(0.005)
        clock.advance(6)
        for _ in range(100):
            await asyncio.sleep(0.005)
            assert not task.done(), task
    await run(third)


async def test_log_after_renewal(demo: DemoServer, clock: ManualClock, tmp_path: Path, world: World) -> None:
    there = Machine(tmp_path)
    old = world.renew_token(world.oauth_token, 3600)
    there.log_in(old, clock.now() + 3600)
    paths = Paths(tmp_path / "config", tmp_path / "cache", tmp_path / "state")
    environ = {**there.environ, "HF_ENDPOINT": demo.url}
    session = Launcher(environ, there.home, clock=clock, chance=lambda: 0.0, paths=paths).open()
    engine = session.engine
    task = asyncio.create_task(engine.run())
    await asyncio.wait_for(engine.settled(), 15)
    demo.faults.add(NAMED["401"], path="*/logs/run", times=1)
    watch = engine.watch_log(BOARD, told=lambda _: None)
    for _ in range(400):
        clock.advance(0.05)
        await asyncio.sleep(0.005)
        if watch.state.phase is FP.ENDED: break
    assert watch.state.phase is FP.ENDED
    there.log_in(world.renew_token(world.oauth_token, 3600), clock.now() + 3600)
    for _ in range(200):
        clock.advance(0.5)
        await asyncio.sleep(0.005)
        if watch.state.phase is FP.FOLLOWING: break
    print(watch.state, session.client.token == SecretStr(old) if hasattr(session,'client') else None)
    ok = watch.state.phase is FP.FOLLOWING
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await session.close()
    assert ok
