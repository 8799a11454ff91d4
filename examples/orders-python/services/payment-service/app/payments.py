"""The money of each order, in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.generated.models import GetTakingsResponse, Money
from app.generated.runtime.database import Queryable

_LIMIT_MINOR = 100_000
"""Stands in for what a payment provider would say: 1,000.00 is the most that it takes at once."""


@dataclass(frozen=True, slots=True)
class Payment:
    state: Literal["taken", "declined", "refunded"]
    amount: Money
    reason: str | None
    """Why it was declined."""


async def take_payment(tx: Queryable, order_id: str, amount: Money) -> str | None:
    """Takes the money for an order. Why not, or None if it is taken.

    Asked again for the same order it answers the same, and takes nothing twice; an order that was refunded is not
    paid any more.
    """
    state, reason = ("declined", "The card has a lower limit") if amount.minor > _LIMIT_MINOR else ("taken", None)
    await tx.execute(
        """INSERT INTO payment (order_id, state, minor, currency, reason) VALUES (%s, %s, %s, %s, %s)
           ON CONFLICT DO NOTHING""",
        (order_id, state, amount.minor, amount.currency, reason),
    )
    payment = await find_payment(tx, order_id)
    if payment is None or payment.state == "refunded":
        return "The order was given up"
    return payment.reason


async def refund_payment(tx: Queryable, order_id: str) -> None:
    """Gives the money of an order back, if any was taken; none is taken afterwards."""
    await tx.execute(
        """INSERT INTO payment AS p (order_id, state) VALUES (%s, 'barred')
           ON CONFLICT (order_id) DO UPDATE SET state = 'refunded' WHERE p.state = 'taken'""",
        (order_id,),
    )


async def find_payment(database: Queryable, order_id: str) -> Payment | None:
    """None where nothing was asked for: an order that is barred was never paid."""
    row = await database.fetch_one(
        "SELECT state, minor, currency, reason FROM payment WHERE order_id = %s AND state <> 'barred'", (order_id,)
    )
    if row is None:
        return None
    return Payment(row["state"], Money(minor=row["minor"], currency=row["currency"]), row["reason"])


async def sum_takings(database: Queryable, currency: str) -> GetTakingsResponse:
    """The money that is kept, in a currency."""
    row = await database.fetch_one(
        """SELECT coalesce(sum(minor), 0)::bigint AS minor, count(*) AS payments
           FROM payment WHERE state = 'taken' AND currency = %s""",
        (currency,),
    )
    return GetTakingsResponse.model_validate(row)
