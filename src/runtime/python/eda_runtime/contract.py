"""What generated code hands to the runtime, and what the runtime hands to the code that people write.

Durations are in milliseconds where a name ends in `_ms`, sizes in bytes. Functions that come from the
design (`key`, `when`, ...) are pure.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeVar

from .aggregate_contract import AggregateCode, AggregateDefinition
from .data_type import DataType
from .errors import Issue
from .saga_contract import SagaDefinition, SagaMessage

DataT = TypeVar("DataT")
PublisherT = TypeVar("PublisherT")
CallsT = TypeVar("CallsT")
AggregatesT = TypeVar("AggregatesT")
ParamsT = TypeVar("ParamsT")
BodyT = TypeVar("BodyT")
ColumnsT = TypeVar("ColumnsT")

Json = Any
KeyOf = Callable[[Json], str | None]
HttpMethod = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
EventKind = Literal["notification", "document", "command"]
Envelope = Literal["cloudevents", "raw"]
Attribute = str | int | float | bool


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """The runtime counts attempts; the pauses between them are the sidecar's (for calls: its own)."""

    attempts: int
    backoff: Literal["exponential", "constant"]
    max_ms: int | None = None
    """Exponential: the longest pause; 30 s if absent."""
    interval_ms: int | None = None
    """Constant: every pause; exponential: the first. 500 ms if absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedEvent:
    """An event that the service may publish."""

    name: str
    type: str
    version: str
    dataschema: str
    kind: EventKind
    pubsub: str
    topic: str
    """Name of the topic in the design, for logs and metrics."""
    address: str | Callable[[Json], str]
    """Name on the broker; a function where data fill in its parameters."""
    key: KeyOf
    ordered: bool
    envelope: Envelope
    data: DataType[Any]
    ttl_seconds: int | None = None
    attributes: Mapping[str, Attribute] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcaster:
    """Turns data of `version` into data of the next newer one; must not change its argument."""

    version: str
    upcast: Callable[[Json], Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """One taker of an event: a handler, with `projection` a projection, with `saga` a saga that it moves on.

    `consumer` is its identity in inbox and dead letters: changing it makes every event new again.
    """

    consumer: str
    retry: RetryPolicy
    timeout_ms: int
    concurrency: int
    ordered: bool
    dead_letter: str
    idempotent: bool
    every_replica: bool
    handler: str | None = None
    projection: str | None = None
    saga: str | None = None
    publishes: Sequence[str] | None = None
    when: Callable[[Mapping[str, Json]], bool] | None = None
    version_of: Callable[[Json], int | float | str | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscribedEvent:
    """An event that the service takes; consumers see its newest version."""

    name: str
    type: str
    version: str
    kind: EventKind
    envelope: Envelope
    key: KeyOf
    data: DataType[Any]
    upcasters: Sequence[Upcaster]
    consumers: Sequence[Consumer]
    id: Callable[[Json], str | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSubscription:
    """What a service takes from one topic: one endpoint, whatever the number of events on it."""

    pubsub: str
    topic: str
    path: str
    bulk: bool
    designed: Sequence[str]
    events: Sequence[SubscribedEvent]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterSubscription:
    """A dead-letter topic of the service: what the sidecar gave up arrives there."""

    pubsub: str
    topic: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of a path or query; texts are converted to `type` before they are checked."""

    name: str
    type: Literal["string", "integer", "number", "boolean"]
    place: Literal["path", "query"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A synchronous operation that the service serves. `{name}` in the path is a parameter.

    `callers` are the services that may call it, through the sidecar: those that do in the design. With
    `from_outside` it is for those outside the system as well, who come to the port directly.
    """

    name: str
    method: HttpMethod
    path: str
    callers: Sequence[str]
    from_outside: bool
    parameters: Sequence[Parameter]
    params: DataType[Any] | None = None
    request: DataType[Any] | None = None
    response: DataType[Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitBreakerPolicy:
    """Opens after `failures` in a row, for `open_ms`."""

    failures: int
    open_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallback:
    """Answered where a call fails in the end."""

    value: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call of an operation that another service serves: by app id, or by URL if it is external."""

    method: HttpMethod
    path: str
    parameters: Sequence[Parameter]
    timeout_ms: int
    retry: RetryPolicy
    app_id: str | None = None
    base_url: str | None = None
    circuit_breaker: CircuitBreakerPolicy | None = None
    fallback: Fallback | None = None
    request: DataType[Any] | None = None
    response: DataType[Any] | None = None


ColumnType = Literal["integer", "bigint", "number", "text", "boolean", "timestamp", "date", "uuid", "json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a projection."""

    name: str
    type: ColumnType


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """A table that events fill, one row a key. By event name: the values of the key columns."""

    name: str
    table: str
    key_columns: Sequence[Column]
    columns: Sequence[Column]
    events: Mapping[str, Callable[[Json], Sequence[str | int | float] | None]]
    stored: Sequence[str] = ()
    """Events that come from the store of the service, by name; the others arrive by subscriptions."""
    immediate: bool = False
    """Written in the transaction that stores the event; all its events are stored ones then."""
    keep: bool = False
    """What arrives is kept, so that it can be rebuilt from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishProbe:
    """How a relay finds out whether a broker has what was published: `publish_confirmation` says why that works."""

    topic: str
    """Nobody takes it, so that the broker forgets what is published there."""
    within_ms: int
    """How long the component waits before it connects anew: what was not confirmed sooner is sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDefinition:
    """Everything about a service that the design decides."""

    name: str
    system: str
    source: str
    database: bool
    publishes: Mapping[str, PublishedEvent]
    subscriptions: Sequence[TopicSubscription]
    dead_letters: Sequence[DeadLetterSubscription]
    operations: Sequence[Operation]
    calls: Mapping[str, Mapping[str, Call]]
    projections: Sequence[Projection]
    inbox_retention_ms: int
    outbox: Literal["relay", "connect"]
    needs_tokens: bool
    """The service does not start without APP_API_TOKEN and DAPR_API_TOKEN: everywhere but on a laptop."""
    history_ms: int | None = None
    migrations: str = "migrations"
    """Folder of its migrations, from where it runs."""
    sagas: Sequence[SagaDefinition] = ()
    """Those that this service coordinates, or starts and ends."""
    aggregates: Sequence[AggregateDefinition] = ()
    """Those whose events this service stores."""
    components: Mapping[str, str] | None = None
    """Dapr components that the service publishes through, by broker; None: they have the broker's name."""
    probes: Mapping[str, PublishProbe] | None = None
    """By broker: those whose Dapr component takes an event for accepted without having heard so from the broker."""


@dataclass(frozen=True, kw_only=True)
class Event(Generic[DataT]):
    """CloudEvents 1.0 as handlers see it: checked, upcast, `data` typed by the design."""

    id: str
    source: str
    type: str
    data: DataT
    time: str | None = None
    subject: str | None = None
    dataschema: str | None = None
    correlation_id: str | None = None
    causation_id: str | None = None
    traceparent: str | None = None
    attributes: Mapping[str, Json] = field(default_factory=dict)
    """Extension attributes, all as received."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishOptions:
    """What a publisher may say beside the data; the rest follows from the running work."""

    id: str | None = None
    """A UUID that the same decision makes again. Else a UUIDv7."""
    time: str | None = None
    """When it happened, RFC 3339. Else now."""
    correlation_id: str | None = None
    causation_id: str | None = None
    attributes: Mapping[str, Attribute] = field(default_factory=dict)


class Publish(Protocol):
    """Takes an event for the surrounding transaction. Returns its CloudEvents id."""

    def __call__(self, name: str, data: object, options: PublishOptions | None = None) -> str: ...


class Publisher:
    """Base of the generated publishers, which have a method for each event."""

    def __init__(self, publish: Publish) -> None:
        self._publish = publish


class NoEvents(Publisher):
    """Publisher of code that may publish nothing."""


class Logger(Protocol):
    """Structured log lines; fields must be JSON. Correlation id and trace are added."""

    def debug(self, message: str, **fields: object) -> None: ...
    def info(self, message: str, **fields: object) -> None: ...
    def warning(self, message: str, **fields: object) -> None: ...
    def error(self, message: str, **fields: object) -> None: ...


@dataclass(frozen=True, kw_only=True)
class OperationRequest(Generic[ParamsT, BodyT]):
    """What an operation is asked."""

    params: ParamsT
    body: BodyT
    headers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Change(Generic[ColumnsT]):
    """A change of one row of a projection; columns by name. Commutes unless `set` is used."""

    increment: ColumnsT | None = None
    """Added to the column; a new row starts at 0."""
    set: ColumnsT | None = None
    greatest: ColumnsT | None = None
    """The greater of old and new stays."""
    least: ColumnsT | None = None
    remove: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceWiring:
    """The code that people write, by what it is for. A missing one is an error at start."""

    handlers: Mapping[str, Callable[[Event[Any], Any], Awaitable[None]]]
    operations: Mapping[str, Callable[[OperationRequest[Any, Any], Any], Awaitable[Any]]]
    projections: Mapping[str, Mapping[str, Callable[[Event[Any]], Change[Any] | None]]]
    sagas: Mapping[str, Mapping[str, SagaMessage]] = field(default_factory=dict)
    """By saga and event: what makes the data of its messages."""
    aggregates: Mapping[str, AggregateCode[Any, Any, Any]] = field(default_factory=dict)
    typed_aggregates: Callable[[Any], Any] | None = None
    """Makes the typed aggregates out of the untyped ones."""
    publisher: Callable[[Publish], Publisher] = Publisher
    """What operations publish with."""
    handler_publishers: Mapping[str, Callable[[Publish], Publisher]] = field(default_factory=dict)
    """What each handler publishes with, by its name."""
    clients: Callable[[Any], Any] | None = None
    """Makes the typed clients out of the untyped calls."""


Issues = list[Issue]
