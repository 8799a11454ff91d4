"""Errors that business code raises, and what they mean for the event or the request at hand."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

import httpx
import psycopg
import psycopg_pool


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong with a value. `path` is dotted, empty for the value itself."""

    path: str
    message: str


class RetryableError(Exception):
    """Raised by a handler: the event is delivered again later, until its attempts are spent."""


class DropError(Exception):
    """Raised by a handler: what it wrote is rolled back, the event counts as handled."""


class HttpError(Exception):
    """Raised by an operation: answered with this status and a problem document."""

    def __init__(self, status: int, message: str, issues: list[Issue] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.issues = issues or []


class InvalidEventError(Exception):
    """Data that do not fit the schema of the event: a bug of the publisher, nothing is written."""

    def __init__(self, event: str, issues: list[Issue]) -> None:
        super().__init__(f"Data of '{event}' do not fit its schema: {describe_issues(issues)}")
        self.issues = issues


class RejectedError(Exception):
    """Raised by `decide`: what the command asks for may not be.

    Operations answer 409; of a handler, the event becomes a dead letter.
    """


class ConcurrencyError(Exception):
    """Others stored events of the stream again and again while a command was decided: trying again later helps."""


class CorruptStreamError(Exception):
    """A stream that cannot be read: a version is missing, or an event is not what the design says. Names both."""


class CallError(Exception):
    """A call of another service that failed for good; `status` is 0 where no answer came."""

    def __init__(self, message: str, status: int, body: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.body = body


class DeadlineError(Exception):
    """The time of a handler is up."""


def no_database(service: str) -> RuntimeError:
    """For code that asks for a database which the design does not give its service."""
    return RuntimeError(f"Service '{service}' has no database (database: none)")


def describe_issues(issues: list[Issue]) -> str:
    """All issues in one line: `title: is missing; lines.0.sku: must be a text`."""
    return "; ".join(f"{one.path}: {one.message}" if one.path else one.message for one in issues)


# Connection, rollback by conflict, resources, lock timeout, operator intervention, disk or files of the server.
_TRANSIENT_SQLSTATES = frozenset({"08", "40", "53", "55", "57", "58"})
_TRANSIENT_TYPES = (
    RetryableError,
    ConcurrencyError,
    DeadlineError,
    asyncio.TimeoutError,
    ConnectionError,
    httpx.TransportError,
    psycopg_pool.PoolTimeout,
    psycopg_pool.PoolClosed,
)


# What a server says to those whom it will never let in; the driver keeps no SQLSTATE of it.
_REFUSED = re.compile(
    r"FATAL: +(password authentication failed|(role|database) .* does not exist|no pg_hba\.conf entry|"
    r"permission denied|role .* is not permitted to log in)"
)


def is_transient(error: BaseException | None) -> bool:
    """Whether trying again later may help: an error of network or database, or one that says so."""
    if error is None:
        return False
    if isinstance(error, CallError):
        return error.status == 0 or error.status == 429 or error.status >= 500
    if isinstance(error, _TRANSIENT_TYPES):
        return True
    if isinstance(error, psycopg.Error) and error.sqlstate is not None:
        # A database that is read-only (25006) is one that is failing over.
        return error.sqlstate[:2] in _TRANSIENT_SQLSTATES or error.sqlstate == "25006"
    # Without a SQLSTATE it comes from the driver: the connection is gone, or there was none.
    if isinstance(error, psycopg.OperationalError):
        return _REFUSED.search(str(error)) is None
    return is_transient(error.__cause__)
