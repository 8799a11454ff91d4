"""Takes deliveries, and answers them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from opentelemetry.trace import SpanKind

from .consume import Consumed, Status, consume, consume_without_database, inbox_key_of
from .contract import Consumer, DeadLetterSubscription, TopicSubscription
from .flow import Flow, in_flow
from .incoming import IncomingEvent, Passed, Unusable, decode_base64, parse_json, read_incoming
from .message import to_json
from .service_runtime import ServiceRuntime
from .settle import Settlement, settle_dead_letter, store_unusable
from .tracing import fail_span, in_span, valid_traceparent

_STORE_ATTEMPTS = 5


async def dispatch(runtime: ServiceRuntime, subscription: TopicSubscription, text: str) -> Status:
    """Takes the body of a delivery. Never raises, but for a cancellation."""
    if not runtime.takes_events():
        return "RETRY"
    return (await take_event(runtime, subscription, text)).status


@dataclass(frozen=True, slots=True)
class TakenEvent:
    """What became of a delivery, consumer by consumer; `refusal`: why it is no event that the service could take."""

    status: Status
    results: Sequence[tuple[str, Consumed]] = ()
    refusal: BaseException | None = None


async def take_event(runtime: ServiceRuntime, subscription: TopicSubscription, text: str) -> TakenEvent:
    """Takes the body of a delivery, and tells what its consumers made of it. Never raises, but for a cancellation."""
    incoming = read_incoming(subscription, text)
    if isinstance(incoming, Passed):
        return TakenEvent("SUCCESS")
    if isinstance(incoming, Unusable):
        return TakenEvent(await _refuse(runtime, incoming), refusal=ValueError(incoming.problem))
    # One after another: each is a transaction of its own, a failed one must not keep others from running.
    results = [
        (consumer.consumer, await _consume_traced(runtime, consumer, incoming)) for consumer in incoming.event.consumers
    ]
    statuses = [consumed.status for _, consumed in results]
    worst: Status = "RETRY" if "RETRY" in statuses else "DROP" if "DROP" in statuses else "SUCCESS"
    return TakenEvent(worst, results)


async def dispatch_bulk(
    runtime: ServiceRuntime, subscription: TopicSubscription, entries: Sequence[Any]
) -> dict[str, list[dict[str, object]]]:
    """Takes a body of several deliveries; a missing status would be a retry, so each entry has one."""

    async def one(entry: Any) -> dict[str, object]:
        event = entry.get("event")
        # Raw entries come as base64.
        text = decode_base64(event) if isinstance(event, str) else to_json(event)
        return {"entryId": entry.get("entryId"), "status": await dispatch(runtime, subscription, text)}

    return {"statuses": await asyncio.gather(*map(one, entries))}


async def receive_dead_letter(runtime: ServiceRuntime, subscription: DeadLetterSubscription, text: str) -> Status:
    """Takes what the sidecar itself gave up into the dead letters of the consumers that have not settled it."""
    database, definition = runtime.database, runtime.definition
    if database is None or not runtime.takes_events():
        return "RETRY"
    origin = _origin(text) or subscription.topic
    source = next(
        (one for one in definition.subscriptions if (one.topic, one.pubsub) == (origin, subscription.pubsub)),
        TopicSubscription(
            pubsub=subscription.pubsub,
            topic=origin,
            path=subscription.path,
            bulk=False,
            designed=(),
            events=(),
        ),
    )
    incoming = read_incoming(source, text)
    if isinstance(incoming, Passed):
        return "SUCCESS"
    problem = "The sidecar gave it up: the service did not answer, or could not store it"
    try:
        if isinstance(incoming, Unusable):
            await store_unusable(runtime, database, incoming, "undeliverable", problem)
            return "SUCCESS"
        for consumer in incoming.event.consumers:
            inbox_key = inbox_key_of(runtime, consumer, incoming)
            settlement = Settlement(runtime, database, consumer, incoming, inbox_key)
            await settle_dead_letter(settlement, "undeliverable", RuntimeError(problem), consumer.retry.attempts)
    except Exception as error:
        runtime.logger.warning("dead letter not stored", error=str(error))
        return "RETRY"
    return "SUCCESS"


async def _consume_traced(runtime: ServiceRuntime, consumer: Consumer, incoming: IncomingEvent) -> Consumed:
    """Runs one consumer inside its trace and flow, and reports what became of it."""
    started = time.monotonic()
    envelope = incoming.envelope
    attributes = {
        "messaging.system": "dapr",
        "messaging.operation.name": "process",
        "messaging.destination.name": incoming.identity.topic,
        "messaging.message.id": str(envelope["id"]),
        "messaging.consumer.group.name": runtime.definition.name,
    }
    parent = valid_traceparent(envelope.get("traceparent"))
    with in_span(f"process {incoming.event.name}", SpanKind.CONSUMER, parent, attributes) as traceparent:
        with in_flow(Flow(incoming.correlation_id, str(envelope["id"]), traceparent)):
            if runtime.database is None:
                consumed = await consume_without_database(runtime, consumer, incoming)
            else:
                consumed = await consume(runtime, runtime.database, consumer, incoming)
            _report(runtime, consumer, incoming, consumed, time.monotonic() - started)
            return consumed


def _report(
    runtime: ServiceRuntime,
    consumer: Consumer,
    incoming: IncomingEvent,
    consumed: Consumed,
    seconds: float,
) -> None:
    logger, metrics = runtime.logger, runtime.metrics
    # What a handler drops, it meant to.
    if consumed.error is not None and consumed.outcome in ("retried", "dead-lettered", "lost"):
        fail_span(consumed.error)
    labels = {"consumer": consumer.consumer}
    metrics.count("eda_events_total", {**labels, "outcome": consumed.outcome})
    metrics.observe("eda_handler_seconds", seconds, labels)
    since_published = _age(incoming.envelope.get("time"))
    fields: dict[str, Any] = {
        "event": incoming.event.name,
        "id": incoming.envelope["id"],
        "consumer": consumer.consumer,
        "ms": round(seconds * 1000),
        "sincePublishedMs": None if since_published is None else round(since_published * 1000),
        "attempt": consumed.attempt if consumed.attempt > 1 else None,
    }
    match consumed.outcome:
        case "handled":
            if since_published is not None:
                metrics.observe("eda_delivery_seconds", since_published, labels)
            logger.info("event handled", **fields)
        case "retried":
            metrics.count("eda_retries_total", labels)
            logger.warning("event failed, comes again", **fields, error=str(consumed.error))
        case "dead-lettered":
            logger.error("event dead-lettered", **fields, error=consumed.error)
        case "lost":
            logger.error("event given up and lost (deadLetter: none)", **fields, error=consumed.error)
        case outcome:
            logger.debug(f"event {outcome}", **fields)


def _age(published: object) -> float | None:
    """Seconds since a time of RFC 3339; None where there is none, or it lies ahead."""
    if not isinstance(published, str):
        return None
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    age = (datetime.now(UTC) - moment).total_seconds()
    return age if age >= 0 else None


async def _refuse(runtime: ServiceRuntime, incoming: Unusable) -> Status:
    identity = incoming.identity
    consumer = runtime.definition.name
    runtime.metrics.count("eda_events_total", {"consumer": consumer, "outcome": "dead-lettered"})
    runtime.logger.error(
        "event dead-lettered",
        topic=identity.topic,
        id=identity.event_id,
        type=identity.type,
        reason=incoming.reason,
        error=incoming.problem,
    )
    if runtime.database is None:
        return "DROP"
    try:
        await store_unusable(runtime, runtime.database, incoming)
    except Exception as error:
        name = f"\0{identity.source}\0{identity.event_id}"
        failures = (runtime.failures.get(name) or 0) + 1
        runtime.failures.set(name, failures)
        runtime.logger.warning("dead letter not stored", error=str(error))
        return "RETRY" if failures < _STORE_ATTEMPTS else "DROP"
    return "SUCCESS"


def _origin(text: str) -> str | None:
    try:
        topic = parse_json(text)["topic"]
    except (ValueError, LookupError, TypeError):
        return None
    return topic if isinstance(topic, str) and topic else None
