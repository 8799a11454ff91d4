"""A service of a design with recording code in place of its business code: what `eda prove` runs.

Everything else is as it is generated, and is attacked. The same as `recording-service.ts`, for services in Python.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from itertools import count
from typing import Any

from eda_runtime.contract import (
    Consumer,
    Event,
    OperationRequest,
    PublishOptions,
    ServiceDefinition,
    ServiceWiring,
)
from eda_runtime.database import Transaction
from eda_runtime.errors import RetryableError
from eda_runtime.service import RunningService, run_service
from fastapi import FastAPI
from pydantic import BaseModel

from .recording_aggregates import DecisionOrder, decide_all, recording_aggregates
from .recording_projections import recording_projections
from .recording_sagas import StartOrder, do_jobs, play_parts, recording_sagas, start_runs
from .recording_script import Payloads, RawPublisher, Script, read_script

ROLLED_BACK = 0.03
"""The share of transactions that roll back on purpose: nothing of them may ever be seen."""


class Act(BaseModel):
    """Every so many events one whose consumers do something special."""

    every: int
    act: str


class CommitOrder(BaseModel):
    """Asks a service to commit events; answered at once, while the work goes on."""

    run: str
    event: str
    count: int
    writers: int
    perTransaction: int
    acts: list[Act]
    eachKey: bool = False
    crashAfter: int | None = None


class ClockOrder(BaseModel):
    """How far the clock of this process shall be off."""

    shiftMs: int


class RolledBackError(Exception):
    """Ends a transaction that rolls back on purpose."""


def run_recording_service(definition: ServiceDefinition) -> None:
    """Runs the service. `script.json` lies in its working folder."""
    script = read_script()
    app = FastAPI(openapi_url=None)
    running: list[RunningService] = []
    working: dict[str, asyncio.Task[None]] = {}
    read_time = time.time

    def begin(name: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        working[name] = task

        def forget(ended: asyncio.Task[None]) -> None:
            # After a failure the one who ordered sees what is missing, and orders that.
            if not ended.cancelled() and ended.exception() is not None:
                running[0].logger.warning("commits broke off", error=str(ended.exception()))
            working.pop(name, None)

        task.add_done_callback(forget)

    @app.post("/prove/commits", status_code=202)
    async def commit(order: CommitOrder) -> None:
        begin(f"{order.run}/{order.event}", _commit_all(running[0], definition, order, script.payloads))

    @app.post("/prove/decisions", status_code=202)
    async def decisions(order: DecisionOrder) -> None:
        begin(f"{order.run}/{order.aggregate}", decide_all(running[0], definition, order))

    @app.post("/prove/starts", status_code=204)
    async def starts(order: StartOrder) -> None:
        await start_runs(running[0], definition, order)

    @app.post("/prove/jobs", status_code=204)
    async def jobs() -> None:
        await do_jobs(running[0], definition)

    @app.get("/prove/commits")
    async def state() -> dict[str, list[str]]:
        return {"runs": list(working)}

    @app.post("/prove/clock", status_code=204)
    async def clock(order: ClockOrder) -> None:
        time.time = lambda: read_time() + order.shiftMs / 1000

    wiring = ServiceWiring(
        handlers=_handlers(definition, script),
        operations={operation.name: _refuse for operation in definition.operations},
        projections=recording_projections(definition),
        aggregates=recording_aggregates(definition),
        sagas=recording_sagas(definition, script),
        publisher=RawPublisher,
        handler_publishers={
            consumer.handler: RawPublisher for _, consumer in _handling(definition) if consumer.handler is not None
        },
    )
    run_service(definition, wiring, app=app, on_start=running.append)


async def _commit_all(
    service: RunningService, definition: ServiceDefinition, order: CommitOrder, payloads: Payloads
) -> None:
    published = definition.publishes[order.event]
    data = [published.data.load(one) for one in payloads.get(order.event, ())]
    positions = iter(range(0, order.count, order.perTransaction))
    committed = count(order.perTransaction, order.perTransaction)

    async def write() -> None:
        for start in positions:
            indexes = range(start, min(order.count, start + order.perTransaction))
            keys = [index % len(data) if order.eachKey else random.randrange(len(data)) for index in indexes]
            if random.random() < ROLLED_BACK:
                await _commit_some(service, order, indexes, keys, data, roll_back=True)
            await _commit_some(service, order, indexes, keys, data, roll_back=False)
            # Between commit and publish: the relay has had no time, and no memory of it survives.
            if next(committed) >= (order.crashAfter or float("inf")):
                os.kill(os.getpid(), signal.SIGKILL)

    async with asyncio.TaskGroup() as group:
        for _ in range(order.writers):
            group.create_task(write())


async def _commit_some(
    service: RunningService,
    order: CommitOrder,
    indexes: Sequence[int],
    keys: Sequence[int],
    data: Sequence[object],
    *,
    roll_back: bool,
) -> None:
    has_keys = len(data) > 1
    try:
        async with service.transaction() as unit:
            last = await _take_numbers(unit.tx, order, keys) if has_keys else {}
            rows: list[tuple[str, str | None, int | None, str | None]] = []
            for position, (index, key) in enumerate(zip(indexes, keys, strict=True)):
                act = next((one.act for one in order.acts if index % one.every == one.every - 1), None)
                attributes = {"proverun": order.run} | ({} if act is None else {"proveact": act})
                event_id = unit.publish.send(order.event, data[key], PublishOptions(attributes=attributes))
                number = last[key] - keys[position + 1 :].count(key) if has_keys else None
                rows.append((event_id, str(key) if has_keys else None, number, act))
            await _record_committed(unit.tx, order.run, order.event, rows)
            if roll_back:
                raise RolledBackError
    except RolledBackError:
        pass


async def _take_numbers(tx: Transaction, order: CommitOrder, keys: Sequence[int]) -> dict[int, int]:
    """Counts the keys up, in their order so that no two writers wait for each other."""
    rows, _ = await tx.raw(
        """INSERT INTO prove.key AS k (run, event, key, n)
           SELECT $1, $2, key, count(*)::int FROM unnest($3::text[]) AS u(key) GROUP BY key ORDER BY key
           ON CONFLICT (run, event, key) DO UPDATE SET n = k.n + excluded.n RETURNING key, n""",
        order.run,
        order.event,
        [str(key) for key in keys],
    )
    return {int(row["key"]): row["n"] for row in rows}


async def _record_committed(
    tx: Transaction,
    run: str,
    event: str,
    rows: Sequence[tuple[str, str | None, int | None, str | None]],
) -> None:
    await tx.raw(
        """INSERT INTO prove.committed (event_id, run, event, key, n, act)
           SELECT id, $1, $2, key, n, act
           FROM unnest($3::uuid[], $4::text[], $5::int[], $6::text[]) AS r(id, key, n, act)""",
        run,
        event,
        [row[0] for row in rows],
        [row[1] for row in rows],
        [row[2] for row in rows],
        [row[3] for row in rows],
    )


def _handling(definition: ServiceDefinition) -> list[tuple[str, Consumer]]:
    return [
        (event.name, consumer)
        for subscription in definition.subscriptions
        for event in subscription.events
        for consumer in event.consumers
        if consumer.handler is not None
    ]


def _handlers(definition: ServiceDefinition, script: Script) -> dict[str, Callable[[Event[Any], Any], Awaitable[None]]]:
    def record(name: str, consumer: Consumer) -> Callable[[Event[Any], Any], Awaitable[None]]:
        async def handle(event: Event[Any], context: Any) -> None:
            run = event.attributes.get("proverun")
            if not isinstance(run, str):
                await play_parts(definition, script, name, consumer.handler or "", event, context)
                return
            await context.tx.execute(
                "INSERT INTO prove.effect (run, consumer, event_id, attempt) VALUES (%s, %s, %s, %s)",
                (run, consumer.consumer, event.id, context.attempt),
            )
            if "provereaction" not in event.attributes:
                await _react(definition, consumer.publishes or (), run, script.payloads, context)
            await _perform(event.attributes.get("proveact"), context.attempt)

        return handle

    return {consumer.handler or "": record(name, consumer) for name, consumer in _handling(definition)}


async def _react(
    definition: ServiceDefinition, events: Sequence[str], run: str, payloads: Payloads, context: Any
) -> None:
    """Publishes what the design says that the handler publishes: in the transaction of the inbox."""
    for event in events:
        choices = payloads.get(event, ())
        if not choices:
            continue
        data = definition.publishes[event].data.load(random.choice(choices))
        attributes = {"proverun": run, "provereaction": "yes"}
        event_id = context.publish.send(event, data, PublishOptions(attributes=attributes))
        await _record_committed(context.tx, run, event, [(event_id, None, None, "reaction")])


async def _perform(act: object, attempt: int) -> None:
    """`fail`, `exhaust`: gives up at once, or when the attempts are spent. `retry`: succeeds at the third."""
    if act == "fail":
        raise ValueError("poison")
    if act == "exhaust":
        raise RetryableError("poison that looks like an outage")
    if act == "retry" and attempt < 3:
        raise RetryableError(f"attempt {attempt} of a proof")
    if act == "slow":
        await asyncio.sleep(random.random() * 0.05)


async def _refuse(_request: OperationRequest[Any, Any], _context: Any) -> Any:
    raise RuntimeError("A proof calls no operation")
