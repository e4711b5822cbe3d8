"""Metrics are followed while somebody looks and the Space has a container, and kept for when they return."""

from __future__ import annotations

from itertools import pairwise

from spacetui.demo.faults import Says
from spacetui.demo.server import DemoServer
from spacetui.demo.world import World
from spacetui.hub.errors import BadRequest, Forbidden
from spacetui.live.follow import Phase
from spacetui.live.gauges import Gauge, Line, Window
from spacetui.live.metering import KEPT, RESTED, TELL_EVERY, TRY_AGAIN, MetricsWatch
from tests.live.conftest import Live, until_phase

WHISPER, BOARD = "ada/whisper-demo", "ada/leaderboard"


def metrics_of(space_id: str) -> str:
    return f"/api/spaces/{space_id}/metrics"


def deaf() -> None:
    """Hears nothing."""


def sleeping(world: World) -> str:
    return next(space.id for space in world.spaces.values() if space.stage == "SLEEPING" and space.id[:4] == "ada/")


def lines(live: Live, watch: MetricsWatch, gauge: Gauge = Gauge.CPU) -> list[Line]:
    now = live.clock.now()
    return watch.gauges.lines(gauge, Window.ending(now, 60), now)


async def until_readings(live: Live, watch: MetricsWatch, after: float | None = None) -> None:
    """Until something was measured later than `after`, while time passes."""

    def there() -> bool:
        live.clock.advance(0.1)
        return watch.gauges.newest is not None and watch.gauges.newest > (after or 0.0)

    await live.until(there)


async def test_readings_of_a_running_space_come_with_all_it_has(live: Live) -> None:
    watch = live.engine.metering.watch(WHISPER, deaf)
    await until_readings(live, watch)
    for gauge in Gauge:
        assert [line.now is not None for line in lines(live, watch, gauge)] == [True]
    assert watch.gauges.limit(Gauge.VRAM)
    assert watch.state.phase is Phase.FOLLOWING


async def test_metrics_are_not_asked_for_before_the_eye_rests_on_them(live: Live) -> None:
    live.engine.metering.watch(BOARD, deaf).close()
    await live.settle()
    live.clock.advance(RESTED)
    watch = live.engine.metering.watch(BOARD, deaf)
    await live.settle()
    assert live.asked(metrics_of(BOARD)) == 0
    live.clock.advance(RESTED)
    await live.until(lambda: live.asked(metrics_of(BOARD)) == 1)
    watch.close()


async def test_closing_ends_the_stream_and_what_was_measured_stays(live: Live) -> None:
    watch = live.engine.metering.watch(BOARD, deaf)
    await until_readings(live, watch)
    newest, seen = watch.gauges.newest, live.asked(metrics_of(BOARD))
    watch.close()
    watch.close()
    await live.pass_time(60, step=5)
    assert live.asked(metrics_of(BOARD)) == seen
    again = live.engine.metering.watch(BOARD, deaf)
    assert again.gauges is watch.gauges
    assert live.engine.metering.gauges(BOARD) is again.gauges
    assert again.gauges.newest == newest
    await until_readings(live, again, after=newest)
    assert live.asked(metrics_of(BOARD)) == seen + 1


async def test_readings_are_told_every_two_seconds_at_most(live: Live) -> None:
    told: list[float] = []
    watch = live.engine.metering.watch(WHISPER, lambda: told.append(live.clock.monotonic()))
    await until_readings(live, watch)
    del told[:]
    after = watch.gauges.newest or 0.0
    await until_readings(live, watch, after=after + 5)
    gaps = [later - earlier for earlier, later in pairwise(told)]
    assert gaps
    assert min(gaps) >= TELL_EVERY - 1e-6


async def test_a_sleeping_space_is_not_asked_until_it_runs_again(live: Live, world: World) -> None:
    space_id = sleeping(world)
    watch = live.engine.metering.watch(space_id, deaf)
    await live.pass_time(30, step=5)
    assert live.asked(metrics_of(space_id)) == 0
    with world.lock:
        world.restart(world.spaces[space_id], factory=False)
    await until_readings(live, watch)
    assert watch.state.phase is Phase.FOLLOWING


async def test_over_a_restart_the_ten_minutes_go_on_with_the_new_container(live: Live, world: World) -> None:
    watch = live.engine.metering.watch(BOARD, deaf)
    await until_readings(live, watch)
    with world.lock:
        world.pause(world.spaces[BOARD])
    await live.pass_time(20, step=1)
    stopped = watch.gauges.newest
    assert watch.state.phase is Phase.ENDED
    assert lines(live, watch)
    seen = live.asked(metrics_of(BOARD))
    await live.pass_time(2 * TRY_AGAIN, step=5)
    assert live.asked(metrics_of(BOARD)) == seen
    with world.lock:
        world.restart(world.spaces[BOARD], factory=False)
    await until_readings(live, watch, after=stopped)


async def test_a_hub_that_knows_no_container_is_asked_again_while_the_space_is_said_to_run(
    live: Live, demo: DemoServer
) -> None:
    demo.faults.add(Says(406, '{"error": "Space is stale"}'), path=metrics_of(BOARD), times=1)
    watch = live.engine.metering.watch(BOARD, deaf)
    await until_phase(live, watch, Phase.ENDED)
    assert isinstance(watch.state.reason, BadRequest)
    seen = live.asked(metrics_of(BOARD))
    await live.settle()
    assert live.asked(metrics_of(BOARD)) == seen
    live.clock.advance(TRY_AGAIN)
    await until_readings(live, watch)


async def test_a_refusal_holds_until_there_is_another_token(live: Live, demo: DemoServer) -> None:
    demo.faults.add(Says(403, '{"error": "no"}'), path=metrics_of(BOARD), times=1)
    told: list[None] = []
    watch = live.engine.metering.watch(BOARD, lambda: told.append(None))
    await until_phase(live, watch, Phase.ENDED)
    assert isinstance(watch.state.reason, Forbidden)
    assert told
    await live.pass_time(2 * TRY_AGAIN, step=5)
    assert live.asked(metrics_of(BOARD)) == 1
    live.engine.metering.try_again()
    live.engine.refresh()
    await until_readings(live, watch)


async def test_a_space_keeps_its_metrics_under_another_name(live: Live, world: World) -> None:
    watch = live.engine.metering.watch(BOARD, deaf)
    await until_readings(live, watch)
    with world.lock:
        world.rename(BOARD, "ada/renamed-board")
    await live.pass_time(20, step=5)
    watch.close()
    again = live.engine.metering.watch("ada/renamed-board", deaf)
    assert again.gauges is watch.gauges
    await until_readings(live, again, after=watch.gauges.newest)
    assert live.asked(metrics_of("ada/renamed-board"))


async def test_only_a_handful_are_kept_and_never_one_that_is_watched(live: Live) -> None:
    watched = live.engine.metering.watch(BOARD, deaf)
    first = live.engine.metering.watch("ada/first", deaf)
    first.close()
    for number in range(KEPT):
        live.engine.metering.watch(f"ada/other-{number}", deaf).close()
    assert live.engine.metering.gauges(BOARD) is watched.gauges
    assert live.engine.metering.gauges("ada/first") is None
