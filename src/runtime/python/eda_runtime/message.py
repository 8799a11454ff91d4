"""An event ready to be sent: what one row of the outbox holds."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .clock import current_clock, time_text
from .contract import PublishedEvent, PublishOptions, ServiceDefinition
from .errors import InvalidEventError, Issue
from .event_id import inbox_event_id
from .flow import current_flow
from .formats import is_uuid
from .saga_run import NewRun, StoredData, newest_of

_OWN_ATTRIBUTES = frozenset(
    [
        "specversion",
        "id",
        "source",
        "type",
        "time",
        "subject",
        "datacontenttype",
        "dataschema",
        "correlationid",
        "causationid",
        "traceid",
        "traceparent",
        "data",
        "data_base64",
        "topic",
        "pubsubname",
    ]
)
_NO_OPTIONS = PublishOptions()


@dataclass(frozen=True, slots=True)
class Message:
    """`body` is JSON text: the CloudEvent, or the bare data of a raw event."""

    event: PublishedEvent
    event_id: str
    topic: str
    key: str | None
    body: str
    metadata: Mapping[str, str]
    starts: Sequence[NewRun] = ()
    """Runs of choreographies that begin with it."""


def to_json(value: Any) -> str:
    """Compact JSON text. Raises ValueError for numbers that JSON has not."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def create_message(
    definition: ServiceDefinition,
    name: str,
    value: object,
    options: PublishOptions | None = None,
) -> Message:
    """Checks the data and wraps them as CloudEvents 1.0.

    Correlation, causation and trace come from the running work. Raises InvalidEventError if the data do
    not fit, ValueError if the event or an option is not one that may be used.
    """
    event = published_of(definition, name)
    data = event.data.dump(value)
    issues = event.data.check(data)
    if issues:
        raise InvalidEventError(name, issues)
    return message_of(definition, event, data, options)


def published_of(definition: ServiceDefinition, name: str) -> PublishedEvent:
    """Raises ValueError for an event that the service does not publish."""
    event = definition.publishes.get(name)
    if event is None:
        raise ValueError(f"Service '{definition.name}' does not publish '{name}'")
    return event


def message_of(
    definition: ServiceDefinition, event: PublishedEvent, data: Any, options: PublishOptions | None = None
) -> Message:
    """Wraps data, as JSON, that are known to fit the schema of the event; otherwise like `create_message`."""
    options = options or _NO_OPTIONS
    if options.id is not None and not is_uuid(options.id):
        raise ValueError(f"'{options.id}' is not a UUID")
    event_id = current_clock().new_id() if options.id is None else options.id.lower()
    key = event.key(data)
    metadata: dict[str, str] = {}
    if key is not None:
        metadata["partitionKey"] = key
        if event.ordered:
            # Google Pub/Sub and Azure Service Bus have names of their own; a service doesn't know its broker.
            metadata |= {"orderingKey": key, "SessionId": key}
    if event.ttl_seconds is not None:
        metadata["ttlInSeconds"] = str(event.ttl_seconds)
    whole = data if event.envelope == "raw" else _envelope(definition.source, event, event_id, key, data, options)
    try:
        body = to_json(whole)
    except ValueError as error:
        raise InvalidEventError(event.name, [Issue("", str(error))]) from error
    return Message(
        event=event,
        event_id=event_id,
        topic=event.address if isinstance(event.address, str) else event.address(data),
        key=key,
        body=body,
        metadata=metadata,
        starts=_runs_started_by(definition, event, event_id, data, options),
    )


def _runs_started_by(
    definition: ServiceDefinition, event: PublishedEvent, event_id: str, data: Any, options: PublishOptions
) -> Sequence[NewRun]:
    """The choreographies that begin with an event: whoever publishes it watches them from the same transaction on."""
    runs: list[NewRun] = []
    for saga in definition.sagas:
        if saga.style != "choreography" or saga.starts != event.name:
            continue
        reader = saga.keys.get(event.name)
        key = None if reader is None else reader(data)
        if key is None:
            raise ValueError(f"The data of '{event.name}' have no key of saga '{saga.name}'")
        flow, newest = current_flow(), newest_of(saga)
        runs.append(
            NewRun(
                saga=saga.name,
                key=inbox_event_id(key),
                version=newest.version,
                start=StoredData(event.name, event.version, data),
                started_by=event_id,
                correlation_id=options.correlation_id or (flow.correlation_id if flow else event_id),
                traceparent=flow.traceparent if flow else None,
                wait_ms=newest.timeout_ms,
            )
        )
    return runs


def _envelope(
    source: str,
    event: PublishedEvent,
    event_id: str,
    key: str | None,
    data: object,
    options: PublishOptions,
) -> dict[str, object]:
    flow = current_flow()
    causation_id = options.causation_id or (flow.causation_id if flow else None)
    attributes = {**event.attributes, **options.attributes}
    for name in attributes:
        if re.fullmatch(r"[a-z0-9]{1,20}", name) is None or name in _OWN_ATTRIBUTES:
            raise ValueError(f"'{name}' can't be an extension attribute of '{event.name}'")
    envelope: dict[str, object] = {
        "specversion": "1.0",
        "id": event_id,
        "source": source,
        "type": event.type,
        "time": options.time or time_text(current_clock().now()),
    }
    # CloudEvents forbids an empty subject.
    if key:
        envelope["subject"] = key
    envelope["datacontenttype"] = "application/json"
    envelope["dataschema"] = event.dataschema
    envelope["correlationid"] = options.correlation_id or (flow.correlation_id if flow else event_id)
    if causation_id:
        envelope["causationid"] = causation_id
    # Both: a sidecar overwrites a `traceparent` that comes without a `traceid`.
    if flow is not None and flow.traceparent:
        envelope["traceid"] = flow.traceparent
        envelope["traceparent"] = flow.traceparent
    envelope.update(attributes)
    envelope["data"] = data
    return envelope
