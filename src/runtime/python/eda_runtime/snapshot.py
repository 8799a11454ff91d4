"""States of streams at a version, so that loading need not begin at the first event."""

from __future__ import annotations

import json
from typing import Any
from weakref import WeakKeyDictionary

from pydantic import TypeAdapter
from pydantic.errors import PydanticUserError
from pydantic_core import PydanticSerializationError

from .aggregate_contract import AggregateCode, AggregateDefinition
from .compiled import describe_code, fingerprint
from .database import RawQueryable
from .statements import WRITE_SNAPSHOT

_adapters: WeakKeyDictionary[AggregateCode[Any, Any, Any], TypeAdapter[Any]] = WeakKeyDictionary()
_shapes: WeakKeyDictionary[AggregateCode[Any, Any, Any], str] = WeakKeyDictionary()


def shape_of(definition: AggregateDefinition, code: AggregateCode[Any, Any, Any]) -> str:
    """Tells whether a snapshot was made by the same code.

    Of the events' versions, the form of the state and its initial value, and what `evolve` and the functions of its own
    module that it calls are compiled to. Other code that they call is not seen: where it changes the state, empty
    `eda.snapshot`.
    """
    known = _shapes.get(code)
    if known is None:
        parts = [
            *(f"{event.name}@{event.version}" for event in definition.events),
            _describe_state(code),
            *describe_code(code.evolve),
        ]
        known = _shapes[code] = fingerprint(parts)
    return known


def dump_state(code: AggregateCode[Any, Any, Any], state: object) -> str:
    """A state as JSON."""
    return _adapter(code).dump_json(state, by_alias=True).decode()


def load_state(code: AggregateCode[Any, Any, Any], value: object) -> Any:
    """The state that JSON stands for. Raises ValidationError of pydantic where it is none."""
    return _adapter(code).validate_python(value)


def show_state(code: AggregateCode[Any, Any, Any], state: object) -> Any:
    """A state as JSON, for people; what pydantic cannot write is shown as Python shows it."""
    return _adapter(code).dump_python(state, mode="json", by_alias=True, fallback=repr)


async def write_snapshot(
    database: RawQueryable,
    stream: str,
    *,
    version: int,
    definition: AggregateDefinition,
    code: AggregateCode[Any, Any, Any],
    state: object,
) -> None:
    """Keeps the state of a stream at a version; an older one never takes the place of a newer one of the same shape.

    Raises ValueError where the state would come back as something else.
    """
    text = dump_state(code, state)
    if load_state(code, json.loads(text)) != state:
        raise ValueError(
            "the state would come back as another one, so it cannot be kept: say its type so that pydantic can"
        )
    await database.raw(WRITE_SNAPSHOT, stream, version, shape_of(definition, code), text)


def _adapter(code: AggregateCode[Any, Any, Any]) -> TypeAdapter[Any]:
    adapter = _adapters.get(code)
    if adapter is None:
        adapter = _adapters[code] = TypeAdapter(code.state)
    return adapter


def _describe_state(code: AggregateCode[Any, Any, Any]) -> str:
    """Its form, and its initial value. Of what pydantic cannot write there are no snapshots to tell apart."""
    try:
        return json.dumps(_adapter(code).json_schema(), sort_keys=True) + dump_state(code, code.initial)
    except (PydanticUserError, PydanticSerializationError):
        return ""
