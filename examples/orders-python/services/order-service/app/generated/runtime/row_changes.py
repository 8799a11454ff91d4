"""Changes of rows that were not written yet; several of one row become one."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from .column import KeyValue, encode
from .contract import Change, Column, Projection

Operation = Literal["increment", "set", "greatest", "least"]
# A time of day of its own zone, to the microsecond: finer ones are the database's.
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """What happens to one column of a row."""

    operation: Operation
    value: Any


@dataclass(frozen=True, slots=True)
class RowChange:
    """What several events come to for one row.

    With `removed`, what there was goes first. `columns` is None where the row is not written, only removed.
    """

    key: Sequence[KeyValue]
    removed: bool
    columns: Mapping[str, ColumnChange] | None


class RowChanges:
    """Changes of the rows of a projection."""

    def __init__(self, projection: Projection) -> None:
        self._projection = projection
        self._columns = {column.name: column for column in projection.columns}
        self._rows: dict[tuple[str, ...], RowChange] = {}

    def add(self, key: Sequence[KeyValue], change: Change[Any]) -> bool:
        """Adds a change behind the others of its row.

        False where it cannot be told what both come to: write what there is, then add it again. Raises ValueError where
        the change names a column that the projection has not, or one twice.
        """
        row_id = self._identify(key)
        if change.remove:
            self._rows[row_id] = RowChange(key, True, None)
            return True
        before = self._rows.get(row_id)
        columns = dict((before.columns if before else None) or {})
        for name, following in self._column_changes(change).items():
            previous = columns.get(name)
            both = following if previous is None else _compose(self._columns[name], previous, following)
            if both is None:
                return False
            columns[name] = both
        self._rows[row_id] = RowChange(key, before is not None and before.removed, columns)
        return True

    def take(self) -> list[RowChange]:
        """All of them, in the order of their keys, which is that of their locks; none is left."""
        taken = [self._rows[row_id] for row_id in sorted(self._rows)]
        self._rows = {}
        return taken

    def _identify(self, key: Sequence[KeyValue]) -> tuple[str, ...]:
        """The same for all ways to write a key: the database would see the same row."""
        parts = zip(self._projection.key_columns, key, strict=True)
        texts = [(column.type, encode(column, value) or "") for column, value in parts]
        return tuple(text.lower() if kind == "uuid" else text for kind, text in texts)

    def _column_changes(self, change: Change[Any]) -> dict[str, ColumnChange]:
        name_of = self._projection.name
        changes: dict[str, ColumnChange] = {}
        given: Sequence[tuple[Operation, Any]] = (
            ("increment", change.increment),
            ("set", change.set),
            ("greatest", change.greatest),
            ("least", change.least),
        )
        for operation, values in given:
            for name, value in (values or {}).items():
                if name not in self._columns:
                    raise ValueError(f"Projection '{name_of}' has no column '{name}'")
                if name in changes:
                    raise ValueError(f"Column '{name}' of '{name_of}' is changed twice by one event")
                changes[name] = ColumnChange(operation, value)
        return changes


def _compose(column: Column, before: ColumnChange, following: ColumnChange) -> ColumnChange | None:
    """Two changes of a column as one; None where only the database can tell."""
    operation, value = following.operation, following.value
    if operation == "set":
        return following
    if operation == "increment":
        if before.operation not in ("increment", "set"):
            return None
        start = 0 if before.value is None else before.value
        # Sums of fractions depend on their order.
        if not _is_whole(start) or not _is_whole(value):
            return None
        return ColumnChange(before.operation, start + value)
    if before.operation not in (operation, "set"):
        return None
    # As in PostgreSQL, the greater of nothing and something is something.
    if before.value is None:
        return ColumnChange(before.operation, value)
    old, other = _comparable(column, before.value), _comparable(column, value)
    if old is None or other is None:
        return None
    wins = other > old if operation == "greatest" else other < old
    return ColumnChange(before.operation, value if wins else before.value)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _comparable(column: Column, value: object) -> float | None:
    """A number that is in the order of the column's values; texts are ordered by the database alone."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return None if math.isnan(value) else value
    if column.type != "timestamp":
        return None
    if isinstance(value, str) and _TIME.fullmatch(value) is not None:
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.timestamp()
    return None
