"""Takes an event for one consumer: inbox row, effects and published events in one transaction, and the
answer only after its commit."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import psycopg

from .aggregate import storing_aggregates
from .begin_patiently import Patience, begin_patiently
from .context import HandlerContext, create_publish
from .contract import Consumer, NoEvents
from .database import Database, OpenTransaction, Transaction
from .dead_letter import DeadLetterReason
from .errors import DropError, is_transient
from .inbox import (
    InboxKey,
    advance_version,
    count_failures,
    forget_failures,
    record_failure,
    record_inbox,
)
from .incoming import IncomingEvent
from .message import Message
from .ordered_key import hold_event, is_blocked, lock_key
from .project_at_once import ProjectedEvent, project_at_once
from .projection import projection_of
from .projection_feed import keep_received
from .saga import Transition, take_saga_event
from .service_runtime import ServiceRuntime
from .settle import Settlement, settle_dead_letter, settle_dropped

Status = Literal["SUCCESS", "RETRY", "DROP"]
"""Answer to the sidecar."""
Outcome = Literal[
    "handled",
    "duplicate",
    "stale",
    "filtered",
    "held",
    "retried",
    "dropped",
    "dead-lettered",
    "lost",
]
"""What became of an event for one consumer; names of a metric's label."""

# The answer must beat the sidecar's timeout, which equals the handler's: these shares are the runtime's.
_LOCK_SHARE = 0.8
_HANDLER_SHARE = 0.95
_QUEUE_SHARE = 0.5
_AWAY_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Consumed:
    """The answer, and how it came about."""

    status: Status
    outcome: Outcome
    attempt: int = 1
    error: BaseException | None = None


def consumer_name(runtime: ServiceRuntime, consumer: Consumer) -> str:
    """The consumer's name in inbox and dead letters. Replicas of a broadcast count each for itself."""
    return f"{consumer.consumer}#{runtime.instance}" if consumer.every_replica else consumer.consumer


def inbox_key_of(runtime: ServiceRuntime, consumer: Consumer, incoming: IncomingEvent) -> InboxKey:
    return InboxKey(consumer_name(runtime, consumer), incoming.identity.source, incoming.identity.event_id)


async def consume(runtime: ServiceRuntime, database: Database, consumer: Consumer, incoming: IncomingEvent) -> Consumed:
    """With a database. Never raises, but for a cancellation."""
    started = time.monotonic()
    settlement = Settlement(runtime, database, consumer, incoming, inbox_key_of(runtime, consumer, incoming))
    if incoming.problem is not None:
        return await _give_up(settlement, "invalid", incoming.problem, 1)
    if not passes_filter(consumer, incoming):
        return Consumed("SUCCESS", "filtered")
    patience = consumer.timeout_ms * _QUEUE_SHARE
    places = runtime.places(consumer.consumer, consumer.concurrency)
    async with places.take(patience) as admitted:
        if not admitted:
            return _busy()
        async with runtime.handlers.take(patience) as free:
            return await _attempt(settlement, started) if free else _busy()


async def consume_without_database(runtime: ServiceRuntime, consumer: Consumer, incoming: IncomingEvent) -> Consumed:
    """With `database: none`: at least once.

    Ids that this process has seen are dropped; what the handler published is sent after it and before the
    answer; what can't be handled goes to the dead-letter topic.
    """
    identity = incoming.identity
    name = f"{consumer.consumer}\0{identity.source}\0{identity.event_id}"
    if incoming.problem is not None:
        return _drop(consumer, incoming.problem, 1)
    if not passes_filter(consumer, incoming):
        return Consumed("SUCCESS", "filtered")
    if consumer.idempotent and runtime.handled.get(name):
        return Consumed("SUCCESS", "duplicate")
    number = (runtime.failures.get(name) or 0) + 1
    places = runtime.places(consumer.consumer, consumer.concurrency)
    async with places.take(consumer.timeout_ms * _QUEUE_SHARE) as admitted:
        if not admitted:
            return _busy()
        outgoing = _Outgoing()
        try:
            work = run_consumer(runtime, consumer, incoming, number, None, outgoing)
            await runtime.run_with_deadline(consumer.timeout_ms * _HANDLER_SHARE, work, outgoing.cut)
            await runtime.publish_all(outgoing.messages)
        except Exception as error:
            if isinstance(error, DropError):
                return Consumed("SUCCESS", "dropped", number, error)
            if runtime.aborted or (is_transient(error) and number < consumer.retry.attempts):
                runtime.failures.set(name, number)
                return Consumed("RETRY", "retried", number, error)
            runtime.failures.delete(name)
            return _drop(consumer, error, number)
        runtime.failures.delete(name)
        runtime.handled.set(name, True)
        return Consumed("SUCCESS", "handled", number)


def passes_filter(consumer: Consumer, incoming: IncomingEvent) -> bool:
    """CEL of the design; an exception (a field that is missing) means no."""
    if consumer.when is None:
        return True
    try:
        return consumer.when(incoming.envelope)
    except Exception:
        return False


async def run_consumer(
    runtime: ServiceRuntime,
    consumer: Consumer,
    incoming: IncomingEvent,
    number: int,
    transaction: OpenTransaction | None,
    enqueue: Callable[[Message], None],
) -> None:
    """One attempt: runs the handler, applies the projection, moves the saga on. Raises what the team's code raises."""
    definition, wiring = runtime.definition, runtime.wiring
    tx = None if transaction is None else transaction.tx
    if consumer.projection is not None:
        await _project(runtime, consumer.projection, incoming, tx)
        return
    if consumer.saga is not None:
        if tx is None:
            raise RuntimeError(f"Saga '{consumer.saga}' needs a database")
        await take_saga_event(runtime, consumer.saga, incoming, Transition(tx, enqueue))
        return
    name = consumer.handler or ""
    handler = wiring.handlers.get(name)
    if handler is None:
        raise LookupError(f"There is no handler '{name}'")
    publisher = wiring.handler_publishers.get(name, NoEvents)
    context = HandlerContext(
        service=definition.name,
        tx=tx,
        publish=publisher(create_publish(definition, enqueue, consumer.publishes)),
        call=runtime.calls,
        aggregates=None if transaction is None else storing_aggregates(runtime, transaction),
        logger=runtime.logger,
        correlation_id=incoming.correlation_id,
        attempt=number,
    )
    await handler(incoming.typed(), context)


async def _project(runtime: ServiceRuntime, name: str, incoming: IncomingEvent, tx: Transaction | None) -> None:
    projection, event = projection_of(runtime.definition.projections, name), incoming.event.name
    if tx is None:
        raise RuntimeError(f"Projection '{name}' needs a database")
    if projection.keep:
        await keep_received(tx, name, event, incoming.identity.text)
    arrived = ProjectedEvent(event, incoming.envelope["data"], incoming.typed)
    await project_at_once(runtime.wiring, tx, projection, [arrived])


class _Outgoing:
    """Messages of a handler without a transaction."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self._cut = False

    def __call__(self, message: Message) -> None:
        if self._cut:
            raise RuntimeError("The time of the handler is up")
        self.messages.append(message)

    def cut(self) -> None:
        self._cut = True


def _busy() -> Consumed:
    """Nothing was tried, so nothing counts."""
    return Consumed("RETRY", "retried", 1, RuntimeError("too many events in work"))


def _drop(consumer: Consumer, error: BaseException, attempt: int) -> Consumed:
    if consumer.dead_letter == "none":
        return Consumed("SUCCESS", "lost", attempt, error)
    return Consumed("DROP", "dead-lettered", attempt, error)


async def _attempt(settlement: Settlement, started: float) -> Consumed:
    runtime, consumer = settlement.runtime, settlement.consumer
    progress = _Progress()
    transaction: OpenTransaction | None = None
    try:
        patience = Patience(
            lock_timeout_ms=consumer.timeout_ms * _LOCK_SHARE,
            patience_ms=consumer.timeout_ms * _AWAY_SHARE,
            is_aborted=lambda: runtime.aborted,
        )
        transaction = await begin_patiently(settlement.database, patience)
        return await _attempt_in(settlement, transaction, progress, started)
    except Exception as error:
        if transaction is not None:
            await transaction.rollback()
        # Another delivery of the event or its key is at work, or the service stops: counts against nobody.
        locked = isinstance(error, psycopg.Error) and error.sqlstate == "55P03"
        if runtime.aborted or (not progress.tried and locked):
            return Consumed("RETRY", "retried", progress.number, error)
        return await _settle_failure(settlement, error, progress.number)
    except BaseException:
        if transaction is not None:
            await transaction.destroy()
        raise


@dataclass(slots=True)
class _Progress:
    number: int = 1
    tried: bool = False


async def _attempt_in(
    settlement: Settlement, transaction: OpenTransaction, progress: _Progress, started: float
) -> Consumed:
    runtime, consumer, incoming = settlement.runtime, settlement.consumer, settlement.incoming
    tx, inbox_key, key = transaction.tx, settlement.inbox_key, incoming.key
    if consumer.ordered and key is not None:
        await lock_key(tx, inbox_key.consumer, key)
        if await is_blocked(tx, inbox_key.consumer, key):
            identity = incoming.identity
            await hold_event(
                tx, inbox_key, key=key, pubsub=identity.pubsub, topic=identity.topic, envelope=identity.text
            )
            await transaction.commit()
            return Consumed("SUCCESS", "held")
    if consumer.idempotent:
        failures = await record_inbox(tx, inbox_key)
        if failures is None:
            await transaction.rollback()
            return Consumed("SUCCESS", "duplicate")
    else:
        failures = await count_failures(tx, inbox_key)
    progress.number = failures + 1
    version = consumer.version_of(incoming.envelope["data"]) if consumer.version_of else None
    if version is not None and not await advance_version(tx, inbox_key.consumer, key or "", version):
        await transaction.commit()
        return Consumed("SUCCESS", "stale", progress.number)
    left = max(1.0, consumer.timeout_ms * _HANDLER_SHARE - (time.monotonic() - started) * 1000)
    progress.tried = True
    await run_in(runtime, transaction, consumer, incoming, progress.number, left)
    if not consumer.idempotent and progress.number > 1:
        # With an inbox row nothing comes under this id again.
        await forget_failures(tx, inbox_key)
    await transaction.commit()
    return Consumed("SUCCESS", "handled", progress.number)


async def run_in(
    runtime: ServiceRuntime,
    transaction: OpenTransaction,
    consumer: Consumer,
    incoming: IncomingEvent,
    number: int,
    timeout_ms: float,
) -> None:
    """Runs the consumer; when its time is up the session ends: nothing it still does can commit."""
    work = run_consumer(runtime, consumer, incoming, number, transaction, transaction.enqueue)
    cut = False

    def note_cut() -> None:
        nonlocal cut
        cut = True
        transaction.tx.close()

    try:
        await runtime.run_with_deadline(timeout_ms, work, note_cut)
    finally:
        if cut:
            await transaction.destroy()


async def _settle_failure(settlement: Settlement, error: Exception, number: int) -> Consumed:
    """After the rollback: again later, or given up. Without a database to count in, memory counts."""
    consumer = settlement.consumer
    if isinstance(error, DropError):
        try:
            await settle_dropped(settlement)
        except Exception:
            return _retry_or_drop(settlement, error)
        return Consumed("SUCCESS", "dropped", number, error)
    if not is_transient(error):
        return await _give_up(settlement, "failed", error, number)
    try:
        failures = await record_failure(settlement.database, settlement.inbox_key, str(error))
    except Exception:
        return _retry_or_drop(settlement, error)
    if failures >= consumer.retry.attempts:
        return await _give_up(settlement, "exhausted", error, failures)
    return Consumed("RETRY", "retried", failures, error)


async def _give_up(settlement: Settlement, reason: DeadLetterReason, error: BaseException, attempts: int) -> Consumed:
    try:
        settled = await settle_dead_letter(settlement, reason, error, attempts)
    except Exception:
        return _retry_or_drop(settlement, error)
    if not settled:
        return Consumed("SUCCESS", "duplicate", attempts)
    lost = settlement.consumer.dead_letter == "none"
    return Consumed("SUCCESS", "lost" if lost else "dead-lettered", attempts, error)


def _retry_or_drop(settlement: Settlement, error: BaseException) -> Consumed:
    """The database can't settle it: again later, and in the end to the dead-letter topic."""
    runtime, consumer, key = settlement.runtime, settlement.consumer, settlement.inbox_key
    name = f"{key.consumer}\0{key.source}\0{key.event_id}"
    failures = (runtime.failures.get(name) or 0) + 1
    runtime.failures.set(name, failures)
    if failures < consumer.retry.attempts:
        return Consumed("RETRY", "retried", failures, error)
    runtime.failures.delete(name)
    return Consumed("DROP", "dead-lettered", failures, error)
