"""Sent events, read again in the order of their keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .database import RawQueryable
from .statements import COUNT_HISTORY, READ_HISTORY

_FIRST_WINDOW = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class HistoryRange:
    """Which sent events are meant. `type` is None for a raw event, `topic` where the data decide about it."""

    type: str | None
    topic: str | None
    start: datetime
    end: datetime


async def read_history(
    database: RawQueryable, wanted: HistoryRange, after: tuple[str, int] | None, limit: int
) -> tuple[list[Any], bool]:
    """A page, and whether it is the last.

    Only a window of time is sorted: it starts small, where events lie close, and grows over the gaps.
    """
    start = wanted.start if after is None else datetime.fromisoformat(after[0])
    window = _FIRST_WINDOW
    while True:
        rows, _ = await database.raw(
            READ_HISTORY,
            start,
            wanted.end,
            wanted.topic,
            wanted.type,
            window.total_seconds() * 1000,
            -1 if after is None else after[1],
            limit,
        )
        if len(rows) == limit or start + window >= wanted.end:
            return rows, len(rows) < limit
        window *= 4


async def count_history(database: RawQueryable, wanted: HistoryRange) -> Any:
    """How many sent events are meant, and when the first and the last were sent."""
    rows, _ = await database.raw(COUNT_HISTORY, wanted.start, wanted.end, wanted.topic, wanted.type)
    return rows[0]
