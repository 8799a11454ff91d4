"""Decisions of orchestrations: pure, so that every case can be tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .saga_contract import SagaDefinition, SagaFailure, SagaStep, SagaVersion
from .saga_run import (
    Abort,
    Decision,
    Reply,
    Retry,
    RunInput,
    RunMessage,
    RunState,
    StepState,
    StoredData,
    command_id,
    ignore,
    late,
    message_id,
    undo_id,
    with_step,
)

UNDO_ATTEMPTS = 5
"""Undoings that are asked for before a person is."""
# How long an undoing may take where the step has no time of its own.
_UNDO_MS = 60_000
_MAX_UNDO_MS = 3_600_000

_Role = Literal["success", "failure", "undone"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the decisions of a saga depend on."""

    definition: SagaDefinition
    version: SagaVersion


def begin_run(plan: Plan, key: str) -> Decision:
    """The first transition of a run: its first step's command."""
    run = RunState(saga=plan.definition.name, key=key, version=plan.version.version, state="running")
    return _go_on(plan, run)


def decide_run(plan: Plan, run: RunState, given: RunInput) -> Decision:
    """The next transition of a run.

    Steps run one after another; from the first failure on, what was done is undone in the reverse order, one step at a
    time.
    """
    match given:
        case Reply():
            return _take_reply(plan, run, given)
        case Retry():
            return _undo_again(plan, replace(run, state="compensating")) if run.state == "parked" else ignore(run)
        case Abort(note):
            return _abort(plan, run, note)
        case _:
            return _take_timeout(plan, run)


def _take_reply(plan: Plan, run: RunState, given: Reply) -> Decision:
    found = _find_step(plan, run, given)
    if found is None:
        return ignore(run)
    if found.role == "success":
        return _take_success(plan, run, found.state, given.reply)
    if found.role == "failure":
        return _take_failure(plan, run, found.step, found.state, given.reply)
    if found.state.state != "undoing":
        return ignore(run)
    compensating = replace(run, state="compensating")
    # The undoing may have come before the late effect: once more makes sure.
    if found.state.late:
        return _undo_again(plan, with_step(compensating, replace(found.state, late=False)))
    return _undo_next(plan, with_step(compensating, replace(found.state, state="undone")))


def _take_success(plan: Plan, run: RunState, state: StepState, reply: StoredData) -> Decision:
    match state.state:
        case "sent":
            return _go_on(plan, with_step(run, replace(state, state="done", reply=reply)))
        case "undoing":
            return late(with_step(run, replace(state, reply=reply, late=True)))
        case "timed-out":
            return late(with_step(run, replace(state, state="done", reply=reply, late=True)))
        case "undone":
            # Undone before it was done: its effect exists after all.
            after = with_step(run, replace(state, state="done", reply=reply, late=True))
            if any(step.state == "undoing" for step in after.steps):
                return late(after)
            return replace(_undo_next(plan, replace(after, state="compensating")), outcome="late")
        case _:
            return ignore(run)


def _take_failure(plan: Plan, run: RunState, step: SagaStep, state: StepState, reply: StoredData) -> Decision:
    failed = replace(state, state="failed")
    if state.state == "timed-out":
        return late(with_step(run, failed))
    if state.state != "sent":
        return ignore(run)
    failure = SagaFailure(reason="failed", step=step.name, event=reply.event, data=reply.data)
    return _undo_next(plan, with_step(replace(run, state="compensating", failure=failure), failed))


def _take_timeout(plan: Plan, run: RunState) -> Decision:
    if run.state == "running":
        return _give_up(plan, run, SagaFailure(reason="timed-out"))
    if run.state != "compensating":
        return ignore(run)
    undoing = _undoing(run)
    if undoing is None:
        return ignore(run)
    if undoing.undos % UNDO_ATTEMPTS > 0:
        return _undo_again(plan, run)
    return Decision("taken", replace(run, state="parked"), (), None)


def _abort(plan: Plan, run: RunState, note: str | None) -> Decision:
    if run.state == "running":
        return _give_up(plan, run, SagaFailure(reason="aborted", note=note))
    undoing = _undoing(run)
    if run.state != "parked" or undoing is None:
        return ignore(run)
    return _undo_next(plan, with_step(replace(run, state="compensating"), replace(undoing, state="given-up")))


def _give_up(plan: Plan, run: RunState, failure: SagaFailure) -> Decision:
    """The step under way is undone as well: nobody knows what it did."""
    current = next((step for step in run.steps if step.state == "sent"), None)
    named = failure if current is None else replace(failure, step=current.name)
    after = replace(run, state="compensating", failure=named)
    return _undo_next(plan, after if current is None else with_step(after, replace(current, state="timed-out")))


def _go_on(plan: Plan, run: RunState) -> Decision:
    """Sends the next step's command, or completes the run."""
    steps = plan.version.steps
    step = steps[len(run.steps)] if len(run.steps) < len(steps) else None
    if step is None or step.command is None:
        end = RunMessage(plan.definition.completes, message_id(run, "completes"))
        return Decision("taken", replace(run, state="completed"), [end], None)
    command = RunMessage(step.command, command_id(run.saga, run.key, step.name), step.name)
    after = replace(run, steps=[*run.steps, StepState(name=step.name, state="sent")])
    return Decision("taken", after, [command], step.timeout_ms)


def _undo_next(plan: Plan, run: RunState) -> Decision:
    """Asks for the undoing of the newest step that may have had an effect, or ends the run."""
    for state in reversed(run.steps):
        step = _step_of(plan, state.name)
        if state.state in ("done", "timed-out") and step is not None and step.compensation is not None:
            return _undo(plan, run, replace(state, late=False))
    end = RunMessage(plan.definition.aborts, message_id(run, "aborts", 1))
    messages: Sequence[RunMessage] = [] if run.aborts > 0 else [end]
    return Decision("taken", replace(run, state="compensated", aborts=1), messages, None)


def _undo_again(plan: Plan, run: RunState) -> Decision:
    undoing = _undoing(run)
    return ignore(run) if undoing is None else _undo(plan, run, undoing)


def _undo(plan: Plan, run: RunState, state: StepState) -> Decision:
    step = _step_of(plan, state.name)
    if step is None or step.compensation is None:
        return ignore(run)
    undos = state.undos + 1
    pause = (step.timeout_ms or _UNDO_MS) * 2.0 ** ((undos - 1) % UNDO_ATTEMPTS)
    command = RunMessage(step.compensation.command, undo_id(run.saga, run.key, step.name, undos), step.name)
    after = with_step(run, replace(state, state="undoing", undos=undos))
    return Decision("taken", after, [command], min(_MAX_UNDO_MS, pause))


@dataclass(frozen=True, slots=True)
class _FoundStep:
    step: SagaStep
    state: StepState
    role: _Role


def _find_step(plan: Plan, run: RunState, given: Reply) -> _FoundStep | None:
    """What a reply says of which step: by the command that caused it, else the step that waits for such an event."""
    found: list[_FoundStep] = []
    for step, state in zip(plan.version.steps, run.steps, strict=False):
        role = _role_of(step, given.reply.event)
        if given.causation_id is not None and _is_cause(run, state, given.causation_id):
            return None if role is None else _FoundStep(step, state, role)
        if role is not None:
            found.append(_FoundStep(step, state, role))
    waiting = (one for one in found if one.state.state == ("undoing" if one.role == "undone" else "sent"))
    return next(waiting, found[0] if found else None)


def _role_of(step: SagaStep, event: str) -> _Role | None:
    if event == step.succeeds:
        return "success"
    if event == step.fails:
        return "failure"
    return "undone" if step.compensation is not None and event == step.compensation.done else None


def _is_cause(run: RunState, state: StepState, event_id: str) -> bool:
    undos = (undo_id(run.saga, run.key, state.name, n) for n in range(1, state.undos + 1))
    return event_id == command_id(run.saga, run.key, state.name) or event_id in undos


def _step_of(plan: Plan, name: str) -> SagaStep | None:
    return next((step for step in plan.version.steps if step.name == name), None)


def _undoing(run: RunState) -> StepState | None:
    return next((step for step in run.steps if step.state == "undoing"), None)
