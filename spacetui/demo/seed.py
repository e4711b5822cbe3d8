"""The fleet a demo world starts with: every stage, every kind of Space, a few of them on the move."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any, Literal

from spacetui.demo import seed_errors as errors
from spacetui.demo.space import FAILED, SERVING, DemoSpace, Fate, Secret, Variable, Volume
from spacetui.demo.stages import ASLEEP, COLLISION, Pace

DAY = 86_400.0
MINUTE = 60.0


class Builder:
    """Makes Spaces with plausible ages, likes and commits drawn from the seed."""

    def __init__(self, now: float, pace: Pace) -> None:
        self.now = now
        self.pace = pace
        self._dice = random.Random(f"fleet {pace.seed}")

    def space(
        self,
        space_id: str,
        title: str,
        emoji: str,
        stage: str = "RUNNING",
        requested: str | None = "cpu-basic",
        *,
        sdk: Literal["gradio", "docker", "static"] = "gradio",
        due_in: float | None = None,
        pushed: bool = False,
        visits: float | None = 40.0,
        **more: Any,
    ) -> DemoSpace:
        """`due_in`: seconds until its stage ends; `pushed`: newer commits than the running one; `visits`: every
        so many seconds, unless `more` has a whole `fate`."""
        dice = self._dice
        age = dice.uniform(30, 700) * DAY
        sha = f"{dice.getrandbits(160):040x}"
        up = stage in SERVING and sdk != "static"
        older = f"{dice.getrandbits(160):040x}"
        new = DemoSpace(
            id=space_id,
            title=title,
            emoji=emoji,
            sdk=sdk,
            stage=stage,
            requested=None if sdk == "static" else requested,
            created_at=self.now - age,
            modified_at=self.now - age * dice.uniform(0.01, 0.6),
            sha=sha,
            likes=int(dice.paretovariate(0.7)) - 1,
            running_since=self.now - dice.uniform(1, 40) * 3600,
            idle_since=self.now - dice.uniform(2, 20) * MINUTE,
        )
        new.hardware = new.requested if up or stage == "APP_STARTING" else None
        new.running_sha = (older if pushed else sha) if up else None
        new.due = None if due_in is None else self.now + self.pace.after(due_in)
        new.fate = Fate(visits_every=visits if stage not in ("SLEEPING", "STOPPED") else None)
        new = replace(new, **more)
        if stage in FAILED and new.error is None:
            new.error = new.fate.build_error or new.fate.start_error
        return new

    def variables(self, values: dict[str, str | tuple[str, str]]) -> dict[str, Variable]:
        """Variables by name: a value, or a value and a description."""
        pairs = {key: value if isinstance(value, tuple) else (value, None) for key, value in values.items()}
        return {key: Variable(value, about, self._changed()) for key, (value, about) in pairs.items()}

    def secrets(self, about: dict[str, str | None]) -> dict[str, Secret]:
        """Secrets by name, from descriptions or None by name."""
        return {key: Secret(description, self._changed()) for key, description in about.items()}

    def _changed(self) -> float:
        return self.now - self._dice.uniform(1, 90) * DAY


def fleet(now: float, pace: Pace) -> list[DemoSpace]:
    """Every Space there is at the start, whoever owns it."""
    make = Builder(now, pace)
    return [*_busy(make), *_moving(make), *_failed(make), *_idle(make), *_others(make)]


def _busy(make: Builder) -> list[DemoSpace]:
    space = make.space
    return [
        space(
            "ada/whisper-demo", "Whisper demo", "🎤", requested="a10g-small", sleep_seconds=3600, pushed=True,
            description="Transcribe speech in 96 languages", models=("ada/whisper-small-ada",),
            variables=make.variables(
                {"MODEL_REPO_ID": ("ada/whisper-small-ada", "which checkpoint is served"), "BEAMS": "5"}
            ),
            secrets=make.secrets({"HF_TOKEN": "pulls the private checkpoint", "SENTRY_DSN": None}),
        ),
        space(
            "ada/sd-turbo", "SD Turbo ⚡", "🎨", requested="a10g-large", visits=None,
            description="Pictures in one step", models=("ada/sd-turbo-lora",),
            variables=make.variables(
                {
                    "NEGATIVE_PROMPT": "blurry\nlow quality\nextra fingers",
                    "STEPS": ("1", "more is slower"),
                    "SAFETY": "on",
                }
            ),
        ),
        space(
            "ada/leaderboard", "Leaderboard", "🏆", datasets=("ada/results",),
            description="Small models, honestly compared", custom_domains=(("board.ada.example", "PENDING"),),
            variables=make.variables({"RESULTS_REPO": "ada/results", "REFRESH_MINUTES": "15"}),
        ),
        space("ada/zero-flux", "FLUX on ZeroGPU", "🌀", requested="zero-a10g", replicas="auto"),
        space(
            "ada/notebook", "Research notebook", "📓", requested="t4-small", sdk="docker", visibility="private",
            storage="small", dev_mode=True, dev_mode_ends=make.now + make.pace.after(30 * 3600), sleep_seconds=-1,
            volumes=(
                Volume("dataset", "ada/corpus", "/data", private=True),
                Volume("bucket", "ada/scratch", "/scratch", read_only=False, path="runs"),
            ),
            secrets=make.secrets({"JUPYTER_TOKEN": "log in with this", "HF_TOKEN": None}),
        ),
        space("ada/portfolio", "Ada's portfolio", "✨", sdk="static", description="Notes and engines"),
        space("ada/paper-figures", "Paper figures", "📈", sdk="static", visibility="private"),
        space("ada/translate-ja", "日本語翻訳デモ", "🗾", requested="cpu-upgrade", sleep_seconds=86_400),
        space(
            "analytical/embed-api", "Embedding API", "🧭", requested="cpu-upgrade", sdk="docker", replicas=2,
            sleep_seconds=-1, custom_domains=(("embed.analytical.example", "EXPIRED_CHALLENGE"),),
            variables=make.variables({"BATCH": "32", "LOG_LEVEL": "info"}),
            secrets=make.secrets({"API_KEYS": "one a line"}),
        ),
        space("analytical/docs-search", "Docs search", "🔎", visibility="protected"),
        space(
            "analytical/queue-worker", "Queue worker", "⚙️", sdk="docker", visibility="private",
            fate=Fate(visits_every=30.0, crash_every=400.0, crash_error=errors.SEGFAULT), running_since=make.now,
        ),
        space("analytical/style-guide", "Style guide", "📐", sdk="static"),
        # Nobody visits these two: they fall asleep while one watches.
        space(
            "ada/tts-playground", "TTS playground", "🗣️", requested="t4-small", sleep_seconds=900, visits=None,
            idle_since=make.now - make.pace.after(900 - 45),
        ),
        space(
            "analytical/bench-ui", "Bench UI", "🧪", requested="cpu-upgrade", sleep_seconds=1800, visits=None,
            idle_since=make.now - make.pace.after(1800 - 100),
            # A colleague's, whom nobody else in the organization may see behind.
            volumes=(Volume("dataset", "babbage/measurements", "/bench", private=True),),
        ),
    ]  # fmt: skip


def _moving(make: Builder) -> list[DemoSpace]:
    space = make.space
    return [
        space("ada/music-gen", "Music generation 🎶", "🎹", "BUILDING", "t4-small", sleep_seconds=3600, due_in=9),
        space(
            "ada/doc-parser", "Document parser", "📄", "BUILDING", due_in=22, sdk="docker",
            fate=Fate(build_error=errors.DOCKERFILE_BROKEN),
        ),
        space("ada/rag-notes", "RAG over notes", "🗒️", "APP_STARTING", due_in=12, visibility="private"),
        space(
            "analytical/eval-arena", "Eval arena", "🥊", "RUNNING_BUILDING", "t4-medium",
            hardware="cpu-basic", due_in=16,
        ),
        space("analytical/summarizer", "Summarizer", "✂️", "RUNNING_APP_STARTING", due_in=20, pushed=True),
        space("ada/old-mnist", "MNIST, 2021", "🔢", "DELETING", due_in=40),
    ]  # fmt: skip


def _failed(make: Builder) -> list[DemoSpace]:
    space = make.space
    return [
        space(
            "ada/chat-ui", "Chat UI 💬", "💬", "RUNTIME_ERROR", "t4-small", sleep_seconds=3600,
            fate=Fate(start_error=errors.CUDA_OUT_OF_MEMORY), secrets=make.secrets({"HF_TOKEN": None}),
        ),
        space("ada/ocr-bot", "OCR bot", "👁️", "BUILD_ERROR", fate=Fate(build_error=errors.NO_MATCHING_DISTRIBUTION)),
        space("analytical/agent-lab", "Agent lab", "🕵️", "RUNTIME_ERROR", error=errors.MISSING_KEY),
        space(
            "ada/config-clash", "Clash of names", "🪤", "CONFIG_ERROR", error=COLLISION,
            secrets=make.secrets({"API_TOKEN": "the real one"}),
            variables=make.variables({"API_TOKEN": "fast-lane", "MODE": "fast"}),
        ),
    ]  # fmt: skip


def _idle(make: Builder) -> list[DemoSpace]:
    space = make.space
    return [
        space("ada/pose-sketch", "Pose to sketch", "🕺", "SLEEPING", "t4-small", sleep_seconds=3600, error=ASLEEP),
        space("analytical/ner-tagger", "NER tagger", "🏷️", "SLEEPING", error=ASLEEP),
        space("ada/llama-70b-demo", "Llama 70B demo", "🦙", "PAUSED", "a100-large", error=errors.UNSCHEDULABLE),
        space("analytical/course-lab", "Course lab", "🎓", "PAUSED", error=errors.OUT_OF_QUOTA, visibility="private"),
        space("ada/diffusion-xl", "Diffusion XL", "🖼️", "PAUSED", "l40sx1", sleep_seconds=7200, sdk="docker"),
        # On hardware that the catalog does not list any more.
        space("ada/streamlit-2022", "Old dashboard", "🗿", "STOPPED", "cpu-performance", sdk="docker"),
        space("ada/untitled", "untitled", "🐣", "NO_APP_FILE", has_app_file=False, has_card=False),
    ]  # fmt: skip


def _others(make: Builder) -> list[DemoSpace]:
    """Spaces that are not the account's to manage."""
    return [
        make.space("readers/book-club", "Book club", "📚"),
        make.space("readers/quote-finder", "Quote finder", "❝", requested="t4-small", sleep_seconds=3600),
        make.space("babbage/difference-engine", "Difference engine", "🔧"),
        make.space("babbage/plans", "Plans", "📏", sdk="static"),
    ]
