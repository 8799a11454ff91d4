"""Lets a loop sleep until something happens."""

from __future__ import annotations

import asyncio


class Alarm:
    """For one sleeper."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()

    async def wait(self, seconds: float) -> None:
        """Returns after the time, or when it rang since the last wait."""
        if not self._event.is_set():
            await wait_at_most(self._event, max(0.0, seconds))
        self._event.clear()


async def wait_at_most(event: asyncio.Event, seconds: float) -> bool:
    """Waits until something happens, at most so long. Whether it did."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False
