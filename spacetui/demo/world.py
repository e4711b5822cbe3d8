"""The demo world: accounts and Spaces on a clock, and what one can do to them. No HTTP, no waiting.

Time passes lazily: whoever looks first lets everything happen that is due by then, each event at its own
moment, so what is seen depends on the seed and the clock alone, not on who looked when.
"""

from __future__ import annotations

import math
import random
import threading
from collections.abc import Mapping
from dataclasses import replace

from spacetui.clock import Clock, SystemClock
from spacetui.demo import accounts, seed
from spacetui.demo.accounts import Account
from spacetui.demo.catalog import BY_NAME, CPU_BASIC, ZERO_GPU
from spacetui.demo.journal import Journal
from spacetui.demo.limits import Limits
from spacetui.demo.refusal import Refusal, bad_request
from spacetui.demo.space import DemoSpace, Secret, Variable, Volume
from spacetui.demo.stages import (
    BUILD,
    CACHED_BUILD,
    DELETION,
    DEV_MODE_LASTS,
    FACTORY_BUILD,
    SCALE,
    Pace,
    configuration_changed,
    halt,
    launch,
    next_event,
    step,
)

NO_PAYMENT_METHOD = "Missing payment method. Add one in your billing settings to use paid hardware."


class World:
    """A Hub's worth of Spaces. Hold `lock` around anything that more than one thread may do at once.

    `speed` multiplies how fast things happen (not the clock's dates); `quota`, `anonymous_quota` and
    `whoami_quota` are requests in a window of 300 s; `largest_page` is how many Spaces a page may hold.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        seed: int = 7,
        speed: float = 1.0,
        *,
        quota: int = 1000,
        anonymous_quota: int = 500,
        whoami_quota: int = 60,
        largest_page: int = 1000,
    ) -> None:
        if not 0 < speed <= 1000:
            raise ValueError("speed must be above 0 and at most 1000")
        self.clock = clock or SystemClock()
        self.lock = threading.RLock()
        self.seed = seed
        self.largest_page = largest_page
        self.limits = Limits(self.clock, quota, anonymous_quota, whoami_quota)
        self._pace = Pace(speed, seed)
        self._journals: dict[str, Journal] = {}
        self._played = self.clock.now()
        self._made = 0
        self.orders: dict[object, list[tuple[float, str]]] = {}
        """Which Spaces a list holds in what order, by what was asked; they hold until the next change."""
        self.moved: dict[str, str] = {}
        """Where a Space is now, by each id it had before it was moved."""
        self._populate()

    def _populate(self) -> None:
        people = accounts.accounts(self._played)
        self.accounts = {account.name: account for account in people}
        self.organizations = {each.name: each for each in accounts.organizations()}
        self._spaces = {space.id: space for space in seed.fleet(self._played, self._pace)}
        issued = accounts.tokens(self.seed, people, self._played)
        self.tokens = {token.secret: token for token in issued}
        self.token, self.read_token, self.oauth_token, self.finegrained_token, self.other_token = self.tokens

    @property
    def spaces(self) -> Mapping[str, DemoSpace]:
        """Every Space by id, as of now. The Spaces are the world's own: changing one arranges the world."""
        with self.lock:
            self.play()
            return dict(self._spaces)

    def play(self) -> float:
        """Let everything happen that is due by now; the moment it is now."""
        with self.lock:
            before, self._played = self._played, max(self._played, self.clock.now())
            due = [space for space in self._spaces.values() if space.next_event <= self._played]
            if due:
                self.orders.clear()
            for space in due:
                journal = self._journal(space, before)
                journal.note(space, before)  # what was done to it while time stood there
                if not self._play_one(space, journal):
                    del self._spaces[space.id]
                    journal.gone = True
                    del self._journals[space.identity]
            return self._played

    def _play_one(self, space: DemoSpace, journal: Journal) -> bool:
        while (at := next_event(space, self._pace)) is not None and at <= self._played:
            if not step(space, at, self._pace):
                return False
            journal.note(space, at)
        space.next_event = math.inf if at is None else at
        return True

    def next_event(self) -> float:
        """When something happens by itself for the next time, infinity if never."""
        with self.lock:
            self.play()
            return min((space.next_event for space in self._spaces.values()), default=math.inf)

    def _journal(self, space: DemoSpace, now: float) -> Journal:
        journal = self._journals.get(space.identity)
        if journal is None:
            journal = self._journals[space.identity] = Journal(space, now)
        return journal

    def journal(self, space: DemoSpace) -> Journal:
        """What happened to a Space so far; it goes on being written whenever the world is played."""
        with self.lock:
            self.play()
            return self._journals[space.identity]

    @property
    def pace(self) -> Pace:
        return self._pace

    def add(self, space: DemoSpace) -> None:
        """Take in a new Space, with an identity of its own, and build it where there is something to build."""
        self._made += 1
        space.identity = f"{random.Random(f'{self.seed} {space.id} {self._made}').getrandbits(96):024x}"
        self.moved.pop(space.id, None)
        self._spaces[space.id] = space
        if space.static:
            space.stage = "RUNNING"
        elif not space.has_app_file:
            halt(space, "NO_APP_FILE")
        else:
            launch(space, self.play(), self._pace, build=BUILD)

    def move(self, space: DemoSpace, new_id: str) -> None:
        """Rename it, as its owner does: its old ids lead to the new one."""
        old = space.id
        self.rename(old, new_id)
        self.moved = {each: new_id if now == old else now for each, now in self.moved.items()} | {old: new_id}
        self.moved.pop(new_id, None)

    def delete(self, space: DemoSpace) -> None:
        """Let it be gone in a moment."""
        if space.stage != "DELETING":
            halt(space, "DELETING")
            space.due = self.play() + self._pace.after(DELETION)

    def rename(self, space_id: str, new_id: str) -> None:
        """Give a Space another name, or another owner; what it is and does stays."""
        with self.lock:
            self.play()
            space = self._spaces.pop(space_id)
            self._spaces[new_id] = replace(space, id=new_id)

    def renew_token(self, secret: str, lifetime: float) -> str:
        """A newer token like another, which stays what it is; it expires `lifetime` seconds from now."""
        with self.lock:
            now = self.clock.now()
            newer = accounts.newer(self.tokens[secret], len(self.tokens), now, now + lifetime)
            self.tokens[newer.secret] = newer
            return newer.secret

    def restart(self, space: DemoSpace, *, factory: bool) -> None:
        launch(space, self.play(), self._pace, build=FACTORY_BUILD if factory else CACHED_BUILD)

    def pause(self, space: DemoSpace) -> None:
        """Raises Refusal for a static Space."""
        if space.static:
            raise bad_request("Static Spaces cannot be paused")
        if space.stage != "DELETING":
            halt(space, "PAUSED")

    def request_hardware(self, space: DemoSpace, flavor: str, sleep_seconds: int | None, payer: Account) -> None:
        """Raises Refusal for a static Space, an unknown or unfit flavor, an account that cannot pay."""
        if space.static:
            raise bad_request("Static Spaces have no hardware")
        if flavor in BY_NAME or flavor != space.requested:  # what was withdrawn stays with who has it
            self.check_flavor(flavor, space.sdk, payer)
        now = self.play()
        changed = flavor != space.requested
        space.requested = flavor
        space.idle_since = now
        if changed:
            space.sleep_seconds = None
        if sleep_seconds is not None and flavor != CPU_BASIC:
            space.sleep_seconds = sleep_seconds
        # Invented: on a Space that is paused, asleep or has nothing to run the request waits for its restart.
        if changed and space.stage not in ("PAUSED", "SLEEPING", "STOPPED", "NO_APP_FILE"):
            launch(space, now, self._pace, build=BUILD)

    def check_flavor(self, flavor: str, sdk: str, payer: Account) -> None:
        known = BY_NAME.get(flavor)
        if known is None:
            raise bad_request(f"Unknown hardware flavor: {flavor[:60]!a}")
        if known.paid and not payer.can_pay:
            raise Refusal(403, NO_PAYMENT_METHOD)
        if flavor == ZERO_GPU and sdk != "gradio":
            # Invented: the sentence. ZeroGPU is for Gradio Spaces only.
            raise bad_request("ZeroGPU is available for Gradio Spaces only")

    def set_replicas(self, space: DemoSpace, replicas: int) -> None:
        """Raises Refusal for what is not scaled by hand."""
        if space.static or not space.paid:
            raise bad_request("Replicas can be set on paid hardware only")
        before, now = space.replicas_up, self.play()
        space.replicas = replicas
        # Invented: that it takes a moment.
        scales = space.stage == "RUNNING" and before != replicas
        space.scaling = (before, now + self._pace.after(SCALE)) if scales else None

    def set_dev_mode(self, space: DemoSpace, *, enabled: bool) -> None:
        """A Space that runs restarts in it, or out of it. Raises Refusal for a static Space."""
        if space.static:
            raise bad_request("Static Spaces have no dev mode")
        now = self.play()
        space.dev_mode_ends = now + self._pace.after(DEV_MODE_LASTS) if enabled else math.inf
        if space.dev_mode != enabled:
            space.dev_mode = enabled
            configuration_changed(space, now, self._pace)

    def set_volumes(self, space: DemoSpace, volumes: tuple[Volume, ...]) -> None:
        """Mount these instead of those there are. Invented: a Space that runs restarts. Raises Refusal."""
        if space.static:
            raise bad_request("Static Spaces have no volumes")
        private = {each.source for each in space.volumes if each.private}
        mounted = tuple(replace(each, private=each.source in private) for each in volumes)
        if mounted != space.volumes:
            space.volumes = mounted
            configuration_changed(space, self.play(), self._pace)

    def set_sleep_time(self, space: DemoSpace, seconds: int) -> None:
        """Ignored where it is not configurable. Invented: setting it counts as activity."""
        if space.static:
            raise bad_request("Static Spaces have no sleep time")
        space.idle_since = self.play()
        if space.requested not in (CPU_BASIC, ZERO_GPU):
            space.sleep_seconds = seconds

    def set_secret(self, space: DemoSpace, key: str, description: str | None) -> None:
        now = self.play()
        space.secrets[key] = Secret(description, now)
        configuration_changed(space, now, self._pace)

    def set_variable(self, space: DemoSpace, key: str, value: str, description: str | None) -> None:
        now = self.play()
        space.variables[key] = Variable(value, description, now)
        configuration_changed(space, now, self._pace)

    def delete_secret(self, space: DemoSpace, key: str) -> None:
        """A missing key is no error, and changes nothing."""
        if space.secrets.pop(key, None) is not None:
            configuration_changed(space, self.play(), self._pace)

    def delete_variable(self, space: DemoSpace, key: str) -> None:
        """A missing key is no error, and changes nothing."""
        if space.variables.pop(key, None) is not None:
            configuration_changed(space, self.play(), self._pace)
