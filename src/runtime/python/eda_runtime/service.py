"""Starts and stops a service."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import psycopg
import psycopg_pool
import uvicorn

from .admin import admin_routes
from .backoff import Backoff, backoff_ms
from .client import CallDependencies, create_calls
from .context import ServiceContext, UnitOfWork, create_publish, unit_of_work
from .contract import Consumer, Logger, ServiceDefinition, ServiceWiring
from .database import Database, RawQueryable
from .declare_metrics import declare_metrics
from .environment import Environment, read_environment
from .errors import is_transient
from .logger import ServiceLogger
from .maintenance import Maintenance, maintain_history
from .message import Message
from .metrics import Metrics
from .migrate import migrate
from .outbox import write_outbox
from .places import Places
from .projection_runner import ProjectionRunner, positioned_projections
from .relay import Relay, RelayOptions, RelayState
from .relay_row import RelayRow
from .routes import service_routes
from .saga_run import messages_of
from .saga_timer import SagaTimer
from .server import AsgiApp, ServiceApp
from .service_runtime import ServiceRuntime
from .sidecar import Sidecar
from .statements import HAS_PENDING
from .tracing import record_publishing, valid_traceparent
from .uuid7 import create_uuid
from .waker import OutboxWaker

if TYPE_CHECKING:
    from .sqlalchemy_transaction import SqlalchemyTransaction

T = TypeVar("T")
_GRACE = 10.0
# For what was aborted to answer.
_ABORT = 1.0
_LEAST_POOL = 10
# Connections beside the handlers' own: for attempts, dead letters, notifications.
_SPARE_CONNECTIONS = 2


class RunningService:
    """A service that listens."""

    def __init__(
        self,
        definition: ServiceDefinition,
        wiring: ServiceWiring,
        environment: Environment,
        logger: Logger,
        app: AsgiApp | None,
    ) -> None:
        self._environment = environment
        self._definition = definition
        self._grace = _GRACE
        self._metrics = Metrics()
        declare_metrics(definition, self._metrics)
        self._http = httpx.AsyncClient(
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=64), trust_env=False
        )
        sidecar = Sidecar(self._http, environment.sidecar_url, environment.sidecar_token, definition.components)
        self._waker = OutboxWaker()
        self._database = _open_database(definition, environment, logger, self._waker.wake)
        self._waker.database = self._database
        calls = create_calls(definition, CallDependencies(sidecar, self._http, self._metrics, logger))
        size = self._database.size if self._database else 1_000_000
        self.runtime = ServiceRuntime(
            definition=definition,
            wiring=wiring,
            database=self._database,
            sidecar=sidecar,
            logger=logger,
            metrics=self._metrics,
            calls=calls if wiring.clients is None else wiring.clients(calls),
            instance=create_uuid(),
            handlers=Places(max(1, size - _SPARE_CONNECTIONS)),
            appended=self._look_for_stored,
        )
        routes = [
            *service_routes(self.runtime, environment.app_token, self._check_ready, self._relay_state),
            *admin_routes(self.runtime, environment.admin_token, self._relay_state),
        ]
        self.app = ServiceApp(routes, logger, self._metrics, app)
        self.logger = logger
        self.port = environment.port
        """Where it listens; chosen by the system if the environment said 0."""
        self._relay: Relay | None = None
        self._maintenance: Maintenance | None = None
        self._saga_timer: SagaTimer | None = None
        self._projections: ProjectionRunner | None = None
        self._server: uvicorn.Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self._starting: asyncio.Task[None] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def transaction(self) -> AbstractAsyncContextManager[UnitOfWork[Any, Any]]:
        """Commits what was written, stored and published inside, rolls both back if it raises."""
        return unit_of_work(self.runtime, self.runtime.wiring.publisher)

    @contextlib.asynccontextmanager
    async def publishing(self, tx: RawQueryable) -> AsyncIterator[Any]:
        """Publishes in a transaction of the caller's own library: `AsyncSqlalchemyTransaction(session)`.

        What is published inside is written together at the end, and commits with the transaction.
        """
        messages: list[Message] = []
        yield self._publisher_of(messages)
        self._waker.wake_soon(await write_outbox(tx, messages))

    @contextlib.contextmanager
    def publishing_sync(self, tx: SqlalchemyTransaction) -> Iterator[Any]:
        """The same for code without `await`, in threads of its own too: `SqlalchemyTransaction(session)`."""
        messages: list[Message] = []
        yield self._publisher_of(messages)
        lanes = _run_at_once(write_outbox(tx, messages))
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._waker.wake_soon, lanes)

    def _publisher_of(self, messages: list[Message]) -> Any:
        return self.runtime.wiring.publisher(create_publish(self._definition, messages.append))

    def context(self, correlation_id: str | None = None) -> ServiceContext[Any, Any, Any]:
        """What operations get, for routes of the team's own."""
        return ServiceContext(
            self.runtime, self.runtime.wiring.publisher, self.runtime.calls, correlation_id or create_uuid()
        )

    async def start(self) -> None:
        """Listens at once (alive), applies migrations, then takes events (ready), and publishes as soon as
        the sidecar is up. A database that is down is waited for.

        Raises ValueError without tokens, OSError if the port is taken, MigrationError if a migration is refused.
        """
        _check_wiring(self._definition, self.runtime.wiring)
        _check_tokens(self._definition, self._environment)
        self._loop = asyncio.get_running_loop()
        await self._listen()
        if self._database is not None:
            await self._database.open()
        try:
            await self._prepare()
        except BaseException:
            await self.stop()
            raise
        self.runtime.prepared = True
        if self._database is not None and not self.runtime.stopping:
            self._maintenance = Maintenance(self.runtime, self._database)
            self._maintenance.start()
            if self._definition.sagas:
                self._saga_timer = SagaTimer(self.runtime, self._database)
                self._saga_timer.start()
            if positioned_projections(self._definition):
                self._projections = ProjectionRunner(self.runtime, self._database)
                self._projections.start()
            self._starting = asyncio.create_task(self._publish_outbox(self._database))

    async def migrate(self) -> None:
        """Applies the migrations and nothing else: for a job that runs before the new version."""
        if self._database is not None:
            await self._database.open()
        await self._prepare()
        await self._http.aclose()
        if self._database is not None:
            await self._database.close()
        self.logger.info("migrations are applied")

    async def stop(self) -> None:
        """Finishes what is in work, then closes everything. Calling it again waits for the same end."""
        self.runtime.stopping = True
        if self._ending is None:
            self._ending = asyncio.create_task(self._stop())
        await asyncio.shield(self._ending)

    async def _listen(self) -> None:
        environment = self._environment
        family = socket.AF_INET6 if ":" in environment.host else socket.AF_INET
        listener = socket.create_server((environment.host, environment.port), family=family, backlog=2048)
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(
            self.app,
            log_config=None,
            access_log=False,
            lifespan="off",
            interface="asgi3",
            # Above the sidecar's own idle time: the end that sends decides when a connection ends.
            timeout_keep_alive=75,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            ws="none",
        )
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        while not self._server.started and not self._serving.done():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        self.logger.info("service listens", host=environment.host, port=self.port)

    async def _prepare(self) -> None:
        """Migrations and partitions; waits for a database that can't be reached yet."""
        if self._database is None:
            return
        failures = 0
        while not self.runtime.stopping:
            try:
                await migrate(
                    self._database.url, Path(self._environment.migrations or self._definition.migrations), self.logger
                )
                if self._definition.history_ms is not None:
                    await maintain_history(self._database, self._definition.history_ms)
                return
            except (psycopg.Error, psycopg_pool.PoolTimeout, OSError) as error:
                if not is_transient(error):
                    raise
                failures += 1
                self.logger.warning("database not ready", error=str(error))
                await asyncio.sleep(backoff_ms(Backoff(200, 5_000), failures) / 1000)

    async def _publish_outbox(self, database: Database) -> None:
        if not await _needs_relay(self._definition, database):
            return
        failures = 0
        while not await self.runtime.sidecar.is_ready():
            if self.runtime.stopping:
                return
            failures += 1
            if failures == 1:
                self.logger.info("waiting for the sidecar")
            await asyncio.sleep(backoff_ms(Backoff(100, 2_000), failures) / 1000)
        if self.runtime.stopping:
            return
        relay = Relay(
            RelayOptions(
                database_url=database.url,
                sidecar=self.runtime.sidecar,
                logger=self.logger,
                history=self._definition.history_ms is not None,
                probes=self._definition.probes or {},
                on_published=self._note_published,
                on_parked=lambda row: self._metrics.count("eda_parked_total", {"topic": row.topic}),
            )
        )
        relay.start()
        self._relay = self._waker.relay = relay

    def _note_published(self, row: RelayRow) -> None:
        delay = max(0.0, time.time() - row.created_at)
        self._metrics.count("eda_published_total", {"topic": row.topic})
        self._metrics.observe("eda_publish_delay_seconds", delay)
        event, traceparent = _names_in(row)
        attributes = {
            "messaging.system": "dapr",
            "messaging.operation.name": "publish",
            "messaging.destination.name": row.topic,
            "messaging.message.id": row.event_id,
        }
        record_publishing(f"publish {event or row.topic}", traceparent, attributes, row.created_at)
        self.logger.info(
            "event published",
            event=event,
            traceId=traceparent and traceparent[3:35],
            id=row.event_id,
            topic=row.topic,
            sinceCommitMs=round(delay * 1000),
        )

    async def _check_ready(self) -> tuple[bool, dict[str, str]]:
        checks: dict[str, str] = {}
        if self._database is not None:
            checks["migrations"] = "applied" if self.runtime.prepared else "not applied"
            checks["database"] = await _ping(self._database)
        checks["sidecar"] = "up" if await self.runtime.sidecar.is_ready() else "down"
        good = all(check in ("applied", "up") for check in checks.values())
        return self.runtime.takes_events() and good, checks

    def _look_for_stored(self, _position: int) -> None:
        if self._projections is not None:
            self._projections.wake()

    def _relay_state(self) -> RelayState | None:
        return None if self._relay is None else self._relay.state()

    async def _stop(self) -> None:
        self.logger.info("service stops")
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            done, _ = await asyncio.wait({self._serving}, timeout=self._grace)
            if not done:
                self.runtime.abort()
                done, _ = await asyncio.wait({self._serving}, timeout=_ABORT)
            if not done:
                self._server.force_exit = True
                await asyncio.wait({self._serving}, timeout=_ABORT)
        self.runtime.abort()
        if self._starting is not None:
            await asyncio.wait({self._starting})
        await self._waker.close()
        if self._maintenance is not None:
            await self._maintenance.stop()
        if self._saga_timer is not None:
            await self._saga_timer.stop()
        if self._projections is not None:
            await self._projections.stop()
        if self._relay is not None:
            await self._relay.stop()
        await self.runtime.end_aside(_ABORT)
        if self._database is not None:
            await self._database.close()
        await self._http.aclose()
        self.logger.info("service stopped")


class _Server(uvicorn.Server):
    """Signals are ours: what is in work ends before the relay does."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        yield


async def start_service(
    definition: ServiceDefinition,
    wiring: ServiceWiring,
    *,
    environment: Environment | None = None,
    logger: Logger | None = None,
    app: AsgiApp | None = None,
) -> RunningService:
    """Starts a service; `app`, an ASGI application of the team's own, answers what the design does not."""
    settings = environment or read_environment()
    log = logger or ServiceLogger(definition.name, settings.log_format, settings.log_level)
    service = RunningService(definition, wiring, settings, log, app)
    await service.start()
    return service


def run_service(
    definition: ServiceDefinition,
    wiring: ServiceWiring,
    *,
    app: AsgiApp | None = None,
    on_start: Callable[[RunningService], None] | None = None,
) -> None:
    """Runs a service until SIGTERM or SIGINT. Does not return: the process ends with 0, or with 1."""
    try:
        settings = read_environment()
        logger = ServiceLogger(definition.name, settings.log_format, settings.log_level)
    except ValueError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    if sys.platform == "win32":
        asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
        factory = None
    else:
        import uvloop

        factory = uvloop.new_event_loop

    async def main() -> int:
        service = RunningService(definition, wiring, settings, logger, app)
        if settings.task == "migrate":
            return await _migrate_only(service)
        if on_start is not None:
            on_start(service)
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError):
                loop.add_signal_handler(number, ended.set)
        starting = asyncio.create_task(service.start())
        waiting = asyncio.create_task(ended.wait())
        await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
        try:
            if starting.done():
                starting.result()
                await waiting
            await service.stop()
            await asyncio.wait({starting})
        except Exception as error:
            logger.error("service failed", error=error)
            return 1
        return 0

    with asyncio.Runner(loop_factory=factory) as runner:
        sys.exit(runner.run(main()))


async def _migrate_only(service: RunningService) -> int:
    try:
        await service.migrate()
    except Exception as error:
        service.logger.error("migrations failed", error=error)
        return 1
    return 0


def _run_at_once(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that never waits."""
    try:
        work.send(None)
    except StopIteration as ended:
        result: T = ended.value
        return result
    work.close()
    raise RuntimeError("This transaction needs `async with service.publishing(…)`")


def _check_tokens(definition: ServiceDefinition, environment: Environment) -> None:
    """A service that forgot its tokens would take events from anybody who reaches its port."""
    if not definition.needs_tokens:
        return
    missing = [
        *([] if environment.app_token else ["APP_API_TOKEN (what its sidecar sends to it)"]),
        *([] if environment.sidecar_token else ["DAPR_API_TOKEN (what it sends to its sidecar)"]),
    ]
    if missing:
        names = " and ".join(missing)
        raise ValueError(f"Service '{definition.name}' needs {names}; daprd reads the same variables")


def _check_wiring(definition: ServiceDefinition, wiring: ServiceWiring) -> None:
    missing = [
        *[
            f"handler '{one.handler}'"
            for one in _consumers(definition)
            if one.handler is not None and one.handler not in wiring.handlers
        ],
        *[
            f"projection '{one.name}' of '{event}'"
            for one in definition.projections
            for event in one.events
            if event not in wiring.projections.get(one.name, {})
        ],
        *[
            f"message '{message}' of saga '{saga.name}'"
            for saga in definition.sagas
            for message in messages_of(saga)
            if message not in wiring.sagas.get(saga.name, {})
        ],
        *[f"aggregate '{one.name}'" for one in definition.aggregates if one.name not in wiring.aggregates],
        *[f"operation '{one.name}'" for one in definition.operations if one.name not in wiring.operations],
    ]
    if missing:
        raise LookupError(f"The design has what the code has not: {', '.join(missing)}")


def _consumers(definition: ServiceDefinition) -> list[Consumer]:
    return [
        consumer
        for subscription in definition.subscriptions
        for event in subscription.events
        for consumer in event.consumers
    ]


def _open_database(
    definition: ServiceDefinition,
    environment: Environment,
    logger: Logger,
    on_committed: Callable[[list[int]], None],
) -> Database | None:
    if not definition.database:
        return None
    if environment.database_url is None:
        raise ValueError(f"Service '{definition.name}' needs DATABASE_URL")
    most = max([_LEAST_POOL, *[consumer.concurrency for consumer in _consumers(definition)]])
    size = environment.pool_size or most + _SPARE_CONNECTIONS
    return Database(environment.database_url, size, logger, on_committed)


async def _needs_relay(definition: ServiceDefinition, database: Database) -> bool:
    """It publishes, or an earlier design left events in its outbox.

    Where the database can't tell, it does: a relay without work is harmless.
    """
    if definition.outbox != "relay":
        return False
    if definition.publishes:
        return True
    try:
        rows, _ = await database.raw(HAS_PENDING)
    except psycopg.Error:
        return True
    return bool(rows[0]["pending"])


def _names_in(row: RelayRow) -> tuple[str | None, str | None]:
    """Type and trace stand near the start of what the runtime wrote; parsing the whole would cost more."""
    start = row.envelope[:1000]
    event = re.search(r'"type":"((?:[^"\\]|\\.)*)"', start)
    trace = re.search(r'"traceparent":"([^"]*)"', start)
    return event and event[1], valid_traceparent(trace and trace[1])


async def _ping(database: Database) -> str:
    try:
        await database.raw("SELECT 1 AS one")
    except Exception as error:
        return f"down: {error}"
    return "up"
