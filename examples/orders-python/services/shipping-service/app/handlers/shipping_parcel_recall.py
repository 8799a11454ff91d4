"""Handles shipping.parcel.recall: Call the parcel of an order back."""

from app.generated.handlers import ShippingParcelRecallContext, ShippingParcelRecallEvent
from app.generated.models import ShippingParcelRecalled
from app.parcels import recall_parcel


async def handle(event: ShippingParcelRecallEvent, context: ShippingParcelRecallContext) -> None:
    """Calls the parcel of an order back. Where none is on its way there is nothing to do, a success as well."""
    order_id = event.data.order_id
    await recall_parcel(context.tx, order_id)
    context.publish.shipping_parcel_recalled(ShippingParcelRecalled(order_id=order_id))
