"""What the service's tables know of the events of a flow."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from .database import RawQueryable
from .statements import (
    FLOW_DEAD_LETTERS,
    FLOW_HANDLED,
    FLOW_HELD,
    FLOW_PARKED,
    FLOW_PUBLISHED,
    FLOW_WAITING,
    IN_FLOW,
)

_WITH_ENVELOPE: Mapping[str, str] = {
    "waiting": FLOW_WAITING,
    "parked": FLOW_PARKED,
    "published": FLOW_PUBLISHED,
    "dead-letter": FLOW_DEAD_LETTERS,
    "held": FLOW_HELD,
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
        rows, _ = await database.raw(f"SELECT * FROM ({select}) e {IN_FLOW}", list(ids), since)
        found += [record for record in (_describe(kind, row) for row in rows) if _belongs(record, ids)]
    rows, _ = await database.raw(FLOW_HANDLED, list(ids), since)
    return [*found, *(dict(row) for row in rows)]


def _describe(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    record = {name: value for name, value in row.items() if name != "envelope"}
    record["kind"] = kind
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
