"""What orders cost, and how they are answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from app.generated.models import Line, Money, Order
from app.generated.projections import OrderOverviewRow
from app.generated.runtime.errors import HttpError


def total_of(lines: Sequence[Line]) -> Money:
    """What an order costs. Raises HttpError (400) where its lines have several currencies."""
    currencies = {line.unit_price.currency for line in lines}
    if len(currencies) > 1:
        raise HttpError(400, "All lines of an order have one currency")
    return Money(
        minor=sum(line.quantity * line.unit_price.minor for line in lines),
        currency=currencies.pop(),
    )


def order_of(row: OrderOverviewRow) -> Order:
    """An order of the read model, as it is answered."""
    return Order(
        order_id=row["order_id"],
        customer_id=str(row["customer_id"]),
        status=_status_of(row["status"]),
        total=Money(minor=row["minor"], currency=row["currency"] or ""),
        tracking_code=row["tracking_code"],
        reason=row["reason"],
        notes=row["notes"],
    )


def _status_of(text: str | None) -> Literal["placed", "confirmed", "cancelled"]:
    if text == "confirmed":
        return "confirmed"
    return "cancelled" if text == "cancelled" else "placed"
