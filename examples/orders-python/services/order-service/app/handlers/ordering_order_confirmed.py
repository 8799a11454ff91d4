"""Handles ordering.order.confirmed: The order is paid and on its way."""

from app.aggregates.order import Confirm
from app.generated.handlers import OrderingOrderConfirmedContext, OrderingOrderConfirmedEvent


async def handle(event: OrderingOrderConfirmedEvent, context: OrderingOrderConfirmedContext) -> None:
    """Remembers that an order is on its way."""
    await context.aggregates.order.execute(event.data.order_id, Confirm(event.data.tracking_code))
