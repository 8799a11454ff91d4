"""Stops calling a service that fails, and tries again with one call after a while."""

from __future__ import annotations

import time
from collections.abc import Callable


class CircuitBreaker:
    """Opens after `failures` in a row for `open_ms`, then lets one probe through, whose result decides."""

    def __init__(self, failures: int, open_ms: float, now: Callable[[], float] = time.monotonic) -> None:
        self._most = failures
        self._open_for = open_ms / 1000
        self._now = now
        self._failures = 0
        self._opened_at: float | None = None
        self._probing = False

    def admit(self) -> bool:
        """Whether a call may go out now; every True is answered by one of the next three."""
        if self._opened_at is None:
            return True
        if self._probing or self._now() - self._opened_at < self._open_for:
            return False
        self._probing = True
        return True

    def is_open(self) -> bool:
        """Whether the next call would be refused."""
        return self._opened_at is not None and (self._probing or self._now() - self._opened_at < self._open_for)

    def succeeded(self) -> None:
        self._failures = 0
        self._opened_at = None
        self._probing = False

    def failed(self) -> None:
        self._failures += 1
        if self._probing or self._failures >= self._most:
            self._opened_at = self._now()
        self._probing = False

    def abandoned(self) -> None:
        """The call was given up by its caller, which says nothing about the service."""
        self._probing = False
