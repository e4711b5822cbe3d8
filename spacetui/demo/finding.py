"""What helps to find a Space or to begin one: search by words, and the templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from spacetui.demo import shapes
from spacetui.demo.call import Answer, Call
from spacetui.demo.listing import flag
from spacetui.demo.refusal import bad_request
from spacetui.demo.space import SERVING, DemoSpace

# Invented: how many a search finds at most.
MOST_FOUND = 50
_CATEGORIES = {
    "speech": "Speech Synthesis",
    "picture": "Image Generation",
    "music": "Music Generation",
    "search": "Question Answering",
}


@dataclass(frozen=True)
class Template:
    """An official starting point for a new Space."""

    name: str
    repo_id: str
    sdk: str
    preferred_private: bool = False

    def answer(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "repoId": self.repo_id,
            "sdk": self.sdk,
            "preferredPrivate": self.preferred_private,
        }


# Invented: which templates there are.
TEMPLATES = (
    Template("Chatbot", "spaces-templates/chatbot", "gradio"),
    Template("Leaderboard", "spaces-templates/leaderboard", "gradio"),
    Template("JupyterLab", "spaces-templates/jupyterlab", "docker", preferred_private=True),
    Template("Streamlit", "spaces-templates/streamlit", "docker"),
    Template("React", "spaces-templates/react", "static"),
)


def templates(_: Call) -> Answer:
    return Answer({"templates": [each.answer() for each in TEMPLATES]})


def semantic_search(call: Call) -> Answer:
    """Invented: what words have to do with a Space is how many of them stand in what is told of it."""
    params = call.request.query_params
    words = params.get("q", "").casefold().split()
    if not words:
        raise bad_request("q is required")
    sdks, filters = params.getlist("sdk"), set(params.getlist("filter"))
    everything = flag(params, "includeNonRunning")
    scores = {
        space.id: _relevancy(space, words)
        for space in call.world.spaces.values()
        if not space.private
        and (not sdks or space.sdk in sdks)
        and filters <= set(shapes.tags(space))
        and (everything or space.stage in SERVING)
    }
    best = sorted((-score, space_id) for space_id, score in scores.items() if score)[:MOST_FOUND]
    return Answer([_found(call.world.spaces[space_id], -score) for score, space_id in best])


def _relevancy(space: DemoSpace, words: list[str]) -> float:
    told = f"{space.id} {space.title} {space.description}".casefold()
    return round(sum(word in told for word in words) / len(words), 2)


def _found(space: DemoSpace, relevancy: float) -> dict[str, Any]:
    told = f"{space.title} {space.description}".casefold()
    return {
        "id": space.id,
        "author": space.namespace,
        "title": space.title,
        "emoji": space.emoji,
        "sdk": space.sdk,
        "likes": space.likes,
        "private": space.private,
        "tags": shapes.tags(space),
        "trendingScore": shapes.trending(space),
        "runtime": shapes.runtime_in_list(space),
        "ai_short_description": space.description or None,
        "ai_category": next((name for word, name in _CATEGORIES.items() if word in told), "Other"),
        "semanticRelevancyScore": relevancy,
    }
