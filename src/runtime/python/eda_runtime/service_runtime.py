"""What the parts of a running service share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx

from .contract import Logger, ServiceDefinition, ServiceWiring
from .database import Database
from .errors import DeadlineError, RetryableError, no_database
from .message import Message
from .metrics import Metrics
from .places import Places
from .recent_map import RecentMap
from .sidecar import PublishTarget, Sidecar

T = TypeVar("T")
_HANDLED_IDS = 100_000
# For what is cut to give up its connection.
_CUT = 1.0


@dataclass(slots=True, kw_only=True, eq=False)
class ServiceRuntime:
    """Made once, by `start_service`."""

    definition: ServiceDefinition
    wiring: ServiceWiring
    database: Database | None
    """None with `database: none`."""
    sidecar: Sidecar
    logger: Logger
    metrics: Metrics
    calls: Any
    """Clients of the called services."""
    instance: str
    """Of this process: tells replicas apart."""
    handlers: Places
    """Handlers at once, so that the pool has connections left for what settles them."""
    prepared: bool = False
    stopping: bool = False
    aborted: bool = False
    """The time to finish what is in work is over."""
    failures: RecentMap[int] = field(default_factory=lambda: RecentMap(_HANDLED_IDS))
    """Failures of events while the database can't count them, and always with `database: none`."""
    handled: RecentMap[bool] = field(default_factory=lambda: RecentMap(_HANDLED_IDS))
    """Handled ids with `database: none`."""
    appended: Callable[[int], None] = lambda _position: None
    """Told of the last position that a commit stored: projections of the store look there."""
    _places: dict[str, Places] = field(default_factory=dict)
    _running: set[asyncio.Task[Any]] = field(default_factory=set)
    _aside: set[asyncio.Task[None]] = field(default_factory=set)

    def own_database(self) -> Database:
        """The service's database. Raises RuntimeError with `database: none`."""
        if self.database is None:
            raise no_database(self.definition.name)
        return self.database

    def takes_events(self) -> bool:
        """False before the migrations are applied, and while the service stops: come again later."""
        return self.prepared and not self.stopping

    def places(self, consumer: str, size: int) -> Places:
        """By consumer: its `concurrency`."""
        places = self._places.get(consumer)
        if places is None:
            places = self._places[consumer] = Places(size)
        return places

    async def run_with_deadline(
        self, timeout_ms: float, work: Coroutine[Any, Any, T], on_cut: Callable[[], None] = lambda: None
    ) -> T:
        """Runs work until it ends, its time is up, or the service aborts what is in work.

        In the last two cases it is cancelled, and DeadlineError is raised even if it goes on.
        """
        task = asyncio.create_task(work)
        self._running.add(task)
        try:
            done, _ = await asyncio.wait({task}, timeout=timeout_ms / 1000)
            if not done:
                on_cut()
                task.cancel()
                await asyncio.wait({task}, timeout=_CUT)
                raise DeadlineError(f"The handler took longer than {round(timeout_ms)} ms")
            if task.cancelled():
                raise DeadlineError("The service stops" if self.aborted else "The handler was cancelled")
            return task.result()
        except asyncio.CancelledError:
            on_cut()
            task.cancel()
            raise
        finally:
            self._running.discard(task)

    def run_aside(self, work: Coroutine[Any, Any, None]) -> None:
        """Starts work that nobody waits for, and that may be cut when the service stops. It must not raise."""
        task = asyncio.create_task(work)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def end_aside(self, patience: float) -> None:
        """Waits for such work, at most so many seconds, then cuts it."""
        tasks = set(self._aside)
        if not tasks:
            return
        _, left = await asyncio.wait(tasks, timeout=patience)
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left)

    def abort(self) -> None:
        """Cuts what is in work."""
        self.aborted = True
        for task in self._running:
            task.cancel()

    async def publish_all(self, messages: Sequence[Message]) -> None:
        """Sends messages one after another. Raises RetryableError if one is not accepted."""
        for message in messages:
            target = PublishTarget(message.event.pubsub, message.topic, message.event.envelope == "raw")
            try:
                await self.sidecar.publish(target, message.body, message.metadata)
            except (httpx.HTTPError, OSError, RuntimeError) as error:
                raise RetryableError(str(error)) from error
            self.metrics.count("eda_published_total", {"topic": message.topic})
