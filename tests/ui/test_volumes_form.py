"""Volumes by keys, against the demo hub: the list that is edited, its difference, and what is refused."""

from __future__ import annotations

import json

from spacetui.demo.faults import Cut, Says
from spacetui.demo.server import DemoServer
from spacetui.demo.space import Volume
from tests.ui.conftest import Cockpit, StartCockpit

NOTEBOOK = "ada/notebook"


async def fill(cockpit: Cockpit, **fields: str) -> None:
    """Type into the editor's fields, by their ids."""
    for id, words in fields.items():
        cockpit.app.screen.query_one(f"#{id.replace('_', '-')}").focus()
        await cockpit.press("ctrl+u")
        await cockpit.type(words)


async def keep(cockpit: Cockpit) -> None:
    cockpit.app.screen.query_one("#keep").focus()
    await cockpit.press("enter")
    await cockpit.settle()


async def add(cockpit: Cockpit, type: str, source: str, path: str) -> None:
    await cockpit.press("a", type[0])
    await fill(cockpit, source=source, mount_path=path)
    await keep(cockpit)


async def save(cockpit: Cockpit, answer: str = "y") -> None:
    await cockpit.press("w", answer)
    await cockpit.settle()


def mounted(demo: DemoServer, space_id: str = NOTEBOOK) -> list[tuple[str, str, str, bool]]:
    with demo.world.lock:
        volumes = demo.world.spaces[space_id].volumes
    return [(each.type, each.source, each.mount_path, each.read_only) for each in volumes]


def puts(demo: DemoServer) -> list[str]:
    return [each.method for each in demo.requests if each.path.endswith("/volumes")]


async def test_what_is_mounted_is_listed_with_its_source_access_and_the_old_storage(cockpit: Cockpit) -> None:
    await cockpit.go_to("notebook", "M")
    screen = cockpit.screen()
    assert "/data      dataset ada/corpus" in screen
    assert "/scratch   bucket ada/scratch, folder runs" in screen
    assert "read and write" in screen
    assert "persistent storage of the older kind: small, 20 GB" in cockpit.words()
    assert "A change restarts the Space ($0.40/h" in cockpit.words()


async def test_one_edited_list_is_shown_as_a_difference_and_sent_whole(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("notebook", "M")
    await add(cockpit, "model", "ada/whisper", "/models")
    await cockpit.press("home", "enter")
    await fill(cockpit, revision="v2")
    await keep(cockpit)
    await cockpit.press("home", "down", "x")
    screen = cockpit.screen()
    assert "~ /data" in screen
    assert "+ /models" in screen
    assert "- /scratch" in screen
    assert "1 added, 1 changed, 1 removed" in cockpit.words()
    assert not puts(demo)
    await cockpit.press("w")
    question = cockpit.screen()
    for line in ("+ /models = model ada/whisper, read-only", "~ /data = dataset ada/corpus@v2", "- /scratch = bucket"):
        assert line in question
    await cockpit.press("y")
    await cockpit.settle()
    assert "Volumes ·" not in cockpit.screen()
    assert mounted(demo) == [("dataset", "ada/corpus", "/data", True), ("model", "ada/whisper", "/models", True)]
    (sent,) = [each for each in demo.requests if each.path.endswith("/volumes")]
    assert json.loads(sent.body)["volumes"][0] == {
        "type": "dataset",
        "source": "ada/corpus",
        "mountPath": "/data",
        "revision": "v2",
        "readOnly": True,
    }


async def test_removing_all_asks_and_deletes_the_list(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("notebook", "M")
    await cockpit.press("home", "x", "home", "x", "w")
    assert f"Unmount everything from {NOTEBOOK}?" in cockpit.screen()
    await cockpit.press("n")
    assert not puts(demo)
    await save(cockpit)
    assert puts(demo) == ["DELETE"]
    assert mounted(demo) == []


async def test_what_was_taken_out_comes_back_by_the_same_key(cockpit: Cockpit) -> None:
    await cockpit.go_to("notebook", "M")
    await cockpit.press("home", "x", "end", "x")
    assert "Not saved yet" not in cockpit.screen()
    await cockpit.press("w")
    assert "Nothing has been changed." in cockpit.words()


async def test_only_a_bucket_is_offered_to_be_written_to(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("whisper-demo", "M")
    await cockpit.press("a")
    assert "Access" in cockpit.screen()
    assert "Revision" not in cockpit.screen()
    await cockpit.press("d")
    assert "Access" not in cockpit.screen()
    assert "Read-only: only buckets can be written to." in cockpit.screen()
    await cockpit.press("b")
    await fill(cockpit, source="ada/scratch", mount_path="/scratch")
    cockpit.app.screen.query_one("#access").focus()
    await cockpit.press("right")
    await keep(cockpit)
    await save(cockpit)
    assert mounted(demo, "ada/whisper-demo") == [("bucket", "ada/scratch", "/scratch", True)]


async def test_what_cannot_be_mounted_is_said_and_stays_to_be_mended(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("notebook", "M")
    await cockpit.press("a", "d")
    cases = (
        ("corpus", "/new", "A source is namespace/name"),
        ("ada/corpus", "new", "A mount path starts with /"),
        ("ada/corpus", "/scratch", "Another volume is mounted at /scratch already"),
        ("ada/corpus", "/new/", "here /new"),
    )
    for source, path, words in cases:
        await fill(cockpit, source=source, mount_path=path)
        await keep(cockpit)
        assert words in cockpit.words()
    await fill(cockpit, mount_path="/new")
    await keep(cockpit)
    assert "+ /new" in cockpit.screen()


async def test_a_refusal_keeps_everything_that_was_edited(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(
        Says(403, '{"error": "You need write access"}'), method="PUT", path="/api/spaces/*/volumes", times=1
    )
    await cockpit.go_to("notebook", "M")
    await add(cockpit, "dataset", "ada/more", "/more")
    await save(cockpit)
    assert "You need write access" in cockpit.words()
    assert "+ /more" in cockpit.screen()
    await save(cockpit)
    assert ("dataset", "ada/more", "/more", True) in mounted(demo)


async def test_a_lost_answer_is_found_out_and_nothing_is_sent_twice(cockpit: Cockpit, demo: DemoServer) -> None:
    demo.faults.add(Cut(after_acting=True), method="PUT", path="/api/spaces/*/volumes", times=1)
    await cockpit.go_to("notebook", "M")
    await add(cockpit, "dataset", "ada/more", "/more")
    await save(cockpit)
    await cockpit.pass_time(3)
    assert "Volumes ·" not in cockpit.screen()
    assert puts(demo) == ["PUT"]
    assert "it was done" in cockpit.screen()


async def test_a_hidden_source_is_never_written_back(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("bench-ui", "M")
    assert "dataset hidden from this token" in cockpit.screen()
    assert "nothing is saved while it is in it" in cockpit.words()
    await cockpit.press("enter")
    assert "it cannot be changed; x removes it" in cockpit.words()
    await add(cockpit, "dataset", "ada/more", "/more")
    await cockpit.press("w")
    assert "Save the volumes" not in cockpit.screen()
    assert not puts(demo)
    await cockpit.press("home", "x")
    await save(cockpit)
    assert mounted(demo, "analytical/bench-ui") == [("dataset", "ada/more", "/more", True)]


async def test_a_change_made_elsewhere_meanwhile_is_told_and_seen_in_the_difference(
    cockpit: Cockpit, demo: DemoServer
) -> None:
    await cockpit.go_to("notebook", "M")
    await add(cockpit, "dataset", "ada/more", "/more")
    with demo.world.lock:
        space = demo.world.spaces[NOTEBOOK]
        space.volumes = (*space.volumes, Volume("model", "ada/elsewhere", "/elsewhere"))
    await cockpit.pass_time(6)
    assert "The volumes changed at the Hub meanwhile" in cockpit.words()
    assert "- /elsewhere" in cockpit.screen()


async def test_esc_asks_before_an_edited_list_is_lost(cockpit: Cockpit, demo: DemoServer) -> None:
    await cockpit.go_to("notebook", "M")
    await cockpit.press("home", "x", "escape")
    assert "Discard what you typed?" in cockpit.screen()
    await cockpit.press("y")
    assert "Volumes ·" not in cockpit.screen()
    assert not puts(demo)


async def test_a_static_space_has_nothing_to_mount_into(cockpit: Cockpit) -> None:
    await cockpit.go_to("portfolio", "M")
    assert "A static Space has no container" in cockpit.screen()
    assert "Volumes ·" not in cockpit.screen()


async def test_the_tab_shows_what_is_mounted(cockpit: Cockpit) -> None:
    await cockpit.go_to("notebook")
    await cockpit.pilot.app.run_action("screen.into('volumes')")
    await cockpit.pass_time(1)
    screen = cockpit.screen()
    assert "/scratch  read and write" in screen
    assert "bucket ada/scratch, folder runs" in screen
    assert "small, 20 GB" in screen


async def test_hostile_volumes_reach_the_screen_as_text_alone(cockpit: Cockpit, demo: DemoServer) -> None:
    with demo.world.lock:
        hostile = Volume("da\x1b[31mta", "[b]evil[/b]\x1b]0;x\x07/n", "/p\u202e\nq", revision="\x9b2J")
        demo.world.spaces[NOTEBOOK].volumes = (hostile,)
    await cockpit.go_to("notebook", "M")
    assert "[b]evil[/b]" in cockpit.screen()
    await cockpit.press("enter")
    assert not {"\x1b", "\x9b", "\u202e", "\x07"}.intersection(cockpit.screen())
    await cockpit.press("escape")
    assert "Discard" not in cockpit.screen()


async def test_the_form_works_in_the_smallest_window(start: StartCockpit, demo: DemoServer) -> None:
    async with start(size=(40, 12)) as cockpit:
        await cockpit.go_to("notebook", "M")
        assert "w Save" in cockpit.screen()
        await add(cockpit, "dataset", "ada/more", "/more")
        await save(cockpit)
        assert ("dataset", "ada/more", "/more", True) in mounted(demo)
