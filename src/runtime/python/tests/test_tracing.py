"""One trace from a request over outbox, relay and handlers, as a collector sees it (OTLP over HTTP)."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from eda_runtime.contract import Operation, Publisher, ServiceWiring
from eda_runtime.errors import RetryableError

from .support import (
    ITEM,
    FakeSidecar,
    Item,
    MemoryLogger,
    Served,
    consumer,
    definition,
    published,
    start,
    subscription,
    until,
)

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLER = "00f067aa0ba902b7"


class Collector:
    """Takes spans as exporters send them."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.url = ""

    async def start(self) -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1/traces"
        config = uvicorn.Config(self._app, log_config=None, lifespan="off", interface="asgi3")
        self._server = BackgroundServer(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]})
        self._thread.start()

    async def stop(self) -> None:
        self._server.should_exit = True
        await asyncio.to_thread(self._thread.join)

    def named(self, name: str) -> list[Span]:
        """Spans of that name, the oldest first."""
        return sorted((span for span in self.spans if span.name == name), key=lambda span: span.start_time_unix_nano)

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for spans in resource.scope_spans:
                self.spans.extend(spans.spans)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


class BackgroundServer(uvicorn.Server):
    """Leaves signals alone: they are for the tests."""

    def capture_signals(self) -> Any:
        return nullcontext()


class ItemPublisher(Publisher):
    def made(self, item: Item) -> str:
        return self._publish("shop.item.made", item)

    def sorted(self, item: Item) -> str:
        return self._publish("shop.item.sorted", item)


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    made = Collector()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def provider(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> Iterator[TracerProvider]:
    made = TracerProvider()
    made.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=collector.url, compression=None)))
    # What `trace.set_tracer_provider` does, which can be done once a process.
    monkeypatch.setattr(trace, "get_tracer", made.get_tracer)
    yield made
    made.shutdown()


@pytest.fixture
async def shop(url: str, sidecar: FakeSidecar, migrations: Path, logger: MemoryLogger) -> AsyncIterator[Served]:
    """PUT /item -> shop.item.made -> its handler, at the second attempt -> shop.item.sorted."""
    failures = [RetryableError("not yet")]

    async def put_item(request: Any, context: Any) -> None:
        async with context.transaction() as unit:
            unit.publish.made(request.body)

    async def sort(event: Any, context: Any) -> None:
        if failures:
            raise failures.pop()
        context.publish.sorted(event.data)

    operation = Operation(
        name="putItem", method="PUT", path="/item", callers=[], from_outside=True, parameters=[], request=ITEM
    )
    made = definition(
        publishes={name: published(name) for name in ("shop.item.made", "shop.item.sorted")},
        subscriptions=[subscription(consumer(publishes=["shop.item.sorted"]))],
        operations=[operation],
    )
    wiring = ServiceWiring(
        handlers={"shop.item.made": sort},
        operations={"putItem": put_item},
        projections={},
        publisher=ItemPublisher,
        handler_publishers={"shop.item.made": ItemPublisher},
    )
    served = await start(made, wiring, url=url, sidecar=sidecar.url, migrations=migrations, logger=logger)
    yield served
    await served.stop()


async def test_a_request_and_all_that_it_leads_to_are_one_trace(
    shop: Served, sidecar: FakeSidecar, collector: Collector, provider: TracerProvider
) -> None:
    answer = await shop.http.put("/item", json={"key": "a", "n": 1}, headers={"traceparent": f"00-{TRACE}-{CALLER}-01"})
    assert answer.status_code == 204
    await until(lambda: len(sidecar.entries) == 1)
    event = sidecar.entries[0]
    assert await shop.deliver(event) == "RETRY"
    assert await shop.deliver(event) == "SUCCESS"
    await until(lambda: len(sidecar.entries) == 2)
    await until(lambda: provider.force_flush() and len(collector.spans) == 5)

    assert {span.trace_id.hex() for span in collector.spans} == {TRACE}
    [request] = collector.named("PUT /item")
    [on_its_way] = collector.named("publish shop.item.made")
    [tried, handled] = collector.named("process shop.item.made")
    [sorted_on_its_way] = collector.named("publish shop.item.sorted")
    assert (request.kind, request.parent_span_id.hex()) == (Span.SPAN_KIND_SERVER, CALLER)
    assert (on_its_way.kind, on_its_way.parent_span_id) == (Span.SPAN_KIND_PRODUCER, request.span_id)
    assert on_its_way.start_time_unix_nano <= on_its_way.end_time_unix_nano
    # Over the outbox and the relay, one span an attempt.
    for span in (tried, handled):
        assert (span.kind, span.parent_span_id) == (Span.SPAN_KIND_CONSUMER, request.span_id)
    assert tried.status.code == Status.STATUS_CODE_ERROR
    assert sorted_on_its_way.parent_span_id == handled.span_id
