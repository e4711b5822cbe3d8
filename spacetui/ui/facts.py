"""What the runtime panel says of a Space: labelled facts in words. Pure, all text clean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from spacetui import text
from spacetui.live.cost import hourly, is_zero_gpu, paid_without_sleep, rate, replicas
from spacetui.live.fleet import NEVER
from spacetui.ui import links, mounts, phrases, quotas
from spacetui.ui.glyphs import Glyphs, stage_tone

if TYPE_CHECKING:
    from spacetui.hub.models import HardwareInfo, Space, SpaceRuntime
    from spacetui.live.picture import Picture, SpaceEntry

Prices = Mapping[str, float]


class Fact(NamedTuple):
    """`value` in tone `tone`; `note` after it, quieter. Long ones are wrapped by whoever draws them."""

    label: str
    value: str
    note: str = ""
    tone: str = "text"


def facts(entry: SpaceEntry, picture: Picture, prices: Prices, glyphs: Glyphs, now: float) -> list[Fact]:
    """Everything known of the Space's runtime, the most pressing first."""
    return [fact for fact in _all(entry, picture, prices, glyphs, now) if fact.value or fact.note]


def _all(entry: SpaceEntry, picture: Picture, prices: Prices, glyphs: Glyphs, now: float) -> Iterator[Fact]:
    runtime = entry.runtime
    if runtime is None:
        if entry.id not in picture.unseen:
            yield Fact("Stage", "not told by the Hub yet", tone="muted")
    else:
        yield _stage(entry, runtime, glyphs, now)
        if entry.id in picture.muted:
            yield Fact("Muted", f"{glyphs.muted} until its stage changes", "H: hear of it again")
        if runtime.error_message and not _idle_by_itself(runtime):
            yield Fact("Reason", reason(runtime.error_message), tone="failed")
        if entry.space.static:
            yield Fact("Hardware", "none", "static files, always served, free")
        else:
            yield from _hardware(entry, runtime, picture, prices, glyphs, now)
    if entry.id in picture.unseen:
        yield Fact("Access", "followed, and not to be seen now", "K lets it go", "warning")
    elif entry.id in picture.others:
        yield Fact("Access", "not yours: to look at only", "D duplicates it, K follows it or lets it go")
    if entry.problem is not None:
        yield Fact("Not read", text.clean(str(entry.problem)), tone="warning")
    yield from _code(entry, now)
    if runtime is not None:
        yield from _place(entry, runtime)
    yield from _card(entry)
    if runtime is not None and runtime.error_message and "\n" in runtime.error_message.strip():
        yield Fact("Message", "\n".join(text.clean_lines(runtime.error_message)), tone="muted")


def reason(message: str) -> str:
    """The line of an error message that says most: the last, as in a traceback or the end of a build."""
    lines = [line.strip() for line in text.clean_lines(message) if line.strip()]
    return lines[-1] if lines else ""


def _stage(entry: SpaceEntry, runtime: SpaceRuntime, glyphs: Glyphs, now: float) -> Fact:
    stage, kind = str(runtime.stage), str(runtime.stage.kind)
    if entry.stale(now):
        words = f"{glyphs.stage(stage, kind)} {text.clean(stage)}?"
        return Fact("Stage", words, f"told {phrases.age(now - entry.read_at)} ago", "muted")
    lasted = now - entry.since
    note = lasting(lasted) if entry.since_exact else f"{lasting(lasted)} or more" if lasted >= 5 else ""
    if _idle_by_itself(runtime):
        note = f"{text.clean(runtime.error_message or '')} {glyphs.dot} {note}".strip(f" {glyphs.dot}")
    return Fact("Stage", f"{glyphs.stage(stage, kind)} {text.clean(stage)}", note, stage_tone(stage, kind))


def lasting(seconds: float) -> str:
    """`for 15 s`."""
    return f"for {phrases.slow_age(seconds)}"


def _idle_by_itself(runtime: SpaceRuntime) -> bool:
    """A sleeping or paused Space's short message is no failure."""
    return runtime.stage.kind == "idle" and len(runtime.error_message or "") < 40 and bool(runtime.error_message)


def _hardware(
    entry: SpaceEntry, runtime: SpaceRuntime, picture: Picture, prices: Prices, glyphs: Glyphs, now_is: float
) -> Iterator[Fact]:
    now, asked = runtime.hardware, runtime.requested_hardware
    if now and asked and now != asked:
        yield Fact("Hardware", text.clean(f"{now} {glyphs.arrow} {asked}"), "switching", "moving")
    else:
        yield Fact("Hardware", text.clean(str(runtime.flavor or "–")), specs(_info(picture, runtime.flavor)))
    yield _price(entry, runtime, picture, prices, glyphs)
    if is_zero_gpu(runtime.next_flavor) and picture.zero_gpu is not None:
        yield Fact("Your quota", quotas.told(picture.zero_gpu.value, now_is))
    yield _sleep(entry, runtime, prices)
    yield _replicas(runtime)


def _info(picture: Picture, flavor: str | None) -> HardwareInfo | None:
    catalog = picture.catalog.value if picture.catalog else ()
    return next((info for info in catalog if info.name == flavor), None)


def specs(info: HardwareInfo | None) -> str:
    """`4 vCPU, 15 GB, 1× A10G 24 GB`."""
    if info is None:
        return ""
    return text.clean(", ".join(part for part in (info.cpu, info.ram, accelerator_words(info)) if part))


def accelerator_words(info: HardwareInfo) -> str:
    """`1× A10G 24 GB`, empty for CPU hardware; not cleaned."""
    accelerator = info.accelerator
    if accelerator is None:
        return ""
    many = f"{accelerator.quantity}× " if accelerator.quantity else ""
    return f"{many}{accelerator.model or ''} {accelerator.vram or ''}".strip()


def _why_no_price(runtime: SpaceRuntime, picture: Picture) -> str:
    if runtime.flavor is None:
        return "its hardware is not told"
    if picture.catalog is not None:
        return "the catalog does not list this flavor"
    return "prices could not be read" if picture.catalog_problem else "prices are being read"


def _price(entry: SpaceEntry, runtime: SpaceRuntime, picture: Picture, prices: Prices, glyphs: Glyphs) -> Fact:
    running = rate(runtime, prices)
    cost = hourly(entry, prices)
    many = replicas(runtime)
    times = f", {many} replicas" if many > 1 and running else ""
    now, asked = runtime.hardware, runtime.requested_hardware
    if now and asked and now != asked:
        before, after = rate(runtime, prices, flavor=now), rate(runtime, prices, flavor=asked)
        return Fact("Price", f"{phrases.per_hour(before)} {glyphs.arrow} {phrases.per_hour(after)}", times.strip(", "))
    if running is None:
        return Fact("Price", "unknown" if cost is None else "nothing now", _why_no_price(runtime, picture), "muted")
    if cost is None:
        return Fact("Price", "unknown", f"{phrases.per_hour(running)} if it is billed in this stage", "muted")
    if not cost and running:
        return Fact("Price", "nothing now", f"{phrases.per_hour(running)} once it starts{times}")
    return Fact("Price", phrases.per_hour(cost), (f"about {phrases.per_month(cost)} a month{times}" if cost else ""))


def _sleep(entry: SpaceEntry, runtime: SpaceRuntime, prices: Prices) -> Fact:
    if runtime.flavor == "cpu-basic":
        return Fact("Sleep", "after 48 h idle", "fixed on cpu-basic")
    if runtime.sleep_time is None:
        return Fact("Sleep", "–", "not told", "muted")
    if runtime.sleep_time == NEVER:
        burning = paid_without_sleep(entry, prices)
        return Fact("Sleep", "never", "bills day and night: z sets a sleep time" if burning else "", "warning")
    return Fact("Sleep", f"after {phrases.duration(runtime.sleep_time)} idle")


def _replicas(runtime: SpaceRuntime) -> Fact:
    counts = runtime.replicas
    if counts is None or counts.requested is None:
        return Fact("Replicas", "")
    there = "0" if counts.current is None else str(counts.current)
    automatic = counts.requested == "auto"
    wanted = "auto: the Hub decides how many" if automatic else ""
    return Fact("Replicas", there if automatic else f"{there} of {counts.requested}", wanted)


def _code(entry: SpaceEntry, now: float) -> Iterator[Fact]:
    """Which commit runs, and whether a newer one was pushed: what the Hub's page of a Space leaves to be guessed."""
    space, runtime = entry.space, entry.runtime
    newest, running = space.sha, runtime.sha if runtime else None
    pushed = None if space.last_modified is None else now - space.last_modified.timestamp()
    if runtime and running and newest and running != newest:
        verb = "is served" if str(runtime.stage).startswith("RUNNING") else "ran last"
        when = "" if pushed is None else f": pushed {phrases.slow_age(pushed)} ago"
        building = ", being built" if "BUILDING" in runtime.stage else ""
        yield Fact("Commit", f"{_sha(running)} {verb}", f"newest is {_sha(newest)}{when}{building}", "warning")
    elif newest:
        yield Fact("Commit", _sha(newest), "the newest" if running else "")
    if space.last_modified is not None:
        yield Fact("Changed", space.last_modified.strftime("%d %b %Y %H:%M UTC"))


def _sha(sha: str) -> str:
    return text.clean(sha[:8])


_DOMAIN_STAGES: Mapping[str, str] = {
    "READY": "ready",
    "PENDING": "being set up: its DNS record has to point to the Hub",
    "EXPIRED_CHALLENGE": "its certificate lapsed: mend its DNS record, then add it anew in the Space's settings",
}


def _place(entry: SpaceEntry, runtime: SpaceRuntime) -> Iterator[Fact]:
    host = None if runtime.domains else links.app_host(entry)
    yield Fact("URL", host or "")
    for domain in runtime.domains or ():
        stage = domain.stage or "READY"
        words = _DOMAIN_STAGES.get(stage) or text.clean(stage.lower().replace("_", " "))
        custom = domain.is_custom or not domain.domain.endswith(".hf.space")  # lists leave it out
        label, tone = "Domain" if custom else "URL", "text" if stage == "READY" else "warning"
        yield Fact(label, text.clean(domain.domain), words, tone)
    if runtime.storage:
        yield Fact("Storage", mounts.tier(str(runtime.storage)), "persistent tier")
    if runtime.volumes:
        paths = text.clean(", ".join(volume.mount_path for volume in runtime.volumes))
        yield Fact("Volumes", f"{len(runtime.volumes)} mounted", paths)
    if runtime.dev_mode:
        yield Fact("Dev mode", "on", "t: how to connect; it ends after 48 h unused", "moving")


def _card(entry: SpaceEntry) -> Iterator[Fact]:
    space = entry.space
    yield Fact("Title", text.clean(space.title or ""))
    yield Fact("Kind", text.clean(", ".join(part for part in (_sdk(space), space.region) if part)))
    if space.private is not None:
        # A protected Space, of which only the code is private, is told like a public one.
        seen = (
            (f"to {text.clean(space.owner)} alone", "private") if space.private else ("to all", "public or protected")
        )
        yield Fact("Visible", *seen)
    if space.disabled:
        yield Fact("Disabled", "by the Hub", tone="failed")


def _sdk(space: Space) -> str:
    """`gradio 5.49.1`: with the version of its card, where there is one."""
    # What is drawn of the last picture before the models are loaded has no raw object.
    card = getattr(space, "raw", {}).get("cardData")
    version = card.get("sdk_version") if isinstance(card, Mapping) else None
    return f"{space.sdk or ''} {version if isinstance(version, str) else ''}".strip()
