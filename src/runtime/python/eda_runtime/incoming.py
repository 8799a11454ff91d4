"""Reads a delivery: parses, finds the event by type and major version, upcasts, checks."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

from .aggregate_contract import StoredEvent
from .contract import Event, ServiceDefinition, SubscribedEvent, TopicSubscription
from .event_id import clean, inbox_event_id
from .message import to_json

_OWN = frozenset(
    [
        "id",
        "source",
        "type",
        "data",
        "time",
        "subject",
        "dataschema",
        "correlationid",
        "causationid",
        "traceparent",
    ]
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of a delivery whatever its body holds; names that a dead letter is kept under."""

    pubsub: str
    topic: str
    source: str
    event_id: str
    type: str | None
    text: str
    """The body as received."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingEvent:
    """An event that the service takes; `problem` if its data can't be used."""

    identity: Identity
    event: SubscribedEvent
    envelope: Mapping[str, Any]
    """As JSON, with upcast data."""
    key: str | None
    problem: Exception | None = None

    @property
    def correlation_id(self) -> str:
        given = self.envelope.get("correlationid")
        return given if isinstance(given, str) and given else str(self.envelope["id"])

    def typed(self) -> Event[Any]:
        """The event as handlers see it. Raises an error of pydantic if the types don't take the data."""
        envelope = self.envelope
        return Event(
            id=envelope["id"],
            source=envelope["source"],
            type=envelope["type"],
            data=self.event.data.load(envelope["data"]),
            time=envelope.get("time"),
            subject=envelope.get("subject"),
            dataschema=envelope.get("dataschema"),
            correlation_id=envelope.get("correlationid"),
            causation_id=envelope.get("causationid"),
            traceparent=envelope.get("traceparent"),
            attributes={name: value for name, value in envelope.items() if name not in _OWN},
        )


@dataclass(frozen=True, slots=True)
class Passed:
    """Designed for the topic, not for this service."""

    identity: Identity


@dataclass(frozen=True, slots=True)
class Unusable:
    """Nothing of the service can take it."""

    identity: Identity
    reason: Literal["invalid", "unknown"]
    problem: str


Incoming = IncomingEvent | Passed | Unusable


def find_subscribed(definition: ServiceDefinition, name: str) -> tuple[TopicSubscription, SubscribedEvent] | None:
    """An event that the service subscribes to, by its name in the design, and where it arrives."""
    for subscription in definition.subscriptions:
        for event in subscription.events:
            if event.name == name:
                return subscription, event
    return None


def parse_json(text: str) -> Any:
    """Raises ValueError for what is not JSON, NaN and Infinity included."""
    return json.loads(text, parse_constant=_refuse)


def read_incoming(subscription: TopicSubscription, text: str) -> Incoming:
    """Never raises."""
    pubsub, topic = subscription.pubsub, subscription.topic

    def anonymous(problem: str) -> Unusable:
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return Unusable(Identity(pubsub, topic, "unknown", f"sha256:{digest}", None, text), "invalid", problem)

    try:
        body = parse_json(text)
    except (ValueError, RecursionError) as error:
        return anonymous(f"The body is not JSON: {error}")
    raw = next((event for event in subscription.events if event.envelope == "raw"), None)
    wrapped = body if raw is None else _wrap_raw(raw, subscription, body)
    if not isinstance(wrapped, dict):
        return anonymous("The body is not a JSON object")
    missing = [name for name in ("id", "source", "type") if not _is_text(wrapped.get(name))]
    if missing:
        return anonymous(f"The envelope has no {', no '.join(missing)}")
    event_type = clean(wrapped["type"])
    identity = Identity(
        pubsub, topic, inbox_event_id(wrapped["source"]), inbox_event_id(wrapped["id"]), event_type, text
    )
    of_type = [event for event in subscription.events if event.type == wrapped["type"]]
    if not of_type:
        if wrapped["type"] in subscription.designed:
            return Passed(identity)
        return Unusable(identity, "unknown", f"Type '{event_type}' is not designed for topic '{topic}'")
    version = _version_of(wrapped.get("dataschema"))
    event = next((one for one in of_type if version is None or _major(version) <= _major(one.version)), None)
    if event is None:
        return Unusable(identity, "unknown", f"Version {version} of '{event_type}' is newer than {of_type[0].version}")
    return _prepare(identity, event, wrapped, version)


def upcast(event: SubscribedEvent | StoredEvent, data: Any, version: str | None) -> Any:
    """Brings data of an older version to the newest, step by step. `version` None: the oldest known."""
    for step in event.upcasters:
        if version is None or _parts(version) <= _parts(step.version):
            data = step.upcast(data)
    return data


def _prepare(identity: Identity, event: SubscribedEvent, wrapped: dict[str, Any], version: str | None) -> IncomingEvent:
    """The key is read even from data that do not fit: an ordered key must block on them too."""
    received = {**wrapped, "data": _data_of(wrapped)}
    subject = clean(wrapped["subject"]) if _is_text(wrapped.get("subject")) else None
    try:
        data = upcast(event, received["data"], version)
    except Exception as error:
        problem = ValueError(f"Upcasting from version {version or 'unknown'} failed: {error}")
        problem.__cause__ = error
        return IncomingEvent(identity=identity, event=event, envelope=received, key=subject, problem=problem)
    issues = event.data.check(data)
    key = _key_of(event, data)
    list_of = "; ".join(f"{issue.path or 'data'}: {issue.message}" for issue in issues)
    return IncomingEvent(
        identity=identity,
        event=event,
        envelope={**received, "data": data},
        key=subject if key is None else key,
        problem=ValueError(f"The data do not fit the schema: {list_of}") if issues else None,
    )


def _key_of(event: SubscribedEvent, data: Any) -> str | None:
    try:
        key = event.key(data)
    except Exception:
        # Data that fit no schema may break the path; the subject is left.
        return None
    return None if key is None else clean(key)


def _data_of(wrapped: dict[str, Any]) -> Any:
    if "data" in wrapped or "data_base64" not in wrapped:
        return wrapped.get("data")
    return _decode(wrapped["data_base64"])


def _decode(value: Any) -> Any:
    text = decode_base64(str(value))
    try:
        return parse_json(text)
    except ValueError:
        return text


def decode_base64(value: str) -> str:
    """Lenient, as sidecars are."""
    try:
        return base64.b64decode(value, validate=False).decode("utf-8", "replace")
    except ValueError:
        return ""


def _wrap_raw(event: SubscribedEvent, subscription: TopicSubscription, body: Any) -> Any:
    """Gives a raw message the envelope that consumers expect: its id is where the design says."""
    # A raw subscription comes as bytes inside an envelope of the sidecar, whose id changes each time.
    wrapped = isinstance(body, dict) and _is_text(body.get("data_base64"))
    data = _decode(body["data_base64"]) if wrapped else body
    if event.id is None:
        # Without a designed id consumers are not idempotent, and the id only names the dead letter.
        event_id: str | None = f"sha256:{hashlib.sha256(to_json(data).encode()).hexdigest()}"
    else:
        event_id = event.id(data)
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": f"{subscription.pubsub}/{subscription.topic}",
        "type": event.type,
        "data": data,
    }


def _version_of(dataschema: Any) -> str | None:
    """The version that ends a `dataschema`, None where there is none: then it is the oldest."""
    if not _is_text(dataschema):
        return None
    match = re.search(r"(?:^|/)v?([0-9]+\.[0-9]+\.[0-9]+)\Z", dataschema)
    return match[1] if match else None


def _major(version: str) -> int:
    return _parts(version)[0]


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"[0-9]+", version)[:3]) or (0,)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
