"""What each consumer has handled. The row commits with the handler's own writes."""

from __future__ import annotations

from dataclasses import dataclass

from .database import RawQueryable
from .event_id import clean
from .statements import (
    ADVANCE_VERSION,
    COUNT_FAILURES,
    FORGET_FAILURES,
    FORGET_INBOX,
    PRUNE_FAILURES,
    PRUNE_INBOX,
    RECORD_FAILURE,
    RECORD_INBOX,
)

_SLICE = 5000


@dataclass(frozen=True, slots=True)
class InboxKey:
    """What tells an event apart for a consumer."""

    consumer: str
    source: str
    event_id: str


async def record_inbox(tx: RawQueryable, key: InboxKey) -> int | None:
    """Marks the event as handled, in the transaction of its handler.

    Waits for a transaction that handles the same event: commits that, it is a duplicate; rolls it back, it
    is ours. Returns None for a duplicate, else how often it failed before.
    """
    rows, _ = await tx.raw(RECORD_INBOX, key.consumer, key.source, key.event_id)
    return (rows[0]["failures"] or 0) if rows[0]["inserted"] else None


async def forget_inbox(tx: RawQueryable, key: InboxKey) -> None:
    """Forgets that the event was handled: it may run again."""
    await tx.raw(FORGET_INBOX, key.consumer, key.source, key.event_id)


async def count_failures(tx: RawQueryable, key: InboxKey) -> int:
    """How often the event failed, for consumers without an inbox row."""
    rows, _ = await tx.raw(COUNT_FAILURES, key.consumer, key.source, key.event_id)
    return int(rows[0]["n"]) if rows else 0


async def forget_failures(tx: RawQueryable, key: InboxKey) -> None:
    """Forgets how often the event failed: it is settled, and what comes under its id later starts anew."""
    await tx.raw(FORGET_FAILURES, key.consumer, key.source, key.event_id)


async def record_failure(database: RawQueryable, key: InboxKey, error: str) -> int:
    """Counts a failed delivery, after its transaction was rolled back. Returns how many there were."""
    rows, _ = await database.raw(RECORD_FAILURE, key.consumer, key.source, key.event_id, clean(error[:2000]))
    return int(rows[0]["n"])


async def advance_version(tx: RawQueryable, consumer: str, key: str, version: int | float | str) -> bool:
    """Whether this version of a key is newer than the last one handled; remembers it if so.

    Numbers are compared as numbers, texts by their bytes, which suits ISO times.
    """
    label = version if isinstance(version, str) else None
    number = None if isinstance(version, str) else version
    _, changed = await tx.raw(ADVANCE_VERSION, consumer, key, number, label)
    return changed > 0


async def prune_inbox(database: RawQueryable, retention_ms: float) -> int:
    """Deletes what is older than the retention, in slices, so that no lock is held for long. How many."""
    total = 0
    while True:
        _, count = await database.raw(PRUNE_INBOX, float(retention_ms), _SLICE)
        total += count
        if count < _SLICE:
            break
    await database.raw(PRUNE_FAILURES, float(retention_ms))
    return total
