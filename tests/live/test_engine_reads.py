"""What a running engine asks of the Hub, how often, and what its picture shows of the answers."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import SecretStr

from spacetui.clock import ManualClock
from spacetui.demo.faults import Says, Slow
from spacetui.demo.server import DemoServer
from spacetui.live.commands import SetSecret
from spacetui.live.pace import REST, Attention
from spacetui.live.picture import Link
from tests.idle import idle
from tests.live.conftest import Live, StartLive

LISTING = "/api/spaces"
CATALOG = "/api/spaces/hardware"
WHOAMI = "/api/whoami-v2"
CLUB = "readers/book-club"


async def test_the_first_pictures_tell_account_owners_spaces_and_prices(live: Live) -> None:
    picture = live.picture
    assert picture.account is not None
    assert picture.account.name == "ada"
    assert picture.owners == ("ada", "analytical")
    assert picture.complete
    assert {entry.space.owner for entry in picture.spaces.values()} == {"ada", "analytical"}
    assert set(picture.spaces) == {
        space.id for space in live.demo.world.spaces.values() if space.namespace in picture.owners
    }
    assert picture.catalog is not None
    assert live.link() is Link.LIVE
    assert all(entry.runtime is not None for entry in picture.spaces.values())
    assert [live.asked(path) for path in (WHOAMI, LISTING, CATALOG)] == [1, 2, 1]
    assert len(live.demo.requests) == 4


async def test_one_may_act_on_the_spaces_of_organizations_that_one_may_write_to(live: Live) -> None:
    assert [live.picture.may_act_on(owner) for owner in ("ada", "analytical", "readers", "babbage")] == [
        True,
        True,
        False,
        False,
    ]


async def test_a_large_fleet_is_listed_page_by_page(demo: DemoServer, start: StartLive) -> None:
    demo.world.largest_page = 5
    async with start("ada") as live:
        assert set(live.picture.spaces) == {s.id for s in demo.world.spaces.values() if s.namespace == "ada"}
        assert live.asked(LISTING) > 3


async def test_authors_replace_the_accounts_own_and_need_no_token(start: StartLive) -> None:
    async with start("babbage", "readers", token=None) as live:
        assert live.picture.account is None
        assert {entry.space.owner for entry in live.picture.spaces.values()} == {"babbage", "readers"}
        assert live.asked(WHOAMI) == 0
        assert not live.picture.may_act_on("babbage")


async def test_authors_with_a_token_tell_the_account_too(start: StartLive) -> None:
    async with start("babbage") as live:
        assert live.picture.account is not None
        assert live.picture.owners == ("babbage",)


async def test_at_rest_a_fleet_costs_four_requests_a_minute(start: StartLive) -> None:
    async with start("readers") as live:
        live.forget()
        await live.pass_time(60)
        assert (live.asked(LISTING), len(live.demo.requests)) == (4, 4)


async def test_a_fleet_in_motion_costs_twelve(start: StartLive, demo: DemoServer) -> None:
    demo.world.spaces[CLUB].stage = "BUILDING"
    async with start("readers") as live:
        live.forget()
        await live.pass_time(60)
        assert (live.asked(LISTING), len(live.demo.requests)) == (12, 12)


async def test_what_is_stuck_for_five_minutes_no_longer_burns_the_quota(start: StartLive, demo: DemoServer) -> None:
    demo.world.spaces[CLUB].stage = "BUILDING"
    async with start("readers") as live:
        await live.pass_time(310, step=5)
        live.forget()
        await live.pass_time(60)
        assert live.asked(LISTING) == 4


async def test_the_selected_space_is_read_by_itself_every_five_seconds(start: StartLive) -> None:
    async with start("readers") as live:
        live.forget()
        live.engine.attend(Attention(selected=CLUB))
        await live.settle()
        assert live.asked(f"/api/spaces/{CLUB}/runtime") == 1
        await live.pass_time(60)
        assert live.asked(f"/api/spaces/{CLUB}/runtime") == 13
        live.engine.attend(Attention())
        await live.pass_time(60)
        assert live.asked(f"/api/spaces/{CLUB}/runtime") == 13


async def test_the_selected_space_is_read_faster_while_it_moves(start: StartLive, demo: DemoServer) -> None:
    demo.world.spaces[CLUB].stage = "BUILDING"
    async with start("readers") as live:
        live.engine.attend(Attention(selected=CLUB))
        await live.settle()
        live.forget()
        await live.pass_time(60)
        assert live.asked(f"/api/spaces/{CLUB}/runtime") == 40


async def test_going_up_and_down_the_list_reads_no_space_twice_in_five_seconds(live: Live) -> None:
    for _ in range(3):
        for space_id in ("ada/sd-turbo", "ada/leaderboard"):
            live.clock.advance(REST)
            live.engine.attend(Attention(selected=space_id))
            await live.settle()
    assert live.asked("/api/spaces/ada/*/runtime") == 2


async def test_while_the_cursor_runs_only_where_it_rests_is_read(live: Live) -> None:
    for space_id in ("ada/sd-turbo", "ada/leaderboard", "ada/whisper-demo"):
        live.engine.attend(Attention(selected=space_id))
        await live.settle()
    assert live.asked("/api/spaces/ada/*/runtime") == 1
    await live.pass_time(REST, step=REST)
    assert live.asked("/api/spaces/ada/whisper-demo/runtime") == 1
    assert live.asked("/api/spaces/ada/*/runtime") == 2


async def test_runtime_adds_what_listings_leave_out_and_listings_leave_it_there(live: Live) -> None:
    live.engine.attend(Attention(selected="ada/chat-ui"))
    await live.settle()
    runtime = live.entry("ada/chat-ui").runtime
    assert runtime is not None
    assert "CUDA" in (runtime.error_message or "")
    live.engine.attend(Attention())
    live.forget()
    await live.pass_time(20)
    assert live.asked(LISTING) > 2
    assert live.entry("ada/chat-ui").runtime is runtime


async def test_an_environment_is_read_once_a_minute_while_it_is_looked_at(live: Live) -> None:
    both = ("/api/spaces/ada/whisper-demo/secrets", "/api/spaces/ada/whisper-demo/variables")
    assert live.picture.environments == {}
    live.engine.attend(Attention(environments=("ada/whisper-demo",)))
    await live.settle()
    environment = live.picture.environment("ada/whisper-demo")
    assert environment.secrets is not None
    assert environment.variables is not None
    assert set(environment.secrets.value) == {"HF_TOKEN", "SENTRY_DSN"}
    assert environment.variables.value["BEAMS"].value == "5"
    assert [live.asked(path) for path in both] == [1, 1]
    await live.pass_time(59)
    assert [live.asked(path) for path in both] == [1, 1]
    await live.pass_time(1)
    assert [live.asked(path) for path in both] == [2, 2]
    live.engine.attend(Attention())
    await live.pass_time(120, step=5)
    assert [live.asked(path) for path in both] == [2, 2]


async def test_the_catalog_is_read_once_an_hour(start: StartLive) -> None:
    async with start("readers") as live:
        await live.pass_time(3600, step=15)
        assert live.asked(CATALOG) == 2


async def test_refresh_asks_for_everything_at_once(start: StartLive) -> None:
    async with start("readers") as live:
        live.engine.attend(Attention(selected=CLUB))
        await live.settle()
        live.forget()
        live.engine.refresh()
        await live.settle()
        assert [live.asked(path) for path in (LISTING, CATALOG, f"/api/spaces/{CLUB}/runtime", WHOAMI)] == [1, 1, 1, 0]
        assert len(live.demo.requests) == 3


async def test_refresh_while_a_listing_is_on_its_way_lists_once_more(start: StartLive, clock: ManualClock) -> None:
    async with start("readers") as live:
        live.demo.faults.add(Slow(3), path=LISTING, times=1)
        live.forget()
        clock.advance(15)
        await live.until(lambda: live.asked(LISTING) == 1)
        live.engine.refresh()
        clock.advance(3)
        await live.settle()
        assert live.asked(LISTING) == 2


async def test_a_changing_fleet_is_seen_and_the_change_dated(live: Live) -> None:
    await live.pass_time(60, step=5)
    whisper, music = live.entry("ada/whisper-demo"), live.entry("ada/music-gen")
    assert (live.stage("ada/music-gen"), live.stage("ada/rag-notes")) == ("RUNNING", "RUNNING")
    assert music.since_exact
    assert not whisper.since_exact
    assert "ada/music-gen" in {key for update in live.updates for key in update.touched}


async def test_a_space_that_is_deleted_meanwhile_vanishes_with_its_environment(live: Live) -> None:
    live.engine.attend(Attention(selected="ada/old-mnist", environments=("ada/old-mnist",)))
    await live.settle()
    assert "ada/old-mnist" in live.picture.environments
    await live.pass_time(45, step=1)
    assert "ada/old-mnist" not in live.picture.spaces
    assert live.picture.environments == {}
    assert "ada/old-mnist" in {key for update in live.updates for key in update.gone}
    live.forget()
    await live.pass_time(60, step=5)
    assert live.asked("/api/spaces/ada/old-mnist*") == 0
    assert live.link() is Link.LIVE


async def test_an_item_that_cannot_be_read_costs_itself_and_is_counted(start: StartLive, demo: DemoServer) -> None:
    fine, odd = '{"id": "readers/fine", "runtime": {"stage": "RUNNING"}}', '{"id": "readers/odd", "runtime": 3}'
    page = f'[{fine}, {{"id": 7}}, "text", {odd}]'
    demo.faults.add(Says(200, page), path=LISTING, times=1)
    async with start("readers") as live:
        assert set(live.picture.spaces) == {"readers/fine", "readers/odd"}
        assert live.entry("readers/odd").runtime is None
        assert live.picture.unreadable == 2
        await live.pass_time(15)
        assert live.picture.unreadable == 0


async def test_names_that_are_no_text_and_nesting_without_end_stop_nothing(start: StartLive, demo: DemoServer) -> None:
    deep = "[" * 900 + "]" * 900
    page = f'[{{"id": "readers/\\ud800", "tags": {deep}, "runtime": {{"stage": "\\ud800", "new": {deep}}}}}]'
    demo.faults.add(Says(200, page), path=LISTING, times=2)
    async with start("readers") as live:
        await live.pass_time(15)
        assert list(live.picture.spaces) == ["readers/\ud800"]
        await live.pass_time(15)
        assert CLUB in live.picture.spaces


async def test_many_owners_are_not_all_asked_in_one_breath(start: StartLive, demo: DemoServer) -> None:
    owners = [f"owner-{number}" for number in range(40)]
    demo.faults.add(Slow(1), path=LISTING)
    async with start(*owners, settled=False) as live:
        await live.until(lambda: live.asked(LISTING) >= 8)
        await idle()
        assert live.asked(LISTING) == 8

        def complete_a_second_later() -> bool:
            live.clock.advance(1)
            return live.picture.complete

        await live.until(complete_a_second_later)
        assert live.link() is Link.LIVE


async def test_what_is_kept_of_vanished_spaces_is_nothing(live: Live) -> None:
    live.engine.attend(Attention(environments=("ada/sd-turbo",)))
    await live.settle()
    with live.demo.world.lock:
        live.demo.world.spaces["ada/sd-turbo"].stage = "DELETING"
        live.demo.world.spaces["ada/sd-turbo"].due = live.clock.now() + 1
    await live.pass_time(16, step=1)
    assert "ada/sd-turbo" not in live.picture.spaces
    assert "ada/sd-turbo" not in live.picture.environments


async def test_an_engine_that_is_cancelled_leaves_no_task_behind(start: StartLive) -> None:
    before = asyncio.all_tasks()
    async with start() as live:
        live.demo.faults.add(Slow(1000))
        live.engine.attend(Attention(selected="ada/sd-turbo"))
        live.engine.submit(SetSecret("ada/sd-turbo", "KEY", SecretStr("value")))
        await live.until(lambda: live.asked("*sd-turbo*") >= 2)
        assert len(asyncio.all_tasks() - before) > 3
        live.running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await live.running
    assert asyncio.all_tasks() == before


async def test_the_zero_gpu_quota_is_read_slowly_while_it_is_shown(live: Live) -> None:
    assert live.picture.zero_gpu is None
    live.engine.attend(Attention("ada/zero-flux"))
    await live.settle()
    assert live.picture.zero_gpu is not None
    assert (live.picture.zero_gpu.value.base, live.picture.zero_gpu.value.current) == (2400.0, 1810.5)
    live.forget()
    await live.pass_time(59, step=1.0)
    assert live.asked("/api/spaces/zero-gpu/quota") == 0
    await live.pass_time(2, step=1.0)
    assert live.asked("/api/spaces/zero-gpu/quota") == 1


async def test_a_hub_without_a_zero_gpu_quota_is_no_trouble(live: Live) -> None:
    live.demo.faults.add(Says(404, '{"error": "Not found"}'), path="/api/spaces/zero-gpu/quota")
    live.engine.attend(Attention("ada/demo", zero_gpu=True))
    await live.settle()
    assert live.picture.zero_gpu is None
    assert live.link() is Link.LIVE
