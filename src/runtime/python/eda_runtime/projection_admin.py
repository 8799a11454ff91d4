"""Projections as operators see them."""

from __future__ import annotations

from typing import Any, Literal

from .column import table_name
from .contract import Projection, ServiceDefinition
from .database import RawQueryable
from .projection import find_projection
from .projection_runner import is_ticked, positioned_projections
from .statements import DESCRIBE_SLOTS, FIND_VIEWS, LIST_FAULTS, MEASURE_LAG, REQUEST_REBUILD


async def list_projections(definition: ServiceDefinition, database: RawQueryable) -> list[dict[str, Any]]:
    """Describes every projection of a service, in the words of the TypeScript runtime.

    `position`, `lag` (stored events that it has not taken, counted up to 100000) and `lagSeconds` (the age of the
    oldest) are of those that take events of the store; `building` says how far a rebuild is, of which position, and
    what keeps it; `faults` are events that it goes on without, the first 20.
    """
    return [await _describe(definition, database, projection) for projection in definition.projections]


async def _describe(definition: ServiceDefinition, database: RawQueryable, projection: Projection) -> dict[str, Any]:
    status: dict[str, Any] = {
        "projection": projection.name,
        "table": projection.table,
        "from": _source_of(projection),
        "immediate": projection.immediate,
    }
    if projection not in positioned_projections(definition):
        why = "it keeps none of its events: replay them from their topics"
        return {**status, "rebuildable": why, "requested": False, "faults": []}
    slots, _ = await database.raw(DESCRIBE_SLOTS, projection.name)
    live = next((slot for slot in slots if slot["state"] == "live"), None)
    building = next((slot for slot in slots if slot["state"] == "building"), None)
    faults, _ = await database.raw(LIST_FAULTS, projection.name)
    status["rebuildable"] = await _find_obstacle(database, projection, live is None or live["complete"]) or True
    status["requested"] = live is not None and live["rebuild"]
    if live is not None and is_ticked(projection):
        lag, seconds = await measure_lag(database, projection)
        status |= {"position": int(live["position"]), "lag": lag, "lagSeconds": seconds}
    if building is not None:
        status["building"] = {
            "position": int(building["position"]),
            "of": int(building["last"]),
            "error": building["error"],
        }
    return {**status, "faults": [{**fault, "position": int(fault["position"])} for fault in faults]}


def _source_of(projection: Projection) -> Literal["store", "subscriptions", "both"]:
    if not projection.stored:
        return "subscriptions"
    return "both" if any(event not in projection.stored for event in projection.events) else "store"


async def _find_obstacle(database: RawQueryable, projection: Projection, complete: bool) -> str | None:
    """Why a projection cannot be rebuilt, if it can't."""
    if _source_of(projection) != "store" and not projection.keep:
        return "it keeps none of the events that it subscribes to: say `keep: true` in the design"
    if not complete:
        return "it took events before it kept them: those would be lost"
    rows, _ = await database.raw(FIND_VIEWS, table_name(projection))
    if not rows:
        return None
    views = ", ".join(row["view"] for row in rows)
    return f"views read its table, which a new one replaces: drop {views} before"


async def measure_lag(database: RawQueryable, projection: Projection) -> tuple[int, float]:
    """How far the live table of a projection is behind the store: events, and the age of the oldest in seconds."""
    rows, _ = await database.raw(MEASURE_LAG, projection.name, list(projection.stored))
    return rows[0]["lag"], rows[0]["seconds"]


async def request_rebuild(
    definition: ServiceDefinition, database: RawQueryable, name: str
) -> Literal["begun", "unknown"] | tuple[Literal["refused"], str]:
    """Asks for a rebuild. Returns why not, or what became of it."""
    projection = find_projection(definition.projections, name)
    if projection is None:
        return "unknown"
    status = await _describe(definition, database, projection)
    if status["rebuildable"] is not True:
        return "refused", status["rebuildable"]
    if status["requested"] or "building" in status:
        return "refused", "it is being rebuilt"
    await database.raw(REQUEST_REBUILD, name)
    return "begun"
