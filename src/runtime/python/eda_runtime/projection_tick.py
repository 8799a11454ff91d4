"""Takes the next events into a table of a projection, and notes how far it came, in one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import psycopg
import psycopg_pool

from .column import table_name
from .contract import Projection
from .database import Database, RawQueryable, Row
from .event_id import clean
from .project_at_once import add_event, project_at_once
from .projection_feed import read_fed_event, read_feed
from .row_changes import RowChanges
from .service_runtime import ServiceRuntime
from .statements import LOCK_LIVE, MOVE_ON, RECORD_FAULT
from .write_rows import write_rows

T = TypeVar("T")
ProjectionState = Literal["live", "building"]
"""Which of a projection's two tables: the one that is read, or the one that is built anew."""
_LIMIT = 500
_Faults = list[tuple[Row, Exception]]


@dataclass(frozen=True, slots=True)
class Step:
    """Rows of a projection in the order of positions, and the table that they go to."""

    projection: Projection
    state: ProjectionState
    table: str
    rows: Sequence[Row]


async def tick_projection(
    runtime: ServiceRuntime, database: Database, projection: Projection, until: int
) -> Literal["done", "more", "busy"]:
    """Takes the next events of the store into the live table; `until` as `read_horizon` gives it.

    One replica at a time; whoever finds another at it leaves it. "more" where there are events left.
    """

    async def tick(careful: bool) -> Literal["done", "more", "busy"]:
        async with database.transaction() as transaction:
            tx = transaction.tx
            slots, _ = await tx.raw(LOCK_LIVE, projection.name)
            if not slots or slots[0]["position"] >= until:
                return "done" if slots else "busy"
            rows = await read_feed(
                tx, projection, after=slots[0]["position"], until=until, limit=_LIMIT, received=False
            )
            step = Step(projection, "live", table_name(projection), rows)
            await apply_step(runtime, tx, step, careful=careful)
            await move_on(tx, step, until if len(rows) < _LIMIT else rows[-1]["position"])
            return "done" if len(rows) < _LIMIT else "more"

    return await carefully(tick)


async def carefully(work: Callable[[bool], Awaitable[T]]) -> T:
    """Runs work, and where the database finds fault with some row runs it again, an event at a time."""
    try:
        return await work(False)
    except psycopg.Error as error:
        if not _is_data_error(error):
            raise
    return await work(True)


def _is_data_error(error: Exception) -> bool:
    """A value that does not fit its column, a constraint, a row twice in one statement."""
    return isinstance(error, psycopg.DataError | psycopg.IntegrityError | psycopg.errors.CardinalityViolation)


async def apply_step(runtime: ServiceRuntime, tx: RawQueryable, step: Step, *, careful: bool) -> None:
    """Applies rows to a table. An event that cannot be applied is noted by name, and the others go on.

    Raises an error of the database where it finds fault with a row and `careful` is false.
    """
    faults = await (_apply_each if careful else _apply_together)(runtime, tx, step)
    for row, error in faults:
        name, state, text = step.projection.name, step.state, str(error) or type(error).__name__
        noted, _ = await tx.raw(RECORD_FAULT, name, state, row["position"], row["type"], clean(text[:2000]))
        runtime.logger.error(
            "projection goes on without an event",
            projection=name,
            stream=noted[0]["stream"],
            version=noted[0]["version"],
            position=row["position"],
            event=row["type"],
            error=text,
        )


async def _apply_together(runtime: ServiceRuntime, tx: RawQueryable, step: Step) -> _Faults:
    faults: _Faults = []
    changes = RowChanges(step.projection)
    for row in step.rows:
        try:
            event = read_fed_event(runtime.definition, row)
            if add_event(runtime.wiring, step.projection, event, changes):
                continue
            await write_rows(tx, step.projection, step.table, changes.take())
            add_event(runtime.wiring, step.projection, event, changes)
        except Exception as error:
            if _is_of_database(error):
                raise
            faults.append((row, error))
    await write_rows(tx, step.projection, step.table, changes.take())
    return faults


async def _apply_each(runtime: ServiceRuntime, tx: RawQueryable, step: Step) -> _Faults:
    faults: _Faults = []
    for row in step.rows:
        await tx.raw("SAVEPOINT eda_event")
        try:
            event = read_fed_event(runtime.definition, row)
            await project_at_once(runtime.wiring, tx, step.projection, [event], step.table)
        except Exception as error:
            if _is_of_database(error) and not _is_data_error(error):
                raise
            await tx.raw("ROLLBACK TO SAVEPOINT eda_event")
            faults.append((row, error))
        await tx.raw("RELEASE SAVEPOINT eda_event")
    return faults


def _is_of_database(error: Exception) -> bool:
    return isinstance(error, psycopg.Error | psycopg_pool.PoolTimeout | OSError)


async def move_on(tx: RawQueryable, step: Step, position: int) -> None:
    """Notes how far a table has come."""
    await tx.raw(MOVE_ON, step.projection.name, step.state, position)
