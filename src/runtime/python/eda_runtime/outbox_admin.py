"""Parked events: listed, published again, or given up by a person."""

from __future__ import annotations

from typing import Any

from .database import Database
from .outbox import LANE_LOCK, OUTBOX_CHANNEL

_COUNT_LIMIT = 100_000


async def list_parked(database: Database, limit: int) -> list[Any]:
    """Oldest first."""
    rows, _ = await database.raw(
        """SELECT id::text, topic, key, event_id AS "eventId", envelope->>'type' AS type, attempts, reason,
             parked_at AS "parkedAt", strict AS "blocksKey"
           FROM eda.outbox_parked ORDER BY outbox_parked.id LIMIT $1""",
        limit,
    )
    return rows


async def measure_outbox(database: Database) -> tuple[int, float]:
    """How many events wait for the broker, counted up to 100,000, and for how many seconds the oldest does."""
    rows, _ = await database.raw(
        f"""SELECT (SELECT count(*)::int FROM (SELECT FROM eda.outbox LIMIT {_COUNT_LIMIT}) b) AS waiting,
          coalesce((SELECT extract(epoch FROM clock_timestamp() - min(o.created_at))::float8
            FROM generate_series(0, 255) AS l(lane), LATERAL (
              SELECT created_at FROM eda.outbox WHERE lane = l.lane::smallint ORDER BY id LIMIT 1) o), 0) AS oldest"""
    )
    return rows[0]["waiting"], max(0.0, rows[0]["oldest"])


async def retry_parked(database: Database, row_id: int) -> bool:
    """Publishes a parked event again, with the same CloudEvents id. Whether there was such an event.

    One that blocks its key returns to its old place, before the events that wait for it; any other goes to
    the end.
    """
    transaction = await database.begin()
    try:
        rows, _ = await transaction.tx.raw("SELECT lane FROM eda.outbox_parked WHERE id = $1 FOR UPDATE", row_id)
        if rows:
            await transaction.tx.raw("SELECT pg_advisory_xact_lock($1::int, $2::int)", LANE_LOCK, rows[0]["lane"])
            await transaction.tx.raw(
                """WITH p AS (DELETE FROM eda.outbox_parked WHERE id = $1 RETURNING *)
                   INSERT INTO eda.outbox
                     (lane, id, pubsub, topic, key, event_id, envelope, metadata, strict, created_at)
                   SELECT lane, CASE WHEN strict THEN id ELSE nextval('eda.outbox_id') END,
                     pubsub, topic, key, event_id, envelope, metadata, strict, created_at FROM p""",
                row_id,
            )
        await transaction.commit()
    except BaseException:
        await transaction.rollback()
        raise
    if rows:
        await _notify_relays(database)
    return bool(rows)


async def skip_parked(database: Database, row_id: int) -> bool:
    """Gives a parked event up; its key goes on. Whether there was such an event."""
    _, count = await database.raw("DELETE FROM eda.outbox_parked WHERE id = $1", row_id)
    if count:
        await _notify_relays(database)
    return count > 0


async def _notify_relays(database: Database) -> None:
    """`parked` tells relays to read the blocked keys again."""
    await database.raw(f"NOTIFY {OUTBOX_CHANNEL}, 'parked'")
