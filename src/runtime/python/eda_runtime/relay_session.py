"""A relay's only database session. The leases are its advisory locks, so whoever has lost them has also
lost the means to acknowledge."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg.rows import DictRow, dict_row

from .outbox import OUTBOX_CHANNEL
from .relay_buffer import LaneCursor
from .relay_row import RelayRow, identity_of

# First numbers of the advisory locks: presence of a relay, and lease of a lane.
_PRESENCE_LOCK = 778
_LEASE_LOCK = 779
LANES = 256
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

_SETTINGS = """
SET idle_session_timeout = '30s'; SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2;
SET tcp_keepalives_count = 3; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;
SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_bitmapscan = off; SET jit = off"""

_FETCH = """
SELECT o.* FROM unnest($1::smallint[], $2::bigint[], $3::int[]) AS l(lane, after, n), LATERAL (
  SELECT lane, id, pubsub, topic, key, event_id::text, envelope::text, metadata::text, strict, attempts,
    extract(epoch FROM not_before)::float8 AS not_before, extract(epoch FROM created_at)::float8 AS created_at
  FROM eda.outbox WHERE lane = l.lane AND id > l.after ORDER BY id LIMIT l.n
) o"""

_DELETE = """
DELETE FROM eda.outbox o USING unnest($1::smallint[], $2::bigint[]) AS d(lane, id)
WHERE o.lane = d.lane AND o.id = d.id"""

_DELETE_INTO_HISTORY = f"""
WITH d AS ({_DELETE} RETURNING o.id, o.pubsub, o.topic, o.key, o.event_id, o.envelope, o.metadata, o.created_at)
INSERT INTO eda.outbox_sent (id, pubsub, topic, key, event_id, envelope, metadata, created_at, sent_at)
SELECT id, pubsub, topic, key, event_id, envelope, metadata, created_at, now() FROM d"""

_RECORD_FAILURE = """
UPDATE eda.outbox SET attempts = $3, last_error = $4, not_before = to_timestamp($5::float8)
WHERE lane = $1 AND id = $2"""

_PARK = """
WITH d AS (DELETE FROM eda.outbox WHERE lane = $1 AND id = $2 RETURNING *)
INSERT INTO eda.outbox_parked
  (lane, id, pubsub, topic, key, event_id, envelope, metadata, strict, created_at, attempts, reason)
SELECT lane, id, pubsub, topic, key, event_id, envelope, metadata, strict, created_at, $3::smallint, $4 FROM d"""

_COUNT_RELAYS = f"""
SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND classid = {_PRESENCE_LOCK}
  AND objid = 0 AND objsubid = 2 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


class RelaySession:
    """Statements run one at a time; what is notified meanwhile is noted."""

    def __init__(
        self, connection: psycopg.AsyncConnection[DictRow], history: bool, on_wake: Callable[[], None]
    ) -> None:
        self._connection = connection
        self._history = history
        self._on_wake = on_wake
        self._socket = connection.fileno()
        self._lost = False
        self.notified = True
        """Something was committed, nobody knows where; the relay resets it."""
        self.hints: set[int] = set()
        """Lanes that something was committed to; the relay empties it."""
        self.parked_changed = False
        """A person decided about a parked row; the relay resets it."""
        connection.add_notify_handler(self._note)

    def listen(self) -> None:
        """Notes what the server says while no statement runs. Call `deafen` before the next one."""
        asyncio.get_running_loop().add_reader(self._socket, self._read)

    def deafen(self) -> None:
        """While a statement runs, the driver reads the socket itself."""
        asyncio.get_running_loop().remove_reader(self._socket)

    def broken(self) -> bool:
        return self._lost or self._connection.closed

    async def count_relays(self) -> int:
        """Relays of this database, this one included."""
        rows = await self._run(_COUNT_RELAYS)
        return max(1, int(rows[0]["n"]))

    async def lease(self, lanes: Sequence[int], most: int) -> list[int]:
        """Leases up to `most` of the lanes. Returns those it got."""
        query = f"SELECT l FROM unnest($1::int[]) l WHERE pg_try_advisory_lock({_LEASE_LOCK}, l) LIMIT $2::int"
        return [row["l"] for row in await self._run(query, list(lanes), most)]

    async def release(self, lanes: Sequence[int]) -> None:
        await self._run(f"SELECT pg_advisory_unlock({_LEASE_LOCK}, l) FROM unnest($1::int[]) l", list(lanes))

    async def fetch(self, cursors: Sequence[LaneCursor]) -> list[RelayRow]:
        rows = await self._run(
            _FETCH,
            [cursor.lane for cursor in cursors],
            [cursor.after for cursor in cursors],
            [cursor.limit for cursor in cursors],
        )
        return [RelayRow(**row) for row in rows]

    async def acknowledge(self, rows: Sequence[RelayRow]) -> None:
        statement = _DELETE_INTO_HISTORY if self._history else _DELETE
        await self._run(statement, [row.lane for row in rows], [row.id for row in rows])

    async def record_failure(self, row: RelayRow, error: str) -> None:
        await self._run(_RECORD_FAILURE, row.lane, row.id, row.attempts, clean(error[:2000]), row.not_before)

    async def park(self, row: RelayRow, reason: str) -> None:
        await self._run(_PARK, row.lane, row.id, row.attempts, clean(reason[:2000]))

    async def blocked_keys(self, lanes: Sequence[int]) -> frozenset[str]:
        """Keys that wait for a person."""
        rows = await self._run(
            """SELECT id, pubsub, topic, key FROM eda.outbox_parked
               WHERE strict AND lane = ANY ($1::smallint[])""",
            list(lanes),
        )
        return frozenset(identity_of(row["pubsub"], row["topic"], row["key"], row["id"]) for row in rows)

    async def close(self) -> None:
        await self._connection.close()

    async def _run(self, query: str, *params: object) -> list[dict[str, Any]]:
        async with psycopg.AsyncRawCursor(self._connection, row_factory=dict_row) as cursor:
            await cursor.execute(query.encode(), params or None, prepare=True)
            return await cursor.fetchall() if cursor.description is not None else []

    def _read(self) -> None:
        server = self._connection.pgconn
        try:
            server.consume_input()
            while (said := server.notifies()) is not None:
                self._note_payload(said.extra.decode())
        except psycopg.Error:
            self._lost = True
            self.deafen()
            self._on_wake()

    def _note(self, notification: psycopg.Notify) -> None:
        self._note_payload(notification.payload)

    def _note_payload(self, payload: str) -> None:
        if payload == "parked":
            self.parked_changed = True
        elif payload and all(lane.isdecimal() for lane in payload.split(",")):
            self.hints.update(map(int, payload.split(",")))
        else:
            self.notified = True
        self._on_wake()


def clean(text: str) -> str:
    """PostgreSQL texts hold no NUL, and no half of a surrogate pair."""
    return _UNSTORABLE.sub("\ufffd", text)


async def open_relay_session(url: str, history: bool, on_wake: Callable[[], None]) -> RelaySession:
    """Opens the session and announces the relay. `on_wake` is called for each notification."""
    connection: psycopg.AsyncConnection[DictRow] = await psycopg.AsyncConnection.connect(
        url, autocommit=True, row_factory=dict_row, application_name="eda relay", connect_timeout=10
    )
    try:
        await connection.execute(
            f"{_SETTINGS}; LISTEN {OUTBOX_CHANNEL}; SELECT pg_advisory_lock_shared({_PRESENCE_LOCK}, 0)".encode(),
            prepare=False,
        )
    except BaseException:
        await connection.close()
        raise
    return RelaySession(connection, history, on_wake)
