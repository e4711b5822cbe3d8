"""An answer other than yes: status, sentence and code as the Hub gives them."""

from __future__ import annotations

from collections.abc import Mapping

BAD_CREDENTIALS = "Invalid credentials in Authorization header"
NOT_LOGGED_IN = "Invalid username or password."


class Refusal(Exception):
    """Raised wherever an operation is refused; becomes an error answer.

    `code` is the `X-Error-Code`, `also` further keys of the body, `headers` further headers.
    """

    def __init__(
        self,
        status: int,
        sentence: str,
        *,
        code: str | None = None,
        also: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.code = code
        self.also = dict(also or {})
        self.headers = dict(headers or {})


def bad_request(sentence: str) -> Refusal:
    return Refusal(400, sentence)


def repository_not_found() -> Refusal:
    return Refusal(404, "Repository not found", code="RepoNotFound")


def plan_needed(what: str) -> Refusal:
    """`what` ends the sentence, such as "for dev mode". Invented: the end."""
    return Refusal(402, f"Payment required: a PRO subscription is needed {what}")


def not_logged_in() -> Refusal:
    """What an anonymous caller hears of what needs a token, of private and of missing Spaces alike."""
    return Refusal(401, NOT_LOGGED_IN)
