"""A service of a design with recording code in place of its business code: what `eda prove` runs.

Everything else is as it is generated, and is attacked. The same as `recording-service.ts`, for services in Python.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from eda_runtime.aggregate_contract import AggregateCode
from eda_runtime.contract import (
    Attribute,
    Change,
    Consumer,
    Event,
    OperationRequest,
    Publisher,
    PublishOptions,
    ServiceDefinition,
    ServiceWiring,
)
from eda_runtime.database import Transaction
from eda_runtime.errors import RetryableError
from eda_runtime.saga_run import messages_of
from eda_runtime.service import RunningService, run_service
from fastapi import FastAPI
from pydantic import BaseModel

Payloads = Mapping[str, Sequence[Any]]

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


class RawPublisher(Publisher):
    """Publishes by the name of the event."""

    def send(self, name: str, data: object, attributes: Mapping[str, Attribute]) -> str:
        return self._publish(name, data, PublishOptions(attributes=attributes))


class RolledBackError(Exception):
    """Ends a transaction that rolls back on purpose."""


def run_recording_service(definition: ServiceDefinition) -> None:
    """Runs the service. `payloads.json` lies in its working folder."""
    payloads: Payloads = json.loads(Path("payloads.json").read_text())
    app = FastAPI(openapi_url=None)
    running: list[RunningService] = []
    working: dict[str, asyncio.Task[None]] = {}
    read_time = time.time

    @app.post("/prove/commits", status_code=202)
    async def commit(order: CommitOrder) -> None:
        name = f"{order.run}/{order.event}"
        task = asyncio.create_task(_commit_all(running[0], definition, order, payloads))
        working[name] = task

        def forget(ended: asyncio.Task[None]) -> None:
            # After a failure the one who ordered sees what is missing, and orders that.
            if not ended.cancelled() and ended.exception() is not None:
                running[0].logger.warning("commits broke off", error=str(ended.exception()))
            working.pop(name, None)

        task.add_done_callback(forget)

    @app.get("/prove/commits")
    async def state() -> dict[str, list[str]]:
        return {"runs": list(working)}

    @app.post("/prove/clock", status_code=204)
    async def clock(order: ClockOrder) -> None:
        time.time = lambda: read_time() + order.shiftMs / 1000

    wiring = ServiceWiring(
        handlers=_handlers(definition, payloads),
        operations={operation.name: _refuse for operation in definition.operations},
        projections={
            projection.name: dict.fromkeys(projection.events, _nothing) for projection in definition.projections
        },
        aggregates={aggregate.name: _IDLE for aggregate in definition.aggregates},
        sagas={
            saga.name: {message: _saga_message(definition, message, payloads) for message in messages_of(saga)}
            for saga in definition.sagas
        },
        publisher=RawPublisher,
        handler_publishers={
            consumer.handler: RawPublisher for consumer in _handling(definition) if consumer.handler is not None
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
                event_id = unit.publish.send(order.event, data[key], attributes)
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


def _handling(definition: ServiceDefinition) -> list[Consumer]:
    return [
        consumer
        for subscription in definition.subscriptions
        for event in subscription.events
        for consumer in event.consumers
        if consumer.handler is not None
    ]


def _handlers(
    definition: ServiceDefinition, payloads: Payloads
) -> dict[str, Callable[[Event[Any], Any], Awaitable[None]]]:
    def record(consumer: Consumer) -> Callable[[Event[Any], Any], Awaitable[None]]:
        async def handle(event: Event[Any], context: Any) -> None:
            run = event.attributes.get("proverun")
            if not isinstance(run, str):
                return
            await context.tx.execute(
                "INSERT INTO prove.effect (run, consumer, event_id, attempt) VALUES (%s, %s, %s, %s)",
                (run, consumer.consumer, event.id, context.attempt),
            )
            if "provereaction" not in event.attributes:
                await _react(definition, consumer.publishes or (), run, payloads, context)
            await _perform(event.attributes.get("proveact"), context.attempt)

        return handle

    return {consumer.handler or "": record(consumer) for consumer in _handling(definition)}


async def _react(
    definition: ServiceDefinition, events: Sequence[str], run: str, payloads: Payloads, context: Any
) -> None:
    """Publishes what the design says that the handler publishes: in the transaction of the inbox."""
    for event in events:
        choices = payloads.get(event, ())
        if not choices:
            continue
        data = definition.publishes[event].data.load(random.choice(choices))
        event_id = context.publish.send(event, data, {"proverun": run, "provereaction": "yes"})
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


def _nothing(_event: Event[Any]) -> Change[Any] | None:
    return None


def _saga_message(definition: ServiceDefinition, event: str, payloads: Payloads) -> Callable[[Any], Any]:
    """Any valid data: sagas go their way beside the proofs, which do not follow them."""

    def make(_run: object) -> Any:
        given = payloads.get(event)
        if not given:
            raise LookupError(f"A proof has no data of {event}")
        return definition.publishes[event].data.load(given[0])

    return make


def _decide_nothing(_command: object, _state: object) -> Sequence[Any]:
    return ()


def _stay(state: object, _event: object) -> object:
    return state


_IDLE = AggregateCode(state=None, initial=None, decide=_decide_nothing, evolve=_stay)
"""A proof asks no aggregate."""


async def _refuse(_request: OperationRequest[Any, Any], _context: Any) -> Any:
    raise RuntimeError("A proof calls no operation")
