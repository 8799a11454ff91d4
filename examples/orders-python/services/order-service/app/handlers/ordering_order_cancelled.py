"""Handles ordering.order.cancelled: Nothing comes of the order; what was done for it is undone."""

from app.generated.handlers import OrderingOrderCancelledContext, OrderingOrderCancelledEvent
from app.orders import end_order


async def handle(event: OrderingOrderCancelledEvent, context: OrderingOrderCancelledContext) -> None:
    """Remembers that nothing comes of an order, and why."""
    await end_order(context.tx, event.data.order_id, "cancelled", reason=event.data.reason)
