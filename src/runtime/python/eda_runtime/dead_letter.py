"""Events that a consumer gave up, with the reason; replayed or discarded by a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from .database import RawQueryable
from .inbox import InboxKey
from .logger import stack_of
from .relay_session import clean

DeadLetterReason = Literal["invalid", "unknown", "failed", "exhausted", "undeliverable"]
DeadLetterState = Literal["open", "replayed", "discarded"]

_COLUMNS = """id::text, consumer, pubsub, topic, source, event_id AS "eventId", type, key, reason, error, attempts,
  first_at AS "firstAt", last_at AS "lastAt",
  CASE state WHEN 'skipped' THEN 'discarded' ELSE state END AS state"""
_DETAILS = f"{_COLUMNS}, envelope, stack"


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
        """WITH gone AS (
             DELETE FROM eda.attempt WHERE consumer = $1 AND source = $4 AND event_id = $5 RETURNING first_at
           )
           INSERT INTO eda.dead_letter AS d
             (consumer, pubsub, topic, source, event_id, type, key, envelope, reason, error, stack, attempts,
              first_at)
           SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, coalesce((SELECT first_at FROM gone), now())
           ON CONFLICT (consumer, source, event_id) DO UPDATE SET
             reason = EXCLUDED.reason, error = EXCLUDED.error, stack = EXCLUDED.stack, last_at = now(),
             attempts = d.attempts + EXCLUDED.attempts, state = 'open'""",
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
        f"""SELECT {_COLUMNS}, count(*) OVER ()::int AS total FROM eda.dead_letter
            WHERE state = $1 AND ($2::text[] IS NULL OR type = ANY ($2::text[]))
              AND ($3::text IS NULL OR reason = $3::text)
              AND ($4::timestamptz IS NULL OR last_at >= $4::timestamptz)
              AND ($5::timestamptz IS NULL OR last_at < $5::timestamptz) AND ($6::bigint IS NULL OR id > $6::bigint)
            ORDER BY dead_letter.id {"ASC" if wanted.oldest_first else "DESC"} LIMIT $7""",
        "skipped" if wanted.state == "discarded" else wanted.state,
        None if wanted.types is None else list(wanted.types),
        wanted.reason,
        wanted.since,
        wanted.until,
        wanted.after,
        wanted.limit,
    )
    total: int = rows[0]["total"] if rows else 0
    return [{name: value for name, value in row.items() if name != "total"} for row in rows], total


async def read_dead_letter(database: RawQueryable, letter_id: int) -> Any | None:
    """A dead letter with its body and error, in whatever state; None if there is none of this id."""
    rows, _ = await database.raw(f"SELECT {_DETAILS} FROM eda.dead_letter WHERE id = $1", letter_id)
    return rows[0] if rows else None


async def find_dead_letter(tx: RawQueryable, letter_id: int) -> DeadLetter | None:
    """An open dead letter."""
    return await _find(tx, letter_id, "")


async def lock_dead_letter(tx: RawQueryable, letter_id: int) -> DeadLetter | None:
    """Locks an open dead letter for replay or discarding."""
    return await _find(tx, letter_id, "FOR UPDATE")


async def _find(tx: RawQueryable, letter_id: int, lock: str) -> DeadLetter | None:
    rows, _ = await tx.raw(
        f"""SELECT id, consumer, pubsub, topic, event_id, key, reason, envelope
            FROM eda.dead_letter WHERE id = $1 AND state = 'open' {lock}""",
        letter_id,
    )
    return DeadLetter(**rows[0]) if rows else None


async def close_dead_letter(tx: RawQueryable, letter_id: int, state: Literal["replayed", "skipped"]) -> None:
    """Settles it for good: its event took effect after all, or never will."""
    await tx.raw("UPDATE eda.dead_letter SET state = $2, last_at = now() WHERE id = $1", letter_id, state)


async def update_dead_letter(
    database: RawQueryable, letter_id: int, reason: DeadLetterReason, error: BaseException
) -> None:
    """The replay failed as well; the letter stays open."""
    await database.raw(
        """UPDATE eda.dead_letter SET reason = $2, error = $3, stack = $4, attempts = attempts + 1, last_at = now()
           WHERE id = $1""",
        letter_id,
        reason,
        clean(str(error)[:10_000]),
        clean(stack_of(error)[-20_000:]),
    )


def _clean(text: str | None) -> str | None:
    return None if text is None else clean(text)
