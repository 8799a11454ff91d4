"""Parked events: listed, published again, or given up by a person."""

from __future__ import annotations

from typing import Any

from .database import Database
from .statements import DROP_PARKED, LIST_PARKED, LOCK_LANE, LOCK_PARKED, MEASURE_OUTBOX, NOTIFY_PARKED, UNPARK


async def list_parked(database: Database, limit: int) -> list[Any]:
    """Oldest first."""
    rows, _ = await database.raw(LIST_PARKED, limit)
    return rows


async def measure_outbox(database: Database) -> tuple[int, float]:
    """How many events wait for the broker, counted up to 100,000, and for how many seconds the oldest does."""
    rows, _ = await database.raw(MEASURE_OUTBOX)
    return rows[0]["waiting"], max(0.0, rows[0]["oldest"])


async def retry_parked(database: Database, row_id: int) -> bool:
    """Publishes a parked event again, with the same CloudEvents id. Whether there was such an event.

    One that blocks its key returns to its old place, before the events that wait for it; any other goes to
    the end.
    """
    async with database.transaction() as transaction:
        rows, _ = await transaction.tx.raw(LOCK_PARKED, row_id)
        if rows:
            await transaction.tx.raw(LOCK_LANE, rows[0]["lane"])
            await transaction.tx.raw(UNPARK, row_id)
    if rows:
        await _notify_relays(database)
    return bool(rows)


async def skip_parked(database: Database, row_id: int) -> bool:
    """Gives a parked event up; its key goes on. Whether there was such an event."""
    _, count = await database.raw(DROP_PARKED, row_id)
    if count:
        await _notify_relays(database)
    return count > 0


async def _notify_relays(database: Database) -> None:
    """`parked` tells relays to read the blocked keys again."""
    await database.raw(NOTIFY_PARKED)
