"""A database that is being restarted is waited for; one that refuses is not."""

from __future__ import annotations

from typing import Any

import psycopg
import psycopg_pool
import pytest

from eda_runtime.begin_patiently import Patience, begin_patiently
from eda_runtime.database import Database

from .support import MemoryLogger, until

OPEN: Any = object()


class Failing:
    def __init__(self, times: int, error: Exception) -> None:
        self.calls = 0
        self._times = times
        self._error = error

    async def begin(self, lock_timeout_ms: float | None = None, wait_ms: float | None = None) -> Any:
        self.calls += 1
        if self.calls <= self._times:
            raise self._error
        return OPEN


def patience(patience_ms: float = 60_000, aborted: bool = False) -> Patience:
    return Patience(lock_timeout_ms=1, patience_ms=patience_ms, is_aborted=lambda: aborted)


AWAY = psycopg.OperationalError("server closed the connection unexpectedly")


@pytest.mark.parametrize(
    "error", [AWAY, psycopg.errors.AdminShutdown("terminating"), psycopg.errors.CannotConnectNow("starting up")]
)
async def test_waits_for_a_database_that_is_away(error: Exception) -> None:
    database = Failing(2, error)
    assert await begin_patiently(database, patience()) is OPEN
    assert database.calls == 3


@pytest.mark.parametrize(
    "error",
    [psycopg_pool.PoolTimeout("in use"), psycopg.errors.InvalidPassword("wrong"), psycopg.errors.DiskFull("full")],
)
async def test_does_not_wait_out_an_overload_nor_a_database_that_refuses(error: Exception) -> None:
    database = Failing(1, error)
    with pytest.raises(type(error)):
        await begin_patiently(database, patience())
    assert database.calls == 1


async def test_waits_no_longer_than_it_may_and_not_while_the_service_stops() -> None:
    for wanted in (patience(patience_ms=0), patience(aborted=True)):
        with pytest.raises(psycopg.OperationalError):
            await begin_patiently(Failing(9, AWAY), wanted)


async def test_says_why_there_is_no_connection_in_the_log_of_the_service() -> None:
    logger = MemoryLogger()
    database = Database("postgresql://postgres@127.0.0.1:1/none", 2, logger)
    await database.open()
    try:
        with pytest.raises(psycopg_pool.PoolTimeout, match=r"cannot be reached.*refused"):
            await database.begin(wait_ms=1_000)
        await until(lambda: "database cannot be reached" in logger.messages())
    finally:
        await database.close()


async def test_says_that_all_connections_are_in_use(url: str) -> None:
    database = Database(url, 1, MemoryLogger())
    await database.open()
    try:
        held = await database.begin()
        with pytest.raises(psycopg_pool.PoolTimeout, match="in use"):
            await database.begin(wait_ms=1_000)
        await held.rollback()
        assert await database.begin() is not None
    finally:
        await database.close()
