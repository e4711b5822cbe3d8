"""Spaces of the demo world go from stage to stage as their clock says."""

from __future__ import annotations

import pytest

from spacetui.clock import ManualClock
from spacetui.demo.accounts import Account
from spacetui.demo.refusal import Refusal
from spacetui.demo.space import DemoSpace
from spacetui.demo.stages import ASLEEP, COLLISION
from spacetui.demo.world import World

DOCUMENTED = {
    *("NO_APP_FILE", "CONFIG_ERROR", "BUILDING", "BUILD_ERROR", "APP_STARTING", "RUNTIME_ERROR", "DELETING"),
    *("RUNNING", "RUNNING_BUILDING", "RUNNING_APP_STARTING", "SLEEPING", "PAUSED", "STOPPED"),
}


def stages_seen(world: World, clock: ManualClock, space_id: str, seconds: int) -> list[str]:
    """The stages of a Space, looked at every second, each once in a row."""
    seen = [world.spaces[space_id].stage]
    for _ in range(seconds):
        clock.advance(1)
        stage = world.spaces[space_id].stage
        if stage != seen[-1]:
            seen.append(stage)
    return seen


def owned(world: World) -> list[DemoSpace]:
    return [space for space in world.spaces.values() if space.namespace in ("ada", "analytical")]


@pytest.fixture
def ada(world: World) -> Account:
    return world.accounts["ada"]


def test_the_fleet_has_every_stage_at_the_start(world: World) -> None:
    assert {space.stage for space in owned(world)} == DOCUMENTED
    assert len(owned(world)) >= 26


def test_the_fleet_has_every_kind_of_space_and_costs_a_few_dollars_an_hour(world: World) -> None:
    spaces = owned(world)
    assert {space.sdk for space in spaces} == {"gradio", "docker", "static"}
    assert {space.visibility for space in spaces} == {"public", "private", "protected"}
    assert any(space.replicas == "auto" for space in spaces)
    assert any(space.running_sha not in (None, space.sha) for space in spaces)
    assert 2 < sum(space.usd_per_hour for space in spaces) < 8


def test_some_spaces_move_on_in_the_first_minute_and_none_crashes(world: World, clock: ManualClock) -> None:
    before = {space.id: space.stage for space in world.spaces.values()}
    crashed = {space.id for space in world.spaces.values() if space.stage == "RUNTIME_ERROR"}
    clock.advance(60)
    after = world.spaces
    assert sum(space_id not in after or after[space_id].stage != stage for space_id, stage in before.items()) >= 6
    assert {space.id for space in after.values() if space.stage == "RUNTIME_ERROR"} == crashed


def test_the_same_seed_and_clock_give_the_same_world_whoever_looked_when() -> None:
    often, seldom = ManualClock(), ManualClock()
    first, second = World(often, seed=3), World(seldom, seed=3)
    for _ in range(100):
        often.advance(10)
        first.play()
    seldom.advance(1000)
    assert first.spaces == second.spaces
    assert first.token == second.token
    assert World(ManualClock(), seed=4).token != first.token


def test_a_token_looks_like_one_and_all_differ(world: World) -> None:
    assert world.token.startswith("hf_")
    assert len(world.token) == 37
    assert world.token[3:].isalpha()
    assert len(world.tokens) == 5
    assert world.token not in repr(world.tokens[world.token])


def test_a_first_build_goes_through_building_and_starting(world: World, clock: ManualClock) -> None:
    assert stages_seen(world, clock, "ada/music-gen", 20) == ["BUILDING", "APP_STARTING", "RUNNING"]
    assert world.spaces["ada/music-gen"].hardware == "t4-small"


def test_a_hardware_switch_keeps_serving_and_settles_within_15_seconds(
    world: World, clock: ManualClock, ada: Account
) -> None:
    space = world.spaces["ada/leaderboard"]
    world.request_hardware(space, "t4-small", 3600, ada)
    assert (space.hardware, space.requested, space.sleep_time) == ("cpu-basic", "t4-small", 3600)
    seen = stages_seen(world, clock, space.id, 15)
    assert seen == ["RUNNING_BUILDING", "RUNNING_APP_STARTING", "RUNNING"]
    assert (space.hardware, space.requested) == ("t4-small", "t4-small")


def test_hardware_of_a_paused_space_waits_for_its_restart(world: World, clock: ManualClock, ada: Account) -> None:
    space = world.spaces["ada/diffusion-xl"]
    world.request_hardware(space, "t4-small", None, ada)
    clock.advance(30)
    assert (world.spaces[space.id].stage, space.requested, space.sleep_time) == ("PAUSED", "t4-small", None)
    world.restart(space, factory=False)
    clock.advance(15)
    assert (world.spaces[space.id].stage, space.hardware) == ("RUNNING", "t4-small")


def test_a_hardware_request_for_the_present_flavor_sets_the_sleep_time_alone(world: World, ada: Account) -> None:
    space = world.spaces["ada/whisper-demo"]
    world.request_hardware(space, "a10g-small", 7200, ada)
    assert (space.stage, space.sleep_time) == ("RUNNING", 7200)


def test_a_factory_restart_builds_longer_than_a_restart(world: World, clock: ManualClock) -> None:
    plain, factory = world.spaces["ada/leaderboard"], world.spaces["ada/sd-turbo"]
    world.restart(plain, factory=False)
    world.restart(factory, factory=True)
    clock.advance(8)
    world.play()
    assert (plain.stage, factory.stage) == ("RUNNING", "RUNNING_BUILDING")
    clock.advance(7)
    world.play()
    assert factory.stage == "RUNNING"


def test_a_restart_serves_the_newest_commit(world: World, clock: ManualClock) -> None:
    space = world.spaces["ada/whisper-demo"]
    assert space.running_sha != space.sha
    world.restart(space, factory=False)
    clock.advance(15)
    assert world.spaces[space.id].running_sha == space.sha


@pytest.mark.parametrize("stage", sorted(DOCUMENTED - {"DELETING", "NO_APP_FILE", "BUILD_ERROR", "CONFIG_ERROR"}))
def test_a_restart_is_allowed_in_any_stage(world: World, clock: ManualClock, stage: str) -> None:
    space = next(each for each in owned(world) if each.stage == stage and each.fate.start_error is None)
    world.restart(space, factory=False)
    clock.advance(15)
    assert world.spaces[space.id].stage == "RUNNING"


def test_what_cannot_run_fails_again_and_says_why(world: World, clock: ManualClock) -> None:
    broken = world.spaces["ada/ocr-bot"], world.spaces["ada/chat-ui"], world.spaces["ada/untitled"]
    for space in broken:
        world.restart(space, factory=False)
        assert (space.stage, space.error) == ("BUILDING", None)
    clock.advance(15)
    world.play()
    build, start, nothing = broken
    assert build.stage == "BUILD_ERROR"
    assert "No matching distribution" in (build.error or "")
    assert start.stage == "RUNTIME_ERROR"
    assert "CUDA out of memory" in (start.error or "")
    assert (nothing.stage, nothing.error) == ("NO_APP_FILE", None)


def test_a_paused_space_stays_paused_and_costs_nothing(world: World, clock: ManualClock) -> None:
    space = world.spaces["ada/sd-turbo"]
    assert space.usd_per_hour == 1.5
    world.pause(space)
    clock.advance(10_000)
    assert (world.spaces[space.id].stage, space.hardware, space.usd_per_hour) == ("PAUSED", None, 0)


def test_an_idle_space_falls_asleep_and_a_busy_one_does_not(world: World, clock: ManualClock) -> None:
    idle, busy = "ada/tts-playground", "ada/whisper-demo"
    clock.advance(44)
    assert world.spaces[idle].stage == "RUNNING"
    clock.advance(2)
    assert (world.spaces[idle].stage, world.spaces[idle].error) == ("SLEEPING", ASLEEP)
    clock.advance(10_000)
    assert world.spaces[busy].stage == "RUNNING"


def test_a_sleeping_space_wakes_by_restart_and_sleeps_again_when_left_alone(world: World, clock: ManualClock) -> None:
    space = world.spaces["ada/pose-sketch"]
    world.restart(space, factory=False)
    clock.advance(15)
    assert world.spaces[space.id].stage == "RUNNING"
    clock.advance(3600)
    assert world.spaces[space.id].stage == "SLEEPING"


def test_a_visit_wakes_a_sleeping_space(world: World, clock: ManualClock) -> None:
    space = world.spaces["ada/pose-sketch"]
    space.idle_since, space.fate.visits_every = clock.now(), 7200.0
    clock.advance(7200)
    assert world.spaces[space.id].stage == "APP_STARTING"


def test_the_one_that_crashes_does_so_after_minutes_with_a_message(world: World, clock: ManualClock) -> None:
    space = world.spaces["analytical/queue-worker"]
    clock.advance(300)
    assert world.spaces[space.id].stage == "RUNNING"
    clock.advance(200)
    assert world.spaces[space.id].stage == "RUNTIME_ERROR"
    assert "Segmentation fault" in (space.error or "")


def test_a_deleted_space_vanishes(world: World, clock: ManualClock) -> None:
    assert world.spaces["ada/old-mnist"].stage == "DELETING"
    clock.advance(41)
    assert "ada/old-mnist" not in world.spaces


def test_a_secret_or_variable_change_restarts_a_running_space_only(world: World, clock: ManualClock) -> None:
    running, paused = world.spaces["ada/leaderboard"], world.spaces["ada/diffusion-xl"]
    world.set_secret(running, "KEY", None)
    world.set_variable(paused, "KEY", "value", None)
    assert (running.stage, paused.stage) == ("RUNNING_BUILDING", "PAUSED")
    clock.advance(15)
    world.delete_secret(world.spaces[running.id], "NOT_THERE")
    assert running.stage == "RUNNING"


@pytest.mark.parametrize("what", ["secret", "variable"])
def test_a_name_used_twice_is_a_config_error_until_one_is_deleted_and_it_is_restarted(
    world: World, clock: ManualClock, what: str
) -> None:
    space = world.spaces["ada/leaderboard"]
    world.set_secret(space, "REFRESH_MINUTES", None)
    assert (space.stage, space.error) == ("CONFIG_ERROR", COLLISION)
    world.restart(space, factory=False)
    assert space.stage == "CONFIG_ERROR"
    delete = world.delete_secret if what == "secret" else world.delete_variable
    delete(space, "REFRESH_MINUTES")
    clock.advance(15)
    assert world.spaces[space.id].stage == "CONFIG_ERROR"
    world.restart(space, factory=False)
    clock.advance(15)
    assert (world.spaces[space.id].stage, space.error) == ("RUNNING", None)


def test_sleep_time_is_fixed_on_cpu_basic_and_kept_elsewhere(world: World, ada: Account) -> None:
    basic, paid = world.spaces["ada/leaderboard"], world.spaces["ada/sd-turbo"]
    world.set_sleep_time(basic, 60)
    world.set_sleep_time(paid, -1)
    assert (basic.sleep_time, paid.sleep_time) == (172_800, -1)
    world.request_hardware(paid, "cpu-basic", 60, ada)
    assert paid.sleep_time == 172_800
    world.request_hardware(paid, "l4x1", None, ada)
    assert paid.sleep_time is None


def test_what_does_not_fit_is_refused_with_a_sentence(world: World, ada: Account) -> None:
    static, docker = world.spaces["ada/portfolio"], world.spaces["ada/notebook"]
    poor = world.accounts["babbage"]
    with pytest.raises(Refusal, match="Static Spaces cannot be paused"):
        world.pause(static)
    with pytest.raises(Refusal, match="Static Spaces have no hardware"):
        world.request_hardware(static, "t4-small", None, ada)
    with pytest.raises(Refusal, match="Static Spaces have no sleep time"):
        world.set_sleep_time(static, 60)
    with pytest.raises(Refusal, match="Unknown hardware flavor: 'abacus'"):
        world.request_hardware(docker, "abacus", None, ada)
    with pytest.raises(Refusal, match="ZeroGPU is available for Gradio"):
        world.request_hardware(docker, "zero-a10g", None, ada)
    with pytest.raises(Refusal, match="Missing payment method") as refused:
        world.request_hardware(docker, "t4-small", None, poor)
    assert refused.value.status == 403


def test_a_faster_world_settles_sooner() -> None:
    clock = ManualClock()
    world = World(clock, speed=10)
    world.restart(world.spaces["ada/leaderboard"], factory=True)
    clock.advance(1.5)
    assert world.spaces["ada/leaderboard"].stage == "RUNNING"


@pytest.mark.parametrize("speed", [0, -1, 5000])
def test_a_speed_that_makes_no_sense_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        World(ManualClock(), speed=speed)


def test_a_clock_that_goes_back_does_not_take_the_world_with_it(world: World, clock: ManualClock) -> None:
    clock.advance(100)
    world.play()
    clock.advance(-50)
    assert world.play() == clock.now() + 50
