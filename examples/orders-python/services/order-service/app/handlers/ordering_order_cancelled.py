"""Handles ordering.order.cancelled: Nothing comes of the order; what was done for it is undone."""

from app.aggregates.order import Cancel
from app.generated.handlers import OrderingOrderCancelledContext, OrderingOrderCancelledEvent


async def handle(event: OrderingOrderCancelledEvent, context: OrderingOrderCancelledContext) -> None:
    """Remembers that nothing comes of an order, and why."""
    await context.aggregates.order.execute(event.data.order_id, Cancel(event.data.reason))
