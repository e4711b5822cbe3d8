"""The status line and the trouble line: who, how many in which state, what it costs, how we stand. Pure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from spacetui import text
from spacetui.live import cost
from spacetui.live.picture import CommandState, Connection, Link, Phase, Picture
from spacetui.ui import phrases
from spacetui.ui.glyphs import KINDS_IN_ORDER, Glyphs, stage_tone

if TYPE_CHECKING:
    from spacetui.hub.errors import HubError
    from spacetui.ui.widgets.drawn import Piece


def who(picture: Picture) -> str:
    """`ada (write) + analytical`, or the authors looked at."""
    account = picture.account
    if account is None:
        return text.clean(" + ".join(picture.owners))
    role = account.token_role or account.token_type
    others = [owner for owner in picture.owners if owner != account.name]
    return text.clean(" + ".join([f"{account.name} ({role})" if role else account.name, *others]))


def left(picture: Picture, glyphs: Glyphs, width: int) -> list[Piece]:
    """Name of the product, whose Spaces, and how many in each kind of stage."""
    pieces: list[Piece] = [(" spacetui ", "accent", True)]
    names = who(picture)
    if width >= 100:
        pieces.append((f" {names} ", "muted"))
    elif width >= 60:
        pieces.append((f" {text.truncate(names, 18)} ", "muted"))
    if picture.spaces:
        words = phrases.count(len(picture.spaces), "Space") if width >= 100 else f"{len(picture.spaces):,}"
        pieces.append((f" {words} ", "text", True))
    return pieces + counts(picture, glyphs)


def counts(picture: Picture, glyphs: Glyphs) -> list[Piece]:
    """How many Spaces stand behind each glyph, in the order of their meaning."""
    runtimes = [entry.runtime for entry in picture.spaces.values() if entry.runtime]
    stages = Counter((str(runtime.stage), str(runtime.stage.kind)) for runtime in runtimes)
    behind: Counter[tuple[str, str]] = Counter()
    for (stage, kind), number in stages.items():
        behind[glyphs.stage(stage, kind), stage_tone(stage, kind)] += number
    ordered = sorted(behind.items(), key=lambda item: (KINDS_IN_ORDER.index(item[0][1]), -item[1]))
    return [(f" {glyph}{number}", tone) for (glyph, tone), number in ordered]


def right(picture: Picture, glyphs: Glyphs, place: str, now: float, width: int) -> list[Piece]:
    """What the fleet costs an hour, where we are, how fresh it is."""
    pieces: list[Piece] = []
    if picture.complete:
        pieces.append((f" {burn_words(picture)} ", "text", True))
    if place and width >= 60:
        pieces.append((f" {text.truncate(place, 28)} ", "idle"))
    words, tone = _link(picture.connection, now)
    pieces.append((f" {words} ", tone))
    return pieces


def burn_words(picture: Picture) -> str:
    """`$4.15/h`, with `+ ?` where a price is not known."""
    prices = cost.prices(picture)
    if picture.catalog is None:
        return "$ …/h"
    burn = cost.burn(picture.spaces.values(), prices)
    return f"{phrases.money(burn.usd_per_hour)}/h" + (" + ?" if burn.unknown else "")


def _link(connection: Connection, now: float) -> tuple[str, str]:
    if connection.link is Link.STARTING:
        return "connecting …", "muted"
    if connection.link is Link.LIVE:
        return "live", "running"
    age = "" if connection.since is None else f", {phrases.age(now - connection.since)} old"
    return f"{connection.link.value}{age}", "warning"


def trouble(connection: Connection, now: float) -> str:
    """Why nothing new comes, in the Hub's words and with its request id, and when it is tried again."""
    problem = connection.problem
    if problem is None:
        return ""
    when = ""
    if connection.next_try is not None:
        wait = max(0, round(connection.next_try - now))
        when = f"Next try in {wait} s." if wait else "Trying again …"
    return f"{when} {told(problem)}".strip()


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
    parts = [f"{glyphs.failed} {deed}"]
    if state.note:
        parts.append(state.note)
    if state.error is not None:
        parts.append(told(state.error))
    return f" {glyphs.dot} ".join(parts), "warning" if state.phase is Phase.CANNOT_TELL else "failed"


def too_small(picture: Picture, glyphs: Glyphs) -> tuple[str, str]:
    """What is left to say in a window that is too small, and its tone: the worst there is, and what it costs."""
    behind = counts(picture, glyphs)
    worst = [piece for piece in behind if piece[1] == "failed"] or behind[:1]
    parts = [*(piece[0].strip() for piece in worst), burn_words(picture), "needs a window of 40x12"]
    return f" {glyphs.dot} ".join(parts), worst[0][1] if worst else "text"


def told(error: HubError) -> str:
    """An error with the id that the Hub's support asks for."""
    return text.clean(str(error)) + (f" (request {text.clean(error.request_id)})" if error.request_id else "")
