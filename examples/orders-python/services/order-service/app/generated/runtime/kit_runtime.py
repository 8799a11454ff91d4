"""A running service without a server, a relay and a sidecar: for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .contract import Logger, ServiceDefinition, ServiceWiring
from .database import Database
from .metrics import Metrics
from .places import Places
from .service_runtime import ServiceRuntime
from .sidecar import HttpAnswer, PublishTarget, Sidecar


@dataclass(frozen=True, slots=True)
class Sent:
    """What left the service without an outbox."""

    topic: str
    key: str | None
    body: str


def kit_runtime(
    definition: ServiceDefinition,
    wiring: ServiceWiring,
    database: Database | None,
    logger: Logger,
    *,
    sent: list[Sent],
    calls: Any,
) -> ServiceRuntime:
    """`sent` takes what is published without an outbox; `calls` stand in for the clients of other services."""
    return ServiceRuntime(
        definition=definition,
        wiring=wiring,
        database=database,
        sidecar=_NoSidecar(sent),
        logger=logger,
        metrics=Metrics(),
        calls=calls,
        instance="test",
        handlers=Places(8),
        prepared=True,
    )


class _NoSidecar(Sidecar):
    """Keeps what a service without a database publishes; asks nobody."""

    def __init__(self, sent: list[Sent]) -> None:
        self._sent = sent

    async def publish(self, target: PublishTarget, body: str, metadata: Mapping[str, str]) -> None:
        self._sent.append(Sent(target.topic, metadata.get("partitionKey"), body))

    async def publish_bulk(self, target: PublishTarget, body: str) -> HttpAnswer:
        raise RuntimeError("A test has no broker")

    async def invoke(self, app_id: str, path: str, **_: object) -> HttpAnswer:
        raise RuntimeError("A test has no sidecar")

    async def is_ready(self) -> bool:
        return True
