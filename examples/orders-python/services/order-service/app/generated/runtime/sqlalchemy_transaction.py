"""Transactions of SQLAlchemy, for `publishing` to write in: of either kind, on any of its drivers of PostgreSQL."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from .database import Row


class AsyncSession(Protocol):
    """What `AsyncSession` and `AsyncConnection` of SQLAlchemy are, as far as it is needed."""

    def execute(self, statement: Any, parameters: Any, /) -> Awaitable[Any]: ...


class Session(Protocol):
    """What `Session` and `Connection` of SQLAlchemy are, as far as it is needed."""

    def execute(self, statement: Any, parameters: Any, /) -> Any: ...


class AsyncSqlalchemyTransaction:
    """The transaction of an `AsyncSession` or `AsyncConnection`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def raw(self, query: str, *params: object) -> tuple[list[Row], int]:
        return _read(await self._session.execute(_statement(query), _named(params)))


class SqlalchemyTransaction:
    """The transaction of a `Session` or `Connection`: nothing in it waits for the event loop."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def raw(self, query: str, *params: object) -> tuple[list[Row], int]:
        return _read(self._session.execute(_statement(query), _named(params)))


def _statement(query: str) -> Any:
    """`$1::text[]` in the words that SQLAlchemy has for every driver: a colon may not follow a parameter."""
    # Services without SQLAlchemy carry this file as well: their type checker finds no such module.
    sqlalchemy: Any = import_module("sqlalchemy")
    return sqlalchemy.text(re.sub(r"\$(\d+)::(\w+(?:\[\])?)", r"CAST(:p\1 AS \2)", query))


def _named(params: tuple[object, ...]) -> dict[str, object]:
    return {f"p{number}": value for number, value in enumerate(params, 1)}


def _read(result: Any) -> tuple[list[Row], int]:
    rows: list[Row] = [*result.mappings()] if result.returns_rows else []
    return rows, len(rows)
