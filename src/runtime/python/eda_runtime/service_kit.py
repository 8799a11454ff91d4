"""How a service is tested: its code on a real database, no sidecar, time and ids in the test's hands."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, Literal, TypeVar

from .aggregate import bind_aggregates
from .aggregate_contract import AggregateCode, AggregateDefinition, Executed, Loaded
from .append_horizon import read_last_position
from .clock import by_clock, time_text
from .consume import Outcome, Status
from .context import OwnTransactions, UnitOfWork, unit_of_work
from .contract import Attribute, Operation, PublishedEvent, ServiceDefinition, ServiceWiring, SubscribedEvent
from .contract import TopicSubscription as Subscription
from .database import Database, Queryable
from .dispatcher import take_event
from .errors import HttpError
from .flow import Flow, in_flow
from .incoming import find_subscribed
from .kit_database import open_kit_database
from .kit_runtime import Sent, kit_runtime
from .message import to_json
from .projection import ReadProjection
from .projection_runner import is_ticked, prepare_slots
from .projection_tick import tick_projection
from .routes import serve_operation
from .server import HttpRequest
from .service_runtime import ServiceRuntime
from .statements import LAST_OUTBOX_ID, READ_OUTBOX

TakenT = TypeVar("TakenT")
OperationsT = TypeVar("OperationsT")
PublisherT = TypeVar("PublisherT")
AggregatesT = TypeVar("AggregatesT")
ResponseT = TypeVar("ResponseT")
# Seconds for what nobody waits for, in the end.
_ASIDE = 5.0


class KitClock:
    """Stands still until it is moved. Ids count up: `00000000-0000-7000-8000-000000000001` is the first."""

    def __init__(self, start: datetime | str) -> None:
        self._now = _read_time(start)
        self._ids = 0

    def now(self) -> datetime:
        return self._now

    def new_id(self) -> str:
        self._ids += 1
        return f"00000000-0000-7000-8000-{self._ids:012}"

    def set(self, moment: datetime | str) -> None:
        """Moves it to a time."""
        self._now = _read_time(moment)

    def advance(self, by: timedelta) -> None:
        """Moves it on."""
        self._now += by


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line that the service wrote."""

    level: Literal["debug", "info", "warn", "error"]
    message: str
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOptions:
    """What a publisher decides; what is absent comes from the clock."""

    id: str | None = None
    source: str = "/test"
    time: datetime | str | None = None
    correlation_id: str | None = None
    causation_id: str | None = None
    traceparent: str | None = None
    attributes: Mapping[str, Attribute] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """An event on its way to the broker. `data` is the model of its event; `envelope` is None where it has none."""

    name: str
    data: Any
    id: str
    topic: str
    key: str | None
    envelope: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerResult:
    """What one consumer made of an event."""

    consumer: str
    outcome: Outcome
    attempt: int
    error: BaseException | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of an event.

    `status` is the answer to the sidecar. `outcome` is of the first consumer that did not handle it; `passed`: none
    takes it, `refused`: it is no event of the design.
    """

    id: str
    status: Status
    outcome: Outcome | Literal["passed", "refused"]
    error: BaseException | None
    consumers: Sequence[ConsumerResult]
    published: Sequence[Published]
    """What its consumers published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served(Generic[ResponseT]):
    """What an operation answered, and published."""

    response: ResponseT
    published: Sequence[Published]


def no_aggregates(_: object) -> None:
    """Of a service that has none."""


class EventDoor:
    """Base of the generated classes with a method for each event that a service takes."""

    def __init__(self, take: Callable[[str, object, DeliveryOptions | None], Any]) -> None:
        self._take_event = take

    async def _take(self, name: str, data: object, options: DeliveryOptions | None) -> Delivery:
        delivery: Delivery = await self._take_event(name, data, options)
        return delivery


class OperationDoor:
    """Base of the generated classes with a method for each operation that a service serves."""

    def __init__(self, serve: Callable[[str, object, object, Mapping[str, str] | None], Any]) -> None:
        self._serve_operation = serve

    async def _serve(self, name: str, params: object, body: object, headers: Mapping[str, str] | None) -> Served[Any]:
        served: Served[Any] = await self._serve_operation(name, params, body, headers)
        return served


class ServiceKit(Generic[TakenT, OperationsT, PublisherT, AggregatesT]):
    """A service in a test; made by `open_service_kit`."""

    def __init__(
        self,
        runtime: ServiceRuntime,
        clock: KitClock,
        log: Sequence[LogLine],
        sent: Sequence[Sent],
        taken: Callable[[Callable[..., Any]], TakenT],
        operations: Callable[[Callable[..., Any]], OperationsT],
    ) -> None:
        self._runtime = runtime
        self._sent = sent
        self.clock = clock
        self.log = log
        """What the service wrote to its log."""
        self.deliver = taken(self._deliver)
        """Delivers an event as the sidecar would, and says what became of it."""
        self.handle = taken(self._handle)
        """The same, where anything but "handled" fails the test: the handler's own error is raised."""
        self.aggregates: AggregatesT = bind_aggregates(runtime, self._aggregate)
        """The service's aggregates; each command is a transaction of its own."""
        self.serve = operations(self._serve)
        """Asks an operation; converts and checks as the server would. Raises HttpError as it answers."""

    @property
    def database(self) -> Queryable:
        """The service's database. Raises RuntimeError with `database: none`."""
        return self._runtime.own_database()

    @property
    def projection(self) -> ReadProjection:
        """Reads projections."""
        return ReadProjection(self._runtime.definition.projections, self._runtime.own_database())

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[UnitOfWork[PublisherT, AggregatesT]]:
        """Work in a transaction, as a timer or a route of the team's own does it."""
        with by_clock(self.clock):
            async with unit_of_work(self._runtime, self._runtime.wiring.publisher) as unit:
                yield unit  # type: ignore[misc]  # the wiring holds the publisher of this service
            await self._catch_up()

    async def published(self) -> Sequence[Published]:
        """Everything that was published so far, in order."""
        return await self._published_since("0")

    async def deliver_body(self, name: str, body: str) -> Delivery:
        """Delivers any body where events of this name arrive: an old version, a hostile one, one that is no event."""
        return await self._deliver_body(name, body, "")

    def _aggregate(self, definition: AggregateDefinition, code: AggregateCode[Any, Any, Any]) -> Any:
        return _KitAggregate(OwnTransactions(self._runtime, definition, code), self.clock, self._catch_up)

    async def _deliver(self, name: str, data: object, options: DeliveryOptions | None) -> Delivery:
        wanted = options or DeliveryOptions()
        event_id = self.clock.new_id() if wanted.id is None else wanted.id
        _, event = self._find(name)
        return await self._deliver_body(name, _body(event, data, wanted, event_id, self.clock), event_id)

    async def _handle(self, name: str, data: object, options: DeliveryOptions | None) -> Delivery:
        done = await self._deliver(name, data, options)
        if done.outcome != "handled":
            raise done.error or AssertionError(f"{name} was not handled: {done.outcome}")
        return done

    async def _deliver_body(self, name: str, body: str, event_id: str) -> Delivery:
        subscription, _ = self._find(name)
        before = await self._mark()
        with by_clock(self.clock):
            taken = await take_event(self._runtime, subscription, body)
            await self._catch_up()
        unhandled = next((consumed for _, consumed in taken.results if consumed.outcome != "handled"), None)
        nobody: Literal["passed", "refused"] = "passed" if taken.refusal is None else "refused"
        return Delivery(
            id=event_id,
            status=taken.status,
            outcome=unhandled.outcome if unhandled else "handled" if taken.results else nobody,
            error=taken.refusal or (unhandled.error if unhandled else None),
            consumers=[
                ConsumerResult(
                    consumer=consumer, outcome=consumed.outcome, attempt=consumed.attempt, error=consumed.error
                )
                for consumer, consumed in taken.results
            ],
            published=await self._published_since(before),
        )

    async def _serve(self, name: str, params: object, body: object, headers: Mapping[str, str] | None) -> Served[Any]:
        operation = next((one for one in self._runtime.definition.operations if one.name == name), None)
        if operation is None:
            raise HttpError(404, f"'{self._runtime.definition.name}' serves no operation '{name}'")
        before = await self._mark()
        request = _request(operation, params, body, headers or {})
        with by_clock(self.clock), in_flow(Flow(request.correlation_id)):
            response = (await serve_operation(self._runtime, operation, request)).body
            await self._catch_up()
        typed = response if operation.response is None else operation.response.load(response)
        return Served(response=typed, published=await self._published_since(before))

    async def _catch_up(self) -> None:
        """Brings the projections of the store up to date: a running service does so a moment later, by itself."""
        database, definition = self._runtime.database, self._runtime.definition
        ticked = list(filter(is_ticked, definition.projections))
        if database is None or not ticked:
            return
        await prepare_slots(definition, database, ticked)
        last = await read_last_position(database)
        for projection in ticked:
            while await tick_projection(self._runtime, database, projection, last) == "more":
                continue

    def _find(self, name: str) -> tuple[Subscription, SubscribedEvent]:
        found = find_subscribed(self._runtime.definition, name)
        if found is None:
            raise LookupError(f"'{self._runtime.definition.name}' does not take '{name}'")
        return found

    async def _mark(self) -> str:
        if self._runtime.database is None:
            return str(len(self._sent))
        rows, _ = await self._runtime.database.raw(LAST_OUTBOX_ID)
        return str(rows[0]["id"])

    async def _published_since(self, mark: str) -> Sequence[Published]:
        """Reads what lies in the outbox: nothing takes it away, since no relay runs."""
        events = list(self._runtime.definition.publishes.values())
        if self._runtime.database is None:
            return [_describe(events, one, "") for one in self._sent[int(mark) :]]
        rows, _ = await self._runtime.database.raw(READ_OUTBOX, mark)
        return [_describe(events, Sent(row["topic"], row["key"], row["body"]), row["id"]) for row in rows]


class _KitAggregate:
    """An aggregate by the clock of the test."""

    def __init__(self, aggregate: OwnTransactions, clock: KitClock, catch_up: Callable[[], Awaitable[None]]) -> None:
        self._aggregate = aggregate
        self._clock = clock
        self._catch_up = catch_up

    async def execute(self, key: str, command: Any) -> Executed[Any, Any]:
        with by_clock(self._clock):
            executed = await self._aggregate.execute(key, command)
            await self._catch_up()
        return executed

    async def load(self, key: str) -> Loaded[Any]:
        return await self._aggregate.load(key)


@asynccontextmanager
async def open_service_kit(
    definition: ServiceDefinition,
    wiring: ServiceWiring,
    taken: Callable[[Callable[..., Any]], TakenT],
    operations: Callable[[Callable[..., Any]], OperationsT],
    publisher: type[PublisherT],
    aggregates: Callable[[Any], AggregatesT],
    *,
    now: datetime | str,
    calls: Mapping[str, Mapping[str, Any]] | None,
    migrations: str,
    database_url: str | None,
) -> AsyncIterator[ServiceKit[TakenT, OperationsT, PublisherT, AggregatesT]]:
    """Opens the kit of one test: makes and migrates a database, and drops it in the end.

    Raises RuntimeError if there is no server to be had, FileNotFoundError if there are no migrations, MigrationError
    if one is refused.
    """
    del publisher, aggregates
    log: list[LogLine] = []
    sent: list[Sent] = []
    logger = _KitLogger(log)
    async with _open_database(definition, logger, migrations, database_url) as database:
        doubles = _doubles(definition, calls or {})
        given = doubles if wiring.clients is None else wiring.clients(doubles)
        runtime = kit_runtime(definition, wiring, database, logger, sent=sent, calls=given)
        yield ServiceKit(runtime, KitClock(now), log, sent, taken, operations)
        await runtime.end_aside(_ASIDE)


@asynccontextmanager
async def _open_database(
    definition: ServiceDefinition, logger: _KitLogger, migrations: str, database_url: str | None
) -> AsyncIterator[Database | None]:
    if not definition.database:
        yield None
        return
    async with open_kit_database(logger, migrations=migrations, database_url=database_url) as made:
        yield made.database


class _KitLogger:
    def __init__(self, log: list[LogLine]) -> None:
        self._log = log

    def debug(self, message: str, **fields: object) -> None:
        self._log.append(LogLine("debug", message, fields))

    def info(self, message: str, **fields: object) -> None:
        self._log.append(LogLine("info", message, fields))

    def warning(self, message: str, **fields: object) -> None:
        self._log.append(LogLine("warn", message, fields))

    def error(self, message: str, **fields: object) -> None:
        self._log.append(LogLine("error", message, fields))


def _doubles(definition: ServiceDefinition, given: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    """Stand in for other services; a call without one fails."""

    def missing(name: str) -> Callable[..., Any]:
        async def refuse(**_: object) -> None:
            raise AssertionError(f"{name} is called, and the test gave no answer: open_kit(calls=...)")

        return refuse

    return {
        service: {name: given.get(service, {}).get(name) or missing(f"{service}.{name}") for name in operations}
        for service, operations in definition.calls.items()
    }


def _body(event: SubscribedEvent, data: object, wanted: DeliveryOptions, event_id: str, clock: KitClock) -> str:
    value = event.data.dump(data)
    if event.envelope == "raw":
        return to_json(value)
    subject = event.key(value)
    return to_json(
        {
            "specversion": "1.0",
            "id": event_id,
            "source": wanted.source,
            "type": event.type,
            "time": time_text(clock.now() if wanted.time is None else _read_time(wanted.time)),
            **({"subject": subject} if subject else {}),
            "datacontenttype": "application/json",
            "dataschema": f"urn:eda:test:{event.name}/{event.version}",
            "correlationid": wanted.correlation_id or event_id,
            **({"causationid": wanted.causation_id} if wanted.causation_id else {}),
            **({"traceid": wanted.traceparent, "traceparent": wanted.traceparent} if wanted.traceparent else {}),
            **wanted.attributes,
            "data": value,
        }
    )


def _describe(events: Sequence[PublishedEvent], sent: Sent, event_id: str) -> Published:
    value = json.loads(sent.body)
    found = next((one for one in events if one.envelope == "cloudevents" and one.type == value.get("type")), None)
    wrapped = found is not None
    if found is None:
        found = next(one for one in events if one.envelope == "raw" and _address(one, value) == sent.topic)
    return Published(
        name=found.name,
        data=found.data.load(value["data"] if wrapped else value),
        id=value["id"] if wrapped else event_id,
        topic=sent.topic,
        key=sent.key,
        envelope=value if wrapped else None,
    )


def _address(event: PublishedEvent, data: object) -> str:
    return event.address if isinstance(event.address, str) else event.address(data)


def _request(operation: Operation, params: object, body: object, headers: Mapping[str, str]) -> HttpRequest:
    values: Mapping[str, Any] = {} if operation.params is None else operation.params.dump(params)
    texts = {name: _text(value) for name, value in values.items() if value is not None}
    places = {parameter.name: parameter.place for parameter in operation.parameters}
    content = body if operation.request is None else operation.request.dump(body)
    return HttpRequest(
        method=operation.method,
        path=operation.path,
        params={name: text for name, text in texts.items() if places.get(name) == "path"},
        query=[(name, text) for name, text in texts.items() if places.get(name) == "query"],
        headers=headers,
        text="" if content is None else to_json(content),
        body=content,
        remote_address=None,
        correlation_id=headers.get("x-correlation-id", f"test {operation.name}"),
    )


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _read_time(moment: datetime | str) -> datetime:
    time = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    if time.tzinfo is None:
        raise ValueError(f"'{moment}' has no time zone")
    return time
