"""One Space of the demo world: what it is, what it is doing, and what is in store for it."""

from __future__ import annotations

import math
import random
import re
from dataclasses import dataclass, field
from typing import Any, Literal

from spacetui.demo.catalog import BY_NAME, CPU_BASIC, CPU_BASIC_SLEEP_SECONDS, ZERO_GPU

SERVING = frozenset({"RUNNING", "RUNNING_BUILDING", "RUNNING_APP_STARTING"})
FAILED = frozenset({"BUILD_ERROR", "RUNTIME_ERROR", "CONFIG_ERROR"})
BILLED = SERVING | {"APP_STARTING"}

Visibility = Literal["public", "private", "protected"]


@dataclass(frozen=True)
class Variable:
    value: str
    description: str | None
    updated_at: float


@dataclass(frozen=True)
class Secret:
    """What the Hub tells of a secret. Its value can never be read back, so the demo world keeps none."""

    description: str | None
    updated_at: float


@dataclass(frozen=True)
class Volume:
    """A mounted repository or bucket; a private source is masked for those who may not change the Space."""

    type: str
    source: str
    mount_path: str
    read_only: bool = True
    revision: str | None = None
    path: str | None = None
    private: bool = False


@dataclass
class Fate:
    """What launching and running this Space leads to. Durations in seconds at speed 1.

    The world looks at it again when something else of the Space changes.

    `build_error` and `start_error` make every launch fail with that message; `crash_error` is how it goes
    down about every `crash_every` seconds of running; `visits_every` is how often somebody opens it.
    """

    build_error: str | None = None
    start_error: str | None = None
    crash_error: str = ""
    crash_every: float | None = None
    visits_every: float | None = None


@dataclass
class DemoSpace:
    """The state of a Space. `due` is when its present stage ends by itself, None if it does not.

    Moments are seconds since 1970; `sleep_seconds` is None for the default, -1 for never. `replicas` is how many are
    asked for, `scaling` how many there still are, and until when. `identity` is what the Hub calls `_id`: it outlives
    the name.
    """

    id: str
    title: str
    emoji: str
    sdk: Literal["gradio", "docker", "static"]
    stage: str
    requested: str | None
    created_at: float
    modified_at: float
    sha: str
    hardware: str | None = None
    running_sha: str | None = None
    visibility: Visibility = "public"
    likes: int = 0
    description: str = ""
    sleep_seconds: int | None = None
    replicas: int | Literal["auto"] = 1
    scaling: tuple[int, float] | None = None
    error: str | None = None
    storage: str | None = None
    dev_mode: bool = False
    dev_mode_ends: float = math.inf
    volumes: tuple[Volume, ...] = ()
    custom_domains: tuple[tuple[str, str], ...] = ()
    models: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    variables: dict[str, Variable] = field(default_factory=dict)
    secrets: dict[str, Secret] = field(default_factory=dict)
    fate: Fate = field(default_factory=Fate)
    has_app_file: bool = True
    has_card: bool = True
    due: float | None = None
    running_since: float = 0.0
    idle_since: float = 0.0
    crashes: int = 0
    identity: str = ""
    next_event: float = field(default=-math.inf, init=False, repr=False, compare=False)
    """When something happens to it by itself, as the world has worked out; minus infinity after any change."""
    list_item: tuple[object, str] | None = field(default=None, init=False, repr=False, compare=False)
    """Its latest list item as text, and in which form; None after any change."""

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name not in ("next_event", "list_item"):
            self.next_event, self.list_item = -math.inf, None

    def __post_init__(self) -> None:
        self.identity = self.identity or f"{random.Random(self.id).getrandbits(96):024x}"

    @property
    def namespace(self) -> str:
        return self.id.partition("/")[0]

    @property
    def name(self) -> str:
        return self.id.partition("/")[2]

    @property
    def static(self) -> bool:
        return self.sdk == "static"

    @property
    def private(self) -> bool:
        return self.visibility == "private"

    @property
    def serving(self) -> bool:
        return self.stage in SERVING and not self.static

    @property
    def colliding(self) -> bool:
        """Whether a name stands for both a secret and a variable."""
        return not self.secrets.keys().isdisjoint(self.variables)

    @property
    def replicas_up(self) -> int:
        """How many replicas serve, where any do. Invented: an automatic number of them is two."""
        if self.scaling is not None:
            return self.scaling[0]
        return self.replicas if isinstance(self.replicas, int) else 2

    @property
    def paid(self) -> bool:
        """Whether the hardware asked for costs money; what the catalog does not list any more does."""
        flavor = BY_NAME.get(self.requested or CPU_BASIC)
        return flavor is None or flavor.paid

    @property
    def sleep_time(self) -> int | None:
        """The `gcTimeout` the Hub tells: fixed on cpu-basic, None for the default of upgraded hardware."""
        if self.static:
            return None
        return CPU_BASIC_SLEEP_SECONDS if self.requested in (CPU_BASIC, ZERO_GPU) else self.sleep_seconds

    @property
    def usd_per_hour(self) -> float:
        """What it costs now: hardware in use times replicas, nothing while built, asleep or paused."""
        flavor = BY_NAME.get(self.hardware or "")
        if flavor is None or self.stage not in BILLED:
            return 0.0
        return flavor.usd_per_hour * (self.replicas if isinstance(self.replicas, int) else 1)

    @property
    def subdomain(self) -> str:
        return re.sub("[^a-z0-9]", "-", self.id.lower())

    def card(self) -> dict[str, Any]:
        """The head of its README, `cardData` in answers."""
        head: dict[str, Any] = {
            "title": self.title,
            "emoji": self.emoji,
            "colorFrom": "blue",
            "colorTo": "indigo",
            "sdk": self.sdk,
        }
        if self.sdk == "gradio":
            head |= {"sdk_version": "5.49.1", "app_file": "app.py"}
        if self.sdk == "docker":
            head |= {"app_port": 7860}
        if self.description:
            head["short_description"] = self.description
        return head | {"pinned": False}
