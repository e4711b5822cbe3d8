"""An error status, as the error a person can act on. Pure: what was answered in, the error out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import SecretStr

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
from spacetui.hub.ratelimit import parse_rate_limit, parse_retry_after
from spacetui.hub.wire import Answer, Request

_LONGEST_WORDS = 600
_LONGEST_CODE = 80
_TOKEN_WORDS = re.compile(r"\btokens?\b", re.IGNORECASE)
_QUOTA_WORDS = re.compile(r"\bquota\b", re.IGNORECASE)
_PAYMENT_WORDS = re.compile(r"\b(payments?|billing|credit card|credits?|subscri\w+|PRO plan)\b", re.IGNORECASE)
_NAMING = ("/repos/create", "/repos/move", "/duplicate")
"""How the paths end of what gives a name, which may be another Space's already."""
_LOG_IN = "Log in with `hf auth login`, or set HF_TOKEN."
_WITH_WRITE_ACCESS = "Make a write token at {0}/settings/tokens, and log in with it: `hf auth login`, or HF_TOKEN."

Meaning = tuple[type[HubRefused], str, str]


def refusal(
    request: Request, answer: Answer, *, endpoint: str, token: SecretStr | None, token_works: bool | None = None
) -> HubRefused:
    """The error for an answer with an error status.

    `token_works` is what a look at whoami said about the token after a 401: None where it was not asked or
    gave no answer. Statuses mean what the Hub makes of them, see the cases.
    """
    secrets = [*secrets_in(request.body), *([token] if token else [])]
    words = hub_words(answer, secrets)
    if answer.status >= 500:
        why = f"the Hub is not well (status {answer.status})"
        meaning: Meaning = HubUnwell, request.without_answer(why), request.look_first
    else:
        meaning = _meaning(request, answer.status, words, token is not None, token_works)
    kind, sentence, advice = meaning
    details: dict[str, Any] = {
        "advice": advice.format(endpoint),
        "hub_words": words,
        "status": answer.status,
        "code": hide(answer.headers.get("X-Error-Code"), secrets)[:_LONGEST_CODE] or None,
        "request_id": answer.request_id,
        "outcome_unknown": request.writes and kind is HubUnwell,
    }
    if kind is RateLimited:
        limit = parse_rate_limit(answer.headers, 0.0)
        details["used_up"] = limit is not None and limit.remaining == 0
        return RateLimited(sentence, retry_after=parse_retry_after(answer.headers), **details)
    return kind(sentence, **details)


def _meaning(request: Request, status: int, words: str, has_token: bool, token_works: bool | None) -> Meaning:
    """The kind of error, its sentence and its advice, in which {0} stands for the endpoint."""
    doing = request.doing
    if status == 401:
        return _unauthorized(doing, has_token, token_works)
    if status == 403:
        return _forbidden(doing, words)
    unseen = "it is private and this token cannot see it" if has_token else "it is private"
    may_see = "Check the name, and that the token may read it." if has_token else f"Check the name. {_LOG_IN}"
    plain: dict[int, Meaning] = {
        402: _payment(doing),
        404: (NotFound, f"Cannot {doing}: it does not exist, or {unseen}.", may_see),
        409: _conflict(request),
        429: (RateLimited, f"Cannot {doing} yet: too many requests.", "Wait: the limit resets by itself."),
    }
    otherwise = (
        BadRequest,
        f"Cannot {doing}: the Hub does not accept this (status {status}).",
        "Check the values, and that this can be done to a Space of this kind.",
    )
    return plain.get(status, otherwise)


def _unauthorized(doing: str, has_token: bool, token_works: bool | None) -> Meaning:
    """A 401 says little: no token, a bad one, or (for OAuth tokens on some calls) one of the wrong kind."""
    if not has_token:
        return InvalidToken, f"Cannot {doing} without a token: it is private, needs an account, or is missing.", _LOG_IN
    if token_works:
        return TokenNotAllowed, f"This kind of token may not {doing}: a write token is needed.", _WITH_WRITE_ACCESS
    sure = "is not valid any more" if token_works is False else "was not accepted"
    return InvalidToken, f"Cannot {doing}: the token {sure}.", f"It may have expired. {_LOG_IN}"


def _payment(doing: str) -> Meaning:
    advice = "See {0}/settings/billing for the plan and the payment method (an organization's: on its own page)."
    return PaymentRequired, f"Cannot {doing}: the account needs a paid plan or a payment method.", advice


def _conflict(request: Request) -> Meaning:
    if request.path.endswith(_NAMING):
        sentence = f"Cannot {request.doing}: the name is taken, or another change is under way."
        return Conflict, sentence, "Try another name, or again in a moment."
    sentence = f"Cannot {request.doing}: it clashes with another change, or with how the Space is by now."
    return Conflict, sentence, "Look at the Space, and try again in a moment."


def _forbidden(doing: str, words: str) -> Meaning:
    if _TOKEN_WORDS.search(words):
        return TokenNotAllowed, f"This token may not {doing}: a token with that right is needed.", _WITH_WRITE_ACCESS
    if _QUOTA_WORDS.search(words):
        return Forbidden, f"Cannot {doing}: a quota is used up.", "Pausing other Spaces may make room."
    if _PAYMENT_WORDS.search(words):
        return _payment(doing)
    if "disabled" in words.lower():
        return Forbidden, f"Cannot {doing}: it has been disabled.", "Its page on the Hub says why."
    return Forbidden, f"This account may not {doing}.", "Its owner can; you can duplicate the Space and own the copy."


def hub_words(answer: Answer, secrets: Sequence[SecretStr] = ()) -> str:
    """What the Hub itself said, each sentence once, secrets hidden, bounded; "" where it only sent HTML."""
    said: list[str] = []
    for words in (answer.headers.get("X-Error-Message"), *_body_words(answer)):
        clean = " ".join(hide(words, secrets)[: 4 * _LONGEST_WORDS].split())
        if clean and not any(clean.casefold() in other.casefold() for other in said):
            said = [other for other in said if other.casefold() not in clean.casefold()] + [clean]
    text = " ".join(said)
    return text if len(text) <= _LONGEST_WORDS else text[: _LONGEST_WORDS - 1] + "…"


def _body_words(answer: Answer) -> Iterator[str]:
    text = answer.body.decode("utf-8", "replace").strip()
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        looks_like_markup = text.startswith(("<", "{", "[")) or "html" in answer.headers.get("Content-Type").lower()
        if not looks_like_markup:
            yield text
        return
    if isinstance(body, dict):
        for key in ("error", "error_description", "errors", "message"):
            yield from _strings(body.get(key))
    else:
        yield from _strings(body)


def _strings(value: object) -> Iterator[str]:
    """The words in a string, in `{"message": …}`, or in a list of these."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) and isinstance(value.get("message"), str):
        yield value["message"]
    elif isinstance(value, list):
        for item in value[:20]:
            yield from _strings(item) if not isinstance(item, list) else ()


def hide(text: str, secrets: Sequence[SecretStr]) -> str:
    """The text without the secrets, should the Hub quote one. One of less than four letters says nothing by itself."""
    for secret in secrets:
        value = secret.get_secret_value()
        if len(value) >= 4:
            text = text.replace(value, "••••")
    return text


def secrets_in(value: object) -> list[SecretStr]:
    """Every SecretStr in a request's body."""
    if isinstance(value, SecretStr):
        return [value]
    if isinstance(value, dict):
        return [secret for item in value.values() for secret in secrets_in(item)]
    if isinstance(value, list):
        return [secret for item in value for secret in secrets_in(item)]
    return []
