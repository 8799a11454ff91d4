"""The parcel of each order, in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.generated.models import Address
from app.generated.runtime.database import Queryable

_SERVED = frozenset({"AT", "DE", "ES", "FR", "IE", "IT", "NL", "PT"})
"""Where parcels can be sent to."""


@dataclass(frozen=True, slots=True)
class Parcel:
    state: Literal["dispatched", "refused", "recalled"]
    tracking_code: str | None = None
    reason: str | None = None
    """Why it was refused."""


async def dispatch_parcel(tx: Queryable, order_id: str, address: Address) -> Parcel:
    """Sends the parcel of an order, or refuses to.

    Asked again for the same order it answers the same, and sends nothing twice; an order that was called back is not
    sent any more.
    """
    served = address.country in _SERVED
    wanted = (
        Parcel("dispatched", tracking_code=f"P-{order_id[:8].upper()}")
        if served
        else Parcel("refused", reason=f"No parcels to {address.country}")
    )
    await tx.execute(
        """INSERT INTO parcel (order_id, state, tracking_code, reason) VALUES (%s, %s, %s, %s)
           ON CONFLICT DO NOTHING""",
        (order_id, wanted.state, wanted.tracking_code, wanted.reason),
    )
    parcel = await find_parcel(tx, order_id)
    if parcel is None or parcel.state == "recalled":
        return Parcel("refused", reason="The order was given up")
    return parcel


async def recall_parcel(tx: Queryable, order_id: str) -> None:
    """Calls the parcel of an order back, if one is on its way; none is sent afterwards."""
    await tx.execute(
        """INSERT INTO parcel AS p (order_id, state) VALUES (%s, 'barred')
           ON CONFLICT (order_id) DO UPDATE SET state = 'recalled' WHERE p.state = 'dispatched'""",
        (order_id,),
    )


async def find_parcel(database: Queryable, order_id: str) -> Parcel | None:
    """None where nothing was to be sent: an order that is barred never was."""
    row = await database.fetch_one(
        "SELECT state, tracking_code, reason FROM parcel WHERE order_id = %s AND state <> 'barred'", (order_id,)
    )
    return None if row is None else Parcel(**row)
