"""Events that a consumer gave up, with the reason; replayed or discarded by a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from .database import RawQueryable, Row
from .event_id import clean
from .inbox import InboxKey
from .logger import stack_of
from .statements import (
    CLOSE_DEAD_LETTER,
    LIST_DEAD_LETTERS,
    LOCK_DEAD_LETTER,
    READ_DEAD_LETTER,
    UPDATE_DEAD_LETTER,
    WRITE_DEAD_LETTER,
)

DeadLetterReason = Literal["invalid", "unknown", "failed", "exhausted", "undeliverable"]
DeadLetterState = Literal["open", "replayed", "discarded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeadLetter:
    """An event given up, and why. `envelope` is the body as received."""

    inbox_key: InboxKey
    pubsub: str
    topic: str
    type: str | None
    key: str | None
    envelope: str
    reason: DeadLetterReason
    error: str
    stack: str | None
    attempts: int


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """What replay needs of a stored one."""

    id: int
    consumer: str
    pubsub: str
    topic: str
    event_id: str
    key: str | None
    reason: DeadLetterReason
    envelope: str


async def write_dead_letter(tx: RawQueryable, letter: NewDeadLetter) -> None:
    """Stores it, and forgets its attempts. A redelivery updates the row and opens it again."""
    await tx.raw(
        WRITE_DEAD_LETTER,
        letter.inbox_key.consumer,
        letter.pubsub,
        letter.topic,
        letter.inbox_key.source,
        letter.inbox_key.event_id,
        _clean(letter.type),
        _clean(letter.key),
        clean(letter.envelope),
        letter.reason,
        clean(letter.error[:10_000]),
        _clean(letter.stack and letter.stack[-20_000:]),
        letter.attempts,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterFilter:
    """Which dead letters are meant; None says nothing."""

    state: DeadLetterState = "open"
    types: Sequence[str] | None = None
    """CloudEvents types."""
    reason: DeadLetterReason | None = None
    since: datetime | None = None
    """Given up at or after this."""
    until: datetime | None = None
    """Given up before this."""
    after: int | None = None
    """Ids above this one."""
    oldest_first: bool = False
    limit: int = 100


async def list_dead_letters(database: RawQueryable, wanted: DeadLetterFilter) -> tuple[list[Any], int]:
    """Those that are meant, and how many there are beyond the limit and all."""
    rows, _ = await database.raw(
        LIST_DEAD_LETTERS,
        "skipped" if wanted.state == "discarded" else wanted.state,
        None if wanted.types is None else list(wanted.types),
        wanted.reason,
        wanted.since,
        wanted.until,
        wanted.after,
        wanted.limit,
        wanted.oldest_first,
    )
    total: int = rows[0]["total"] if rows else 0
    return [{name: value for name, value in row.items() if name != "total"} for row in rows], total


async def read_dead_letter(database: RawQueryable, letter_id: int) -> Any | None:
    """A dead letter with its body and error, in whatever state; None if there is none of this id."""
    rows, _ = await database.raw(READ_DEAD_LETTER, letter_id)
    return rows[0] if rows else None


async def find_dead_letter(tx: RawQueryable, letter_id: int) -> DeadLetter | None:
    """An open dead letter."""
    row = await read_dead_letter(tx, letter_id)
    return _from_row(row) if row is not None and row["state"] == "open" else None


async def lock_dead_letter(tx: RawQueryable, letter_id: int) -> DeadLetter | None:
    """Locks an open dead letter for replay or discarding."""
    rows, _ = await tx.raw(LOCK_DEAD_LETTER, letter_id)
    return _from_row(rows[0]) if rows else None


def _from_row(row: Row) -> DeadLetter:
    return DeadLetter(
        id=int(row["id"]),
        consumer=row["consumer"],
        pubsub=row["pubsub"],
        topic=row["topic"],
        event_id=row["eventId"],
        key=row["key"],
        reason=row["reason"],
        envelope=row["envelope"],
    )


async def close_dead_letter(tx: RawQueryable, letter_id: int, state: Literal["replayed", "skipped"]) -> None:
    """Settles it for good: its event took effect after all, or never will."""
    await tx.raw(CLOSE_DEAD_LETTER, letter_id, state)


async def update_dead_letter(
    database: RawQueryable, letter_id: int, reason: DeadLetterReason, error: BaseException
) -> None:
    """The replay failed as well; the letter stays open."""
    await database.raw(
        UPDATE_DEAD_LETTER,
        letter_id,
        reason,
        clean(str(error)[:10_000]),
        clean(stack_of(error)[-20_000:]),
    )


def _clean(text: str | None) -> str | None:
    return None if text is None else clean(text)
