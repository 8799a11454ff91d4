"""The relay's memory: for each leased lane a cursor, for each key its next rows.

Keeps the prefix rule: a row enters only behind every earlier row of its key, and leaves only as the head.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from .relay_row import RelayRow, identity_of
from .sidecar import PublishTarget

# Rows of one key at most in memory; what comes behind is read again when they are through.
_ROWS_PER_KEY = 50
# Rows of a topic that can't be published at the moment: they must not fill the window of the others.
_ROWS_PER_FAILING_TOPIC = 500
_WAVE_BYTES = 1_048_576
_FIRST_LIMIT = 4
_MAX_LIMIT = 512


@dataclass(slots=True, eq=False)
class KeyQueue:
    """Rows of one key, oldest first. The head alone may be in flight."""

    identity: str
    lane: int
    rows: list[RelayRow] = field(default_factory=list)
    in_flight: bool = False
    overflow: bool = False
    """Rows behind the last one were left in the table."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a topic can't be published to; `systemic`: until somebody changes its settings."""

    kind: Literal["outage", "systemic"]
    reason: str


@dataclass(slots=True, eq=False)
class TopicQueue:
    """What goes to one topic: sent one request at a time, paused as a whole when the topic has trouble."""

    target: PublishTarget
    ready: dict[KeyQueue, None] = field(default_factory=dict)
    waiting: dict[KeyQueue, None] = field(default_factory=dict)
    """Keys whose head backs off."""
    skipped: dict[int, int] = field(default_factory=dict)
    """Lane -> lowest id that was left in the table since the topic has trouble."""
    size: int = 0
    busy: bool = False
    held: bool = False
    """Waits until what others have sent through the same component is confirmed."""
    served_at: int = 0
    """Counts requests: whoever was served last comes last."""
    failures: int = 0
    paused_until: float = 0.0
    last_accepted_at: float = 0.0
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class LaneCursor:
    """Where to read on in a lane."""

    lane: int
    after: int
    limit: int


@dataclass(slots=True)
class _Lane:
    cursor: int = 0
    """Last id that was read."""
    limit: int = _FIRST_LIMIT
    frontier: int = 0
    """Up to here all was read but the rows that keys left behind."""
    returning: set[str] = field(default_factory=set)
    """Keys that have sent what they had in memory and left more behind: it is read for them alone."""
    more: bool = False
    """Whether there may be more behind the frontier."""


class RelayBuffer:
    """See the module."""

    def __init__(self) -> None:
        self.topics: dict[tuple[str, str, bool], TopicQueue] = {}
        self._lanes: dict[int, _Lane] = {}
        self._keys: dict[str, KeyQueue] = {}
        # Ids in memory, and those accepted but not yet deleted: read again, they are not news.
        self._known: set[int] = set()
        self._blocked: frozenset[str] = frozenset()
        # Lanes that may hold more than was read.
        self._unread: set[int] = set()

    def size(self) -> int:
        return sum(topic.size for topic in self.topics.values())

    def active(self) -> int:
        """Rows that may leave soon: what backs off must not keep others from being read."""
        return sum(
            topic.size - sum(len(queue.rows) for queue in topic.waiting)
            for topic in self.topics.values()
            if topic.failures == 0
        )

    def has_unread(self) -> bool:
        """Whether there may be more to read, whatever was committed since."""
        return bool(self._unread)

    def lanes(self) -> list[int]:
        return list(self._lanes)

    def add_lane(self, lane: int) -> None:
        self._lanes[lane] = _Lane()

    def remove_lane(self, lane: int, pending: set[int]) -> bool:
        """Lets go of a lane, unless a row of it is in flight or accepted but not deleted."""
        queues = [queue for queue in self._keys.values() if queue.lane == lane]
        if lane in pending or any(queue.in_flight for queue in queues):
            return False
        for queue in queues:
            self._forget(queue)
        for topic in self.topics.values():
            topic.skipped.pop(lane, None)
        self._unread.discard(lane)
        return self._lanes.pop(lane, None) is not None

    def cursors(self, only: set[int] | None = None) -> list[LaneCursor]:
        """Where to read on: in all leased lanes, or in those of `only` and those that may hold more."""
        read: list[LaneCursor] = []
        for lane, state in self._lanes.items():
            asked = only is None or lane in only
            if not asked and lane not in self._unread:
                continue
            # What was committed lies behind the frontier: whoever returns must not end the reading before it.
            if asked:
                state.more = True
            read.append(LaneCursor(lane, state.cursor, state.limit))
        self._unread.clear()
        return read

    def admit(self, read: Sequence[LaneCursor], rows: Sequence[RelayRow]) -> None:
        """Takes what was read for these cursors."""
        counts: dict[int, int] = {}
        last: dict[int, int] = {}
        for row in rows:
            counts[row.lane] = counts.get(row.lane, 0) + 1
            last[row.lane] = row.id
            if row.lane in self._lanes:
                self._admit(row)
        for cursor in read:
            state = self._lanes.get(cursor.lane)
            if state is None:
                continue
            full = counts.get(cursor.lane, 0) >= cursor.limit
            state.cursor = last.get(cursor.lane, state.cursor)
            state.limit = min(_MAX_LIMIT, cursor.limit * 2) if full else _FIRST_LIMIT
            if not full or state.cursor >= state.frontier:
                state.frontier = state.cursor
                state.returning.clear()
                state.more = full
            elif not state.returning:
                # All who returned are full again: up to the frontier nothing else is news.
                state.cursor = state.frontier
                state.limit = _FIRST_LIMIT
            if state.more if state.cursor == state.frontier else full:
                self._unread.add(cursor.lane)

    def take(self, topic: TopicQueue, most: int, now: float) -> list[RelayRow]:
        """The next rows to send to a topic, each of another key; they are in flight then."""
        for queue in list(topic.waiting):
            if queue.rows and (queue.rows[0].not_before or 0) <= now:
                del topic.waiting[queue]
                topic.ready[queue] = None
        taken: list[KeyQueue] = []
        size = 0
        for queue in topic.ready:
            head = queue.rows[0]
            # Whoever failed goes alone: it may have failed its whole request. A topic in trouble gets one row.
            alone = head.failed_at is not None or head.attempts > 0 or topic.failures > 0
            if taken and (alone or size + len(head.envelope) > _WAVE_BYTES):
                break
            taken.append(queue)
            size += len(head.envelope)
            if alone or len(taken) >= most:
                break
        for queue in taken:
            del topic.ready[queue]
            queue.in_flight = True
        return [queue.rows[0] for queue in taken]

    def accepted(self, row: RelayRow) -> None:
        """Takes the head out; its id stays known until the row is gone from the table."""
        topic, queue = self._leave(row)
        topic.size -= 1
        if queue is not None:
            queue.rows.pop(0)
            self._place(topic, queue)
            if not queue.rows:
                del self._keys[queue.identity]
                if queue.overflow:
                    self._return_for(queue, row.id)
        self._read_skipped(topic)

    def failed(self, row: RelayRow) -> None:
        """The head stays the head; `not_before` on the row says when it may go again."""
        topic, queue = self._leave(row)
        if queue is not None:
            self._place(topic, queue)

    def parked(self, row: RelayRow) -> None:
        """The row left for `outbox_parked`: its key goes on, or, if the row is strict, is blocked."""
        self.accepted(row)
        self._known.discard(row.id)
        if not row.strict:
            return
        identity = identity_of(row.pubsub, row.topic, row.key, row.id)
        self._blocked |= {identity}
        queue = self._keys.get(identity)
        if queue is not None:
            self._forget(queue)

    def acknowledged(self, rows: Iterable[RelayRow]) -> None:
        """Rows that are gone from the table."""
        self._known.difference_update(row.id for row in rows)

    def set_blocked(self, identities: frozenset[str]) -> None:
        """What is blocked now; where a key no longer is, lanes are read from the start."""
        freed = bool(self._blocked - identities)
        self._blocked = identities
        for identity in identities:
            queue = self._keys.get(identity)
            if queue is not None and not queue.in_flight:
                self._forget(queue)
        if freed:
            self.rewind_all()

    def overflowed(self) -> bool:
        """Whether rows were left in the table on purpose; from the start they would all be read again."""
        return any(topic.skipped for topic in self.topics.values()) or any(
            queue.overflow for queue in self._keys.values()
        )

    def rewind_all(self) -> None:
        for lane in self._lanes:
            self._rewind(lane, 0)

    def next_due(self) -> float | None:
        """When the next paused topic or key is due; None if none is."""
        due: list[float] = []
        for topic in self.topics.values():
            if topic.busy or topic.held:
                continue
            if topic.ready:
                due.append(topic.paused_until)
            due += [max(queue.rows[0].not_before or 0, topic.paused_until) for queue in topic.waiting]
        return min(due, default=None)

    def _topic(self, row: RelayRow) -> TopicQueue:
        raw = row.metadata is not None and '"rawPayload":"true"' in row.metadata
        name = (row.pubsub, row.topic, raw)
        topic = self.topics.get(name)
        if topic is None:
            topic = self.topics[name] = TopicQueue(PublishTarget(row.pubsub, row.topic, raw))
        return topic

    def _rewind(self, lane: int, after: int) -> None:
        state = self._lanes.get(lane)
        if state is None:
            return
        if after < state.frontier:
            state.frontier = after
            state.more = True
        if state.cursor > after:
            state.cursor = after
            self._unread.add(lane)

    def _return_for(self, queue: KeyQueue, after: int) -> None:
        """Goes back for the rows that a key left behind."""
        state = self._lanes.get(queue.lane)
        if state is None:
            return
        # Also where another has gone back further: what is read for that one must not end before.
        state.returning.add(queue.identity)
        if state.cursor <= after:
            return
        state.cursor = after
        state.limit = _ROWS_PER_KEY + 1
        self._unread.add(queue.lane)

    def _admit(self, row: RelayRow) -> None:
        if row.id in self._known:
            return
        identity = identity_of(row.pubsub, row.topic, row.key, row.id)
        if identity in self._blocked:
            return
        topic = self._topic(row)
        # Once one row of a lane was left, all that follow are: the next of the same key would overtake it.
        if row.lane in topic.skipped or (topic.failures > 0 and topic.size >= _ROWS_PER_FAILING_TOPIC):
            topic.skipped[row.lane] = min(row.id, topic.skipped.get(row.lane, row.id))
            return
        queue = self._keys.get(identity)
        if queue is None:
            queue = self._keys[identity] = KeyQueue(identity, row.lane)
        if queue.overflow:
            return
        if len(queue.rows) >= _ROWS_PER_KEY:
            queue.overflow = True
            self._lanes[row.lane].returning.discard(identity)
            return
        _insert_sorted(queue, row)
        self._known.add(row.id)
        topic.size += 1
        self._place(topic, queue)

    def _place(self, topic: TopicQueue, queue: KeyQueue) -> None:
        topic.ready.pop(queue, None)
        topic.waiting.pop(queue, None)
        if queue.rows and not queue.in_flight:
            (topic.ready if queue.rows[0].not_before is None else topic.waiting)[queue] = None

    def _leave(self, row: RelayRow) -> tuple[TopicQueue, KeyQueue | None]:
        queue = self._keys.get(identity_of(row.pubsub, row.topic, row.key, row.id))
        if queue is not None:
            queue.in_flight = False
        return self._topic(row), queue

    def _read_skipped(self, topic: TopicQueue) -> None:
        room = topic.size == 0 or (topic.failures == 0 and topic.size < _ROWS_PER_FAILING_TOPIC / 2)
        if not topic.skipped or not room:
            return
        for lane, row_id in topic.skipped.items():
            self._rewind(lane, row_id - 1)
        topic.skipped.clear()

    def _forget(self, queue: KeyQueue) -> None:
        if queue.rows:
            topic = self._topic(queue.rows[0])
            topic.size -= len(queue.rows)
            topic.ready.pop(queue, None)
            topic.waiting.pop(queue, None)
            self._read_skipped(topic)
        self._known.difference_update(row.id for row in queue.rows)
        self._keys.pop(queue.identity, None)


def _insert_sorted(queue: KeyQueue, row: RelayRow) -> None:
    """Almost always appends; a row inserted behind the cursor by foreign SQL goes to its place, but not
    before a head in flight."""
    index = len(queue.rows)
    least = 1 if queue.in_flight else 0
    while index > least and queue.rows[index - 1].id > row.id:
        index -= 1
    queue.rows.insert(index, row)
