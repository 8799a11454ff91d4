"""What the pool of connections says by itself, in the service's log, and behind the errors of who waits for it."""

from __future__ import annotations

import itertools
import logging
import time

import psycopg_pool

from .contract import Logger

_SOURCE = logging.getLogger("psycopg.pool")
_numbers = itertools.count(1)
# The pool tries again and again: once in this time is enough to be told.
_REPEAT = 5.0
_RECENT = 15.0


class PoolWatch(logging.Handler):
    """Watches one pool by its name, from `start` to `stop`."""

    def __init__(self, logger: Logger) -> None:
        super().__init__(logging.WARNING)
        self.set_name(f"eda-{next(_numbers)}")
        self._logger = logger
        self._reason = ""
        self._failed_at = 0.0
        self._told_at = 0.0

    @property
    def pool_name(self) -> str:
        """What the pool has to be called."""
        return self.name or ""

    def start(self) -> None:
        _SOURCE.propagate = False
        _SOURCE.addHandler(self)

    def stop(self) -> None:
        _SOURCE.removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        _, own, reason = message.partition(f"'{self.pool_name}': ")
        if not own:
            return
        now = time.monotonic()
        self._reason, self._failed_at = " ".join(reason.split()), now
        if now - self._told_at >= _REPEAT:
            self._told_at = now
            self._logger.warning("database cannot be reached", error=self._reason)

    def explain(self, error: psycopg_pool.PoolTimeout) -> psycopg_pool.PoolTimeout:
        """With the reason, where connections failed lately; else all connections are in use."""
        if self._reason and time.monotonic() - self._failed_at < _RECENT:
            return psycopg_pool.PoolTimeout(f"The database cannot be reached: {self._reason}")
        return psycopg_pool.PoolTimeout(f"All connections to the database are in use: {error}")
