"""What a person sees when tokens, networks, Hubs and Spaces fail them, and that nothing is lost by it."""

from __future__ import annotations

import json

import pytest

from spacetui.demo.faults import HTML_429, NAMED, Cut, Says
from spacetui.demo.server import DemoServer
from tests.ui.conftest import Cockpit, StartCockpit, until
from tests.worlds import vanish

KINDS = [kind for kind in NAMED if kind != "slow"]


async def shows(cockpit: Cockpit, words: str) -> None:
    """Until the words are on the screen."""
    await until(lambda: words in cockpit.words(), cockpit.pilot)


# -- the way to the Hub ------------------------------------------------------------------------------------


async def test_a_wrong_token_is_said_with_what_to_do(start: StartCockpit) -> None:
    async with start(token="hf_" + "wrong" * 6) as cockpit:
        shown = cockpit.words()
        assert "the token is not valid any more" in shown
        assert "`hf auth login`" in shown
        assert "signed out" in shown
        assert "Next try in 60 s" in shown
        assert "wrong" not in shown


async def test_a_token_that_works_after_all_brings_the_list_by_itself(start: StartCockpit, demo: DemoServer) -> None:
    demo.faults.add(NAMED["401"], method="GET")
    async with start() as cockpit:
        assert "whisper-demo" not in cockpit.screen()
        demo.faults.clear()
        await cockpit.pass_time(61, step=61)
        assert "whisper-demo" in cockpit.screen()
        assert "signed out" not in cockpit.screen()


async def test_a_hub_that_comes_up_later_brings_the_list_by_itself(start: StartCockpit, demo: DemoServer) -> None:
    demo.stop()
    async with start() as cockpit:
        assert "no connection" in cockpit.words()
        assert "offline" in cockpit.screen()
        demo.start()
        await cockpit.pass_time(5, step=5)
        assert "whisper-demo" in cockpit.screen()
        assert "no connection" not in cockpit.words()
        assert " live" in cockpit.screen()


async def test_a_hub_that_goes_and_comes_back_leaves_the_rows_where_they_are(
    start: StartCockpit, demo: DemoServer
) -> None:
    async with start() as cockpit:
        await cockpit.press("j", "j")
        under_cursor = cockpit.app.main.list.cursor
        demo.stop()
        await cockpit.pass_time(20, step=5)
        assert "whisper-demo" in cockpit.screen()
        assert "offline" in cockpit.screen()
        demo.start()
        await cockpit.pass_time(65, step=65)
        assert "offline" not in cockpit.screen()
        assert cockpit.app.main.list.cursor == under_cursor


@pytest.mark.parametrize("kind", KINDS)
async def test_whatever_reads_answer_the_rows_stay_and_the_reason_is_said_until_it_is_over(
    start: StartCockpit, demo: DemoServer, kind: str
) -> None:
    async with start() as cockpit:
        demo.faults.add(NAMED[kind], method="GET")
        await cockpit.pass_time(20, step=10)
        shown = cockpit.words()
        assert "whisper-demo" in shown
        assert "Cannot" in shown
        assert "Next try in" in shown
        assert "(request " in shown
        assert "<html" not in shown
        demo.faults.clear()
        await cockpit.pass_time(90, step=90)
        assert "Next try in" not in cockpit.screen()
        assert " live" in cockpit.screen()


async def test_a_rate_limit_is_counted_down(start: StartCockpit, demo: DemoServer) -> None:
    async with start() as cockpit:
        demo.faults.add(Says(429, HTML_429, "text/html", {"Retry-After": "40"}), path="/api/spaces", times=1)
        await cockpit.pass_time(5, step=5)
        shown = cockpit.words()
        assert "too many requests" in shown
        assert "rate limited" in shown
        assert "Next try in 40 s" in shown
        cockpit.clock.advance(15)
        await shows(cockpit, "Next try in 25 s")
        await cockpit.pass_time(30, step=30)
        assert "Next try" not in cockpit.screen()


async def test_refresh_asks_at_once_whatever_was_waited_for(start: StartCockpit, demo: DemoServer) -> None:
    async with start() as cockpit:
        demo.faults.add(NAMED["429"], method="GET", path="/api/spaces", times=1)
        await cockpit.pass_time(5, step=5)
        assert "Next try in 30 s" in cockpit.words()
        await cockpit.press("ctrl+r")
        await cockpit.settle()
        assert "Next try in" not in cockpit.words()


async def test_what_the_hub_says_is_quoted_with_its_request_id(start: StartCockpit, demo: DemoServer) -> None:
    async with start() as cockpit:
        demo.faults.add(Says(503, json.dumps({"error": "Down for tea until five"})), path="/api/spaces")
        await cockpit.pass_time(16, step=16)
        shown = cockpit.words()
        assert "Down for tea until five" in shown
        assert "(request Root=1-" in shown


async def test_a_warning_of_the_hub_is_passed_on_once_a_topic(start: StartCockpit, demo: DemoServer) -> None:
    async with start() as cockpit:
        headers = {"X-HF-Warning": "tokens; This token is about to expire"}
        demo.faults.add(Says(503, headers=headers), path="/api/spaces/*/runtime")
        await cockpit.pass_time(5, step=5)
        assert "The Hub warns: This token is about to expire" in cockpit.words()
        await cockpit.press("escape")
        await cockpit.pass_time(10, step=5)
        assert "The Hub warns" not in cockpit.screen()


async def test_items_that_make_no_sense_are_counted_and_the_others_shown(start: StartCockpit, demo: DemoServer) -> None:
    items = [{"id": "ada/fine", "runtime": {"stage": "RUNNING"}}, {"id": None}, {"stage": "RUNNING"}, 5]
    demo.world.accounts["ada"].roles.clear()
    demo.faults.add(Says(200, json.dumps(items)), path="/api/spaces")
    async with start() as cockpit:
        assert "fine" in cockpit.screen()
        assert "3 Spaces of the list could not be read" in cockpit.words()


async def test_an_account_without_spaces_is_told_what_it_could_do(start: StartCockpit, demo: DemoServer) -> None:
    demo.faults.add(Says(200, "[]"), path="/api/spaces")
    async with start() as cockpit:
        assert "There are no Spaces here yet." in cockpit.screen()
        assert "No Space is selected." in cockpit.screen()
        for key in ("r", "enter", "h", "a", "j", "G", "n", "y", "F"):
            await cockpit.press(key)
        assert "There is no Space under the cursor." in cockpit.words()


# -- who may what ------------------------------------------------------------------------------------------


async def test_a_token_that_only_reads_dims_what_it_may_not_and_says_why(start: StartCockpit, demo: DemoServer) -> None:
    why = "Your token can only read: log in with one of role write (`hf auth login`)."
    async with start(token=demo.world.read_token, size=(140, 40)) as cockpit:
        assert "ada (read)" in cockpit.screen()
        for key in ("r", "R", "p", "h", "z", "s", "v"):
            await cockpit.press(key)
            assert len(cockpit.app.screen_stack) == 2, key
            assert why in cockpit.words()
            await cockpit.press("escape")
            assert why not in cockpit.words()
        await cockpit.press("a")
        assert "Your token can only read" in cockpit.screen()


async def test_the_spaces_of_an_author_are_shown_without_a_token(start: StartCockpit) -> None:
    async with start(token=None, authors=("babbage",), size=(140, 40)) as cockpit:
        assert "babbage/plans" in cockpit.screen()
        await cockpit.press("D")
        assert "Without a token nothing can be duplicated" in cockpit.words()
        await cockpit.press("p", "4")
        assert "Without a token this is read-only" in cockpit.words()
        assert "Secrets and variables need a token" in cockpit.words()


async def test_without_a_token_the_ways_on_are_offered(start: StartCockpit) -> None:
    async with start(token=None, settled=False) as cockpit:
        await shows(cockpit, "Welcome to spacetui")
        assert "There is no token on this machine" in cockpit.words()
        await cockpit.press("escape", "escape")
        assert "Welcome to spacetui" in cockpit.screen()
        await cockpit.press("right", "enter")
        await shows(cockpit, "Welcome to spacetui")
        await cockpit.press("q")
        assert cockpit.app.return_code == 0


async def test_the_demo_is_one_key_away_and_says_that_it_is_one(start: StartCockpit) -> None:
    async with start(token=None, settled=False) as cockpit:
        await shows(cockpit, "Welcome to spacetui")
        await cockpit.press("enter")
        await until(lambda: cockpit.app.session is not None, cockpit.pilot)
        await cockpit.settle()
        assert "whisper-demo" in cockpit.screen()
        assert "demo hub" in cockpit.screen()


async def test_an_author_can_be_typed_and_a_name_that_is_none_is_refused(start: StartCockpit) -> None:
    async with start(token=None, settled=False) as cockpit:
        await shows(cockpit, "Welcome to spacetui")
        await cockpit.press("up")
        await cockpit.type("no such/name")
        await cockpit.press("enter")
        assert "Welcome to spacetui" in cockpit.screen()
        assert cockpit.app.session is None
        await cockpit.press(*["backspace"] * len("no such/name"))
        await cockpit.type("babbage")
        await cockpit.press("enter")
        await until(lambda: cockpit.app.session is not None, cockpit.pilot)
        await cockpit.settle()
        assert "babbage/plans" in cockpit.screen()


async def test_an_author_who_does_not_exist_has_no_spaces(start: StartCockpit) -> None:
    async with start(token=None, authors=("nobody-at-all",)) as cockpit:
        assert "There are no Spaces here yet." in cockpit.screen()
        assert "Is the name right?" in cockpit.screen()


# -- what becomes of changes -------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["h", "z", "v", "D", "r", "p"])
async def test_a_dialog_about_a_space_that_vanishes_stays_and_does_nothing_to_another(
    start: StartCockpit, demo: DemoServer, key: str
) -> None:
    async with start(size=(120, 40)) as cockpit:
        cockpit.app.main.list.go_to("ada/whisper-demo")
        await cockpit.press(key)
        vanish(demo.world, "ada/whisper-demo")
        await cockpit.pass_time(20, step=5)
        assert "ada/whisper-demo" not in cockpit.app.picture.spaces
        assert "ada/whisper-demo" in cockpit.screen()
        before = len(demo.requests)
        await cockpit.press("down", "enter", "enter", "y")
        await cockpit.settle()
        sent = [request for request in demo.requests[before:] if request.method != "GET"]
        assert all("ada/whisper-demo" in request.path for request in sent)
        await cockpit.press("escape", "y", "escape")
        assert "30 Spaces" in cockpit.screen()


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(402, "a paid plan or a payment method"), (403, "This account may not"), (409, "it clashes with another change")],
)
async def test_a_change_that_the_hub_refuses_is_told_until_escape(
    start: StartCockpit, demo: DemoServer, status: int, sentence: str
) -> None:
    demo.faults.add(Says(status, json.dumps({"error": "Ask the owner nicely"})), method="POST")
    async with start() as cockpit:
        await cockpit.press("r", "y")
        await cockpit.settle()
        for _ in range(2):
            shown = cockpit.words()
            assert "✖ restart: ada/chat-ui" in shown
            assert sentence in shown
            assert "Ask the owner nicely" in shown
            assert "(request Root=1-" in shown
            await cockpit.pass_time(20, step=10)
            await cockpit.press("j", "k")
        await cockpit.press("escape")
        assert "Ask the owner nicely" not in cockpit.words()


async def test_a_change_that_could_not_be_sent_is_told_as_such(start: StartCockpit, demo: DemoServer) -> None:
    async with start() as cockpit:
        await cockpit.press("r")
        demo.stop()
        await cockpit.press("y")
        await cockpit.settle()
        assert "✖ restart: ada/chat-ui" in cockpit.words()
        assert "nothing was sent" in cockpit.words()


async def test_a_change_without_an_answer_that_was_made_is_told_as_made(start: StartCockpit, demo: DemoServer) -> None:
    demo.faults.add(Cut(after_acting=True), method="POST", times=1)
    async with start() as cockpit:
        cockpit.app.main.list.go_to("ada/sd-turbo")
        await cockpit.press("p", "y")
        await cockpit.settle()
        assert "✓ pause: ada/sd-turbo, no answer came back, but it was done" in cockpit.words()


async def test_a_change_without_an_answer_that_was_not_made_is_told_as_not_made_and_not_sent_again(
    start: StartCockpit, demo: DemoServer
) -> None:
    demo.faults.add(Cut(), method="POST", times=1)
    async with start() as cockpit:
        cockpit.app.main.list.go_to("ada/sd-turbo")
        await cockpit.press("p", "y")
        for _ in range(40):
            cockpit.clock.advance(1)
            await cockpit.pilot.pause(0.02)
        await cockpit.settle()
        assert "no answer came back, and it was not done" in cockpit.words()
        assert [request.method for request in demo.requests].count("POST") == 1
