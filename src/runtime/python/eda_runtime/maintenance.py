"""Retention, partitions, interrupted releases: every half minute, in the background."""

from __future__ import annotations

import asyncio
import re
import time
from datetime import UTC, datetime, timedelta
from typing import get_args

from .alarm import wait_at_most
from .database import Database, RawQueryable
from .dead_letter import DeadLetterReason
from .inbox import prune_inbox
from .outbox_admin import measure_outbox
from .projection_admin import measure_lag
from .projection_runner import is_ticked, positioned_projections
from .replay import resume_releases
from .saga_store import count_open_runs
from .service_runtime import ServiceRuntime
from .statements import COUNT_FAULTS, LIST_PARTITIONS, LOCK_PARTITIONS, MEASURE_TABLES

_TICK = 30.0
_HOUR = 3600.0


class Maintenance:
    """Runs from `start` to `stop`."""

    def __init__(self, runtime: ServiceRuntime, database: Database) -> None:
        self._runtime = runtime
        self._database = database
        self._pruned = 0.0
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        self._stopping.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while not await wait_at_most(self._stopping, _TICK):
            await self._tick()

    async def _tick(self) -> None:
        definition, logger = self._runtime.definition, self._runtime.logger
        try:
            await resume_releases(self._runtime, self._database)
            if time.monotonic() - self._pruned < _HOUR:
                return
            count = await prune_inbox(self._database, definition.inbox_retention_ms)
            if definition.history_ms is not None:
                await maintain_history(self._database, definition.history_ms)
            self._pruned = time.monotonic()
            if count > 0:
                logger.info("inbox pruned", events=count)
        except Exception as error:
            logger.warning("maintenance failed", error=str(error))


async def maintain_history(client: RawQueryable, history_ms: float, now: datetime | None = None) -> None:
    """Makes the partitions of today and tomorrow (UTC) and drops those that ended more than `history_ms` ago.

    Replicas may do it at once: the second finds it done.
    """
    moment = now or datetime.now(UTC)
    today = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    rows, _ = await client.raw(LIST_PARTITIONS)
    existing = {row["name"] for row in rows}
    statements: list[str] = []
    for start in (today, today + timedelta(days=1)):
        name = f"outbox_sent_{start:%Y%m%d}"
        if name not in existing:
            end = start + timedelta(days=1)
            statements.append(
                f"CREATE TABLE IF NOT EXISTS eda.{name} PARTITION OF eda.outbox_sent "
                f"FOR VALUES FROM ('{start.isoformat()}') TO ('{end.isoformat()}')"
            )
    for name in sorted(existing):
        match = re.fullmatch(r"outbox_sent_([0-9]{4})([0-9]{2})([0-9]{2})", name)
        if match is None:
            continue
        start = datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC)
        if start + timedelta(days=1) < moment - timedelta(milliseconds=history_ms):
            statements.append(f"DROP TABLE IF EXISTS eda.{name}")
    if statements:
        # Several statements in one query are one transaction; names are computed here or match the pattern.
        await client.raw("; ".join([LOCK_PARTITIONS, *statements]))


async def measure_database(runtime: ServiceRuntime, database: Database) -> None:
    """Reads what only the database knows into the metrics. Costs a probe per lane: called at scrapes."""
    waiting, oldest_seconds = await measure_outbox(database)
    rows, _ = await database.raw(MEASURE_TABLES)
    row, metrics = rows[0], runtime.metrics
    metrics.gauge("eda_outbox_backlog", waiting)
    metrics.gauge("eda_outbox_oldest_seconds", oldest_seconds)
    metrics.gauge("eda_outbox_parked", row["parked"])
    letters = {reason: (row["letters"] or {}).get(reason, 0) for reason in get_args(DeadLetterReason)}
    metrics.gauge("eda_dead_letters", sum(letters.values()))
    for reason, count in letters.items():
        metrics.gauge("eda_dead_letters_by_reason", count, {"reason": reason})
    metrics.gauge("eda_blocked_keys", row["blocked"])
    await _measure_sagas(runtime, database)
    await _measure_projections(runtime, database)


async def _measure_projections(runtime: ServiceRuntime, database: Database) -> None:
    metrics, positioned = runtime.metrics, positioned_projections(runtime.definition)
    if not positioned:
        return
    for projection in filter(is_ticked, positioned):
        lag, seconds = await measure_lag(database, projection)
        metrics.gauge("eda_projection_lag", lag, {"projection": projection.name})
        metrics.gauge("eda_projection_lag_seconds", seconds, {"projection": projection.name})
    rows, _ = await database.raw(COUNT_FAULTS)
    counts = {row["name"]: row["faults"] for row in rows}
    for projection in positioned:
        metrics.gauge("eda_projection_faults", counts.get(projection.name, 0), {"projection": projection.name})


async def _measure_sagas(runtime: ServiceRuntime, database: Database) -> None:
    metrics, sagas = runtime.metrics, runtime.definition.sagas
    if not sagas:
        return
    counts = await count_open_runs(database)
    for saga in sagas:
        own = {row["state"]: row for row in counts if row["saga"] == saga.name}
        for state in ("running", "compensating", "parked"):
            runs = own[state]["runs"] if state in own else 0
            metrics.gauge("eda_saga_runs", runs, {"saga": saga.name, "state": state})
        overdue = sum(row["runs" if state == "parked" else "overdue"] for state, row in own.items())
        metrics.gauge("eda_saga_overdue", overdue, {"saga": saga.name})
