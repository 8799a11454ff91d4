"""Values of columns, as texts that the server reads as the type of their column."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from .contract import Column, ColumnType, Projection

KeyValue = str | int | float
SQL_TYPES: Mapping[ColumnType, str] = {
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


def encode(column: Column, value: Any) -> str | None:
    """The text of a value; None for null. Raises TypeError for what is no JSON in a column of JSON."""
    if value is None:
        return None
    if column.type == "json":
        return json.dumps(value, default=_plain)
    if isinstance(value, bool):
        return "true" if value else "false"
    if column.type in ("text", "bigint", "integer") and isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _plain(value: object) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    raise TypeError(f"{type(value).__name__} is no JSON")


def quote_name(name: str) -> str:
    """An identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def table_name(projection: Projection, table: str | None = None) -> str:
    """Where the rows of a projection are: its table, or the one that is built anew."""
    return f'"public".{quote_name(table or projection.table)}'
