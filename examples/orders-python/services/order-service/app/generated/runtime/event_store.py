"""Streams of events in their table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .database import RawQueryable, Row
from .statements import (
    APPEND_EVENT,
    APPEND_EVENTS,
    READ_STREAM,
    READ_STREAM_FROM_SNAPSHOT,
    READ_STREAM_UNTIL,
    REMOVE_APPENDED,
    SHARE_PROJECTIONS,
)


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event ready to be stored. `data` and `meta` are JSON, `at` is a time of RFC 3339."""

    id: str
    type: str
    schema: str
    data: str
    meta: str | None
    at: str


async def append_events(
    tx: RawQueryable, stream: str, version: int, events: Sequence[NewEvent], locked: Sequence[str] = ()
) -> list[int] | None:
    """Adds events behind `version` of a stream, in the caller's transaction. Returns their positions.

    None where the stream has gone on meanwhile, and then nothing was stored. `locked`: projections that the caller
    updates in the same transaction.
    """
    if not events:
        return []
    if locked:
        await tx.raw(SHARE_PROJECTIONS, list(locked))
    columns = [[event.id, event.type, event.schema, event.data, event.meta, event.at] for event in events]
    if len(events) == 1:
        rows, _ = await tx.raw(APPEND_EVENT, stream, version, *columns[0])
    else:
        rows, _ = await tx.raw(APPEND_EVENTS, stream, version, *map(list, zip(*columns, strict=True)))
    positions = [int(row["position"]) for row in rows]
    if len(positions) == len(events):
        return positions
    if positions:
        await tx.raw(REMOVE_APPENDED, positions)
    return None


@dataclass(frozen=True, slots=True)
class StoredStream:
    """What a stream is loaded from: a snapshot (its version and its state as JSON), and the events behind it."""

    snapshot: tuple[int, object] | None
    events: Sequence[Row]
    """`version`, `type`, `schema`, `data`, in order of their versions."""


async def read_stream(database: RawQueryable, stream: str, shape: str | None) -> StoredStream:
    """Reads a stream, from its snapshot of `shape` on where there is one."""
    if shape is None:
        return StoredStream(None, (await database.raw(READ_STREAM, stream))[0])
    rows, _ = await database.raw(READ_STREAM_FROM_SNAPSHOT, stream, shape)
    if not rows or rows[0]["type"] is not None:
        return StoredStream(None, rows)
    return StoredStream((rows[0]["version"], rows[0]["data"]), rows[1:])


async def read_stream_until(
    database: RawQueryable, stream: str, *, version: int | None = None, at: datetime | None = None
) -> list[Row]:
    """A stream up to a version or a moment, with all that is known of its events.

    The moment is that of the first event behind it, whatever clocks did.
    """
    rows, _ = await database.raw(READ_STREAM_UNTIL, stream, version, at)
    return rows
