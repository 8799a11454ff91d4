"""Sagas as generated code hands them to the runtime, and as it hands them to the code that people write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

StartT = TypeVar("StartT")
RepliesT = TypeVar("RepliesT")

Json = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Compensation:
    """The command that undoes a step, and the event that confirms it."""

    command: str
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SagaStep:
    """A step; `command`, `compensation` and `timeout_ms` (from the command to its answer) are of orchestrations.

    Without a compensation there is nothing to undo; without a timeout it waits for ever.
    """

    name: str
    succeeds: str
    command: str | None = None
    fails: str | None = None
    compensation: Compensation | None = None
    timeout_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SagaVersion:
    """Steps in their order. `timeout_ms` of choreographies: from the start to the end."""

    version: int
    steps: Sequence[SagaStep]
    timeout_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SagaDefinition:
    """A saga that this service runs: as its coordinator, or as the one that starts a choreography and ends it.

    `starts`, `completes` and `aborts` are names of events; `keys` say where the key of the run lies, by name of each
    event that the service takes for it. A run follows the version that it began with; new ones follow the last.
    """

    name: str
    style: Literal["orchestration", "choreography"]
    starts: str
    completes: str
    aborts: str
    keys: Mapping[str, Callable[[Json], str | None]]
    versions: Sequence[SagaVersion]


@dataclass(frozen=True, slots=True, kw_only=True)
class SagaFailure:
    """Why a run is given up.

    `step` is the one that failed or was late, or was under way when a person aborted the run; `event` and `data` are of
    the event that said so, where one did; `note` is what the person said.
    """

    reason: Literal["failed", "timed-out", "aborted"]
    step: str | None = None
    event: str | None = None
    data: Any = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SagaRun(Generic[StartT, RepliesT]):
    """What the data of a command, or of an end, are made from.

    `start` is of the event that started the run, in its newest version; `replies` hold the data of the events that told
    of a step's success, by step.
    """

    key: str
    step: str | None
    """The step that the command belongs to."""
    start: StartT
    replies: RepliesT
    failure: SagaFailure | None
    """None on the way forward."""


SagaMessage = Callable[[Any], Any]
"""Makes the data of a command, or of an end. Pure: a transition that is interrupted is decided again, and a message
with the same id should say the same."""
