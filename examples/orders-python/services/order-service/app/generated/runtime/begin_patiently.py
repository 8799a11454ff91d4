"""Opens a transaction, and waits for a database that is being restarted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import psycopg
import psycopg_pool

from .backoff import Backoff, backoff_ms
from .database import OpenTransaction

_PAUSE = Backoff(initial_ms=100, max_ms=1_000)
_AWAY = frozenset({"57P01", "57P02", "57P03"})


class Begins(Protocol):
    """The part of a database that is needed."""

    async def begin(self, lock_timeout_ms: float | None = None, wait_ms: float | None = None) -> OpenTransaction: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How a transaction is begun: as `Database.begin`, and how long a database that is away is waited for."""

    lock_timeout_ms: float
    patience_ms: float
    is_aborted: Callable[[], bool]
    """Ends the waiting: the service stops."""


async def begin_patiently(database: Begins, patience: Patience) -> OpenTransaction:
    """Answered at once, the sidecar would spend its attempts within seconds, and good events would end as dead letters.

    Raises what the database says when the patience is over, or for any other reason at once: an overload is not
    waited out.
    """
    end = time.monotonic() + patience.patience_ms / 1000
    failures = 0
    while True:
        try:
            return await database.begin(patience.lock_timeout_ms, (end - time.monotonic()) * 1000)
        except (psycopg.Error, OSError) as error:
            if patience.is_aborted() or time.monotonic() >= end or not is_away(error):
                raise
            failures += 1
            await asyncio.sleep(backoff_ms(_PAUSE, failures) / 1000)


def is_away(error: BaseException) -> bool:
    """Nobody listens, the connection broke, or the server starts or shuts down (class 57P).

    The pool waits for a server that it cannot reach by itself; when it has waited, the patience is over.
    """
    if isinstance(error, psycopg_pool.PoolTimeout):
        return False
    if isinstance(error, ConnectionError):
        return True
    if not isinstance(error, psycopg.OperationalError):
        return False
    # Without a SQLSTATE it comes from the driver: there is no connection.
    return error.sqlstate is None or error.sqlstate in _AWAY
