"""Bodies of good answers, as models: strict about JSON, lenient about what is in it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

from pydantic import ValidationError

from spacetui.hub.errors import UnreadableAnswer
from spacetui.hub.models import Model, Space, SpacePage, SpaceSecret, SpaceVariable
from spacetui.hub.wire import Answer, Request

M = TypeVar("M", bound=Model)


def unreadable(request: Request, what: str, answer: Answer | None = None) -> UnreadableAnswer:
    """The error for an answer that cannot be trusted; a change may have been made all the same."""
    return UnreadableAnswer(
        request.without_answer(what),
        advice=f"Something else may have answered: a proxy, a log-in page. {request.look_first}",
        status=answer.status if answer else None,
        request_id=answer.request_id if answer else None,
        outcome_unknown=request.writes,
    )


def read_json(request: Request, answer: Answer) -> Any:
    """The body as JSON. Raises UnreadableAnswer for what is none: NaN, keys said twice, nesting without end."""
    try:
        return json.loads(
            answer.body, object_pairs_hook=without_doubles, parse_constant=_refuse_constant, parse_float=_finite_float
        )
    except (ValueError, RecursionError):
        pass
    raise unreadable(request, "the answer is not JSON", answer)


def strict_decoder(as_object: Callable[[list[tuple[str, Any]]], dict[str, Any]]) -> json.JSONDecoder:
    """Reads JSON as strictly as `read_json`, object by object; `as_object` has to refuse keys said twice."""
    return json.JSONDecoder(object_pairs_hook=as_object, parse_constant=_refuse_constant, parse_float=_finite_float)


def read_model(request: Request, answer: Answer, model: type[M]) -> M:
    """The body as one model."""
    read = parse(model, read_json(request, answer))
    if read is None:
        raise unreadable(request, "the answer is not what the Hub would say", answer)
    return read


def read_spaces(request: Request, answer: Answer) -> SpacePage:
    """A page of Spaces; an item that cannot be read costs that item."""
    items = _read_list(request, answer)
    spaces = tuple(space for item in items if (space := parse(Space, item)) is not None)
    return SpacePage(spaces=spaces, unreadable=len(items) - len(spaces))


def read_items(request: Request, answer: Answer, model: type[M], *, within: str | None = None) -> list[M]:
    """The items of a list, or of the list that stands under a key, without those that cannot be read."""
    items = _read_list(request, answer) if within is None else read_object(request, answer).get(within)
    if not isinstance(items, list):
        raise unreadable(request, "the answer is not the list that was expected", answer)
    return [read for item in items if (read := parse(model, item)) is not None]


def read_secrets(request: Request, answer: Answer) -> dict[str, SpaceSecret]:
    """Secrets by key. An entry may be empty: the map's key is the one that counts."""
    entries = read_object(request, answer)
    return {key: SpaceSecret.model_validate({**_mapping(entry), "key": key}) for key, entry in entries.items()}


def read_variables(request: Request, answer: Answer) -> dict[str, SpaceVariable]:
    """Variables by key; a value that is no string is shown as the JSON it is."""
    entries = read_object(request, answer)
    return {key: SpaceVariable.model_validate({**_variable(entry), "key": key}) for key, entry in entries.items()}


def read_nothing(request: Request, answer: Answer) -> None:
    """An answer that only says it was done: empty, `OK`, or JSON of any kind; a web page says nothing of the sort."""
    if answer.body.strip() not in (b"", b"OK"):
        read_json(request, answer)


def read_object(request: Request, answer: Answer) -> Mapping[str, Any]:
    body = read_json(request, answer)
    if not isinstance(body, dict):
        raise unreadable(request, "the answer is not the object that was expected", answer)
    return body


def _read_list(request: Request, answer: Answer) -> list[Any]:
    body = read_json(request, answer)
    if not isinstance(body, list):
        raise unreadable(request, "the answer is not the list that was expected", answer)
    return body


def parse(model: type[M], item: object) -> M | None:
    """A value as a model, None where it makes no sense as one."""
    try:
        return model.model_validate(item)
    except ValidationError:
        return None


def _mapping(entry: object) -> Mapping[str, Any]:
    return entry if isinstance(entry, dict) else {}


def _variable(entry: object) -> Mapping[str, Any]:
    fields = _mapping(entry)
    value = fields.get("value", "")
    return fields if isinstance(value, str) else {**fields, "value": "" if value is None else json.dumps(value)}


def without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object's pairs as a dict. Raises ValueError for a key said twice."""
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a key twice")
    return read


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError("no JSON number")


def _finite_float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("too large a number")
    return number
