"""What handlers and operations get."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic

from .aggregate import StoringAggregate, bind_aggregates, ignore_position, load_stream, storing_aggregates
from .aggregate_contract import AggregateCode, AggregateDefinition, Executed, Loaded
from .clock import current_clock
from .contract import AggregatesT, CallsT, Logger, Publish, PublisherT, PublishOptions, ServiceDefinition
from .database import Queryable, Transaction
from .errors import no_database
from .message import Message, create_message
from .projection import ReadProjection
from .service_runtime import ServiceRuntime


class HandlerContext(Generic[PublisherT, CallsT, AggregatesT]):
    """What an event handler gets.

    `tx` holds the inbox row: what the handler writes through it, the mark "handled" and the published
    events commit together or not at all. With `database: none` there is no `tx`, and what was published
    goes to the sidecar after the handler, before the event is acknowledged.
    """

    def __init__(
        self,
        *,
        service: str,
        tx: Transaction | None,
        publish: PublisherT,
        call: CallsT,
        aggregates: AggregatesT,
        logger: Logger,
        correlation_id: str,
        attempt: int,
    ) -> None:
        self._service = service
        self._tx = tx
        self.publish = publish
        self.call = call
        self.aggregates = aggregates
        """What they store commits with the inbox row."""
        self.logger = logger
        self.correlation_id = correlation_id
        self.attempt = attempt
        """1 for the first delivery."""

    @property
    def tx(self) -> Transaction:
        if self._tx is None:
            raise no_database(self._service)
        return self._tx

    def now(self) -> datetime:
        """The time, with its zone. Tests set it."""
        return current_clock().now()

    def new_id(self) -> str:
        """A UUIDv7 for what the work makes. Tests know it beforehand."""
        return current_clock().new_id()


@dataclass(frozen=True)
class UnitOfWork(Generic[PublisherT, AggregatesT]):
    """A transaction, the way to publish in it, and the aggregates that store in it."""

    _service: str
    _tx: Transaction | None
    publish: PublisherT
    aggregates: AggregatesT

    @property
    def tx(self) -> Transaction:
        if self._tx is None:
            raise no_database(self._service)
        return self._tx


class ServiceContext(Generic[PublisherT, CallsT, AggregatesT]):
    """What an operation or a route of the team's own gets; it opens its own transaction."""

    position: int = 0
    """Of the last event that its transactions stored: read models with this position know of it. 0: there is none."""

    def __init__(
        self,
        runtime: ServiceRuntime,
        publisher: Callable[[Publish], PublisherT],
        call: CallsT,
        correlation_id: str,
    ) -> None:
        self._runtime = runtime
        self._publisher = publisher
        self.call = call
        self.correlation_id = correlation_id
        self.logger: Logger = runtime.logger
        self.aggregates: AggregatesT = bind_aggregates(runtime, self._own_transactions)
        """Each command is a transaction of its own."""

    def now(self) -> datetime:
        """The time, with its zone. Tests set it."""
        return current_clock().now()

    def new_id(self) -> str:
        """A UUIDv7 for what the work makes. Tests know it beforehand."""
        return current_clock().new_id()

    def transaction(self) -> AbstractAsyncContextManager[UnitOfWork[PublisherT, AggregatesT]]:
        """Commits what was written, stored and published inside, rolls all back if it raises."""
        return unit_of_work(self._runtime, self._publisher, self._note_position)

    @property
    def database(self) -> Queryable:
        """Reads outside a transaction."""
        return self._runtime.own_database()

    @property
    def projection(self) -> ReadProjection:
        """Reads projections by the names of the design."""
        return ReadProjection(self._runtime.definition.projections, self._runtime.own_database())

    def _note_position(self, position: int) -> None:
        self.position = max(self.position, position)

    def _own_transactions(self, definition: AggregateDefinition, code: AggregateCode[Any, Any, Any]) -> Any:
        return OwnTransactions(self._runtime, definition, code, self._note_position)


@asynccontextmanager
async def unit_of_work(
    runtime: ServiceRuntime,
    publisher: Callable[[Publish], PublisherT],
    on_stored: Callable[[int], None] = ignore_position,
) -> AsyncIterator[UnitOfWork[PublisherT, Any]]:
    """Commits at the end; with `database: none` sends what was published.

    `on_stored` is told of the positions of what its aggregates stored.
    """
    definition = runtime.definition
    if runtime.database is None:
        messages: list[Message] = []
        yield UnitOfWork(definition.name, None, publisher(create_publish(definition, messages.append)), None)
        await runtime.publish_all(messages)
        return
    async with runtime.database.transaction() as transaction:
        publish = create_publish(definition, transaction.enqueue)
        aggregates = storing_aggregates(runtime, transaction, on_stored)
        yield UnitOfWork(definition.name, transaction.tx, publisher(publish), aggregates)


class OwnTransactions:
    """An aggregate of which each command is a transaction of its own."""

    def __init__(
        self,
        runtime: ServiceRuntime,
        definition: AggregateDefinition,
        code: AggregateCode[Any, Any, Any],
        on_stored: Callable[[int], None] = ignore_position,
    ) -> None:
        self._runtime = runtime
        self._definition = definition
        self._code = code
        self._on_stored = on_stored

    async def execute(self, key: str, command: Any) -> Executed[Any, Any]:
        runtime = self._runtime
        async with runtime.own_database().transaction() as transaction:
            aggregate = StoringAggregate(runtime, self._definition, self._code, transaction, self._on_stored)
            return await aggregate.execute(key, command)

    async def load(self, key: str) -> Loaded[Any]:
        database = self._runtime.own_database()
        return (await load_stream(database, self._definition, self._code, key)).loaded


def create_publish(
    definition: ServiceDefinition,
    enqueue: Callable[[Message], None],
    allowed: Sequence[str] | None = None,
) -> Publish:
    """A `publish` that hands messages to `enqueue`. `allowed`: events that this work may publish."""

    def publish(name: str, data: object, options: PublishOptions | None = None) -> str:
        if allowed is not None and name not in allowed:
            raise PermissionError(
                f"This handler may not publish '{name}'; the design allows: {', '.join(allowed) or 'nothing'}"
            )
        message = create_message(definition, name, data, options)
        enqueue(message)
        return message.event_id

    return publish
