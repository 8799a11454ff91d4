"""What a generated service promises, as tests that try to break it.

Definition, outbox, relay, inbox and dead letters are as they run; recording code stands in place of the handlers.
Kills of processes, sidecars and brokers are the business of `eda prove`, which runs the whole system.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from .backoff import Backoff
from .clock import current_clock
from .consume import Outcome, Status
from .context import HandlerContext, unit_of_work
from .contract import Consumer, Event, Publish, ServiceDefinition, ServiceWiring, SubscribedEvent, TopicSubscription
from .database import Database
from .dispatcher import take_event
from .errors import RetryableError
from .kit_database import KitDatabase, open_kit_database
from .kit_runtime import kit_runtime
from .message import to_json
from .relay import Relay, RelayOptions
from .replay import replay_dead_letter
from .service_runtime import ServiceRuntime
from .sidecar import HttpAnswer, PublishTarget
from .statements import COUNT_OUTBOX, LETTERS_OF_ENVELOPE, LETTERS_OF_EVENT, READ_EFFECTS

_EVENTS = 20
# Seconds; longer than any of this takes on a machine that is busy with other things.
_PATIENCE = 60.0
_FILTERED = "the example does not pass the subscription's filter"
_TOPIC_BACKOFF = Backoff(initial_ms=5, max_ms=20)


@dataclass(frozen=True, slots=True)
class Guarantee:
    """One promise, and the attack on it."""

    title: str
    prove: Callable[[KitDatabase], Awaitable[str | None]]
    """Says why there is nothing to prove. Raises AssertionError where the promise does not hold."""


def guarantees_of(definition: ServiceDefinition, examples: Mapping[str, Any]) -> Sequence[Guarantee]:
    """What the service promises; nothing with `database: none`, which promises less.

    `examples`: valid data of events as JSON, by name.
    """
    if not definition.database:
        return []
    published = [_publication(definition, name, examples[name]) for name in definition.publishes if name in examples]
    taken = [
        guarantee
        for subscription in definition.subscriptions
        for event in subscription.events
        for guarantee in _takings(definition, subscription, event, examples)
    ]
    refused = [_refusal(definition, subscription) for subscription in definition.subscriptions[:1]]
    return [*published, *taken, *refused]


@asynccontextmanager
async def open_proving_ground(migrations: str = "migrations") -> AsyncIterator[KitDatabase]:
    """A database of its own, with the service's migrations. Raises as `open_kit_database` does."""
    async with open_kit_database(_Silent(), migrations=migrations) as made:
        await made.database.execute("CREATE TABLE guarantee_effect (n serial, consumer text, event_id text)")
        yield made


def _publication(definition: ServiceDefinition, name: str, data: Any) -> Guarantee:
    event = definition.publishes[name]

    async def prove(ground: KitDatabase) -> str | None:
        runtime = _runtime(replace(definition, subscriptions=[]), {}, ground.database)

        async def commit(count: int, *, fail: bool = False) -> list[str]:
            async with unit_of_work(runtime, _as_it_is) as unit:
                ids = [unit.publish(name, event.data.load(data)) for _ in range(count)]
                if fail:
                    raise _RolledBack
            return ids

        await _rolls_back(commit(2, fail=True))
        ids: list[str] = []
        while len(ids) < _EVENTS:
            ids += await commit(5)
            await _rolls_back(commit(1, fail=True))
        assert await _count_outbox(ground.database) == len(ids), "the outbox holds what was committed"
        if definition.outbox == "connect":
            return None
        broker = _ForgetfulBroker()
        options = RelayOptions(
            database_url=ground.url, sidecar=broker, logger=_Silent(), topic_backoff=_TOPIC_BACKOFF, poll=0.2
        )
        relays = [Relay(options), Relay(options)]
        for relay in relays:
            relay.start()
        try:
            await _until(lambda: _is_empty(ground.database))
        finally:
            await asyncio.gather(*(relay.stop() for relay in relays))
        if event.envelope == "raw":
            assert len(broker.arrived) >= len(ids), "every committed event arrived"
            return None
        arrived = list(dict.fromkeys(one["id"] for one in broker.arrived))
        assert sorted(arrived) == sorted(ids), "what arrived is what was committed"
        if event.key(data) is not None:
            assert arrived == ids, "in the order of its key"
        return None

    return Guarantee(
        f"{name}: what rolls back is never published; what commits is, in order, though answers of the broker get lost",
        prove,
    )


class _RolledBack(Exception):
    pass


async def _rolls_back(work: Awaitable[object]) -> None:
    try:
        await work
    except _RolledBack:
        return
    raise AssertionError("the transaction committed")


class _ForgetfulBroker:
    """Takes all that it is given, and lets every second answer get lost: as if the relay were killed before it came."""

    def __init__(self) -> None:
        self.arrived: list[Any] = []
        self._requests = 0

    async def publish_bulk(self, target: PublishTarget, body: str) -> HttpAnswer:
        del target
        self.arrived += [entry["event"] for entry in json.loads(body)]
        self._requests += 1
        return HttpAnswer(503, "the answer got lost") if self._requests % 2 == 1 else HttpAnswer(204, "")


def _takings(
    definition: ServiceDefinition,
    subscription: TopicSubscription,
    event: SubscribedEvent,
    examples: Mapping[str, Any],
) -> list[Guarantee]:
    """What is promised of an event that handlers take; nothing of one whose deliveries can't be told apart."""
    if event.name not in examples or event.envelope == "raw":
        return []
    found: list[Guarantee] = []
    for consumer in event.consumers:
        if consumer.handler is None or not consumer.idempotent:
            continue
        taker = _Taker(definition, subscription, event, consumer, examples[event.name])
        found.append(_once(taker))
        # The second event of a version would be stale, and its handler not run.
        if _has_version(taker):
            continue
        if consumer.retry.attempts > 1:
            found.append(_clean_failure(taker))
        if consumer.dead_letter != "none":
            found.append(_poison(taker))
    return found


@dataclass(frozen=True, slots=True)
class _Taker:
    """A handler, and an event that it takes."""

    definition: ServiceDefinition
    subscription: TopicSubscription
    event: SubscribedEvent
    consumer: Consumer
    data: Any


def _has_version(taker: _Taker) -> bool:
    version_of = taker.consumer.version_of
    return version_of is not None and version_of(taker.data) is not None


def _once(taker: _Taker) -> Guarantee:
    async def prove(ground: KitDatabase) -> str | None:
        service = _Recording(taker, ground.database, _nothing)
        first, second, third = _new_id(), _new_id(), _new_id()
        if (await service.deliver(first))[1] == "filtered":
            return _FILTERED
        await asyncio.gather(*(service.deliver_until_taken(one) for one in [first, second, second, second, third]))
        for one in [first, second, third]:
            await service.deliver_until_taken(one)
        # Of one version, what follows the first is stale.
        wanted = [first] if _has_version(taker) else [first, second, third]
        assert sorted(await service.effects()) == sorted(wanted)
        return None

    return Guarantee(f"{taker.event.name}: three deliveries at once, and three more, are one effect", prove)


def _clean_failure(taker: _Taker) -> Guarantee:
    async def fail_once(context: HandlerContext[Any, Any, Any], _event_id: str) -> None:
        if context.attempt == 1:
            raise RetryableError("fails on purpose")

    async def prove(ground: KitDatabase) -> str | None:
        service = _Recording(taker, ground.database, fail_once)
        event_id = _new_id()
        status, outcome = await service.deliver(event_id)
        if outcome == "filtered":
            return _FILTERED
        assert status == "RETRY"
        assert await service.effects() == []
        assert (await service.deliver(event_id))[1] == "handled"
        assert await service.effects() == [event_id]
        return None

    return Guarantee(f"{taker.event.name}: an attempt that fails leaves nothing behind, and is made again", prove)


def _poison(taker: _Taker) -> Guarantee:
    event = taker.event
    holds = taker.consumer.ordered and event.key(taker.data) is not None

    async def prove(ground: KitDatabase) -> str | None:
        bad, good = _new_id(), _new_id()
        cured = False

        async def choke(_context: HandlerContext[Any, Any, Any], event_id: str) -> None:
            if event_id == bad and not cured:
                raise ValueError("poison on purpose")

        service = _Recording(taker, ground.database, choke)
        first = await service.deliver(bad)
        if first[1] == "filtered":
            return _FILTERED
        assert first == ("SUCCESS", "dead-lettered")
        letters, _ = await ground.database.raw(LETTERS_OF_EVENT, bad)
        assert [(one["reason"], one["error"]) for one in letters] == [("failed", "poison on purpose")]
        assert (await service.deliver(good))[1] == ("held" if holds else "handled")
        assert await service.effects() == ([] if holds else [good])
        cured = True
        replayed = await replay_dead_letter(service.runtime, ground.database, int(letters[0]["id"]))
        assert replayed.kind == "replayed"
        assert await service.effects() == ([bad, good] if holds else [good, bad])
        return None

    return Guarantee(
        f"{event.name}: poison is kept, its key waits, and goes on in order when it is replayed"
        if holds
        else f"{event.name}: poison is kept, and blocks nobody; replayed, it takes effect",
        prove,
    )


def _refusal(definition: ServiceDefinition, subscription: TopicSubscription) -> Guarantee:
    async def prove(ground: KitDatabase) -> str | None:
        runtime = _runtime(definition, {}, ground.database)
        body = f'{{"{_new_id()}":'
        assert (await take_event(runtime, subscription, body)).status == "SUCCESS"
        letters, _ = await ground.database.raw(LETTERS_OF_ENVELOPE, body)
        assert [one["reason"] for one in letters] == ["invalid"]
        return None

    return Guarantee(f"{subscription.topic}: what is no event is kept, and is not sent again", prove)


Act = Callable[[HandlerContext[Any, Any, Any], str], Awaitable[None]]


async def _nothing(_context: HandlerContext[Any, Any, Any], _event_id: str) -> None:
    return None


class _Recording:
    """The service with nothing but one consumer, whose handler writes down what it gets, then does `act`."""

    def __init__(self, taker: _Taker, database: Database, act: Act) -> None:
        self._taker = taker
        self._database = database
        # An identity of its own: what others of this consumer left in the tables is not its business.
        self._consumer = f"{taker.consumer.consumer}/{_new_id()}"
        consumer = replace(taker.consumer, consumer=self._consumer)
        self._subscription = replace(taker.subscription, events=[replace(taker.event, consumers=[consumer])])

        async def handle(event: Event[Any], context: HandlerContext[Any, Any, Any]) -> None:
            insert = "INSERT INTO guarantee_effect (consumer, event_id) VALUES (%s, %s)"
            await context.tx.execute(insert, [self._consumer, event.id])
            await act(context, event.id)

        self.runtime = _runtime(
            replace(taker.definition, subscriptions=[self._subscription]), {str(consumer.handler): handle}, database
        )

    async def deliver(self, event_id: str) -> tuple[Status, Outcome | None]:
        """Status, and what became of the event."""
        event, data = self._taker.event, self._taker.data
        subject = event.key(data)
        envelope = {
            "specversion": "1.0",
            "id": event_id,
            "source": "/guarantees",
            "type": event.type,
            **({} if subject is None else {"subject": subject}),
            "datacontenttype": "application/json",
            "dataschema": f"urn:eda:guarantees:{event.name}/{event.version}",
            "data": data,
        }
        taken = await take_event(self.runtime, self._subscription, to_json(envelope))
        return taken.status, taken.results[0][1].outcome if taken.results else None

    async def deliver_until_taken(self, event_id: str) -> None:
        """As a sidecar does it: again, until the service says that it is done."""

        async def is_taken() -> bool:
            return (await self.deliver(event_id))[0] == "SUCCESS"

        await _until(is_taken)

    async def effects(self) -> list[str]:
        """Ids of the events that took effect, in order."""
        rows, _ = await self._database.raw(READ_EFFECTS, self._consumer)
        return [str(row["id"]) for row in rows]


def _runtime(definition: ServiceDefinition, handlers: Mapping[str, Any], database: Database) -> ServiceRuntime:
    wiring = ServiceWiring(handlers=handlers, operations={}, projections={})
    return kit_runtime(definition, wiring, database, _Silent(), sent=[], calls={})


class _Silent:
    def debug(self, message: str, **fields: object) -> None: ...
    def info(self, message: str, **fields: object) -> None: ...
    def warning(self, message: str, **fields: object) -> None: ...
    def error(self, message: str, **fields: object) -> None: ...


def _as_it_is(publish: Publish) -> Publish:
    return publish


def _new_id() -> str:
    return current_clock().new_id()


async def _count_outbox(database: Database) -> int:
    rows, _ = await database.raw(COUNT_OUTBOX)
    return int(rows[0]["n"])


async def _is_empty(database: Database) -> bool:
    return await _count_outbox(database) == 0


async def _until(is_so: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not await is_so():
        assert time.monotonic() < deadline, f"not so within {_PATIENCE:.0f} s"
        await asyncio.sleep(0.005)
