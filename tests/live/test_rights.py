"""What a token may do, as far as whoami tells; nothing speaks against trying what it does not tell."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacetui.demo.server import DemoServer
from spacetui.hub.errors import TokenNotAllowed
from spacetui.hub.models import Account
from spacetui.live import rights
from spacetui.live.commands import Pause, Restart
from spacetui.live.picture import Phase
from tests.live.conftest import StartLive

ORGS = [
    {"name": "analytical", "roleInOrg": "admin"},
    {"name": "works", "roleInOrg": "write"},
    {"name": "readers", "roleInOrg": "read"},
    {"name": "givers", "roleInOrg": "contributor"},
    {"name": "silent"},
]


def account(role: str | None = "write", *, type: str = "access_token", scopes: object = None, **more: Any) -> Account:
    """ada with a token of that role; `scopes` is what stands under `fineGrained`."""
    access = {"displayName": "ci", "role": role, "fineGrained": scopes}
    auth = {"type": type, **({"accessToken": access} if role else {})}
    return Account.model_validate({"name": "ada", "orgs": ORGS, "auth": auth, **more})


def scoped(*pairs: tuple[str, str], anywhere: tuple[str, ...] = ()) -> dict[str, Any]:
    """Scopes by entity: its name and one permission."""
    listed = [{"entity": {"type": "user", "name": name}, "permissions": [permission]} for name, permission in pairs]
    return {"global": list(anywhere), "scoped": listed}


def fine_grained(*pairs: tuple[str, str], anywhere: tuple[str, ...] = ()) -> Account:
    return account("fineGrained", scopes=scoped(*pairs, anywhere=anywhere))


@pytest.mark.parametrize("space_id", ["ada/demo", "ADA/demo", "analytical/x", "works/x"])
def test_a_write_token_may_act_where_its_account_may(space_id: str) -> None:
    assert rights.objection(account(), space_id) == ""


def test_a_role_that_only_reads_is_told() -> None:
    assert "Your role in readers is read" in rights.objection(account(), "readers/book-club")


@pytest.mark.parametrize("space_id", ["givers/mine", "silent/x"])
def test_a_role_that_leaves_it_open_is_left_to_the_hub(space_id: str) -> None:
    assert rights.objection(account(), space_id) == ""


def test_a_strangers_space_is_not_ones_own() -> None:
    assert "not yours" in rights.objection(account(), "babbage/plans")


def test_where_organizations_are_not_told_the_hub_decides() -> None:
    assert rights.objection(account(orgs=None), "babbage/plans") == ""


def test_a_read_token_changes_and_creates_nothing() -> None:
    assert "can only read" in rights.objection(account("read"), "ada/demo")
    assert "can only read" in rights.create_objection(account("read"))


def test_a_fine_grained_token_acts_where_a_scope_has_write() -> None:
    token = fine_grained(("ada", "repo.write"), ("analytical", "repo.content.read"))
    assert rights.objection(token, "Ada/demo") == ""
    assert "no repo.write for analytical" in rights.objection(token, "analytical/embed-api")
    assert rights.create_objection(token) == ""


def test_a_scope_of_one_space_is_for_that_one_and_creates_none() -> None:
    token = fine_grained(("ada/demo", "repo.write"))
    assert rights.objection(token, "ada/demo") == ""
    assert "no repo.write" in rights.objection(token, "ada/other")
    assert "can create nothing" in rights.create_objection(token)


def test_a_permission_that_no_scope_narrows_holds_everywhere() -> None:
    token = fine_grained(anywhere=("repo.write",))
    assert rights.objection(token, "works/x") == rights.create_objection(token) == ""


def test_a_fine_grained_token_cannot_do_more_than_its_account() -> None:
    assert "read" in rights.objection(fine_grained(("readers", "repo.write")), "readers/book-club")


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {},
        {"scoped": None},
        {"scoped": [{"entity": {"type": "user"}, "permissions": ["repo.content.read"]}]},
        {"scoped": [{"entity": {"name": "ada"}, "permissions": "repo.content.read"}]},
        {"scoped": [7]},
        {"scoped": [], "global": {"repo": "write"}},
    ],
)
def test_scopes_told_in_a_way_not_known_speak_against_nothing(told: object) -> None:
    token = account("fineGrained", scopes=told)
    assert rights.objection(token, "ada/demo") == rights.create_objection(token) == ""


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_whatever_stands_for_scopes_is_read_without_a_fault(told: object) -> None:
    token = account("fineGrained", scopes={"scoped": told, "global": told})
    assert isinstance(rights.objection(token, "ada/demo"), str)


def test_a_browser_log_in_pauses_and_does_not_start() -> None:
    token = account(None, type="oauth")
    assert rights.kind(token) == rights.OAUTH
    assert rights.objection(token, "ada/demo") == rights.create_objection(token) == ""
    assert "write token" in rights.start_objection(token)


@pytest.mark.parametrize("token", [account(), account(None, type="robot"), account("superuser")])
def test_kinds_not_known_are_left_to_the_hub(token: Account) -> None:
    assert rights.objection(token, "ada/demo") == rights.start_objection(token) == rights.create_objection(token) == ""


async def test_a_start_that_the_hub_refuses_to_a_browser_log_in_is_told_right(
    start: StartLive, demo: DemoServer
) -> None:
    async with start(token=demo.world.oauth_token) as live:
        refused = await live.carry_out(Restart("ada/sd-turbo"))
        assert refused.phase is Phase.FAILED
        assert isinstance(refused.error, TokenNotAllowed)
        assert "This kind of token may not restart" in str(refused.error)
        assert "write token" in refused.error.advice
        paused = await live.carry_out(Pause("ada/sd-turbo"))
        assert paused.phase is Phase.CONFIRMED


def test_whom_it_may_create_spaces_under() -> None:
    assert rights.creators(account()) == ("ada", "analytical", "works")
    assert rights.creators(fine_grained(("ada", "repo.write"))) == ("ada",)
    assert rights.creators(fine_grained(("ada/demo", "repo.write"))) == ()
    assert rights.creators(fine_grained(anywhere=("repo.write",))) == ("ada", "analytical", "works")
