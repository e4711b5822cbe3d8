"""Others' Spaces: found when asked for, followed beside one's own, remembered, and let go of."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from spacetui.clock import ManualClock
from spacetui.demo.faults import NAMED, Says, Slow
from spacetui.demo.server import DemoServer
from spacetui.hub.errors import InvalidInput, NotFound, RateLimited
from spacetui.launch import Launcher
from spacetui.live.commands import Pause
from spacetui.live.engine import Engine
from spacetui.live.finding import MOST_FOLLOWED, MOST_FOUND, By
from spacetui.live.picture import Link
from spacetui.settings import Paths
from tests.live.conftest import Live, StartLive

CLUB = "readers/book-club"
PLANS = "babbage/plans"


# -- finding -----------------------------------------------------------------------------------------------


async def test_words_find_spaces_with_what_their_row_says(live: Live) -> None:
    findings = await live.engine.finder.find(" book ", By.WORDS)
    found = {each.id: each for each in findings.found}
    assert set(found) == {CLUB, "ada/notebook"}
    assert (found[CLUB].title, found[CLUB].stage, found[CLUB].hardware) == ("Book club", "RUNNING", "cpu-basic")
    assert found[CLUB].likes is not None
    assert not findings.more


async def test_an_owners_spaces_are_browsed(live: Live) -> None:
    findings = await live.engine.finder.find("babbage", By.OWNER)
    assert {each.id for each in findings.found} == {"babbage/difference-engine", PLANS}


async def test_meaning_finds_what_sleeps_as_well(live: Live) -> None:
    findings = await live.engine.finder.find("book club", By.MEANING)
    assert CLUB in {each.id for each in findings.found}


async def test_one_search_is_one_request(live: Live) -> None:
    live.forget()
    await live.engine.finder.find("a", By.WORDS)
    assert live.asked("/api/spaces") == 1


async def test_of_many_the_first_are_told_and_that_there_are_more(live: Live) -> None:
    model = live.demo.world.spaces[CLUB]
    for index in range(MOST_FOUND):
        live.demo.world.add(replace(model, id=f"babbage/more-{index}", identity=f"{index:024x}"))
    findings = await live.engine.finder.find("babbage", By.OWNER)
    assert len(findings.found) == MOST_FOUND
    assert findings.more


@pytest.mark.parametrize(("words", "by"), [("  ", By.WORDS), ("not a name", By.OWNER), ("a/b", By.OWNER)])
async def test_what_cannot_be_asked_is_not_asked(live: Live, words: str, by: By) -> None:
    live.forget()
    with pytest.raises(InvalidInput):
        await live.engine.finder.find(words, by)
    assert live.asked("*") == 0


async def test_a_limit_that_is_hit_is_the_searchs_own_trouble(live: Live) -> None:
    live.demo.faults.add(NAMED["429"], path="/api/spaces")
    with pytest.raises(RateLimited):
        await live.engine.finder.find("book", By.WORDS)
    assert live.link() is Link.LIVE


# -- following ---------------------------------------------------------------------------------------------


async def test_a_space_that_is_looked_at_stands_beside_ones_own_and_stays_fresh(live: Live) -> None:
    assert await live.engine.finder.look_at(CLUB) == CLUB
    assert live.link() is Link.LIVE
    assert live.picture.complete
    assert live.picture.others == {CLUB}
    with live.demo.world.lock:
        live.demo.world.pause(live.demo.world.spaces[CLUB])
    await live.pass_time(16, step=4)
    assert live.stage(CLUB) == "PAUSED"
    assert {"ada/sd-turbo", "analytical/embed-api"} <= live.picture.spaces.keys()


async def test_a_space_that_is_not_there_is_told_and_changes_nothing(live: Live) -> None:
    before = live.picture.spaces.keys()
    with pytest.raises(NotFound):
        await live.engine.finder.look_at("readers/nothing")
    assert live.picture.spaces.keys() == before
    assert not live.picture.chosen


async def test_ones_own_space_is_not_read_twice_for_being_looked_at(live: Live) -> None:
    await live.engine.finder.look_at("ada/sd-turbo")
    live.engine.finder.follow("ada/sd-turbo")
    assert not live.picture.chosen
    assert not live.engine.finder.follows("ada/sd-turbo")


async def test_what_is_let_go_of_is_gone_and_ones_own_stay(live: Live) -> None:
    own = live.picture.spaces.keys()
    await live.engine.finder.look_at(CLUB)
    live.engine.finder.follow(CLUB)
    assert live.engine.finder.follows(CLUB)
    live.engine.finder.unfollow(CLUB)
    assert live.picture.spaces.keys() == own
    assert not live.engine.finder.follows(CLUB)
    live.forget()
    await live.pass_time(16, step=4)
    assert live.asked(f"/api/spaces/{CLUB}*") == 0


async def test_one_that_comes_back_has_not_been_renamed(live: Live) -> None:
    await live.engine.finder.look_at(CLUB)
    await live.settle()
    live.engine.finder.unfollow(CLUB)
    await live.settle()
    await live.engine.finder.look_at(CLUB)
    await live.settle()
    assert not any(update.renamed for update in live.updates)


async def test_one_that_turns_private_vanishes_from_the_list(live: Live) -> None:
    await live.engine.finder.look_at(PLANS)
    with live.demo.world.lock:
        live.demo.world.spaces[PLANS].visibility = "private"
    await live.pass_time(16, step=4)
    assert PLANS not in live.picture.spaces
    assert live.link() is Link.LIVE


async def test_one_that_is_followed_and_renamed_is_followed_under_its_new_name(live: Live) -> None:
    finder, world = live.engine.finder, live.demo.world
    await finder.look_at(CLUB)
    finder.follow(CLUB)
    with world.lock:
        world.move(world.spaces[CLUB], "readers/circle")
    await live.pass_time(16, step=4)
    assert live.picture.others == {"readers/circle"}
    assert (finder.follows("readers/circle"), finder.follows(CLUB)) == (True, False)
    with world.lock:
        world.add(replace(world.spaces["readers/circle"], id=CLUB, identity="b" * 24))  # another takes its old name
    live.engine.choose_owners({"analytical": False})
    live.forget()
    await live.pass_time(16, step=4)
    assert live.picture.others == {"readers/circle"}
    assert live.asked(f"/api/spaces/{CLUB}*") == 0
    finder.unfollow("readers/circle")
    await live.pass_time(16, step=4)
    assert not live.picture.others


async def test_one_that_is_looked_at_and_renamed_is_followed_once(live: Live) -> None:
    await live.engine.finder.look_at(CLUB)
    with live.demo.world.lock:
        live.demo.world.move(live.demo.world.spaces[CLUB], "readers/circle")
    await live.pass_time(16, step=4)
    live.engine.finder.follow("readers/circle")
    live.engine.choose_owners({"analytical": False})
    assert list(live.picture.chosen) == ["readers/circle"]


async def test_letting_go_while_it_is_being_read_stops_nothing(live: Live) -> None:
    await live.engine.finder.look_at(CLUB)
    live.engine.refresh()
    for _ in range(3):
        await asyncio.sleep(0)
    live.engine.finder.unfollow(CLUB)
    await live.settle()
    assert CLUB not in live.picture.spaces
    assert not live.running.done()


async def test_no_more_are_followed_than_can_be_read(live: Live) -> None:
    model = live.demo.world.spaces[CLUB]
    for index in range(MOST_FOLLOWED):
        live.demo.world.add(replace(model, id=f"babbage/more-{index}", identity=f"{index:024x}"))
        await live.engine.finder.look_at(f"babbage/more-{index}")
    with pytest.raises(InvalidInput, match="followed already"):
        await live.engine.finder.look_at(CLUB)


async def test_other_owners_are_chosen_and_what_is_followed_stays(live: Live) -> None:
    await live.engine.finder.look_at(CLUB)
    live.engine.choose_owners({"analytical": False})
    await live.settle()
    assert CLUB in live.picture.spaces
    assert {entry.space.owner for entry in live.picture.spaces.values()} == {"ada", "readers"}


async def test_without_a_token_public_spaces_are_found_and_followed(start: StartLive) -> None:
    async with start("babbage", token=None) as live:
        findings = await live.engine.finder.find("book", By.WORDS)
        assert [each.id for each in findings.found] == [CLUB]
        await live.engine.finder.look_at(CLUB)
        assert CLUB in live.picture.spaces


# -- remembered --------------------------------------------------------------------------------------------


Run = Callable[..., AbstractAsyncContextManager[Engine]]


@pytest.fixture
def run(demo: DemoServer, clock: ManualClock, tmp_path: Path) -> Run:
    """One run after the other on the same machine; each engine has settled, if wanted, and keeps its files."""
    paths = Paths(tmp_path / "config", tmp_path / "cache", tmp_path / "state")
    environ = {"HF_ENDPOINT": demo.url, "HF_TOKEN": demo.world.token}

    @asynccontextmanager
    async def running(*, settled: bool = True) -> AsyncIterator[Engine]:
        session = Launcher(environ, tmp_path, clock=clock, chance=lambda: 0.0, paths=paths).open()
        task = asyncio.create_task(session.engine.run())
        try:
            if settled:
                await asyncio.wait_for(session.engine.settled(), 15)
            yield session.engine
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await session.close()

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
