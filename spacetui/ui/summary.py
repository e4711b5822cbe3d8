"""The status line and the lines that come and go: who, how many in which state, what it costs, how we stand. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING

from spacetui import text
from spacetui.live.choices import TAKEN_IN_UNASKED
from spacetui.live.picture import STALE_AFTER, CommandState, Connection, Link, Phase, Picture
from spacetui.ui import phrases
from spacetui.ui.glyphs import KINDS_IN_ORDER, Glyphs, stage_tone

if TYPE_CHECKING:
    from spacetui.hub.errors import HubError
    from spacetui.ui.overview import Tally
    from spacetui.ui.widgets.drawn import Piece

_ROOMY, _ROOM_FOR_NAMES = 70, 40
_FOR_THE_NAME = 11
_SHORTEST_PLACE = 12


def who(picture: Picture) -> str:
    """`ada (write) + analytical`, or the authors looked at."""
    account = picture.account
    if account is None:
        return text.clean(" + ".join(picture.owners))
    role = account.token_role or account.token_type
    others = [owner for owner in picture.owners if owner != account.name]
    return text.clean(" + ".join([f"{account.name} ({role})" if role else account.name, *others]))


def left(picture: Picture, tally: Tally, glyphs: Glyphs, room: int) -> list[Piece]:
    """Name of the product, whose Spaces where there is room, and how many in each kind of stage."""
    pieces: list[Piece] = [(" spacetui ", "accent", True)]
    names = who(picture)
    if room >= _ROOMY:
        pieces.append((f" {names} ", "muted"))
    elif room >= _ROOM_FOR_NAMES:
        pieces.append((f" {text.truncate(names, 18)} ", "muted"))
    if picture.spaces:
        words = phrases.count(tally.spaces, "Space") if room >= _ROOMY else f"{tally.spaces:,}"
        pieces.append((f" {words} ", "text", True))
    muted: list[Piece] = [(f" {glyphs.muted}{tally.muted}", "muted")] if tally.muted else []
    return pieces + counts(tally, glyphs) + muted


def counts(tally: Tally, glyphs: Glyphs) -> list[Piece]:
    """How many Spaces stand behind each glyph, in the order of their meaning."""
    behind: Counter[tuple[str, str]] = Counter()
    for (stage, kind), number in tally.stages.items():
        behind[glyphs.stage(stage, kind), stage_tone(stage, kind)] += number
    ordered = sorted(behind.items(), key=lambda item: (KINDS_IN_ORDER.index(item[0][1]), -item[1]))
    return [(f" {glyph}{number}", tone) for (glyph, tone), number in ordered]


def right(picture: Picture, tally: Tally, place: str, width: int) -> list[Piece]:
    """What the fleet costs an hour, and where we are, as far as there is room besides the product's name."""
    pieces: list[Piece] = [(f" {burn_words(picture, tally)} ", "text", True)] if picture.complete else []
    room = width - _FOR_THE_NAME - sum(text.width(piece[0]) for piece in pieces)
    if place and room >= _SHORTEST_PLACE:
        pieces.append((f" {text.truncate(place, min(28, room - 2))} ", "idle"))
    return pieces


def link(picture: Picture, now: float, width: int) -> list[Piece]:
    """What is left of the rate limit where that is little, and how fresh what is shown is."""
    words, tone = _link(picture, now)
    pieces: list[Piece] = [(f" {words} ", tone)]
    if picture.requests_left is not None:
        pieces.insert(0, (f" {'requests' if width >= 60 else 'req'} {picture.requests_left:.0%} ", "warning"))
    return pieces


def burn_words(picture: Picture, tally: Tally) -> str:
    """`$4.15/h`, with `+ ?` where a price is not known."""
    if picture.catalog is None:
        return "$ …/h"
    return f"{phrases.money(tally.burn.usd_per_hour)}/h" + (" + ?" if tally.burn.unknown else "")


def _link(picture: Picture, now: float) -> tuple[str, str]:
    connection = picture.connection
    oldest = min((known.at for known in picture.listed.values()), default=None)
    if connection.link is Link.STARTING:
        return "connecting …", "muted"
    if connection.link is Link.LIVE:
        if oldest is None or now - oldest <= STALE_AFTER:
            return "live", "running"
        return f"slowed down, {phrases.age(now - oldest)} old", "warning"
    if connection.link is Link.RATE_LIMITED:
        wait = _wait(connection, now)
        return f"rate limited, {wait} s" if wait else "rate limited", "warning"
    # Where answers come again, how old the oldest of what is shown is says more than when the last came.
    since = oldest if connection.link is Link.CATCHING_UP and oldest is not None else connection.since
    age = "" if since is None else f", {phrases.slow_age(now - since)} old"
    return f"{connection.link.value}{age}", "warning"


def trouble(connection: Connection, now: float, *, follows_login: bool = False) -> str:
    """Why nothing new comes, in the Hub's words and with its request id, and when it goes on.

    `follows_login` says that a log-in on this machine is noticed by itself.
    """
    problem, wait = connection.problem, _wait(connection, now)
    if problem is None:
        return _nearly_used_up(wait) if connection.link is Link.RATE_LIMITED else ""
    when = ""
    if connection.link is Link.SIGNED_OUT and follows_login:
        when = "Goes on by itself once you have logged in."
    elif wait is not None:
        when = f"Next try in {wait} s." if wait else "Trying again …"
    return f"{when} {told(problem)}".strip()


def away(connection: Connection) -> str:
    """That nothing new comes from the Hub, for where its age and the next try are not told; empty where it does."""
    if connection.link is Link.SIGNED_OUT:
        return "The Hub does not take the token."
    return "The Hub does not answer at present." if connection.link is Link.OFFLINE else ""


def _nearly_used_up(wait: int | None) -> str:
    """The half of the window that is for polling is spent: the rest is the user's."""
    when = f"in {wait} s" if wait else "now"
    return f"The request limit is nearly used up: reading goes on {when}. What you do is still sent."


def _wait(connection: Connection, now: float) -> int | None:
    """Whole seconds to the next try; None where none is known of."""
    return None if connection.next_try is None else max(0, round(connection.next_try - now))


def gone(space_id: str) -> str:
    """What is said of a Space that vanished: the Hub does not tell why."""
    return text.clean(f"{space_id} is gone: deleted, renamed or private elsewhere.")


def renamed(before: str, after: str) -> str:
    return text.clean(f"{before} is now {after}.")


def offer(names: Collection[str], width: int) -> str:
    """One line that offers organizations too large to be taken in unasked; empty without any."""
    if not names:
        return ""
    first, more = next(iter(names)), len(names) - 1
    whose = text.clean(f"{first} and {phrases.count(more, 'other organization')}" if more else first)
    size = f"more than {TAKEN_IN_UNASKED} Spaces" + (" each" if more else "")
    long = f"{whose} {'have' if more else 'has'} {size}: c takes them in, esc hides this"
    return text.truncate(long if width >= 80 else f"c takes in {whose} ({size})", width - 2)


def unreadable(picture: Picture) -> str:
    """How many Spaces there are that cannot be shown; empty where there are none."""
    if not picture.unreadable:
        return ""
    return f"{phrases.count(picture.unreadable, 'Space')} of the list could not be read: not shown here."


def outcome(state: CommandState, glyphs: Glyphs) -> tuple[str, str]:
    """How a command ended, in words and a tone."""
    deed = text.clean(f"{state.title}: {state.space_id}")
    if state.phase is Phase.CONFIRMED:
        return f"{glyphs.done} {deed}{', ' + state.note if state.note else ''}", "running"
    words = reason(state, glyphs)
    tone = "warning" if state.phase is Phase.CANNOT_TELL else "failed"
    return f"{glyphs.failed} {deed}{f' {glyphs.dot} {words}' if words else ''}", tone


def reason(state: CommandState, glyphs: Glyphs) -> str:
    """Why a command ended as it did, as far as there is something to say."""
    parts = [state.note] if state.note else []
    if state.error is not None and state.phase is Phase.FAILED:  # else the note says what is known by now
        parts.append(told(state.error))
    elif state.error is not None and state.error.request_id:
        parts.append(f"request {text.clean(state.error.request_id)}")
    return f" {glyphs.dot} ".join(parts)


def too_small(picture: Picture, tally: Tally, glyphs: Glyphs) -> tuple[str, str]:
    """What is left to say in a window that is too small, and its tone: the worst there is, and what it costs."""
    behind = counts(tally, glyphs)
    worst = [piece for piece in behind if piece[1] == "failed"] or behind[:1]
    parts = [*(piece[0].strip() for piece in worst), burn_words(picture, tally), "needs a window of 40x12"]
    return f" {glyphs.dot} ".join(parts), worst[0][1] if worst else "text"


def told(error: HubError) -> str:
    """An error with the id that the Hub's support asks for."""
    return text.clean(str(error)) + (f" (request {text.clean(error.request_id)})" if error.request_id else "")
