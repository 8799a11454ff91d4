"""Moves runs of sagas on: an event, a time that is up, a person; each transition is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .choreography_decide import decide_choreography
from .contract import Json, PublishOptions, SubscribedEvent
from .data_type import DataType
from .database import RawQueryable
from .flow import current_flow
from .incoming import IncomingEvent, find_subscribed, upcast
from .message import Message, create_message
from .saga_contract import SagaDefinition, SagaFailure, SagaRun
from .saga_decide import UNDO_ATTEMPTS, Plan, begin_run, decide_run
from .saga_run import (
    Decision,
    NewRun,
    Reply,
    RunInput,
    RunMessage,
    RunState,
    StoredData,
    StoredRun,
    command_id,
    newest_of,
    undo_id,
)
from .saga_store import insert_run, lock_run, run_key, update_run
from .service_runtime import ServiceRuntime

_ENDS = frozenset({"completed", "compensated", "aborted"})


@dataclass(frozen=True, slots=True)
class Transition:
    """The transaction of a transition."""

    tx: RawQueryable
    enqueue: Callable[[Message], None]


async def take_saga_event(runtime: ServiceRuntime, saga: str, incoming: IncomingEvent, transition: Transition) -> None:
    """Starts a run, or moves one on; in the transaction of the event's inbox row, with the commands that follow.

    Raises ValueError if the event has no key of the saga, and what the team's code raises that makes the commands.
    """
    definition = saga_of(runtime, saga)
    event, envelope = incoming.event.name, incoming.envelope
    reader = definition.keys.get(event)
    key = None if reader is None else reader(envelope["data"])
    if key is None:
        raise ValueError(f"The data of {event} have no key of saga {saga}")
    stored = StoredData(event, incoming.event.version, envelope["data"])
    if event == definition.starts and definition.style == "orchestration":
        await _start_run(runtime, definition, run_key(key), stored, incoming, transition)
        return
    run = await lock_run(transition.tx, saga, run_key(key))
    causation_id = envelope.get("causationid")
    cause = causation_id if isinstance(causation_id, str) else None

    def counted(outcome: str) -> None:
        runtime.metrics.count("eda_saga_replies_total", {"saga": saga, "event": event, "outcome": outcome})

    if run is None:
        runtime.logger.info("no run waits for this", saga=saga, key=key, event=event)
        counted("unknown")
        return
    if _is_of_another_saga(runtime, definition, run.key, event, cause):
        counted("foreign")
        return
    decision = decide(definition, run, Reply(stored, cause))
    counted(decision.outcome)
    await apply_decision(runtime, definition, run, decision, transition)


async def _start_run(
    runtime: ServiceRuntime,
    definition: SagaDefinition,
    key: str,
    start: StoredData,
    incoming: IncomingEvent,
    transition: Transition,
) -> None:
    decision = begin_run(Plan(definition, newest_of(definition)), key)
    run, flow = decision.run, current_flow()
    begun = NewRun(
        saga=definition.name,
        key=key,
        version=run.version,
        start=start,
        started_by=str(incoming.envelope["id"]),
        correlation_id=incoming.correlation_id,
        traceparent=flow.traceparent if flow else None,
        wait_ms=None if decision.wait_ms == "same" else decision.wait_ms,
    )
    is_new = await insert_run(transition.tx, begun, run.state, run.steps)
    outcome = "started" if is_new else "second"
    runtime.metrics.count("eda_saga_starts_total", {"saga": definition.name, "outcome": outcome})
    if not is_new:
        runtime.logger.warning(
            "saga has a run of this key already", saga=definition.name, key=key, id=incoming.envelope["id"]
        )
        return
    stored = _with_state(
        StoredRun(
            saga=run.saga,
            key=key,
            version=run.version,
            state=run.state,
            rev=0,
            start=start,
            correlation_id=begun.correlation_id,
            traceparent=begun.traceparent,
        ),
        run,
    )
    _send(runtime, definition, stored, decision.messages, transition)


def decide(definition: SagaDefinition, run: RunState, given: RunInput) -> Decision:
    """What a run does next, in the version that it began with.

    Raises LookupError if the service does not know that any more.
    """
    version = next((one for one in definition.versions if one.version == run.version), None)
    if version is None:
        raise LookupError(f"Version {run.version} of saga {run.saga} is not in the code any more")
    plan = Plan(definition, version)
    if definition.style == "orchestration":
        return decide_run(plan, run, given)
    return decide_choreography(plan, run, given)


async def apply_decision(
    runtime: ServiceRuntime,
    definition: SagaDefinition,
    before: StoredRun,
    decision: Decision,
    transition: Transition,
) -> None:
    """Writes a decision: the run's row, its messages, and what people are told."""
    if decision.outcome == "ignored":
        return
    run = decision.run
    _send(runtime, definition, _with_state(before, run), decision.messages, transition)
    age = await update_run(transition.tx, before, decision)
    if run.state == before.state:
        return
    fields = {"saga": run.saga, "key": run.key, "state": run.state, **_describe(run.failure)}
    if run.state == "parked":
        runtime.logger.error("saga waits for a person", **fields)
    else:
        runtime.logger.info(f"saga {run.state}", **fields)
    if decision.messages and run.state in _ENDS:
        runtime.metrics.observe("eda_saga_seconds", age, {"saga": run.saga, "outcome": run.state})


def _with_state(stored: StoredRun, run: RunState) -> StoredRun:
    return replace(stored, state=run.state, steps=run.steps, failure=run.failure, aborts=run.aborts)


def _describe(failure: SagaFailure | None) -> Mapping[str, object]:
    if failure is None:
        return {}
    return {"reason": failure.reason, "step": failure.step, "event": failure.event, "note": failure.note}


def _send(
    runtime: ServiceRuntime,
    definition: SagaDefinition,
    run: StoredRun,
    messages: Sequence[RunMessage],
    transition: Transition,
) -> None:
    """Publishes messages of a run; their data are made by the team's code."""
    for message in messages:
        make = runtime.wiring.sagas.get(definition.name, {}).get(message.event)
        if make is None:
            raise LookupError(f"There is no message '{message.event}' of saga '{definition.name}'")
        options = PublishOptions(id=message.id, correlation_id=run.correlation_id)
        data = make(_view(runtime, run, message.step))
        transition.enqueue(create_message(runtime.definition, message.event, data, options))


def _view(runtime: ServiceRuntime, run: StoredRun, step: str | None) -> SagaRun[Any, Any]:
    """A run as the team's code sees it: stored data brought to their newest versions, and typed."""
    failure = run.failure
    if failure is not None and failure.event is not None:
        # The version that it had is not kept: it was the newest when it came.
        failure = replace(failure, data=_load(runtime, failure.event, failure.data))
    return SagaRun(
        key=run.key,
        step=step,
        start=_newest(runtime, run.start),
        replies={one.name: _newest(runtime, one.reply) for one in run.steps if one.reply is not None},
        failure=failure,
    )


def _newest(runtime: ServiceRuntime, stored: StoredData) -> Any:
    subscribed = _subscribed(runtime, stored.event)
    data = stored.data if subscribed is None else upcast(subscribed, stored.data, stored.version)
    return _load(runtime, stored.event, data)


def _load(runtime: ServiceRuntime, event: str, data: Json) -> Any:
    """Of events that the service publishes itself as well: the start of a choreography."""
    known = _subscribed(runtime, event) or runtime.definition.publishes.get(event)
    data_type: DataType[Any] | None = None if known is None else known.data
    return data if data_type is None else data_type.load(data)


def saga_of(runtime: ServiceRuntime, name: str) -> SagaDefinition:
    """The saga of a name. Raises LookupError if the service runs none of that name."""
    for saga in runtime.definition.sagas:
        if saga.name == name:
            return saga
    raise LookupError(f"There is no saga '{name}'")


def _subscribed(runtime: ServiceRuntime, name: str) -> SubscribedEvent | None:
    found = find_subscribed(runtime.definition, name)
    return None if found is None else found[1]


def _is_of_another_saga(
    runtime: ServiceRuntime, own: SagaDefinition, key: str, event: str, causation_id: str | None
) -> bool:
    """Two sagas may send the same command for the same key: the answer belongs to the one that asked."""
    if causation_id is None:
        return False
    for other in runtime.definition.sagas:
        if other is own or event not in other.keys:
            continue
        for name in {step.name for version in other.versions for step in version.steps}:
            undos = (undo_id(other.name, key, name, n) for n in range(1, UNDO_ATTEMPTS + 1))
            if causation_id == command_id(other.name, key, name) or causation_id in undos:
                return True
    return False
