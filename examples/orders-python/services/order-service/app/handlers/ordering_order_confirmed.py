"""Handles ordering.order.confirmed: The order is paid and on its way."""

from app.generated.handlers import OrderingOrderConfirmedContext, OrderingOrderConfirmedEvent
from app.orders import end_order


async def handle(event: OrderingOrderConfirmedEvent, context: OrderingOrderConfirmedContext) -> None:
    """Remembers that an order is on its way."""
    await end_order(context.tx, event.data.order_id, "confirmed", tracking_code=event.data.tracking_code)
