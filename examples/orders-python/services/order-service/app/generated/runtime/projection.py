"""Tables that events fill, one row a key."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from .contract import Change, Column, Projection
from .database import RawQueryable, Row
from .errors import HttpError

_MAX_LIMIT = 1000
KeyValue = str | int | float


async def apply_change(tx: RawQueryable, projection: Projection, key: Sequence[KeyValue], change: Change[Any]) -> None:
    """One upsert a row: with several events at once, the row's own lock puts them one after another."""
    table = f'"public".{_quote(projection.table)}'
    keys = [_quote(column.name) for column in projection.key_columns]
    typed = [_encode(column, value) for column, value in zip(projection.key_columns, key, strict=True)]
    if change.remove:
        where = " AND ".join(
            f"{column} = {_place(projection.key_columns[index], index)}" for index, column in enumerate(keys)
        )
        await tx.raw(f"DELETE FROM {table} WHERE {where}", *typed)
        return
    values: list[Any] = typed
    columns: list[str] = []
    updates: list[str] = []
    places = [_place(column, index) for index, column in enumerate(projection.key_columns)]
    for changes, update in (
        (change.increment, "coalesce(t.{0}, 0) + EXCLUDED.{0}"),
        (change.set, "EXCLUDED.{0}"),
        (change.greatest, "greatest(t.{0}, EXCLUDED.{0})"),
        (change.least, "least(t.{0}, EXCLUDED.{0})"),
    ):
        for name, value in (changes or {}).items():
            column = next((one for one in projection.columns if one.name == name), None)
            if column is None:
                raise ValueError(f"Projection '{projection.name}' has no column '{name}'")
            quoted = _quote(name)
            if quoted in columns:
                raise ValueError(f"Column '{name}' is changed twice by one event")
            places.append(_place(column, len(values)))
            values.append(_encode(column, value))
            columns.append(quoted)
            updates.append(f"{quoted} = {update.replace('{0}', quoted)}")
    then = f"DO UPDATE SET {', '.join(updates)}" if updates else "DO NOTHING"
    await tx.raw(
        f"INSERT INTO {table} AS t ({', '.join([*keys, *columns])}) VALUES ({', '.join(places)})"
        f" ON CONFLICT ({', '.join(keys)}) {then}",
        *values,
    )


class ReadProjection:
    """Reads projections by name. Raises LookupError for a name that the service does not have."""

    def __init__(self, projections: Sequence[Projection], database: RawQueryable) -> None:
        self._projections = projections
        self._database = database

    async def get(self, name: str, *key: KeyValue) -> Row | None:
        """The row of a key (values in the order of its columns), or None."""
        projection = self._find(name)
        _check_key(projection, key)
        where = " AND ".join(
            f"{_quote(column.name)} = {_place(column, index)}" for index, column in enumerate(projection.key_columns)
        )
        rows, _ = await self._database.raw(
            f'SELECT {_selection(projection)} FROM "public".{_quote(projection.table)} WHERE {where}',
            *[_encode(column, value) for column, value in zip(projection.key_columns, key, strict=True)],
        )
        return rows[0] if rows else None

    async def list(self, name: str, *, limit: int = 100, after: Sequence[KeyValue] | None = None) -> list[Row]:
        """Rows in order of the key, after `after` (a key, for the next page); `limit` at most 1000."""
        projection = self._find(name)
        columns = projection.key_columns
        keys = ", ".join(_quote(column.name) for column in columns)
        where, values = "", []
        if after is not None:
            _check_key(projection, after)
            values = [_encode(column, value) for column, value in zip(columns, after, strict=True)]
            where = f"WHERE ({keys}) > ({', '.join(_place(column, at) for at, column in enumerate(columns))})"
        rows, _ = await self._database.raw(
            f'SELECT {_selection(projection)} FROM "public".{_quote(projection.table)} {where}'
            f" ORDER BY {keys} LIMIT {min(_MAX_LIMIT, max(1, limit))}",
            *values,
        )
        return rows

    def _find(self, name: str) -> Projection:
        for projection in self._projections:
            if projection.name == name:
                return projection
        raise LookupError(f"There is no projection '{name}'")


_SQL_TYPES: Mapping[str, str] = {
    "integer": "integer",
    "bigint": "bigint",
    "number": "double precision",
    "text": "text",
    "boolean": "boolean",
    "timestamp": "timestamptz",
    "date": "date",
    "uuid": "uuid",
    "json": "jsonb",
}


def _place(column: Column, index: int) -> str:
    """Values go as texts: the server reads them as the type of their column."""
    return f"${index + 1}::text::{_SQL_TYPES[column.type]}"


def _encode(column: Column, value: Any) -> str | None:
    if value is None:
        return None
    if column.type == "json":
        return json.dumps(value, default=_plain)
    if isinstance(value, bool):
        return "true" if value else "false"
    if column.type == "text" and isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _plain(value: object) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    raise TypeError(f"{type(value).__name__} is no JSON")


def _check_key(projection: Projection, key: Sequence[object]) -> None:
    if len(key) != len(projection.key_columns):
        names = ", ".join(column.name for column in projection.key_columns)
        raise HttpError(400, f"The key of '{projection.name}' is: {names}")


def _selection(projection: Projection) -> str:
    """Days come as text, as everywhere in JSON."""
    return ", ".join(
        f"to_char({_quote(column.name)}, 'YYYY-MM-DD') AS {_quote(column.name)}"
        if column.type == "date"
        else _quote(column.name)
        for column in (*projection.key_columns, *projection.columns)
    )


def _quote(name: str) -> str:
    """An identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'
