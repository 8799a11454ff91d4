"""A run of a saga as a value: what is known of it, what happens to it, what is decided."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from .saga_contract import SagaDefinition, SagaFailure, SagaVersion

RunPhase = Literal["running", "compensating", "parked", "completed", "compensated", "aborted"]
StepPhase = Literal["sent", "done", "failed", "timed-out", "undoing", "undone", "given-up"]
"""`sent`: the command is out, the answer is not in. `failed`: its participant said that it did nothing. `timed-out`:
nobody knows what it did. `given-up`: a person took the undoing upon themselves."""

# Of everything that gets a UUID by its name; the TypeScript runtime has the same.
_NAMESPACE = uuid.UUID("5f6cf0a4-d7b8-4ee7-9e0c-2f4d3a9b61c8")
_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class StoredData:
    """Data as they were stored: an event's newest version at that time."""

    event: str
    version: str
    data: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class StepState:
    """A step that was begun."""

    name: str
    state: StepPhase
    undos: int = 0
    """How often its undoing was asked for."""
    reply: StoredData | None = None
    late: bool = False
    """Its success came after it was given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunState:
    """What is known of a run: the part of its row that transitions change.

    `steps` are those that were begun, in the order of the definition; `aborts` is how often its abort was published.
    """

    saga: str
    key: str
    version: int
    state: RunPhase
    steps: Sequence[StepState] = ()
    failure: SagaFailure | None = None
    aborts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRun(RunState):
    """A run as it lies in its row: with what it began with."""

    rev: int
    start: StoredData
    correlation_id: str
    traceparent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """A run that begins: which, why, and what it belongs to.

    `started_by` is the event's id; `wait_ms`: how long it waits for what comes next, None for ever.
    """

    saga: str
    key: str
    version: int
    start: StoredData
    started_by: str
    correlation_id: str
    traceparent: str | None
    wait_ms: float | None


@dataclass(frozen=True, slots=True)
class Reply:
    """An event that may answer a command of the run."""

    reply: StoredData
    causation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Timeout:
    """The time of what the run waits for is up."""


@dataclass(frozen=True, slots=True)
class Retry:
    """A person asks for the undoing again."""


@dataclass(frozen=True, slots=True)
class Abort:
    """A person gives up: a running saga, or the undoing that a parked one waits for."""

    note: str | None = None


RunInput = Reply | Timeout | Retry | Abort
"""What happened to a run."""


@dataclass(frozen=True, slots=True)
class RunMessage:
    """A command or an end to be published; the id is the same for the same decision."""

    event: str
    id: str
    step: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """`ignored`: nothing changes. `late`: it came after the run had given its step up.

    `wait_ms`: how long the run waits for what comes next; None: for ever; `same`: as long as before.
    """

    outcome: Literal["taken", "late", "ignored"]
    run: RunState
    messages: Sequence[RunMessage]
    wait_ms: float | Literal["same"] | None


def ignore(run: RunState) -> Decision:
    """A decision that changes nothing."""
    return Decision("ignored", run, (), "same")


def late(run: RunState) -> Decision:
    """Remembers something that changes nothing now."""
    return Decision("late", run, (), "same")


def with_step(run: RunState, state: StepState) -> RunState:
    """The run with a step as it is now."""
    return replace(run, steps=[state if step.name == state.name else step for step in run.steps])


def message_id(run: RunState, *what: str | int) -> str:
    """Made of what the message is for, so that a decision that is made again sends the same one."""
    return _named_uuid(run.saga, run.key, *what)


def command_id(saga: str, key: str, step: str) -> str:
    """Id of a step's command."""
    return _named_uuid(saga, key, "do", step)


def undo_id(saga: str, key: str, step: str, n: int) -> str:
    """Id of the `n`-th command that undoes a step."""
    return _named_uuid(saga, key, "undo", step, n)


def _named_uuid(*parts: str | int) -> str:
    return str(uuid.uuid5(_NAMESPACE, _BETWEEN.join(map(str, parts))))


def newest_of(saga: SagaDefinition) -> SagaVersion:
    """The version that new runs follow. Raises LookupError if the saga has none."""
    if not saga.versions:
        raise LookupError(f"Saga {saga.name} has no version")
    return saga.versions[-1]


def messages_of(saga: SagaDefinition) -> list[str]:
    """Names of all commands and ends that runs of a saga may publish, in whichever version."""
    steps = [step for version in saga.versions for step in version.steps]
    commands = [
        name
        for step in steps
        for name in (step.command, step.compensation.command if step.compensation else None)
        if name is not None
    ]
    return list(dict.fromkeys([*commands, saga.completes, saga.aborts]))
