"""Builds the table of a projection anew beside the one that is read, and puts it in its place."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Literal

from .append_horizon import read_horizon, read_last_position
from .column import quote_name, table_name
from .compiled import describe_code, fingerprint
from .contract import Projection
from .database import Database, RawQueryable
from .projection_feed import read_feed
from .projection_tick import Step, apply_step, carefully, move_on
from .service_runtime import ServiceRuntime
from .statements import (
    AWAIT_LIVE,
    BEGIN_BUILD,
    END_BUILD,
    FORGET_FAULTS,
    LIST_GRANTS,
    LOCK_BUILDING,
    LOCK_WRITERS,
    TAKE_BUILD_OVER,
    TAKE_FAULTS_OVER,
    TAKE_REQUEST,
)

_BATCH = 5000
# So many positions behind, the rest is taken while writers wait.
_NEAR = 500
# How long the swap waits for those who read or write the table; they are more than it.
_SWAP_LOCK_MS = 2000
_SWAP_HORIZON_MS = 1000
RebuildStep = Literal["none", "busy", "more", "near", "swapped"]


def shadow_table(projection: Projection) -> str:
    """The name of the table that a projection is built in, beside the one that is read."""
    return f"{projection.table[:54]}__rebuild"


def _code_of(runtime: ServiceRuntime, projection: Projection) -> str:
    """Tells whether a table was begun by the same code."""
    columns = [asdict(column) for column in (*projection.key_columns, *projection.columns)]
    parts = [json.dumps(columns)]
    for name, fold in runtime.wiring.projections.get(projection.name, {}).items():
        parts += [name, *describe_code(fold)]
    return fingerprint(parts)


async def begin_rebuild(runtime: ServiceRuntime, database: Database, projection: Projection) -> bool:
    """Begins a rebuild that was asked for: an empty table of the same form. False where none was."""
    async with database.transaction(_SWAP_LOCK_MS) as transaction:
        tx = transaction.tx
        _, asked = await tx.raw(TAKE_REQUEST, projection.name)
        if asked == 0:
            return False
        await _create_shadow(tx, projection)
        await tx.raw(BEGIN_BUILD, projection.name, shadow_table(projection), _code_of(runtime, projection))
    runtime.logger.info("projection is rebuilt", projection=projection.name)
    return True


async def _create_shadow(tx: RawQueryable, projection: Projection) -> None:
    shadow = table_name(projection, shadow_table(projection))
    await tx.raw(f"DROP TABLE IF EXISTS {shadow}")
    await tx.raw(f"CREATE TABLE {shadow} (LIKE {table_name(projection)} INCLUDING ALL)")
    await tx.raw(FORGET_FAULTS, projection.name, "building")


async def step_rebuild(runtime: ServiceRuntime, database: Database, projection: Projection, until: int) -> RebuildStep:
    """Takes the next events into the table that is built; `until` as `read_horizon` gives it."""

    async def step_on(careful: bool) -> RebuildStep:
        async with database.transaction() as transaction:
            tx = transaction.tx
            after = await _lock_building(runtime, tx, projection)
            if isinstance(after, str):
                return after
            rows = await read_feed(tx, projection, after=after, until=until, limit=_BATCH, received=True)
            step = Step(projection, "building", table_name(projection, shadow_table(projection)), rows)
            await apply_step(runtime, tx, step, careful=careful)
            position: int = until if len(rows) < _BATCH else rows[-1]["position"]
            await move_on(tx, step, position)
            return "near" if until - position < _NEAR else "more"

    return await carefully(step_on)


async def _lock_building(
    runtime: ServiceRuntime, tx: RawQueryable, projection: Projection
) -> int | Literal["none", "busy"]:
    """Locks the row of a build, and begins it anew where other code began it and left it."""
    rows, _ = await tx.raw(LOCK_BUILDING, projection.name)
    if not rows:
        return "none"
    code = _code_of(runtime, projection)
    if rows[0]["code"] == code:
        return int(rows[0]["position"])
    if not rows[0]["abandoned"]:
        return "busy"
    await _create_shadow(tx, projection)
    await tx.raw(TAKE_BUILD_OVER, projection.name, code)
    return 0


async def swap_rebuilt(runtime: ServiceRuntime, database: Database, projection: Projection) -> RebuildStep:
    """Takes the last events and puts the built table in the place of the live one, in one transaction.

    Readers see the one or the other, whole. It gives way where readers or writers hold the table for long, with an
    error of the database (55P03); then it is to be tried again.
    """

    async def swap(careful: bool) -> RebuildStep:
        async with database.transaction(_SWAP_LOCK_MS) as transaction:
            tx = transaction.tx
            after = await _lock_building(runtime, tx, projection)
            if isinstance(after, str):
                return after
            await tx.raw(AWAIT_LIVE, projection.name)
            until = await _read_end(tx, database, projection)
            if until is None:
                return "near"
            table = table_name(projection, shadow_table(projection))
            rows = await read_feed(tx, projection, after=after, until=until, limit=2_000_000_000, received=True)
            await apply_step(runtime, tx, Step(projection, "building", table, rows), careful=careful)
            await _replace_table(tx, projection)
            await tx.raw(END_BUILD, projection.name)
            await tx.raw(FORGET_FAULTS, projection.name, "live")
            await tx.raw(TAKE_FAULTS_OVER, projection.name)
            await move_on(tx, Step(projection, "live", table, rows), until)
        runtime.logger.info("projection is rebuilt and swapped", projection=projection.name)
        return "swapped"

    return await carefully(swap)


async def _read_end(tx: RawQueryable, database: Database, projection: Projection) -> int | None:
    """The position up to which the built table has to go.

    Those who write the live table themselves, with what they store or keep, share a lock, so that alone none of them is
    open: then all there is, is to be seen.
    """
    if projection.immediate or projection.keep:
        await tx.raw(LOCK_WRITERS, projection.name)
    if projection.immediate:
        return await read_last_position(tx)
    return await read_horizon(database, _SWAP_HORIZON_MS)


async def _replace_table(tx: RawQueryable, projection: Projection) -> None:
    """Who may read the old table may read the new one. The old one is locked by now, so it goes at once."""
    live, shadow = table_name(projection), table_name(projection, shadow_table(projection))
    await tx.raw(f"LOCK TABLE {live} IN ACCESS EXCLUSIVE MODE")
    grants, _ = await tx.raw(LIST_GRANTS, live, shadow)
    for grant in grants:
        await tx.raw(grant["statement"])
    await tx.raw(f"DROP TABLE {live}")
    await tx.raw(f"ALTER TABLE {shadow} RENAME TO {quote_name(projection.table)}")
