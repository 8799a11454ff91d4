"""Undoes step ship of saga order-fulfilment. Takes ordering.order.cancelled: Nothing comes of the order; what
was done for it is undone.
"""

from app.generated.models import ShippingParcelRecalled
from app.generated.sagas import OrderFulfilmentShipUndoContext, OrderFulfilmentShipUndoEvent
from app.parcels import recall_parcel


async def undo(event: OrderFulfilmentShipUndoEvent, context: OrderFulfilmentShipUndoContext) -> None:
    """Calls the parcel of an order back. Where none is on its way there is nothing to do, a success as well."""
    order_id = event.data.order_id
    await recall_parcel(context.tx, order_id)
    context.publish.shipping_parcel_recalled(ShippingParcelRecalled(order_id=order_id))
