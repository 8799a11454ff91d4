"""RabbitMQ behind Dapr's component: an event on its way while the channel breaks is told as accepted, and gone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any


class ForgetfulBroker:
    """One message at a time over one channel: `publishSync` and `reconnect` of pubsub/rabbitmq.

    Whoever finds the channel closed waits for `reconnect` seconds, opens it, unless somebody else did, and goes on.
    `breaks`: whether the channel breaks while a message is on its way; `breaks_next`: it does with the next.
    """

    def __init__(self, reconnect: float, breaks: Callable[[], bool] = lambda: False) -> None:
        self.kept: list[tuple[str, int]] = []
        self.forgotten: list[tuple[str, int]] = []
        self.breaks_next = False
        self._breaks = breaks
        self._reconnect = reconnect
        self._connections = 1
        self._open = True

    async def answer(self, path: str, entries: list[dict[str, Any]]) -> tuple[int, str]:
        """What the sidecar answers; the topic `probe` is nobody's."""
        is_probe = path.endswith("/probe")
        await asyncio.gather(*[self._publish(entry, is_probe) for entry in entries])
        return 204, ""

    async def _publish(self, entry: dict[str, Any], is_probe: bool) -> None:
        while not self._open:
            found = self._connections
            until = time.monotonic() + self._reconnect
            while (left := until - time.monotonic()) > 0:  # noqa: ASYNC110
                await asyncio.sleep(left)
            if found == self._connections:
                self._connections += 1
                self._open = True
        if is_probe:
            return
        data = entry["event"]["data"]
        event = (data["key"], data["n"])
        if self.breaks_next or self._breaks():
            self.breaks_next = False
            self._open = False
            self.forgotten.append(event)
        else:
            self.kept.append(event)
