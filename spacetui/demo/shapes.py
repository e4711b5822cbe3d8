"""Spaces in the shapes the Hub answers them in."""

from __future__ import annotations

import json
from typing import Any

from spacetui.demo.accounts import Account
from spacetui.demo.space import FAILED, SERVING, DemoSpace, Variable, Volume
from spacetui.demo.times import iso

EXPANDABLE = frozenset(
    (
        *("author", "cardData", "createdAt", "datasets", "disabled", "lastModified", "likes", "models", "private"),
        *("region", "resourceGroup", "runtime", "sdk", "sha", "siblings", "subdomain", "tags", "trendingScore"),
        "usedStorage",
    )
)
MASKED = "****/******"
"""The source of a private volume to those who cannot see it."""
_SHORT = ("likes", "trendingScore", "private", "sdk", "tags", "createdAt", "lastModified")
_FULL = (*_SHORT, "author", "sha", "siblings", "cardData", "subdomain", "disabled", "models", "datasets")


def runtime(space: DemoSpace, viewer: Account | None) -> dict[str, Any]:
    """The whole runtime, as `/runtime` and every runtime-changing call answer it.

    A private volume is masked to a `viewer` who has no part in where it comes from.
    """
    storage = space.storage
    answer = _common(space) | {
        "storage": storage and {"current": storage if space.hardware else None, "requested": storage},
    }
    if space.static:
        return answer
    answer |= _sleep_time(space)
    answer |= {"devMode": space.dev_mode, "domains": _domains(space), "errorMessage": space.error}
    if space.running_sha is not None:
        answer["sha"] = space.running_sha
    if space.volumes:
        answer["volumes"] = [_volume(each, viewer) for each in space.volumes]
    return answer


def runtime_in_list(space: DemoSpace) -> dict[str, Any]:
    """What a list item carries of it: no commit, no error, and of a paused Space still less."""
    answer = _common(space)
    if space.static or space.stage == "PAUSED":
        return answer
    domains = [{key: each[key] for key in ("domain", "stage")} for each in _domains(space)]
    return answer | _sleep_time(space) | {"devMode": space.dev_mode, "domains": domains, "pySpacesVersion": "0.48.2"}


def _common(space: DemoSpace) -> dict[str, Any]:
    return {
        "stage": space.stage,
        "hardware": {"current": space.hardware, "requested": space.requested},
        "replicas": _replicas(space),
    }


def _sleep_time(space: DemoSpace) -> dict[str, Any]:
    return {} if space.sleep_time is None else {"gcTimeout": space.sleep_time}


def _domains(space: DemoSpace) -> list[dict[str, Any]]:
    own = {"domain": f"{space.subdomain}.hf.space", "stage": "READY"}
    return [own, *({"domain": name, "stage": stage, "isCustom": True} for name, stage in space.custom_domains)]


def _replicas(space: DemoSpace) -> dict[str, Any]:
    if space.stage in SERVING:
        return {"current": space.replicas_up, "requested": space.replicas}
    if space.stage in FAILED or space.stage == "BUILDING":
        return {"requested": space.replicas}
    return {"current": None, "requested": space.replicas}


def _volume(volume: Volume, viewer: Account | None) -> dict[str, Any]:
    owner = volume.source.partition("/")[0]
    masked = volume.private and (viewer is None or viewer.role_in(owner) is None)
    answer = {
        "type": volume.type,
        "source": MASKED if masked else volume.source,
        "mountPath": volume.mount_path,
        "readOnly": volume.read_only,
        "revision": volume.revision,
        "path": volume.path,
    }
    return {key: value for key, value in answer.items() if value is not None}


def list_item(space: DemoSpace, expand: list[str], *, full: bool) -> dict[str, Any]:
    """An item of `GET /api/spaces`: short, `full`, or with the keys of `expand` alone."""
    if expand:
        return (
            _head(space) | _pick(space, expand) | ({"runtime": runtime_in_list(space)} if "runtime" in expand else {})
        )
    return _head(space) | _pick(space, _FULL if full else _SHORT) | ({"runtime": None} if full else {})


def list_item_text(space: DemoSpace, expand: list[str], *, full: bool) -> str:
    """The same as JSON; made once, until the Space changes or another form is asked for."""
    form = (*expand, full)
    if space.list_item is None or space.list_item[0] != form:
        space.list_item = form, json.dumps(list_item(space, expand, full=full), ensure_ascii=False)
    return space.list_item[1]


def info(space: DemoSpace, expand: list[str], viewer: Account | None) -> dict[str, Any]:
    """The answer of `GET /api/spaces/{id}`; `host` only where nothing was picked by `expand`."""
    if expand:
        picked = _head(space) | _pick(space, expand)
        return picked | ({"runtime": runtime(space, viewer)} if "runtime" in expand else {})
    return (
        _head(space)
        | _pick(space, _FULL)
        | {"gated": False, "host": host(space), "runtime": runtime(space, viewer), "usedStorage": 0}
    )


def host(space: DemoSpace) -> str:
    """Where the app itself would be served."""
    return f"https://{space.subdomain}.{'static.' if space.static else ''}hf.space"


def _head(space: DemoSpace) -> dict[str, Any]:
    return {"_id": space.identity, "id": space.id}


def _pick(space: DemoSpace, keys: tuple[str, ...] | list[str]) -> dict[str, Any]:
    """The plain keys of a Space among `keys`, in their order; `runtime` has two shapes and is not one of them."""
    everything: dict[str, Any] = {
        "author": space.namespace,
        "cardData": space.card() if space.has_card else None,
        "createdAt": iso(space.created_at),
        "datasets": list(space.datasets),
        "disabled": False,
        "lastModified": iso(space.modified_at),
        "likes": space.likes,
        "models": list(space.models),
        "private": space.private,
        "region": "us",
        "resourceGroup": None,
        "sdk": space.sdk,
        "sha": space.sha,
        "siblings": [{"rfilename": name} for name in _files(space)],
        "subdomain": space.subdomain,
        "tags": tags(space),
        "trendingScore": trending(space),
        "usedStorage": 0,
    }
    return {key: everything[key] for key in keys if key in everything}


def _files(space: DemoSpace) -> list[str]:
    app = {"gradio": "app.py", "docker": "Dockerfile", "static": "index.html"}[space.sdk]
    return [".gitattributes", *(["README.md"] if space.has_card else []), *([app] if space.has_app_file else [])]


def tags(space: DemoSpace) -> list[str]:
    return [space.sdk, "region:us"]


def trending(space: DemoSpace) -> int:
    # Invented: a score that follows from the likes.
    return space.likes // 3


def secrets(space: DemoSpace) -> dict[str, Any]:
    return {key: _entry(key, each.description, each.updated_at) for key, each in space.secrets.items()}


def variables(space: DemoSpace) -> dict[str, Any]:
    return {key: _variable(key, each) for key, each in space.variables.items()}


def _variable(key: str, variable: Variable) -> dict[str, Any]:
    return {"key": key, "value": variable.value} | _entry(key, variable.description, variable.updated_at)


def _entry(key: str, description: str | None, updated_at: float) -> dict[str, Any]:
    about = {} if description is None else {"description": description}
    return {"key": key} | about | {"updatedAt": iso(updated_at)}


def readme(space: DemoSpace) -> str:
    """The Space's card: a YAML head, then Markdown."""
    head = "\n".join(f"{key}: {_yaml(value)}" for key, value in space.card().items())
    return f"---\n{head}\n---\n\n# {space.title}\n\n{space.description or 'A Space of the demo hub.'}\n"


def _yaml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int) else f'"{value}"'
