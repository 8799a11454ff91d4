"""What travels with the work at hand, through every await: who caused it, and its trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flow:
    """Correlation, the event that is being handled, and the W3C trace context."""

    correlation_id: str
    causation_id: str | None = None
    traceparent: str | None = None


_current: ContextVar[Flow | None] = ContextVar("eda_flow", default=None)


def current_flow() -> Flow | None:
    """The flow of the running work, None outside of any."""
    return _current.get()


@contextmanager
def in_flow(flow: Flow) -> Iterator[None]:
    """Runs what stands inside in this flow; all it awaits sees it."""
    token = _current.set(flow)
    try:
        yield
    finally:
        _current.reset(token)
