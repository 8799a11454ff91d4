"""Keys of ordered consumers: a dead letter blocks its key, later events are held."""

from __future__ import annotations

from dataclasses import dataclass

from .database import RawQueryable
from .event_id import clean
from .inbox import InboxKey
from .statements import (
    BLOCK_KEY,
    COUNT_HELD,
    DROP_HELD,
    FIND_BLOCK,
    FIND_RELEASABLE,
    HOLD_EVENT,
    LOCK_KEY,
    NEXT_HELD,
    REBLOCK_KEY,
    UNBLOCK_KEY,
)


@dataclass(frozen=True, slots=True)
class HeldEvent:
    """An event that waits for its key."""

    pos: str
    pubsub: str
    topic: str
    envelope: str


async def lock_key(tx: RawQueryable, consumer: str, key: str) -> None:
    """Waits until no other delivery of the key runs; held until the transaction ends."""
    await tx.raw(LOCK_KEY, f"{consumer}\u001f{key}")


async def is_blocked(tx: RawQueryable, consumer: str, key: str) -> bool:
    """Whether a dead letter of the key waits for a decision."""
    rows, _ = await tx.raw(FIND_BLOCK, consumer, key)
    return bool(rows)


async def block_key(tx: RawQueryable, consumer: str, key: str, event_id: str) -> None:
    """Puts a key behind its dead letter. A key that is blocked stays blocked by its first."""
    await tx.raw(BLOCK_KEY, consumer, key, event_id)


async def reblock_key(tx: RawQueryable, consumer: str, key: str, event_id: str) -> None:
    """Another event of the key became the dead letter at its head."""
    await tx.raw(REBLOCK_KEY, consumer, key, event_id)


async def unblock_key(tx: RawQueryable, consumer: str, key: str) -> None:
    """Lets a key flow again: nothing of it is held any more."""
    await tx.raw(UNBLOCK_KEY, consumer, key)


async def hold_event(
    tx: RawQueryable, inbox_key: InboxKey, *, key: str, pubsub: str, topic: str, envelope: str
) -> None:
    """Keeps an event until its key flows again; one that was handled or is held already is not kept twice."""
    await tx.raw(
        HOLD_EVENT,
        inbox_key.consumer,
        inbox_key.source,
        inbox_key.event_id,
        key,
        pubsub,
        topic,
        clean(envelope),
    )


async def next_held(tx: RawQueryable, consumer: str, key: str) -> HeldEvent | None:
    """The event that waits longest."""
    rows, _ = await tx.raw(NEXT_HELD, consumer, key)
    return HeldEvent(**rows[0]) if rows else None


async def count_held(database: RawQueryable, consumer: str, key: str) -> int:
    """How many events of the key wait."""
    rows, _ = await database.raw(COUNT_HELD, consumer, key)
    return int(rows[0]["n"])


async def drop_held(tx: RawQueryable, consumer: str, key: str, pos: str) -> None:
    """Forgets a held event: it was handled, or given up."""
    await tx.raw(DROP_HELD, consumer, key, pos)


async def find_releasable(database: RawQueryable) -> list[tuple[str, str]]:
    """Blocked keys whose head was decided about: their release was interrupted. Consumer and key."""
    rows, _ = await database.raw(FIND_RELEASABLE)
    return [(row["consumer"], row["key"]) for row in rows]
