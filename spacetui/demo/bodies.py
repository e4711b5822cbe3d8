"""What may stand in the body of a request. Everything raises Refusal (400) with a sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spacetui.demo.refusal import bad_request
from spacetui.demo.space import Visibility, Volume

_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PART = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?")
# Invented: the longest sleep time, 30 years in seconds.
LONGEST_SLEEP = 1_000_000_000
VISIBILITIES: Mapping[str, Visibility] = {"public": "public", "private": "private", "protected": "protected"}
VOLUME_TYPES = ("bucket", "model", "dataset", "space")
# Invented: how many replicas a Space may have.
MOST_REPLICAS = 32


@dataclass(frozen=True)
class Setting:
    """A secret or variable as it is sent."""

    key: str
    value: str
    description: str | None


def _encodable(text: str) -> bool:
    """JSON can name halves of characters, which no answer could carry back."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _checked_id(value: str, name: str) -> str:
    parts = value.split("/")
    bad = len(parts) != 2 or not all(map(_PART.fullmatch, parts)) or "--" in value or ".." in value
    if bad or value.endswith(".git"):
        raise bad_request(f"{name} must be namespace/name, of letters, digits, '-', '_' and '.'")
    return value


class Body:
    """A JSON object with accessors that insist on a type."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    @classmethod
    def parse(cls, raw: bytes) -> Body:
        if not raw:
            return cls({})
        try:
            values = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise bad_request("The body is not valid JSON") from error
        return cls.of(values)

    @classmethod
    def of(cls, values: object) -> Body:
        if not isinstance(values, dict):
            raise bad_request("Expected a JSON object")
        return cls(values)

    def optional_text(self, name: str) -> str | None:
        value = self._values.get(name)
        if value is not None and not (isinstance(value, str) and _encodable(value)):
            raise bad_request(f"{name} must be a string")
        return value

    def text(self, name: str) -> str:
        value = self.optional_text(name)
        if value is None:
            raise bad_request(f"{name} is required")
        return value

    def key(self) -> str:
        key = self.text("key")
        if not _KEY.fullmatch(key):
            raise bad_request("key must be letters, digits and underscores, and not begin with a digit")
        return key

    def setting(self) -> Setting:
        return Setting(self.key(), self.text("value"), self.optional_text("description"))

    def optional_seconds(self, name: str) -> int | None:
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not (value == -1 or 0 < value <= LONGEST_SLEEP):
            raise bad_request(f"{name} must be a number of seconds above 0, or -1")
        return value

    def seconds(self, name: str) -> int:
        value = self.optional_seconds(name)
        if value is None:
            raise bad_request(f"{name} is required")
        return value

    def optional_flag(self, name: str) -> bool | None:
        value = self._values.get(name)
        if value is not None and not isinstance(value, bool):
            raise bad_request(f"{name} must be true or false")
        return value

    def objects(self, name: str) -> list[Body]:
        value = self._values.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise bad_request(f"{name} must be a list")
        return [Body.of(item) for item in value]

    def visibility(self) -> Visibility | None:
        """`visibility`, or `private` as older clients say it; None where neither is there."""
        value = self.optional_text("visibility")
        if value is not None:
            if value not in VISIBILITIES:
                raise bad_request(f"visibility must be one of {', '.join(VISIBILITIES)}")
            return VISIBILITIES[value]
        private = self.optional_flag("private")
        return None if private is None else "private" if private else "public"

    def flag(self, name: str) -> bool:
        value = self.optional_flag(name)
        if value is None:
            raise bad_request(f"{name} is required")
        return value

    def replicas(self) -> int:
        value = self._values.get("replicas")
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_REPLICAS:
            raise bad_request(f"replicas must be a number from 1 to {MOST_REPLICAS}")
        return value

    def repository(self, name: str = "repository") -> str:
        """A whole id that stands under `name`."""
        return _checked_id(self.text(name), name)

    def named(self, namespace: str) -> str:
        """The id made of `organization`, which is by default the caller's own `namespace`, and `name`."""
        return _checked_id(f"{self.optional_text('organization') or namespace}/{self.text('name')}", "name")

    def volumes(self, *, required: bool = False) -> tuple[Volume, ...]:
        """Invented: that no two may be mounted at one path."""
        if required and self._values.get("volumes") is None:
            raise bad_request("volumes is required")
        volumes = tuple(each.volume() for each in self.objects("volumes"))
        if len({each.mount_path for each in volumes}) != len(volumes):
            raise bad_request("Two volumes have the same mountPath")
        return volumes

    def volume(self) -> Volume:
        kind, path = self.text("type"), self.text("mountPath")
        if kind not in VOLUME_TYPES:
            raise bad_request(f"type must be one of {', '.join(VOLUME_TYPES)}")
        if not path.startswith("/"):
            raise bad_request("mountPath must begin with /")
        source = self.text("source")
        if "*" in source:
            # Invented: the sentence.
            raise bad_request("The source of a volume is masked: send the volumes with their sources")
        return Volume(
            kind,
            _checked_id(source, "source"),
            path,
            # Repositories are read-only whatever is asked; buckets can be written by default.
            read_only=kind != "bucket" or bool(self.optional_flag("readOnly")),
            revision=self.optional_text("revision"),
            path=self.optional_text("path"),
        )
