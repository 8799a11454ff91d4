"""Moves runs on whose time is up. Every replica may do so: the lock of the run's row, taken without waiting, is the
lease, and a process that dies gives it back."""

from __future__ import annotations

import asyncio
import random

from opentelemetry.trace import SpanKind

from .alarm import wait_at_most
from .database import Database
from .flow import Flow, in_flow
from .saga import Transition, apply_decision, decide, saga_of
from .saga_run import Timeout
from .saga_store import find_due_runs, lock_due_run, postpone_run
from .service_runtime import ServiceRuntime
from .tracing import in_span

_TICK = 0.5
_BATCH = 50
# Until a transition is tried again that could not be made.
_PAUSE_MS = 30_000.0


class SagaTimer:
    """Runs from `start` to `stop`."""

    def __init__(self, runtime: ServiceRuntime, database: Database) -> None:
        self._runtime = runtime
        self._database = database
        self._sagas = [saga.name for saga in runtime.definition.sagas]
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        self._stopping.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while not self._stopping.is_set():
            found = await self._tick()
            # Several replicas look: scattered, they find different runs.
            pause = 0 if found == _BATCH else _TICK * (0.75 + random.random() / 2)
            await wait_at_most(self._stopping, pause)

    async def _tick(self) -> int:
        found = 0
        try:
            due = await find_due_runs(self._database, self._sagas, _BATCH)
            found = len(due)
            for saga, key in due:
                if self._stopping.is_set():
                    break
                await take_timeout(self._runtime, self._database, saga, key)
        except Exception as error:
            self._runtime.logger.warning("sagas could not be looked after", error=str(error))
        return found


async def take_timeout(runtime: ServiceRuntime, database: Database, saga: str, key: str) -> None:
    """The transition of one run whose time is up; one that fails is put off, and keeps no other from going on."""
    transaction = await database.begin()
    try:
        run = await lock_due_run(transaction.tx, saga, key)
        if run is not None:
            definition = saga_of(runtime, saga)
            decision = decide(definition, run, Timeout())
            transition = Transition(transaction.tx, transaction.enqueue)
            with in_span(f"timeout {saga}", SpanKind.PRODUCER, run.traceparent) as traceparent:
                with in_flow(Flow(run.correlation_id, traceparent=traceparent)):
                    await apply_decision(runtime, definition, run, decision, transition)
        await transaction.commit()
    except Exception as error:
        await transaction.rollback()
        runtime.logger.error("saga cannot go on", saga=saga, key=key, error=error)
        await postpone_run(database, saga, key, _PAUSE_MS, str(error) or type(error).__name__)
    except BaseException:
        await transaction.rollback()
        raise
