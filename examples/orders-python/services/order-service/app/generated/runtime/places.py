"""Caps how much runs at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Places:
    """A number of places, first come, first served."""

    def __init__(self, size: int) -> None:
        self._semaphore = asyncio.Semaphore(size)

    @asynccontextmanager
    async def take(self, timeout_ms: float) -> AsyncIterator[bool]:
        """Waits for a free place, which is given back at the end. False if there is none in time."""
        try:
            if self._semaphore.locked():
                await asyncio.wait_for(self._semaphore.acquire(), timeout_ms / 1000)
            else:
                await self._semaphore.acquire()
        except TimeoutError:
            yield False
            return
        try:
            yield True
        finally:
            self._semaphore.release()
