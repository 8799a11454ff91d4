"""Projections whose rows tell how often they were changed, and by which event last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from eda_runtime.contract import Change, Event, Projection, ServiceDefinition


def recording_projections(
    definition: ServiceDefinition,
) -> Mapping[str, Mapping[str, Callable[[Event[Any]], Change[Any] | None]]]:
    """The code of all projections of a service: every event changes every column that it can."""
    return {
        projection.name: dict.fromkeys(projection.events, _folding(projection)) for projection in definition.projections
    }


def _folding(projection: Projection) -> Callable[[Event[Any]], Change[Any] | None]:
    # All that it takes comes from the store, in the order of positions: the last event of a row is always the same.
    is_in_order = not projection.immediate and set(projection.events) <= set(projection.stored)

    def fold(event: Event[Any]) -> Change[Any]:
        increment: dict[str, Any] = {}
        greatest: dict[str, Any] = {}
        put: dict[str, Any] = {}
        time = event.time or "1970-01-01T00:00:00Z"
        for column in projection.columns:
            match column.type:
                case "integer" | "bigint" | "number":
                    increment[column.name] = 1
                case "timestamp":
                    greatest[column.name] = datetime.fromisoformat(time)
                case "date":
                    greatest[column.name] = date.fromisoformat(time[:10])
                case "text" | "uuid":
                    value = UUID(event.id) if column.type == "uuid" else event.id
                    (put if is_in_order else greatest)[column.name] = value
                case "boolean":
                    put[column.name] = True
                case "json":
                    put[column.name] = {"last": event.id} if is_in_order else {}
        return Change(increment=increment, greatest=greatest, set=put)

    return fold
