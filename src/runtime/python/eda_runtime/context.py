"""What handlers and operations get."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from .clock import current_clock
from .contract import CallsT, Logger, Publish, PublisherT, PublishOptions, ServiceDefinition
from .database import Database, Queryable, Transaction
from .message import Message, create_message
from .projection import ReadProjection
from .service_runtime import ServiceRuntime


class HandlerContext(Generic[PublisherT, CallsT]):
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
        logger: Logger,
        correlation_id: str,
        attempt: int,
    ) -> None:
        self._service = service
        self._tx = tx
        self.publish = publish
        self.call = call
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
class UnitOfWork(Generic[PublisherT]):
    """A transaction, and the way to publish in it."""

    _service: str
    _tx: Transaction | None
    publish: PublisherT

    @property
    def tx(self) -> Transaction:
        if self._tx is None:
            raise no_database(self._service)
        return self._tx


class ServiceContext(Generic[PublisherT, CallsT]):
    """What an operation or a route of the team's own gets; it opens its own transaction."""

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

    def now(self) -> datetime:
        """The time, with its zone. Tests set it."""
        return current_clock().now()

    def new_id(self) -> str:
        """A UUIDv7 for what the work makes. Tests know it beforehand."""
        return current_clock().new_id()

    def transaction(self) -> AbstractAsyncContextManager[UnitOfWork[PublisherT]]:
        """Commits what was written and published inside, rolls both back if it raises."""
        return unit_of_work(self._runtime, self._publisher)

    @property
    def database(self) -> Queryable:
        """Reads outside a transaction."""
        return self._database

    @property
    def projection(self) -> ReadProjection:
        """Reads projections by the names of the design."""
        return ReadProjection(self._runtime.definition.projections, self._database)

    @property
    def _database(self) -> Database:
        if self._runtime.database is None:
            raise no_database(self._runtime.definition.name)
        return self._runtime.database


@asynccontextmanager
async def unit_of_work(
    runtime: ServiceRuntime, publisher: Callable[[Publish], PublisherT]
) -> AsyncIterator[UnitOfWork[PublisherT]]:
    """Commits at the end; with `database: none` sends what was published."""
    definition = runtime.definition
    if runtime.database is None:
        messages: list[Message] = []
        yield UnitOfWork(definition.name, None, publisher(create_publish(definition, messages.append)))
        await runtime.publish_all(messages)
        return
    transaction = await runtime.database.begin()
    try:
        publish = create_publish(definition, transaction.enqueue)
        yield UnitOfWork(definition.name, transaction.tx, publisher(publish))
    except BaseException:
        await transaction.rollback()
        raise
    await transaction.commit()


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


def no_database(service: str) -> RuntimeError:
    return RuntimeError(f"Service '{service}' has no database (database: none)")
