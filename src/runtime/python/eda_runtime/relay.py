"""Moves committed events from the outbox to the broker. Any number of relays may run on one database.

Order per key never depends on the leases: no row is sent before the broker accepted every earlier one of
its key, so overlapping relays make duplicates, not disorder.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import psycopg

from .alarm import Alarm
from .backoff import Backoff, backoff_ms
from .contract import Logger, PublishProbe
from .publish_confirmation import BulkPublisher, PublishConfirmation
from .publish_wave import WaveResult, publish_wave
from .relay_buffer import RelayBuffer, TopicQueue
from .relay_row import RelayRow
from .relay_session import LANES, RelaySession, open_relay_session

# Rows in memory above which nothing more is read.
_WINDOW = 2000
_WAVE = 100
# Rows that the broker accepted are deleted together: a statement for each wave costs more than the rows. After a crash
# they come twice.
_ACKNOWLEDGE_AT = 500
_ACKNOWLEDGE_AFTER = 0.05
_LEASE = 1.0
_STOP = 10.0
_KEY_BACKOFF = Backoff(initial_ms=500, max_ms=60_000)
_TOPIC_BACKOFF = Backoff(initial_ms=200, max_ms=15_000)
_RECONNECT = Backoff(initial_ms=100, max_ms=5_000)


def _ignore_row(_row: RelayRow) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayOptions:
    """What a relay works with, and how patient it is. Times in seconds."""

    database_url: str
    sidecar: BulkPublisher
    logger: Logger
    history: bool = False
    """Moves sent rows to `eda.outbox_sent`, whose partitions must exist."""
    probes: Mapping[str, PublishProbe] = field(default_factory=dict)
    """Dapr components whose word is not enough, and how to ask behind what was published."""
    attempts: int = 10
    """Failures of its own after which a row is parked."""
    key_backoff: Backoff = _KEY_BACKOFF
    topic_backoff: Backoff = _TOPIC_BACKOFF
    poll: float = 1.0
    sweep: float = 30.0
    """Rows inserted behind the cursors by foreign SQL are found within this time."""
    on_published: Callable[[RelayRow], None] = _ignore_row
    on_parked: Callable[[RelayRow], None] = _ignore_row


@dataclass(frozen=True, slots=True)
class RelayState:
    """What operators see of a relay."""

    connected: bool
    lanes: int
    buffered: int
    troubles: Sequence[dict[str, str]]
    """Topics that can't be published to, with the reason."""


class Relay:
    """Runs from `start` to `stop`."""

    def __init__(self, options: RelayOptions) -> None:
        self._options = options
        self._alarm = Alarm()
        self._stopping = False
        self._session: RelaySession | None = None
        self._buffer: RelayBuffer | None = None
        self._task: asyncio.Task[None] | None = None
        self._confirmations = {
            pubsub: PublishConfirmation(options.sidecar, pubsub, probe) for pubsub, probe in options.probes.items()
        }

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    def wake(self, lanes: Sequence[int]) -> None:
        """Something was committed to these lanes of the outbox."""
        if self._session is not None:
            self._session.hints.update(lanes)
        self._alarm.ring()

    async def stop(self) -> None:
        """Finishes the requests in flight (10 s at most), deletes what was accepted, gives the lanes back."""
        self._stopping = True
        self._alarm.ring()
        if self._task is not None:
            await self._task

    def state(self) -> RelayState:
        buffer = self._buffer
        topics = [] if buffer is None else list(buffer.topics.values())
        return RelayState(
            connected=self._session is not None,
            lanes=0 if buffer is None else len(buffer.lanes()),
            buffered=0 if buffer is None else buffer.size(),
            troubles=[
                {"topic": topic.target.topic, "kind": topic.trouble.kind, "reason": topic.trouble.reason}
                for topic in topics
                if topic.trouble is not None
            ],
        )

    async def _run(self) -> None:
        failures = 0
        while not self._stopping:
            try:
                session = await open_relay_session(self._options.database_url, self._options.history, self._alarm.ring)
                failures = 0
                self._session, self._buffer = session, RelayBuffer()
                try:
                    work = _Session(self._options, session, self._buffer, self._confirmations, self._alarm)
                    await work.run(lambda: self._stopping)
                finally:
                    self._session = self._buffer = None
                    await session.close()
            except (psycopg.Error, OSError) as error:
                failures += 1
                self._options.logger.warning("relay lost its database session", error=str(error))
            if not self._stopping:
                await self._alarm.wait(backoff_ms(_RECONNECT, max(1, failures)) / 1000)


class _Session:
    """Works until the session breaks or the relay stops: one loop, one step at a time."""

    def __init__(
        self,
        options: RelayOptions,
        session: RelaySession,
        buffer: RelayBuffer,
        confirmations: Mapping[str, PublishConfirmation],
        alarm: Alarm,
    ) -> None:
        self._options = options
        self._session = session
        self._buffer = buffer
        self._confirmations = confirmations
        self._served = 0
        self._alarm = alarm
        self._outcomes: list[tuple[TopicQueue, WaveResult]] = []
        self._accepted: list[RelayRow] = []
        self._accepted_since = 0.0
        self._sending: set[asyncio.Task[None]] = set()

    async def run(self, is_stopping: Callable[[], bool]) -> None:
        options, session, buffer = self._options, self._session, self._buffer
        next_lease = next_poll = next_sweep = 0.0
        wanted = True
        while not is_stopping():
            if session.broken():
                raise ConnectionError("the connection was closed")
            now = time.time()
            if now >= next_lease:
                await self._acknowledge()
                wanted = await self._lease_lanes() or wanted
                next_lease = now + _LEASE
            if now >= next_sweep or session.parked_changed:
                session.parked_changed = False
                buffer.set_blocked(await session.blocked_keys(buffer.lanes()))
                if not buffer.overflowed():
                    buffer.rewind_all()
                next_sweep = now + options.sweep
                wanted = True
            if session.notified or now >= next_poll:
                session.notified = False
                wanted = True
                next_poll = now + options.poll * (0.75 + random.random() / 2)
            if (wanted or session.hints or buffer.has_unread()) and self._has_room():
                cursors = buffer.cursors(None if wanted else session.hints)
                session.hints.clear()
                wanted = False
                if cursors:
                    buffer.admit(cursors, await session.fetch(cursors))
            await self._settle()
            now = time.time()
            for topic in self._in_turn():
                confirmation = self._confirmations.get(topic.target.pubsub)
                room = _WAVE if confirmation is None else min(_WAVE, confirmation.room())
                topic.held = room < 1
                if topic.busy or topic.held or topic.paused_until > now:
                    continue
                rows = buffer.take(topic, room, now)
                if rows:
                    self._send(topic, rows)
            more = buffer.has_unread() and self._has_room()
            idle = not self._sending and not more
            if len(self._accepted) >= _ACKNOWLEDGE_AT or idle or now - self._accepted_since >= _ACKNOWLEDGE_AFTER:
                await self._acknowledge()
            if more:
                # Lets the answers in that are waiting for their turn.
                await asyncio.sleep(0)
                continue
            due = [next_lease, next_poll, next_sweep]
            key_due = buffer.next_due()
            if key_due is not None:
                due.append(key_due)
            if self._accepted:
                due.append(self._accepted_since + _ACKNOWLEDGE_AFTER)
            session.listen()
            try:
                await self._alarm.wait(min(due) - time.time())
            finally:
                session.deafen()
        deadline = time.time() + _STOP
        while self._sending and time.time() < deadline:
            await self._alarm.wait(deadline - time.time())
        await self._settle()
        await self._acknowledge()

    def _has_room(self) -> bool:
        return self._buffer.active() < _WINDOW / 2 and self._buffer.size() < _WINDOW * 10

    def _in_turn(self) -> Iterable[TopicQueue]:
        """Topics; where they share the room of a component, whoever was served last at the end."""
        topics = self._buffer.topics.values()
        return sorted(topics, key=lambda topic: topic.served_at) if self._confirmations else topics

    def _send(self, topic: TopicQueue, rows: Sequence[RelayRow]) -> None:
        topic.busy = True
        self._served += 1
        topic.served_at = self._served
        confirmation = self._confirmations.get(topic.target.pubsub)
        if confirmation is not None:
            confirmation.reserve(len(rows))

        async def publish() -> None:
            result = await publish_wave(self._options.sidecar, topic.target, rows, confirmation)
            if confirmation is not None:
                confirmation.release(len(rows))
            topic.busy = False
            self._outcomes.append((topic, result))

        def finish(task: asyncio.Task[None]) -> None:
            self._sending.discard(task)
            self._alarm.ring()

        task = asyncio.create_task(publish())
        self._sending.add(task)
        task.add_done_callback(finish)

    async def _settle(self) -> None:
        while self._outcomes:
            topic, result = self._outcomes.pop(0)
            if not self._accepted:
                self._accepted_since = time.time()
            self._accepted += result.accepted
            await self._settle_wave(topic, result)

    async def _acknowledge(self) -> None:
        rows, self._accepted = self._accepted, []
        if rows:
            await self._session.acknowledge(rows)
            self._buffer.acknowledged(rows)

    async def _lease_lanes(self) -> bool:
        """Takes lanes up to this relay's share and gives back what exceeds it. Whether it got any."""
        session, buffer = self._session, self._buffer
        share = -(-LANES // await session.count_relays())
        own = buffer.lanes()
        if len(own) > share:
            pending = {row.lane for row in self._accepted}
            released: list[int] = []
            for lane in own:
                if len(own) - len(released) <= share:
                    break
                if buffer.remove_lane(lane, pending):
                    released.append(lane)
            if released:
                await session.release(released)
            return False
        if len(own) == share:
            return False
        held = set(own)
        free = [lane for lane in range(LANES) if lane not in held]
        start = random.randrange(len(free))
        got = await session.lease([*free[start:], *free[:start]], share - len(own))
        if not got:
            return False
        # Before the first read of a new lane: its blocked keys must not leave.
        buffer.set_blocked(await session.blocked_keys([*own, *got]))
        for lane in got:
            buffer.add_lane(lane)
        return True

    async def _settle_wave(self, topic: TopicQueue, result: WaveResult) -> None:
        """Draws the conclusions. An outage counts against nobody; a row pays only for its own failures."""
        options, logger = self._options, self._options.logger
        now = time.time()
        if result.accepted:
            if topic.trouble is not None:
                logger.info("topic can be published to again", topic=topic.target.topic)
            topic.failures = 0
            topic.last_accepted_at = now
            topic.trouble = None
            for row in result.accepted:
                self._buffer.accepted(row)
                options.on_published(row)
        systemic = result.trouble is not None and result.trouble.kind == "systemic"
        paused = systemic
        for one in result.failed:
            row = one.row
            others = row.failed_at is not None and topic.last_accepted_at > row.failed_at
            if result.in_doubt and others and not one.own:
                # It may be what breaks the connection. No attempt is used up: a slow broker would have it parked.
                row.doubts += 1
                row.not_before = now + backoff_ms(options.key_backoff, row.doubts) / 1000
                row.failed_at = now
            if systemic or not (one.own or (others and not result.in_doubt)):
                if row.failed_at is None:
                    row.failed_at = now
                paused = True
                self._buffer.failed(row)
            else:
                await self._count_failure(row, one.error, now)
        if not paused or result.trouble is None:
            return
        topic.failures += 1
        topic.paused_until = now + backoff_ms(options.topic_backoff, topic.failures) / 1000
        if topic.trouble is None:
            logger.warning(
                "topic cannot be published to",
                topic=topic.target.topic,
                kind=result.trouble.kind,
                reason=result.trouble.reason,
            )
        topic.trouble = result.trouble

    async def _count_failure(self, row: RelayRow, error: str, now: float) -> None:
        options, logger = self._options, self._options.logger
        row.attempts += 1
        row.failed_at = now
        if row.attempts >= options.attempts:
            await self._session.park(row, error)
            self._buffer.parked(row)
            options.on_parked(row)
            logger.error(
                "event parked",
                topic=row.topic,
                eventId=row.event_id,
                outboxId=row.id,
                error=error,
                blocksKey=row.strict,
            )
            return
        row.not_before = now + backoff_ms(options.key_backoff, row.attempts) / 1000
        await self._session.record_failure(row, error)
        self._buffer.failed(row)
        logger.warning(
            "event not published",
            topic=row.topic,
            eventId=row.event_id,
            attempt=row.attempts,
            error=error,
        )
