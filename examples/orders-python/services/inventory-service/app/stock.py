"""What there is of each article, and what is set aside for orders, in the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from app.generated.models import Stock
from app.generated.runtime.database import Queryable


class Wanted(Protocol):
    """So many of one article."""

    @property
    def sku(self) -> str: ...

    @property
    def quantity(self) -> int: ...


async def reserve_stock(tx: Queryable, order_id: str, items: Iterable[Wanted]) -> str | None:
    """Sets all items of an order aside, or none. Why not, or None if they are set aside.

    Asked again for the same order it answers the same; an order that was released is not reserved any more.
    """
    inserted = await tx.execute(
        "INSERT INTO reservation (order_id, state) VALUES (%s, 'reserved') ON CONFLICT DO NOTHING", (order_id,)
    )
    if inserted == 0:
        return await _find_refusal(tx, order_id)
    wanted = _sum_by_sku(items)
    # In one order for everybody: two orders of the same articles wait for each other, and never both at once.
    rows = await tx.fetch_all(
        "SELECT sku, available FROM stock WHERE sku = ANY (%s) ORDER BY sku FOR UPDATE", ([*wanted],)
    )
    available = {row["sku"]: row["available"] for row in rows}
    short = next((sku for sku, quantity in wanted.items() if available.get(sku, 0) < quantity), None)
    if short is not None:
        reason = f"Not enough of {short}"
        await tx.execute(
            "UPDATE reservation SET state = 'rejected', reason = %s WHERE order_id = %s", (reason, order_id)
        )
        return reason
    await tx.execute(
        """WITH item AS (
             INSERT INTO reserved_item (order_id, sku, quantity)
             SELECT %s::uuid, * FROM unnest(%s::text[], %s::int[]) RETURNING sku, quantity)
           UPDATE stock SET available = available - item.quantity FROM item WHERE stock.sku = item.sku""",
        (order_id, [*wanted], [*wanted.values()]),
    )
    return None


async def release_stock(tx: Queryable, order_id: str) -> None:
    """Puts back what was set aside for an order, if anything was; it is not set aside again afterwards."""
    changed = await tx.execute(
        """INSERT INTO reservation AS r (order_id, state) VALUES (%s, 'released')
           ON CONFLICT (order_id) DO UPDATE SET state = 'released' WHERE r.state = 'reserved'""",
        (order_id,),
    )
    if changed == 0:
        return
    await tx.execute(
        """WITH item AS (DELETE FROM reserved_item WHERE order_id = %s RETURNING sku, quantity),
             locked AS (SELECT stock.sku FROM stock JOIN item USING (sku) ORDER BY stock.sku FOR UPDATE OF stock)
           UPDATE stock SET available = available + item.quantity
           FROM item JOIN locked USING (sku) WHERE stock.sku = item.sku""",
        (order_id,),
    )


async def set_stock(database: Queryable, sku: str, available: int) -> Stock:
    """Says how many of an article there are to be sold."""
    await database.execute(
        """INSERT INTO stock (sku, available) VALUES (%s, %s)
           ON CONFLICT (sku) DO UPDATE SET available = EXCLUDED.available""",
        (sku, available),
    )
    return Stock(sku=sku, available=available)


async def find_stock(database: Queryable, sku: str) -> Stock:
    """An article that nobody has heard of is one of which there is nothing."""
    row = await database.fetch_one("SELECT available FROM stock WHERE sku = %s", (sku,))
    return Stock(sku=sku, available=0 if row is None else row["available"])


async def _find_refusal(tx: Queryable, order_id: str) -> str | None:
    row = await tx.fetch_one("SELECT state, reason FROM reservation WHERE order_id = %s", (order_id,))
    if row is not None and row["state"] == "reserved":
        return None
    return (row and row["reason"]) or "The order was given up"


def _sum_by_sku(items: Iterable[Wanted]) -> Counter[str]:
    """Two lines of an order may be about the same article."""
    sums: Counter[str] = Counter()
    for item in items:
        sums[item.sku] += item.quantity
    return sums
