"""Decisions of choreographies, as the service makes them that started the run."""

from __future__ import annotations

from dataclasses import replace

from .saga_contract import SagaFailure
from .saga_decide import Plan
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
    ignore,
    message_id,
)


def decide_choreography(plan: Plan, run: RunState, given: RunInput) -> Decision:
    """The next transition: it hears the last success and every failure, watches the time, and publishes the end.

    What is undone is the business of those who did it.
    """
    if run.state == "completed" or isinstance(given, Retry):
        return ignore(run)
    if isinstance(given, Reply):
        return _take_reply(plan, run, given.reply)
    if run.state == "aborted":
        return ignore(run)
    if isinstance(given, Abort):
        return _abort(plan, run, SagaFailure(reason="aborted", note=given.note))
    return _abort(plan, run, SagaFailure(reason="timed-out"))


def _take_reply(plan: Plan, run: RunState, reply: StoredData) -> Decision:
    steps = plan.version.steps
    last = steps[-1] if steps else None
    is_last = last is not None and reply.event == last.succeeds
    failed = next((step for step in steps if step.fails == reply.event), None)
    if not is_last and failed is None:
        return ignore(run)
    # Somebody went on after the abort, so what they did has to be undone too: they hear it once more.
    if run.state == "aborted":
        return replace(_publish_abort(plan, run), outcome="late")
    if failed is not None:
        failure = SagaFailure(reason="failed", step=failed.name, event=reply.event, data=reply.data)
        return _abort(plan, run, failure)
    end = RunMessage(plan.definition.completes, message_id(run, "completes"))
    done = StepState(name="" if last is None else last.name, state="done", reply=reply)
    return Decision("taken", replace(run, state="completed", steps=[done]), [end], None)


def _abort(plan: Plan, run: RunState, failure: SagaFailure) -> Decision:
    return _publish_abort(plan, replace(run, state="aborted", failure=failure))


def _publish_abort(plan: Plan, run: RunState) -> Decision:
    aborts = run.aborts + 1
    end = RunMessage(plan.definition.aborts, message_id(run, "aborts", aborts))
    return Decision("taken", replace(run, aborts=aborts), [end], None)
