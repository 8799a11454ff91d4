"""Runs dead letters again through the same door, and releases what their keys held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .consume import inbox_key_of, run_in
from .contract import Consumer, TopicSubscription
from .database import Database, OpenTransaction
from .dead_letter import (
    DeadLetter,
    close_dead_letter,
    find_dead_letter,
    lock_dead_letter,
    update_dead_letter,
)
from .errors import DropError, is_transient
from .flow import Flow, in_flow
from .inbox import InboxKey, count_failures, forget_failures, forget_inbox, record_failure, record_inbox
from .incoming import IncomingEvent, Passed, Unusable, read_incoming
from .ordered_key import (
    count_held,
    drop_held,
    find_releasable,
    is_blocked,
    lock_key,
    next_held,
    unblock_key,
)
from .service_runtime import ServiceRuntime
from .settle import Settlement, settle_dead_letter, settle_dropped


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """What became of a dead letter; `released`: events of its key that followed.

    `replayable` is of a rehearsal: it could run for `consumers`, with `held` events of its key behind it.
    """

    kind: Literal["replayed", "discarded", "replayable", "failed", "not-found"]
    released: int = 0
    error: str | None = None
    consumers: Sequence[str] = ()
    held: int = 0


async def replay_dead_letter(runtime: ServiceRuntime, database: Database, letter_id: int) -> ReplayResult:
    """Upcast, check, inbox, handler, outbox, in one transaction that also closes the letter.

    A failure leaves it open. Then the events that its key held follow, in order.
    """
    letter: DeadLetter | None = None
    transaction = await database.begin()
    try:
        letter = await lock_dead_letter(transaction.tx, letter_id)
        if letter is None:
            await transaction.rollback()
            return ReplayResult("not-found")
        event, consumers = _find_consumers(runtime, letter)
        for consumer in consumers:
            await _rerun(runtime, transaction, consumer, event, once=False)
        await close_dead_letter(transaction.tx, letter_id, "replayed")
        await transaction.commit()
    except Exception as error:
        await transaction.rollback()
        if letter is None:
            raise
        await update_dead_letter(database, letter_id, letter.reason, error)
        return ReplayResult("failed", error=str(error))
    runtime.logger.info("dead letter replayed", deadLetter=str(letter_id), id=letter.event_id, consumer=letter.consumer)
    return ReplayResult("replayed", await _release_key(runtime, database, letter.consumer, letter.key))


async def discard_dead_letter(runtime: ServiceRuntime, database: Database, letter_id: int) -> ReplayResult:
    """Gives a dead letter up for good; its key goes on."""
    async with database.transaction() as transaction:
        letter = await lock_dead_letter(transaction.tx, letter_id)
        if letter is not None:
            await close_dead_letter(transaction.tx, letter_id, "skipped")
    if letter is None:
        return ReplayResult("not-found")
    runtime.logger.info(
        "dead letter discarded", deadLetter=str(letter_id), id=letter.event_id, consumer=letter.consumer
    )
    return ReplayResult("discarded", await _release_key(runtime, database, letter.consumer, letter.key))


async def rehearse_replay(runtime: ServiceRuntime, database: Database, letter_id: int) -> ReplayResult:
    """Goes as far through the door as nothing is changed: reads the letter, upcasts, checks, finds the consumers.

    What a handler would say is not known before it runs.
    """
    letter = await find_dead_letter(database, letter_id)
    if letter is None:
        return ReplayResult("not-found")
    try:
        event, consumers = _find_consumers(runtime, letter)
        if event.problem is not None:
            raise event.problem
        held = 0 if letter.key is None else await count_held(database, letter.consumer, letter.key)
        return ReplayResult("replayable", consumers=[one.consumer for one in consumers], held=held)
    except Exception as error:
        return ReplayResult("failed", error=str(error))


async def resume_releases(runtime: ServiceRuntime, database: Database) -> None:
    """Goes on with keys whose release was interrupted, or stands at an event that is tried again."""
    for consumer, key in await find_releasable(database):
        if _find_consumer(runtime, consumer) is not None:
            await _release_key(runtime, database, consumer, key)


async def _release_key(runtime: ServiceRuntime, database: Database, consumer: str, key: str | None) -> int:
    """Runs the held events of a key, one transaction each, until none is left or one fails. How many ran."""
    found = _find_consumer(runtime, consumer)
    if key is None or found is None or not found.ordered:
        return 0
    released = 0
    while await _release_next(runtime, database, consumer, key):
        released += 1
    return released


async def _release_next(runtime: ServiceRuntime, database: Database, name: str, key: str) -> bool:
    """Whether one ran, or was dropped by its handler."""
    transaction = await database.begin()
    tx = transaction.tx
    at_work: Settlement | None = None
    try:
        await lock_key(tx, name, key)
        if not await is_blocked(tx, name, key):
            await transaction.rollback()
            return False
        held = await next_held(tx, name, key)
        if held is None:
            await unblock_key(tx, name, key)
            await transaction.commit()
            return False
        event, consumers = _read(runtime, held.pubsub, held.topic, held.envelope, name)
        inbox_key = InboxKey(name, event.identity.source, event.identity.event_id)
        at_work = Settlement(runtime, database, consumers[0], event, inbox_key, held.pos)
        await _rerun(runtime, transaction, consumers[0], event, once=True)
        await drop_held(tx, name, key, held.pos)
        await transaction.commit()
    except Exception as error:
        await transaction.rollback()
        runtime.logger.warning("held event failed", consumer=name, error=str(error))
        if at_work is None or runtime.aborted:
            return False
        return await _settle_held(at_work, error)
    return True


async def _settle_held(settlement: Settlement, error: Exception) -> bool:
    """A held event failed: it becomes the dead letter at the head of its key.

    Trouble with the database or a called service is tried as often as that of a delivery before; until then the key
    stays blocked, and `resume_releases` goes on with it. Returns whether the next one may follow: the handler wanted
    this one dropped, or nobody keeps what is given up.
    """
    if isinstance(error, DropError):
        await settle_dropped(settlement)
        return True
    return await _give_held_up(settlement, error) and settlement.consumer.dead_letter == "none"


async def _give_held_up(settlement: Settlement, error: Exception) -> bool:
    """Counts the failure, and writes the dead letter unless it is to be tried again. Whether it did."""
    try:
        attempts = await record_failure(settlement.database, settlement.inbox_key, str(error))
    except Exception:
        # The database is away: that counts against nobody.
        return False
    outage = is_transient(error)
    if outage and attempts < settlement.consumer.retry.attempts:
        return False
    invalid = settlement.incoming.problem is not None
    await settle_dead_letter(settlement, "invalid" if invalid else "exhausted" if outage else "failed", error, attempts)
    return True


async def _rerun(
    runtime: ServiceRuntime,
    transaction: OpenTransaction,
    consumer: Consumer,
    event: IncomingEvent,
    *,
    once: bool,
) -> None:
    """Runs an event for a consumer in an open transaction. `once`: one that was handled is passed over."""
    if event.problem is not None:
        raise event.problem
    inbox_key = inbox_key_of(runtime, consumer, event)
    if consumer.idempotent:
        if not once:
            await forget_inbox(transaction.tx, inbox_key)
        recorded = await record_inbox(transaction.tx, inbox_key)
        if recorded is None and once:
            return
        failures = recorded or 0
    else:
        failures = await count_failures(transaction.tx, inbox_key)
        if failures > 0:
            await forget_failures(transaction.tx, inbox_key)
    with in_flow(Flow(event.correlation_id, str(event.envelope["id"]))):
        await run_in(runtime, transaction, consumer, event, failures + 1, consumer.timeout_ms)


def _find_consumers(runtime: ServiceRuntime, letter: DeadLetter) -> tuple[IncomingEvent, Sequence[Consumer]]:
    return _read(runtime, letter.pubsub, letter.topic, letter.envelope, letter.consumer)


def _read(
    runtime: ServiceRuntime, pubsub: str, topic: str, text: str, consumer: str
) -> tuple[IncomingEvent, Sequence[Consumer]]:
    """The consumer that it belongs to; every one of the event if it was kept under the service's name."""
    incoming = read_incoming(_find_subscription(runtime, pubsub, topic), text)
    if isinstance(incoming, Unusable):
        raise ValueError(incoming.problem)
    if isinstance(incoming, Passed):
        raise ValueError("The service does not subscribe to this event")
    own = [one for one in incoming.event.consumers if _belongs(one, consumer)]
    return incoming, own or incoming.event.consumers


def _find_subscription(runtime: ServiceRuntime, pubsub: str, topic: str) -> TopicSubscription:
    for subscription in runtime.definition.subscriptions:
        if (subscription.pubsub, subscription.topic) == (pubsub, topic):
            return subscription
    raise ValueError(f"The service no longer subscribes to topic '{topic}'")


def _find_consumer(runtime: ServiceRuntime, name: str) -> Consumer | None:
    for subscription in runtime.definition.subscriptions:
        for event in subscription.events:
            for consumer in event.consumers:
                if _belongs(consumer, name):
                    return consumer
    return None


def _belongs(consumer: Consumer, name: str) -> bool:
    """A broadcast's consumers have the replica's name behind a `#`."""
    return name == consumer.consumer or (consumer.every_replica and name.startswith(f"{consumer.consumer}#"))
