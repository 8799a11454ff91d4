"""Keys of ordered consumers: a dead letter blocks its key, later events are held."""

from __future__ import annotations

from dataclasses import dataclass

from .database import RawQueryable
from .inbox import InboxKey
from .relay_session import clean

# First number of the advisory locks that keep two deliveries of a key apart.
_KEY_LOCK = 780


@dataclass(frozen=True, slots=True)
class HeldEvent:
    """An event that waits for its key."""

    pos: int
    pubsub: str
    topic: str
    envelope: str


async def lock_key(tx: RawQueryable, consumer: str, key: str) -> None:
    """Waits until no other delivery of the key runs; held until the transaction ends."""
    # Alone in its statement: what is read next must be a snapshot taken after the wait.
    await tx.raw(f"SELECT pg_advisory_xact_lock({_KEY_LOCK}, hashtext($1))", f"{consumer}\u001f{key}")


async def is_blocked(tx: RawQueryable, consumer: str, key: str) -> bool:
    """Whether a dead letter of the key waits for a decision."""
    rows, _ = await tx.raw("SELECT 1 AS one FROM eda.inbox_key WHERE consumer = $1 AND key = $2", consumer, key)
    return bool(rows)


async def block_key(tx: RawQueryable, consumer: str, key: str, event_id: str) -> None:
    """Puts a key behind its dead letter. A key that is blocked stays blocked by its first."""
    await tx.raw(
        "INSERT INTO eda.inbox_key (consumer, key, blocked_by) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        consumer,
        key,
        event_id,
    )


async def reblock_key(tx: RawQueryable, consumer: str, key: str, event_id: str) -> None:
    """Another event of the key became the dead letter at its head."""
    await tx.raw(
        "UPDATE eda.inbox_key SET blocked_by = $3, blocked_at = now() WHERE consumer = $1 AND key = $2",
        consumer,
        key,
        event_id,
    )


async def unblock_key(tx: RawQueryable, consumer: str, key: str) -> None:
    """Lets a key flow again: nothing of it is held any more."""
    await tx.raw("DELETE FROM eda.inbox_key WHERE consumer = $1 AND key = $2", consumer, key)


async def hold_event(
    tx: RawQueryable, inbox_key: InboxKey, *, key: str, pubsub: str, topic: str, envelope: str
) -> None:
    """Keeps an event until its key flows again; one that was handled or is held already is not kept twice."""
    await tx.raw(
        """INSERT INTO eda.inbox_held (consumer, source, event_id, key, pubsub, topic, envelope)
           SELECT $1, $2, $3, $4, $5, $6, $7
           WHERE NOT EXISTS (SELECT FROM eda.inbox WHERE consumer = $1 AND source = $2 AND event_id = $3)
           ON CONFLICT DO NOTHING""",
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
    rows, _ = await tx.raw(
        """SELECT pos, pubsub, topic, envelope FROM eda.inbox_held
           WHERE consumer = $1 AND key = $2 ORDER BY pos LIMIT 1""",
        consumer,
        key,
    )
    return HeldEvent(**rows[0]) if rows else None


async def count_held(database: RawQueryable, consumer: str, key: str) -> int:
    """How many events of the key wait."""
    rows, _ = await database.raw(
        "SELECT count(*)::int AS n FROM eda.inbox_held WHERE consumer = $1 AND key = $2", consumer, key
    )
    return int(rows[0]["n"])


async def drop_held(tx: RawQueryable, consumer: str, key: str, pos: int) -> None:
    """Forgets a held event: it was handled, or given up."""
    await tx.raw("DELETE FROM eda.inbox_held WHERE consumer = $1 AND key = $2 AND pos = $3", consumer, key, pos)


async def find_releasable(database: RawQueryable) -> list[tuple[str, str]]:
    """Blocked keys whose head was decided about: their release was interrupted. Consumer and key."""
    rows, _ = await database.raw(
        """SELECT consumer, key FROM eda.inbox_key k WHERE NOT EXISTS (
             SELECT FROM eda.dead_letter d
             WHERE d.consumer = k.consumer AND d.event_id = k.blocked_by AND d.state = 'open')
           LIMIT 100"""
    )
    return [(row["consumer"], row["key"]) for row in rows]
