"""Keeps the projections of a service's store up to date, and rebuilds them when somebody asks.

Every replica does it: a row lock tells who is at which one, and a process that dies gives it back.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

import psycopg

from .alarm import wait_at_most
from .append_horizon import read_horizon
from .contract import Projection, ServiceDefinition
from .database import Database, Row
from .event_id import clean
from .projection_rebuild import begin_rebuild, step_rebuild, swap_rebuilt
from .projection_tick import tick_projection
from .service_runtime import ServiceRuntime
from .statements import NOTE_TROUBLE, PREPARE_SLOT, READ_SLOTS

_POLL = 0.5
# While another replica is at a projection that has something to take.
_BUSY = 0.025
_HORIZON_MS = 1000
_PAUSE = 5.0


def positioned_projections(definition: ServiceDefinition) -> list[Projection]:
    """Projections that have a position: fed from the store, or able to be rebuilt from what they keep."""
    return [one for one in definition.projections if one.stored or one.keep]


def is_ticked(projection: Projection) -> bool:
    """Whether a projection takes events of the store by itself, some time after they were stored."""
    return bool(projection.stored) and not projection.immediate


class ProjectionRunner:
    """Runs from `start` to `stop`."""

    def __init__(self, runtime: ServiceRuntime, database: Database) -> None:
        self._runtime = runtime
        self._database = database
        self._projections = positioned_projections(runtime.definition)
        self._wanted = asyncio.Event()
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._rebuilds: dict[str, asyncio.Task[None]] = {}

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    def wake(self) -> None:
        """Something was stored."""
        self._wanted.set()

    async def stop(self) -> None:
        self._stopping.set()
        self._wanted.set()
        if self._task is not None:
            await self._task
        await asyncio.gather(*self._rebuilds.values())

    async def _run(self) -> None:
        prepared = False
        while not self._stopping.is_set():
            self._wanted.clear()
            try:
                if not prepared:
                    await prepare_slots(self._runtime.definition, self._database, self._projections)
                pause = await self._round()
                prepared = True
            except Exception as error:
                self._runtime.logger.warning("projections could not be looked after", error=str(error))
                pause = _PAUSE
            if not self._stopping.is_set():
                await wait_at_most(self._wanted, pause * (0.75 + random.random() / 2))

    async def _round(self) -> float:
        """Looks after all of them once. Returns the pause until the next time, in seconds."""
        slots, _ = await self._database.raw(READ_SLOTS)
        for projection in self._projections:
            own = [slot for slot in slots if slot["name"] == projection.name]
            if any(slot["rebuild"] or slot["state"] == "building" for slot in own):
                self._rebuild(projection)
        behind = [one for one in self._projections if is_ticked(one) and _is_behind(one, slots)]
        if not behind:
            return _POLL
        until = await read_horizon(self._database, _HORIZON_MS)
        if until is None:
            return _BUSY
        pause = _POLL
        for projection in behind:
            result = "more"
            while result == "more" and not self._stopping.is_set():
                result = await tick_projection(self._runtime, self._database, projection, until)
            if result == "busy":
                pause = _BUSY
        return pause

    def _rebuild(self, projection: Projection) -> None:
        name = projection.name
        if name not in self._rebuilds:
            task = self._rebuilds[name] = asyncio.create_task(self._rebuild_carefully(projection))
            task.add_done_callback(lambda _: self._rebuilds.pop(name, None))

    async def _rebuild_carefully(self, projection: Projection) -> None:
        try:
            await run_rebuild(self._runtime, self._database, projection, self._stopping)
        except Exception as error:
            self._runtime.logger.error("projection cannot be rebuilt", projection=projection.name, error=error)
            try:
                await self._database.raw(NOTE_TROUBLE, projection.name, clean(str(error)[:2000]))
            except Exception as second:
                self._runtime.logger.debug("trouble of a projection not noted", error=str(second))
            await wait_at_most(self._stopping, _PAUSE)


def _is_behind(projection: Projection, slots: Sequence[Row]) -> bool:
    return any(
        slot["name"] == projection.name and slot["state"] == "live" and slot["position"] < slot["last"]
        for slot in slots
    )


async def prepare_slots(definition: ServiceDefinition, database: Database, projections: Sequence[Projection]) -> None:
    """Gives each projection its row.

    One that is written at once and comes to a store that has events already is built first; one that begins to keep
    what it took before without keeping it can never be rebuilt whole.
    """
    for one in projections:
        arriving = [event for event in one.events if event not in one.stored]
        consumers = [f"{definition.name}/{event}/{one.name}" for event in arriving]
        await database.raw(PREPARE_SLOT, one.name, one.table, one.immediate, list(one.stored), one.keep, consumers)


async def run_rebuild(
    runtime: ServiceRuntime, database: Database, projection: Projection, stopping: asyncio.Event
) -> None:
    """Builds a projection to its end; gives up where another replica is at it."""
    await begin_rebuild(runtime, database, projection)
    refusals = 0
    while not stopping.is_set():
        until = await read_horizon(database, _HORIZON_MS)
        if until is None:
            continue
        step = await step_rebuild(runtime, database, projection, until)
        if step == "more":
            # Asked for again meanwhile, say by a migration: from the start.
            await begin_rebuild(runtime, database, projection)
            continue
        if step != "near":
            return
        try:
            if await swap_rebuilt(runtime, database, projection) == "swapped":
                return
        except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
            # Somebody else had the table, or was in the way.
            refusals += 1
            if refusals % 10 == 0:
                runtime.logger.warning(
                    "the rebuilt table waits for those who use the old",
                    projection=projection.name,
                    attempts=refusals,
                )
        await wait_at_most(stopping, _POLL)
