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
            try:
                async with asyncio.timeout(max(0.0, seconds)):
                    await self._event.wait()
            except TimeoutError:
                pass
        self._event.clear()
