"""What can go wrong between us and the Hub: one tree, each error a sentence a person can act on."""

from __future__ import annotations

from typing import Any


class HubError(Exception):
    """Anything that kept a call to the Hub from giving what was asked for.

    `sentence` says what happened, `advice` what to do about it (may be empty), `hub_words` what the Hub
    itself said (untrusted text), `request_id` what its support wants to know. `outcome_unknown` is true
    where a change was sent and nothing trustworthy came back: it may or may not have been made.
    """

    def __init__(
        self,
        sentence: str,
        *,
        advice: str = "",
        hub_words: str = "",
        status: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
        outcome_unknown: bool = False,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.advice = advice
        self.hub_words = hub_words
        self.status = status
        self.code = code
        self.request_id = request_id
        self.outcome_unknown = outcome_unknown

    def __str__(self) -> str:
        said = f"The Hub says: “{self.hub_words.rstrip('.')}”." if self.hub_words else ""
        return " ".join(part for part in (self.sentence, said, self.advice) if part)


class InvalidInput(HubError):
    """A value that the Hub would refuse, found before anything was sent."""


class OfflineMode(HubError):
    """`HF_HUB_OFFLINE` (or `TRANSFORMERS_OFFLINE`) forbids every request."""


class HubUnreachable(HubError):
    """No connection could be made: nothing was sent."""


class NoAnswer(HubError):
    """The request left us, and no whole answer came back: a time-out, or a connection cut."""


class UnreadableAnswer(HubError):
    """An answer that is not what the Hub would say: HTML, half a JSON, too large, another host's."""


class HubRefused(HubError):
    """The Hub answered with an error status."""


class BadRequest(HubRefused):
    """400 and its kin: a bad value, or the operation does not fit this Space."""


class InvalidToken(HubRefused):
    """401: no token, an expired one or a wrong one."""


class TokenNotAllowed(HubRefused):
    """401 or 403 with a valid token: its kind or role may not do this."""


class PaymentRequired(HubRefused):
    """402, or 403 for want of a payment method."""


class Forbidden(HubRefused):
    """403: the account may not do this to that Space, or a quota is used up."""


class NotFound(HubRefused):
    """404: it does not exist, or it is private and this token cannot see it."""


class Conflict(HubRefused):
    """409: the name is taken, or it clashes with another change."""


class RateLimited(HubRefused):
    """429. `retry_after` is in seconds, None where the Hub did not say.

    `used_up` says that the window's requests are used up; otherwise it is a limit of this one operation.
    """

    def __init__(
        self, sentence: str, *, retry_after: float | None = None, used_up: bool = False, **details: Any
    ) -> None:
        super().__init__(sentence, **details)
        self.retry_after = retry_after
        self.used_up = used_up


class HubUnwell(HubRefused):
    """5xx: the Hub, or something before it, is not well."""
