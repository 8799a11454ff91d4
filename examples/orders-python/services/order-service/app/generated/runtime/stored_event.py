"""Events as the store keeps them, and as the code of people sees them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .aggregate_contract import StoredEvent
from .clock import time_text
from .contract import Event, ServiceDefinition
from .errors import describe_issues
from .flow import Flow
from .incoming import upcast


def meta_of(flow: Flow | None) -> dict[str, str] | None:
    """What the store keeps of the work at hand; None where there is nothing."""
    if flow is None:
        return None
    meta = {
        "correlationid": flow.correlation_id,
        "causationid": flow.causation_id,
        "traceparent": flow.traceparent,
    }
    return {name: value for name, value in meta.items() if value is not None}


def find_stored(definition: ServiceDefinition, name: str) -> StoredEvent | None:
    """An event that some aggregate of the service stores."""
    for aggregate in definition.aggregates:
        for event in aggregate.events:
            if event.name == name:
                return event
    return None


def read_stored_data(event: StoredEvent, schema: str, data: Any) -> Any:
    """The data of a stored event as JSON in the newest version.

    Raises ValueError where an upcaster fails, or the data do not fit the schema.
    """
    try:
        newest = upcast(event, data, schema)
    except Exception as error:
        raise ValueError(f"upcasting from {schema} failed: {error}") from error
    issues = event.data.check(newest)
    if issues:
        raise ValueError(f"the data do not fit the schema: {describe_issues(issues)}")
    return newest


def event_of(
    source: str, event: StoredEvent, *, event_id: str, at: datetime, meta: dict[str, str] | None, data: Any, typed: Any
) -> Event[Any]:
    """A stored event as projections see every event.

    `data` are JSON in the newest version, `typed` the same as a model.
    """
    known = meta or {}
    return Event(
        id=event_id,
        source=source,
        type=event.type,
        data=typed,
        time=time_text(at),
        subject=event.key(data) or None,
        correlation_id=known.get("correlationid"),
        causation_id=known.get("causationid"),
        traceparent=known.get("traceparent"),
    )
