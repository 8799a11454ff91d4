"""What `eda prove` tells a recording service: `script.json` in its working folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eda_runtime.contract import Event, Publisher, PublishOptions
from pydantic import BaseModel

Payloads = Mapping[str, Sequence[Any]]
DataPath = Sequence[str]


class PlayedSaga(BaseModel):
    """Where the key of a run lies, and valid data but for that key, by event."""

    paths: dict[str, list[str]]
    payloads: dict[str, Any]


class SagaPart(BaseModel):
    """What this service does about an event: a step of a saga, or the undoing of one."""

    handler: str | None = None
    """Of choreographies, whose steps are handlers of their own."""
    saga: str
    step: str
    undoes: bool
    answer: str
    """Name of the event that says that it is done."""
    refusal: str | None = None
    """Name of the event that says that it failed."""


class Script(BaseModel):
    """Data of events, and the parts of sagas that this service plays, by the event that asks for them."""

    payloads: dict[str, list[Any]]
    """Valid data of each event, one for each key."""
    sagas: dict[str, PlayedSaga]
    parts: dict[str, list[SagaPart]]


def read_script() -> Script:
    """Reads the script of the working folder."""
    return Script.model_validate(json.loads(Path("script.json").read_text()))


class RawPublisher(Publisher):
    """Publishes by the name of the event."""

    def send(self, name: str, data: object, options: PublishOptions | None = None) -> str:
        return self._publish(name, data, options)


@dataclass(frozen=True, slots=True)
class Play:
    """What a proof wants of a run of a saga; it travels as the correlation of all its messages."""

    run: str
    act: str
    saga: str
    step: str


def play_of(event: Event[Any]) -> Play | None:
    """The play that an event belongs to, if it belongs to one."""
    parts = (event.correlation_id or "").split("~")
    return Play(parts[1], *parts[3:6]) if len(parts) == 6 and parts[0] == "prove" else None


def value_at(data: Any, path: DataPath) -> Any:
    """What lies at a path of data."""
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def with_value(data: Any, path: DataPath, value: Any) -> Any:
    """Data with another value at a path."""
    if not path:
        return value
    step, *rest = path
    return {**data, step: with_value(data.get(step), rest, value)} if isinstance(data, dict) else data
