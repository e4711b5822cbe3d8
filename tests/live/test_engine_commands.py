"""Commands go out once, in order where they concern one Space, and what they did is seen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from fnmatch import fnmatchcase

import pytest
from pydantic import SecretStr

from spacetui.clock import ManualClock
from spacetui.demo.faults import Says, Slow
from spacetui.demo.server import DemoServer
from spacetui.demo.space import DemoSpace
from spacetui.demo.world import World
from spacetui.hub.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    HubUnreachable,
    InvalidInput,
    RateLimited,
    TokenNotAllowed,
)
from spacetui.hub.models import NewSecret, NewVariable
from spacetui.live.commands import (
    Command,
    DeleteSecret,
    DeleteVariable,
    Duplicate,
    Pause,
    RequestHardware,
    Restart,
    SetSecret,
    SetSleepTime,
    SetVariable,
)
from spacetui.live.pace import Attention
from spacetui.live.picture import Link, Phase
from tests.live.conftest import Live, StartLive

NOTEBOOK = "ada/notebook"
WHISPER = "ada/whisper-demo"
COPY = Duplicate(
    "ada/copy",
    "ada/translate-ja",
    "private",
    hardware="t4-small",
    sleep_time=900,
    secrets=(NewSecret(key="S", value=SecretStr("sssh-sssh")),),
    variables=(NewVariable(key="V", value="y"),),
)

Deed = tuple[Command, Callable[[DemoSpace], bool]]
DEEDS: dict[str, Deed] = {
    "restart": (Restart(NOTEBOOK), lambda space: space.stage == "RUNNING_BUILDING"),
    "rebuild": (Restart("ada/pose-sketch", factory=True), lambda space: space.stage == "BUILDING"),
    "pause": (Pause(NOTEBOOK), lambda space: space.stage == "PAUSED"),
    "hardware": (
        RequestHardware(NOTEBOOK, "a10g-small", 1800),
        lambda space: (space.requested, space.sleep_seconds) == ("a10g-small", 1800),
    ),
    "sleep time": (SetSleepTime(NOTEBOOK, 900), lambda space: space.sleep_seconds == 900),
    "new secret": (SetSecret(NOTEBOOK, "FRESH", SecretStr("sssh-sssh")), lambda space: "FRESH" in space.secrets),
    "replaced secret": (
        SetSecret(WHISPER, "HF_TOKEN", SecretStr("sssh-sssh"), "why"),
        lambda space: space.secrets["HF_TOKEN"].description == "why",
    ),
    "deleted secret": (DeleteSecret(WHISPER, "HF_TOKEN"), lambda space: "HF_TOKEN" not in space.secrets),
    "new variable": (
        SetVariable(NOTEBOOK, "FRESH", "a\nb"),
        lambda space: [each.value for key, each in space.variables.items() if key == "FRESH"] == ["a\nb"],
    ),
    "changed variable": (SetVariable(WHISPER, "BEAMS", "9"), lambda space: space.variables["BEAMS"].value == "9"),
    "deleted variable": (DeleteVariable(WHISPER, "BEAMS"), lambda space: "BEAMS" not in space.variables),
    "copy": (COPY, lambda space: (space.visibility, space.sleep_seconds) == ("private", 900)),
}


def sent(live: Live) -> list[str]:
    """The changes asked of the hub, in order."""
    return [f"{each.method} {each.path}" for each in live.demo.requests if each.method != "GET"]


@pytest.mark.parametrize("deed", DEEDS)
async def test_each_command_is_sent_once_confirmed_and_seen(deed: str, live: Live, world: World) -> None:
    command, done = DEEDS[deed]
    number = live.engine.submit(command)
    assert live.picture.commands[number].phase is Phase.QUEUED
    assert live.picture.under_way(command.space_id)
    await live.settle()
    state = live.picture.commands[number]
    assert (state.phase, state.note, state.error, state.title) == (Phase.CONFIRMED, "", None, command.title)
    assert done(world.spaces[command.space_id])
    assert len(sent(live)) == 1
    assert live.picture.under_way() == []


async def test_what_a_command_did_is_in_the_picture_when_it_is_confirmed(live: Live) -> None:
    await live.carry_out(Pause(NOTEBOOK))
    assert live.stage(NOTEBOOK) == "PAUSED"
    await live.carry_out(RequestHardware(WHISPER, "t4-medium", 1800))
    runtime = live.entry(WHISPER).runtime
    assert runtime is not None
    assert (runtime.hardware, runtime.requested_hardware, runtime.sleep_time) == ("a10g-small", "t4-medium", 1800)
    await live.carry_out(SetVariable(WHISPER, "BEAMS", "9"))
    await live.carry_out(DeleteSecret(WHISPER, "SENTRY_DSN"))
    environment = live.picture.environment(WHISPER)
    assert environment.variables is not None
    assert environment.secrets is not None
    assert environment.variables.value["BEAMS"].value == "9"
    assert set(environment.secrets.value) == {"HF_TOKEN"}
    await live.carry_out(COPY)
    assert "ada/copy" in live.picture.spaces


async def test_a_space_acted_on_is_followed_closely_for_half_a_minute(live: Live) -> None:
    await live.pass_time(400, step=5)  # by then nothing in the demo's fleet moves any more
    live.engine.submit(Restart("ada/leaderboard"))
    await live.settle()
    live.forget()
    await live.pass_time(30)
    assert live.asked("/api/spaces/ada/leaderboard/runtime") == 19
    assert live.asked("/api/spaces") == 7  # the own ones every 5 s, the organization's every 15
    assert live.stage("ada/leaderboard") == "RUNNING"
    live.forget()
    await live.pass_time(30)
    assert live.asked("/api/spaces/ada/leaderboard/runtime") == 0


async def test_commands_to_one_space_go_one_after_the_other(live: Live, clock: ManualClock) -> None:
    live.demo.faults.add(Slow(1), method="POST")
    numbers = [live.engine.submit(command) for command in (Pause(NOTEBOOK), Restart(NOTEBOOK), Pause(NOTEBOOK))]

    def phases() -> list[Phase]:
        return [live.picture.commands[number].phase for number in numbers]

    for ended in range(3):
        await live.until(lambda ended=ended: len(sent(live)) == ended + 1)  # type: ignore[misc]
        assert phases() == [Phase.CONFIRMED] * ended + [Phase.SENT] + [Phase.QUEUED] * (2 - ended)
        await live.until(lambda: _a_second_later(clock, lambda: phases()[ended] is Phase.CONFIRMED))  # noqa: B023
    assert [path.rpartition("/")[2] for path in sent(live)] == ["pause", "restart", "pause"]
    assert live.stage(NOTEBOOK) == "PAUSED"


def _a_second_later(clock: ManualClock, condition: Callable[[], bool]) -> bool:
    clock.advance(1)
    return condition()


async def test_commands_to_two_spaces_go_side_by_side(live: Live) -> None:
    live.demo.faults.add(Slow(1), method="POST", path=f"*{NOTEBOOK}*")
    held = live.engine.submit(Pause(NOTEBOOK))
    free = live.engine.submit(Pause(WHISPER))
    await live.until(lambda: live.picture.commands[free].phase is Phase.CONFIRMED)
    assert live.picture.commands[held].phase is Phase.SENT
    live.clock.advance(1)
    await live.settle()
    assert live.picture.commands[held].phase is Phase.CONFIRMED


async def test_a_command_submitted_after_others_have_ended_is_carried_out(live: Live) -> None:
    for command in (Pause(NOTEBOOK), Restart(NOTEBOOK), Pause(NOTEBOOK)):
        assert (await live.carry_out(command)).phase is Phase.CONFIRMED


async def test_a_failed_command_does_not_hold_up_the_next(live: Live) -> None:
    live.demo.faults.add(Says(409, '{"error": "Another change is under way"}'), method="POST", times=1)
    first, second = live.engine.submit(Pause(NOTEBOOK)), live.engine.submit(Pause(NOTEBOOK))
    await live.settle()
    assert [live.picture.commands[number].phase for number in (first, second)] == [Phase.FAILED, Phase.CONFIRMED]


REFUSED: list[tuple[Command, type[Exception], str]] = [
    (Pause("ada/portfolio"), BadRequest, "Static Spaces cannot be paused"),
    (RequestHardware(NOTEBOOK, "h300x8"), BadRequest, "Unknown hardware flavor"),
    (Duplicate("babbage/copy", "ada/translate-ja", "public"), Forbidden, "rights to create a Space"),
    (Duplicate(WHISPER, "ada/translate-ja", "public"), Conflict, "already created"),
    (Pause("babbage/difference-engine"), Forbidden, "only the owner"),
]


@pytest.mark.parametrize(("command", "kind", "words"), REFUSED, ids=lambda each: type(each).__name__)
async def test_a_refusal_fails_with_the_hubs_own_words_and_changes_nothing(
    command: Command, kind: type[Exception], words: str, live: Live
) -> None:
    spaces = live.picture.spaces
    state = await live.carry_out(command)
    assert state.phase is Phase.FAILED
    assert isinstance(state.error, kind)
    assert words in str(state.error)
    assert len(sent(live)) == 1
    assert live.picture.spaces is spaces
    assert live.link() is Link.LIVE


async def test_a_token_that_may_not_write_is_told_so(start: StartLive, world: World) -> None:
    async with start(token=world.read_token) as live:
        state = await live.carry_out(Restart(NOTEBOOK))
        assert (state.phase, type(state.error)) == (Phase.FAILED, TokenNotAllowed)


async def test_a_rate_limit_on_a_command_fails_it_unsent_by_us_again(live: Live) -> None:
    live.demo.faults.add(Says(429), method="POST")
    state = await live.carry_out(Pause(NOTEBOOK))
    assert (state.phase, type(state.error)) == (Phase.FAILED, RateLimited)
    await live.pass_time(120, step=5)
    assert len(sent(live)) == 1


async def test_what_the_hub_would_refuse_anyway_is_never_sent(live: Live) -> None:
    for command in (SetVariable(NOTEBOOK, "not a key", "x"), SetSleepTime(NOTEBOOK, 0), Pause("no-id")):
        state = await live.carry_out(command)
        assert (state.phase, type(state.error)) == (Phase.FAILED, InvalidInput)
    assert sent(live) == []


async def test_without_a_connection_nothing_was_sent_and_it_failed(live: Live, demo: DemoServer) -> None:
    demo.stop()
    state = await live.carry_out(Pause(NOTEBOOK))
    assert (state.phase, type(state.error)) == (Phase.FAILED, HubUnreachable)


async def test_a_command_goes_out_while_reading_waits_for_a_rate_limit(live: Live) -> None:
    live.demo.faults.add(Says(429, headers={"Retry-After": "200"}), path="/api/spaces", times=1)
    await live.pass_time(15)
    assert live.link() is Link.RATE_LIMITED
    assert (await live.carry_out(Pause(NOTEBOOK))).phase is Phase.CONFIRMED


async def test_what_the_hub_accepts_and_does_not_do_is_told(live: Live) -> None:
    state = await live.carry_out(SetSleepTime("ada/leaderboard", 900))
    assert state.phase is Phase.CONFIRMED
    assert "does not show" in state.note


async def test_the_picture_remembers_a_hundred_commands(live: Live) -> None:
    numbers = [live.engine.submit(SetSleepTime(NOTEBOOK, 900 + n)) for n in range(105)]
    await live.settle()
    assert list(live.picture.commands) == numbers[5:]
    assert all(state.phase is Phase.CONFIRMED for state in live.picture.commands.values())


SECRET = "correct-horse-battery-staple"


@pytest.mark.parametrize("status", [None, 400, 500])
async def test_a_secrets_value_shows_nowhere_but_in_the_request(status: int | None, live: Live) -> None:
    if status is not None:
        fault = Says(status, f'{{"error": "bad value {SECRET}"}}', headers={"X-Error-Message": f"bad {SECRET}"})
        live.demo.faults.add(fault, method="POST")
    command = SetSecret(NOTEBOOK, "KEY", SecretStr(SECRET))
    copy = Duplicate("ada/copy", NOTEBOOK, "private", secrets=(NewSecret(key="KEY", value=SecretStr(SECRET)),))
    states = [await live.carry_out(each) for each in (command, copy)]
    shown = repr((live.picture, live.updates, states, command, copy))
    shown += "".join(str(state.error) + repr(vars(state.error)) for state in states if state.error)
    assert SECRET not in shown
    assert sum(SECRET.encode() in each.body for each in live.demo.requests) == 2
    assert not any(fnmatchcase(each.path, f"*{SECRET}*") or SECRET in str(each.query) for each in live.demo.requests)


async def test_leaving_while_a_command_waits_ends_everything(live: Live) -> None:
    live.demo.faults.add(Slow(1000), method="POST")
    live.engine.submit(Pause(NOTEBOOK))
    live.engine.submit(Restart(NOTEBOOK))
    await live.until(lambda: len(sent(live)) == 1)
    live.running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await live.running
    assert sent(live) == [f"POST /api/spaces/{NOTEBOOK}/pause"]


async def test_a_copy_is_listed_even_if_a_listing_was_on_its_way(start: StartLive, clock: ManualClock) -> None:
    async with start("ada") as live:
        await live.pass_time(400, step=5)
        live.demo.faults.add(Slow(2), path="/api/spaces", times=1)
        live.forget()
        clock.advance(15)
        await live.until(lambda: live.asked("/api/spaces") == 1)
        number = live.engine.submit(COPY)
        await live.until(lambda: live.picture.commands[number].phase is Phase.CONFIRMED)
        assert "ada/copy" not in live.picture.spaces
        clock.advance(2)
        await live.settle()
        assert "ada/copy" in live.picture.spaces


async def test_a_selected_space_acted_on_shows_each_stage_on_its_way(live: Live) -> None:
    live.engine.attend(Attention(selected="ada/leaderboard"))
    await live.settle()
    await live.carry_out(Restart("ada/leaderboard"))
    await live.pass_time(15)
    seen = [update.picture.spaces["ada/leaderboard"].runtime for update in live.updates if update.picture.complete]
    stages = list(dict.fromkeys(str(runtime.stage) for runtime in seen if runtime))
    assert stages == ["RUNNING", "RUNNING_BUILDING", "RUNNING_APP_STARTING"]
    assert live.stage("ada/leaderboard") == "RUNNING"
