"""What builds and containers of the demo world write: lines that follow from the seed, whoever reads them when.

Invented: all texts, in the manner of pip, npm, Docker and uvicorn.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from spacetui.demo.journal import Episode
from spacetui.demo.space import Fate

# Invented: seconds between two requests to an app at speed 1, and how many of them a log goes back.
REQUEST_EVERY = 4.0
REQUESTS_KEPT = 200
_FALTERS_AT = 0.4

_PATHS = ("/", "/config", "/gradio_api/queue/join", "/gradio_api/info", "/assets/index.css", "/theme.css")
_PIP = (
    (0.02, "\n--> FROM docker.io/library/python:3.10@sha256:7c2e0f1b\nDONE 0.0s\n"),
    (0.05, "\n--> RUN apt-get update && apt-get install -y git git-lfs ffmpeg\nCACHED\n"),
    (0.10, "\n--> RUN pip install --no-cache-dir -r requirements.txt\n"),
    (0.20, "Collecting gradio==5.49.1\n"),
    (0.25, "  Downloading gradio-5.49.1-py3-none-any.whl (63.5 MB)"),
    (0.45, "\r     ━━━━━━━━╸               21.2/63.5 MB\r     ━━━━━━━━━━━━━━━━━━━━━━━━ 63.5/63.5 MB 91.0 MB/s\n"),
    (0.50, "Collecting transformers\n"),
    (0.60, "\x1b[33mWARNING: Running pip as the 'root' user can break things\x1b[0m\n"),
    (0.70, "Successfully installed gradio-5.49.1 transformers-4.57.0\n"),
    (0.75, "DONE 3.1s\n"),
    (0.85, "\n--> COPY --link ./ /app\nDONE 0.0s\n"),
    (0.92, "\n--> Pushing image\n"),
    (0.98, "DONE 0.6s\n"),
)
_NPM = (
    (0.02, "\n--> FROM docker.io/library/node:22-slim@sha256:90b1d4aa\nDONE 0.1s\n"),
    (0.10, "\n--> WORKDIR /srv\nCACHED\n"),
    (0.20, "\n--> COPY package.json package-lock.json ./\nDONE 0.0s\n"),
    (0.30, "\n--> RUN npm ci --omit=dev\n"),
    (0.50, "npm \x1b[33mwarn\x1b[0m deprecated glob@7.2.3: old versions are not supported\n"),
    (0.70, "\nadded 214 packages in 2s\n"),
    (0.75, "DONE 2.4s\n"),
    (0.90, "\n--> Pushing image\n"),
    (0.98, "DONE 0.9s\n"),
)
_GRADIO = (
    (0.10, "Fetching 14 files:   0%|          | 0/14 [00:00<?, ?it/s]"),
    (0.40, "\rFetching 14 files:  50%|█████     | 7/14\rFetching 14 files: 100%|██████████| 14/14\n"),
    (0.70, "Loading checkpoint shards: 100%|██████████| 2/2\n"),
    (0.90, "* Running on local URL:  http://0.0.0.0:7860, with SSR ⚡\n"),
    (0.95, "\nTo create a public link, set `share=True` in `launch()`."),
)
_UVICORN = (
    (0.20, "\x1b[32mINFO\x1b[0m:     Started server process [\x1b[36m1\x1b[0m]\n"),
    (0.30, "\x1b[32mINFO\x1b[0m:     Waiting for application startup.\n"),
    (0.90, "\x1b[32mINFO\x1b[0m:     Application startup complete.\n"),
    (0.95, "\x1b[32mINFO\x1b[0m:     Uvicorn running on \x1b[1mhttp://0.0.0.0:7860\x1b[0m (Press CTRL+C to quit)\n"),
)


@dataclass(frozen=True)
class Written:
    """What was written at a moment: with or without an end of line, a part of one or several."""

    at: float
    text: str


@dataclass(frozen=True)
class Author:
    """What is written depends on, besides the episode. `fate` is the Space's, `speed` the world's."""

    space_id: str
    sdk: str
    sha: str
    fate: Fate
    seed: int
    speed: float

    def build(self, episode: Episode, after: float, until: float) -> Iterator[Written]:
        """What a build writes after one moment until another, oldest first."""
        head = f"===== Build Queued at {_told(episode.began)} / Commit SHA: {self.sha[:7]} =====\n"
        script = _PIP if self.sdk == "gradio" else _NPM
        yield from _between(_played(episode, head, script, self.fate.build_error), after, until)

    def run(self, episode: Episode, after: float, until: float) -> Iterator[Written]:
        """What a container writes after one moment until another, oldest first."""
        head = f"===== Application Startup at {_told(episode.began)} =====\n\n"
        script = _GRADIO if self.sdk == "gradio" else _UVICORN
        yield from _between(_played(episode, head, script, self.fate.start_error), after, until)
        every = REQUEST_EVERY / self.speed
        last = math.floor((until - episode.done) / every)
        first = max(0, last - REQUESTS_KEPT)
        if after > episode.done:
            first = max(first, math.floor((after - episode.done) / every))
        yield from _between((self._request(episode, number, every) for number in range(first, last + 1)), after, until)

    def _request(self, episode: Episode, number: int, every: float) -> Written:
        dice = random.Random(f"{self.seed} {self.space_id} {episode.began} {number}")
        at = episode.done + (number + dice.random()) * every
        status = "\x1b[31m500 Internal Server Error" if dice.random() < 0.03 else "\x1b[32m200 OK"
        line = f'"\x1b[1mGET {dice.choice(_PATHS)} HTTP/1.1\x1b[0m" {status}\x1b[0m'
        address = f"10.16.{dice.randrange(256)}.{dice.randrange(256)}:0"
        return Written(at, f"\x1b[32mINFO\x1b[0m:     {address} - {line}{dice.choice(('', chr(10)))}")


def last_words(episode: Episode) -> list[Written]:
    """What is written when it ends: the error it ends of, or that it was stopped."""
    if episode.ended is None:
        return []
    if episode.error is not None:
        said = episode.error.partition("Reason: ")[2] or episode.error
        return [Written(episode.ended, line) for line in said.splitlines(keepends=True)]
    return [Written(episode.ended, "Stopped.\n")] if episode.ended != episode.done else []


def _played(episode: Episode, head: str, script: tuple[tuple[float, str], ...], error: str | None) -> Iterator[Written]:
    """A script in the time it has. One that will end in an error does not get far."""
    yield Written(episode.began, head)
    for share, text in script:
        if error is None or share <= _FALTERS_AT:
            yield Written(episode.began + share * (episode.done - episode.began), text)


def _between(lines: Iterator[Written], after: float, until: float) -> Iterator[Written]:
    return (line for line in lines if after < line.at <= until)


def _told(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S")
