"""Aggregates that decide whatever they are told, and record on what state they did."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eda_runtime.aggregate_contract import AggregateCode
from eda_runtime.contract import ServiceDefinition
from eda_runtime.errors import ConcurrencyError
from eda_runtime.service import RunningService
from pydantic import BaseModel

MOST_EVENTS = 4
LONGEST_S = 0.02
"""Decisions stay open for a moment, so that positions of the store become visible out of their order."""
ROLLED_BACK = 0.03


class RunStream(BaseModel):
    """A stream, by its key and as the store names it, with data of each event."""

    key: str
    name: str
    data: dict[str, Any]


class DecisionOrder(BaseModel):
    """Asks an aggregate for decisions about few streams, so that deciders meet.

    The process kills itself in the transaction of decision `crashAt`: it is stored, and not committed.
    """

    run: str
    aggregate: str
    count: int
    writers: int
    streams: list[RunStream]
    crashAt: int | None = None


@dataclass
class _Recording:
    decided: Sequence[Any]
    seen: int = 0
    """Events in the state that was decided on."""
    tries: int = 0


class _RolledBackError(Exception):
    """Ends a transaction that rolls back on purpose."""


def recording_aggregates(definition: ServiceDefinition) -> Mapping[str, AggregateCode[Any, Any, Any]]:
    """The code of all aggregates of a service: the state is how many events there were."""
    code = AggregateCode(state=int, initial=0, decide=_decide, evolve=_evolve)
    return {aggregate.name: code for aggregate in definition.aggregates}


def _decide(recording: _Recording, state: int) -> Sequence[Any]:
    recording.seen = state
    recording.tries += 1
    return recording.decided


def _evolve(state: int, _event: object) -> int:
    return state + 1


async def decide_all(service: RunningService, definition: ServiceDefinition, order: DecisionOrder) -> None:
    """Has an aggregate decide, by several writers at once."""
    indexes = iter(range(order.count))

    async def write() -> None:
        for index in indexes:
            if random.random() < ROLLED_BACK:
                await _decide_once(service, definition, order, "rolls back")
            await _decide_once(service, definition, order, "dies" if index == order.crashAt else "commits")

    async with asyncio.TaskGroup() as group:
        for _ in range(order.writers):
            group.create_task(write())


async def _decide_once(service: RunningService, definition: ServiceDefinition, order: DecisionOrder, end: str) -> None:
    stream = random.choice(order.streams)
    aggregate = next(one for one in definition.aggregates if one.name == order.aggregate)
    types = {event.name: event.data for event in aggregate.events}
    names = random.choices(list(stream.data), k=random.randint(1, MOST_EVENTS))
    recording = _Recording([types[name].load(stream.data[name]) for name in names])
    try:
        async with service.transaction() as unit:
            done = await unit.aggregates[order.aggregate].execute(stream.key, recording)
            await unit.tx.raw(
                """INSERT INTO prove.decision (run, stream, seen, version, events, tries)
                   VALUES ($1, $2, $3, $4, $5, $6)""",
                *(order.run, stream.name, recording.seen, done.version, len(names), recording.tries),
            )
            await asyncio.sleep(random.random() * LONGEST_S)
            if end == "dies":
                os.kill(os.getpid(), signal.SIGKILL)
            if end == "rolls back":
                raise _RolledBackError
    except (_RolledBackError, ConcurrencyError):
        pass
