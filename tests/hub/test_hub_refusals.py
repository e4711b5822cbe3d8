from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from spacetui.clock import ManualClock
from spacetui.hub.client import SpacesClient
from spacetui.hub.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    HubRefused,
    HubUnwell,
    InvalidToken,
    NotFound,
    PaymentRequired,
    RateLimited,
    TokenNotAllowed,
)
from tests.hub.scripted import Connect, ScriptedHub, reply

SAMPLES = Path(__file__).parent.parent / "data" / "hub-samples"
WHOAMI = reply({"name": "ada", "auth": {"type": "oauth"}})


def error_sample(name: str) -> bytes:
    kind = "text/html" if name.endswith(".html") else "application/json"
    return reply((SAMPLES / name).read_bytes(), int(name.split("-")[1][:3]), {"Content-Type": kind})


async def refused(client: SpacesClient) -> HubRefused:
    with pytest.raises(HubRefused) as caught:
        await client.restart_space("ada/demo")
    return caught.value


@pytest.mark.parametrize(
    ("sample", "kind", "words"),
    [
        ("error-400-static.json", BadRequest, "Static Spaces cannot be paused"),
        (
            "error-402-plan.json",
            PaymentRequired,
            "Payment required: a PRO subscription is needed to create this type of Space",
        ),
        (
            "error-403-payment.json",
            PaymentRequired,
            "Missing payment method. Add one in your billing settings to use paid hardware.",
        ),
        (
            "error-403-read-token.json",
            TokenNotAllowed,
            "Forbidden: you must use a write token to restart the Space",
        ),
        ("error-404.json", NotFound, "Repository not found"),
        ("error-409.json", Conflict, "You already created this space repo"),
        ("error-429.html", RateLimited, ""),
        ("error-503.html", HubUnwell, ""),
    ],
)
async def test_each_refusal_of_the_samples_is_named_advised_and_quoted(
    hub: ScriptedHub, client: SpacesClient, sample: str, kind: type[HubRefused], words: str
) -> None:
    hub.play(error_sample(sample))
    error = await refused(client)
    assert type(error) is kind
    assert error.hub_words == words
    assert "ada/demo" in error.sentence
    assert error.advice
    assert error.status == int(sample.split("-")[1][:3])
    assert error.outcome_unknown is (kind is HubUnwell)
    assert error.sentence.startswith("Cannot tell whether") is error.outcome_unknown


async def test_a_409_speaks_of_a_name_only_where_one_is_given(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(reply({}, 409))
    with pytest.raises(Conflict) as caught:
        await client.update_space_visibility("ada/demo", "private")
    assert "it clashes with another change" in str(caught.value)
    assert "name" not in str(caught.value)
    for naming in (
        client.move_space("ada/demo", "ada/other"),
        client.duplicate_space("ada/demo", "ada/other", visibility="private"),
        client.create_space("ada/other", sdk="static", visibility="private"),
    ):
        hub.play(reply({}, 409))
        with pytest.raises(Conflict, match="the name is taken"):
            await naming


async def test_a_401_without_a_token_says_to_log_in(hub: ScriptedHub, connect: Connect) -> None:
    hub.play(error_sample("error-401-anonymous-missing.json"))
    error = await refused(connect(token=None))
    assert type(error) is InvalidToken
    assert "hf auth login" in error.advice
    assert len(hub.requests) == 1


async def test_a_401_with_a_token_that_works_is_about_its_kind(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(error_sample("error-401-anonymous-missing.json"), WHOAMI)
    error = await refused(client)
    assert type(error) is TokenNotAllowed
    assert "write token" in error.sentence
    assert hub.url in error.advice
    assert [request.path for request in hub.requests] == ["/api/spaces/ada/demo/restart", "/api/whoami-v2"]


async def test_a_401_with_a_token_that_whoami_refuses_too_is_an_invalid_token(
    hub: ScriptedHub, client: SpacesClient
) -> None:
    hub.play(error_sample("error-401-anonymous-missing.json"))
    error = await refused(client)
    assert type(error) is InvalidToken
    assert "not valid" in error.sentence


async def test_where_whoami_gives_no_answer_the_token_is_only_not_accepted(
    hub: ScriptedHub, client: SpacesClient
) -> None:
    hub.play(reply({}, 401), reply({}, 503))
    error = await refused(client)
    assert type(error) is InvalidToken
    assert "not accepted" in error.sentence


async def test_whoami_is_asked_once_a_minute_at_most(hub: ScriptedHub, connect: Connect) -> None:
    clock = ManualClock()
    client = connect(clock=clock)
    hub.play(reply({}, 401), WHOAMI, reply({}, 401))
    for _ in range(3):
        assert type(await refused(client)) is TokenNotAllowed
    assert len(hub.requests) == 4
    clock.advance(60)
    hub.play(reply({}, 401))
    assert type(await refused(client)) is InvalidToken


async def test_a_401_of_whoami_itself_asks_no_further(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(reply({}, 401))
    with pytest.raises(InvalidToken):
        await client.whoami()
    assert len(hub.requests) == 1


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        (400, "bad", BadRequest),
        (406, "Space is stale", BadRequest),
        (413, "large", BadRequest),
        (422, "bad", BadRequest),
        (403, "You've reached your cpu-basic quota limit: upgrade your subscription", Forbidden),
        (403, "Not the owner", Forbidden),
        (403, "Access to this resource is disabled.", Forbidden),
        (403, "", Forbidden),
        (500, "", HubUnwell),
        (502, "", HubUnwell),
        (504, "", HubUnwell),
    ],
)
async def test_other_statuses_are_named_too(
    hub: ScriptedHub, client: SpacesClient, status: int, words: str, kind: type[HubRefused]
) -> None:
    hub.play(reply({"error": words}, status))
    error = await refused(client)
    assert type(error) is kind
    assert error.hub_words == words
    assert error.advice


async def test_an_exhausted_quota_is_not_answered_by_duplicating(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(reply({"error": "You've reached your cpu-basic quota limit"}, 403))
    assert "Pausing" in (await refused(client)).advice


@pytest.mark.parametrize(
    ("body", "header", "words"),
    [
        ({"error": "One."}, "", "One."),
        ({"error": "One."}, "One.", "One."),
        ({"error": "one."}, "It says One. twice", "It says One. twice"),
        ({"error": ["One.", "Two."]}, "", "One. Two."),
        ({"errors": [{"message": "One."}, "Two.", {"x": 1}]}, "", "One. Two."),
        ({"error": "One.", "error_description": "More.", "message": "One."}, "", "One. More."),
        ({"error": {"message": "One."}}, "", "One."),
        ({"error": None, "message": 3}, "", ""),
        (["One."], "", "One."),
        ("One.", "", "One."),
        (b"plain  \n words", "", "plain words"),
        (b"<p>markup</p>", "", ""),
        (b'{"error": "half', "", ""),
        (b"[" * 200_000, "", ""),
        (b"\xff\xfe", "", "\ufffd\ufffd"),
        (b"", "Header only", "Header only"),
        ({"error": "x" * 5000}, "", "x" * 599 + "…"),
    ],
)
async def test_what_the_hub_said_is_taken_from_wherever_it_stands_and_said_once(
    hub: ScriptedHub, client: SpacesClient, body: object, header: str, words: str
) -> None:
    hub.play(reply(body, 400, {"X-Error-Message": header} if header else None))
    assert (await refused(client)).hub_words == words


async def test_html_is_not_quoted_where_only_its_type_says_so(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(reply(b"Too many requests", 429, {"Content-Type": "text/html; charset=utf-8"}))
    assert (await refused(client)).hub_words == ""


async def test_code_and_request_id_are_kept(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(reply({}, 404, {"X-Error-Code": "RepoNotFound", "X-Request-Id": "Root=1-a;b"}))
    error = await refused(client)
    assert (error.code, error.request_id) == ("RepoNotFound", "Root=1-a;b")
    hub.play(reply({}, 404, {"X-Amz-Cf-Id": "edge"}))
    assert (await refused(client)).request_id == "edge"


async def test_a_429_tells_how_long_to_wait_and_its_window_is_noted(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(reply(b"", 429, {"RateLimit": '"api";r=0;t=55'}))
    error = await refused(client)
    assert isinstance(error, RateLimited)
    assert error.retry_after == 55
    assert client.rate_limit is not None
    assert client.rate_limit.remaining == 0


async def test_a_secret_that_the_hub_quotes_is_hidden(hub: ScriptedHub, client: SpacesClient) -> None:
    value = 'line one "quoted"\nline two'
    hub.play(reply({"error": f"Not a good value: {value}", "message": "By hf_written_down_nowhere"}, 400))
    with pytest.raises(BadRequest) as caught:
        await client.add_space_secret("ada/demo", "KEY", SecretStr(value))
    assert caught.value.hub_words == "Not a good value: •••• By ••••"


async def test_a_secret_in_the_very_long_words_of_the_hub_is_hidden(hub: ScriptedHub, client: SpacesClient) -> None:
    hub.play(reply({"error": "s3cret-value " * 3000}, 400))
    with pytest.raises(BadRequest) as caught:
        await client.add_space_secret("ada/demo", "KEY", SecretStr("s3cret-value"))
    assert "s3c" not in str(caught.value)
