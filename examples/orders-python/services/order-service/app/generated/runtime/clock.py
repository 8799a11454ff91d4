"""Where a service's times and new ids come from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Protocol

from .uuid7 import create_uuid


class Clock(Protocol):
    """The machine's, unless a test says otherwise."""

    def now(self) -> datetime:
        """With its time zone."""
        ...

    def new_id(self) -> str:
        """A UUID."""
        ...


class _SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def new_id(self) -> str:
        return create_uuid()


_SYSTEM: Clock = _SystemClock()
_current: ContextVar[Clock | None] = ContextVar("eda_clock", default=None)


def current_clock() -> Clock:
    """The clock that the running work goes by."""
    return _current.get() or _SYSTEM


@contextmanager
def by_clock(clock: Clock) -> Iterator[None]:
    """Runs what stands inside by another clock; all it awaits goes by it. For tests."""
    token = _current.set(clock)
    try:
        yield
    finally:
        _current.reset(token)


def time_text(moment: datetime) -> str:
    """In UTC, to the millisecond: `2026-03-01T09:00:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
