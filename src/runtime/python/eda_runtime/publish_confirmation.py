"""Finds out whether a broker has what its sidecar says that it accepted, and how much may be sent meanwhile.

Dapr's component for RabbitMQ says "accepted" without having heard it: `publishSync` (components-contrib 1.18.3)
answers so as well where its channel broke before the confirmation came. A probe behind the rows, to a topic that
nobody takes, tells whether that happened:

- The component publishes over one channel, one message after another, and waits for the confirmation of each. Its
  client marks a channel as closed before it tells whoever waits that nothing will come. So a row that was accepted
  without a confirmation was sent after `begin`, and has left a closed channel behind.
- Over a closed channel everybody is refused, publishers and subscribers, and whoever is refused waits for
  `within_ms` (`reconnectWaitSeconds`) before it connects anew. Nothing is accepted sooner.
- The probe is sent when the rows were answered. Accepted sooner than `within_ms` after `begin`, it found the channel
  of the rows open behind them, so that each was confirmed. Whether the probe itself was does not matter.

What takes longer is in doubt and has to be sent again: inboxes take copies. That must not become the rule where a
broker is slow, so that as many rows are under way as it confirms in a part of the time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

import httpx

from .contract import PublishProbe
from .relay_buffer import Trouble
from .sidecar import HttpAnswer, PublishTarget

# Rows under way at first: as many as go in one request.
_FIRST_ROOM = 100
_MOST_ROOM = 2000
_PROBE = '[{"entryId":"probe","event":{},"contentType":"application/json","metadata":{}}]'


class BulkPublisher(Protocol):
    """The part of the sidecar that the relay needs."""

    async def publish_bulk(self, target: PublishTarget, body: str) -> HttpAnswer: ...


class PublishConfirmation:
    """Of one component. See the module. `now` is a clock in seconds that nobody sets."""

    def __init__(
        self, sidecar: BulkPublisher, pubsub: str, probe: PublishProbe, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._sidecar = sidecar
        self._target = PublishTarget(pubsub, probe.topic, raw=True)
        self._within_ms = probe.within_ms
        self._now = now
        self._most = _FIRST_ROOM
        self._under_way = 0
        self._running: asyncio.Task[Trouble | None] | None = None
        self._next: asyncio.Task[Trouble | None] | None = None

    def room(self) -> int:
        """How many rows may be sent beside those that are under way; less than 1: none."""
        return self._most - self._under_way

    def reserve(self, rows: int) -> None:
        """Takes so much of the room, until `release`."""
        self._under_way += rows

    def release(self, rows: int) -> None:
        """Gives it back, when what became of the rows is known."""
        self._under_way -= rows

    def begin(self) -> float:
        """Notes that rows are sent now. What it gives is for `doubt`."""
        return self._now()

    async def doubt(self, sent_at: float) -> Trouble | None:
        """Asks, when the sidecar has accepted them. Why they count as not sent; None: the broker has them."""
        refused = await self._probe()
        ms = (self._now() - sent_at) * 1000
        self._adapt(ms)
        if refused is not None or ms < self._within_ms:
            return refused
        limit = f"after {self._within_ms} ms the sidecar may have connected anew"
        return Trouble("outage", f"not confirmed: {ms:.0f} ms passed, and {limit}")

    async def _probe(self) -> Trouble | None:
        """Behind all that is answered by now. Who asks while one is under way shares the one that follows it."""
        if self._next is None:
            self._next = asyncio.create_task(self._send_behind(self._running))
        return await asyncio.shield(self._next)

    async def _send_behind(self, before: asyncio.Task[Trouble | None] | None) -> Trouble | None:
        if before is not None:
            await asyncio.wait([before])
        self._running, self._next = self._next, None
        topic = self._target.topic
        try:
            answer = await self._sidecar.publish_bulk(self._target, _PROBE)
        except (httpx.HTTPError, OSError) as error:
            return Trouble("outage", f"the probe {topic} was not answered: {error or type(error).__name__}")
        if 200 <= answer.status <= 299:
            return None
        reason = f"the probe {topic} was answered with {answer.status} {answer.body[:500]}"
        return Trouble("systemic" if answer.status in (401, 403, 404) else "outage", reason)

    def _adapt(self, ms: float) -> None:
        if ms > self._within_ms / 2:
            self._most = max(1, self._most // 2)
        elif ms < self._within_ms / 4:
            self._most = min(_MOST_ROOM, self._most * 2)
