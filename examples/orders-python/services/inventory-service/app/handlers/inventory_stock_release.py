"""Handles inventory.stock.release: Put what was set aside for an order back."""

from app.generated.handlers import InventoryStockReleaseContext, InventoryStockReleaseEvent
from app.generated.models import InventoryStockReleased
from app.stock import release_stock


async def handle(event: InventoryStockReleaseEvent, context: InventoryStockReleaseContext) -> None:
    """Puts the items of an order back. Where none were set aside there is nothing to do, which is a success as well."""
    order_id = event.data.order_id
    await release_stock(context.tx, order_id)
    context.publish.inventory_stock_released(InventoryStockReleased(order_id=order_id))
