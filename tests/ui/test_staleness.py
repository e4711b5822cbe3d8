"""What is old is shown as old, and how we stand with the Hub is said in words."""

from __future__ import annotations

import re

import pytest

from spacetui.clock import ManualClock
from spacetui.demo.faults import HTML_429, NAMED, Says
from spacetui.demo.server import DemoServer
from spacetui.hub.errors import HubUnwell
from spacetui.live.picture import Connection, Known, Link, Picture
from spacetui.ui import summary
from spacetui.ui.basis import NO_BASIS
from spacetui.ui.glyphs import Glyphs
from spacetui.ui.overview import Tally
from spacetui.ui.rows import Columns, row_of
from spacetui.ui.widgets.drawn import Piece
from tests.live.made import entry, picture, runtime
from tests.ui.conftest import Cockpit, StartCockpit

TURBO = "ada/sd-turbo"
NARROW, MIDDLE, WIDE = (40, 12), (80, 24), (120, 40)


def row(cockpit: Cockpit) -> str:
    """The line of the list with the cursor."""
    (line,) = [line for line in cockpit.screen().split("\n") if line[:1] in ("▸", ">")]
    return line[: cockpit.app.main.list.region.right]


def words(pieces: list[Piece]) -> str:
    return "".join(piece[0] for piece in pieces)


def link(
    connection: Connection, now: float = 1000.0, width: int = 120, *, listed: float = 820.0, left: float | None = None
) -> str:
    shown = Picture(connection=connection, owners=("ada",), listed={"ada": Known(0, listed)}, requests_left=left)
    return words(summary.link(shown, now, width)).strip()


async def cut_off(cockpit: Cockpit, demo: DemoServer, seconds: float) -> None:
    """Nothing is answered for so long."""
    demo.faults.add(NAMED["503"], method="GET")
    await cockpit.pass_time(seconds, step=30)


# -- rows and panel ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [NARROW, MIDDLE, WIDE])
async def test_a_row_that_is_old_says_so_and_no_longer_claims_its_stage(
    start: StartCockpit, demo: DemoServer, size: tuple[int, int]
) -> None:
    async with start(size=size) as cockpit:
        cockpit.app.main.list.go_to(TURBO)
        await cockpit.press()
        assert "RUNNING " in row(cockpit)
        await cut_off(cockpit, demo, 240)
        assert "RUNNING?" in row(cockpit)
        assert ("4m ago" in row(cockpit)) is (size != NARROW)
        demo.faults.clear()
        await cockpit.pass_time(65, step=65)
        assert "RUNNING " in row(cockpit)
        assert "ago" not in row(cockpit)


async def test_the_panel_says_when_it_was_told(start: StartCockpit, demo: DemoServer) -> None:
    async with start() as cockpit:
        cockpit.app.main.list.go_to(TURBO)
        await cut_off(cockpit, demo, 240)
        assert "● RUNNING? told 4 m ago" in cockpit.words()


async def test_a_space_the_listing_no_longer_tells_of_grows_old_by_itself(
    start: StartCockpit, clock: ManualClock
) -> None:
    fresh, old = entry(runtime(), "ada/one", since=1000.0), entry(runtime(), "ada/two", since=700.0)
    rows = [row_of(each, NO_BASIS, Glyphs(), "ada", 1000.0) for each in (fresh, old)]
    assert [(each.stage, each.age, each.dim) for each in rows] == [("RUNNING", "", False), ("RUNNING?", "5m ago", True)]


def test_the_age_of_a_row_fits_its_column() -> None:
    moments = (91, 3599, 86_399, 998 * 86_400.0, 1e12)
    ages = [row_of(entry(runtime()), NO_BASIS, Glyphs(), "ada", moment).age for moment in moments]
    assert ages == ["1m ago", "59m ago", "23h ago", "998d", ">2y ago"]
    assert max(map(len, ages)) <= Columns.within(79).age


async def test_ages_go_by_minutes_not_by_seconds(start: StartCockpit, demo: DemoServer) -> None:
    async with start() as cockpit:
        await cut_off(cockpit, demo, 240)
        cockpit.clock.advance(1 - cockpit.clock.now() % 1)
        looks = set()
        for _ in range(20):
            cockpit.clock.advance(1)
            await cockpit.pilot.pause()
            looks.add("\n".join(cockpit.screen().split("\n")[2:]))
        assert len(looks) <= 2


# -- how we stand ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("connection", "said"),
    [
        (Connection(), "connecting …"),
        (Connection(Link.CATCHING_UP, since=999.0), "catching up, 3 m old"),
        (Connection(Link.OFFLINE, since=962.0, next_try=1010.0), "offline, 35 s old"),
        (Connection(Link.RATE_LIMITED, since=900.0, next_try=1040.2), "rate limited, 40 s"),
        (Connection(Link.RATE_LIMITED, since=900.0, next_try=990.0), "rate limited"),
        (Connection(Link.SIGNED_OUT), "signed out"),
    ],
)
def test_how_we_stand_is_said_in_words(connection: Connection, said: str) -> None:
    assert link(connection) == said


def test_what_is_left_of_the_limit_shows_only_where_it_is_little() -> None:
    live = Connection(Link.LIVE, since=999.0)
    assert link(live, listed=985.0) == "live"
    assert link(live, listed=985.0, left=0.4) == "requests 40%  live"
    assert link(live, listed=985.0, left=0.0, width=40) == "req 0%  live"


def test_where_requests_are_so_few_that_all_grows_old_nothing_is_called_live() -> None:
    assert link(Connection(Link.LIVE, since=999.0), listed=820.0) == "slowed down, 3 m old"


def test_when_our_half_of_the_limit_is_used_the_trouble_line_says_what_goes_on() -> None:
    connection = Connection(Link.RATE_LIMITED, since=900.0, next_try=1040.0)
    said = summary.trouble(connection, 1000.0)
    assert "nearly used up" in said
    assert "goes on in 40 s" in said
    assert "What you do is still sent" in said
    assert summary.trouble(Connection(Link.LIVE), 1000.0) == ""


@pytest.mark.parametrize("width", range(40, 141, 4))
@pytest.mark.parametrize("left", [None, 0.1])
def test_the_end_of_the_status_line_is_never_cut(width: int, left: float | None) -> None:
    problem = HubUnwell("The Hub is not well.")
    wait = Connection(Link.RATE_LIMITED, problem, since=0.0, next_try=3600.0)
    shown = picture(entry(runtime()), connection=wait, requests_left=left)
    end = words(summary.link(shown, 1.0, width))
    before = words(summary.right(shown, Tally(), "hub.a-rather-long-name.example:8443", width - len(end)))
    assert len(before) + len(end) <= width - (11 if width >= 60 else 0)
    assert "rate limited, 3599 s" in end


@pytest.mark.parametrize("size", [NARROW, (60, 20), MIDDLE, (100, 30), WIDE, (140, 40)])
async def test_a_limit_is_counted_down_at_every_size(
    start: StartCockpit, demo: DemoServer, size: tuple[int, int]
) -> None:
    async with start(size=size) as cockpit:
        demo.faults.add(Says(429, HTML_429, "text/html", {"Retry-After": "40"}), path="/api/spaces", times=1)
        await cockpit.pass_time(5, step=5)
        for left in (40, 39, 38):
            assert cockpit.screen().split("\n")[0].rstrip().endswith(f"rate limited, {left} s")
            assert f"Next try in {left} s" in cockpit.words()
            cockpit.clock.advance(1)
            await cockpit.pilot.pause()


async def test_reading_waits_while_our_half_is_used_up_and_what_one_does_is_sent(
    start: StartCockpit, demo: DemoServer
) -> None:
    async with start() as cockpit:
        demo.world.limits.quota = 10
        await cockpit.pass_time(10, step=5)
        shown = cockpit.words()
        assert re.search(r"requests [0-4]?0% +rate limited, \d+ s", shown)
        assert "The request limit is nearly used up: reading goes on in" in shown
        cockpit.app.main.list.go_to(TURBO)
        await cockpit.press("p", "y")
        await cockpit.settle()
        assert demo.world.spaces[TURBO].stage == "PAUSED"
        await cockpit.pass_time(320, step=40)
        assert "rate limited" not in cockpit.screen()
