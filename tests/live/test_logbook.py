"""Logs that were looked at are kept: over the cursor's ways, cut connections, another container, another name."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from spacetui.clock import ManualClock
from spacetui.demo.faults import NAMED, CutAfter, Hit, Says
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.hub.errors import Forbidden, HubUnwell
from spacetui.launch import Launcher
from spacetui.live.commands import Pause, Restart
from spacetui.live.follow import Phase
from spacetui.live.logbook import KEPT, RESTED, SEEN_TO_END, TELL_EVERY, Watch
from spacetui.live.pace import Attention
from spacetui.live.picture import Link
from tests.live.conftest import Live, StartLive, until_phase
from tests.machine import Machine
from tests.streams import NOON, log

CHAT, BOARD = "ada/chat-ui", "ada/leaderboard"


def log_of(space_id: str, kind: str = "run") -> str:
    return f"/api/spaces/{space_id}/logs/{kind}"


def texts(watch: Watch) -> list[str]:
    return [row.text for row in watch.log.span(0, watch.log.end)]


async def until_lines(live: Live, watch: Watch, *last: str) -> None:
    """Until the log ends in these lines, while time passes."""

    def there() -> bool:
        live.clock.advance(0.05)
        return texts(watch)[-len(last) :] == [*last]

    await live.until(there)


async def rest(live: Live) -> None:
    """Watch for as long as it takes until a log is asked for."""
    await live.settle()
    live.clock.advance(RESTED)


def deaf(_: int) -> None:
    """Hears nothing."""


async def test_a_log_is_not_asked_for_before_the_eye_rests_on_it(live: Live) -> None:
    live.engine.watch_log(BOARD, told=deaf).close()
    watch = live.engine.watch_log(BOARD, told=deaf)
    await live.settle()
    assert live.asked(log_of(BOARD)) == 0
    await rest(live)
    await live.until(lambda: live.asked(log_of(BOARD)) == 1)
    watch.close()


async def test_lines_stay_when_nobody_watches_and_none_comes_twice(live: Live, demo: DemoServer) -> None:
    demo.faults.add(log(["one", "two"]), path=log_of(BOARD), times=1)
    demo.faults.add(log(["one", "two", "three"]), path=log_of(BOARD))
    watch = live.engine.watch_log(BOARD, told=deaf)
    await until_lines(live, watch, "one", "two")
    watch.close()
    again = live.engine.watch_log(BOARD, told=deaf)
    await until_lines(live, again, "three")
    assert texts(again) == ["one", "two", "three"]
    assert again.log is watch.log


async def test_closing_ends_the_stream(live: Live, demo: DemoServer) -> None:
    watch = live.engine.watch_log(BOARD, told=deaf)
    await until_phase(live, watch, Phase.FOLLOWING)
    watch.close()
    watch.close()
    seen = live.asked(log_of(BOARD))
    await live.pass_time(60, step=5)
    assert live.asked(log_of(BOARD)) == seen


async def test_a_rule_says_when_the_run_before_ended(live: Live, demo: DemoServer) -> None:
    demo.faults.add(log(["one", "two"], NOON), path=log_of(BOARD), times=1)
    demo.faults.add(log(["new"], "2026-11-25T12:10:00Z"), path=log_of(BOARD))
    watch = live.engine.watch_log(BOARD, told=deaf)
    await until_lines(live, watch, "new")
    assert texts(watch) == ["one", "two", "run ended", "new"]
    rule = watch.log[2]
    assert rule.rule
    assert rule.at == watch.log[1].at
    await live.pass_time(60, step=5)
    assert texts(watch) == ["one", "two", "run ended", "new"]


async def test_a_container_that_was_followed_to_its_end_ended_when_its_stream_did(live: Live, world: World) -> None:
    watch = live.engine.watch_log(BOARD, told=deaf)
    await until_phase(live, watch, Phase.FOLLOWING)
    await live.pass_time(SEEN_TO_END + 1)
    stopped = live.clock.now()
    with world.lock:
        world.pause(world.spaces[BOARD])
    await until_phase(live, watch, Phase.WAITING)
    assert "run ended" not in texts(watch)
    with world.lock:
        world.restart(world.spaces[BOARD], factory=False)

    def ruled() -> bool:
        live.clock.advance(0.1)
        return "run ended" in texts(watch)

    await live.until(ruled)
    rule = next(row for row in watch.log.span(0, watch.log.end) if row.rule)
    assert rule.at is not None
    assert 0 <= rule.at - stopped < 3


async def test_a_cut_connection_draws_no_rule(live: Live, demo: DemoServer) -> None:
    for events in (3, 5):
        demo.faults.add(CutAfter(events), path=log_of(CHAT), times=1)
    watch = live.engine.watch_log(CHAT, told=deaf)
    asked: set[int] = set()

    def often() -> bool:
        live.clock.advance(0.1)
        asked.add(live.asked(log_of(CHAT)))
        return max(asked) >= 5

    await live.until(often)
    assert not any(row.rule for row in watch.log.span(0, watch.log.end))
    assert len(texts(watch)) > 5


@pytest.mark.parametrize("by_hand", [False, True])
async def test_the_first_answer_after_an_outage_ends_the_waiting_of_a_log(
    by_hand: bool, live: Live, demo: DemoServer
) -> None:
    demo.faults.add(NAMED["503"], path=log_of(BOARD))
    watch = live.engine.watch_log(BOARD, told=deaf)

    def waits_long() -> bool:
        live.clock.advance(0.5)
        return (watch.state.next_try or 0) > live.clock.monotonic() + 30

    await live.until(waits_long)
    demo.faults.add(NAMED["503"])
    await live.pass_time(16, step=1)
    assert (live.link(), watch.state.phase) == (Link.OFFLINE, Phase.WAITING)
    demo.faults.clear()
    if by_hand:
        live.engine.refresh()
    else:
        live.clock.advance((live.connection.next_try or 0) - live.clock.now())
    await live.until(lambda: watch.state.phase is Phase.FOLLOWING)
    watch.close()


async def test_what_came_before_it_was_left_is_not_lost(live: Live, demo: DemoServer) -> None:
    lines = [str(number) for number in range(5000)]
    demo.faults.add(log(lines), path=log_of(BOARD))
    watch = live.engine.watch_log(BOARD, told=deaf)
    await rest(live)
    await live.until(lambda: watch.log.end > 0)
    watch.close()
    again = live.engine.watch_log(BOARD, told=deaf)
    await until_lines(live, again, "4999")
    assert texts(again) == lines


async def test_news_is_told_ten_times_a_second_at_most(live: Live, demo: DemoServer) -> None:
    told: list[int] = []
    watch = live.engine.watch_log(CHAT, told=told.append)
    await rest(live)
    await live.until(lambda: watch.log.end > 5)
    at_first = len(told)
    for _ in range(20):
        await live.settle()
    assert len(told) == at_first <= 1
    live.clock.advance(TELL_EVERY)
    await live.until(lambda: len(told) == at_first + 1)
    assert told[0] == 0
    assert told[1] <= watch.log.end


async def test_a_refusal_ends_it_until_it_is_watched_again(live: Live, demo: DemoServer) -> None:
    demo.faults.add(Says(403, '{"error": "no"}'), path=log_of(BOARD), times=1)
    told: list[int] = []
    watch = live.engine.watch_log(BOARD, told=told.append)
    await until_phase(live, watch, Phase.ENDED)
    assert isinstance(watch.state.reason, Forbidden)
    await live.until(lambda: bool(told))
    watch.close()
    again = live.engine.watch_log(BOARD, told=deaf)
    await until_phase(live, again, Phase.FOLLOWING)


async def test_a_log_that_had_ended_is_asked_for_as_soon_as_the_stage_is_another(live: Live) -> None:
    live.engine.attend(Attention(selected=BOARD))
    watch = live.engine.watch_log(BOARD, told=deaf)
    await until_phase(live, watch, Phase.FOLLOWING)
    await live.carry_out(Pause(BOARD))

    def long_since() -> bool:
        """Whether it is asked for so seldom by now that the next time is far away."""
        live.clock.advance(0.2)
        return (watch.state.next_try or 0.0) > live.clock.monotonic() + 30

    await live.until(long_since)
    live.forget()
    await live.carry_out(Restart(BOARD, factory=True))
    assert str(live.stage(BOARD)) == "BUILDING"
    await rest(live)
    await live.until(lambda: live.asked(log_of(BOARD)) == 1)


@dataclass(frozen=True)
class Silent:
    """Keep a stream open that brings nothing."""

    async def befall(self, hit: Hit) -> None:
        await hit.send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]}
        )
        await hit.send({"type": "http.response.body", "body": b": here\n\n", "more_body": True})
        while (await hit.receive())["type"] != "http.disconnect":
            pass


async def test_a_log_that_had_ended_is_live_again_once_a_stream_stays_open(live: Live, demo: DemoServer) -> None:
    demo.faults.add(log([]), path=log_of(BOARD), times=3)
    demo.faults.add(Silent(), path=log_of(BOARD))
    watch = live.engine.watch_log(BOARD, told=deaf)
    await until_phase(live, watch, Phase.WAITING)
    phases = set()

    def opened() -> bool:
        live.clock.advance(0.05)
        phases.add(watch.state.phase)
        return watch.state.phase is not Phase.WAITING

    await live.until(opened)
    assert phases == {Phase.WAITING, Phase.FOLLOWING}
    assert live.asked(log_of(BOARD)) == 4


async def test_what_fails_after_an_end_is_told(live: Live, demo: DemoServer) -> None:
    demo.faults.add(log(["one"]), path=log_of(BOARD), times=1)
    demo.faults.add(NAMED["503"], path=log_of(BOARD))
    watch = live.engine.watch_log(BOARD, told=deaf)
    await until_phase(live, watch, Phase.WAITING)
    assert watch.state.reason is None

    def failed() -> bool:
        live.clock.advance(0.05)
        return watch.state.reason is not None

    await live.until(failed)
    assert isinstance(watch.state.reason, HubUnwell)


async def test_a_newer_token_has_what_was_refused_asked_for_again(
    demo: DemoServer, clock: ManualClock, tmp_path: Path
) -> None:
    machine, world = Machine(tmp_path), demo.world
    machine.log_in(world.renew_token(world.oauth_token, 7200), clock.now() + 7200)
    session = Launcher({**machine.environ, "HF_ENDPOINT": demo.url}, machine.home, clock=clock).open()
    live = Live(session.engine, demo, clock, asyncio.create_task(session.engine.run()))
    try:
        await live.settle()
        demo.faults.add(NAMED["401"], path=log_of(BOARD), times=1)
        watch = live.engine.watch_log(BOARD, told=deaf)
        await until_phase(live, watch, Phase.ENDED)
        machine.log_in(world.renew_token(world.oauth_token, 7200), clock.now() + 7200)
        await until_phase(live, watch, Phase.FOLLOWING)
    finally:
        live.running.cancel()
        await asyncio.gather(live.running, return_exceptions=True)
        await session.close()


async def test_run_and_build_are_two_logs(live: Live) -> None:
    run, build = (live.engine.watch_log(CHAT, build=each, told=deaf) for each in (False, True))
    assert run.log is not build.log
    await rest(live)
    await live.until(lambda: bool(live.asked(log_of(CHAT)) and live.asked(log_of(CHAT, "build"))))


async def test_a_space_keeps_its_log_under_another_name(start: StartLive, world: World) -> None:
    async with start() as live:
        watch = live.engine.watch_log(BOARD, told=deaf)
        await until_phase(live, watch, Phase.FOLLOWING)
        with world.lock:
            world.rename(BOARD, "ada/renamed-board")
        await live.pass_time(20, step=5)
        assert "ada/renamed-board" in live.picture.spaces
        watch.close()
        again = live.engine.watch_log("ada/renamed-board", told=deaf)
        assert again.log is watch.log
        await rest(live)
        await live.until(lambda: bool(live.asked(log_of("ada/renamed-board"))))


async def test_only_a_handful_are_kept_and_never_one_that_is_watched(live: Live) -> None:
    watched = live.engine.watch_log(BOARD, told=deaf)
    first = live.engine.watch_log("ada/first", told=deaf)
    first.close()
    for number in range(KEPT):
        live.engine.watch_log(f"ada/other-{number}", told=deaf).close()
    assert live.engine.watch_log(BOARD, told=deaf).log is watched.log
    assert live.engine.watch_log("ada/first", told=deaf).log is not first.log
