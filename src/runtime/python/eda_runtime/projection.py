"""Tables that events fill, one row a key."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from .column import SQL_TYPES, KeyValue, encode, quote_name, table_name
from .contract import Column, Projection
from .database import RawQueryable, Row
from .errors import HttpError
from .statements import REACHES_POSITION

_MAX_LIMIT = 1000
_PATIENCE_MS = 1000.0
_FIRST_PAUSE = 0.01
_LONGEST_PAUSE = 0.1


class ReadProjection:
    """Reads projections by name. Raises LookupError for a name that the service does not have."""

    def __init__(self, projections: Sequence[Projection], database: RawQueryable) -> None:
        self._projections = projections
        self._database = database

    async def get(self, name: str, *key: KeyValue) -> Row | None:
        """The row of a key (values in the order of its columns), or None."""
        projection = projection_of(self._projections, name)
        _check_key(projection, key)
        where = " AND ".join(
            f"{quote_name(column.name)} = {_place(column, index)}"
            for index, column in enumerate(projection.key_columns)
        )
        rows, _ = await self._database.raw(
            f"SELECT {_selection(projection)} FROM {table_name(projection)} WHERE {where}",
            *[encode(column, value) for column, value in zip(projection.key_columns, key, strict=True)],
        )
        return rows[0] if rows else None

    async def list(self, name: str, *, limit: int = 100, after: Sequence[KeyValue] | None = None) -> list[Row]:
        """Rows in order of the key, after `after` (a key, for the next page); `limit` at most 1000."""
        projection = projection_of(self._projections, name)
        columns = projection.key_columns
        keys = ", ".join(quote_name(column.name) for column in columns)
        where, values = "", []
        if after is not None:
            _check_key(projection, after)
            values = [encode(column, value) for column, value in zip(columns, after, strict=True)]
            where = f"WHERE ({keys}) > ({', '.join(_place(column, at) for at, column in enumerate(columns))})"
        rows, _ = await self._database.raw(
            f"SELECT {_selection(projection)} FROM {table_name(projection)} {where}"
            f" ORDER BY {keys} LIMIT {min(_MAX_LIMIT, max(1, limit))}",
            *values,
        )
        return rows

    async def reaches(self, name: str, position: int, patience_ms: float = _PATIENCE_MS) -> bool:
        """Waits until a projection knows of a position of the store, so that who stored it reads it. Whether it does.

        Raises HttpError (400) for one that takes nothing from the store.
        """
        projection = projection_of(self._projections, name)
        if projection.immediate:
            return True
        if not projection.stored:
            raise HttpError(400, f"'{name}' has no position: it takes nothing from the store of its service")
        started, pause = time.monotonic(), _FIRST_PAUSE
        while True:
            rows, _ = await self._database.raw(REACHES_POSITION, name, position)
            if rows and rows[0]["reached"]:
                return True
            if (time.monotonic() - started) * 1000 >= patience_ms:
                return False
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, 2 * pause)


def find_projection(projections: Sequence[Projection], name: str) -> Projection | None:
    """The projection of a name."""
    return next((one for one in projections if one.name == name), None)


def projection_of(projections: Sequence[Projection], name: str) -> Projection:
    """The projection of a name. Raises LookupError if the service has none of that name."""
    projection = find_projection(projections, name)
    if projection is None:
        raise LookupError(f"There is no projection '{name}'")
    return projection


def _place(column: Column, index: int) -> str:
    return f"${index + 1}::text::{SQL_TYPES[column.type]}"


def _check_key(projection: Projection, key: Sequence[object]) -> None:
    if len(key) != len(projection.key_columns):
        names = ", ".join(column.name for column in projection.key_columns)
        raise HttpError(400, f"The key of '{projection.name}' is: {names}")


def _selection(projection: Projection) -> str:
    """Days come as text, as everywhere in JSON."""
    return ", ".join(
        f"to_char({quote_name(column.name)}, 'YYYY-MM-DD') AS {quote_name(column.name)}"
        if column.type == "date"
        else quote_name(column.name)
        for column in (*projection.key_columns, *projection.columns)
    )
