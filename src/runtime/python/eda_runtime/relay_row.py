"""A pending row of the outbox as the relay holds it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class RelayRow:
    """`envelope` and `metadata` are JSON text, spliced into requests. Times in seconds since 1970."""

    lane: int
    id: int
    pubsub: str
    topic: str
    key: str | None
    event_id: str
    envelope: str
    metadata: str | None
    strict: bool
    created_at: float
    attempts: int = 0
    not_before: float | None = None
    failed_at: float | None = None
    """Of the first failure since the last that counted; such a row is sent alone."""
    doubts: int = 0
    """Times that it stayed in doubt though others of its topic did not."""


def identity_of(pubsub: str, topic: str, key: str | None, row_id: int) -> str:
    """The scope of order: rows of one identity leave one after another. PostgreSQL texts hold no NUL."""
    return f"#{row_id}" if key is None else f"{pubsub}\0{topic}\0{key}"
