"""The pool of connections, and transactions whose published events are written right before COMMIT."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, LiteralString, Protocol

import psycopg
import psycopg_pool
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from .contract import Logger
from .message import Message
from .outbox import write_outbox
from .pool_watch import PoolWatch

Row = Mapping[str, Any]
Params = Sequence[Any] | Mapping[str, Any] | None
Connection = psycopg.AsyncConnection[DictRow]
# Seconds for a connection.
_WAIT = 10.0
_LEAST_WAIT = 1.0


class Queryable(Protocol):
    """Anything that runs SQL with psycopg's `%s` parameters: a pool, or a transaction."""

    async def execute(self, query: LiteralString, params: Params = None) -> int:
        """Runs a statement. Returns how many rows it changed or gave."""
        ...

    async def fetch_one(self, query: LiteralString, params: Params = None) -> Row | None:
        """The first row, or None."""
        ...

    async def fetch_all(self, query: LiteralString, params: Params = None) -> list[Row]:
        """All rows."""
        ...


class RawQueryable(Protocol):
    """Runs the runtime's own statements, with `$1` parameters."""

    async def raw(self, query: str, *params: object) -> tuple[list[Row], int]:
        """Rows, and how many were changed or given."""
        ...


class Transaction:
    """An open transaction. What runs in it has to be awaited before it ends."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._open = True

    @property
    def connection(self) -> Connection:
        """The connection itself. Don't COMMIT on it; `connection.transaction()` makes a savepoint."""
        self._check()
        return self._connection

    async def execute(self, query: LiteralString, params: Params = None) -> int:
        self._check()
        return (await self._connection.execute(query, params)).rowcount

    async def fetch_one(self, query: LiteralString, params: Params = None) -> Row | None:
        self._check()
        return await (await self._connection.execute(query, params)).fetchone()

    async def fetch_all(self, query: LiteralString, params: Params = None) -> list[Row]:
        self._check()
        return [*await (await self._connection.execute(query, params)).fetchall()]

    async def raw(self, query: str, *params: object) -> tuple[list[Row], int]:
        self._check()
        return await run_raw(self._connection, query, params)

    def close(self) -> None:
        """Nothing more may run in it."""
        self._open = False

    def _check(self) -> None:
        if not self._open:
            raise RuntimeError("The transaction has ended; await what runs in it")


class OpenTransaction:
    """A transaction in the hands of the runtime; exactly one of `commit`, `rollback`, `destroy` ends it."""

    def __init__(
        self,
        pool: AsyncConnectionPool[Connection],
        connection: Connection,
        on_committed: Callable[[list[int]], None],
    ) -> None:
        self._pool = pool
        self._connection = connection
        self._on_committed = on_committed
        self._messages: list[Message] = []
        self._follow_ups: list[Callable[[], None]] = []
        self._open = True
        self.tx = Transaction(connection)

    def enqueue(self, message: Message) -> None:
        """Adds to what `commit` writes to the outbox."""
        if not self._open:
            raise RuntimeError("The transaction has ended; publish before it does")
        self._messages.append(message)

    def after_commit(self, work: Callable[[], None]) -> None:
        """Runs when the transaction is committed, and only then."""
        self._follow_ups.append(work)

    async def commit(self) -> None:
        """Writes the outbox, then commits. Rolls back and raises if it can't be committed."""
        try:
            if not self._open:
                raise RuntimeError("The transaction has ended")
            lanes = await write_outbox(self.tx, self._messages)
            self.tx.close()
            cursor = await self._connection.execute("COMMIT", prepare=False)
            # PostgreSQL answers ROLLBACK, and no error, to the COMMIT of a broken transaction.
            if cursor.statusmessage != "COMMIT":
                raise RuntimeError("The transaction was rolled back: a statement in it failed")
        except BaseException:
            await self.rollback()
            raise
        await self._end()
        if lanes:
            self._on_committed(lanes)
        for follow_up in self._follow_ups:
            follow_up()

    async def rollback(self) -> None:
        if not self._open:
            return
        self.tx.close()
        try:
            await self._connection.execute("ROLLBACK", prepare=False)
        except (psycopg.Error, OSError):
            await self.destroy()
            return
        await self._end()

    async def destroy(self) -> None:
        """Ends the session itself: nothing that still runs on it can commit."""
        if not self._open:
            return
        self.tx.close()
        await self._connection.close()
        await self._end()

    async def _end(self) -> None:
        self._open = False
        await self._pool.putconn(self._connection)


class Database:
    """Connections are made when needed, so it opens while the server is down."""

    def __init__(
        self,
        url: str,
        size: int,
        logger: Logger,
        on_committed: Callable[[list[int]], None] = lambda _lanes: None,
    ) -> None:
        self.url = url
        self.size = size
        self._on_committed = on_committed
        self._watch = PoolWatch(logger)
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            url,
            connection_class=psycopg.AsyncConnection[DictRow],
            kwargs={
                "autocommit": True,
                "row_factory": dict_row,
                "application_name": "eda",
                "prepare_threshold": 1,
                "connect_timeout": 10,
            },
            name=self._watch.pool_name,
            min_size=0,
            max_size=size,
            # A pool without free connections is an overload, answered RETRY rather than waited out.
            timeout=_WAIT,
            reconnect_timeout=5,
            open=False,
        )

    async def open(self) -> None:
        self._watch.start()
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close(5)
        self._watch.stop()

    async def begin(self, lock_timeout_ms: float | None = None, wait_ms: float | None = None) -> OpenTransaction:
        """Opens a transaction. Waiting longer for a row fails with SQLSTATE 55P03.

        `wait_ms`: how long for a connection. Raises PoolTimeout that says why there was none.
        """
        wait = _WAIT if wait_ms is None else max(_LEAST_WAIT, wait_ms / 1000)
        try:
            connection = await self._pool.getconn(wait)
        except psycopg_pool.PoolTimeout as error:
            raise self._watch.explain(error) from error
        try:
            limit = "" if lock_timeout_ms is None else f"; SET LOCAL lock_timeout = {math.ceil(lock_timeout_ms)}"
            # One round trip: the simple protocol takes several statements, and the number is our own.
            await connection.execute(f"BEGIN{limit}".encode(), prepare=False)
        except BaseException:
            await connection.close()
            await self._pool.putconn(connection)
            raise
        return OpenTransaction(self._pool, connection, self._on_committed)

    @asynccontextmanager
    async def transaction(self, lock_timeout_ms: float | None = None) -> AsyncIterator[OpenTransaction]:
        """Commits at the end, rolls back if what stands inside raises. `lock_timeout_ms` as `begin` takes it."""
        transaction = await self.begin(lock_timeout_ms)
        try:
            yield transaction
        except BaseException:
            await transaction.rollback()
            raise
        await transaction.commit()

    async def execute(self, query: LiteralString, params: Params = None) -> int:
        async with self._connection() as connection:
            return (await connection.execute(query, params)).rowcount

    async def fetch_one(self, query: LiteralString, params: Params = None) -> Row | None:
        async with self._connection() as connection:
            return await (await connection.execute(query, params)).fetchone()

    async def fetch_all(self, query: LiteralString, params: Params = None) -> list[Row]:
        async with self._connection() as connection:
            return [*await (await connection.execute(query, params)).fetchall()]

    async def raw(self, query: str, *params: object) -> tuple[list[Row], int]:
        async with self._connection() as connection:
            return await run_raw(connection, query, params)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        try:
            connection = await self._pool.getconn()
        except psycopg_pool.PoolTimeout as error:
            raise self._watch.explain(error) from error
        try:
            yield connection
        finally:
            await self._pool.putconn(connection)


async def run_raw(connection: Connection, query: str, params: Sequence[object]) -> tuple[list[Row], int]:
    """Runs a statement with `$1` parameters."""
    async with psycopg.AsyncRawCursor(connection, row_factory=dict_row) as cursor:
        await cursor.execute(query.encode(), params or None)
        rows: list[Row] = [*await cursor.fetchall()] if cursor.description is not None else []
        return rows, max(0, cursor.rowcount)
