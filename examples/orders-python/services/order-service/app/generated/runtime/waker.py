"""Tells relays that something was committed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

import psycopg
import psycopg_pool

from .database import Database
from .relay import Relay
from .statements import NOTIFY_LANES

_NOTIFY_EVERY = 0.01
_SOON = 0.05


class OutboxWaker:
    """Wakes the relay of this process at once, and those of others by NOTIFY, at most every 10 ms.

    Never inside the transaction: PostgreSQL puts the commits of notifying transactions one after another.
    A lost one costs a poll.
    """

    def __init__(self) -> None:
        self.database: Database | None = None
        self.relay: Relay | None = None
        self._pending: set[int] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._notifying: set[asyncio.Task[None]] = set()
        self._closed = False

    def wake(self, lanes: Sequence[int]) -> None:
        """Call after a commit."""
        if self._closed:
            return
        if self.relay is not None:
            self.relay.wake(lanes)
        self._pending.update(lanes)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_NOTIFY_EVERY, self._start)

    def wake_soon(self, lanes: Sequence[int]) -> None:
        """Call where somebody else will commit in a moment."""
        if lanes:
            asyncio.get_running_loop().call_later(_SOON, self.wake, lanes)

    async def close(self) -> None:
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        if self._notifying:
            await asyncio.wait(self._notifying)

    def _start(self) -> None:
        self._timer = None
        lanes, self._pending = self._pending, set()
        task = asyncio.create_task(self._notify(lanes))
        self._notifying.add(task)
        task.add_done_callback(self._notifying.discard)

    async def _notify(self, lanes: Iterable[int]) -> None:
        if self.database is None:
            return
        try:
            await self.database.raw(NOTIFY_LANES, ",".join(map(str, sorted(lanes))))
        except (psycopg.Error, psycopg_pool.PoolTimeout, OSError):
            return
