"""Step ship of saga order-fulfilment. Takes payments.payment.taken: An order is paid."""

from app.generated.models import ShippingParcelDispatched, ShippingParcelRefused
from app.generated.sagas import OrderFulfilmentShipContext, OrderFulfilmentShipEvent
from app.parcels import dispatch_parcel


async def act(event: OrderFulfilmentShipEvent, context: OrderFulfilmentShipContext) -> None:
    """Sends the parcel of an order, or says why it can't."""
    order_id = event.data.order_id
    parcel = await dispatch_parcel(context.tx, order_id, event.data.address)
    if parcel.tracking_code is not None:
        sent = ShippingParcelDispatched(order_id=order_id, tracking_code=parcel.tracking_code)
        context.publish.shipping_parcel_dispatched(sent)
    else:
        refused = ShippingParcelRefused(order_id=order_id, reason=parcel.reason or "Refused")
        context.publish.shipping_parcel_refused(refused)
