"""Applies events to the table of a projection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .column import table_name
from .contract import Event, Projection, ServiceWiring
from .database import RawQueryable
from .row_changes import RowChanges
from .write_rows import write_rows


@dataclass(frozen=True, slots=True)
class ProjectedEvent:
    """An event of a projection, by its name in the design: its data as JSON, and the event as people's code sees it."""

    name: str
    data: Any
    typed: Callable[[], Event[Any]]


async def project_at_once(
    wiring: ServiceWiring,
    tx: RawQueryable,
    projection: Projection,
    events: Sequence[ProjectedEvent],
    table: str | None = None,
) -> None:
    """Applies events in the caller's transaction. Raises what people's code or the database says to one of them."""
    where = table or table_name(projection)
    changes = RowChanges(projection)
    for event in events:
        if not add_event(wiring, projection, event, changes):
            await write_rows(tx, projection, where, changes.take())
            add_event(wiring, projection, event, changes)
    await write_rows(tx, projection, where, changes.take())


def add_event(wiring: ServiceWiring, projection: Projection, event: ProjectedEvent, changes: RowChanges) -> bool:
    """Adds what an event changes. False where what there is has to be written first. Raises what people's code says."""
    read_key = projection.events.get(event.name)
    if read_key is None:
        return True
    fold = wiring.projections.get(projection.name, {}).get(event.name)
    if fold is None:
        raise LookupError(f"There is no projection '{projection.name}' of '{event.name}'")
    key = read_key(event.data)
    if key is None:
        return True
    change = fold(event.typed())
    return change is None or changes.add(key, change)
