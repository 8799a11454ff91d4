"""A relay's only database session. The leases are its advisory locks, so whoever has lost them has also
lost the means to acknowledge."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
from psycopg.rows import DictRow, dict_row

from .event_id import clean
from .relay_buffer import LaneCursor
from .relay_row import RelayRow, identity_of
from .statements import (
    COUNT_RELAYS,
    DELETE_SENT,
    FETCH_OUTBOX,
    LEASE_LANES,
    LIST_BLOCKED,
    MOVE_SENT,
    OPEN_RELAY,
    PARK,
    RECORD_PUBLISH_FAILURE,
    RELEASE_LANES,
)

LANES = 256


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
        rows = await self._run(COUNT_RELAYS)
        return max(1, int(rows[0]["n"]))

    async def lease(self, lanes: Sequence[int], most: int) -> list[int]:
        """Leases up to `most` of the lanes. Returns those it got."""
        return [row["l"] for row in await self._run(LEASE_LANES, list(lanes), most)]

    async def release(self, lanes: Sequence[int]) -> None:
        await self._run(RELEASE_LANES, list(lanes))

    async def fetch(self, cursors: Sequence[LaneCursor]) -> list[RelayRow]:
        rows = await self._run(
            FETCH_OUTBOX,
            [cursor.lane for cursor in cursors],
            [cursor.after for cursor in cursors],
            [cursor.limit for cursor in cursors],
        )
        return [_from_row(row) for row in rows]

    async def acknowledge(self, rows: Sequence[RelayRow]) -> None:
        statement = MOVE_SENT if self._history else DELETE_SENT
        await self._run(statement, [row.lane for row in rows], [row.id for row in rows])

    async def record_failure(self, row: RelayRow, error: str) -> None:
        not_before = None if row.not_before is None else row.not_before * 1000
        await self._run(RECORD_PUBLISH_FAILURE, row.lane, row.id, row.attempts, clean(error[:2000]), not_before)

    async def park(self, row: RelayRow, reason: str) -> None:
        await self._run(PARK, row.lane, row.id, row.attempts, clean(reason[:2000]))

    async def blocked_keys(self, lanes: Sequence[int]) -> frozenset[str]:
        """Keys that wait for a person."""
        rows = await self._run(LIST_BLOCKED, list(lanes))
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


def _from_row(row: Mapping[str, Any]) -> RelayRow:
    not_before = row["notBefore"]
    return RelayRow(
        row["lane"],
        row["id"],
        row["pubsub"],
        row["topic"],
        row["key"],
        row["eventId"],
        row["envelope"],
        row["metadata"],
        row["strict"],
        row["createdAt"] / 1000,
        row["attempts"],
        None if not_before is None else not_before / 1000,
    )


async def open_relay_session(url: str, history: bool, on_wake: Callable[[], None]) -> RelaySession:
    """Opens the session and announces the relay. `on_wake` is called for each notification."""
    connection: psycopg.AsyncConnection[DictRow] = await psycopg.AsyncConnection.connect(
        url, autocommit=True, row_factory=dict_row, application_name="eda relay", connect_timeout=10
    )
    try:
        await connection.execute(
            OPEN_RELAY.encode(),
            prepare=False,
        )
    except BaseException:
        await connection.close()
        raise
    return RelaySession(connection, history, on_wake)
