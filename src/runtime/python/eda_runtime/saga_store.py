"""Runs of sagas in their table. What is JSON there is the same as the TypeScript runtime writes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import psycopg

from .event_id import clean, inbox_event_id
from .saga_contract import SagaFailure
from .saga_run import Decision, NewRun, RunPhase, StepState, StoredData, StoredRun
from .statements import (
    COUNT_OPEN_RUNS,
    FIND_DUE_RUNS,
    INSERT_RUN,
    LOCK_DUE_RUN,
    LOCK_RUN,
    POSTPONE_RUN,
    UPDATE_RUN,
)

if TYPE_CHECKING:
    from .database import RawQueryable, Row


def run_key(key: str) -> str:
    """The key as it is kept: one too long for an index as its hash."""
    return inbox_event_id(key)


async def insert_run(tx: RawQueryable, begun: NewRun, state: RunPhase, steps: Sequence[StepState]) -> bool:
    """Writes the row of a run that begins. False where the key has one: that is counted, and changes nothing else."""
    rows, _ = await tx.raw(
        INSERT_RUN,
        begun.saga,
        begun.key,
        begun.version,
        state,
        json.dumps(_stored(begun.start)),
        json.dumps([_step(step) for step in steps]),
        begun.wait_ms,
        begun.started_by,
        begun.correlation_id,
        begun.traceparent,
    )
    return bool(rows[0]["second_starts"] == 0)


async def lock_run(tx: RawQueryable, saga: str, key: str) -> StoredRun | None:
    """Locks a run until the transaction ends. None where there is none."""
    rows, _ = await tx.raw(LOCK_RUN, saga, key)
    return _from_row(saga, key, rows[0]) if rows else None


async def lock_due_run(tx: RawQueryable, saga: str, key: str) -> StoredRun | None:
    """Locks a run whose time is up. None where it is not, or somebody else has the run in hand."""
    rows, _ = await tx.raw(LOCK_DUE_RUN, saga, key)
    return _from_row(saga, key, rows[0]) if rows else None


async def update_run(tx: RawQueryable, before: StoredRun, decision: Decision) -> float:
    """Writes what was decided about a run that this transaction has locked. Returns the age of the run in seconds.

    Raises RuntimeError if its revision is not the one that was read: somebody wrote past the lock.
    """
    run, wait_ms = decision.run, decision.wait_ms
    try:
        rows, _ = await tx.raw(
            UPDATE_RUN,
            before.saga,
            before.key,
            before.rev,
            run.state,
            json.dumps([_step(step) for step in run.steps]),
            None if run.failure is None else json.dumps(_failure(run.failure)),
            run.aborts,
            wait_ms == "same",
            None if wait_ms == "same" else wait_ms,
        )
    except psycopg.errors.NotNullViolation as error:
        raise RuntimeError(f"Run {before.key} of saga {before.saga} changed past its lock") from error
    return float(rows[0]["age"])


async def find_due_runs(database: RawQueryable, sagas: Sequence[str], limit: int) -> list[tuple[str, str]]:
    """Sagas and keys of runs whose time is up, the longest overdue first."""
    rows, _ = await database.raw(FIND_DUE_RUNS, list(sagas), limit)
    return [(row["saga"], row["key"]) for row in rows]


async def postpone_run(database: RawQueryable, saga: str, key: str, pause_ms: float, error: str) -> None:
    """Puts a transition off that could not be made, and says why."""
    await database.raw(POSTPONE_RUN, saga, key, pause_ms, clean(error[:2000]))


async def count_open_runs(database: RawQueryable) -> list[Row]:
    """Open runs by saga and state; `overdue`: those whose time was up more than a minute ago."""
    return (await database.raw(COUNT_OPEN_RUNS))[0]


def _from_row(saga: str, key: str, row: Row) -> StoredRun:
    failure = row["failure"]
    return StoredRun(
        saga=saga,
        key=key,
        version=row["version"],
        state=row["state"],
        steps=[
            StepState(
                name=step["name"],
                state=step["state"],
                undos=step.get("undos", 0),
                reply=None if step.get("reply") is None else StoredData(**step["reply"]),
                late=step.get("late", False),
            )
            for step in row["steps"]
        ],
        failure=None if failure is None else SagaFailure(**failure),
        aborts=row["aborts"],
        rev=row["rev"],
        start=StoredData(**row["start"]),
        correlation_id=row["correlationId"],
        traceparent=row["traceparent"],
    )


def _stored(stored: StoredData) -> Mapping[str, Any]:
    return {"event": stored.event, "version": stored.version, "data": stored.data}


def _step(step: StepState) -> Mapping[str, Any]:
    return {
        "name": step.name,
        "state": step.state,
        **({"undos": step.undos} if step.undos else {}),
        **({"reply": _stored(step.reply)} if step.reply is not None else {}),
        **({"late": True} if step.late else {}),
    }


def _failure(failure: SagaFailure) -> Mapping[str, Any]:
    members = {
        "reason": failure.reason,
        "step": failure.step,
        "event": failure.event,
        "data": failure.data,
        "note": failure.note,
    }
    return {name: value for name, value in members.items() if value is not None}
