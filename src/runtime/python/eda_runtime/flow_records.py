"""What the service's tables know of the events of a flow."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from .database import RawQueryable

_LIMIT = 1000
"""Rows of each table at most: a flow has few."""

# Envelopes are searched as texts, which finds an id wherever it stands; what belongs to another conversation is sorted
# out afterwards. Only the history and the inbox are large, and they are asked for a time.
_WITH_ENVELOPE: Mapping[str, str] = {
    "waiting": """SELECT created_at AS at, event_id::text AS "eventId", envelope::text AS envelope,
        attempts::int AS attempts, last_error AS error FROM eda.outbox""",
    "parked": """SELECT parked_at AS at, event_id::text AS "eventId", envelope::text AS envelope,
        attempts::int AS attempts, reason AS error FROM eda.outbox_parked""",
    "published": """SELECT sent_at AS at, event_id::text AS "eventId", envelope::text AS envelope
        FROM eda.outbox_sent""",
    "dead-letter": """SELECT last_at AS at, event_id AS "eventId", envelope, consumer, attempts, error,
        id::text AS letter, reason, CASE state WHEN 'skipped' THEN 'discarded' ELSE state END AS state
        FROM eda.dead_letter""",
    "held": """SELECT now() AS at, event_id AS "eventId", envelope, consumer FROM eda.inbox_held""",
}
_TRACE = re.compile(r"00-([0-9a-f]{32})-")


async def find_flow_records(
    database: RawQueryable, ids: Sequence[str], since: datetime, *, history: bool
) -> list[dict[str, Any]]:
    """Records of events by their ids, or those of their conversation (correlation) or trace.

    `since`: how far back history and inbox are read.
    """
    found: list[dict[str, Any]] = []
    for kind, select in _WITH_ENVELOPE.items():
        if kind == "published" and not history:
            continue
        recent = "sent_at >= $2::timestamptz" if kind == "published" else "$2::timestamptz IS NOT NULL"
        rows, _ = await database.raw(
            f"""SELECT * FROM ({select} WHERE {recent}) e
                WHERE EXISTS (
                  SELECT FROM unnest($1::text[]) AS i(id) WHERE "eventId" = i.id OR strpos(envelope, i.id) > 0)
                ORDER BY at LIMIT {_LIMIT}""",
            list(ids),
            since,
        )
        found += [record for record in (_describe(kind, row) for row in rows) if _belongs(record, ids)]
    rows, _ = await database.raw(
        f"""SELECT 'handled' AS kind, received_at AS at, event_id AS "eventId", consumer FROM eda.inbox i
              WHERE event_id = ANY ($1::text[]) AND received_at >= $2::timestamptz AND NOT EXISTS (
                SELECT FROM eda.dead_letter d WHERE d.consumer = i.consumer AND d.source = i.source
                  AND d.event_id = i.event_id AND d.state <> 'replayed')
            UNION ALL
            SELECT 'failing', first_at, event_id, consumer FROM eda.attempt a
              WHERE event_id = ANY ($1::text[]) AND NOT EXISTS (
                SELECT FROM eda.inbox i
                WHERE i.consumer = a.consumer AND i.source = a.source AND i.event_id = a.event_id)
            LIMIT {_LIMIT}""",
        list(ids),
        since,
    )
    return [*found, *(dict(row) for row in rows)]


def _describe(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    record = {name: value for name, value in row.items() if name not in ("envelope", "letter", "reason", "state")}
    record["kind"] = kind
    if kind == "dead-letter":
        record["deadLetter"] = {"id": row["letter"], "reason": row["reason"], "state": row["state"]}
    envelope = _parse(row["envelope"])
    trace = _TRACE.match(str(envelope.get("traceparent")))
    names = {
        "source": envelope.get("source"),
        "type": envelope.get("type"),
        "correlationId": envelope.get("correlationid"),
        "causationId": envelope.get("causationid"),
        "traceId": None if trace is None else trace[1],
    }
    return {**record, **{name: value for name, value in names.items() if isinstance(value, str)}}


def _parse(envelope: str | None) -> Mapping[str, Any]:
    try:
        value = json.loads(envelope or "{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _belongs(record: Mapping[str, Any], ids: Sequence[str]) -> bool:
    return any(record.get(name) in ids for name in ("eventId", "correlationId", "traceId"))
