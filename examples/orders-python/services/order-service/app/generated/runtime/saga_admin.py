"""Runs of sagas for people: which there are, and what to do about those that stand still."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .database import Database, Row
from .errors import HttpError
from .flow import Flow, in_flow
from .saga import Transition, apply_decision, decide, saga_of
from .saga_contract import SagaDefinition
from .saga_run import Abort, Retry, RunPhase
from .saga_store import lock_run
from .service_runtime import ServiceRuntime
from .statements import COUNT_RUNS, LIST_RUNS, READ_RUN


async def list_runs(database: Database, saga: str | None, states: Sequence[RunPhase], limit: int) -> list[Row]:
    """Those that wait for a person first, then the oldest."""
    return (await database.raw(LIST_RUNS, list(states), saga, limit))[0]


async def read_run(database: Database, saga: str, key: str) -> Row | None:
    """All that is known of a run."""
    rows, _ = await database.raw(READ_RUN, saga, key)
    return rows[0] if rows else None


async def list_versions(database: Database, sagas: Sequence[SagaDefinition]) -> list[Mapping[str, Any]]:
    """Counts runs by saga and version: what the code still has to know."""
    rows, _ = await database.raw(COUNT_RUNS)
    counts = {(row["saga"], row["version"]): (row["open"], row["ended"]) for row in rows}
    known = {(saga.name, version.version) for saga in sagas for version in saga.versions}
    newest = {(saga.name, saga.versions[-1].version) for saga in sagas if saga.versions}
    return [
        {
            "saga": one[0],
            "version": one[1],
            "open": counts.get(one, (0, 0))[0],
            "ended": counts.get(one, (0, 0))[1],
            "known": one in known,
            "newest": one in newest,
        }
        for one in sorted({*counts, *known})
    ]


async def intervene_run(
    runtime: ServiceRuntime, database: Database, saga: str, key: str, given: Retry | Abort
) -> RunPhase:
    """What a person decides about a run: asks for its undoing again, or gives up. Raises HttpError 404, 409."""
    if all(one.name != saga for one in runtime.definition.sagas):
        raise no_run(saga, key)
    definition = saga_of(runtime, saga)
    word = "retry" if isinstance(given, Retry) else "abort"
    transaction = await database.begin()
    try:
        run = await lock_run(transaction.tx, saga, key)
        if run is None:
            raise no_run(saga, key)
        decision = decide(definition, run, given)
        if decision.outcome == "ignored":
            allowed = "parked" if isinstance(given, Retry) else "running or parked"
            raise HttpError(409, f"The run is {run.state}; {word} is for one that is {allowed}")
        with in_flow(Flow(run.correlation_id, traceparent=run.traceparent)):
            transition = Transition(transaction.tx, transaction.enqueue)
            await apply_decision(runtime, definition, run, decision, transition)
        await transaction.commit()
    except HttpError:
        await transaction.rollback()
        raise
    except Exception as error:
        await transaction.rollback()
        raise HttpError(409, f"The run cannot go on: {error}") from error
    runtime.logger.info(f"saga: a person's {word}", saga=saga, key=key, state=decision.run.state)
    return decision.run.state


def no_run(saga: str, key: str) -> HttpError:
    """What there is to say of a run that is not there."""
    return HttpError(404, f"There is no run '{key}' of saga '{saga}'")
