"""Writes changes of rows, those of one shape in one statement."""

from __future__ import annotations

from collections.abc import Sequence

from .column import SQL_TYPES, encode, quote_name
from .contract import Column, Projection
from .database import RawQueryable
from .row_changes import Operation, RowChange


async def write_rows(tx: RawQueryable, projection: Projection, table: str, changes: Sequence[RowChange]) -> None:
    """`table` as `table_name` gives it."""
    removed = [change for change in changes if change.removed]
    if removed:
        await _delete_rows(tx, projection, table, removed)
    shapes: dict[tuple[tuple[str, str], ...], list[RowChange]] = {}
    for change in changes:
        if change.columns is not None:
            shape = tuple(sorted((name, column.operation) for name, column in change.columns.items()))
            shapes.setdefault(shape, []).append(change)
    for rows in shapes.values():
        await _upsert_rows(tx, projection, table, rows)


async def _delete_rows(tx: RawQueryable, projection: Projection, table: str, rows: Sequence[RowChange]) -> None:
    names = [quote_name(column.name) for column in projection.key_columns]
    await tx.raw(
        f"DELETE FROM {table} AS t USING unnest({_places(projection.key_columns)}) AS d({', '.join(names)})"
        f" WHERE {' AND '.join(f't.{name} = d.{name}' for name in names)}",
        *_keys(projection, rows),
    )


async def _upsert_rows(tx: RawQueryable, projection: Projection, table: str, rows: Sequence[RowChange]) -> None:
    """One upsert for rows of which the same happens to the same columns."""
    first = rows[0].columns or {}
    changed = [column for column in projection.columns if column.name in first]
    keys = ", ".join(quote_name(column.name) for column in projection.key_columns)
    written = [*projection.key_columns, *changed]
    updates = [_update(quote_name(column.name), first[column.name].operation) for column in changed]
    then = f"DO UPDATE SET {', '.join(updates)}" if updates else "DO NOTHING"
    values = [[encode(column, (row.columns or {})[column.name].value) for row in rows] for column in changed]
    await tx.raw(
        f"INSERT INTO {table} AS t ({', '.join(quote_name(column.name) for column in written)})"
        f" SELECT * FROM unnest({_places(written)}) ON CONFLICT ({keys}) {then}",
        *_keys(projection, rows),
        *values,
    )


def _keys(projection: Projection, rows: Sequence[RowChange]) -> list[list[str | None]]:
    return [[encode(column, row.key[index]) for row in rows] for index, column in enumerate(projection.key_columns)]


def _places(columns: Sequence[Column]) -> str:
    return ", ".join(f"${index}::text[]::{SQL_TYPES[column.type]}[]" for index, column in enumerate(columns, 1))


def _update(column: str, operation: Operation) -> str:
    match operation:
        case "set":
            return f"{column} = EXCLUDED.{column}"
        case "increment":
            return f"{column} = coalesce(t.{column}, 0) + EXCLUDED.{column}"
        case "greatest" | "least":
            return f"{column} = {operation}(t.{column}, EXCLUDED.{column})"
