"""Others' Spaces: found when asked for, followed beside one's own, remembered, and let go of."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from spacetui.demo.faults import NAMED
from spacetui.hub.errors import InvalidInput, NotFound, RateLimited
from spacetui.live.finding import MOST_FOLLOWED, MOST_FOUND, By
from spacetui.live.pace import Attention
from spacetui.live.picture import Link
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


@pytest.mark.parametrize("by_hand", [False, True])
async def test_one_that_is_followed_keeps_its_row_while_it_cannot_be_seen(by_hand: bool, live: Live) -> None:
    await live.engine.finder.look_at(PLANS)
    live.engine.finder.follow(PLANS)
    model = live.demo.world.spaces[PLANS]
    with live.demo.world.lock:
        model.visibility = "private"
    live.engine.attend(Attention(selected=PLANS))
    await live.pass_time(16, step=4)
    entry = live.entry(PLANS)
    assert (entry.runtime, type(entry.problem)) == (None, NotFound)
    assert entry.space.private is None
    assert live.picture.unseen == {PLANS}
    assert live.link() is Link.LIVE
    live.forget()
    told = len(live.updates)
    await live.pass_time(16, step=4)
    assert not any(PLANS in update.touched for update in live.updates[told:])
    assert live.asked(f"/api/spaces/{PLANS}/runtime") == 0
    with live.demo.world.lock:
        model.visibility = "public"
    if by_hand:
        await live.engine.finder.look_at(PLANS)
    else:
        await live.pass_time(16, step=4)
    assert live.entry(PLANS).runtime is not None
    assert live.entry(PLANS).problem is None
    assert not live.picture.unseen


async def test_one_that_cannot_be_seen_is_let_go_of(live: Live) -> None:
    await live.engine.finder.look_at(CLUB)
    live.engine.finder.follow(CLUB)
    with live.demo.world.lock:
        live.demo.world.delete(live.demo.world.spaces[CLUB])
    await live.pass_time(16, step=4)
    assert CLUB in live.picture.spaces
    live.engine.finder.unfollow(CLUB)
    live.forget()
    await live.pass_time(16, step=4)
    assert CLUB not in live.picture.spaces
    assert not live.picture.chosen
    assert live.asked(f"/api/spaces/{CLUB}*") == 0


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
