"""Orders, in the database."""

from __future__ import annotations

from collections.abc import Sequence

from app.generated.models import Line, Money, Order
from app.generated.runtime.database import Queryable, Row
from app.generated.runtime.errors import HttpError


async def insert_order(database: Queryable, *, order_id: str, customer_id: str, total: Money) -> Order | None:
    """Adds an order. None if there is one with its id."""
    row = await database.fetch_one(
        """INSERT INTO customer_order (order_id, customer_id, minor, currency) VALUES (%s, %s, %s, %s)
           ON CONFLICT (order_id) DO NOTHING RETURNING *""",
        (order_id, customer_id, total.minor, total.currency),
    )
    return None if row is None else _to_order(row)


async def find_order(database: Queryable, order_id: str) -> Order | None:
    """The order of an id."""
    row = await database.fetch_one("SELECT * FROM customer_order WHERE order_id = %s", (order_id,))
    return None if row is None else _to_order(row)


async def end_order(
    database: Queryable, order_id: str, status: str, *, tracking_code: str | None = None, reason: str | None = None
) -> None:
    """Remembers how an order ended."""
    await database.execute(
        "UPDATE customer_order SET status = %s, tracking_code = %s, reason = %s WHERE order_id = %s",
        (status, tracking_code, reason, order_id),
    )


def total_of(lines: Sequence[Line]) -> Money:
    """What an order costs. Raises HttpError (400) where its lines have several currencies."""
    currencies = {line.unit_price.currency for line in lines}
    if len(currencies) > 1:
        raise HttpError(400, "All lines of an order have one currency")
    return Money(
        minor=sum(line.quantity * line.unit_price.minor for line in lines),
        currency=currencies.pop(),
    )


def _to_order(row: Row) -> Order:
    return Order(
        order_id=str(row["order_id"]),
        customer_id=str(row["customer_id"]),
        status=row["status"],
        total=Money(minor=row["minor"], currency=row["currency"]),
        tracking_code=row["tracking_code"],
        reason=row["reason"],
    )
