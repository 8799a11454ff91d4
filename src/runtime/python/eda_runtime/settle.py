"""Ends of an event that was not handled: dead letter, or dropped."""

from __future__ import annotations

from dataclasses import dataclass

from .contract import Consumer
from .database import Database, RawQueryable
from .dead_letter import DeadLetterReason, NewDeadLetter, write_dead_letter
from .inbox import InboxKey, forget_failures, record_inbox
from .incoming import IncomingEvent, Unusable
from .logger import stack_of
from .ordered_key import block_key, drop_held, lock_key, reblock_key
from .service_runtime import ServiceRuntime

_LOCK_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Settlement:
    """An event in the hands of one consumer."""

    runtime: ServiceRuntime
    database: Database
    consumer: Consumer
    incoming: IncomingEvent
    inbox_key: InboxKey
    held: str | None = None
    """Of an event that was held behind its key: its place there, which it leaves in the transaction that settles it."""


async def settle_dead_letter(
    settlement: Settlement, reason: DeadLetterReason, error: BaseException, attempts: int
) -> bool:
    """Gives an event up: inbox row, dead letter and, if the consumer is ordered, the block of its key.

    A held one is then the head of its key. From then on it is replayed by a person, not delivered again.
    False if somebody settled it before. Raises if the database can't.
    """
    consumer, inbox_key = settlement.consumer, settlement.inbox_key
    identity, key = settlement.incoming.identity, settlement.incoming.key
    transaction = await settlement.database.begin(consumer.timeout_ms * _LOCK_SHARE)
    tx = transaction.tx
    try:
        blocks = consumer.ordered and consumer.dead_letter != "none"
        if key is not None and (blocks or settlement.held is not None):
            await lock_key(tx, inbox_key.consumer, key)
        if consumer.idempotent and await record_inbox(tx, inbox_key) is None:
            await transaction.rollback()
            return False
        if consumer.dead_letter == "none":
            await forget_failures(tx, inbox_key)
        else:
            await write_dead_letter(
                tx,
                NewDeadLetter(
                    inbox_key=inbox_key,
                    pubsub=identity.pubsub,
                    topic=identity.topic,
                    type=identity.type,
                    key=key,
                    envelope=identity.text,
                    reason=reason,
                    error=str(error) or type(error).__name__,
                    stack=None if reason == "invalid" else stack_of(error),
                    attempts=attempts,
                ),
            )
            if blocks and key is not None:
                block = block_key if settlement.held is None else reblock_key
                await block(tx, inbox_key.consumer, key, inbox_key.event_id)
        await _leave_row(tx, settlement)
        await transaction.commit()
    except BaseException:
        await transaction.rollback()
        raise
    return True


async def settle_dropped(settlement: Settlement) -> None:
    """Marks an event as handled although its effects were rolled back: the handler wants it dropped."""
    consumer, key = settlement.consumer, settlement.incoming.key
    if not consumer.idempotent and settlement.held is None:
        return
    async with settlement.database.transaction(consumer.timeout_ms * _LOCK_SHARE) as transaction:
        if settlement.held is not None and key is not None:
            await lock_key(transaction.tx, settlement.inbox_key.consumer, key)
        if consumer.idempotent:
            await record_inbox(transaction.tx, settlement.inbox_key)
        await _leave_row(transaction.tx, settlement)


async def _leave_row(tx: RawQueryable, settlement: Settlement) -> None:
    """A held event waits no longer."""
    key = settlement.incoming.key
    if settlement.held is not None and key is not None:
        await drop_held(tx, settlement.inbox_key.consumer, key, settlement.held)


async def store_unusable(
    runtime: ServiceRuntime,
    database: Database,
    incoming: Unusable,
    reason: DeadLetterReason | None = None,
    problem: str | None = None,
) -> None:
    """Stores what no consumer can be found for, under the service's own name. Raises if it can't."""
    identity = incoming.identity
    await write_dead_letter(
        database,
        NewDeadLetter(
            inbox_key=InboxKey(runtime.definition.name, identity.source, identity.event_id),
            pubsub=identity.pubsub,
            topic=identity.topic,
            type=identity.type,
            key=None,
            envelope=identity.text,
            reason=reason or incoming.reason,
            error=problem or incoming.problem,
            stack=None,
            attempts=1,
        ),
    )
