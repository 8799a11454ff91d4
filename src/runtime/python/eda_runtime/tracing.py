"""Spans by the OpenTelemetry API. Without an SDK nothing is recorded, and the trace still passes through."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_PROPAGATOR = TraceContextTextMapPropagator()


def valid_traceparent(value: object) -> str | None:
    """The text if it is a valid W3C `traceparent`: sidecars without tracing send empty or zero ones."""
    return value if isinstance(value, str) and _TRACEPARENT.fullmatch(value) else None


@contextmanager
def in_span(
    name: str,
    kind: SpanKind,
    parent: str | None,
    attributes: Mapping[str, str | int | float | bool] | None = None,
) -> Iterator[str | None]:
    """Runs what stands inside in a span that continues `parent`; gives its own traceparent."""
    context = _PROPAGATOR.extract({"traceparent": parent}) if parent else None
    tracer = trace.get_tracer("eda")
    with tracer.start_as_current_span(
        name, context=context, kind=kind, attributes=attributes, record_exception=True
    ) as span:
        inside = span.get_span_context()
        own = f"00-{inside.trace_id:032x}-{inside.span_id:016x}-{int(inside.trace_flags):02x}"
        try:
            yield valid_traceparent(own) or parent
        except Exception as error:
            span.set_status(StatusCode.ERROR, str(error))
            raise


def fail_span(error: BaseException) -> None:
    """Says in the span that runs that what it stands for failed. Without an SDK nothing happens."""
    span = trace.get_current_span()
    span.record_exception(error)
    span.set_status(StatusCode.ERROR, str(error))


def record_publishing(
    name: str, parent: str | None, attributes: Mapping[str, str | int | float | bool], started_at: float
) -> None:
    """Records afterwards that an event was on its way: from its commit to its acceptance by the broker.

    It hangs on the span that published it, beside what its consumers do. `started_at` in seconds since 1970. Without an
    SDK nothing happens.
    """
    if parent is None:
        return
    trace.get_tracer("eda").start_span(
        name,
        context=_PROPAGATOR.extract({"traceparent": parent}),
        kind=SpanKind.PRODUCER,
        attributes=attributes,
        start_time=int(started_at * 1_000_000_000),
    ).end()
