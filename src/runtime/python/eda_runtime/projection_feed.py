"""Events that projections are fed with: those of the store, and those that were kept when they arrived."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .contract import Event, Projection, ServiceDefinition
from .database import RawQueryable, Row
from .incoming import Passed, Unusable, find_subscribed, read_incoming
from .project_at_once import ProjectedEvent
from .statements import KEEP_RECEIVED, READ_FEED, READ_STORED_FEED
from .stored_event import event_of, find_stored, read_stored_data


async def keep_received(tx: RawQueryable, projection: str, event: str, body: str) -> None:
    """Keeps a subscribed event for a projection, in the transaction of its inbox row."""
    await tx.raw(KEEP_RECEIVED, projection, event, body)


async def read_feed(
    tx: RawQueryable, projection: Projection, *, after: int, until: int, limit: int, received: bool
) -> Sequence[Row]:
    """Events of a projection in the order of their positions, behind `after` up to `until`.

    Those of the store, and with `received` those that were kept as well, which the live table takes when they arrive.
    """
    stored = list(projection.stored)
    # Where nothing is kept, the statement for both would sort what comes sorted.
    if received and projection.keep:
        return (await tx.raw(READ_FEED, after, until, limit, stored, projection.name))[0]
    return (await tx.raw(READ_STORED_FEED, after, until, limit, stored))[0]


def read_fed_event(definition: ServiceDefinition, row: Row) -> ProjectedEvent:
    """The event of a row as the projection's code sees it, in the newest version.

    Raises an error that says why it cannot be used.
    """
    name: str = row["type"]
    if row["envelope"] is not None:
        return _read_received(definition, name, row["envelope"])
    event = find_stored(definition, name)
    if event is None:
        raise LookupError("no aggregate of the design stores it")
    data = read_stored_data(event, row["schema"], row["data"])

    def typed() -> Event[Any]:
        return event_of(
            definition.source,
            event,
            event_id=str(row["id"]),
            at=row["at"],
            meta=row["meta"],
            data=data,
            typed=event.data.load(data),
        )

    return ProjectedEvent(name, data, typed)


def _read_received(definition: ServiceDefinition, name: str, body: str) -> ProjectedEvent:
    found = find_subscribed(definition, name)
    if found is None:
        raise LookupError("the service does not subscribe to it any more")
    incoming = read_incoming(found[0], body)
    if isinstance(incoming, Unusable):
        raise ValueError(incoming.problem)
    if isinstance(incoming, Passed):
        raise ValueError("it is another event now")
    if incoming.problem is not None:
        raise incoming.problem
    return ProjectedEvent(name, incoming.envelope["data"], incoming.typed)
